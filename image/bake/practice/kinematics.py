"""Relativistic two-body decays and boosts, in units where c = 1; energies, momenta and masses in GeV.

A four-vector is the last axis ``(px, py, pz, E)`` of an array. A plain `decay` is isotropic in the rest frame of what
decays: where spin matters for a lesson, `decay_at` takes the angle, or the process weighs its events (see `processes`).
"""

from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

Z_MASS, Z_WIDTH = 91.1876, 2.4952  # PDG 2022, as are those of the W
W_MASS, W_WIDTH = 80.377, 2.085
TOP_MASS, B_MASS = 172.5, 4.7
ELECTRON_MASS, MUON_MASS = 0.000511, 0.105658


def cartesian(pt: Array, eta: Array, phi: Array, mass: Array) -> Array:
    """Four-vectors ``(..., 4)`` of transverse momentum, pseudorapidity, azimuth (rad) and mass."""
    pz = pt * np.sinh(eta)
    energy = np.sqrt(pt**2 + pz**2 + mass**2)
    return np.stack([pt * np.cos(phi), pt * np.sin(phi), pz, energy], axis=-1)


def moving(mass: Array, pt: Array, rapidity: Array, phi: Array) -> Array:
    """Four-vectors ``(..., 4)`` of particles with rapidity ``rapidity``; E = m_T cosh y, pz = m_T sinh y."""
    transverse_mass = np.sqrt(mass**2 + pt**2)
    return np.stack(
        [pt * np.cos(phi), pt * np.sin(phi), transverse_mass * np.sinh(rapidity), transverse_mass * np.cosh(rapidity)],
        axis=-1,
    )


def mass_of(p4: Array) -> Array:
    """Invariant mass of four-vectors ``(..., 4)``: sqrt(E^2 - p^2), zero where rounding makes the square negative."""
    return np.asarray(np.sqrt(np.maximum(p4[..., 3] ** 2 - (p4[..., :3] ** 2).sum(axis=-1), 0.0)))


def pt_eta_phi(p4: Array) -> tuple[Array, Array, Array]:
    """Transverse momentum, pseudorapidity and azimuth in [-pi, pi] of four-vectors ``(..., 4)``."""
    pt = np.hypot(p4[..., 0], p4[..., 1])
    return pt, np.arcsinh(p4[..., 2] / np.maximum(pt, 1e-9)), np.arctan2(p4[..., 1], p4[..., 0])


def boosted(p4: Array, frame: Array) -> Array:
    """``p4``, given in the rest frame of ``frame``, as seen where ``frame`` moves; both ``(..., 4)``."""
    mass = mass_of(frame)[..., None]
    momentum = frame[..., :3]
    energy = frame[..., 3:]
    along = (p4[..., :3] * momentum).sum(axis=-1, keepdims=True)
    new_energy = (p4[..., 3:] * energy + along) / mass
    new_momentum = p4[..., :3] + momentum * (along / (mass * (energy + mass)) + p4[..., 3:] / mass)
    return np.concatenate([new_momentum, new_energy], axis=-1)


def break_up(mass: Array, first: Array, second: Array) -> Array:
    """Momentum of the two products in the rest frame: sqrt((M^2-(a+b)^2)(M^2-(a-b)^2)) / 2M."""
    product = (mass**2 - (first + second) ** 2) * (mass**2 - (first - second) ** 2)
    return np.asarray(np.sqrt(np.maximum(product, 0.0)) / (2 * mass))


def decay(rng: np.random.Generator, parent: Array, first: Array, second: Array) -> tuple[Array, Array]:
    """Four-vectors of the two products, of masses ``first`` and ``second``, of every ``parent`` ``(n, 4)``."""
    return decay_at(rng, parent, first, second, rng.uniform(-1, 1, len(parent)))


def decay_at(rng: np.random.Generator, parent: Array, first: Array, second: Array, cos: Array) -> tuple[Array, Array]:
    """As `decay`, with the cosine of the first product's angle to the beam given, in the rest frame of the parent."""
    n = len(parent)
    momentum = break_up(mass_of(parent), first, second)
    sin = np.sqrt(1 - cos**2)
    phi = rng.uniform(-np.pi, np.pi, n)
    direction = np.stack([sin * np.cos(phi), sin * np.sin(phi), cos], axis=-1) * momentum[:, None]
    one = np.concatenate([direction, np.sqrt(momentum**2 + first**2)[:, None]], axis=-1)
    two = np.concatenate([-direction, np.sqrt(momentum**2 + second**2)[:, None]], axis=-1)
    return boosted(one, parent), boosted(two, parent)


def breit_wigner(rng: np.random.Generator, mass: float, width: float, low: Array, high: Array) -> Array:
    """Masses between ``low`` and ``high`` with density in m^2 of 1/((m^2-M^2)^2 + M^2 Gamma^2), by its inverse."""
    edges = [np.arctan((edge**2 - mass**2) / (mass * width)) for edge in (low, high)]
    return np.asarray(np.sqrt(mass**2 + mass * width * np.tan(rng.uniform(*edges))))


def from_density(rng: np.random.Generator, grid: Array, density: Array, size: int) -> Array:
    """``size`` values with ``density`` given on the ascending ``grid``, linear between its points."""
    steps = np.diff(grid) * (density[1:] + density[:-1]) / 2
    cumulative = np.concatenate([[0.0], np.cumsum(steps)])
    return np.interp(rng.uniform(0, cumulative[-1], size), cumulative, grid)


def falling(rng: np.random.Generator, scale: float, power: float, size: int) -> Array:
    """Transverse momenta in GeV; a share (1 + (pT / scale)^2)^-power of them lies above pT."""
    return np.asarray(scale * np.sqrt((1 - rng.random(size)) ** (-1 / power) - 1))


def transverse_angle(rng: np.random.Generator, size: int) -> Array:
    """Cosines with density 1 + cos^2: a fermion pair from a vector boson that quarks made along the beam."""
    base = 4 * rng.random(size) - 2  # the cubic u^3 + 3 u = 2 base of the cumulative density, by Cardano
    root = np.sqrt(base**2 + 1)
    return np.asarray(np.clip(np.cbrt(base + root) + np.cbrt(base - root), -1, 1))
