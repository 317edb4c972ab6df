"""What is wrong with a source, a table or a recipe: it is named with its file, entry and remedy, and harms nothing.

Each test first curates something good; `TreeBench.refused` and `refused` check that this is still there afterwards.
"""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from data.conftest import RECORD, Bench
from data.treebench import BRANCHES, TreeBench, in_tools, trees

__all__ = ["trees"]

SAMPLE = "cms7-dimuon-jpsi"
HEADER = "Run,Event,type1,E1,px1,py1,pz1,pt1,eta1,phi1,Q1,type2,E2,px2,py2,pz2,pt2,eta2,phi2,Q2"
ROW = "165617,75206813,G,10.1623,0.4,-8.5,5.5,8.5297,0.6091,-1.5,-1,T,19.7754,2.7,-13.9,13.7,14.2,0.8,-1.3,1"


@pytest.fixture
def good(trees: TreeBench) -> TreeBench:
    """A bench whose sample has been curated once."""
    trees.source(events=2_000)
    trees.curate()
    return trees


# ROOT files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.0001, 0.3, 0.95])
def test_a_truncated_root_file_is_named(good: TreeBench, share: float) -> None:
    whole = (good.folder / "made.root").read_bytes()
    good.place("made.root", whole[: int(share * len(whole))])
    said = good.refused()
    assert f"{RECORD}/made.root: " in said
    assert "fetch it again" in said


def test_damaged_bytes_in_a_root_file_are_named_with_their_entries(good: TreeBench) -> None:
    whole = bytearray((good.folder / "made.root").read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 2_000] = bytes(2_000)
    good.place("made.root", bytes(whole))
    said = good.refused()
    assert f"{RECORD}/made.root: damaged" in said
    assert "entries 0 to" in said
    assert "fetch it again" in said


def test_a_file_that_is_no_root_file_is_named(good: TreeBench) -> None:
    good.place("made.root", b"<html>not found</html>" * 1000)
    assert f"{RECORD}/made.root: damaged, or no ROOT file" in good.refused()


def test_another_tree_is_met_with_those_that_are_there(good: TreeBench) -> None:
    good.source(events=100, tree="analysis")
    assert f"{RECORD}/made.root: holds no tree 'mini'; it holds analysis (TTree)" in good.refused()


def test_a_missing_branch_is_named_with_its_recipe(good: TreeBench) -> None:
    good.recipe(branches={**BRANCHES, "lep_z0": {"type": "float32", "counter": "nlep"}})
    assert "lacks the branches lep_z0, which recipe test-tree reads" in good.refused()


def test_a_branch_of_another_kind_is_named(good: TreeBench) -> None:
    good.recipe(branches={**BRANCHES, "lep_pt": {"type": "float32"}})
    assert "branch lep_pt holds a list an event" in good.refused()


def test_values_that_the_recipe_s_type_cannot_hold_are_not_cut(good: TreeBench) -> None:
    good.recipe(branches={**BRANCHES, "eventNumber": {"type": "int32"}})
    assert "branch eventNumber holds uint64 with values that int32 of the recipe can't hold" in good.refused()


def test_lists_of_different_lengths_under_one_counter_are_named(good: TreeBench) -> None:
    good.source(events=100, change="columns['other'] = ak.zip({'pt': ak.Array([[1.0]] * n)})")
    good.recipe(branches={**BRANCHES, "other_pt": {"type": "float64", "counter": "nlep"}})
    said = good.refused()
    assert "lep_pt has " in said
    assert "give other_pt a counter of its own" in said


def test_an_empty_tree_is_named(good: TreeBench) -> None:
    good.source(events=1, cluster=1)
    empty = "import uproot; f = uproot.recreate({!r}); f.mktree('mini', {{'mcWeight': 'float32'}}); f.close()"
    in_tools(empty.format(str(good.folder / "made.root")), good.folder)
    good.place("made.root", (good.folder / "made.root").read_bytes())
    assert f"{RECORD}/made.root: holds no events" in good.refused()


def test_a_preselection_that_nothing_passes_gives_an_empty_sample(good: TreeBench) -> None:
    good.recipe(preselection="max(lep_pt) > 1e12")
    good.curate()
    assert good.note()["events"] == {"before": 2_000, "after": 0}
    assert good.entry()["sum_of_weights"] == 50_000, "that nothing passes is a result, and its divisor stays"


