"""Excerpts: of a large file only what the first events need is fetched; attacked as whole files are."""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from data import portal as portals
from data.conftest import Bench, noise
from data.portal import Behaviour, Handler, Portal, answering, stalled, truncated, well, without_ranges

from boxes import engine
from host.bake import bake_options

BIG = "big.root"
FIRST = 3000  # events wanted, of 40 000
AT_MOST_MB = 1.5
RECIPE = {
    "recipe": "test-tree",
    "version": 1,
    "selection": "every event",
    "source": "tree",
    "branches": {
        "run": {"type": "int32"},
        "x0": {"type": "float32"},
        "lep_pt": {"type": "float32", "counter": "lep_n"},
    },
}

MAKE = """
import sys, awkward as ak, numpy as np, uproot
rng = np.random.default_rng(1)
with uproot.recreate(sys.argv[1], compression=uproot.ZLIB(1)) as file:
    tree = None
    for cluster in range(40):
        count = rng.integers(0, 4, 1000)
        lep = ak.zip({"pt": ak.unflatten(rng.random(count.sum(), dtype=np.float32), count)}, depth_limit=2)
        columns = {"run": np.full(1000, cluster, np.int32), "lep": lep}
        columns |= {f"x{number}": rng.random(1000, dtype=np.float32) for number in range(50)}
        if tree is None:
            types = {k: v.type.content if isinstance(v, ak.Array) else v.dtype for k, v in columns.items()}
            named = {"counter_name": lambda name: name + "_n", "field_name": lambda *names: "_".join(names)}
            tree = file.mktree("mini", types, **named)
        tree.extend(columns)
"""

# Prints the sum over the first events of each branch, as floats of the whole file or of its excerpt
SUMS = """
import json, sys
from pathlib import Path
import awkward as ak, uproot
from bake import excerpt
from bake.manifest import Edition, SourceFile
folder, name, first, size, *branches = sys.argv[1:]
path = Path(folder, "545", name)
if not path.exists():
    file = SourceFile(545, name, (Edition("record", int(size), "0" * 8),), None, "", int(first), 1.5)
    found = excerpt.find(Path(folder), file, {"mini": tuple(branches)})
    path = found.open()
tree = uproot.open(path, use_threads=False)["mini"]
arrays = tree.arrays(branches, entry_stop=int(first))
print(json.dumps([tree.num_entries, *(float(ak.sum(arrays[name])) for name in branches)]))
"""


