"""Practice events with muon pairs as CMS sees them: resonances on a falling continuum, in GeV.

How many of which, and their transverse momenta, were chosen so that mass spectrum, number of muons and momenta look
like those of the 8 TeV excerpt and of the 7 TeV tables.
"""

from dataclasses import dataclass
from typing import Any

import awkward as ak
import numpy as np

from bake.practice.kinematics import (
    MUON_MASS,
    Z_MASS,
    Z_WIDTH,
    Array,
    breit_wigner,
    cartesian,
    decay,
    from_density,
    mass_of,
    moving,
    pt_eta_phi,
)

PT_MIN, ETA_MAX = 3.0, 2.4


@dataclass(frozen=True)
class Source:
    """A resonance (mass and width in GeV, PDG), or a continuum (``width`` None) that falls as m**power in a range."""

    share: float
    mass: float = 0.0
    width: float | None = None
    low: float = 0.0
    high: float = 0.0
    power: float = 0.0
    pt: tuple[float, float] = (2.0, 10.0)  # shape and scale of the gamma distribution of the pair's pT, GeV


# Parked triggers of 2012: light pairs only with a high pair pT, a step at 20 GeV from the thresholds of the two muons.
SPECTRUM_2012 = (
    Source(0.0130, 0.7753, 0.0085, pt=(9, 3.2)),  # omega and rho, as one peak
    Source(0.0095, 1.0195, 0.0043, pt=(9, 3.2)),  # phi
    Source(0.0780, 3.0969, 0.0001, pt=(9, 3.0)),  # J/psi
    Source(0.0045, 3.6861, 0.0003, pt=(9, 3.0)),  # psi'
    Source(0.0090, 9.4603, 0.0001, pt=(5, 4.6)),  # Upsilon 1S, 2S, 3S
    Source(0.0036, 10.0233, 0.0001, pt=(5, 4.6)),
    Source(0.0026, 10.3552, 0.0001, pt=(5, 4.6)),
    Source(0.1450, Z_MASS, Z_WIDTH, pt=(1.0, 17.0)),
    Source(0.2400, low=0.25, high=3.0, power=-0.2, pt=(9, 3.2)),
    Source(0.1250, low=3.0, high=20.0, power=-1.0, pt=(5, 4.6)),
    Source(0.2900, low=20.0, high=60.0, power=-1.8, pt=(1.3, 8.0)),
    Source(0.0650, low=40.0, high=300.0, power=-2.6, pt=(1.3, 12.0)),
)
JPSI_2011 = (
    Source(0.55, 3.0969, 0.0001, pt=(2.6, 7.0)),
    Source(0.03, 3.6861, 0.0003, pt=(2.6, 7.0)),
    Source(0.42, low=2.0, high=5.0, power=-1.4, pt=(2.6, 7.0)),
)
UPSILON_2011 = (
    Source(0.25, 9.4603, 0.0001, pt=(0.7, 5.0)),
    Source(0.10, 10.0233, 0.0001, pt=(0.7, 5.0)),
    Source(0.07, 10.3552, 0.0001, pt=(0.7, 5.0)),
    Source(0.58, low=8.0, high=12.0, power=-0.6, pt=(0.7, 5.0)),
)
Z_2011 = (
    Source(0.85, Z_MASS, Z_WIDTH, pt=(1.0, 17.0)),
    Source(0.15, low=60.0, high=120.0, power=-2.5, pt=(1.0, 17.0)),
)


def _masses(rng: np.random.Generator, source: Source, n: int) -> Array:
    if source.width is not None:
        reach = min(0.45 * source.mass, 60 * source.width)
        return breit_wigner(
            rng, source.mass, source.width, np.full(n, source.mass - reach), np.full(n, source.mass + reach)
        )
    grid = np.linspace(source.low, source.high, 4000)
    return from_density(rng, grid, grid**source.power, n)


def _smeared(rng: np.random.Generator, p4: Array) -> Array:
    """Momenta as the tracker measures them: 0.9 % in the barrel, 1.8 % far forward."""
    pt, eta, phi = pt_eta_phi(p4)
    width = 0.009 + 0.009 * (np.abs(eta) / ETA_MAX) ** 2
    measured = pt * np.maximum(1 + width * rng.standard_normal(pt.shape), 0.1)
    return cartesian(measured, eta, phi, np.full(pt.shape, MUON_MASS))


