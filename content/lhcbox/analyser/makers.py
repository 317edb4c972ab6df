"""Columns that an expression cannot give: the best pair of leptons, jets that are trusted.

A maker has a name, the branches it reads, and the columns it gives, one value an event. A declaration asks for it in
``makers``; its columns may then stand in every expression. Energies, momenta and masses are in GeV.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import awkward as ak
import numpy as np
from numpy.typing import NDArray

from lhcbox import objects, records, selection
from lhcbox.kinematics import MEV_PER_GEV, Array, delta_phi

Columns = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Maker:
    """One maker: ``make`` gets the events as `Sample.arrays` gives them, and gives the ``columns``, in this order."""

    branches: tuple[str, ...]
    columns: tuple[str, ...]
    make: Callable[[Array], Columns]


def four_leptons(events: Array) -> Columns:
    """Of the four leading leptons of the ATLAS release of 2020: their mass, and the best pairing.

    ``m4l``; ``z1`` and ``z2``, the masses of the pair nearest to the Z and of the other one, NaN where there are no
    two pairs of same flavour and opposite charge; ``flavour_sum``, 44, 48 or 52 for 4e, 2e2µ and 4µ; ``charge_sum``;
    ``pt1`` to ``pt4``.
    """
    z1, z2 = selection.z_pair_masses(events)
    pt = ak.to_numpy(ak.fill_none(ak.pad_none(ak.values_astype(events["lep_pt"], np.float64), 4, clip=True), np.nan))
    return {
        "m4l": selection.four_lepton_mass(events),
        "z1": z1,
        "z2": z2,
        "flavour_sum": _numbers(ak.sum(ak.values_astype(events["lep_type"][:, :4], np.int64), axis=1)),
        "charge_sum": _numbers(ak.sum(ak.values_astype(events["lep_charge"][:, :4], np.int64), axis=1)),
        **{f"pt{place + 1}": np.asarray(pt[:, place]) / MEV_PER_GEV for place in range(4)},
    }


def three_leptons(events: Array) -> Columns:
    """Three good leptons with a Z, and jets, of the ATLAS release of 2020, as in the lesson on ttZ.

    ``three``: 1 where a trigger fired and exactly three good leptons are above 20 GeV, one of them above 25 GeV;
    ``z_mass``, ``z_pt``: of the pair of same flavour and opposite charge nearest to the Z, NaN without one;
    ``z_type``: 11 or 13; ``third_pt``: of the lepton left over; ``lead_pt``; ``jets`` above 25 GeV, ``b_jets`` of them
    at 70 % efficiency; ``ht``: scalar sum of the jets' momenta.

    Source: `lhcbox.objects`.
    """
    in_mev = frozenset(name for name in events.fields if records.is_energy(name))
    grouped = records.grouped(events, in_mev)
    good = objects.good_leptons(grouped.lep, pt=20)
    lead = ak.fill_none(ak.max(good.pt, axis=1), 0.0)
    three = objects.fired(events) & np.asarray(ak.num(good) == 3) & np.asarray(lead > 25)
    mass, pair, rest = objects.z_pair(good)
    jets = objects.good_jets(grouped.jet, pt=25)
    both = ak.pad_none(pair, 2, axis=1)
    return {
        "three": three.astype(np.float64),
        "z_mass": np.asarray(mass, dtype=np.float64),
        "z_pt": _numbers((both[:, 0] + both[:, 1]).pt),
        "z_type": _numbers(both[:, 0]["type"]),
        "third_pt": _numbers(ak.pad_none(rest, 1, axis=1)[:, 0].pt),
        "lead_pt": _numbers(lead),
        "jets": _numbers(ak.num(jets)),
        "b_jets": _numbers(ak.num(objects.b_jets(jets, efficiency=70))),
        "ht": _numbers(ak.sum(jets.pt, axis=1)),
    }


def two_leptons(events: Array) -> Columns:
    """Two good leptons of opposite charge, missing momentum and jets, of the ATLAS release of 2020.

    ``two``: 1 where a trigger fired and exactly two good leptons are above 15 GeV, isolated to 10 %, of opposite
    charge; everything else is of the first two, NaN where there are fewer. ``lead_pt``, ``second_pt``; ``channel``: 0
    for ee, 1 for µµ, 2 for eµ; ``m_ll``, ``pt_ll``; ``dphi_ll``, ``dr_ll``: angle between them, across the beam
    (radians, 0 to pi) and as delta R; ``met``; ``dphi_met_ll``: from the missing momentum to the pair; ``mt``:
    transverse mass of the pair and the missing momentum, taking what escapes as massless; ``jets`` above 25 GeV,
    ``b_jets_85`` and ``b_jets_77`` of them at 85 and 77 % efficiency.

    Source: `lhcbox.objects`; the cuts on leptons and jets are those of the published interactive analyses of H to WW
    and of ttZ. mT: ATLAS, Phys. Rev. D 92 (2015) 012006.
    """
    in_mev = frozenset(name for name in events.fields if records.is_energy(name))
    grouped = records.grouped(events, in_mev)
    good = objects.good_leptons(grouped.lep, pt=15, isolation=0.1)
    both = ak.pad_none(good, 2, axis=1)
    one, two = both[:, 0], both[:, 1]
    opposite = np.asarray(ak.fill_none(one.charge * two.charge < 0, False), dtype=np.bool_)
    pair = one + two
    mass, pt = _numbers(pair.mass), _numbers(pair.pt)
    met = _numbers(grouped.met.pt)
    apart = np.abs(delta_phi(_numbers(pair.phi), _numbers(grouped.met.phi)))
    electrons = _numbers(one["type"] == objects.ELECTRON) + _numbers(two["type"] == objects.ELECTRON)
    jets = objects.good_jets(grouped.jet, pt=25)
    return {
        "two": (objects.fired(events) & np.asarray(ak.num(good) == 2) & opposite).astype(np.float64),
        "lead_pt": _numbers(one.pt),
        "second_pt": _numbers(two.pt),
        "channel": np.select([electrons == 2, electrons == 0, electrons == 1], [0.0, 1.0, 2.0], np.nan),
        "m_ll": mass,
        "pt_ll": pt,
        "dphi_ll": np.abs(delta_phi(_numbers(one.phi), _numbers(two.phi))),
        "dr_ll": _numbers(one.deltaR(two)),
        "met": met,
        "dphi_met_ll": apart,
        "mt": np.sqrt(np.maximum(mass**2 + 2 * met * (np.hypot(mass, pt) - pt * np.cos(apart)), 0.0)),
        "jets": _numbers(ak.num(jets)),
        "b_jets_85": _numbers(ak.num(objects.b_jets(jets, efficiency=85))),
        "b_jets_77": _numbers(ak.num(objects.b_jets(jets, efficiency=77))),
    }


def _numbers(values: Array) -> NDArray[np.float64]:
    return np.asarray(ak.to_numpy(ak.fill_none(values, np.nan)), dtype=np.float64)


_LEPTONS_AND_JETS = (
    *("trigE", "trigM", "lep_pt", "lep_eta", "lep_phi", "lep_E", "lep_z0", "lep_charge", "lep_type"),
    *("lep_isTightID", "lep_ptcone30", "lep_etcone20", "lep_tracksigd0pvunbiased"),
    *("jet_pt", "jet_eta", "jet_phi", "jet_E", "jet_jvt", "jet_MV2c10"),
)

MAKERS = {
    "four_leptons": Maker(
        tuple(selection.FOUR_LEPTON_BRANCHES),
        ("m4l", "z1", "z2", "flavour_sum", "charge_sum", "pt1", "pt2", "pt3", "pt4"),
        four_leptons,
    ),
    "three_leptons": Maker(
        _LEPTONS_AND_JETS,
        ("three", "z_mass", "z_pt", "z_type", "third_pt", "lead_pt", "jets", "b_jets", "ht"),
        three_leptons,
    ),
    "two_leptons": Maker(
        (*_LEPTONS_AND_JETS, "met_et", "met_phi"),
        (
            *("two", "lead_pt", "second_pt", "channel", "m_ll", "pt_ll", "dphi_ll", "dr_ll"),
            *("met", "dphi_met_ll", "mt", "jets", "b_jets_85", "b_jets_77"),
        ),
        two_leptons,
    ),
}
