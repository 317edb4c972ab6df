"""The manifest: it follows its schema, says what CERN's records say, keeps its budgets, and a mistake is named."""

import csv
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = ROOT / "data_manifest"
RELEASES = {"atlas8-2016": "8TeV-2016", "atlas13-2020": "13TeV-2020", "atlas13-2025": "13TeV-2025beta", "cms": "CMS"}
OWN_SUMS = ("1lep1tau", "1largeRjet1lep")
PROFILES = ("starter", "classroom", "full")
# What the lessons and dashboards that exist are written for
TAUGHT = {
    "atlas13-4lep-data", "atlas13-4lep-zz", "atlas13-4lep-ggh", "atlas13-4lep-vbf", "atlas13-4lep-wh",
    "atlas13-4lep-zh", "atlas13-4lep-zee", "atlas13-4lep-zmumu", "atlas13-4lep-ttbar", "cms8-dimuon",
    "cms7-dimuon-jpsi", "cms7-dimuon-upsilon", "cms7-dimuon-z",
}  # fmt: skip

Bake = Callable[..., subprocess.CompletedProcess[str]]
ToolsRun = Callable[..., subprocess.CompletedProcess[str]]


def read(path: Path) -> dict[str, Any]:
    """A YAML file of the manifest."""
    content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return content


@pytest.fixture(scope="module")
def releases() -> dict[str, dict[str, Any]]:
    """Every release by its name."""
    return {path.stem: read(path) for path in sorted((MANIFEST / "releases").glob("*.yml"))}


def files(release: dict[str, Any]) -> Iterator[tuple[str, int | None, str, str | None, dict[str, Any]]]:
    """Collection, record, path on the portal, name and entry of every file of a release."""
    for collection, parts in release["files"].items():
        for part in parts:
            for name, entry in part["files"].items():
                yield collection, part.get("record"), name, part.get("path"), entry


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def tables(bake: Bake) -> dict[str, dict[str, Any]]:
    """What `manifest table --json` says of each profile."""
    return {name: json.loads(bake("manifest", "table", "--profile", name, "--json").stdout) for name in PROFILES}


# What it says ---------------------------------------------------------------------------------------------------------


def test_the_starter_profile_has_the_samples_that_lessons_are_written_for() -> None:
    profile = read(MANIFEST / "profiles" / "starter.yml")
    assert {item["id"] for item in profile["samples"]} >= TAUGHT


def test_every_file_of_the_records_is_listed_with_its_path_size_and_checksum(
    facts: Path, releases: dict[str, dict[str, Any]]
) -> None:
    skims = {"exactly4lep", "gamgam", "exactly3lep", "2muons", "2to4lep"}
    cms = {"545", "5200", "12341", *map(str, range(300, 310))}
    wanted = {
        (row["record_id"], row["file_name"]): (row["uri_root"], int(row["size_bytes"]), row["checksum"])
        for row in rows(facts / "cern_records.csv")
        if row["data_or_mc"] in {"data", "mc"}
        and (
            (row["release"] == "13TeV-2020" and 15000 <= int(row["record_id"]) <= 15007)
            or row["release"] == "8TeV-2016"
            or (row["release"] == "13TeV-2025beta" and row["collection"] in skims)
            or row["record_id"] in cms
        )
    }
    stated = {
        (str(record), name): (
            f"root://eospublic.cern.ch/{path}/{name}", entry["size"], f"adler32:{entry['adler32']}"
        )
        for release in RELEASES
        for _collection, record, name, path, entry in files(releases[release])
    }  # fmt: skip
    assert len(stated) > 3000
    assert stated == wanted


def test_size_and_checksum_of_each_other_edition_are_the_mirror_s(
    real_files: Path, releases: dict[str, dict[str, Any]]
) -> None:
    index = real_files / "INDEX.csv"
    if not index.is_file():
        pytest.skip(f"{real_files} has no INDEX.csv to compare with")
    known = {row["file"]: (int(row["bytes"]), row["adler32"]) for row in rows(index)}
    others = [
        (edition.get("name", key.rpartition("/")[2]), edition)
        for release in releases.values()
        for key, editions in release.get("editions", {}).items()
        for edition in editions
    ]
    others += [(name, entry) for _c, _r, name, _p, entry in files(releases["atlas-tables"])]
    assert len(others) > 10
    for name, edition in others:
        assert known[name] == (edition["size"], edition["adler32"])


