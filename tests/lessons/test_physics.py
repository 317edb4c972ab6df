"""Kinematics, selection and significance against values worked out by hand."""

import json
import math
from collections.abc import Callable
from typing import Any

import pytest

Python = Callable[[str], str]

FOUR_LEPTONS = """
import awkward as ak, json, numpy as np
from lhcbox import selection
def event(charges, types, angles=(0.0, 3.1, 1.4, -1.4), pt=(45e3, 45e3, 20e3, 20e3)):
    n = len(pt)
    return {"lep_pt": list(pt), "lep_eta": [0.0] * n, "lep_phi": list(angles)[:n], "lep_E": list(pt),
            "lep_charge": list(charges), "lep_type": list(types)}
def events(*each):
    return ak.Array(list(each))
"""

COMPARED = """
def compared(slug, found, wrong, read_off=()):
    from lhcbox.checks import Checks
    checks = Checks(slug)
    stated = {name: checks.expected(name) for name in checks.names()}
    known = {}
    for name in checks.names():
        real = checks._real(name)
        mistakes = checks._facts["expect"][name].get("mistakes", [])
        known[name] = [m.get("value") if real else m.get("practice_value", m.get("value")) for m in mistakes]
    # a stated value may be rounded; what is read off a picture may be wrong by its whole tolerance
    allowed = {name: each.tolerance / (1 if name in read_off else 4) for name, each in stated.items()}
    return {
        "astray": [[n, float(found[n]), e.value] for n, e in stated.items() if abs(found[n] - e.value) > allowed[n]],
        "unnamed": [name for name in stated if name not in found],
        "unknown": [
            [name, float(value)]
            for name, values in wrong.items()
            for value in values
            if not any(each is not None and abs(value - each) <= 2e-3 * max(1, abs(value)) for each in known[name])
        ],
    }
def tables(sample):
    import uproot
    from lhcbox import samples
    given = samples.get(sample)
    return [uproot.open(file.path)[given.tree] for file in given.files]
"""
"""Holds a lesson's stated numbers and mistakes against numbers computed without the package's physics."""

FIRST_HISTOGRAM = (
    COMPARED
    + """
import math
leptons, angles = [], []
for tree in tables("atlas13-4lep-data"):
    leptons += tree["lep_pt"].array().tolist()
    angles += tree["lep_phi"].array().tolist()
leading = [event[0] / 1000 for event in leptons]
def between(low, high, values=leading):
    return sum(low <= value < high for value in values)
def flat(bins=12):
    width = 2 * math.pi / bins
    return [sum(width * k <= angle[0] + math.pi < width * (k + 1) for angle in angles) for k in range(bins)]
ten = [between(10 * k, 10 * (k + 1)) for k in range(20)]
mean = sum(flat()) / 12
near = [abs(count - mean) <= math.sqrt(mean) for count in flat()]
found = {
    "events": len(leptons),
    "third_pt": leading[2],
    "by_hand": between(40, 60, leading[:20]),
    "highest": max(ten),
    "error": math.sqrt(ten[4]),
    "difference": (ten[4] - ten[5]) / math.sqrt(ten[4] + ten[5]),
    "bin_width": 200 / 40,
    "beyond": sum(value >= 200 for value in leading),
    "within": sum(near),
}
wrong = {
    "events": [len(leptons) - 1, sum(len(event) for event in leptons), len(leptons[0])],
    "third_pt": [leading[3], 1000 * leading[3], leading[0], leptons[0][2] / 1000],
    "by_hand": [between(40, 80, leading[:20]), between(0, 60, leading[:20]), 20, between(40, 60)],
    "highest": [sum(ten), len(leptons)],
    "error": [ten[4], math.sqrt(len(leptons)), math.sqrt(ten[5]), math.sqrt(ten[3]), ten[4] ** 2],
    "difference": [
        ten[4] - ten[5],
        (ten[4] - ten[5]) / math.sqrt(ten[4]),
        (ten[4] - ten[5]) / math.sqrt(ten[5]),
        (ten[4] - ten[5]) / (math.sqrt(ten[4]) + math.sqrt(ten[5])),
        (ten[4] - ten[5]) / (ten[4] + ten[5]),
    ],
    "bin_width": [200 / 41, 200 / 39, 40 / 200],
    "beyond": [sum(ten), len(leptons), sum(value >= 200e3 for event in leptons for value in event)],
    "within": [12 - sum(near), 12, sum(count - mean <= math.sqrt(mean) for count in flat())],
}
result = compared("first-histogram", found, wrong)
"""
)

