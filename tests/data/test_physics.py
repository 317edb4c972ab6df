"""The numbers that teachers know: what the real data give, and that practice samples give what was published."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

# Written out here and not taken from the box's own selection: the two must agree.
FOUR_LEPTONS = """
import json
import awkward as ak
import numpy as np
from lhcbox import samples

def masks(events):
    flavour = ak.sum(events.lep_type[:, :4], axis=1)
    charge = ak.sum(events.lep_charge[:, :4], axis=1)
    good = ((flavour == 44) | (flavour == 48) | (flavour == 52)) & (charge == 0)
    pt = events.lep_pt
    hard = good & (pt[:, 0] > 30_000) & (pt[:, 1] > 20_000) & (pt[:, 2] > 10_000)
    return ak.to_numpy(good), ak.to_numpy(hard)
"""

COUNTS = (
    FOUR_LEPTONS
    + """
sample = samples.get("atlas13-4lep-data")
table = {}
for period in "ABCD":
    events = sample.arrays(period=period)
    good, hard = masks(events)
    table[period] = [len(events), int(good.sum()), int(hard.sum())]
print(json.dumps({"real": sample.real, "table": table}))
"""
)

YIELDS = (
    FOUR_LEPTONS
    + """
found = {}
for name, sample in samples.catalogue().items():
    if sample.kind == "mc" and name.startswith("atlas13-4lep-"):
        events = sample.arrays()
        weights = sample.weights(events, 10.0)
        good, hard = masks(events)
        negative = int((ak.to_numpy(events.mcWeight) < 0).sum())
        same_sign = bool(np.all(np.sign(weights) == np.sign(ak.to_numpy(events.mcWeight)) * (weights != 0)))
        found[name] = [sample.real, float(weights[good].sum()), float(weights[hard].sum()), negative, same_sign]
print(json.dumps(found))
"""
)

# Weighted events in 10 per fb after charge and flavour, and with pT > 30/20/10 GeV, as published for the 2020 release
PUBLISHED = {
    "atlas13-4lep-zee": (43.14, 26.92),
    "atlas13-4lep-zmumu": (52.00, 28.59),
    "atlas13-4lep-ttbar": (28.13, 18.37),
    "atlas13-4lep-zz": (264.85, 236.68),
    "atlas13-4lep-ggh": (8.640, 7.930),
    "atlas13-4lep-vbf": (0.775, 0.725),
    "atlas13-4lep-wh": (0.218, 0.204),
    "atlas13-4lep-zh": (0.0015, 0.0014),
}
PROMPT_WEIGHTS = {
    "atlas13-4lep-ttbar",
    "atlas13-4lep-wh",
    "atlas13-4lep-zh",
}  # none negative there


@pytest.fixture(scope="module")
def counts(box_python: Callable[[str], str]) -> dict[str, Any]:
    """Events per period of the box's data: all, after charge and flavour, with pT > 30/20/10 GeV."""
    found = json.loads(box_python(COUNTS))
    if not found["real"]:
        pytest.skip("this box was baked without the real data")
    return dict(found["table"])


@pytest.mark.parametrize(
    ("stage", "expected"),
    [(0, [39, 156, 237, 400]), (1, [27, 86, 146, 248]), (2, [21, 66, 116, 209])],
    ids=["all", "charge-and-flavour", "pt-30-20-10"],
)
def test_the_real_data_give_the_numbers_of_the_release(counts: dict[str, Any], stage: int, expected: list[int]) -> None:
    assert [counts[period][stage] for period in "ABCD"] == expected


@pytest.fixture(scope="module")
def box_yields(box_python: Callable[[str], str]) -> dict[str, Any]:
    """What the simulated samples of the box yield."""
    return dict(json.loads(box_python(YIELDS)))


@pytest.fixture(scope="module")
def practice_yields(in_box: Callable[[str, Path], str], practice_share: Path) -> dict[str, Any]:
    """What practice samples yield, all of them."""
    return dict(json.loads(in_box(YIELDS, practice_share)))


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_real_simulated_sample_gives_its_published_yields(box_yields: dict[str, Any], name: str) -> None:
    real, good, hard, _negative, _same_sign = box_yields[name]
    if not real:
        pytest.skip(f"{name} is practice in this box")
    assert (good, hard) == pytest.approx(PUBLISHED[name], rel=1e-3)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_practice_sample_is_normalised_to_its_published_yield(practice_yields: dict[str, Any], name: str) -> None:
    assert practice_yields[name][1] == pytest.approx(PUBLISHED[name][0], rel=1e-4)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_practice_sample_loses_to_the_pt_cut_what_the_real_one_loses(
    practice_yields: dict[str, Any], name: str
) -> None:
    assert practice_yields[name][2] == pytest.approx(PUBLISHED[name][1], rel=0.06)


