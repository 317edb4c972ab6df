"""Samples as a dashboard needs them: flat columns computed once, and the events that the cuts leave.

The physics is that of `lhcbox.selection`; here it is only laid out so that a moved slider costs a comparison.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import awkward as ak
import numpy as np
from numpy.typing import NDArray

from lhcbox import samples, selection
from lhcbox.dashboard_controls import Columns, Cut, Window
from lhcbox.kinematics import MEV_PER_GEV, Array
from lhcbox.samples import Sample
from lhcbox.selection import CutFlow, DimuonCuts, FourLeptonCuts, Mask, Step

DATA = "data"
"""The group of measured events; every other group is an expectation."""

SIGNAL = "Higgs"
"""The group that a search looks for; the other expectations are its background."""

GROUPS = {"ggH": SIGNAL, "VBF": SIGNAL, "WH": SIGNAL, "ZH": SIGNAL, "ZZ": "ZZ"}
"""Process to the group under which it is drawn; all others are "other"."""


@dataclass(frozen=True)
class Source:
    """One sample, laid out in columns.

    Attributes:
        sample: where the events come from.
        group: :data:`DATA`, :data:`SIGNAL`, "ZZ" or "other".
        columns: one value an event; not a number where an event lacks the particles for it.
        weights: expected events that each event stands for, negative ones included; None for data.
        base: steps that no control changes.
    """

    sample: Sample
    group: str
    columns: Columns
    weights: NDArray[np.float64] | None = None
    base: tuple[Step, ...] = field(default=(), repr=False)

    def choose(self, cuts: Sequence[Cut], window: Window) -> "Chosen":
        """Apply ``cuts``, then the window."""
        before = [*self.base, *(cut.step(self.columns) for cut in cuts)]
        flow = selection.cut_flow([*before, window.step(self.columns)], self.weights)
        return Chosen(self, flow, np.logical_and.reduce([step.passes for step in before]), flow.selected)


@dataclass(frozen=True)
class Chosen:
    """What the cuts leave of a source: ``selected`` by all cuts, ``in_window`` by the mass window as well."""

    source: Source
    flow: CutFlow
    selected: Mask
    in_window: Mask


def dimuon_source(sample_id: str) -> Source:
    """Two muons, the harder first: ``pt_1``, ``pt_2`` (GeV), ``eta_1``, ``eta_2``, ``abs_eta`` (the larger), ``mass``
    (GeV), and the yes-no columns ``opposite``, ``same``, ``any``.
    """
    sample = samples.get(sample_id)
    events = sample.arrays(selection.DIMUON_BRANCHES)
    two = selection.exactly_two_muons(events)
    order = ak.argsort(events["Muon_pt"], axis=1, ascending=False)
    pt, eta = (_first(events[name][order], 2) for name in ("Muon_pt", "Muon_eta"))
    columns = {
        "pt_1": pt[:, 0],
        "pt_2": pt[:, 1],
        "eta_1": eta[:, 0],
        "eta_2": eta[:, 1],
        "abs_eta": np.abs(eta).max(axis=1),
        "mass": selection.dimuon_mass(events),
        "opposite": selection.muon_pair_charge_is(events, "opposite"),
        "same": selection.muon_pair_charge_is(events, "same"),
        "any": two,
    }
    return Source(sample, DATA, columns, base=tuple(selection.dimuon_steps(events, DimuonCuts(charge="any"))))


def four_lepton_sources(data_id: str, expected_ids: Sequence[str]) -> list[Source]:
    """Measured events, then each simulated sample scaled to the luminosity of the data.

    Columns: ``pt_1`` to ``pt_4`` (GeV, falling), ``mass``, ``z1``, ``z2`` (GeV), and the yes-no columns ``4e``,
    ``2e2mu``, ``4mu``, ``any``, ``charge_zero``, ``charge_nonzero``.

    Raises:
        ValueError: the data sample has no luminosity.
    """
    data = samples.get(data_id)
    if data.luminosity_fb is None:
        raise ValueError(f"{data_id} has no luminosity, so nothing can be scaled to it; check its manifest")
    sources = [_four_lepton_source(data, DATA, None)]
    for sample_id in expected_ids:
        sample = samples.get(sample_id)
        sources.append(_four_lepton_source(sample, GROUPS.get(sample.process or "", "other"), data.luminosity_fb))
    return sources


def _four_lepton_source(sample: Sample, group: str, luminosity_fb: float | None) -> Source:
    events = sample.arrays([*selection.FOUR_LEPTON_BRANCHES, *sample.weight_factors])
    pt = _first(events["lep_pt"], 4) / MEV_PER_GEV
    z1, z2 = selection.z_pair_masses(events)
    columns: dict[str, NDArray[np.generic]] = {f"pt_{n + 1}": pt[:, n] for n in range(4)}
    columns |= {
        "mass": selection.four_lepton_mass(events),
        "z1": z1,
        "z2": z2,
        "any": np.ones(len(events), dtype=np.bool_),
        "charge_zero": selection.total_charge_is(events, "zero"),
        "charge_nonzero": selection.total_charge_is(events, "nonzero"),
    }
    columns |= {channel: selection.flavour_sum_is(events, (channel,)) for channel in selection.FLAVOUR_SUMS}
    steps = selection.four_lepton_steps(events, FourLeptonCuts(charge="any", leading_pt_gev=()))
    base = tuple(step for step in steps if step.key in ("four", "flavour"))
    weights = None if luminosity_fb is None else sample.weights(events, luminosity_fb)
    return Source(sample, group, columns, weights, base)


def _first(values: Array, count: int) -> NDArray[np.float64]:
    padded = ak.pad_none(ak.values_astype(values, np.float64), count, axis=1, clip=True)
    return np.asarray(ak.to_numpy(ak.fill_none(padded, np.nan)), dtype=np.float64)