@pytest.mark.parametrize("release", ["atlas8-2016", "atlas13-2020", "atlas13-2025"])
def test_numbers_of_simulated_datasets_are_the_published_ones(
    facts: Path, releases: dict[str, dict[str, Any]], release: str
) -> None:
    content = releases[release]
    published: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows(facts / "mc_info.csv"):
        if row["release"] == RELEASES[release]:
            own = next((name for name in OWN_SUMS if row["short_name"].endswith(f"_{name}")), "")
            published[own, row["dsid"]] = row
    compared = 0
    for collection, _record, name, _path, entry in files(content):
        if "dsid" not in entry:
            continue
        dsid = str(entry["dsid"])
        row = published.get((collection, dsid)) or published.get(("", dsid))
        stated = content.get("variants", {}).get(collection, {}).get(dsid) or content["datasets"][dsid]
        assert stated["short_name"] in name
        if row is None:
            assert "cross_section_pb" not in stated
            continue
        expected = (row["xsec_pb"], row["sumw"], row["gen_filt_eff"] or 1, row["k_factor"] or 1, row["red_eff"] or 1)
        assert (
            stated["cross_section_pb"],
            stated["sum_of_weights"],
            stated.get("filter_efficiency", 1),
            stated.get("k_factor", 1),
            stated.get("reduction", 1),
        ) == tuple(map(float, expected))
        compared += 1
    assert compared > 40


def test_each_period_of_2025_has_an_estimate_and_each_year_its_published_luminosity(
    releases: dict[str, dict[str, Any]],
) -> None:
    content = releases["atlas13-2025"]
    estimated = content["estimated_periods_fb"]
    periods = {entry["period"] for _c, _r, _n, _p, entry in files(content) if "period" in entry}
    assert periods == set(estimated)
    assert len(periods) == 16
    for year, luminosity in content["luminosity"]["years_fb"].items():
        found = sum(lumi for period, lumi in estimated.items() if period.startswith(year))
        # Sixteen numbers with four decimals: each is off by 0.00005 at most
        assert found == pytest.approx(luminosity, abs=16 * 0.00005)


def test_generated_parts_agree_with_the_facts(facts: Path, bake: Bake) -> None:
    bake("manifest", "check", "--facts", str(facts), paths=[facts])


def test_a_generated_part_that_was_touched_is_shown_and_written_anew(facts: Path, tmp_path: Path, bake: Bake) -> None:
    copy = tmp_path / "manifest"
    shutil.copytree(MANIFEST, copy)
    touched = copy / "releases" / "atlas8-2016.yml"
    whole = touched.read_text(encoding="utf-8")
    assert "size: 64727099" in whole
    touched.write_text(whole.replace("size: 64727099", "size: 64727098"), encoding="utf-8")
    known = ("--manifest", str(copy), "--facts", str(facts))
    done = bake("manifest", "check", *known, paths=[tmp_path, facts], check=False)
    assert done.returncode == 1
    assert "64727098" in done.stdout
    assert "64727099" in done.stdout
    assert "1 of 4 releases differ" in done.stderr
    bake("manifest", "update", *known, paths=[tmp_path, facts])
    assert touched.read_text(encoding="utf-8") == whole


def test_facts_that_are_not_there_are_named(tmp_path: Path, bake: Bake) -> None:
    done = bake("manifest", "check", "--facts", str(tmp_path / "nowhere"), paths=[tmp_path], check=False)
    assert done.returncode == 1
    assert str(tmp_path / "nowhere" / "cern_records.csv") in done.stderr


def test_an_update_that_would_break_the_manifest_leaves_the_old_files(facts: Path, tmp_path: Path, bake: Bake) -> None:
    copy, own = tmp_path / "manifest", tmp_path / "facts"
    shutil.copytree(MANIFEST, copy)
    own.mkdir()
    for name in ("cern_records.csv", "mc_info.csv"):
        text = (facts / name).read_text(encoding="utf-8")
        (own / name).write_text(text.replace("adler32:8bfdd6fb", "adler32:8bfdd6"), encoding="utf-8")
    before = {path.name: path.read_bytes() for path in (copy / "releases").iterdir()}
    done = bake("manifest", "update", "--manifest", str(copy), "--facts", str(own), paths=[tmp_path], check=False)
    assert done.returncode == 1
    assert "an adler32 is eight hexadecimal digits" in done.stderr
    assert {path.name: path.read_bytes() for path in (copy / "releases").iterdir()} == before