INVARIANT_MASS = (
    COMPARED
    + """
import numpy as np
MUON = 0.1056583755
J, Y, Z = [tables("cms7-dimuon-" + name)[0].arrays(library="np") for name in ("jpsi", "upsilon", "z")]
def momenta(table, muon):
    pt, eta, phi = (table[name + muon] for name in ("pt", "eta", "phi"))
    x, y, z = pt * np.cos(phi), pt * np.sin(phi), pt * np.sinh(eta)
    return np.sqrt(x**2 + y**2 + z**2 + MUON**2), x, y, z
def mass(total):
    return np.sqrt(total[0] ** 2 - total[1] ** 2 - total[2] ** 2 - total[3] ** 2)
def total(table):
    return [table[name + "1"] + table[name + "2"] for name in ("E", "px", "py", "pz")]
def half_height(values, low, high, bins):
    counts, _edges = np.histogram(values, bins, (low, high))
    return (counts > counts.max() / 2).sum() * (high - low) / bins
def peak(values, low, high):
    counts, edges = np.histogram(values, 50, (8.5, 11.0))
    centres = (edges[1:] + edges[:-1]) / 2
    inside = (centres > low) & (centres < high)
    return centres[inside][counts[inside].argmax()]
jpsi, upsilon = mass(total(J)), mass(total(Y))
pairs = [a + b for a, b in zip(momenta(Z, "1"), momenta(Z, "2"))]
z, opposite = mass(pairs), Z["Q1"] != Z["Q2"]
near = (z > 86) & (z < 96)
e, x, y, along = (component[0] for component in total(J))
first = [component[0] for component in pairs]
faster = 1.25 * (e - 0.6 * along)
slow = 1.25 * (along - 0.6 * e)
top = (jpsi > 3.0) & (jpsi < 3.2)
eta1, eta2 = np.abs(J["eta1"]), np.abs(J["eta2"])
width = half_height(jpsi, 2.8, 3.4, 60)
found = {
    "energy": e,
    "pencil_mass": jpsi[0],
    "moving_energy": faster,
    "moving_mass": mass([faster, x, y, slow]),
    "first_z": z[0],
    "near_the_z": (near & opposite).sum(),
    "equal_charges": (~opposite).sum(),
    "jpsi_pairs": top.sum(),
    "jpsi_mean": jpsi[top].mean(),
    "per_cent": 100 * (jpsi[top].mean() / 3.0969 - 1),
    "upsilon_1s": peak(upsilon, 9.2, 9.7),
    "upsilon_2s": peak(upsilon, 9.8, 10.2),
    "jpsi_width": width,
    "z_width": half_height(z[opposite], 60, 120, 120),
    "times_natural": width / 92.6e-6,
    "central_width": half_height(jpsi[(eta1 < 1) & (eta2 < 1)], 2.8, 3.4, 60),
    "forward_width": half_height(jpsi[(eta1 > 1.2) & (eta2 > 1.2)], 2.8, 3.4, 60),
}
wrong = {
    "energy": [J["E1"][0], J["pt1"][0] + J["pt2"][0]],
    "pencil_mass": [jpsi[0] ** 2, e, np.sqrt(x**2 + y**2 + along**2), 2 * MUON],
    "moving_energy": [1.25 * (e + 0.6 * along), e - 0.6 * along, e],
    "moving_mass": [faster, jpsi[0] ** 2],
    "first_z": [
        z[0] ** 2,
        first[0],
        np.sqrt(first[0] ** 2 - first[1] ** 2 - first[2] ** 2),
        Z["pt1"][0] + Z["pt2"][0],
        np.sqrt(2) * MUON,
    ],
    "near_the_z": [opposite.sum()],
    "equal_charges": [opposite.sum()],
    "jpsi_pairs": [len(jpsi)],
    "jpsi_mean": [jpsi.mean(), top.mean()],
}
result = compared("invariant-mass", found, wrong, read_off=("upsilon_1s", "upsilon_2s"))
"""
)


def said(box_python: Python, code: str) -> Any:
    """What ``code`` leaves in ``result``."""
    return json.loads(box_python(code + "\nimport json\nprint(json.dumps(result))").splitlines()[-1])


@pytest.mark.parametrize("module", ["kinematics", "selection", "counting", "plot"])
def test_the_examples_of_the_package_hold(box_python: Python, module: str) -> None:
    code = f"import doctest, lhcbox.{module} as m\nprint(doctest.testmod(m))"
    assert "failed=0" in box_python(code)


