"""A much simplified ATLAS: what it makes of an `Event`, in GeV and mm.

Resolutions, efficiencies and rates of mistakes are round numbers near those that ATLAS has published for the working
points named beside them; nothing here describes the real detector.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import awkward as ak
import numpy as np

from bake.practice.detector import smeared_pt
from bake.practice.events import (
    BOSON,
    BOTTOM,
    CHARM,
    ELECTRON,
    EMPTY,
    LIGHT,
    MUON,
    PHOTON,
    TOP,
    Bools,
    Event,
    Ints,
    Particles,
    single,
)
from bake.practice.kinematics import (
    ELECTRON_MASS,
    MUON_MASS,
    TOP_MASS,
    W_MASS,
    Array,
    cartesian,
    from_density,
    pt_eta_phi,
)

Slots: TypeAlias = dict[str, Any]  # name -> (n, k) values; "seen" says which slots are there
Random: TypeAlias = np.random.Generator

CRACK = (1.37, 1.52)  # between the calorimeters
LARGE_PT = 250.0
JET_ETA = 2.5


@dataclass(frozen=True)
class Release:
    """What differs between releases. ``trigger`` is the threshold in GeV of the triggers on one electron or muon."""

    lepton_pt: float = 7.0
    trigger: float = 26.0
    jet_pt: float = 20.0
    tags: str = "MV2c10"


@dataclass(frozen=True)
class Seen:
    """What was seen of events: per kind of object its `Slots`, and values (n,) of the whole event."""

    lep: Slots
    tau: Slots
    photon: Slots
    jet: Slots
    large: Slots
    whole: dict[str, Array]

    def __len__(self) -> int:
        return len(self.whole["met"])

    def __getitem__(self, events: Any) -> "Seen":
        parts = (self.lep, self.tau, self.photon, self.jet, self.large, self.whole)
        return Seen(*({name: values[events] for name, values in part.items()} for part in parts))


def listed(slots: Slots) -> dict[str, ak.Array]:
    """Slots as lists an event, by falling pT, without what was not seen."""
    seen = slots["seen"]
    order = np.argsort(np.where(seen, -slots["pt"], np.inf), axis=1, kind="stable")
    counts = seen.sum(axis=1)
    keep = np.arange(seen.shape[1])[None, :] < counts[:, None]
    return {
        name: ak.unflatten(np.take_along_axis(values, order, axis=1)[keep], counts)
        for name, values in slots.items()
        if name != "seen"
    }


def _wrapped(phi: Array) -> Array:
    return np.asarray(phi - 2 * np.pi * np.rint(phi / (2 * np.pi)))


def _no_crack(eta: Array) -> Bools:
    return np.asarray((np.abs(eta) < CRACK[0]) | (np.abs(eta) > CRACK[1]))


def _energy(pt: Array, eta: Array, mass: Any) -> Array:
    return np.asarray(np.sqrt((pt * np.cosh(eta)) ** 2 + mass**2))


def _transverse(p4: Array) -> tuple[Array, Array]:
    return p4[..., 0], p4[..., 1]


def _given(rng: Random, chance: Any, shape: tuple[int, ...]) -> Bools:
    return np.asarray(rng.random(shape) < chance)


# Leptons, taus, photons -----------------------------------------------------------------------------------------------


def leptons(rng: Random, truth: Particles, release: Release) -> Slots:
    """Electrons and muons. Efficiencies rise over the first few GeV; of particles that are really jets all are seen,
    since those that are not were never made."""
    pt, eta, phi = pt_eta_phi(truth.p4)
    shape = pt.shape
    electron, prompt = truth.kind == ELECTRON, truth.prompt
    true_pt = pt
    eta = eta + 0.0005 * rng.standard_normal(shape)
    pt = smeared_pt(rng, pt, truth.kind)
    found = np.where(electron, 0.88, 0.95) * (1 - 0.4 * np.exp(-np.maximum(pt - release.lepton_pt, 0) / 6.0))
    seen = (truth.kind != EMPTY) & (pt > release.lepton_pt) & (np.abs(eta) < np.where(electron, 2.47, 2.5))
    seen &= _given(rng, np.where(prompt, found, 1.0), shape)
    fires = _given(rng, np.where(electron, 0.93, 0.75), shape)
    quality = rng.random(shape)  # one number, so that tight is medium and medium is loose
    loose, medium, tight = (
        quality < np.where(prompt, np.where(electron, *real), fake)
        for real, fake in (((0.93, 0.99), 0.27), ((0.89, 0.955), 0.24), ((0.83, 0.92), 0.18))
    )
    tight_2020 = quality < np.where(prompt, 0.92, 0.66)  # as in the release's Z -> ee file
    near = rng.random(shape)
    ptcone = np.where(near < np.where(prompt, 0.86, 0.2), 0.0, 1 + rng.exponential(1.0, shape) * np.where(
        prompt, 1.5, 3.0 + 0.4 * pt))  # fmt: skip
    etcone = np.where(prompt, 0.2 + rng.standard_normal(shape), rng.gamma(1.5, 1.2 + 0.15 * pt, shape))
    d0 = np.where(prompt, 0.014, 0.12) * rng.standard_normal(shape)
    z0 = np.where(prompt, 0.06 * rng.standard_normal(shape), 0.1 * rng.standard_cauchy(shape))
    flipped = electron & prompt & _given(rng, 0.002 + 0.01 * (np.abs(eta) / 2.47) ** 4, shape)
    return {
        "seen": seen,
        "pt": pt,
        "eta": eta,
        "phi": _wrapped(phi + 0.0005 * rng.standard_normal(shape)),
        "e": _energy(pt, eta, np.where(electron, ELECTRON_MASS, MUON_MASS)),
        "charge": np.where(flipped, -truth.charge, truth.charge),
        "kind": truth.kind,
        "truth": prompt,
        "matched": seen & fires & (pt > release.trigger) & (~electron | tight_2020),
        "loose": loose,
        "medium": medium,
        "tight": tight,
        "tight_2020": tight_2020,
        "ptcone": ptcone,
        "etcone": etcone,
        "loose_iso": (ptcone < 0.15 * pt) & (etcone < 0.2 * pt) & (quality > 0.02),
        "tight_iso": (ptcone < 0.06 * pt) & (etcone < 0.06 * pt) & (quality > 0.02),
        "d0": d0,
        "d0sig": d0 / 0.011,
        "d0_width": np.full(shape, 0.011),  # the 8 TeV release has the error of d0, not its significance
        "z0": np.clip(z0, -250, 250),
        "lost": np.where(seen, true_pt - pt, 0.0),
    }


def taus(rng: Random, truth: Particles) -> Slots:
    """What is seen of taus that decay to hadrons; scores of the BDT and of the network tell them from jets."""
    pt, eta, phi = pt_eta_phi(truth.p4)
    shape = pt.shape
    prompt = truth.prompt
    true_pt = pt
    pt = pt * np.maximum(1 + np.hypot(0.06, 0.6 / np.sqrt(np.maximum(pt, 1))) * rng.standard_normal(shape), 0.2)
    seen = (truth.kind != EMPTY) & (pt > 20) & (np.abs(eta) < JET_ETA) & _given(rng, np.where(prompt, 0.85, 1.0), shape)
    seen &= _no_crack(eta)
    score = np.where(prompt, rng.beta(4.0, 1.2, shape), rng.beta(1.0, 3.5, shape))
    return {
        "seen": seen,
        "pt": pt,
        "eta": eta,
        "phi": _wrapped(phi + 0.005 * rng.standard_normal(shape)),
        "e": _energy(pt, eta, 0.8),
        "charge": truth.charge,
        "tracks": np.where(_given(rng, np.where(prompt, 0.75, 0.4), shape), 1, 3),
        "score": score,
        "tight": score > 0.7,  # 72 % of real ones, 1.5 % of others
        "electron_score": np.clip(1 - rng.exponential(0.05, shape), 0.0, 1.0),
        "truth": prompt,
        "matched": seen & _given(rng, np.where(prompt, 0.5, 0.05), shape),
        "lost": np.where(seen, true_pt - pt, 0.0),
    }


def photons(rng: Random, truth: Particles) -> Slots:
    """Photons; the resolution makes a Higgs boson 1.6 GeV wide."""
    pt, eta, phi = pt_eta_phi(truth.p4)
    shape = pt.shape
    prompt = truth.prompt
    true_pt = pt
    eta = eta + 0.002 * rng.standard_normal(shape)
    barrel = np.abs(eta) < CRACK[0]
    width = np.where(barrel, np.hypot(0.1 / np.sqrt(np.maximum(pt * np.cosh(eta), 1)), 0.0135),
                     np.hypot(0.15 / np.sqrt(np.maximum(pt * np.cosh(eta), 1)), 0.018))  # fmt: skip
    pt = pt * np.maximum(1 + width * rng.standard_normal(shape), 0.2)
    seen = (truth.kind == PHOTON) & (pt > 25) & (np.abs(eta) < 2.37) & _given(rng, np.where(prompt, 0.95, 1.0), shape)
    # Efficiency of the tight selection rises with pT; isolation of jets that look like photons is poor.
    tight = _given(rng, np.where(prompt, 0.93 - 0.2 * np.exp(-np.maximum(pt - 25, 0) / 15), 0.6), shape)
    near = rng.random(shape)
    ptcone = np.where(near < np.where(prompt, 0.72, 0.3), 0.0, 1 + rng.exponential(1.0, shape) * np.where(
        prompt, 1.6, 2.0 + 0.1 * pt))  # fmt: skip
    etcone = np.where(prompt, 0.25 + 1.5 * rng.standard_normal(shape), rng.gamma(1.6, 1.5 + 0.05 * pt, shape) - 1.0)
    converted = rng.random(shape) < np.where(np.abs(eta) < 0.8, 0.25, 0.45)
    return {
        "seen": seen,
        "pt": pt,
        "eta": eta,
        "phi": _wrapped(phi + 0.002 * rng.standard_normal(shape)),
        "e": pt * np.cosh(eta),
        "tight": tight,
        "loose": tight | _given(rng, 0.95, shape),
        "ptcone": ptcone,
        "etcone": etcone,
        "loose_iso": (ptcone < 0.05 * pt) & (etcone < 0.065 * pt),
        "tight_iso": etcone < 0.022 * pt + 2.45,
        "conversion": np.where(converted, rng.integers(1, 6, shape), 0),
        "truth": prompt,
        "matched": seen & _given(rng, 0.97, shape),
        "lost": np.where(seen, true_pt - pt, 0.0),
    }


# Jets -----------------------------------------------------------------------------------------------------------------

# Scores at which b tagging has the working points of 85, 77, 70 and 60 %, with the share of jets above each.
TAGGERS: dict[str, tuple[tuple[float, ...], dict[int, tuple[float, ...]]]] = {
    # ATL-PHYS-PUB-2016-012: rejection of c 3.1, 6, 12, 35 and of light jets 34, 134, 381, 1539
    "MV2c10": (
        (0.1758475, 0.645925, 0.8244273, 0.934906),
        {BOTTOM: (0.85, 0.77, 0.70, 0.60), CHARM: (0.32, 0.16, 0.083, 0.029), LIGHT: (0.029, 0.0075, 0.0026, 0.00065)},
    ),
    # 8 TeV, ATLAS-CONF-2014-004 and the scores of the release's analyses: 0.7892 is the point of 70 %
    "MV1": (
        (0.0617, 0.3511, 0.7892, 0.9827),
        {BOTTOM: (0.85, 0.80, 0.70, 0.60), CHARM: (0.40, 0.32, 0.20, 0.12), LIGHT: (0.10, 0.04, 0.0075, 0.002)},
    ),
}
LOWEST_SCORE = {"MV2c10": -1.0, "MV1": 0.0}


def tag_score(rng: Random, flavour: Ints, tagger: str) -> Array:
    """Scores with the efficiencies of `TAGGERS` for b, c and light jets, linear between the working points."""
    scores, shares = TAGGERS[tagger]
    lowest = LOWEST_SCORE[tagger]
    drawn = np.asarray(rng.random(flavour.shape))
    found = np.zeros(flavour.shape)
    for kind, above in shares.items():
        chosen = flavour == kind if kind != LIGHT else (flavour != BOTTOM) & (flavour != CHARM)
        middle = lowest + 0.28 * (scores[0] - lowest)  # most light jets are near the lowest score
        share = 0.25 * above[0] + 0.75 if kind == BOTTOM else 0.35 + 0.65 * above[0]
        knots = [0.0, *above[::-1], share, 1.0]
        values = [1.0, *scores[::-1], middle, lowest]
        found[chosen] = np.interp(drawn[chosen], knots, values)
    return found


def tag_bin(score: Array) -> Ints:
    """Working points as bins: 1 below that of 85 %, 2 to 5 up to above that of 60 %."""
    return 1 + np.digitize(score, TAGGERS["MV2c10"][0])


def jets_of_recoil(rng: Random, recoil: Array) -> Particles:
    """What balances a process, as one, two or three jets; what is left over is too soft to be one."""
    n = len(recoil)
    pt, phi = np.hypot(recoil[:, 0], recoil[:, 1]), np.arctan2(recoil[:, 1], recoil[:, 0])
    splits = rng.random(n) < np.clip((pt - 20) / 150, 0, 0.65)
    share = np.where(splits, rng.uniform(0.5, 0.9, n), 1.0)
    angle = rng.normal(0, 0.5, n)
    eta = rng.normal(0, 1.6, n)
    first = cartesian(pt * share, eta, phi + angle * (1 - share), np.zeros(n))
    second = cartesian(pt * (1 - share), eta + rng.normal(0, 1.0, n), phi - angle * share, np.zeros(n))
    flavour = rng.choice([LIGHT, CHARM, BOTTOM], (2, n), p=[0.93, 0.05, 0.02])
    return single(first, flavour[0]) + single(second, np.where(splits, flavour[1], EMPTY))


def _radiated(rng: Random, n: int) -> Particles:
    """One jet more, in one event of seven."""
    pt = 16 + 12 * rng.exponential(1.0, n)
    p4 = cartesian(pt, rng.normal(0, 1.6, n), rng.uniform(-np.pi, np.pi, n), np.zeros(n))
    return single(p4, np.where(rng.random(n) < 0.15, LIGHT, EMPTY))


def jets(rng: Random, truth: Particles, release: Release, near: list[Slots]) -> Slots:
    """Jets above the release's threshold; those on top of a lepton, tau or photon are that and no jet."""
    n = len(truth.kind)
    hard = truth + _radiated(rng, n)
    pileup = cartesian(
        18 + 7 * rng.exponential(1.0, n), rng.normal(0, 1.8, n), rng.uniform(-np.pi, np.pi, n), np.zeros(n)
    )
    whole = hard + single(pileup, np.where(rng.random(n) < 0.10, LIGHT, EMPTY), prompt=False)
    pt, eta, phi = pt_eta_phi(whole.p4)
    shape = pt.shape
    true_pt = pt
    flavour = whole.kind
    response = np.where(flavour == BOTTOM, 0.95, 1.0)  # neutrinos and muons of the b
    width = np.sqrt(0.6**2 / np.maximum(pt, 5) + 0.05**2 + (3.0 / np.maximum(pt, 5)) ** 2)
    pt = pt * np.maximum(response + width * rng.standard_normal(shape), 0.1)
    eta = eta + 0.02 * rng.standard_normal(shape)
    phi = _wrapped(phi + 0.02 * rng.standard_normal(shape))
    seen = (flavour != EMPTY) & (pt > release.jet_pt) & (np.abs(eta) < JET_ETA)
    for other in near:
        for slot in range(other["pt"].shape[1]):
            here = other["seen"][:, slot, None] & (other["pt"][:, slot, None] > 0.4 * pt)
            gap = np.hypot(eta - other["eta"][:, slot, None], _wrapped(phi - other["phi"][:, slot, None]))
            seen &= ~(here & (gap < 0.2))
    mass = pt * (0.08 + 0.05 * rng.random(shape))
    from_vertex = np.where(whole.prompt, 0.94, 0.12)
    jvt = np.where(rng.random(shape) < from_vertex, 1 - rng.exponential(0.05, shape), rng.uniform(-0.1, 0.55, shape))
    score = tag_score(rng, np.where(whole.prompt, flavour, LIGHT), release.tags)
    return {
        "seen": seen,
        "pt": pt,
        "eta": eta,
        "phi": phi,
        "e": _energy(pt, eta, mass),
        "m": mass,
        "flavour": np.where(flavour == LIGHT, 0, flavour),
        "truth": whole.prompt,
        "jvt": np.clip(jvt, -0.1, 1.0),
        "score": score,
        "lost": np.where(seen & whole.prompt, true_pt - pt, 0.0),
    }