# Budgets --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_is_within_its_budget(tables: dict[str, dict[str, Any]], profile: str) -> None:
    table = tables[profile]
    assert table["troubles"] == []
    assert 0 < table["download_mb"] <= table["download_allowed_mb"]
    assert 0 < table["image_mb"] <= table["image_allowed_mb"]
    for key, column in (("download_mb", "fetched_mb"), ("image_mb", "image_mb")):
        # The same numbers, added in another order
        assert table[key] == pytest.approx(sum(line[column] for line in table["lines"]), rel=1e-9)


def test_starter_and_classroom_keep_what_was_promised() -> None:
    promised = {"starter": (600, 60), "classroom": (12000, 400)}
    for name, limits in promised.items():
        profile = read(MANIFEST / "profiles" / f"{name}.yml")
        assert (profile["download_mb"], profile["image_mb"]) == limits


def test_no_large_file_is_fetched_for_the_starter_profile(tables: dict[str, dict[str, Any]]) -> None:
    muons = next(line for line in tables["starter"]["lines"] if line["sample"] == "cms8-dimuon")
    # The record's file has 2244 MB, the excerpt of it 3.6 MB
    assert muons["fetched_mb"] == pytest.approx(3.568384)


def test_a_file_that_two_samples_share_is_fetched_once(tables: dict[str, dict[str, Any]]) -> None:
    fetched = {line["sample"]: line["fetched_mb"] for line in tables["classroom"]["lines"]}
    assert fetched["atlas8-2lep-data-muons"] == pytest.approx(619.800948)
    assert fetched["atlas8-1lep-data-muons"] == 0


def test_the_full_profile_has_a_sample_for_every_simulated_file(
    tables: dict[str, dict[str, Any]], releases: dict[str, dict[str, Any]]
) -> None:
    listed = sum("dsid" in entry for release in releases.values() for _c, _r, _n, _p, entry in files(release))
    lines = [line for line in tables["full"]["lines"] if line["files"] == 1]
    assert listed > 3000 - 200
    assert len(lines) >= listed
    assert len({line["sample"] for line in tables["full"]["lines"]}) == len(tables["full"]["lines"])


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ("download_mb: 600", "download_mb: 300", "MB to download, allowed are 300 MB"),
        ("image_mb: 60", "image_mb: 10", "MB in the image, allowed are 10 MB"),
    ],
)
def test_a_profile_over_its_budget_fails_and_names_its_largest_sample(
    tmp_path: Path, bake: Bake, was: str, becomes: str, complaint: str
) -> None:
    shutil.copytree(MANIFEST, tmp_path / "manifest")
    profile = tmp_path / "manifest" / "profiles" / "starter.yml"
    text = profile.read_text(encoding="utf-8")
    assert was in text
    profile.write_text(text.replace(was, becomes), encoding="utf-8")
    done = bake("manifest", "table", "--manifest", str(tmp_path / "manifest"), paths=[tmp_path], check=False)
    assert done.returncode == 1
    assert complaint in done.stderr
    assert "the largest is atlas13-4lep-zz" in done.stderr


# Mistakes -------------------------------------------------------------------------------------------------------------

