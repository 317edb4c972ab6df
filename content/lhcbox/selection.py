"""Which events are kept, step by step.

Two selections are shared by lessons, dashboards and tests: four leptons in the ATLAS 13 TeV release of 2020
(branches in MeV, leptons ordered by falling transverse momentum) and two muons in the CMS releases (branches
in GeV).

A step is a name and a mask over all events; a cut flow applies one step after the other and counts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import awkward as ak
import numpy as np
from numpy.typing import NDArray

from lhcbox.kinematics import MEV_PER_GEV, MUON_MASS_GEV, Z_MASS_GEV, Array, invariant_mass
from lhcbox.language import gettext as _

Mask = NDArray[np.bool_]
Masses = NDArray[np.float64]
Charge = Literal["zero", "nonzero", "any"]
PairCharge = Literal["opposite", "same", "any"]

FOUR_LEPTON_BRANCHES = ["lep_pt", "lep_eta", "lep_phi", "lep_E", "lep_charge", "lep_type"]
DIMUON_BRANCHES = ["Muon_pt", "Muon_eta", "Muon_phi", "Muon_mass", "Muon_charge"]

FLAVOUR_SUMS = {"4e": 44, "2e2mu": 48, "4mu": 52}
"""Sum of the particle codes of four leptons (electron 11, muon 13) for each channel."""

LEADING_PT_GEV = (30.0, 20.0, 10.0)
"""Thresholds of the three leading leptons in the release's own four-lepton exercise."""


@dataclass(frozen=True)
class Step:
    """One cut: its name in the reader's language and the events that pass it, one bool each."""

    key: str
    name: str
    passes: Mask


@dataclass(frozen=True)
class CutFlow:
    """Steps applied one after the other.

    Attributes:
        keys, names: one of each for every row; the first row is "all events".
        counts: events left after each row.
        sums: sum of their weights (equal to ``counts`` without weights), signs kept.
        errors: statistical error of each sum, ``sqrt(sum w**2)``.
        selected: mask of the events that pass everything.
    """

    keys: list[str]
    names: list[str]
    counts: list[int]
    sums: list[float]
    errors: list[float]
    selected: Mask

    def __str__(self) -> str:
        width = max(len(name) for name in self.names)
        rows = zip(self.names, self.counts, self.sums, strict=True)
        if self.sums == [float(count) for count in self.counts]:
            return "\n".join(f"{name:<{width}}  {count:>9}" for name, count, _sum in rows)
        return "\n".join(f"{name:<{width}}  {count:>9}  {total:>12.3f}" for name, count, total in rows)


@dataclass(frozen=True)
class FourLeptonCuts:
    """Everything that a reader may change in the four-lepton selection.

    Attributes:
        channels: of "4e", "2e2mu", "4mu".
        charge: total charge of the four leptons: "zero", "nonzero" or "any".
        leading_pt_gev: thresholds for the leading leptons in falling order, at most four; empty for none.
        mass_window_gev: four-lepton mass, lower edge included, upper not; None for none.
    """

    channels: tuple[str, ...] = ("4e", "2e2mu", "4mu")
    charge: Charge = "zero"
    leading_pt_gev: tuple[float, ...] = LEADING_PT_GEV
    mass_window_gev: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        unknown = [channel for channel in self.channels if channel not in FLAVOUR_SUMS]
        if unknown:
            raise ValueError(f"no channel {unknown[0]!r}; choose from {', '.join(FLAVOUR_SUMS)}")
        if self.charge not in ("zero", "nonzero", "any"):
            raise ValueError(f"charge {self.charge!r} is none of zero, nonzero, any")
        if len(self.leading_pt_gev) > 4:
            raise ValueError(f"{len(self.leading_pt_gev)} thresholds for four leptons; give at most four")


def at_least_four_leptons(events: Array) -> Mask:
    """Events with four leptons or more; the release's 4lep files hold nothing else."""
    return _mask(ak.num(events["lep_pt"], axis=1) >= 4)


def flavour_sum_is(events: Array, channels: tuple[str, ...] = ("4e", "2e2mu", "4mu")) -> Mask:
    """Events whose four leading leptons are of one of ``channels``, by the sum of their particle codes."""
    sums = ak.sum(_leading(events["lep_type"]), axis=1)
    return _mask(np.isin(np.asarray(sums), [FLAVOUR_SUMS[channel] for channel in channels]))


def total_charge_is(events: Array, charge: Charge = "zero") -> Mask:
    """Events whose four leading leptons have a total charge of zero (or not zero, or any)."""
    total = np.asarray(ak.sum(_leading(events["lep_charge"]), axis=1))
    if charge == "zero":
        return _mask(total == 0)
    return _mask(total != 0) if charge == "nonzero" else np.ones(len(total), dtype=np.bool_)