_MASS_SHARE = np.linspace(0.03, 0.5, 200)
QCD_MASS = _MASS_SHARE**0.6 * np.exp(-_MASS_SHARE / 0.075)  # density of mass over pT of a light jet of radius 1


def large_jets(rng: Random, truth: Particles, partons: Particles, near: list[Slots]) -> Slots:
    """Jets of radius 1 above 250 GeV, with mass, D2 and tau32.

    A top quark or a boson is inside one where its products are near each other, the more likely the faster it is; else
    it, as any quark or gluon, gives the falling mass of a light jet. Leptons are not within 1 of one.
    """
    whole = truth + partons
    pt, eta, phi = pt_eta_phi(whole.p4)
    shape = pt.shape
    heavy = (whole.kind == TOP) | (whole.kind == BOSON)
    pole = np.where(whole.kind == TOP, TOP_MASS, W_MASS)
    contained = heavy & _given(rng, 1 / (1 + np.exp(-(pt - 2.0 * pole) / (0.3 * pole))), shape)
    partly = (whole.kind == TOP) & ~contained & _given(rng, 0.5, shape)  # the W without the b
    light = pt * from_density(rng, _MASS_SHARE, QCD_MASS, shape[0] * shape[1]).reshape(shape)
    peak = np.where(contained, pole, W_MASS) * (1 + 0.085 * rng.standard_normal(shape)) + rng.exponential(3.0, shape)
    mass = np.where(contained | partly, peak, light)
    pt = pt * np.maximum(1 + 0.06 * rng.standard_normal(shape), 0.2)
    seen = (whole.kind != EMPTY) & (pt > LARGE_PT) & (np.abs(eta) < 2.0)
    for other in near:
        for slot in range(other["pt"].shape[1]):
            gap = np.hypot(eta - other["eta"][:, slot, None], _wrapped(phi - other["phi"][:, slot, None]))
            seen &= ~(other["seen"][:, slot, None] & (gap < 1.0))
    top_like = contained & (whole.kind == TOP)
    two_prong = partly | (contained & (whole.kind == BOSON))
    return {
        "seen": seen,
        "pt": pt,
        "eta": eta,
        "phi": _wrapped(phi + 0.01 * rng.standard_normal(shape)),
        "e": _energy(pt, eta, mass),
        "m": mass,
        "D2": np.where(two_prong, rng.gamma(9.0, 0.14, shape), rng.gamma(9.0, 0.22, shape)),
        "tau32": np.clip(rng.normal(np.where(top_like, 0.55, 0.76), np.where(top_like, 0.13, 0.10)), 0.05, 1.1),
        "truth": top_like,
    }