TABLES = "releases/atlas-tables.yml"
CMS = "samples/cms.yml"
PROFILE = "profiles/starter.yml"
RECIPE = "recipes/dimuon-table.yml"
# File, what stands there (nothing: at its end), what comes instead, and what must be said beside the file's name
MISTAKES = {
    "a word that is none of the kinds": (CMS, "kind: data", "kind: rumour", "samples/0/kind (sample cms8-dimuon)"),
    "an unknown key": (CMS, "kind: data", "kind: data\n    colour: red", "'colour' was unexpected"),
    "a number as text": (TABLES, "size: 3138834", 'size: "3138834"', "files/hww/0/files/outreach.root/size"),
    "a size of nothing": (TABLES, "size: 3138834", "size: 0", "0 is less than the minimum of 1"),
    "a size that is no number": (TABLES, "size: 3138834", "size: .nan", "finite numbers"),
    "an infinite luminosity": ("releases/atlas8-2016.yml", "total_fb: 1.0", "total_fb: .inf", "finite numbers"),
    "a checksum that is too short": (TABLES, '"31701183"', '"3170118"', "an adler32 is eight hexadecimal digits"),
    "a checksum that is too long": (TABLES, '"31701183"', '"317011830"', "an adler32 is eight hexadecimal digits"),
    "a checksum without quotes": (TABLES, '"31701183"', "31701183", "adler32: 31701183 is not of type 'string'"),
    "a checksum of other letters": (TABLES, '"31701183"', '"3170118g"', "an adler32 is eight hexadecimal digits"),
    "a file name that climbs": (TABLES, "outreach.root: {", "../../outreach.root: {", "does not begin with a dot"),
    "a hidden file": (TABLES, "outreach.root: {", ".outreach.root: {", "does not begin with a dot"),
    "a path that climbs": (
        "releases/atlas8-2016.yml", "path: /eos/opendata/atlas/", "path: /eos/opendata/atlas/../", "climbs nowhere",
    ),
    "a path elsewhere": ("releases/cms.yml", "path: /eos/opendata/", "path: /etc/", "climbs nowhere"),
    "an address that climbs": (TABLES, "/visualisations/", "/../", "climbs nowhere"),
    "an address of another kind": (TABLES, "https://", "file://", "climbs nowhere"),
    "a name that climbs": (CMS, "id: cms8-dimuon", "id: ../cms8-dimuon", "small letters, digits and hyphens"),
    "a key given twice": (CMS, "kind: data", "kind: data\n    kind: data", "'kind' is given twice"),
    "a file listed twice": (
        TABLES, "        outreach.root: {", "        outreach.root: {}\n        outreach.root: {", "given twice",
    ),
    "two samples of one name": (CMS, "id: cms8-dimuon", "id: cms7-dimuon-z", "'cms7-dimuon-z' is taken already"),
    "a recipe that there is not": (CMS, "recipe: dimuon-table", "recipe: stew", "no recipe 'stew'; there are"),
    "a file that there is not": (CMS, "files: [Zmumu.csv]", "files: [Zmu.csv]", "no file of collection record-545"),
    "a collection that there is not": (CMS, "collection: record-309", "collection: record-1", "no collection of"),
    "a dataset that there is not": ("samples/atlas13-4lep.yml", "dsid: 363490", "dsid: 363499", "no dataset of coll"),
    "a release that there is not": (CMS, "release: cms", "release: cern", "no release 'cern'"),
    "a sample that there is not": (PROFILE, "id: cms8-dimuon", "id: cms9-dimuon", "no sample 'cms9-dimuon'"),
    "a period that there is not": (PROFILE, '"2015 D"', '"2015 Z"', "no period '2015 Z'"),
    "an edition that there is not": (PROFILE, "edition: excerpt-100k", "edition: best", "has no edition 'best'"),
    "a sample listed twice": (PROFILE, "id: cms7-w-munu", "id: cms7-dimuon-z", "is listed twice"),
    "a number of events below one": (PROFILE, "max_events: 8000", "max_events: 0", "less than the minimum of 1"),
    "an excerpt without a bound": (
        PROFILE, "max_events: 8000", "first_events: 8000", "'at_most_mb' is a dependency of 'first_events'",
    ),
    "a type that there is not": (RECIPE, "Run: {type: int32}", "Run: {type: word}", "branches/Run/type"),
    "an empty recipe": (RECIPE, "version: 1", "version: 0", "less than the minimum of 1"),
    "a preselection that fails": (
        "recipes/two-leptons.yml", "count(lep_pt > 10000) >= 2", "count(lep_pt > ) >= 2", "preselection",
    ),
    "a preselection of an unknown branch": (
        "recipes/two-leptons.yml", "count(lep_pt > 10000)", "count(lepton_pt > 10000)", "lepton_pt",
    ),
    "a preselection that runs code": (
        "recipes/two-leptons.yml", "count(lep_pt > 10000) >= 2", "__import__('os').system('id')", "preselection",
    ),
    "a preselection without its reason": (RECIPE, "", "preselection: E1 > 0\n", "'looser_than' is a dependency"),
    "a selection that runs code": (
        "samples/atlas13-gamgam.yml", "photon_pt[0] > 40000", "open('/etc/passwd')", "atlas13-gamgam-data: selection",
    ),
    "a weight of no branch": ("recipes/two-leptons.yml", "factors: [mcWeight", "factors: [mcWait", "branch 'mcWait'"),
    "a correction of nothing": ("releases/atlas13-2020.yml", "dsid: 301223\n", "dsid: 999999\n", "no dataset 999999"),
    "an edition of nothing": (
        "releases/atlas13-2020.yml", "15005/data_A.4lep.root:", "15005/data_E.4lep.root:", "no file '15005/data_E.",
    ),
    "a source without a source": (
        "samples/atlas13-4lep.yml", 'source: "published: ', 'source: "somebody: ', "published: or computed:",
    ),
    "no YAML": (CMS, "family: cms", "family: [", "not YAML"),
    "an alias": (CMS, "family: cms", "family: &a cms\ntitle: *a\nunknown:", "an alias"),
    "a Python object": (CMS, "release: cms", "release: !!python/object/apply:os.getcwd []", "not YAML"),
    "half a million brackets": (CMS, "family: cms", "family: " + "[" * 50_000, "nested more than"),
    "a list in the place of a mapping": ("profiles/scrap.yml", "", "- a\n- b\n", "holds no mapping"),
    "an empty file": ("recipes/scrap.yml", "", "# nothing\n", "holds no mapping"),
    "a file of another name": ("recipes/scrap.yml", "", "recipe: stew\n", "required property"),
    "another language's letters": (CMS, "title: ", "title: \udcff", "not UTF-8"),
}  # fmt: skip