@pytest.mark.parametrize("name", PUBLISHED)
def test_weights_keep_their_sign(box_yields: dict[str, Any], practice_yields: dict[str, Any], name: str) -> None:
    for _real, _good, _hard, negative, same_sign in (box_yields[name], practice_yields[name]):
        assert same_sign
        assert (negative == 0) == (name in PROMPT_WEIGHTS)


SPECTRUM = """
import json
import awkward as ak
import numpy as np
from lhcbox import samples

sample = samples.get("cms8-dimuon")
events = sample.arrays()
pairs = events[(events.nMuon == 2)]
pairs = pairs[ak.sum(pairs.Muon_charge, axis=1) == 0]
pt, eta, phi = (ak.to_numpy(pairs[name]).astype(float) for name in ("Muon_pt", "Muon_eta", "Muon_phi"))
momentum = np.stack([pt * np.cos(phi), pt * np.sin(phi), pt * np.sinh(eta)])
energy = np.sqrt((momentum**2).sum(axis=0) + 0.105658**2).sum(axis=1)
mass = np.sqrt(energy**2 - (momentum.sum(axis=2) ** 2).sum(axis=0))
windows = {"jpsi": (2.9, 3.3), "upsilon": (9.0, 10.6), "z": (80.0, 100.0)}
counts = {name: int(((mass > low) & (mass < high)).sum()) for name, (low, high) in windows.items()}
print(json.dumps({"real": sample.real, "events": len(events), "pairs": len(pairs), **counts}))
"""


def test_the_real_muon_pairs_are_those_of_the_excerpt(box_python: Callable[[str], str]) -> None:
    found = json.loads(box_python(SPECTRUM))
    if not found["real"]:
        pytest.skip("this box was baked without the real data")
    assert (found["events"], found["pairs"]) == (100_000, 37_183)
    assert (found["jpsi"], found["upsilon"], found["z"]) == pytest.approx((3623, 1135, 6864), rel=0.01)


def test_practice_muon_pairs_show_the_same_peaks_in_like_shares(
    in_box: Callable[[str, Path], str], practice_share: Path
) -> None:
    found = json.loads(in_box(SPECTRUM, practice_share))
    shares = [found[name] / found["pairs"] for name in ("jpsi", "upsilon", "z")]
    assert shares == pytest.approx([3623 / 37183, 1135 / 37183, 6864 / 37183], rel=0.25)


TABLES = """
import json
import numpy as np
from lhcbox import samples

peaks = {}
for name, low, high in (("jpsi", 2.9, 3.3), ("upsilon", 9.2, 9.7), ("z", 86.0, 96.0)):
    events = samples.get(f"cms7-dimuon-{name}").arrays()
    pt1, eta1, phi1 = (np.asarray(events[c]) for c in ("pt1", "eta1", "phi1"))
    pt2, eta2, phi2 = (np.asarray(events[c]) for c in ("pt2", "eta2", "phi2"))
    mass = np.sqrt(2 * pt1 * pt2 * (np.cosh(eta1 - eta2) - np.cos(phi1 - phi2)))
    peaks[name] = [len(events), float(np.median(mass[(mass > low) & (mass < high)]))]
print(json.dumps(peaks))
"""


def test_tables_of_muon_pairs_peak_where_the_particles_are(
    box_python: Callable[[str], str], in_box: Callable[[str, Path], str], practice_share: Path
) -> None:
    for peaks in (json.loads(box_python(TABLES)), json.loads(in_box(TABLES, practice_share))):
        assert [peaks[name][0] for name in ("jpsi", "upsilon", "z")] == [20_000, 20_000, 10_000]
        masses = [peaks[name][1] for name in ("jpsi", "upsilon", "z")]
        assert masses == pytest.approx([3.09, 9.46, 91.0], rel=0.01)
