"""Declarations: the right events with the right weights, and an error that helps for everything that is wrong."""

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

ToolsRun = Callable[..., subprocess.CompletedProcess[str]]

GIVEN = """
import json, math, os, sys
os.environ["LHCBOX_SHARE"] = "/src/build/unpacked/share"
from pathlib import Path
import numpy as np
from lhcbox.analyser.columns import packed
from lhcbox import samples
from lhcbox.analyser import answers, columns, declaration
from lhcbox.analyser.declaration import Declaration, DeclarationError, Unavailable
from lhcbox.analyser.pack import read

DASHBOARDS = Path("/src/content/dashboards")

def of(slug):
    return Declaration.read(DASHBOARDS / slug / "analyser.yml")

def chosen(declared, fill, cuts):
    # on the values themselves, without the codes of the fine grid
    mask = np.ones(fill.events, dtype=bool)
    for key, cut in cuts.items():
        values = fill.columns[key]
        if declared.variable(key).categories:
            mask &= np.isin(values, cut)
        else:
            mask &= (values >= cut[0]) & (values < cut[1])
    return mask

def left(declared, fills, cuts):
    found = {}
    for fill in fills:
        mask = chosen(declared, fill, cuts)
        weights = np.ones(fill.events) if fill.weights is None else fill.weights
        found[fill.process.key] = [int(mask.sum()), math.fsum(weights[mask])]
    return found

def on_grid(declared, key, cut):
    variable = declared.variable(key)
    steps = [(end - variable.low) * variable.n / (variable.high - variable.low) for end in cut]
    return bool(variable.categories) or all(0 <= s <= variable.n and abs(s - round(s)) < 1e-6 for s in steps)

def coded(declared, fills, cuts):
    # the same from the bytes that a page gets
    held = read(packed(declared, fills))
    mask = np.ones(held.header["events"], dtype=bool)
    for key, cut in cuts.items():
        variable = declared.variable(key)
        if variable.categories:
            mask &= np.isin(held.codes[key], cut)
        else:
            step = (variable.high - variable.low) / variable.n
            ends = [round((end - variable.low) / step) for end in cut]
            mask &= (held.codes[key] > ends[0]) & (held.codes[key] <= ends[1])
    return {p["key"]: [int(mask[p["from"]:p["to"]].sum()),
                       p["scale"] * int(held.weights[p["from"]:p["to"]][mask[p["from"]:p["to"]]].sum(dtype=np.int64))]
            for p in held.header["processes"]}
"""

NUMBERS = (
    GIVEN
    + """
answer = {"real": {name: sample.real for name, sample in samples.catalogue().items()}, "page": {}}
for slug in (
    "higgs-ww", "dark-matter", "higgs-four-leptons", "dimuon-spectrum", "higgs-two-photons", "ttz",
    "higgs-ww-13", "ttz-two-leptons",
):
    declared = of(slug)
    fills = columns.filled(declared)
    declared = answers.settled(declared, fills)
    cuts = {
        "all": {},
        **{
            "higgs-ww": {"emu": {"channel": [3], "njets": [1], "btag": [1], "mll": [50, 80], "dphi_ll": [0, 100]}},
            "dark-matter": {"z": {"mll": [81, 101], "bjets": [1], "etmiss": [100, 380]}},
            "higgs-four-leptons": {
                "pairs": {"channel": [1, 2, 3], "charge": [1]},
                "momenta": {"channel": [1, 2, 3], "charge": [1], "pt1": [30, 1e9], "pt2": [20, 1e9], "pt3": [10, 1e9]},
                "window": {"channel": [1, 2, 3], "charge": [1], "m4l": [115, 130]},
            },
            "dimuon-spectrum": {"z": {"heavy": [80, 100], "charge": [1]}, "jpsi": {"light": [2.9, 3.3], "charge": [1]}},
            "higgs-two-photons": {"good": {"pt1": [50, 1e9], "pt2_over_mass": [0.35, 1e9]}},
            "higgs-ww-13": {"emu": {"channel": [3], "njets": [1], "mll": [0, 75], "mt": [80, 126], "dphi_ll": [0, 80]}},
            "ttz-two-leptons": {"region": {"mll": [80, 100], "jets": [3, 4], "b_jets": [3], "dr_ll": [0, 2.5]}},
            "ttz": {"region": {"z_mass": [81.188, 101.188], "jets": [4, 5], "b_jets": [2, 3]}},
        }[slug],
    }
    answer[slug] = {name: left(declared, fills, cut) for name, cut in cuts.items()}
    bounded = {name: {k: c for k, c in cut.items() if on_grid(declared, k, c)} for name, cut in cuts.items()}
    answer[slug + " coded"] = {name: coded(declared, fills, cut) for name, cut in bounded.items()}
    answer[slug + " bounded"] = {name: left(declared, fills, cut) for name, cut in bounded.items()}
    answer["page"][slug] = {language: declared.page(language) for language in ("en", "es")}
print(json.dumps(answer))
"""
)