def test_back_to_back_particles_give_twice_the_root_of_their_momenta(box_python: Python) -> None:
    code = """
from lhcbox.kinematics import invariant_mass, massless_pair_mass, four_momenta
import numpy as np
by_sum = float(invariant_mass([40.0, 50.0], [0.0, 0.0], [0.0, np.pi], mass=[0.0, 0.0]))
pair = four_momenta([40.0, 50.0], [0.0, 0.0], [0.0, np.pi], mass=[0.0, 0.0])
result = [by_sum, float(massless_pair_mass(40, 0, 0, 50, 0, np.pi)), float((pair[0] + pair[1]).mass)]
"""
    assert said(box_python, code) == pytest.approx([2 * math.sqrt(40 * 50)] * 3)


def test_a_mass_is_the_same_for_a_moving_observer(box_python: Python) -> None:
    code = """
from lhcbox.kinematics import invariant_mass
import numpy as np
eta = np.array([0.3, -0.8])
result = [float(invariant_mass([40.0, 50.0], eta + boost, [0.1, 2.0], mass=[0.0, 0.0])) for boost in (0.0, 1.5)]
"""
    still, moving = said(box_python, code)
    assert still == pytest.approx(moving)


def test_single_precision_does_not_eat_a_light_mass(box_python: Python) -> None:
    code = """
from lhcbox.kinematics import invariant_mass
import numpy as np
single = lambda *values: np.array(values, dtype=np.float32)
mass = invariant_mass(single(150, 150), single(2.2, 2.2), single(0.1, 0.1), mass=single(0.1056584, 0.1056584))
result = float(mass)
"""
    assert said(box_python, code) == pytest.approx(2 * 0.1056584, rel=1e-4)


@pytest.mark.parametrize(("first", "second"), [(3.1, -3.1), (-3.1, 3.1), (0.2, -0.1), (math.pi, -math.pi)])
def test_an_angle_is_wrapped_across_the_seam(box_python: Python, first: float, second: float) -> None:
    code = f"from lhcbox.kinematics import delta_phi\nresult = float(delta_phi({first}, {second}))"
    assert said(box_python, code) == pytest.approx(math.remainder(first - second, 2 * math.pi), abs=1e-9)


@pytest.mark.parametrize(("thresholds", "published"), [((), [27, 86, 146, 248]), ((30, 20, 10), [21, 66, 116, 209])])
def test_the_selection_gives_the_published_counts(
    box_python: Python, thresholds: tuple[int, ...], published: list[int]
) -> None:
    code = f"""
from lhcbox import samples, selection
data = samples.get("atlas13-4lep-data")
cuts = selection.FourLeptonCuts(leading_pt_gev={thresholds!r})
flows = [selection.four_lepton_cut_flow(data.arrays(period=period), cuts) for period in "ABCD"]
result = [data.real, [flow.counts[-1] for flow in flows], [flow.counts[0] for flow in flows]]
"""
    real, selected, entries = said(box_python, code)
    if not real:
        pytest.skip("the box holds practice collisions; the published counts are those of the real ones")
    assert entries == [39, 156, 237, 400]
    assert selected == published


def test_the_best_pairing_wins_not_the_last(box_python: Python) -> None:
    # all four muons: + - + -; the pair (0, 1) is built at the Z mass, every other pairing is far from it
    code = (
        FOUR_LEPTONS
        + """
z1, z2 = selection.z_pair_masses(events(event((1, -1, 1, -1), (13, 13, 13, 13))))
pair = selection.invariant_mass([45.0, 45.0], [0.0, 0.0], [0.0, 3.1], energy=[45.0, 45.0])
result = [float(z1[0]), float(pair)]
"""
    )
    z1, pair = said(box_python, code)
    assert z1 == pytest.approx(pair)


def test_two_positrons_and_two_negative_muons_hold_no_pair(box_python: Python) -> None:
    code = (
        FOUR_LEPTONS
        + """
four = events(event((1, 1, -1, -1), (11, 11, 13, 13)))
z1, _z2 = selection.z_pair_masses(four)
result = [bool(selection.total_charge_is(four)[0]), bool(np.isnan(z1[0]))]
"""
    )
    assert said(box_python, code) == [True, True]