# The whole event ------------------------------------------------------------------------------------------------------


def _missing(rng: Random, invisible: Array, parts: list[Slots], recoil: Array) -> tuple[Array, Array]:
    """Missing momentum (size, azimuth): what is invisible, what was measured wrong, and noise of what is soft."""
    noise = 6.0 + 0.5 * np.sqrt(np.hypot(*recoil.T))
    vector = invisible + noise[:, None] * rng.standard_normal(invisible.shape)
    for part in parts:
        vector = vector + np.stack(
            [(part["lost"] * np.cos(part["phi"])).sum(axis=1), (part["lost"] * np.sin(part["phi"])).sum(axis=1)], axis=1
        )
    return np.hypot(*vector.T), np.arctan2(vector[:, 1], vector[:, 0])


def triggers(rng: Random, lep: Slots, photon: Slots, tau: Slots, release: Release) -> dict[str, Array]:
    """Which triggers fired, without those on missing momentum."""
    matched = lep["matched"]
    electron = lep["kind"] == ELECTRON
    pairs = {
        name: (lep["seen"] & (electron == is_electron) & (lep["pt"] > 15)).sum(axis=1) >= 2
        for name, is_electron in (("DE", True), ("DM", False))
    }
    size = len(matched)
    several = (lep["seen"] & (lep["pt"] > 12)).sum(axis=1) >= 3
    order = np.sort(np.where(photon["matched"], photon["pt"], 0.0), axis=1)
    has_two = order.shape[1] > 1
    return {
        "E": (matched & electron).any(axis=1),
        "M": (matched & ~electron).any(axis=1),
        "P": (order[:, -1] > 35) & (order[:, -2] > 25) if has_two else np.zeros(size, bool),
        "T": (tau["matched"] & (tau["pt"] > 60)).any(axis=1),
        "DT": (tau["matched"] & (tau["pt"] > 35)).sum(axis=1) >= 2,
        "DE": pairs["DE"] & _given(rng, 0.85, (size,)),
        "DM": pairs["DM"] & _given(rng, 0.85, (size,)),
        "ML": several & _given(rng, 0.85, (size,)),
    }