EMU = {"higgs": 0.37864000, "ww": 18.23579001, "ttbar": 1.80787999, "z": 0.0}
"""Sums of weights of the mirror's outreach.root by numpy alone: eµ, no jet, no b jet, 50 <= Mll < 80, angle < 100°."""


@pytest.fixture(scope="module")
def numbers(tools_run: ToolsRun) -> Any:
    """Events and sums of weights by analyser, cuts and process, as the box's samples give them."""
    done = tools_run("python", "-W", "error::RuntimeWarning", "-c", NUMBERS)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def needs_real(numbers: Any, *names: str) -> None:
    """Published numbers hold for the real samples only."""
    if not all(numbers["real"].get(name) for name in names):
        pytest.skip("this box was baked without the real samples")


def test_the_table_of_higgs_to_ww_is_split_by_type(numbers: Any) -> None:
    needs_real(numbers, "atlas8-hww-table")
    # rows and sums of weights of the mirror's outreach.root, by numpy alone
    assert {key: rows for key, (rows, _sum) in numbers["higgs-ww"]["all"].items()} == {
        "z": 118624, "ttbar": 34551, "ww": 31204, "higgs": 12112,
    }  # fmt: skip
    for key, total in {"z": 611275.9948, "ttbar": 1333.9696, "ww": 738.8194, "higgs": 16.66813}.items():
        assert numbers["higgs-ww"]["all"][key][1] == pytest.approx(total, rel=1e-6), key
    for key, total in EMU.items():
        assert numbers["higgs-ww"]["emu"][key][1] == pytest.approx(total, rel=1e-6), key


def test_dark_matter_is_weighted_and_keeps_the_signs(numbers: Any) -> None:
    names = ("dm200", "zz", "wz", "zjets", "nonres")
    needs_real(numbers, *(f"atlas13-monoz-{name}" for name in names))
    # shared facts, section C.2: rows and sums of weights of the tables
    published = {
        "dm": (381, 50.41),
        "zz": (9538, 83.89),
        "wz": (12363, 33.91),
        "zjets": (237, 49.36),
        "nonres": (901, 80.72),
    }
    for key, (rows, total) in published.items():
        found = numbers["dark-matter"]["all"][key]
        assert found[0] == rows
        assert found[1] == pytest.approx(total, abs=0.006)


def test_four_leptons_are_paired_and_counted_as_published(numbers: Any) -> None:
    needs_real(numbers, "atlas13-4lep-data")
    found = numbers["higgs-four-leptons"]
    assert found["all"]["data"][0] == 832
    assert found["pairs"]["data"][0] == 507
    assert found["momenta"]["data"][0] == 412


def test_simulation_of_four_leptons_is_weighted_to_the_data(numbers: Any) -> None:
    # weighted events of the release's own notebook for 10 fb-1, after flavour and charge; our practice agrees by making
    published = {"ttbar": 28.13, "zz": 264.85, "zjets": 43.14 + 52.00, "higgs": 8.640 + 0.775 + 0.218 + 0.0015}
    for key, total in published.items():
        assert numbers["higgs-four-leptons"]["pairs"][key][1] == pytest.approx(total, rel=0.02), key


def test_muon_pairs_are_those_of_the_dashboard(numbers: Any) -> None:
    needs_real(numbers, "cms8-dimuon")
    assert numbers["dimuon-spectrum"]["z"]["data"][0] == 6864
    assert numbers["dimuon-spectrum"]["jpsi"]["data"][0] == pytest.approx(3628, abs=1)


def test_photon_pairs_are_those_of_the_table(numbers: Any) -> None:
    needs_real(numbers, "atlas13-gamgam-table")
    assert numbers["higgs-two-photons"]["all"]["data"][0] == 5791  # by numpy alone, 105 <= m < 160 GeV