def test_thresholds_are_compared_in_gev(box_python: Python) -> None:
    code = (
        FOUR_LEPTONS
        + """
four = events(event((1, -1, 1, -1), (13,) * 4, pt=(30e3, 20e3, 10e3, 9e3)),
              event((1, -1, 1, -1), (13,) * 4, pt=(30001.0, 20001.0, 10001.0, 9e3)))
result = selection.leading_pt_above(four, (30, 20, 10)).tolist()
"""
    )
    assert said(box_python, code) == [False, True]


@pytest.mark.parametrize(("channel", "passing"), [("4e", 0), ("2e2mu", 1), ("4mu", 2)])
def test_a_channel_keeps_its_own_events(box_python: Python, channel: str, passing: int) -> None:
    code = (
        FOUR_LEPTONS
        + f"""
kinds = [(11,) * 4, (11, 13, 13, 11), (13,) * 4, (11, 13, 13, 13)]
four = events(*[event((1, -1, -1, 1), kind) for kind in kinds])
result = np.flatnonzero(selection.flavour_sum_is(four, ("{channel}",))).tolist()
"""
    )
    assert said(box_python, code) == [passing]


def test_negative_weights_keep_their_sign_in_a_cut_flow(box_python: Python) -> None:
    code = """
import numpy as np
from lhcbox.selection import Step, cut_flow
flow = cut_flow([Step("half", "half", np.array([True, True, False]))], np.array([2.0, -0.5, 1.0]))
result = [flow.counts, flow.sums, flow.errors]
"""
    counts, sums, errors = said(box_python, code)
    assert counts == [3, 2]
    assert sums == pytest.approx([2.5, 1.5])
    assert errors == pytest.approx([math.sqrt(5.25), math.sqrt(4.25)])


def test_muons_need_opposite_charges_and_company_of_exactly_one(box_python: Python) -> None:
    code = """
import awkward as ak
from lhcbox.selection import muon_pair_charge_is
muons = ak.Array([{"Muon_pt": [1.0] * len(q), "Muon_charge": q} for q in ([], [1], [1, -1], [1, 1], [1, -1, 1, -1])])
result = [muon_pair_charge_is(muons, kind).tolist() for kind in ("opposite", "same", "any")]
"""
    assert said(box_python, code) == [
        [False, False, True, False, False],
        [False, False, False, True, False],
        [False, False, True, True, False],
    ]


def test_the_asimov_significance_is_the_closed_form(box_python: Python) -> None:
    s, b, f = 8.0, 21.0, 0.3
    code = f"""
from lhcbox.counting import asimov_significance, simple_significance
result = [asimov_significance({s}, {b}), simple_significance({s}, {b}), simple_significance({s}, {b}, {f}),
          asimov_significance(0.01, 1000.0, {f}), simple_significance(0.01, 1000.0, {f})]
"""
    asimov, simple, with_f, asimov_limit, simple_limit = said(box_python, code)
    assert asimov == pytest.approx(math.sqrt(2 * ((s + b) * math.log(1 + s / b) - s)))
    assert simple == pytest.approx(s / math.sqrt(b))
    assert with_f == pytest.approx(s / math.sqrt(b + (f * b) ** 2))
    assert asimov_limit == pytest.approx(simple_limit, rel=1e-3)


def test_a_background_that_is_nearly_certain_changes_no_significance(box_python: Python) -> None:
    code = """
from lhcbox.counting import asimov_significance
result = [asimov_significance(8.0, 21.0, f) for f in (0.0, 1e-4)]
"""
    exact, nearly = said(box_python, code)
    assert nearly == pytest.approx(exact, rel=1e-4)


def test_the_chance_of_a_count_is_the_poisson_sum(box_python: Python) -> None:
    mean = 21.0
    below = sum(math.exp(-mean) * mean**n / math.factorial(n) for n in range(31))
    code = f"from lhcbox.counting import chance_of_at_least\nresult = chance_of_at_least(31, {mean})"
    assert said(box_python, code) == pytest.approx(1 - below)


def test_no_background_is_an_error_that_says_what_to_do(box_python: Python) -> None:
    code = """
from lhcbox.counting import simple_significance
try:
    simple_significance(1.0, 0.0)
except ValueError as error:
    result = str(error)
"""
    assert "widen the selection" in said(box_python, code)


def test_the_first_histogram_s_numbers_and_mistakes_are_those_of_the_files(box_python: Python) -> None:
    assert said(box_python, FIRST_HISTOGRAM) == {"astray": [], "unnamed": [], "unknown": []}


def test_the_invariant_masses_and_widths_are_those_of_the_tables(box_python: Python) -> None:
    assert said(box_python, INVARIANT_MASS) == {"astray": [], "unnamed": [], "unknown": []}
