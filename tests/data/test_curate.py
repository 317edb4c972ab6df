"""Curate: the same sources give the same samples, normalisation survives thinning, real and practice never mix."""

import copy
import json
import subprocess
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from data.conftest import RECORD, Bench
from data.treebench import BRANCHES, TreeBench, in_tools, trees

__all__ = ["trees"]

HEADER = "Run,Event,type1,E1,px1,py1,pz1,pt1,eta1,phi1,Q1,type2,E2,px2,py2,pz2,pt2,eta2,phi2,Q2\n"
ROW = "165617,75206813,G,10.1623,0.4,-8.5,5.5,8.5297,0.6091,-1.5,-1,T,19.7754,2.7,-13.9,13.7,14.2,0.8,-1.3,1\n"
SAMPLE = "cms7-dimuon-jpsi"


@pytest.fixture
def tables(bench: Bench) -> Bench:
    """The bench with two tables of three and two muon pairs, fetched."""
    bench.clear()
    bench.add("three.csv", (HEADER + 3 * ROW).encode())
    bench.add("two.csv", (HEADER + 2 * ROW).encode())
    bench.fetch()
    return bench


def curate(bench: Bench, *more: str, out: str = "data", check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run ``bake curate`` on the bench's downloads."""
    known = ["--manifest", str(bench.manifest), "--profile", "test", "--downloads", str(bench.out)]
    return bench.run("curate", *known, "--out", str(bench.folder / out), *more, paths=[bench.folder], check=check)


def catalogue(bench: Bench, out: str = "data") -> dict[str, Any]:
    """The one entry of the catalogue."""
    content = json.loads((bench.folder / out / "catalogue.json").read_text(encoding="utf-8"))
    return dict(content["samples"][0])


def test_provenance_beside_a_file_leads_back_to_its_record(tables: Bench) -> None:
    curate(tables)
    note = json.loads((tables.folder / "data" / SAMPLE / "three.root.json").read_text(encoding="utf-8"))
    assert (note["record"], note["licence"], note["real"]) == (545, "CC0-1.0", True)
    assert note["source"]["checksum"] == f"adler32:{zlib.adler32(tables.contents['three.csv']):08x}"
    assert note["recipe"]["name"] == "dimuon-table"
    assert note["events"] == {"before": 3, "after": 3}


def test_the_same_sources_give_the_same_bytes(tables: Bench) -> None:
    curate(tables, out="first")
    curate(tables, out="second")
    for name in ("three.root", "two.root"):
        first, second = ((tables.folder / out / SAMPLE / name).read_bytes() for out in ("first", "second"))
        assert first == second
    assert catalogue(tables, "first") == catalogue(tables, "second")


def test_another_value_gives_another_content_digest(tables: Bench) -> None:
    curate(tables, out="first")
    before = catalogue(tables, "first")["files"][0]["content_digest"]
    tables.add("three.csv", (HEADER + 2 * ROW + ROW.replace("10.1623", "10.1624")).encode())
    tables.fetch()
    curate(tables, out="second")
    assert catalogue(tables, "second")["files"][0]["content_digest"] != before


def test_a_second_run_changes_nothing(tables: Bench) -> None:
    curate(tables)
    files = sorted((tables.folder / "data" / SAMPLE).iterdir())
    times = [path.stat().st_mtime_ns for path in files]
    done = curate(tables)
    assert [path.stat().st_mtime_ns for path in files] == times
    assert "three.csv" not in done.stdout


def test_a_curated_file_that_was_damaged_is_made_again(tables: Bench) -> None:
    curate(tables)
    path = tables.folder / "data" / SAMPLE / "three.root"
    good = path.read_bytes()
    path.write_bytes(good[:-100])
    curate(tables)
    assert path.read_bytes() == good


def test_a_sample_of_which_one_file_is_missing_is_practice_as_a_whole(tables: Bench) -> None:
    curate(tables)
    (tables.out / "545" / "two.csv").unlink()
    curate(tables)
    entry = catalogue(tables)
    assert entry["real"] is False
    names = {path.name for path in (tables.folder / "data" / SAMPLE).glob("*.root")}
    assert names == {"practice_three.root", "practice_two.root"}


def test_practice_is_refused_where_it_is_not_wanted(tables: Bench) -> None:
    (tables.out / "545" / "two.csv").unlink()
    done = curate(tables, "--no-practice", check=False)
    assert done.returncode == 1
    assert f"{SAMPLE}: two.csv was not fetched" in done.stderr


def test_a_column_that_the_recipe_keeps_and_the_table_lacks_is_named(tables: Bench) -> None:
    tables.add("bad.csv", b"Run,Event\n1,2\n")
    tables.fetch()
    done = curate(tables, check=False)
    assert done.returncode == 1
    assert "bad.csv: lacks the columns type1, E1" in done.stderr


def test_what_is_not_ours_beside_the_samples_is_left_alone(tables: Bench) -> None:
    curate(tables)
    foreign = tables.folder / "data" / "my-notes"
    foreign.mkdir()
    (foreign / "note.txt").write_text("keep me", encoding="utf-8")
    curate(tables)
    assert (foreign / "note.txt").is_file()


# Trees ----------------------------------------------------------------------------------------------------------------


def test_any_number_of_processes_makes_the_same_bytes(trees: TreeBench) -> None:
    trees.source(events=60_000, cluster=7_000)
    trees.recipe(preselection="max(lep_pt) > 10000")
    trees.profile(max_events=20_000)
    for processes in ("1", "2", "5"):
        trees.curate("--processes", processes, out=processes)
    first = trees.made("1").read_bytes()
    assert trees.made("2").read_bytes() == first
    assert trees.made("5").read_bytes() == first
    assert trees.entry("1") == trees.entry("5")


PARTS = """
import dataclasses, json, pathlib
from bake import curate, manifest, rootfile
from bake.crew import Crew

# as if the file were many times as large: parts of 100 kB, read by all processes together
rootfile.STEP, rootfile.CLUSTER, curate.LARGE = 100_000, 200_000, 1
if __name__ == "__main__":
    import argparse
    parser = argparse.ArgumentParser()
    curate.add_arguments(parser)
    args = parser.parse_args({arguments!r})
    args.processes = {processes}
    code = curate.run(args)
    assert code == 0
"""


def test_a_large_file_that_is_read_in_parts_gives_the_same_bytes_as_by_one_process(trees: TreeBench) -> None:
    trees.source(events=60_000, cluster=7_000)
    trees.recipe(preselection="max(lep_pt) > 10000")
    trees.profile(max_events=20_000)
    known = ["--manifest", str(trees.bench.manifest), "--profile", "test", "--downloads", str(trees.bench.out)]
    for processes in (1, 3):
        arguments = [*known, "--out", str(trees.folder / f"parts{processes}")]
        script = trees.folder / f"parts{processes}.py"
        script.write_text(PARTS.format(arguments=arguments, processes=processes), encoding="utf-8")
        in_tools(f"import subprocess, sys; subprocess.run([sys.executable, {str(script)!r}], check=True)", trees.folder)
    assert trees.made("parts1").read_bytes() == trees.made("parts3").read_bytes()
    # in other parts than at once, and still the same events
    trees.curate(out="whole")
    assert trees.note("parts1")["content_digest"] == trees.note("whole")["content_digest"]


def test_a_curated_tree_has_the_branches_types_and_values_of_its_source(trees: TreeBench) -> None:
    source = trees.source(events=3_000)
    trees.curate()
    found = json.loads(
        in_tools(
            f"""
import json, uproot
with uproot.open({str(source)!r}) as a, uproot.open({str(trees.made())!r}) as b:
    source, made = a["mini"], b["mini"]
    same = {{n: source[n].array().to_list() == made[n].array().to_list() for n in {list(BRANCHES)!r}}}
    types = {{n: [source[n].typename, made[n].typename] for n in {list(BRANCHES)!r}}}
    print(json.dumps([same, types, sorted(made.keys()), made.title, len(made["lep_pt"].array())]))
""",
            trees.folder,
        )
    )
    same, types, names, title, events = found
    assert all(same.values()), same
    assert all(before == after for before, after in types.values()), types
    assert names == sorted([*BRANCHES, "nlep"])
    assert title.startswith("CMS Open Data, record 545, recipe test-tree")
    assert events == 3_000


def test_branches_that_only_the_preselection_needs_are_read_and_not_kept(trees: TreeBench) -> None:
    trees.source(events=2_000)
    kept = {name: about for name, about in BRANCHES.items() if not name.startswith("lep_")}
    trees.recipe(branches=kept, preselection="scale > 1")
    trees.curate()
    assert 0 < trees.note()["events"]["after"] < 2_000
    assert [branch["name"] for branch in trees.entry()["branches"]] == list(kept)


def test_one_source_file_may_serve_two_samples(trees: TreeBench) -> None:
    trees.source(events=2_000)
    with trees.bench.editing("samples") as family:
        another = {"id": "another", "title": "Another sample for tests"}
        family["samples"].append(copy.deepcopy(family["samples"][0]) | another)
    with trees.bench.editing("profiles") as profile:
        profile["samples"].append({"id": "another", "max_events": 500})
    trees.curate()
    content = json.loads((trees.folder / "data" / "catalogue.json").read_text(encoding="utf-8"))
    assert [sample["files"][0]["events"] for sample in content["samples"]] == [2_000, 500]


def test_rounding_is_to_the_nearest_and_stated(trees: TreeBench) -> None:
    source = trees.source(events=3_000)
    trees.recipe(branches={**BRANCHES, "lep_eta": {"type": "float32", "counter": "nlep", "digits": 10}})
    trees.curate()
    assert trees.note()["precision"] == trees.entry()["files"][0]["precision"] == {"lep_eta": 10}
    largest, same, bits = json.loads(
        in_tools(
            f"""
import json, numpy as np, uproot, awkward as ak
read = lambda path, name: ak.to_numpy(ak.flatten(uproot.open(path)["mini"][name].array()))
before, after = (read(path, "lep_eta") for path in ({str(source)!r}, {str(trees.made())!r}))
pt = [read(path, "lep_pt") for path in ({str(source)!r}, {str(trees.made())!r})]
off = np.abs(after.astype(float) / before - 1)
print(json.dumps([float(off.max()), bool((pt[0] == pt[1]).all()), int((after.view("u4") & 0x1FFF).max())]))
""",
            trees.folder,
        )
    )
    assert 2**-12 < largest <= 2**-11, "half of the last bit kept, which is the tenth behind the first"
    assert bits == 0
    assert same, "what the recipe does not name keeps every bit"


def test_curating_that_was_killed_goes_on_with_the_files_that_are_whole(
    tables: Bench, bake_process: Callable[..., subprocess.Popen[str]]
) -> None:
    rows = [ROW.replace("75206813", str(number)) for number in range(60_000)]
    for name in ("a.csv", "b.csv", "c.csv"):
        tables.add(name, (HEADER + "".join(rows)).encode())
    tables.fetch()
    known = ["--manifest", str(tables.manifest), "--profile", "test", "--downloads", str(tables.out)]
    out = tables.folder / "data"
    running = bake_process("curate", *known, "--out", str(out), "--processes", "1", paths=[tables.folder])
    deadline = time.monotonic() + 120
    while not (out / SAMPLE / "two.root.json").exists() and time.monotonic() < deadline:
        time.sleep(0.02)  # the small ones are the first of the five
    running.kill()
    running.communicate()
    whole = {path.name: path.stat().st_mtime_ns for path in (out / SAMPLE).glob("*.root.json")}
    assert 2 <= len(whole) < 5, "killed too late to see anything"
    assert not (out / "catalogue.json").exists()
    done = curate(tables)
    made = {path.name: path.stat().st_mtime_ns for path in (out / SAMPLE).glob("*.root.json")}
    assert len(made) == 5
    assert {name: made[name] for name in whole} == whole
    assert all(name.removesuffix(".root.json") + ".csv" not in done.stdout for name in whole)
    assert not [path.name for path in out.rglob("*") if path.suffix == ".part" or path.name == ".curate.lock"]


def test_two_runs_into_one_folder_do_not_meet(tables: Bench) -> None:
    out = tables.folder / "data"
    out.mkdir()
    code = f"""
import fcntl, subprocess, sys
with open({str(out / ".curate.lock")!r}, "a") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    argv = ["curate", "--manifest", {str(tables.manifest)!r}, "--profile", "test", "--downloads", {str(tables.out)!r}]
    done = subprocess.run([sys.executable, "-m", "bake", *argv, "--out", {str(out)!r}], capture_output=True, text=True)
print(done.returncode, done.stderr)
"""
    said = in_tools(code, tables.folder)
    assert said.startswith("1 curate: ")
    assert "another run is curating into this folder" in said
    curate(tables)  # the lock went with its owner


def test_each_file_is_told_with_what_was_kept_of_it(tables: Bench) -> None:
    done = curate(tables)
    assert f"  {SAMPLE}: three.csv: 3 of 3 events kept, " in done.stdout
    assert f"  {SAMPLE}: two.csv: 2 of 2 events kept, " in done.stdout
    assert done.stdout.splitlines()[-1].startswith("1 samples, 1 real and 0 practice, ")


def test_the_catalogue_says_all_that_its_readers_need(trees: TreeBench) -> None:
    trees.source(events=2_000)
    trees.recipe(preselection="max(lep_pt) > 10000")
    trees.curate()
    entry = trees.entry()
    assert (entry["collection"], entry["family"], entry["energy_tev"]) == ("tables", "test", 7)
    assert entry["recipe"] == {"name": "test-tree", "version": 1}
    assert entry["preselection"] == "max(lep_pt) > 10000"
    assert entry["looser_than"]
    assert (entry["dsid"], entry["short_name"], entry["cross_section_pb"]) == (100_000, "made", 2.0)
    assert entry["sum_of_weights"] == entry["sum_of_weights_source"] == 50_000
    assert entry["weight_factors"] == ["mcWeight", "scale"]
    by_name = {branch["name"]: branch for branch in entry["branches"]}
    assert by_name["lep_pt"] == {"name": "lep_pt", "type": "float32", "unit": "MeV", "meaning": None, "list": True}
    assert by_name["nlep"]["type"] == "int32"
    (file,) = entry["files"]
    assert file["source"] == "made.root"
    assert file["source_checksum"].startswith("adler32:")
    assert [step["name"] for step in file["steps"]] == ["source", "preselection"]


def test_an_excerpt_gives_the_bytes_that_the_whole_file_gives(trees: TreeBench) -> None:
    path = trees.source(events=60_000, cluster=6_000)
    trees.recipe(preselection="max(lep_pt) > 10000")
    trees.profile(first_events=12_000, at_most_mb=path.stat().st_size / 2e6)  # else fetch would take it whole
    trees.curate(out="whole")
    trees.bench.portal.files[trees.bench.path("made.root")] = path.read_bytes()
    with trees.bench.editing("releases") as release:
        release["files"]["tables"][0]["path"] = str(Path(trees.bench.path("made.root")).parent)
    path.unlink()
    trees.bench.fetch("--strict")
    assert not path.exists()
    assert list((trees.bench.out / str(RECORD)).glob("made.root.excerpt*"))
    trees.curate(out="excerpt")
    assert trees.made("excerpt").read_bytes() == trees.made("whole").read_bytes()
    note = trees.note("excerpt")
    assert 0 < note["excerpt"].pop("bytes") < note["source"]["size"]
    assert note["excerpt"] == {"first_events": 12_000, "of": 60_000}
    assert note["sum_of_weights"]["after"] == pytest.approx(10_000)


ORPHANS = """
import os, pathlib, signal, subprocess, sys, time

def below(top):
    parents = {}
    for path in pathlib.Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                parents[int(path.name)] = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {top}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {top}

def alive(pid):  # a zombie, which a container without an init leaves, is not
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False

work = "from bake.crew import Crew; import time; print(list(Crew(2).map(time.sleep, [300, 300])))"
process = subprocess.Popen([sys.executable, "-c", work], stderr=subprocess.DEVNULL)
deadline = time.monotonic() + 60
while len(below(process.pid)) < 4 and time.monotonic() < deadline:  # a server of forks, a tracker, two workers
    time.sleep(0.1)
time.sleep(2)  # until the workers watch their parent
workers = below(process.pid)
process.kill()
process.wait()
deadline = time.monotonic() + 30
while any(alive(pid) for pid in workers) and time.monotonic() < deadline:
    time.sleep(0.1)
print(len(workers), len([pid for pid in workers if alive(pid)]))
"""


def test_workers_end_when_their_parent_is_killed() -> None:
    before, left = in_tools(ORPHANS).split()
    assert int(before) >= 4
    assert int(left) == 0