def test_the_region_of_ttz_is_that_of_the_lesson(numbers: Any) -> None:
    if numbers["real"]["atlas13-3lep-data"]:
        pytest.skip("the lesson's numbers are for the practice samples")
    assert numbers["ttz"]["region"]["data"][0] == 8
    assert numbers["ttz"]["region"]["ttz"][1] == pytest.approx(15.02, abs=0.01)


@pytest.mark.parametrize(
    "slug",
    [
        *("higgs-ww", "dark-matter", "higgs-four-leptons", "dimuon-spectrum", "higgs-two-photons", "ttz"),
        *("higgs-ww-13", "ttz-two-leptons"),
    ],
)
def test_the_bytes_of_the_page_say_the_same(numbers: Any, slug: str) -> None:
    for name, exact in numbers[f"{slug} bounded"].items():
        for key, (rows, total) in numbers[f"{slug} coded"][name].items():
            assert rows == pytest.approx(exact[key][0], abs=1 + 1e-4 * rows), (name, key)  # a value on an edge
            spread = numbers[slug]["all"][key][1] * 1e-4 + abs(exact[key][1]) * 2e-3
            assert total == pytest.approx(exact[key][1], abs=abs(spread) + 1e-9), (name, key)


def test_every_page_says_what_it_shows(numbers: Any) -> None:
    for slug, pages in numbers["page"].items():
        for language, page in pages.items():
            assert page["slug"] == slug
            assert page["language"] == language
            assert page["title"]
            assert page["summary"]
            assert "√s = " in page["stamp"]
            assert page["label"]
            assert len(page["activities"]) >= 2
            assert len(page["variables"]) <= 9
            for activity in page["activities"]:
                assert all(
                    step["text"] and step["hint"] and step["right"] and step["check"] for step in activity["steps"]
                )
        assert (
            "luminosidad" in pages["es"]["stamp"]
            or slug != "dark-matter"
            or pages["en"]["title"] == pages["es"]["title"]
        )


def test_practice_is_never_passed_off_as_real(numbers: Any) -> None:
    for page in (pages["en"] for pages in numbers["page"].values()):
        real = {source["real"] for source in page["sources"]}
        assert ("practice simulation" in page["label"]) == (False in real)
        assert ("Open Data, for education" in page["label"]) == (True in real)


def test_no_answer_of_the_teacher_is_in_the_page(numbers: Any) -> None:
    for page in (pages["en"] for pages in numbers["page"].values()):
        assert "answer" not in json.dumps(page).lower()


# What is wrong --------------------------------------------------------------------------------------------------------

FAULTY = (
    GIVEN
    + """
import copy, yaml
PATH = Path("/src/content/dashboards/mine/analyser.yml")
GOOD = yaml.safe_load('''
variables:
  mll: {title: Mass, values: Mll, axis: [0, 200, 200], group: 5, explain: The mass.}
  channel:
    title: Channel
    values: Channel
    explain: Which.
    categories: [{is: 0, title: two electrons, short: ee}, {from: 1, title: others, short: others}]
processes:
  higgs: {title: Higgs, kind: signal, samples: [atlas8-hww-table], where: type == 0}
  other: {title: Others, kind: background, samples: [atlas8-hww-table], where: type > 0}
activities:
  one: {title: One, text: Do., steps: [{text: Cut., check: [{cut: mll, to: {max: 80}}]}]}
''')

def put(content, place, value):
    *ways, last = place.split(".")
    for way in ways:
        content = content[int(way) if way.isdigit() else way]
    content[int(last) if last.isdigit() else last] = value

def told(changes, known=None):
    content = copy.deepcopy(GOOD)
    for place, value in changes.items():
        put(content, place, value)
    try:
        declared = Declaration.of(content, PATH, {}, known if known is not None else samples.catalogue())
        fills = columns.filled(declared)
        declared = answers.settled(declared, fills)
        return {"fine": [[f.process.key, f.events, f.total] for f in fills], "page": declared.page("en")}
    except DeclarationError as error:
        return {"error": str(error), "kind": type(error).__name__}

print(json.dumps([told(*arguments) for arguments in json.loads(sys.argv[1])]))
"""
)

