"""The manifest: it follows its schema, says what CERN's records say, and a mistake in it is named."""

import csv
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

SAMPLES = (
    "atlas13-4lep-data", "atlas13-4lep-zz", "atlas13-4lep-ggh", "atlas13-4lep-vbf", "atlas13-4lep-wh",
    "atlas13-4lep-zh", "atlas13-4lep-zee", "atlas13-4lep-zmumu", "atlas13-4lep-ttbar", "cms8-dimuon",
    "cms7-dimuon-jpsi", "cms7-dimuon-upsilon", "cms7-dimuon-z",
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]


def samples() -> Iterator[dict[str, Any]]:
    """Every sample of every release."""
    for path in sorted((ROOT / "data_manifest" / "releases").glob("*.yml")):
        yield from yaml.safe_load(path.read_text(encoding="utf-8"))["samples"]


def editions() -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Record, file name and edition, for every edition of every file."""
    for sample in samples():
        for file in sample["files"]:
            for edition in file["editions"]:
                yield sample["record"], file["name"], edition


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_starter_profile_has_the_samples_that_lessons_are_written_for() -> None:
    profile = yaml.safe_load((ROOT / "data_manifest" / "profiles" / "starter.yml").read_text(encoding="utf-8"))
    assert tuple(item["id"] for item in profile["samples"]) == SAMPLES


def test_size_and_checksum_of_each_portal_file_are_the_record_s(facts: Path) -> None:
    known = {
        (int(row["record_id"]), row["file_name"]): (row["uri_root"], int(row["size_bytes"]), row["checksum"])
        for row in rows(facts / "cern_records.csv")
    }
    stated = [(record, name, e) for record, name, e in editions() if "path" in e]
    assert stated
    for record, name, edition in stated:
        expected = (f"root://eospublic.cern.ch/{edition['path']}", edition["size"], f"adler32:{edition['adler32']}")
        assert known[record, name] == expected


def test_size_and_checksum_of_each_other_edition_are_the_mirror_s(real_files: Path) -> None:
    index = real_files / "INDEX.csv"
    if not index.is_file():
        pytest.skip(f"{real_files} has no INDEX.csv to compare with")
    known = {(row["record"], row["file"]): (int(row["bytes"]), row["adler32"]) for row in rows(index)}
    others = [(record, e.get("name", name), e) for record, name, e in editions() if "path" not in e]
    assert others
    for record, name, edition in others:
        assert known[str(record), name] == (edition["size"], edition["adler32"])


def test_cross_sections_and_sums_of_weights_are_the_published_ones(facts: Path) -> None:
    known = {
        (row["dsid"], row["short_name"]): (float(row["xsec_pb"]), float(row["sumw"]))
        for row in rows(facts / "mc_info.csv")
        if row["release"] == "13TeV-2020"
    }
    simulated = [sample for sample in samples() if sample["kind"] == "mc"]
    assert simulated
    for sample in simulated:
        stated = (sample["cross_section_pb"], sample["sum_of_weights"])
        assert stated == known[str(sample["dsid"]), sample["short_name"]]


@pytest.mark.parametrize(
    ("file", "was", "becomes", "complaint"),
    [
        ("releases/cms7-2011.yml", "kind: data", "kind: rumour", "samples/0/kind"),
        ("releases/cms7-2011.yml", 'adler32: "214e4077"', 'adler32: "xyz"', "samples/0/files/0/editions/0/adler32"),
        ("releases/cms7-2011.yml", "record: 545", "record: 546", "record 546 is not under `records`"),
        ("releases/cms7-2011.yml", "recipe: dimuon-table", "recipe: stew", "no recipe 'stew'; there are dimuon-"),
        ("releases/cms8-2012.yml", "id: cms8-dimuon", "id: cms7-dimuon-z", "'cms7-dimuon-z' is taken already"),
        ("releases/cms7-2011.yml", "experiment: CMS", "experiment: [", "not YAML"),
        ("profiles/starter.yml", "id: cms8-dimuon", "id: cms9-dimuon", "no release has a sample 'cms9-dimuon'"),
        ("recipes/dimuon-table.yml", "Run: {type: int32}", "Run: {type: word}", "branches/Run/type"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_file_and_place(
    tmp_path: Path,
    bake: Callable[..., subprocess.CompletedProcess[str]],
    file: str,
    was: str,
    becomes: str,
    complaint: str,
) -> None:
    shutil.copytree(ROOT / "data_manifest", tmp_path / "manifest")
    broken = tmp_path / "manifest" / file
    text = broken.read_text(encoding="utf-8")
    assert was in text
    broken.write_text(text.replace(was, becomes), encoding="utf-8")
    out = str(tmp_path / "out")
    done = bake("fetch", "--manifest", str(tmp_path / "manifest"), "--out", out, paths=[tmp_path], check=False)
    assert done.returncode == 1
    assert complaint in done.stderr
    assert Path(file).name in done.stderr


def test_an_unknown_profile_names_those_that_exist(
    tmp_path: Path, bake: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    done = bake("fetch", "--profile", "everything", "--out", str(tmp_path / "out"), paths=[tmp_path], check=False)
    assert done.returncode == 1
    assert "profiles are: starter" in done.stderr
