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