@pytest.fixture(scope="module")
def verdicts(tools_run: ToolsRun) -> dict[str, dict[str, Any]]:
    """What the reader makes of each mistake."""
    changes = [
        {"file": f, "was": was, "becomes": becomes, **({"profile": "scrap"} if f == "profiles/scrap.yml" else {})}
        for f, was, becomes, _complaint in MISTAKES.values()
    ]
    done = tools_run("python", "-W", "error", "tests/data/mutations.py", "table", json.dumps(changes))
    assert done.returncode == 0, done.stderr
    return dict(zip(MISTAKES, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_file_and_place(verdicts: dict[str, dict[str, Any]], mistake: str) -> None:
    file, _was, _becomes, complaint = MISTAKES[mistake]
    verdict = verdicts[mistake]
    assert verdict["outcome"] == "refused", verdict
    assert file in verdict["said"]
    assert complaint in verdict["said"]


def test_reading_the_whole_manifest_takes_less_than_two_seconds(tools_run: ToolsRun) -> None:
    unchanged = json.dumps([{"file": PROFILE, "was": "title: ", "becomes": "title: "}] * 3)
    done = tools_run("python", "-W", "error", "tests/data/mutations.py", "table", unchanged)
    verdicts = json.loads(done.stdout)
    assert [v["outcome"] for v in verdicts] == ["read"] * 3, verdicts
    # Seconds of the processor, the best of three: what else the machine does is not counted
    assert min(v["seconds"] for v in verdicts) < 2


def test_a_manifest_changed_at_random_is_read_or_refused_by_name(tools_run: ToolsRun) -> None:
    done = tools_run("python", "-W", "error", "tests/data/mutations.py", "fuzz", "20250", "1500")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["unchanged"] == ["read", "read", ""]
    assert found["wrong"] == []
    assert set(found["outcomes"]) == {"read", "refused"}
    assert found["outcomes"]["refused"] > 500
    assert found["longest"] < 5


def test_an_unknown_profile_names_those_that_exist(tmp_path: Path, bake: Bake) -> None:
    done = bake("fetch", "--profile", "everything", "--out", str(tmp_path / "out"), paths=[tmp_path], check=False)
    assert done.returncode == 1
    assert "profiles are: classroom, full, starter" in done.stderr