@dataclass(frozen=True)
class Skim:
    """Which events a collection of a release has: at least so many objects above a pT in GeV, or exactly so many
    leptons; with a trigger of ``fired``."""

    leptons: int = 0
    lepton_pt: float = 7.0
    exactly: bool = False
    muons: bool = False
    taus: int = 0
    photons: int = 0
    large: bool = False
    jets: int = 0
    tagged: int = 0
    met: float = 0.0
    fired: tuple[str, ...] = ("E", "M")

    def candidates(self, made: Event) -> Any:
        """Positions of events that may be kept: others have too few particles, or too slow ones, however measured."""
        ok = np.ones(len(made), bool)
        for particles, number, pt in (
            (made.leptons, self.leptons, 0.8 * self.lepton_pt),
            (made.taus, self.taus, 12.0),
            (made.photons, self.photons, 20.0),
        ):
            if number:
                ok &= ((particles.kind != EMPTY) & (np.hypot(*_transverse(particles.p4)) > pt)).sum(axis=1) >= number
        if self.large:
            fast = (made.large.kind != EMPTY) & (np.hypot(*_transverse(made.large.p4)) > 0.8 * LARGE_PT)
            ok &= fast.any(axis=1) | (np.hypot(*made.recoil.T) > 0.8 * LARGE_PT)
        return np.flatnonzero(ok)

    def first(self, lep: Slots, tau: Slots, photon: Slots, fired: dict[str, Array]) -> Bools:
        """What leptons, taus, photons and triggers decide."""
        counted = lep["seen"] & ((lep["kind"] == MUON) | (not self.muons))
        number = (counted & (lep["pt"] > self.lepton_pt)).sum(axis=1)
        ok = (number == self.leptons) if self.exactly else (number >= self.leptons)
        ok &= (tau["seen"].sum(axis=1) >= self.taus) & (photon["seen"].sum(axis=1) >= self.photons)
        return np.asarray(ok & np.any([fired[name] for name in self.fired], axis=0) if self.fired else ok)

    def second(self, jet: Slots, large: Slots, met: Array) -> Bools:
        """What jets and missing momentum decide."""
        ok = (jet["seen"].sum(axis=1) >= self.jets) & (met >= self.met)
        if self.tagged:
            ok &= (jet["seen"] & (tag_bin(jet["score"]) >= 2)).sum(axis=1) >= self.tagged
        return np.asarray(ok & large["seen"].any(axis=1) if self.large else ok)