CHECK, ANSWER = "activities.one.steps.0.check", "activities.one.steps.0.answer"
WRONG: dict[str, tuple[dict[str, Any], list[str]]] = {
    "unknown sample": (
        {"processes.higgs.samples": ["atlas8-hww-tabel"]}, ["processes.higgs", "'atlas8-hww-tabel'", "atlas8-hww-table"]
    ),
    "unknown variable in an activity": ({CHECK: [{"cut": "mli"}]}, ["activities.one, step 1", "'mli'", "mll"]),
    "unknown process in an activity": (
        {CHECK: [{"process": "higs", "visible": True}]}, ["activities.one, step 1", "higgs meant"]
    ),
    "unknown number": ({CHECK: [{"number": "Z", "above": 1}]}, ["'Z'", "asimov", "S:<process>"]),
    "number without a bound": ({CHECK: [{"number": "S"}]}, ["above, below or both"]),
    "unknown category": ({CHECK: [{"keep": "channel", "only": ["eu"]}]}, ["'eu'", "ee, others"]),
    "cut on categories": ({CHECK: [{"cut": "channel", "to": {"max": 1}}]}, ["write keep and only"]),
    "keep on an axis": ({CHECK: [{"keep": "mll", "only": [1]}]}, ["write cut with from and to"]),
    "two conditions in one": ({CHECK: [{"cut": "mll", "keep": "channel"}]}, ["is no condition"]),
    "off the axis": ({CHECK: [{"cut": "mll", "to": {"max": 800}}]}, ["800", "0 to 200"]),
    "window upside down": ({CHECK: [{"cut": "mll", "to": {"min": 80, "max": 20}}]}, ["min above max"]),
    "expression that is none": ({"variables.mll.values": "Mll +"}, ["variables.mll", "correct the expression"]),
    "expression with an unknown branch": ({"variables.mll.values": "mll"}, ["variables.mll", "'mll'", "Mll"]),
    "expression that may not be": ({"keep": "open('x')"}, ["keep", "has no place"]),
    "where that is a number": ({"processes.higgs.where": "type"}, ["processes.higgs", "not yes or no"]),
    "groups that do not fit": ({"variables.mll.group": 7}, ["variables.mll", "groups of 7", "1, 2, 4, 5"]),
    "too many steps": ({"variables.mll.axis": [0, 1, 1001]}, ["variables.mll.axis.2", "at most 1000 steps"]),
    "axis upside down": ({"variables.mll.axis": [200, 0, 200]}, ["variables.mll", "smaller number first"]),
    "neither axis nor categories": (
        {"variables.mll": {"title": "t", "values": "Mll", "explain": "e"}}, ["variables.mll", "axis", "categories"]
    ),
    "category without a value": (
        {"variables.channel.categories.0": {"title": "ee", "short": "ee"}}, ["'ee'", "is (one or"]
    ),
    "two categories alike": ({"variables.channel.categories.1.short": "ee"}, ["'ee'", "rename one"]),
    "unknown entry": ({"reactions": {}}, ["reactions", "there may be", "processes"]),
    "unknown colour": ({"processes.higgs.colour": 12}, ["processes.higgs.colour", "0 to 9"]),
    "unknown kind": ({"processes.higgs.kind": "noise"}, ["processes.higgs.kind", "data, signal or"]),
    "NaN weights": ({"processes.higgs.weight": "sqrt(weight - 1)"}, ["processes.higgs", "12112 of 12112", "NaN"]),
    "infinite weights": ({"processes.higgs.weight": "weight / (Channel - Channel)"}, ["no numbers"]),
    "unknown maker": ({"makers": ["five_leptons"]}, ["makers", "five_leptons", "four_leptons"]),
    "maker without its branches": ({"makers": ["four_leptons"]}, ["four_leptons", "lep_pt", "lacks"]),
    "name that is a branch": ({"define": {"type": "1"}}, ["define.type", "choose another"]),
    "fit on categories": (
        {"fit": {"variable": "channel", "mean": 1, "width": 1, "order": 1}}, ["fit", "'channel'", "choose mll"]
    ),
    "collisions weighted": (
        {"processes.other.samples": ["atlas13-gamgam-table"], "processes.other.where": "myy > 0"}, ["gamgam"]
    ),
    "no processes": ({"processes": {}}, ["processes", "1 to 12"]),
    "share of an answer that is not there": (
        {CHECK: [{"number": "S", "above": {"of_answer": 0.9}}]}, ["activities.one, step 1", "the step has none"]
    ),
    "answer with an unknown variable": (
        {ANSWER: {"cuts": {"mli": [0, 1]}}}, ["activities.one, step 1, answer", "'mli'", "mll"]
    ),
    "answer that hides an unknown process": ({ANSWER: {"hidden": ["higs"]}}, ["step 1, answer", "higgs meant"]),
    "share of a number without background": (
        {"keep": "type == 0", ANSWER: {}, CHECK: [{"number": "root", "above": {"of_answer": 0.9}}]},
        ["activities.one", "root is not defined", "looser cuts"],
    ),
}  # fmt: skip