VALUES = {
    "NaN": ("np.nan", "not a finite number"),
    "infinite": ("np.inf", "not a finite number"),
    "negative": ("-5.0", "a negative energy"),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_momentum_that_cannot_be_is_named_with_its_entry(good: TreeBench, name: str) -> None:
    value, what = VALUES[name]
    # the first lepton of entry 1234; what stands before it is counted
    good.source(
        events=2_000,
        cluster=500,
        change=f"""
flat = ak.to_numpy(ak.flatten(columns['lep']['pt'])).copy()
at = int(counts[:1234].sum())
assert counts[1234], 'entry 1234 has no lepton: take another seed'
flat[at] = {value}
columns['lep'] = ak.zip({{f: columns['lep'][f] for f in columns['lep'].fields if f != 'pt'}}
                        | {{'pt': ak.unflatten(flat, counts)}})
""",
    )
    said = good.refused()
    assert f"{RECORD}/made.root: entry 1234: branch lep_pt is {what} (1 such values" in said
    assert "fetch the file again" in said


def test_nan_is_let_through_where_the_recipe_says_that_the_release_has_it(good: TreeBench) -> None:
    good.source(events=2_000, change="columns['met'][7] = np.nan")
    met = {"type": "float32", "unit": "MeV"}
    good.recipe(branches={**BRANCHES, "met": met})
    assert "entry 7: branch met is not a finite number" in good.refused()
    good.recipe(branches={**BRANCHES, "met": {**met, "may_be_nan": True}})
    good.curate()
    assert good.note()["events"]["after"] == 2_000


def test_nan_in_an_event_that_is_dropped_does_not_matter(good: TreeBench) -> None:
    good.source(events=2_000, change="columns['met'][7] = np.nan")
    good.recipe(branches={**BRANCHES, "met": {"type": "float32"}}, preselection="met > 0")
    good.curate()
    assert good.note()["events"]["after"] == 1_999


def test_a_weight_that_is_nan_stops_everything(good: TreeBench) -> None:
    good.source(events=2_000, change="columns['mcWeight'][7] = np.nan")
    good.recipe(preselection="scale > 0 and mcWeight < 1e9")
    assert "(mcWeight, scale) is not finite" in good.refused()


def test_weights_may_not_lose_digits(good: TreeBench) -> None:
    good.recipe(branches={**BRANCHES, "mcWeight": {"type": "float32", "digits": 10}})
    assert "mcWeight" in good.refused()


# Recipes --------------------------------------------------------------------------------------------------------------

PRESELECTIONS = {
    "runs code": ("__import__('os').system('touch /tmp/owned')", "has no place in an expression"),
    "asks for an attribute": ("lep_pt.tofile", "a dot behind a name"),
    "asks for an unknown branch": ("lep_tp > 1", "is lep_pt meant?"),
    "gives a list": ("lep_pt > 20000", "gives a list an event"),
    "gives a number": ("scale * 2", "gives a number an event"),
    "takes for ever": ("2**10**9 > scale", "behind ** stands a plain number only"),
}


@pytest.mark.parametrize("name", PRESELECTIONS)
def test_a_preselection_that_is_none_is_named(good: TreeBench, name: str) -> None:
    text, what = PRESELECTIONS[name]
    good.recipe(preselection=text)
    said = good.refused()
    assert what in said
    assert "preselection" in said
    assert "test-tree" in said


# Tables ---------------------------------------------------------------------------------------------------------------


def curate(bench: Bench, content: bytes | str, name: str = "table.csv") -> tuple[int, str]:
    """Curate one table, verified and in its place; exit code and what is said."""
    bench.clear()
    data = content.encode() if isinstance(content, str) else content
    bench.add(name, data)
    path = bench.out / str(RECORD) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    known = ["--manifest", str(bench.manifest), "--profile", "test", "--downloads", str(bench.out), "--no-practice"]
    done = bench.run("curate", *known, "--out", str(bench.folder / "data"), paths=[bench.folder], check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stderr


def table(bench: Bench) -> dict[str, Any]:
    """The columns of the curated table."""
    path = bench.folder / "data" / SAMPLE / "table.root"
    code = f"import json, uproot; t = uproot.open({str(path)!r})['Events']"
    code += "; print(json.dumps({name: t[name].array().to_list() for name in t.keys()}))"
    return dict(json.loads(in_tools(code, bench.folder)))


FINE = {
    "CRLF": f"{HEADER}\r\n{ROW}\r\n{ROW}\r\n",
    "a byte order mark": f"\ufeff{HEADER}\n{ROW}\n{ROW}\n",
    "empty lines": f"\n{HEADER}\n\n{ROW}\n   \n{ROW}\n\n\n",
    "quoted cells": f"{HEADER}\n" + 2 * (ROW.replace(",G,", ',"G",').replace("10.1623", '"10.1623"') + "\n"),
    "spaces round numbers": f"{HEADER}\n" + 2 * (ROW.replace("10.1623", " 10.1623 ") + "\n"),
    "no newline at the end": f"{HEADER}\n{ROW}\n{ROW}",
    "a column more": f"{HEADER},more\n{ROW},x\n{ROW},y\n",
}


@pytest.mark.parametrize("name", FINE)
def test_a_table_that_is_only_written_otherwise_is_read(bench: Bench, name: str) -> None:
    code, said = curate(bench, FINE[name])
    assert code == 0, said
    columns = table(bench)
    assert columns["E1"] == [10.1623, 10.1623]
    assert columns["type1"] == ["G", "G"]
    assert columns["Event"] == [75206813, 75206813]


WRONG = {
    "a short row": (f"{HEADER}\n{ROW}\n1,2,3\n", "line 3 has 3 cells, the line of names 20"),
    "a long row": (f"{HEADER}\n{ROW},9\n", "line 2 has 21 cells, the line of names 20"),
    "a word for a number": (f"{HEADER}\n{ROW.replace('10.1623', 'ten')}\n", "line 2, column E1: 'ten' is not a number"),
    "an empty cell": (f"{HEADER}\n{ROW.replace('10.1623', '')}\n", "line 2, column E1: '' is not a number"),
    "a comma for the point": (
        f"{HEADER}\n{ROW.replace('10.1623', chr(34) + '10,1' + chr(34))}\n",
        "'10,1' is not a number",
    ),
    "a fraction for a whole number": (f"{HEADER}\n{ROW.replace('165617', '165617.5')}\n", "is not a whole number"),
    "too large a whole number": (f"{HEADER}\n{ROW.replace('165617', '3000000000')}\n", "not a whole number of int32"),
    "a number of 1000 digits": (f"{HEADER}\n{ROW.replace('165617', '9' * 1000)}\n", "not a whole number of int32"),
    "an underscore": (f"{HEADER}\n{ROW.replace('165617', '165_617')}\n", "is not a whole number"),
    "NaN": (f"{HEADER}\n{ROW}\n{ROW.replace('10.1623', 'nan')}\n", "entry 1: branch E1 is not a finite number"),
    "a negative energy": (f"{HEADER}\n{ROW.replace('10.1623', '-10')}\n", "entry 0: branch E1 is a negative energy"),
    "a column twice": (f"{HEADER},E1\n{ROW},1\n", "names the column E1 twice"),
    "a column missing": ("Run,Event\n1,2\n", "lacks the columns type1, E1"),
    "only names": (f"{HEADER}\n", "holds no events"),
    "only empty lines": ("\n\n", "is empty"),
    "a huge cell": (f"{HEADER}\n{'x' * 200_000},{ROW}\n", "line 2: field larger than field limit"),
    "a line without an end": (f"{HEADER}\n" + "1," * 600_000, "longer than 1000000 characters"),
    "a quote without an end": (f"{HEADER}\n{ROW.replace(',G,', ',' + chr(34) + 'G,')}\n", "unexpected end of data"),
    "bytes that are no text": (
        f"{HEADER}\n{ROW}\n".encode() + b"\xff\xfe\n",
        "a table is text in UTF-8",
    ),
    "a ROOT file": (b"root\x00\x00\xf4\x12" + bytes(5000), "table.csv: "),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_table_that_is_wrong_is_named_with_line_and_column(bench: Bench, name: str) -> None:
    content, what = WRONG[name]
    code, said = curate(bench, content)
    assert code == 1
    assert f"{RECORD}/table.csv: " in said
    assert what in said
    assert not list((bench.folder / "data").rglob("*.root*")), "nothing half made may stay"


def test_the_last_good_table_outlives_a_bad_one(bench: Bench) -> None:
    assert curate(bench, f"{HEADER}\n{ROW}\n")[0] == 0
    files = {path: path.read_bytes() for path in (bench.folder / "data").rglob("*") if path.is_file()}
    assert curate(bench, f"{HEADER}\n{ROW.replace('10.1623', 'ten')}\n")[0] == 1
    assert {path: path.read_bytes() for path in (bench.folder / "data").rglob("*") if path.is_file()} == files


LISTS = {
    "[176121.16   39629.145]": [176121.16, 39629.145],
    "[1. 2e3  -0.5]": [1.0, 2000.0, -0.5],
    "[ 1.5]": [1.5],
    "[]": [],
    "[1.5, 2.5]": [1.5, 2.5],
}


def test_a_cell_that_numpy_printed_becomes_a_list(bench: Bench) -> None:
    recipe = {"recipe": "dimuon-table", "version": 1, "selection": "for tests", "source": "csv"}
    branches = {"pt": {"type": "float64", "counter": "n"}, "myy": {"type": "float64"}, "tight": {"type": "bool"}}
    write(bench, {**recipe, "branches": branches})
    rows = [f'"{text}",{number}.5,{number % 2 == 0}' for number, text in enumerate(LISTS)]
    code, said = curate(bench, "pt,myy,tight\n" + "\n".join(rows))
    assert code == 0, said
    columns = table(bench)
    assert columns["pt"] == list(LISTS.values())
    assert columns["tight"] == [True, False, True, False, True]
    assert columns["n"] == [2, 3, 1, 0, 2]


@pytest.mark.parametrize("cell", ["[1 2", "1 2", "[1 [2]]", "[1 x]", "(1 2)"])
def test_a_cell_that_is_no_list_is_named(bench: Bench, cell: str) -> None:
    recipe = {"recipe": "dimuon-table", "version": 1, "selection": "for tests", "source": "csv"}
    write(bench, {**recipe, "branches": {"pt": {"type": "float64", "counter": "n"}}})
    code, said = curate(bench, f"pt\n[1 2]\n{cell}\n")
    assert code == 1
    assert "line 3, column pt" in said


def write(bench: Bench, recipe: dict[str, Any]) -> None:
    """Another recipe in the place of the bench's."""
    path = bench.manifest / "recipes" / "dimuon-table.yml"
    path.write_text(json.dumps(recipe), encoding="utf-8")


# Names and paths ------------------------------------------------------------------------------------------------------


def test_two_samples_of_one_name_are_refused(good: TreeBench) -> None:
    with good.bench.editing("samples") as family:
        family["samples"].append(copy.deepcopy(family["samples"][0]))
    assert SAMPLE in good.refused()


def test_a_sample_twice_in_a_profile_is_refused(good: TreeBench) -> None:
    with good.bench.editing("profiles") as profile:
        profile["samples"].append(dict(profile["samples"][0]))
    assert "twice" in good.refused() or SAMPLE in good.refused()


def test_a_catalogue_that_names_folders_elsewhere_removes_nothing(good: TreeBench) -> None:
    keep = good.folder / "keep"
    keep.mkdir()
    (keep / "note.txt").write_text("mine", encoding="utf-8")
    path = good.folder / "data" / "catalogue.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["samples"] += [{"id": "../keep"}, {"id": str(keep)}, {"id": ".."}, {"id": ""}]
    path.write_text(json.dumps(content), encoding="utf-8")
    good.curate()
    assert (keep / "note.txt").read_text(encoding="utf-8") == "mine"


def test_a_sample_whose_name_climbs_is_refused(good: TreeBench) -> None:
    with good.bench.editing("samples") as family:
        family["samples"][0]["id"] = "../../elsewhere"
    with good.bench.editing("profiles") as profile:
        profile["samples"][0]["id"] = "../../elsewhere"
    assert "elsewhere" in good.refused()
    assert not Path(good.folder.parent / "elsewhere").exists()