def observed(rng: Random, made: Event, release: Release, skim: Skim) -> Seen:
    """What is seen of the events of ``made`` that the ``skim`` has. Only these are worked out in full."""
    made = made[skim.candidates(made)]
    lep, tau, photon = leptons(rng, made.leptons, release), taus(rng, made.taus), photons(rng, made.photons)
    fired = triggers(rng, lep, photon, tau, release)
    kept = np.flatnonzero(skim.first(lep, tau, photon, fired))
    made = made[kept]
    lep, tau, photon = ({k: v[kept] for k, v in part.items()} for part in (lep, tau, photon))
    fired = {name: values[kept] for name, values in fired.items()}
    balance = jets_of_recoil(rng, made.recoil)
    jet = jets(rng, made.jets + balance, release, [lep, tau, photon])
    large = large_jets(rng, made.large, balance, [lep])
    met, met_phi = _missing(rng, made.invisible, [lep, tau, photon, jet], made.recoil)
    truth_met, truth_phi = np.hypot(*made.invisible.T), np.arctan2(made.invisible[:, 1], made.invisible[:, 0])
    whole = {f"trig{name}": values for name, values in fired.items()} | {
        "met": met,
        "met_phi": met_phi,
        "trigMET": met > 110 + 15 * rng.standard_normal(len(met)),
        "truth_met": truth_met,
        "truth_met_phi": truth_phi,
        "electrons": (lep["seen"] & (lep["kind"] == ELECTRON)).sum(axis=1),
        "muons": (lep["seen"] & (lep["kind"] == MUON)).sum(axis=1),
        "photons": photon["seen"].sum(axis=1),
        "taus": tau["seen"].sum(axis=1),
    }
    seen = Seen(lep, tau, photon, jet, large, whole)
    return seen[np.flatnonzero(skim.second(jet, large, met))]


def observe(
    rng: Random, make: Callable[[Random, int, float], Event], n: int, energy: float, release: Release, skim: Skim
) -> Seen:
    """As `observed`, for ``n`` new events of a process."""
    return observed(rng, make(rng, n, energy), release, skim)
