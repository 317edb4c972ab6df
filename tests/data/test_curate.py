"""Curate: the same sources give the same samples, normalisation survives thinning, real and practice never mix."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from data.conftest import Bench

Bake = Callable[..., subprocess.CompletedProcess[str]]

HEADER = "Run,Event,type1,E1,px1,py1,pz1,pt1,eta1,phi1,Q1,type2,E2,px2,py2,pz2,pt2,eta2,phi2,Q2\n"
ROW = "165617,75206813,G,10.1623,0.4,-8.5,5.5,8.5297,0.6091,-1.5,-1,T,19.7754,2.7,-13.9,13.7,14.2,0.8,-1.3,1\n"
SAMPLE = "cms7-dimuon-jpsi"


@pytest.fixture
def tables(bench: Bench) -> Bench:
    """The bench with two tables of three and two muon pairs, fetched."""
    release = bench.manifest / "releases" / "test.yml"
    about = yaml.safe_load(release.read_text(encoding="utf-8"))
    about["samples"][0]["files"].clear()
    release.write_text(yaml.safe_dump(about), encoding="utf-8")
    bench.contents.clear()
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
    source = yaml.safe_load((tables.manifest / "releases" / "test.yml").read_text(encoding="utf-8"))
    edition = source["samples"][0]["files"][0]["editions"][0]
    assert (note["record"], note["licence"], note["real"]) == (545, "CC0-1.0", True)
    assert note["source"]["checksum"] == f"adler32:{edition['adler32']}"
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
    changed = (HEADER + 2 * ROW + ROW.replace("10.1623", "10.1624")).encode()
    release = tables.manifest / "releases" / "test.yml"
    about = yaml.safe_load(release.read_text(encoding="utf-8"))
    del about["samples"][0]["files"][0]
    release.write_text(yaml.safe_dump(about), encoding="utf-8")
    tables.add("three.csv", changed)
    tables.fetch()
    curate(tables, out="second")
    assert catalogue(tables, "second")["files"][1]["content_digest"] != before


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


@pytest.fixture(scope="session")
def thinned(tmp_path_factory: pytest.TempPathFactory, root: Path, real_files: Path, bake: Bake) -> Path:
    """The real Z -> ee sample, thinned to at most 300 of its 898 events."""
    folder = tmp_path_factory.mktemp("thinned")
    shutil.copytree(root / "data_manifest", folder / "manifest")
    profile = {"profile": "thin", "title": "Thin", "samples": [{"id": "atlas13-4lep-zee", "max_events": 300}]}
    (folder / "manifest" / "profiles" / "thin.yml").write_text(yaml.safe_dump(profile), encoding="utf-8")
    known = ["--manifest", str(folder / "manifest"), "--profile", "thin"]
    downloads = str(folder / "downloads")
    bake("fetch", *known, "--offline", "--mirror", str(real_files), "--out", downloads, paths=[folder, real_files])
    bake("curate", *known, "--downloads", downloads, "--out", str(folder / "data"), paths=[folder])
    return folder


YIELD = """
from lhcbox import samples
sample = samples.get("atlas13-4lep-zee")
events = sample.arrays()
print(len(events), sample.weights(events, 10.0).sum(), float(events["SumWeights"][0]) / sample.sum_of_weights)
"""


def test_thinning_a_simulated_sample_keeps_its_yield(thinned: Path, in_box: Callable[[str, Path], str]) -> None:
    events, total, ratio = (float(word) for word in in_box(YIELD, thinned).split())
    assert events == 300
    assert total == pytest.approx(169.2485, rel=1e-4)
    assert ratio == pytest.approx(1.0, rel=1e-5), "the branch in the tree must say what the catalogue says"
