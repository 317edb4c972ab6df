"""The second part of the lesson on four leptons: its numbers and mistakes once more, with uproot and numpy alone."""

import json
from collections.abc import Callable

Python = Callable[[str], str]

# Of the package only where the file is, how much was collided, and what the lesson expects. Energies in GeV.
SECOND_PART = """
import json
import numpy as np
import uproot
from lhcbox import samples
from lhcbox.checks import Checks

PERIOD, PUBLISHED, BACKGROUND, WHOLE = "2015 D", 28.729, 10.301, 36.6
sample = samples.get("atlas13e-4lep-data")
file = sample.period_files(PERIOD)[0]
columns = uproot.open(file.path)[sample.tree].arrays(library="np")
events = [dict(zip(columns, each)) for each in zip(*columns.values())]

def fired(event):
    return bool((event["trigE"] or event["trigM"]) and event["lep_isTrigMatched"].any())

def large(event, in_order=True):
    momenta = sorted(event["lep_pt"], reverse=True) if in_order else event["lep_pt"]
    return all(found > least for found, least in zip(momenta, (20, 15, 10)))

def identified(event, muon="lep_isMediumID", electron="lep_isLooseID"):
    return [bool(event[muon if kind == 13 else electron][k]) for k, kind in enumerate(event["lep_type"])]

def good(event, **names):
    return [a and bool(b) for a, b in zip(identified(event, **names), event["lep_isLooseIso"])]

def paired(event):
    return event["lep_type"].tolist().count(13) in (0, 2, 4) and event["lep_charge"].sum() == 0

start = [event for event in events if fired(event) and large(event)]
pairs = [event for event in start if paired(event)]
higgs = (PUBLISHED - BACKGROUND) * file.luminosity_fb / WHOLE
found = {
    "energetic": len(start),
    "new_selected": sum(all(good(event)) for event in pairs),
    "expected_higgs": higgs,
}
wrong = {
    "energetic": [
        sum(fired(event) and large(event, in_order=False) for event in events),
        sum(large(event) for event in events),
        sum(fired(event) for event in events),
    ],
    "new_selected": [
        len(pairs),
        sum(all(identified(event)) for event in pairs),
        sum(all(good(event, muon="lep_isLooseID", electron="lep_isMediumID")) for event in pairs),
        sum(all(good(event, electron="lep_isMediumID")) for event in pairs),
        sum(any(good(event)) for event in pairs),
    ],
    "expected_higgs": [
        PUBLISHED * file.luminosity_fb / WHOLE,
        BACKGROUND * file.luminosity_fb / WHOLE,
        PUBLISHED - BACKGROUND,
        (PUBLISHED - BACKGROUND) * WHOLE / file.luminosity_fb,
    ],
}
checks = Checks("higgs-four-leptons")
general = {"too large", "too small"}
result = {
    "astray": [[n, v, checks.expected(n).value] for n, v in found.items() if not checks.expected(n).agrees(v)],
    "unexplained": [
        [name, value]
        for name, values in wrong.items()
        for value in values
        if sample.real and any(word in checks.verdict(name, value).text for word in general)
    ],
    "sorted": sum(event["lep_pt"].argmax() == 0 for event in events) == len(events),
    "signed": min(event["lep_d0sig"].min() for event in events) < 0 > min(event["lep_z0"].min() for event in events),
    "real": sample.real,
}
print(json.dumps(result, default=float))
"""

OTHER_SAMPLES = """
import json
from lhcbox.checks import Checks
expect = Checks("higgs-four-leptons")._facts["expect"]
new = ["energetic", "new_selected", "expected_higgs"]
print(json.dumps({name: each["samples"] for name, each in expect.items()} | {"new": new}))
"""


def test_the_counts_of_2025_and_their_mistakes_are_those_of_the_file(box_python: Python) -> None:
    said = json.loads(box_python(SECOND_PART).splitlines()[-1])
    assert said["astray"] == []
    assert said["unexplained"] == []


def test_the_leptons_of_2025_are_not_in_order_and_their_impact_is_signed(box_python: Python) -> None:
    said = json.loads(box_python(SECOND_PART).splitlines()[-1])
    if said["real"]:
        assert not said["sorted"]
        assert said["signed"]


def test_each_part_of_the_lesson_looks_at_its_own_samples_only(box_python: Python) -> None:
    used = json.loads(box_python(OTHER_SAMPLES).splitlines()[-1])
    new = used.pop("new")
    assert all((used[name] == ["atlas13e-4lep-data"]) == (name in new) for name in used)
