"""Practice events with four leptons: Higgs bosons, Z pairs, and Z or top pairs with two leptons out of jets.

Shapes come from decays with the right masses and widths; spectra of transverse momentum are simple functions whose
constants were tuned until the yields after pT > 30/20/10 GeV are the published ones. The number of events is not
predicted but set: the sum of weights is chosen so that the yield after charge and flavour cuts is the published one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import awkward as ak
import numpy as np

from bake.practice.detector import PT_MIN, Leptons, joined, observed
from bake.practice.kinematics import (
    B_MASS,
    ELECTRON_MASS,
    MUON_MASS,
    TOP_MASS,
    W_MASS,
    W_WIDTH,
    Z_MASS,
    Z_WIDTH,
    Array,
    breit_wigner,
    cartesian,
    decay,
    from_density,
    moving,
    pt_eta_phi,
)

HIGGS_MASS = 125.0
LIGHTEST = 4.0  # GeV, of a lepton pair
MUON_SHARE_OF_FAKES = 0.6  # of leptons out of jets, as in the release's Z -> ee sample


@dataclass(frozen=True)
class WeightShape:
    """Size of a process's event weights and share of events with a negative one.

    For Z -> ee both are those of the release's file; for the others the size follows from the published sum of weights
    per generated event, and the negative share is that usual for the generator ATLAS used.
    """

    size: float
    negative: float
    spread: float = 0.0


WEIGHTS = {
    "ZZ": WeightShape(0.6, 0.08, 0.5),
    "ggH": WeightShape(28.9, 0.01),
    "VBF": WeightShape(3.8, 0.01),
    "WH": WeightShape(1.0, 0.0),
    "ZH": WeightShape(1.0, 0.0),
    "Zee": WeightShape(1940.0, 0.046),
    "Zmumu": WeightShape(1940.0, 0.046),
    "ttbar": WeightShape(1.0, 0.0),
}


def _system(rng: np.random.Generator, mass: Array, pt_scale: float, rapidity_width: float) -> Array:
    """Particles of ``mass`` as they leave the collision: soft spectrum of pT with a tail, central in rapidity."""
    n = len(mass)
    pt = pt_scale * rng.gamma(1.4, 1.0, n) * np.where(rng.uniform(size=n) < 0.15, 3.0, 1.0)
    return moving(mass, pt, rapidity_width * rng.standard_normal(n), rng.uniform(-np.pi, np.pi, n))


def _pair(rng: np.random.Generator, parent: Array, kind: np.ndarray[Any, Any]) -> Leptons:
    """Two leptons of flavour ``kind`` and opposite charge out of each ``parent``."""
    mass = np.where(kind == 11, ELECTRON_MASS, MUON_MASS)
    minus, plus = decay(rng, parent, mass, mass)
    n = len(parent)
    charge = np.tile(np.array([-1, 1]), (n, 1))
    return Leptons(np.stack([minus, plus], axis=1), np.stack([kind, kind], axis=1), charge, np.ones((n, 2), dtype=bool))


def _flavour(rng: np.random.Generator, n: int) -> np.ndarray[Any, Any]:
    return np.where(rng.uniform(size=n) < 0.5, 11, 13)


def _two_bosons(rng: np.random.Generator, parent: Array, first: Array, second: Array) -> Leptons:
    one, two = decay(rng, parent, first, second)
    n = len(parent)
    return joined(_pair(rng, one, _flavour(rng, n)), _pair(rng, two, _flavour(rng, n)))


def off_shell(
    rng: np.random.Generator, mass: Array, *, of_higgs: bool, boson: tuple[float, float] = (Z_MASS, Z_WIDTH)
) -> tuple[Array, Array]:
    """Masses of a heavier pair, like ``boson`` (mass and width), and a lighter out of ``mass``; drawn by acceptance and
    rejection.

    Higgs (A. Djouadi, Phys. Rept. 457 (2008) 1, eq. 2.29): density in the squared masses a^2, b^2 of
    propagators * sqrt(lambda) * (lambda + 12 a^2 b^2 / M^4), lambda = (1 - (a+b)^2/M^2)(1 - (a-b)^2/M^2). Otherwise a
    virtual photon, 1/b in its mass, with the phase space sqrt(lambda) alone.
    """
    n = len(mass)
    first, second = np.zeros(n), np.zeros(n)
    todo = np.arange(n)
    grid = np.linspace(LIGHTEST, mass.max() / 2, 600)  # the lighter of two is below half
    spectrum = grid / ((grid**2 - boson[0] ** 2) ** 2 + (boson[0] * boson[1]) ** 2) if of_higgs else 1 / grid
    while todo.size:
        total = mass[todo]
        heavy = breit_wigner(rng, *boson, np.full(todo.size, 12.0), total - LIGHTEST)
        light = from_density(rng, grid, spectrum, todo.size)
        phase = np.clip(1 - (heavy + light) ** 2 / total**2, 0, None) * (1 - (heavy - light) ** 2 / total**2)
        weight = np.sqrt(phase)
        if of_higgs:
            weight = weight * (phase + 12 * (heavy * light) ** 2 / total**4)
        ok = (light < heavy) & (heavy + light < total) & (rng.uniform(size=todo.size) < weight)
        first[todo[ok]], second[todo[ok]] = heavy[ok], light[ok]
        todo = todo[~ok]
    return first, second


def higgs(rng: np.random.Generator, n: int, pt_scale: float, width: float, extra: float) -> Leptons:
    """H -> ZZ* -> 4 leptons at 125 GeV; a share ``extra`` of the events has one more lepton, of a boson beside it."""
    parent = _system(rng, np.full(n, HIGGS_MASS), pt_scale, width)
    four = _two_bosons(rng, parent, *off_shell(rng, np.full(n, HIGGS_MASS), of_higgs=True))
    if not extra:
        return four
    boson = _system(rng, breit_wigner(rng, W_MASS, W_WIDTH, np.full(n, 60.0), np.full(n, 100.0)), pt_scale, width)
    kind = _flavour(rng, n)
    lepton, _neutrino = decay(rng, boson, np.where(kind == 11, ELECTRON_MASS, MUON_MASS), np.zeros(n))
    charge = np.where(rng.uniform(size=n) < extra, rng.choice([-1, 1], n), 0)
    return joined(four, Leptons(lepton[:, None], kind[:, None], charge[:, None], np.ones((n, 1), dtype=bool)))


def two_z(rng: np.random.Generator, n: int) -> Leptons:
    """q qbar -> four leptons: one Z that radiates a pair (peak at 91 GeV), Z and virtual photon, two real Z bosons."""
    which = rng.choice(3, n, p=[0.60, 0.16, 0.24])
    single = breit_wigner(rng, Z_MASS, Z_WIDTH, np.full(n, 70.0), np.full(n, 120.0))
    low_grid = np.linspace(100.0, 186.0, 200)
    low = from_density(rng, low_grid, np.exp(-((low_grid - 100.0) / 90.0)), n)
    high_grid = np.linspace(2 * Z_MASS - 1.0, 900.0, 2000)
    room = np.sqrt(np.clip(1 - (2 * Z_MASS - 1.0) ** 2 / high_grid**2, 0, None))
    high = from_density(rng, high_grid, np.sqrt(room) * (high_grid / 200.0) ** -3.9, n)
    mass = np.choose(which, [single, low, high])
    first, second = off_shell(rng, np.where(which == 2, Z_MASS, mass), of_higgs=False)
    on_shell = which == 2
    limit = np.full(n, 60.0)
    pole = [breit_wigner(rng, Z_MASS, Z_WIDTH, limit, np.minimum(high / 2, 120.0)) for _ in range(2)]
    first = np.where(on_shell, pole[0], first)
    second = np.where(on_shell, pole[1], second)
    return _two_bosons(rng, _system(rng, mass, 14.0, 1.1), first, second)


def _out_of_jets(rng: np.random.Generator, hardness: float, eta: Array, phi: Array, opposite: float) -> Leptons:
    """Two leptons (n, 2) that are not prompt, in the directions of their jets; most are soft, one in eight has a pT
    spectrum four times as hard. A share ``opposite`` of the pairs has opposite charges.
    """
    n = len(eta)
    tail = np.where(rng.uniform(size=(n, 2)) < 0.12, 4.0, 1.0)
    pt = PT_MIN + tail * rng.exponential(hardness, (n, 2))
    kind = np.where(rng.uniform(size=(n, 2)) < MUON_SHARE_OF_FAKES, 13, 11)
    first = rng.choice([-1, 1], n)
    second = np.where(rng.uniform(size=n) < opposite, -first, first)
    p4 = cartesian(pt, eta, phi, np.where(kind == 11, ELECTRON_MASS, MUON_MASS))
    return Leptons(p4, kind, np.stack([first, second], axis=1), np.zeros((n, 2), dtype=bool))


def z_and_jets(rng: np.random.Generator, n: int, kind: int, hardness: float) -> Leptons:
    """Z -> two leptons of flavour ``kind``, and two soft leptons out of jets with mean pT about ``hardness`` GeV above
    the threshold.
    """
    mass = breit_wigner(rng, Z_MASS, Z_WIDTH, np.full(n, 50.0), np.full(n, 200.0))
    z = _pair(rng, _system(rng, mass, 16.0, 1.3), np.full(n, kind))
    eta, phi = rng.uniform(-2.6, 2.6, (n, 2)), rng.uniform(-np.pi, np.pi, (n, 2))
    return joined(z, _out_of_jets(rng, hardness, eta, phi, 0.6))


def top_pair(rng: np.random.Generator, n: int, hardness: float) -> Leptons:
    """t tbar -> W b W b -> two leptons, and a soft lepton (see `z_and_jets`) in the direction of each b quark."""
    grid = np.linspace(2 * TOP_MASS, 1500.0, 2000)
    mass = from_density(rng, grid, np.sqrt(1 - (2 * TOP_MASS / grid) ** 2) * (grid / 350.0) ** -4.0, n)
    top = np.full(n, TOP_MASS)
    tops = decay(rng, _system(rng, mass, 18.0, 0.9), top, top)
    prompt, b_jets = [], []
    for parent, charge in zip(tops, (1, -1), strict=True):
        w_mass = breit_wigner(rng, W_MASS, W_WIDTH, np.full(n, 50.0), np.full(n, 110.0))
        w, b = decay(rng, parent, w_mass, np.full(n, B_MASS))
        kind = _flavour(rng, n)
        lepton, _neutrino = decay(rng, w, np.where(kind == 11, ELECTRON_MASS, MUON_MASS), np.zeros(n))
        ones = np.ones((n, 1), dtype=np.int64)
        prompt.append(Leptons(lepton[:, None], kind[:, None], charge * ones, ones.astype(bool)))
        b_jets.append(b)
    _pt, eta, phi = pt_eta_phi(np.stack(b_jets, axis=1))
    return joined(*prompt, _out_of_jets(rng, hardness, eta, phi, 0.6))


PROCESSES: dict[str, Callable[[np.random.Generator, int], Leptons]] = {
    "ggH": lambda rng, n: higgs(rng, n, 16.0, 1.0, 0.0),
    "VBF": lambda rng, n: higgs(rng, n, 50.0, 1.0, 0.0),
    "WH": lambda rng, n: higgs(rng, n, 38.0, 1.0, 0.3),
    "ZH": lambda rng, n: higgs(rng, n, 38.0, 1.0, 0.1),
    "ZZ": two_z,
    "Zee": lambda rng, n: z_and_jets(rng, n, 11, 3.2),
    "Zmumu": lambda rng, n: z_and_jets(rng, n, 13, 2.47),
    "ttbar": lambda rng, n: top_pair(rng, n, 3.65),
}


STRAY = 0.06  # share of events with a soft lepton out of another jet, which may take the place of a lost one


def _stray(rng: np.random.Generator, n: int) -> Leptons:
    """A lepton that has nothing to do with the process, in a few events; the others get an empty slot."""
    kind = np.where(rng.uniform(size=(n, 1)) < MUON_SHARE_OF_FAKES, 13, 11)
    charge = np.where(rng.uniform(size=(n, 1)) < STRAY, rng.choice([-1, 1], (n, 1)), 0)
    eta, phi = rng.uniform(-2.6, 2.6, (n, 1)), rng.uniform(-np.pi, np.pi, (n, 1))
    p4 = cartesian(PT_MIN + rng.exponential(5.0, (n, 1)), eta, phi, np.where(kind == 11, ELECTRON_MASS, MUON_MASS))
    return Leptons(p4, kind, charge, np.zeros((n, 1), dtype=bool))


def events(rng: np.random.Generator, process: str, wanted: int) -> tuple[ak.Array, int]:
    """``wanted`` events of ``process`` in the acceptance of the collection, and how many were generated for them.

    Each event has the fields ``lep`` (see `detector.observed`) and ``trig`` (``E``, ``M``).
    """
    batch = min(20_000, 500 + 6 * wanted)
    accepted: list[ak.Array] = []
    generated = have = 0
    while have < wanted:
        leptons, triggers = observed(rng, joined(PROCESSES[process](rng, batch), _stray(rng, batch)))
        kept = ak.zip({"lep": leptons, "trig": triggers}, depth_limit=1)
        kept = kept[(ak.num(leptons["pt"]) >= 4) & (triggers["E"] | triggers["M"])]
        take = min(wanted - have, len(kept))
        generated += batch if take == len(kept) else round(batch * take / len(kept))
        have += take
        accepted.append(kept[:take])
    return ak.concatenate(accepted), generated


def passes(found: ak.Array) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether the first four leptons have flavour sum 44, 48 or 52 and total charge 0: where yields are published."""
    four = found["lep"][:, :4]
    flavour = ak.to_numpy(ak.sum(four["type"], axis=1))
    charge = ak.to_numpy(ak.sum(four["charge"], axis=1))
    return np.asarray(np.isin(flavour, [44, 48, 52]) & (charge == 0))