FINE: dict[str, dict[str, Any]] = {
    "as it is": {},
    "without events": {"keep": "Mll < 0"},
    "a process without events": {"processes.higgs.where": "type == 9"},
    "a value that is NaN": {"variables.mll.values": "sqrt(Mll - 100)"},
    "a value that is infinite": {"variables.mll.values": "Mll / (Channel - Channel)"},
    "a sample of another profile": {
        "processes.third": {"title": "Third", "kind": "background", "samples": ["elsewhere"]}
    },
    "a bound that is a share of an answer": {
        ANSWER: {"cuts": {"mll": [0, 80]}},
        CHECK: [{"number": "S/B", "above": {"of_answer": 0.9}}, {"uncertainty": 0.1}],
    },
    "a start": {
        "activities.one.start": {"cuts": {"channel": ["ee"], "mll": [10, 50]}, "hidden": ["higgs"], "uncertainty": 0.1}
    },
}


@pytest.fixture(scope="module")
def told(tools_run: ToolsRun) -> dict[str, Any]:
    """What each of the changed declarations gives: an error, or its events and its page."""
    known = ["atlas8-hww-table", "atlas13-gamgam-table", "elsewhere"]
    cases = {**{name: changes for name, (changes, _words) in WRONG.items()}, **FINE}
    done = tools_run("python", "-c", FAULTY, json.dumps([[changes, known] for changes in cases.values()]))
    assert done.returncode == 0, done.stderr
    return dict(zip(cases, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("name", WRONG)
def test_an_error_names_file_and_entry_and_helps(told: dict[str, Any], name: str) -> None:
    if (
        name in ("NaN weights", "infinite weights")
        and "fine" in told["as it is"]
        and told["as it is"]["fine"][0][1] != 12112
    ):
        pytest.skip("this box holds the practice table")
    assert "error" in told[name], told[name]
    message = told[name]["error"]
    assert message.startswith("/src/content/dashboards/mine/analyser.yml: ")
    for words in WRONG[name][1]:
        assert words in message, message


@pytest.mark.parametrize("name", FINE)
def test_what_is_odd_but_not_wrong_is_shown(told: dict[str, Any], name: str) -> None:
    assert "error" not in told[name], told[name]
    assert told[name]["page"]["variables"]


def test_no_event_is_no_reason_for_an_empty_page(told: dict[str, Any]) -> None:
    assert [events for _key, events, _total in told["without events"]["fine"]] == [0, 0]


def test_a_process_without_a_sample_is_left_out_and_named(told: dict[str, Any]) -> None:
    page = told["a sample of another profile"]["page"]
    assert [process["key"] for process in page["processes"]] == ["higgs", "other"]
    assert page["notes"] == ["This box holds no samples of: Third. They are left out."]


def test_a_start_is_a_state_of_the_page(told: dict[str, Any]) -> None:
    start = told["a start"]["page"]["activities"][0]["start"]
    assert start == {"c": {"channel": [[1]], "mll": [10, 50]}, "h": ["higgs"], "f": 0.1}


UNREADABLE = {
    "variables: {}\nvariables: {}\n": "line 2: the key 'variables' is given twice",
    "a: &x 1\nb: *x\n": "line 2: an alias",
    "variables: [\n": "line 2",
    "just words": "holds no mapping",
    "": "holds no mapping",
}


def test_yaml_that_cannot_be_read_is_named_by_line(tools_run: ToolsRun) -> None:
    code = GIVEN + (
        "import tempfile\npath = Path(tempfile.mkdtemp()) / 'analyser.yml'\n"
        "for text in json.loads(sys.argv[1]):\n    path.write_text(text)\n"
        "    try:\n        Declaration.read(path)\n    except DeclarationError as error:\n        print(error)\n"
    )
    done = tools_run("python", "-c", code, json.dumps(list(UNREADABLE)))
    assert done.returncode == 0, done.stderr
    for line, words in zip(done.stdout.splitlines(), UNREADABLE.values(), strict=True):
        assert words in line