def python(code: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run ``code`` in the tools' image, which has uproot; it may write below ``folder``."""
    *common, tools = bake_options()
    mount = ("--mount", f"type=bind,source={folder},target={folder}")
    return engine("run", *common, *mount, tools, "python", "-c", code, *arguments, check=False)


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A ROOT file of 40 000 events, 53 branches and 40 clusters, about 8 MB."""
    folder = tmp_path_factory.mktemp("big")
    made = python(MAKE, str(folder / BIG), folder=folder)
    assert made.returncode == 0, made.stderr
    return (folder / BIG).read_bytes()


def widen(bench: Bench, *branches: str) -> None:
    """Let the recipe keep more branches."""
    path = bench.manifest / "recipes" / "test-tree.yml"
    recipe = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else RECIPE
    more = {name: {"type": "float32"} for name in branches}
    path.write_text(yaml.safe_dump({**recipe, "branches": {**recipe["branches"], **more}}), encoding="utf-8")


def offer(bench: Bench, content: bytes) -> None:
    """One large file, of which the profile wants the first events."""
    bench.clear()
    bench.add(BIG, content)
    widen(bench)
    with bench.editing("samples") as family:
        family["samples"][0] |= {"recipe": "test-tree", "tree": "mini"}
    with bench.editing("profiles") as profile:
        profile["samples"][0] |= {"first_events": FIRST, "at_most_mb": AT_MOST_MB}


@pytest.fixture
def cuts(bench: Bench, big: bytes) -> Bench:
    """The bench with one large file, of which the profile wants the first events."""
    offer(bench, big)
    return bench


def sums(bench: Bench, folder: Path, *branches: str) -> list[float]:
    """Number of events of the whole file, and the sum of each branch over the first ones, as ``folder`` has them."""
    size = str(len(bench.contents[BIG]))
    done = python(SUMS, str(folder), BIG, str(FIRST), size, *branches, folder=folder)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def excerpt(bench: Bench) -> Path:
    """Where the excerpt is kept."""
    return bench.out / "545" / f"{BIG}.excerpt"


def note(bench: Bench) -> dict[str, Any]:
    """What is written about the excerpt."""
    return dict(json.loads((bench.out / "545" / f"{BIG}.excerpt.json").read_text(encoding="utf-8")))


def asked(portal: Portal) -> int:
    """Bytes that were asked for, in all ranges together."""
    return sum(portal.sent.values())


def test_of_a_large_file_only_what_is_needed_is_fetched_and_it_reads_as_the_whole_file_does(
    cuts: Bench, big: bytes
) -> None:
    cuts.fetch("--strict")
    assert excerpt(cuts).stat().st_size <= AT_MOST_MB * 1e6
    assert asked(cuts.portal) < 0.2 * len(big), "3000 of 40 000 events, 3 of 53 branches, and the tables of the tree"
    whole = cuts.folder / "whole"
    (whole / "545").mkdir(parents=True)
    (whole / "545" / BIG).write_bytes(big)
    branches = ("run", "x0", "lep_pt", "lep_n")
    assert sums(cuts, cuts.out, *branches) == sums(cuts, whole, *branches)


def test_an_excerpt_says_what_it_is_and_that_the_record_s_checksum_was_not_checked(cuts: Bench, big: bytes) -> None:
    done = cuts.fetch()
    about = note(cuts)
    assert (about["first_events"], about["of"], about["size"]) == (FIRST, 40_000, len(big))
    assert "could not be checked" in about["checksum"]
    (item,) = cuts.summary()["files"]
    assert item["adler32"] is None
    assert item["excerpt"] == {"first_events": FIRST, "of": 40_000, "bytes": excerpt(cuts).stat().st_size}
    assert "the first 3000 of 40000 events" in done.stdout


def test_a_second_run_asks_for_nothing(cuts: Bench) -> None:
    cuts.fetch()
    cuts.portal.gets.clear()
    assert "1 were here" in cuts.fetch().stdout
    assert cuts.portal.gets == []


def test_a_branch_that_is_wanted_later_brings_only_what_is_not_here(cuts: Bench) -> None:
    cuts.fetch()
    before = asked(cuts.portal)
    cuts.portal.sent.clear()
    widen(cuts, "x30")
    cuts.fetch("--strict")
    assert "x30" in note(cuts)["trees"]["mini"]
    assert asked(cuts.portal) < before / 2
    assert sums(cuts, cuts.out, "x30")[1] == pytest.approx(FIRST / 2, rel=0.05), "uniform between 0 and 1"


def test_a_file_that_is_smaller_than_its_excerpt_may_be_is_fetched_whole_and_verified(bench: Bench) -> None:
    offer(bench, noise(100_000, 5))
    bench.fetch("--strict")
    assert bench.kept(BIG) == noise(100_000, 5)


def test_the_whole_file_in_a_mirror_is_used_in_the_place_of_an_excerpt(cuts: Bench, big: bytes) -> None:
    mirror = cuts.folder / "mirror"
    mirror.mkdir()
    (mirror / BIG).write_bytes(big)
    cuts.fetch("--mirror", str(mirror), "--strict")
    assert cuts.kept(BIG) == big
    assert not excerpt(cuts).exists()
    assert cuts.portal.gets == []


# Servers that misbehave -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault", [truncated(1000), stalled(70_000), answering(503)], ids=["truncated", "stalled", "503"]
)
def test_a_fault_that_passes_is_overcome(cuts: Bench, fault: Behaviour) -> None:
    cuts.portal.faults[cuts.path(BIG)] = [fault, well, fault]
    cuts.fetch("--strict")
    assert sums(cuts, cuts.out, "x0")[1] == pytest.approx(FIRST / 2, rel=0.05), "uniform between 0 and 1"


def test_a_server_without_ranges_is_said_to_have_none_and_is_not_asked_for_the_whole_file(cuts: Bench) -> None:
    cuts.portal.always[cuts.path(BIG)] = without_ranges
    done = cuts.fetch()
    assert "no ranges of bytes" in done.stdout
    assert cuts.summary()["missing"] == [f"545/{BIG}"]
    assert len(cuts.portal.gets) == 1


def elsewhere(handler: Handler, body: bytes, first: int) -> None:
    """Another range than the one asked for."""
    handler.last += 1
    handler.wfile.write(handler.begin(body, first + 1))


def another_size(handler: Handler, body: bytes, first: int) -> None:
    """The file is a byte longer than the record says."""
    handler.wfile.write(handler.begin(body + b"x", first))


def changing(handler: Handler, body: bytes, first: int) -> None:
    """The file grows while it is read."""
    handler.wfile.write(handler.begin(body + b"x" if first else body, first))


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [(elsewhere, "asked for bytes"), (another_size, "the record says"), (changing, "changed its size")],
)
def test_an_answer_that_is_not_what_was_asked_for_is_named_and_nothing_is_kept(
    cuts: Bench, behaviour: Behaviour, said: str
) -> None:
    cuts.portal.always[cuts.path(BIG)] = behaviour
    assert said in cuts.fetch().stdout
    assert not excerpt(cuts).exists()


def test_more_than_was_allowed_is_not_fetched(cuts: Bench) -> None:
    with cuts.editing("profiles") as profile:
        profile["samples"][0] |= {"first_events": 30_000, "at_most_mb": 0.5}
    done = cuts.fetch()
    assert "the first 30000 events need" in done.stdout
    assert "but at_most_mb is 0.5" in done.stdout
    assert asked(cuts.portal) < 0.5e6
    assert not excerpt(cuts).exists()


def test_a_file_that_is_no_root_file_is_named_and_nothing_of_it_is_kept(bench: Bench) -> None:
    offer(bench, noise(3_000_000, 6))
    done = bench.fetch()
    assert f"{BIG}: cannot be read as a ROOT file" in done.stdout
    assert sorted(path.name for path in (bench.out / "545").iterdir()) == []


def test_a_root_file_with_damaged_tables_is_named(cuts: Bench, big: bytes) -> None:
    damaged = bytearray(big)
    for key in re.finditer(rb"\x05TTree\x04mini", big):  # what follows the tree's key are its tables
        damaged[key.end() + 10 : key.end() + 5000] = bytes(4990)
    cuts.portal.files[cuts.path(BIG)] = bytes(damaged)
    assert f"{BIG}: cannot be read as a ROOT file" in cuts.fetch().stdout
    assert not excerpt(cuts).exists()


def test_a_tree_that_is_not_there_is_named_with_those_that_are(cuts: Bench) -> None:
    with cuts.editing("samples") as family:
        family["samples"][0]["tree"] = "maxi"
    assert "holds no tree 'maxi'; it holds mini" in cuts.fetch().stdout


def test_an_excerpt_of_a_table_is_refused(bench: Bench) -> None:
    with bench.editing("profiles") as profile:
        profile["samples"][0] |= {"first_events": 10, "at_most_mb": 1}
    done = bench.fetch(check=False)
    assert done.returncode == 1
    assert "an excerpt can be cut from a ROOT tree only" in done.stdout


# Stopped and gone on with ---------------------------------------------------------------------------------------------


def drop_by_drop(handler: Handler, body: bytes, first: int) -> None:
    """Slowly, so that there is a middle to be killed in."""
    rest = handler.begin(body, first)
    for start in range(0, len(rest), 20_000):
        handler.wfile.write(rest[start : start + 20_000])
        handler.wfile.flush()
        time.sleep(0.1)


def test_a_run_killed_in_the_middle_goes_on_with_the_blocks_it_has(
    cuts: Bench, bake_process: Callable[..., subprocess.Popen[str]]
) -> None:
    cuts.portal.always[cuts.path(BIG)] = drop_by_drop
    journal = cuts.out / "545" / f"{BIG}.excerpt.journal"
    with bake_process(*cuts.arguments(), paths=[cuts.folder]) as process:
        deadline = time.monotonic() + 60
        while not (journal.exists() and len(journal.read_bytes().splitlines()) > 5):
            assert time.monotonic() < deadline, "no block ever arrived"
            time.sleep(0.02)
        process.kill()
        process.wait(timeout=60)
        if process.stdout:
            process.stdout.close()
    assert not excerpt(cuts).exists()
    had = len(journal.read_bytes().splitlines()) - 1
    cuts.portal.always.clear()
    cuts.portal.sent.clear()
    cuts.fetch("--strict")
    again = 2  # the first block is asked for to see what is there, and one block may have been on its way
    assert asked(cuts.portal) <= excerpt(cuts).stat().st_size - (had - again) * 65_536
    assert not journal.exists()
    assert sums(cuts, cuts.out, "run")[1] == sum(range(3)) * 1000


def test_blocks_of_another_state_of_the_file_are_not_mixed_in(cuts: Bench) -> None:
    cuts.fetch()
    for suffix in (".part", ".journal"):
        shutil.copy(excerpt(cuts), excerpt(cuts).with_name(f"{BIG}.excerpt{suffix}"))
    lines = [json.dumps({"size": 1, "tag": "old", "url": "elsewhere"})]
    lines += [f"{block} {digest}" for block, digest in note(cuts)["blocks"]]
    (cuts.out / "545" / f"{BIG}.excerpt.journal").write_text("\n".join(lines) + "\n", encoding="ascii")
    excerpt(cuts).unlink()
    cuts.portal.sent.clear()
    cuts.fetch("--strict")
    assert asked(cuts.portal) >= excerpt(cuts).stat().st_size


def test_a_damaged_excerpt_is_named_and_fetched_again(cuts: Bench) -> None:
    cuts.fetch()
    content = bytearray(excerpt(cuts).read_bytes())
    content[len(content) // 2] ^= 1
    excerpt(cuts).write_bytes(content)
    done = cuts.fetch("--strict")
    assert f"{BIG}.excerpt: the block at byte" in done.stdout
    assert sums(cuts, cuts.out, "run")[1] == sum(range(3)) * 1000


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": 1, "size": null}', '{"format": 9}', "[" * 100_000],
    ids=["empty", "list", "nothing", "null", "future", "deep"],
)
def test_a_damaged_note_is_named_and_the_excerpt_fetched_again(cuts: Bench, text: str) -> None:
    cuts.fetch()
    excerpt(cuts).with_name(f"{BIG}.excerpt.json").write_text(text, encoding="utf-8")
    done = cuts.fetch("--strict")
    assert f"{BIG}.excerpt.json: " in done.stdout
    assert note(cuts)["of"] == 40_000


def test_bytes_that_an_excerpt_lacks_are_an_error_and_never_zeros(cuts: Bench, big: bytes) -> None:
    cuts.fetch()
    beyond = SUMS.replace("entry_stop=int(first)", "entry_start=30_000")
    done = python(beyond, str(cuts.out), BIG, str(FIRST), str(len(big)), "x0", folder=cuts.out)
    assert done.returncode != 0
    assert "is not in this excerpt" in done.stderr


# Carried and served ---------------------------------------------------------------------------------------------------


@pytest.fixture
def stick(cuts: Bench) -> Path:
    """A copy of a folder of downloads with an excerpt in it; the folder itself is empty again."""
    cuts.fetch()
    copied = shutil.copytree(cuts.out, cuts.folder / "stick")
    shutil.rmtree(cuts.out)
    cuts.portal.gets.clear()
    cuts.portal.sent.clear()
    return copied


def test_an_excerpt_on_a_stick_serves_a_machine_without_a_network(cuts: Bench, stick: Path) -> None:
    cuts.fetch("--mirror", str(stick), "--offline", "--strict")
    assert cuts.portal.gets == []
    assert sums(cuts, cuts.out, "run")[1] == sum(range(3)) * 1000


def test_a_damaged_excerpt_on_a_stick_is_named_and_not_used(cuts: Bench, stick: Path) -> None:
    path = stick / "545" / f"{BIG}.excerpt"
    path.write_bytes(path.read_bytes()[:-1])
    done = cuts.fetch("--mirror", str(stick), "--offline")
    assert f"{path}: the block at byte" in done.stdout
    assert "Copy it again or delete it" in done.stdout
    assert not excerpt(cuts).exists()


def test_an_excerpt_on_a_stick_that_is_not_enough_is_not_used(cuts: Bench, stick: Path) -> None:
    widen(cuts, "x30")
    done = cuts.fetch("--mirror", str(stick), "--offline")
    assert "of fewer events or branches than are needed" in done.stdout
    assert not excerpt(cuts).exists()


@pytest.fixture
def web(stick: Path) -> Iterator[Portal]:
    """A server that has on it what the stick holds, without ranges, as the simplest ones are."""
    running = portals.start()
    for path in stick.rglob("*.excerpt*"):
        place = f"/{path.relative_to(stick).as_posix()}"
        running.files[place] = path.read_bytes()
        running.always[place] = without_ranges
    yield running
    portals.stop(running)


def test_an_excerpt_on_the_simplest_web_server_serves_as_well(cuts: Bench, web: Portal) -> None:
    place = f"/545/{BIG}.excerpt"
    web.faults[place] = [truncated(200_000)]
    cuts.fetch("--mirror", web.url, "--strict")
    assert cuts.portal.gets == []
    assert excerpt(cuts).read_bytes() == web.files[place]


def test_a_corrupted_excerpt_on_a_web_server_is_named_and_the_portal_is_asked(cuts: Bench, web: Portal) -> None:
    place = f"/545/{BIG}.excerpt"
    web.files[place] = web.files[place][:100] + b"x" + web.files[place][101:]
    done = cuts.fetch("--mirror", web.url, "--strict")
    assert f"{web.url}{place}: block 0 is corrupted" in done.stdout
    assert cuts.summary()["files"][0]["origin"] == "portal"
