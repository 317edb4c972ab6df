"""How W and Z bosons, top quarks and taus decay, as parts of an `Event`."""

import numpy as np

from bake.practice.events import (
    BOSON,
    BOTTOM,
    CHARM,
    ELECTRON,
    EMPTY,
    LIGHT,
    MUON,
    TAU,
    TOP,
    Event,
    Ints,
    event,
    single,
)
from bake.practice.kinematics import B_MASS, W_MASS, W_WIDTH, Array, breit_wigner, decay, decay_at, from_density

_X = np.linspace(0.0, 1.0, 101)
TAU_TO_LEPTON = (5 - 9 * _X**2 + 4 * _X**3) / 3  # density in the share of momentum, tau not polarised
TAU_TO_HADRONS = _X**1.4 * (1 - _X) ** 0.7  # chosen: mean 0.59, as a rho takes
TAU_BRANCHING = (0.1782, 0.1739)  # PDG 2022: to an electron, to a muon
LEPTONS = (ELECTRON, MUON, TAU)
W_TO_LEPTON = 0.1086  # PDG 2022, each of the three


def tau(
    rng: np.random.Generator, p4: Array, charge: Ints, active: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> Event:
    """Decay of taus ``p4`` (n, 4), where ``active``; all products fly along the tau."""
    n = len(p4)
    which = rng.random(n)
    electron, lepton = which < TAU_BRANCHING[0], which < sum(TAU_BRANCHING)
    share = np.where(lepton, from_density(rng, _X, TAU_TO_LEPTON, n), from_density(rng, _X, TAU_TO_HADRONS, n))
    kind = np.where(electron, ELECTRON, MUON)
    visible = p4 * share[:, None]
    return event(
        n,
        leptons=single(visible, np.where(active & lepton, kind, EMPTY), charge),
        taus=single(visible, np.where(active & ~lepton, TAU, EMPTY), charge),
        invisible=np.where(active, 1 - share, 0.0)[:, None] * p4[:, :2],
    )


def _second_generation(rng: np.random.Generator, n: int) -> Ints:
    return np.where(rng.random(n) < 0.5, CHARM, LIGHT)


def w_boson(rng: np.random.Generator, p4: Array, charge: Ints, mode: Ints, cos: Array | None = None) -> Event:
    """Decay of W bosons ``p4``; ``mode`` is the lepton (11, 13, 15) or `LIGHT` for two quarks.

    ``cos`` is the angle of the charged lepton to the beam in the rest frame; isotropic without it.
    """
    n = len(p4)
    zero = np.zeros(n)
    one, two = decay(rng, p4, zero, zero) if cos is None else decay_at(rng, p4, zero, zero, cos)
    quarks, is_tau = mode == LIGHT, mode == TAU
    direct = event(
        n,
        leptons=single(one, np.where(quarks | is_tau, EMPTY, mode), charge),
        jets=single(one, np.where(quarks, _second_generation(rng, n), EMPTY))
        + single(two, np.where(quarks, LIGHT, EMPTY)),
        invisible=np.where(quarks, 0.0, 1.0)[:, None] * two[:, :2],
    )
    return direct + tau(rng, one, charge, is_tau) if is_tau.any() else direct


def z_boson(rng: np.random.Generator, p4: Array, mode: Ints, cos: Array | None = None) -> Event:
    """Decay of Z bosons ``p4``; ``mode`` is the lepton (11, 13, 15), `LIGHT` for quarks, `EMPTY` for neutrinos."""
    n = len(p4)
    zero = np.zeros(n)
    one, two = decay(rng, p4, zero, zero) if cos is None else decay_at(rng, p4, zero, zero, cos)
    quarks, is_tau, unseen = mode == LIGHT, mode == TAU, mode == EMPTY
    kind = np.where(quarks | is_tau, EMPTY, mode)
    flavour = np.where(quarks, rng.choice([LIGHT, CHARM, BOTTOM], n, p=[0.61, 0.17, 0.22]), EMPTY)
    charge = np.ones(n, int)
    direct = event(
        n,
        leptons=single(one, kind, -charge) + single(two, kind, charge),
        jets=single(one, flavour) + single(two, flavour),
        invisible=np.where(unseen, 1.0, 0.0)[:, None] * p4[:, :2],
    )
    if not is_tau.any():
        return direct
    return direct + tau(rng, one, -charge, is_tau) + tau(rng, two, charge, is_tau)


def w_modes(rng: np.random.Generator, n: int, bosons: int, leptonic: int = 0) -> Ints:
    """Decay modes (n, bosons) of W bosons, of which at least ``leptonic`` decay to leptons; redrawn until so."""
    modes = np.array([*LEPTONS, LIGHT])
    shares = [W_TO_LEPTON] * 3 + [1 - 3 * W_TO_LEPTON]
    drawn = rng.choice(modes, (n, bosons), p=shares)
    while (bad := np.flatnonzero((drawn != LIGHT).sum(axis=1) < leptonic)).size:
        drawn[bad] = rng.choice(modes, (bad.size, bosons), p=shares)
    return np.asarray(drawn)


def w_mass(rng: np.random.Generator, n: int, high: float = 120.0) -> Array:
    """Masses of W bosons, by Breit and Wigner."""
    return breit_wigner(rng, W_MASS, W_WIDTH, np.full(n, 40.0), np.full(n, high))


def top(rng: np.random.Generator, p4: Array, charge: Ints, mode: Ints) -> Event:
    """Decay t -> W b of top quarks ``p4``; where the W makes quarks, the whole is one candidate for a large jet."""
    n = len(p4)
    w, b = decay(rng, p4, w_mass(rng, n, 110.0), np.full(n, B_MASS))
    whole = single(p4, np.where(mode == LIGHT, TOP, EMPTY)) + single(b, np.where(mode == LIGHT, EMPTY, BOTTOM))
    return w_boson(rng, w, charge, mode) + event(n, jets=single(b, BOTTOM), large=whole)


def boosted_boson(p4: Array, mode: Ints) -> Event:
    """A boson that makes quarks is a candidate for a large jet."""
    return event(len(p4), large=single(p4, np.where(mode == LIGHT, BOSON, EMPTY)))