def leading_pt_above(events: Array, thresholds_gev: tuple[float, ...] = LEADING_PT_GEV) -> Mask:
    """Events whose first, second … lepton lies above the first, second … threshold (GeV, strictly above)."""
    pt = ak.pad_none(events["lep_pt"], len(thresholds_gev), axis=1)
    passes = np.ones(len(events), dtype=np.bool_)
    for position, threshold in enumerate(thresholds_gev):
        passes &= np.asarray(ak.fill_none(pt[:, position] > threshold * MEV_PER_GEV, False))
    return passes


def four_lepton_mass(events: Array) -> Masses:
    """Invariant mass of the four leading leptons of each event, GeV; NaN where there are fewer than four."""
    pt, eta, phi, energy = (_leading(events[f"lep_{name}"]) for name in ("pt", "eta", "phi", "E"))
    mass = invariant_mass(pt, eta, phi, energy=energy)
    return np.where(at_least_four_leptons(events), np.asarray(mass) / MEV_PER_GEV, np.nan)


def z_pair_masses(events: Array) -> tuple[Masses, Masses]:
    """Masses of the two lepton pairs of each event: (Z1, Z2) in GeV, Z1 the one nearer the Z mass.

    The four leading leptons can be paired in three ways. Valid are those with two pairs of same flavour and
    opposite charge; of the valid ones the best is taken, which holds the pair nearest the Z mass. NaN where
    none is valid, for instance in e+ e+ mu- mu-, which has total charge 0 all the same.
    """
    four = at_least_four_leptons(events)
    names = ("pt", "eta", "phi", "E", "charge", "type")
    lepton = {name: _regular(events[f"lep_{name}"]) for name in names}
    pair_mass, pair_valid = {}, {}
    for i, j in combinations(range(4), 2):
        both = {name: values[:, [i, j]] for name, values in lepton.items()}
        mass = invariant_mass(both["pt"], both["eta"], both["phi"], energy=both["E"])
        pair_mass[i, j] = np.asarray(mass, dtype=np.float64) / MEV_PER_GEV
        pair_valid[i, j] = (lepton["type"][:, i] == lepton["type"][:, j]) & (
            lepton["charge"][:, i] == -lepton["charge"][:, j]
        )
    best_distance = np.full(len(events), np.inf)
    z1 = np.full(len(events), np.nan)
    z2 = np.full(len(events), np.nan)
    for first, second in (((0, 1), (2, 3)), ((0, 2), (1, 3)), ((0, 3), (1, 2))):
        for near, far in ((first, second), (second, first)):
            distance = np.abs(pair_mass[near] - Z_MASS_GEV)
            better = four & pair_valid[near] & pair_valid[far] & (distance < best_distance)
            best_distance = np.where(better, distance, best_distance)
            z1 = np.where(better, pair_mass[near], z1)
            z2 = np.where(better, pair_mass[far], z2)
    return z1, z2


def inside(values: Masses, window: tuple[float, float] | None) -> Mask:
    """Values from the lower edge, included, to the upper, not included; everything without a window."""
    if window is None:
        return np.ones(len(values), dtype=np.bool_)
    return _mask((values >= window[0]) & (values < window[1]))


_ALL_CUTS = FourLeptonCuts()


def four_lepton_steps(events: Array, cuts: FourLeptonCuts = _ALL_CUTS) -> list[Step]:
    """The steps of the four-lepton selection, each a mask over all of ``events``."""
    steps = [
        Step("four", _("at least four leptons"), at_least_four_leptons(events)),
        Step("flavour", _("electrons and muons in pairs"), flavour_sum_is(events, cuts.channels)),
        Step("charge", _charge_name(cuts.charge), total_charge_is(events, cuts.charge)),
    ]
    if cuts.leading_pt_gev:
        thresholds = "/".join(f"{threshold:g}" for threshold in cuts.leading_pt_gev)
        name = _("transverse momentum > {thresholds} GeV").format(thresholds=thresholds)
        steps.append(Step("pt", name, leading_pt_above(events, cuts.leading_pt_gev)))
    if cuts.mass_window_gev:
        low, high = cuts.mass_window_gev
        name = _("four-lepton mass from {low} to {high} GeV").format(low=f"{low:g}", high=f"{high:g}")
        steps.append(Step("mass", name, inside(four_lepton_mass(events), cuts.mass_window_gev)))
    return steps


@dataclass(frozen=True)
class DimuonCuts:
    """Everything that a reader may change in the two-muon selection.

    Attributes:
        charge: of the pair: "opposite", "same" or "any".
        leading_pt_gev: thresholds for the harder and the softer muon.
        eta_max: largest absolute pseudorapidity of either muon; None for no limit.
        mass_window_gev: as in :class:`FourLeptonCuts`.
    """

    charge: PairCharge = "opposite"
    leading_pt_gev: tuple[float, float] = (0.0, 0.0)
    eta_max: float | None = None
    mass_window_gev: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if self.charge not in ("opposite", "same", "any"):
            raise ValueError(f"charge {self.charge!r} is none of opposite, same, any")


def exactly_two_muons(events: Array) -> Mask:
    """Events with two muons, no more and no fewer."""
    return _mask(ak.num(events["Muon_pt"], axis=1) == 2)