def pairs(
    rng: np.random.Generator, mixture: tuple[Source, ...], wanted: int, pt_min: float, window: tuple[float, float]
) -> tuple[Array, int]:
    """``wanted`` measured muon pairs (n, 2, 4), minus first, inside the acceptance and the mass ``window``; and how
    many were generated. The shares of ``mixture`` are those after acceptance.
    """
    counts = rng.multinomial(wanted, np.array([s.share for s in mixture]) / sum(s.share for s in mixture))
    found: list[Array] = []
    generated = 0
    for source, count in zip(mixture, counts, strict=True):
        have: list[Array] = []
        missing = int(count)
        while missing > 0:
            n = 4 * missing + 100
            mass = _masses(rng, source, n)
            pt = rng.gamma(*source.pt, n)
            parent = moving(mass, pt, rng.uniform(-2.6, 2.6, n), rng.uniform(-np.pi, np.pi, n))
            muon = np.full(n, MUON_MASS)
            both = _smeared(rng, np.stack(decay(rng, parent, muon, muon), axis=1))
            each_pt, each_eta, _phi = pt_eta_phi(both)
            measured = mass_of(both.sum(axis=1))
            ok = (each_pt > pt_min).all(axis=1) & (np.abs(each_eta) < ETA_MAX).all(axis=1)
            ok &= (measured > window[0]) & (measured < window[1])
            kept = both[ok][:missing]
            generated += n if len(kept) < missing else int(np.flatnonzero(ok)[missing - 1]) + 1
            missing -= len(kept)
            have.append(kept)
        found.extend(have)
    all_pairs = np.concatenate(found)
    return all_pairs[rng.permutation(len(all_pairs))], generated


# Share of events with 0, 1, 2, 3, 4, 5 muons in the excerpt, and of opposite charges where there are two.
MUONS_2012 = (0.032, 0.134, 0.490, 0.217, 0.085, 0.042)
OPPOSITE_2012 = 0.76


def nanoaod(rng: np.random.Generator, n: int) -> tuple[dict[str, Any], int]:
    """``n`` events with the branches of the 2012 outreach file; a list of muons an event, in no order."""
    number = rng.choice(len(MUONS_2012), n, p=MUONS_2012)
    both, generated = pairs(rng, SPECTRUM_2012, n, PT_MIN, (0.22, 400.0))
    slots = len(MUONS_2012) - 1
    soft_pt = PT_MIN + rng.exponential(6.0, (n, slots - 2))
    shape = soft_pt.shape
    softer = cartesian(
        soft_pt, rng.uniform(-ETA_MAX, ETA_MAX, shape), rng.uniform(-np.pi, np.pi, shape), np.full(shape, MUON_MASS)
    )
    p4 = np.concatenate([both, softer], axis=1)
    charge = rng.choice([-1, 1], (n, slots))
    charge[:, 0] = rng.choice([-1, 1], n)
    same = (rng.uniform(size=n) > OPPOSITE_2012) & ~_is_resonant(mass_of(both.sum(axis=1)))
    charge[:, 1] = np.where(same, charge[:, 0], -charge[:, 0])
    pt, eta, phi = pt_eta_phi(p4)
    keep = np.arange(slots)[None, :] < number[:, None]
    columns = {
        "Muon_pt": pt,
        "Muon_eta": eta,
        "Muon_phi": phi,
        "Muon_mass": np.full(pt.shape, MUON_MASS),
        "Muon_charge": charge,
    }
    return {name: ak.unflatten(values[keep], number) for name, values in columns.items()}, generated


def _is_resonant(mass: Array) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Near a peak: pairs there are of opposite charge, so that the same-charge spectrum shows no peak."""
    peaks = ((2.9, 3.3), (3.6, 3.8), (9.2, 10.6), (80.0, 100.0))
    return np.asarray(np.any([(mass > low) & (mass < high) for low, high in peaks], axis=0))


def table(
    rng: np.random.Generator, n: int, mixture: tuple[Source, ...], pt_min: float, window: tuple[float, float]
) -> tuple[dict[str, Any], int]:
    """``n`` rows with every column that any of the 2011 tables has; run 1, events counted from 1: no real ones."""
    both, generated = pairs(rng, mixture, n, pt_min, window)
    charge = rng.choice([-1, 1], n)
    columns: dict[str, Any] = {"Run": np.ones(n, dtype=np.int32), "Event": np.arange(1, n + 1)}
    pt, eta, phi = pt_eta_phi(both)
    for slot in (0, 1):
        number = str(slot + 1)
        columns |= {
            "type" + number: ak.Array(["G"] * n),
            "E" + number: both[:, slot, 3],
            "px" + number: both[:, slot, 0],
            "py" + number: both[:, slot, 1],
            "pz" + number: both[:, slot, 2],
            "pt" + number: pt[:, slot],
            "eta" + number: eta[:, slot],
            "phi" + number: phi[:, slot],
            "Q" + number: charge if slot == 0 else -charge,
            "dxy" + number: 0.06 * np.sin(phi[:, slot]) + 0.03 * rng.standard_normal(n),
            "iso" + number: np.where(rng.uniform(size=n) < 0.7, 0.0, rng.exponential(2.0, n)),
        }
    return {k: np.round(v, 4) if getattr(v, "dtype", None) == np.float64 else v for k, v in columns.items()}, generated