def muon_pair_charge_is(events: Array, charge: PairCharge = "opposite") -> Mask:
    """Events with exactly two muons of opposite (or same, or any) charge."""
    two = exactly_two_muons(events)
    if charge == "any":
        return two
    product = np.asarray(ak.prod(events["Muon_charge"], axis=1))
    return two & _mask(product < 0 if charge == "opposite" else product > 0)


def dimuon_mass(events: Array) -> Masses:
    """Invariant mass of the two muons of each event, GeV; NaN where there are not exactly two."""
    pt, eta, phi = (events[f"Muon_{name}"] for name in ("pt", "eta", "phi"))
    own = events["Muon_mass"] if "Muon_mass" in events.fields else ak.full_like(pt, MUON_MASS_GEV)
    mass = invariant_mass(pt, eta, phi, mass=own)
    return np.where(exactly_two_muons(events), np.asarray(mass), np.nan)


_ALL_PAIRS = DimuonCuts()


def dimuon_steps(events: Array, cuts: DimuonCuts = _ALL_PAIRS) -> list[Step]:
    """The steps of the two-muon selection, each a mask over all of ``events``."""
    steps = [Step("two", _("exactly two muons"), exactly_two_muons(events))]
    if cuts.charge != "any":
        name = _("opposite charges") if cuts.charge == "opposite" else _("equal charges")
        steps.append(Step("charge", name, muon_pair_charge_is(events, cuts.charge)))
    if any(threshold > 0 for threshold in cuts.leading_pt_gev):
        ordered = ak.pad_none(ak.sort(events["Muon_pt"], axis=1, ascending=False), 2, axis=1)
        passes = np.ones(len(events), dtype=np.bool_)
        for position, threshold in enumerate(cuts.leading_pt_gev):
            passes &= np.asarray(ak.fill_none(ordered[:, position] > threshold, False))
        thresholds = "/".join(f"{threshold:g}" for threshold in cuts.leading_pt_gev)
        name = _("transverse momentum > {thresholds} GeV").format(thresholds=thresholds)
        steps.append(Step("pt", name, passes))
    if cuts.eta_max is not None:
        name = _("|eta| < {limit} for every muon").format(limit=f"{cuts.eta_max:g}")
        steps.append(Step("eta", name, _mask(ak.all(np.abs(events["Muon_eta"]) < cuts.eta_max, axis=1))))
    if cuts.mass_window_gev:
        low, high = cuts.mass_window_gev
        name = _("two-muon mass from {low} to {high} GeV").format(low=f"{low:g}", high=f"{high:g}")
        steps.append(Step("mass", name, inside(dimuon_mass(events), cuts.mass_window_gev)))
    return steps


def cut_flow(steps: list[Step], weights: NDArray[np.float64] | None = None) -> CutFlow:
    """Apply ``steps`` one after the other and count what is left.

    Args:
        steps: at least one, masks of equal length.
        weights: one weight an event, negative ones included; None for data.

    Raises:
        ValueError: there is no step.
    """
    if not steps:
        raise ValueError("a cut flow needs at least one step")
    selected = np.ones(len(steps[0].passes), dtype=np.bool_)
    each = np.ones(len(selected)) if weights is None else np.asarray(weights, dtype=np.float64)
    after = [selected]
    for step in steps:
        selected = selected & step.passes
        after.append(selected)
    return CutFlow(
        keys=["all"] + [step.key for step in steps],
        names=[_("all events")] + [step.name for step in steps],
        counts=[int(kept.sum()) for kept in after],
        sums=[float(each[kept].sum()) for kept in after],
        errors=[float(np.sqrt((each[kept] ** 2).sum())) for kept in after],
        selected=selected,
    )


def four_lepton_cut_flow(
    events: Array, cuts: FourLeptonCuts = _ALL_CUTS, weights: NDArray[np.float64] | None = None
) -> CutFlow:
    """Cut flow of the four-lepton selection."""
    return cut_flow(four_lepton_steps(events, cuts), weights)


def dimuon_cut_flow(events: Array, cuts: DimuonCuts = _ALL_PAIRS) -> CutFlow:
    """Cut flow of the two-muon selection."""
    return cut_flow(dimuon_steps(events, cuts))


def _charge_name(charge: Charge) -> str:
    names: dict[str, Callable[[], str]] = {
        "zero": lambda: _("total charge zero"),
        "nonzero": lambda: _("total charge not zero"),
        "any": lambda: _("any total charge"),
    }
    return names[charge]()


def _leading(values: Array) -> Array:
    return values[:, :4]


def _regular(values: Array) -> NDArray[Any]:
    padded = ak.fill_none(ak.pad_none(values, 4, axis=1, clip=True), 0)
    # signed and double: an unsigned particle code or charge would wrap round under a minus sign
    return np.asarray(ak.to_numpy(padded), dtype=np.float64)


def _mask(values: Any) -> Mask:
    return np.asarray(values, dtype=np.bool_)
