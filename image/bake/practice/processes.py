"""The hard processes of the ATLAS samples, found by the physics short name that a sample has in its release.

Masses and widths are those of the particles; spectra of transverse momentum and rapidity are simple functions, chosen
to look right, and no prediction. Spins are kept where a lesson lives on them: leptons from W and Z in Drell-Yan follow
1 + cos^2, and H -> WW has its full correlation. How often a process happens is not said here but in the manifest.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from bake.practice import fourleptons
from bake.practice.decays import boosted_boson, tau, top, w_boson, w_mass, w_modes, z_boson
from bake.practice.events import (
    BOTTOM,
    CHARM,
    ELECTRON,
    EMPTY,
    LIGHT,
    MUON,
    PHOTON,
    TAU,
    Event,
    Ints,
    Particles,
    event,
    single,
)
from bake.practice.kinematics import (
    TOP_MASS,
    W_MASS,
    W_WIDTH,
    Z_MASS,
    Z_WIDTH,
    Array,
    boosted,
    breit_wigner,
    cartesian,
    decay,
    decay_at,
    falling,
    from_density,
    moving,
    transverse_angle,
)

Make: TypeAlias = Callable[[np.random.Generator, int, float], Event]

HIGGS_MASS = 125.0
PROTONS = 13.0  # TeV: rapidities are given for this energy and shrink with it
BOSON_PT = (12.5, 1.15)  # scale and power of the falling spectrum of W and Z
TOP_PAIR_PT = (60.0, 1.6)
GLUON_HIGGS_PT = (24.0, 1.5)


@dataclass(frozen=True)
class Process:
    """A process: what makes its events, how many leptons and taus it has at most, and how its generator weighs.

    ``make`` takes random numbers, a number of events and the energy in TeV. ``share`` of the cross-section makes such
    events: a lepton that is really a jet is put into every event, and happens in few. What is not ``known`` to exist is
    not mixed into practice data.
    """

    make: Make
    leptons: int
    negative: float = 0.0
    spread: float = 0.0
    taus: int = 0
    heavy: bool = False  # has b quarks, whose decays look like leptons more often
    share: float = 1.0
    known: bool = True


# Building blocks ------------------------------------------------------------------------------------------------------


def _moving(rng: np.random.Generator, mass: Array, pt: Array, energy: float, width: float) -> tuple[Array, Array]:
    """Particles (n, 4) of ``mass`` and ``pt`` at a random place, rapidity spread ``width`` at 13 TeV, and the momentum
    (n, 2) that balances them. Less room in rapidity where the mass is near to the protons' energy."""
    n = len(mass)
    room = np.log(energy * 1000 / np.maximum(mass, 10.0)) / np.log(PROTONS * 1000 / np.maximum(mass, 10.0))
    p4 = moving(mass, pt, width * room * rng.standard_normal(n), rng.uniform(-np.pi, np.pi, n))
    return p4, -p4[:, :2]


def _flavour(rng: np.random.Generator, n: int) -> Ints:
    return np.where(rng.random(n) < 0.5, ELECTRON, MUON)


def _z_mass(rng: np.random.Generator, n: int, low: float = 50.0, high: float = 300.0) -> Array:
    """Z with its photon: Breit-Wigner, and in 4 % of the events a mass that falls as 1/m^2."""
    pole = breit_wigner(rng, Z_MASS, Z_WIDTH, np.full(n, low), np.full(n, high))
    photon = 1 / (1 / low - rng.random(n) * (1 / low - 1 / high))
    return np.where(rng.random(n) < 0.04, photon, pole)


def _two(
    rng: np.random.Generator, first: Array, second: Array, energy: float, extra: float, pt: tuple[float, float]
) -> tuple[Array, Array, Array]:
    """Two particles of masses ``first`` and ``second``, made together a little above threshold: pair mass = threshold *
    (1 + x), x falling with scale ``extra``. Returns both four-momenta and the recoil."""
    n = len(first)
    total = (first + second) * (1.02 + extra * rng.exponential(1.0, n) * rng.uniform(0.3, 1.7, n))
    parent, recoil = _moving(rng, total, falling(rng, *pt, n), energy, 1.4)
    return (*decay_at(rng, parent, first, second, transverse_angle(rng, n)), recoil)


# Drell-Yan ------------------------------------------------------------------------------------------------------------


def z_to(kind: int, low: float = 50.0, high: float = 300.0, pt: tuple[float, float] | None = None) -> Make:
    """Z, or a virtual photon below 40 GeV, to two leptons of ``kind``; ``pt`` is a range if the sample is a slice."""

    def make(rng: np.random.Generator, n: int, energy: float) -> Event:
        mass = _z_mass(rng, n, low, high) if high > 50 else 1 / (1 / low - rng.random(n) * (1 / low - 1 / high))
        p4, recoil = _moving(rng, mass, _slice(rng, n, pt), energy, 1.9)
        return z_boson(rng, p4, np.full(n, kind), transverse_angle(rng, n)) + event(n, recoil=recoil)

    return make


def w_to(
    kind: int, charge: int, pt: tuple[float, float] | None = None, flavour: int = LIGHT, jet: bool = False
) -> Make:
    """W of ``charge`` (0: both, 1.35 W+ for each W-) to a lepton of ``kind``; with a b or c quark pair, or a jet,
    beside it where the sample asks for one."""

    def make(rng: np.random.Generator, n: int, energy: float) -> Event:
        charges = np.full(n, charge) if charge else np.where(rng.random(n) < 0.575, 1, -1)
        spectrum = _slice(rng, n, pt)
        if jet:
            spectrum = np.maximum(spectrum, 22.0 + falling(rng, 25.0, 1.6, n))
        p4, recoil = _moving(rng, w_mass(rng, n), spectrum, energy, 2.0)
        made = w_boson(rng, p4, charges, np.full(n, kind), transverse_angle(rng, n)) + event(n, recoil=recoil)
        return made + _heavy_quarks(rng, n, flavour) if flavour != LIGHT else made

    return make


def _slice(rng: np.random.Generator, n: int, pt: tuple[float, float] | None) -> Array:
    """Momenta of W and Z; in a slice, what of the falling spectrum lies in it."""
    low, high = pt or (0.0, np.inf)
    return _above(rng, low, BOSON_PT, n, high)


def _above(rng: np.random.Generator, low: float, spectrum: tuple[float, float], n: int, high: float = np.inf) -> Array:
    """Momenta between two edges of a `falling` spectrum (scale, power)."""
    scale, power = spectrum
    inside = [(1 + (edge / scale) ** 2) ** -power for edge in (low, high)]
    return np.asarray(scale * np.sqrt((inside[0] - rng.random(n) * (inside[0] - inside[1])) ** (-1 / power) - 1))


def _heavy_quarks(rng: np.random.Generator, n: int, flavour: int) -> Event:
    """A pair of b or c quarks out of a gluon, near each other."""
    gluon, recoil = _moving(rng, 2.2 * (5.0 + rng.exponential(20.0, n)), falling(rng, 30.0, 1.5, n), PROTONS, 1.5)
    one, two = decay(rng, gluon, np.full(n, 4.7), np.full(n, 4.7))
    return event(n, jets=single(one, flavour) + single(two, flavour), recoil=recoil)


# Two bosons -----------------------------------------------------------------------------------------------------------


def two_bosons(*shares: tuple[float, str]) -> Make:
    """Pairs such as ``WW:ll`` (both to leptons), ``WZ:lll``, ``ZZ:llll``, ``ZZ:llvv``, ``ZZ:qqll``, each with its
    share; ``g`` is a virtual photon of 4 to 40 GeV."""

    def make(rng: np.random.Generator, n: int, energy: float) -> Event:
        counts = rng.multinomial(n, np.array([s for s, _name in shares]) / sum(s for s, _name in shares))
        parts = [_boson_pair(rng, int(count), energy, name) for count, (_s, name) in zip(counts, shares, strict=True)]
        return _shuffled(rng, parts)

    return make


def _shuffled(rng: np.random.Generator, parts: list[Event]) -> Event:
    """Events of several kinds in random order; slots that only some have are empty in the others."""
    whole = stacked(parts)
    return whole[rng.permutation(len(whole))]


def stacked(parts: list[Event]) -> Event:
    """Events of several processes one after the other, with empty slots where they have fewer than others."""
    made: dict[str, Any] = {}
    for name in ("leptons", "taus", "photons", "jets", "large"):
        groups: list[Particles] = [getattr(p, name) for p in parts]
        slots = max(g.kind.shape[1] for g in groups)
        made[name] = Particles(*(
            np.concatenate([_padded(getattr(g, f), slots) for g in groups]) for f in ("p4", "kind", "charge", "prompt")
        ))  # fmt: skip
    for name in ("invisible", "recoil"):
        made[name] = np.concatenate([getattr(p, name) for p in parts])
    return Event(**made)


def _padded(values: Any, slots: int) -> Any:
    missing = slots - values.shape[1]
    return np.pad(values, [(0, 0), (0, missing)] + [(0, 0)] * (values.ndim - 2)) if missing else values


_BOSON_MASS: dict[str, Callable[[np.random.Generator, int], Array]] = {
    "W": w_mass,
    "Z": lambda rng, n: _z_mass(rng, n, 40.0, 150.0),
    "g": lambda rng, n: 4.0 * 10.0 ** rng.random(n),  # a virtual photon of 4 to 40 GeV, evenly in its logarithm
}


def _boson_pair(rng: np.random.Generator, n: int, energy: float, name: str) -> Event:
    pair = name.partition(":")[0]
    masses = [_BOSON_MASS[boson](rng, n) for boson in pair]
    one, two, recoil = _two(rng, masses[0], masses[1], energy, 0.45, (28.0, 1.6))
    lepton, other = rng.choice([ELECTRON, MUON, TAU], (2, n))
    quarks, unseen = np.full(n, LIGHT), np.full(n, EMPTY)
    sign = np.where(rng.random(n) < (0.58 if pair[1] != pair[0] else 0.5), 1, -1)
    both = event(n, recoil=recoil)
    match name.replace("g", "Z"):
        case "WW:ll":
            return both + w_boson(rng, one, sign, lepton) + w_boson(rng, two, -sign, other)
        case "WW:lq":
            return both + w_boson(rng, one, sign, lepton) + w_boson(rng, two, -sign, quarks)
        case "WZ:lll":
            return both + w_boson(rng, one, sign, lepton) + z_boson(rng, two, other)
        case "WZ:lvv":
            return both + w_boson(rng, one, sign, lepton) + z_boson(rng, two, unseen)
        case "WZ:lqq":
            return both + w_boson(rng, one, sign, lepton) + z_boson(rng, two, quarks)
        case "WZ:qqll":
            return both + w_boson(rng, one, sign, quarks) + z_boson(rng, two, lepton)
        case "ZZ:llll":
            return both + z_boson(rng, one, lepton) + z_boson(rng, two, other)
        case "ZZ:llvv":
            return both + z_boson(rng, one, lepton) + z_boson(rng, two, unseen)
        case "ZZ:qqll":
            return both + z_boson(rng, one, quarks) + z_boson(rng, two, lepton)
    raise ValueError(name)


def four_leptons(kind: str) -> Make:
    """As the practice samples of the 2020 four-lepton collection: ``higgs``, ``VBF``, ``VH`` or ``ZZ``."""

    def make(rng: np.random.Generator, n: int, _energy: float) -> Event:
        old = fourleptons.PROCESSES[kind](rng, n)
        recoil = -old.p4[:, :4, :2].sum(axis=1)
        return event(n, leptons=Particles(old.p4, np.where(old.charge == 0, EMPTY, old.kind), old.charge, old.prompt),
                     recoil=recoil)  # fmt: skip

    return make


def graviton(mass: float) -> Make:
    """A heavy resonance of width 1 % of its mass -> ZZ -> four electrons or muons."""

    def make(rng: np.random.Generator, n: int, energy: float) -> Event:
        heavy = breit_wigner(rng, mass, 0.01 * mass, np.full(n, 0.8 * mass), np.full(n, 1.2 * mass))
        parent, recoil = _moving(rng, heavy, falling(rng, 40.0, 1.5, n), energy, 0.8)
        one, two = decay(rng, parent, *(_z_mass(rng, n, 66.0, 116.0) for _ in range(2)))
        first, second = _flavour(rng, n), _flavour(rng, n)
        return z_boson(rng, one, first) + z_boson(rng, two, second) + event(n, recoil=recoil)

    return make


# Higgs bosons ---------------------------------------------------------------------------------------------------------


def _higgs(rng: np.random.Generator, n: int, energy: float, way: str) -> tuple[Array, Event]:
    """Higgs bosons (n, 4), and what is made beside them: nothing, two forward jets, a W, a Z, two top quarks."""
    spectrum = {"ggH": GLUON_HIGGS_PT, "VBF": (100.0, 2.2), "ttH": (110.0, 2.0)}.get(way, (75.0, 2.0))
    p4, recoil = _moving(rng, np.full(n, HIGGS_MASS), falling(rng, *spectrum, n), energy, 1.1)
    if way == "ggH":
        return p4, event(n, recoil=recoil)
    if way == "VBF":
        side = np.where(rng.random(n) < 0.5, 1, -1)
        share = rng.normal(0.5, 0.35, n)
        jets = []
        for sign, part in ((1, share), (-1, 1 - share)):
            kick = rng.normal(0.0, 25.0, (n, 2)) * sign
            px, py = (recoil * part[:, None] + kick).T
            eta = side * sign * np.abs(rng.normal(2.6, 1.0, n))
            jets.append(single(cartesian(np.hypot(px, py), eta, np.arctan2(py, px), np.zeros(n)), LIGHT))
        return p4, event(n, jets=jets[0] + jets[1])
    if way == "ttH":
        return p4, _tops(rng, _pair_mass(rng, n), energy, 0, recoil)
    px, py = recoil.T
    mass = w_mass(rng, n) if way == "WH" else _z_mass(rng, n, 66.0, 116.0)
    pz = np.hypot(px, py) * np.sinh(rng.normal(0, 1.2, n))
    boson = np.stack([px, py, pz, np.sqrt(px**2 + py**2 + pz**2 + mass**2)], axis=-1)
    if way == "WH":
        return p4, w_boson(rng, boson, np.where(rng.random(n) < 0.6, 1, -1), w_modes(rng, n, 1)[:, 0])
    modes = rng.choice([ELECTRON, MUON, TAU, EMPTY, LIGHT], n, p=[0.034, 0.034, 0.034, 0.2, 0.698])
    return p4, z_boson(rng, boson, modes)


def higgs_to_photons(way: str) -> Make:
    """H -> gamma gamma at 125 GeV."""

    def make(rng: np.random.Generator, n: int, energy: float) -> Event:
        p4, beside = _higgs(rng, n, energy, way)
        one, two = decay(rng, p4, np.zeros(n), np.zeros(n))
        return beside + event(n, photons=single(one, PHOTON) + single(two, PHOTON))

    return make


def higgs_to_taus(way: str) -> Make:
    """H -> tau tau at 125 GeV."""

    def make(rng: np.random.Generator, n: int, energy: float) -> Event:
        p4, beside = _higgs(rng, n, energy, way)
        one, two = decay(rng, p4, np.zeros(n), np.zeros(n))
        charge, active = np.ones(n, int), np.ones(n, bool)
        return beside + tau(rng, one, -charge, active) + tau(rng, two, charge, active)

    return make


def _dot(one: Array, two: Array) -> Array:
    return np.asarray(one[:, 3] * two[:, 3] - (one[:, :3] * two[:, :3]).sum(axis=1))


def higgs_to_w(way: str) -> Make:
    """H -> W W* -> l nu l nu at 125 GeV.

    |M|^2 goes as (nu . l-)(l+ . nubar), the contraction of the two left-handed currents, so the charged leptons fly
    close to each other. Drawn by acceptance and rejection for given masses of the two W; as the four products of
    momenta of one W's leptons with the other's add up to W . W*, two of them multiply to at most (W . W*)^2 / 4.
    """

    def make(rng: np.random.Generator, n: int, energy: float) -> Event:
        first, second = fourleptons.off_shell(rng, np.full(n, HIGGS_MASS), of_higgs=True, boson=(W_MASS, W_WIDTH))
        swap = rng.random(n) < 0.5
        masses = np.where(swap, second, first), np.where(swap, first, second)
        largest = ((HIGGS_MASS**2 - first**2 - second**2) / 4) ** 2
        rest = np.tile([0.0, 0.0, 0.0, HIGGS_MASS], (n, 1))
        products = np.zeros((4, n, 4))  # l+, nu, l-, nubar, in the rest frame of the Higgs boson
        todo = np.arange(n)
        while todo.size:
            zero = np.zeros(todo.size)
            plus, minus = decay(rng, rest[todo], masses[0][todo], masses[1][todo])
            found = np.stack([*decay(rng, plus, zero, zero), *decay(rng, minus, zero, zero)])
            ok = rng.random(todo.size) * largest[todo] < _dot(found[1], found[2]) * _dot(found[0], found[3])
            products[:, todo[ok]] = found[:, ok]
            todo = todo[~ok]
        p4, beside = _higgs(rng, n, energy, way)
        lepton_plus, nu, lepton_minus, nubar = (boosted(p, p4) for p in products)
        charge = np.ones(n, int)
        made = beside + event(n, invisible=(nu + nubar)[:, :2])
        for lepton, sign in ((lepton_plus, charge), (lepton_minus, -charge)):
            kind = rng.choice([ELECTRON, MUON, TAU], n)
            direct = event(n, leptons=single(lepton, np.where(kind == TAU, EMPTY, kind), sign))
            made = made + direct + tau(rng, lepton, sign, kind == TAU)
        return made

    return make


# Top quarks -----------------------------------------------------------------------------------------------------------


def _tops(rng: np.random.Generator, mass: Array, energy: float, leptonic: int, recoil: Array | None = None) -> Event:
    """A pair of top quarks of pair mass ``mass``; ``recoil`` (n, 2) is given where something else stands beside it."""
    n = len(mass)
    if recoil is None:
        pair, recoil = _moving(rng, mass, falling(rng, *TOP_PAIR_PT, n), energy, 0.9)
        rest = event(n, recoil=recoil)
    else:
        px, py = recoil.T
        pair, rest = moving(mass, np.hypot(px, py), 0.9 * rng.standard_normal(n), np.arctan2(py, px)), event(n)
    modes = w_modes(rng, n, 2, leptonic)
    charge = np.ones(n, int)
    for parent, sign, mode in zip(
        decay(rng, pair, *[np.full(n, TOP_MASS)] * 2), (charge, -charge), modes.T, strict=True
    ):
        rest = rest + top(rng, parent, sign, mode)
    return rest


def _pair_mass(rng: np.random.Generator, n: int) -> Array:
    grid = np.linspace(2 * TOP_MASS, 2500.0, 3000)
    return from_density(rng, grid, np.sqrt(1 - (2 * TOP_MASS / grid) ** 2) * (grid / 350.0) ** -4.0, n)


def top_pair(leptonic: int) -> Make:
    """t tbar with at least ``leptonic`` W decays to leptons."""
    return lambda rng, n, energy: _tops(rng, _pair_mass(rng, n), energy, leptonic)


def top_resonance(mass: float) -> Make:
    """Z' -> t tbar, 3 % wide; partons of the protons run out, so the tail to low masses is longer."""

    def make(rng: np.random.Generator, n: int, energy: float) -> Event:
        pole = breit_wigner(rng, mass, 0.03 * mass, np.full(n, 360.0), np.full(n, 1.5 * mass))
        low = rng.uniform(2 * TOP_MASS + 20, mass, n)
        return _tops(rng, np.where(rng.random(n) < 0.08, low, pole), energy, 0)

    return make


def top_pair_with(boson: str) -> Make:
    """t tbar and a W (any decay) or a Z to electrons (``ee``) or muons (``mm``)."""

    def make(rng: np.random.Generator, n: int, energy: float) -> Event:
        mass = w_mass(rng, n) if boson == "W" else _z_mass(rng, n, 20.0, 150.0)
        p4, recoil = _moving(rng, mass, falling(rng, 120.0, 2.2, n), energy, 1.1)
        rest = _tops(rng, _pair_mass(rng, n), energy, 0, recoil)
        if boson == "W":
            return rest + w_boson(rng, p4, np.where(rng.random(n) < 0.66, 1, -1), w_modes(rng, n, 1)[:, 0])
        return rest + z_boson(rng, p4, np.full(n, ELECTRON if boson == "ee" else MUON))

    return make


ONE_TOP_PT = (75.0, 1.9)


def one_top(way: str, charge: int, slowest: float = 0.0) -> Make:
    """A single top quark: ``t`` (a forward jet beside it), ``s`` (a b beside it) or ``W`` (a W beside it), above
    ``slowest`` GeV."""

    def make(rng: np.random.Generator, n: int, energy: float) -> Event:
        sign = np.full(n, charge) if charge else np.where(rng.random(n) < 0.64, 1, -1)
        pt = _above(rng, slowest, ONE_TOP_PT, n)
        p4, recoil = _moving(rng, np.full(n, TOP_MASS), pt, energy, 1.2)
        if way == "W":
            modes = w_modes(rng, n, 2)
            mass = w_mass(rng, n)
            balance, kick = _moving(rng, np.zeros(n), falling(rng, 45.0, 1.6, n), energy, 1.0)
            px, py = (recoil + kick).T
            w = moving(mass, np.hypot(px, py), 1.1 * rng.standard_normal(n), np.arctan2(py, px))
            return (
                event(n, recoil=balance[:, :2])
                + top(rng, p4, sign, modes[:, 0])
                + w_boson(rng, w, -sign, modes[:, 1])
                + boosted_boson(w, modes[:, 1])
            )
        px, py = recoil.T + rng.normal(0, 10.0, (2, n))
        eta = (
            rng.normal(0, 1.2, n)
            if way == "s"
            else np.where(rng.random(n) < 0.5, 1, -1) * np.abs(rng.normal(2, 1.2, n))
        )
        jet = cartesian(np.hypot(px, py), eta, np.arctan2(py, px), np.zeros(n))
        beside = event(n, jets=single(jet, BOTTOM if way == "s" else LIGHT), recoil=-(p4 + jet)[:, :2])
        return beside + top(rng, p4, sign, w_modes(rng, n, 1, 1)[:, 0])

    return make


# New particles --------------------------------------------------------------------------------------------------------


def sleptons(mass: float, lightest: float) -> Make:
    """Pairs of sleptons, each to its lepton (e or mu) and a particle of mass ``lightest`` that is not seen."""

    def make(rng: np.random.Generator, n: int, energy: float) -> Event:
        one, two, recoil = _two(rng, np.full(n, mass), np.full(n, mass), energy, 0.4, (70.0, 2.0))
        kind, made = _flavour(rng, n), event(n, recoil=recoil)
        for parent, charge in ((one, 1), (two, -1)):
            lepton, unseen = decay(rng, parent, np.zeros(n), np.full(n, lightest))
            made = made + event(n, leptons=single(lepton, kind, charge), invisible=unseen[:, :2])
        return made

    return make


def charginos(mass: float, lightest: float) -> Make:
    """Pairs of charginos, each by a slepton or sneutrino half way in mass to a lepton, a neutrino and ``lightest``."""

    def make(rng: np.random.Generator, n: int, energy: float) -> Event:
        between = (mass + lightest) / 2
        one, two, recoil = _two(rng, np.full(n, mass), np.full(n, mass), energy, 0.4, (70.0, 2.0))
        made = event(n, recoil=recoil)
        for parent, charge in ((one, 1), (two, -1)):
            first, middle = decay(rng, parent, np.zeros(n), np.full(n, between))
            second, unseen = decay(rng, middle, np.zeros(n), np.full(n, lightest))
            swap = (rng.random(n) < 0.5)[:, None]  # slepton: lepton second; sneutrino: lepton first
            lepton, nu = np.where(swap, first, second), np.where(swap, second, first)
            kind = rng.choice([ELECTRON, MUON, TAU], n)
            charges = np.full(n, charge)
            direct = event(n, leptons=single(lepton, np.where(kind == TAU, EMPTY, kind), charges))
            made = made + direct + tau(rng, lepton, charges, kind == TAU) + event(n, invisible=(unseen + nu)[:, :2])
        return made

    return make


def neutralino_chargino(mass: float, lightest: float, jets: bool) -> Make:
    """A chargino and a neutralino, to W and Z and two unseen; the W makes jets where ``jets``, else a lepton."""

    def make(rng: np.random.Generator, n: int, energy: float) -> Event:
        one, two, recoil = _two(rng, np.full(n, mass), np.full(n, mass), energy, 0.4, (70.0, 2.0))
        room = mass - lightest
        heavy = np.minimum(w_mass(rng, n), 0.95 * room), np.minimum(_z_mass(rng, n, 20.0, 150.0), 0.95 * room)
        (w, first), (z, second) = (
            decay(rng, p, m, np.full(n, lightest)) for p, m in zip((one, two), heavy, strict=True)
        )
        sign = np.where(rng.random(n) < 0.6, 1, -1)
        mode = np.full(n, LIGHT) if jets else rng.choice([ELECTRON, MUON, TAU], n)
        lepton = rng.choice([ELECTRON, MUON, TAU], n)
        unseen = event(n, recoil=recoil, invisible=(first + second)[:, :2])
        return unseen + w_boson(rng, w, sign, mode) + z_boson(rng, z, lepton)

    return make


def stops(mass: float, lightest: float) -> Make:
    """Pairs of scalar tops, each to a top quark and a particle of mass ``lightest`` that is not seen."""

    def make(rng: np.random.Generator, n: int, energy: float) -> Event:
        one, two, recoil = _two(rng, np.full(n, mass), np.full(n, mass), energy, 0.4, (70.0, 2.0))
        modes, made = w_modes(rng, n, 2), event(n, recoil=recoil)
        for parent, charge, mode in ((one, 1, modes[:, 0]), (two, -1, modes[:, 1])):
            quark, unseen = decay(rng, parent, np.full(n, TOP_MASS), np.full(n, lightest))
            made = made + top(rng, quark, np.full(n, charge), mode) + event(n, invisible=unseen[:, :2])
        return made

    return make


def heavy_z(mass: float, kind: int) -> Make:
    """A heavy Z' of width 3 % to two leptons of ``kind``."""

    def make(rng: np.random.Generator, n: int, energy: float) -> Event:
        pole = breit_wigner(rng, mass, 0.03 * mass, np.full(n, 0.3 * mass), np.full(n, 1.4 * mass))
        p4, recoil = _moving(rng, pole, falling(rng, 25.0, 1.3, n), energy, 0.9)
        return z_boson(rng, p4, np.full(n, kind), transverse_angle(rng, n)) + event(n, recoil=recoil)

    return make


def dark_matter(mediator: float) -> Make:
    """A Z to e, mu or tau with a mediator that decays to what is not seen; at least 40 GeV of it."""

    def make(rng: np.random.Generator, n: int, energy: float) -> Event:
        pt = np.hypot(40.0, falling(rng, 70.0 + 0.15 * mediator, 1.7, n))
        z, recoil = _moving(rng, _z_mass(rng, n, 66.0, 116.0), pt, energy, 1.1)
        kick = rng.normal(0, 15.0, (n, 2))
        lepton = rng.choice([ELECTRON, MUON, TAU], n)
        return z_boson(rng, z, lepton) + event(n, invisible=recoil - kick, recoil=kick)

    return make


# What no simulated sample is for --------------------------------------------------------------------------------------


def multijet(rng: np.random.Generator, n: int, energy: float) -> Event:
    """Two jets, one of which looks like a lepton; little missing momentum."""
    pt = 24.0 + falling(rng, 22.0, 1.9, n)
    phi, eta, other = rng.uniform(-np.pi, np.pi, n), rng.normal(0, 1.3, n), rng.normal(0, 1.3, n)
    lepton = cartesian(pt, eta, phi, np.zeros(n))
    jet = cartesian(pt * rng.uniform(0.9, 1.4, n), other, phi + np.pi + rng.normal(0, 0.2, n), np.zeros(n))
    flavour = rng.choice([LIGHT, CHARM, BOTTOM], n, p=[0.8, 0.12, 0.08])
    charge = rng.choice([-1, 1], n)
    return event(n, leptons=single(lepton, _flavour(rng, n), charge, prompt=False), jets=single(jet, flavour))


def diphoton(rng: np.random.Generator, n: int, energy: float) -> Event:
    """Two photons of the continuum, six in ten of the events with real ones; in the others jets look like photons.

    The mass spectrum was chosen to be, after the lesson's cuts, like that of the excerpt of period A.
    """
    grid = np.linspace(60.0, 1500.0, 3000)
    mass = from_density(rng, grid, (grid / 100.0) ** -3.3, n)
    pair, recoil = _moving(rng, mass, falling(rng, 26.0, 1.5, n), energy, 1.2)
    sideways = np.tanh(rng.uniform(-1.5, 1.5, n))  # exchange of a quark: evenly in the difference of rapidity
    one, two = decay_at(rng, pair, np.zeros(n), np.zeros(n), sideways)
    real = rng.random(n) < 0.6
    prompt = np.stack([real | (rng.random(n) < 0.6), real], axis=1)
    both = np.stack([one, two], axis=1)
    none_charged = np.zeros((n, 2), int)
    return event(n, photons=Particles(both, np.full((n, 2), PHOTON), none_charged, prompt), recoil=recoil)


# Particles that are really jets ---------------------------------------------------------------------------------------

# Chance of one more lepton above 7 GeV that is really (of) a jet: the root of twice the chance of two, which follows
# from the published four-lepton yields of Z -> ee (43.14 in 10 per fb, of 1950 pb) and of t tbar (28.13, of 453 pb).
FAKE_LEPTON = 0.0047
FAKE_LEPTON_HEAVY = 0.020
FAKE_TAU = 0.01  # of a tau candidate above 20 GeV; chosen


# Of the samples of four leptons, the share that has them as `fourleptons` makes them: what gives the yields published
# for the collection of 2020 (264.85 and 8.64 in 10 per fb).
FOUR_OF_Z, FOUR_OF_HIGGS = 0.13, 0.75


def four_prompt(short_name: str) -> Process | None:
    """As `of_name` for a collection of four leptons, where the samples that have four prompt ones are made by the
    generator that was tuned on it."""
    if re.search(r"(^|_)llll$", short_name):
        return Process(four_leptons("ZZ"), 4, _SHERPA, 0.5, share=FOUR_OF_Z)
    process = of_name(short_name)
    return replace(process, share=FOUR_OF_HIGGS) if process and "ZZ4" in short_name else process


def fast(short_name: str) -> Process | None:
    """As `of_name` for a collection of large jets: of W with a single top quark, only the share that can make one."""
    process = of_name(short_name)
    if process is None or not (found := re.search(r"^single_(top|antitop)_wtchan", short_name)):
        return process
    slowest, (scale, power) = 150.0, ONE_TOP_PT
    share = (1 + (slowest / scale) ** 2) ** -power
    return replace(process, make=one_top("W", _SINGLE[found.group(1)], slowest), share=share)


def with_fakes(process: Process, leptons: int, taus: int) -> Process:
    """The process with so many particles more that are really jets that it has ``leptons`` and ``taus``."""
    more_leptons, more_taus = max(leptons - process.leptons, 0), max(taus - process.taus, 0)
    if not (more_leptons or more_taus):
        return process
    rate = FAKE_LEPTON_HEAVY if process.heavy else FAKE_LEPTON
    share = process.share * rate**more_leptons * FAKE_TAU**more_taus

    def make(rng: np.random.Generator, n: int, energy: float) -> Event:
        made = process.make(rng, n, energy)
        for _ in range(more_leptons):
            p4 = _anywhere(rng, 7.0 + 7.0 * rng.exponential(1.0, n))
            kind = np.where(rng.random(n) < fourleptons.MUON_SHARE_OF_FAKES, MUON, ELECTRON)
            made = made + event(n, leptons=single(p4, kind, rng.choice([-1, 1], n), prompt=False))
        for _ in range(more_taus):
            p4 = _anywhere(rng, 20.0 + 16.0 * rng.exponential(1.0, n))
            made = made + event(n, taus=single(p4, TAU, rng.choice([-1, 1], n), prompt=False))
        return made

    return replace(process, make=make, share=share)


def _anywhere(rng: np.random.Generator, pt: Array) -> Array:
    n = len(pt)
    return cartesian(pt, rng.uniform(-2.6, 2.6, n), rng.uniform(-np.pi, np.pi, n), np.zeros(n))


# Which process a short name is ----------------------------------------------------------------------------------------

_KINDS = {"e": ELECTRON, "ee": ELECTRON, "mu": MUON, "mumu": MUON, "tau": TAU, "tautau": TAU}
_POWHEG, _SHERPA = 0.046, 0.08  # shares of negative weights: of the release's Z -> ee; usual


def _range(name: str) -> tuple[float, float] | None:
    """The slice in pT of W or Z of a sample such as ``Wenu_PTV140_280_BFilter``."""
    if found := re.search(r"(?:PTV|Z(?:ee|mumu|tautau))(\d+)(?:_(\d+|E))?", name):
        low, high = found.groups()
        return float(low), 1e4 if high in ("E", None) else float(high)
    return None


def _quarks(name: str) -> int:
    return BOTTOM if re.search(r"WithB|[^B]BFilter$", name) else CHARM if "CFilter" in name else LIGHT


def _z(name: str, kind: str, *_more: str) -> Process:
    mode, sherpa = _KINDS[kind], "PTV" in name
    ends = (2, 2 if mode == TAU else 0)
    make = z_to(mode, pt=_range(name))
    heavy = _quarks(name) == BOTTOM
    return Process(make, ends[0], _SHERPA if sherpa else _POWHEG, taus=ends[1], heavy=heavy)


def _w(name: str, sign: str | None, kind: str, *_more: str) -> Process:
    charge = {"plus": 1, "minus": -1}.get(sign or "", 0)
    plain = sign is not None
    jet = "Jets" in name and "NoJets" not in name
    make = w_to(_KINDS[kind], charge, _range(name), _quarks(name), jet)
    heavy = _quarks(name) == BOTTOM
    return Process(make, 1, _POWHEG if plain else _SHERPA, heavy=heavy)


def _low_mass(_name: str, kind: str, low: str, high: str) -> Process:
    mode = _KINDS[kind]
    return Process(z_to(mode, float(low), float(high)), 2, taus=2 if mode == TAU else 0)


def _higgs_sample(_name: str, way: str, final: str) -> Process:
    way = "WH" if way[0] == "W" else "ZH" if way[0] == "Z" else way
    negative = {"ggH": 0.01, "VBF": 0.01, "ttH": 0.25}.get(way, 0.03)
    if "gamgam" in final or "Hyy" in final:
        return Process(higgs_to_photons(way), 0, negative)
    if "tautau" in final:
        return Process(higgs_to_taus(way), 2, negative, taus=2)
    if "WW" in final:
        return Process(higgs_to_w(way), 2, negative)
    return Process(four_leptons({"WH": "WH", "ZH": "ZH", "VBF": "VBF"}.get(way, "ggH")), 4, negative)


# Lepton pairs in these samples go down to 4 GeV. Shares of a real Z boson: total cross-sections measured at 13 TeV (17
# and 50 pb) times branching ratios to e, mu and tau, over the cross-sections of the samples (1.258 and 4.605 pb).
_Z_PAIRS, _WZ_PAIRS = 0.14, 0.36
_SINGLE = {"top": 1, "antitop": -1, "": 0}

RULES: tuple[tuple[str, Callable[..., Process]], ...] = (
    (r"^(ggH|VBF|W[pm]?H|ZH|ttH)H?125J?_(.*)$", _higgs_sample),
    (r"_(ggH|VBF|WH|ZH|ttH)(?:125)?.*?(ZZ4lep|WW2lep|WWlvlv|gamgam|Hyy|tautau.*|Zllll|ZZ.*)", _higgs_sample),
    (r"DY(ee|mumu|tautau)M0*(\d+)to0*(\d+)", _low_mass),
    (r"^(?:Sh_22\d+_)?Z(ee|mumu|tautau)(?![a-z])", _z),
    (r"^W(plus|minus)?(e|mu|tau)nu", _w),
    (r"^Sh_22\d+_W()(e|mu|tau)nu", _w),
    (r"^ttee|^ttmumu|ttW", lambda name: Process(
        top_pair_with("W" if "ttW" in name else name[2:4]), 3 if "ttW" in name else 4, 0.2, taus=2, heavy=True)),
    (r"^ttbar_had", lambda _n: Process(lambda rng, n, e: _tops(rng, _pair_mass(rng, n), e, 0), 0, heavy=True)),
    (r"^ttbar_lep$|ttbar.*(?:nonallhad|singlelep)", lambda _n: Process(top_pair(1), 2, taus=2, heavy=True)),
    (r"ttbar.*dil", lambda _n: Process(top_pair(2), 2, taus=2, heavy=True)),
    (r"^ZPrime(\d+)(?:_tt)?$",
     lambda _n, mass: Process(top_resonance(float(mass)), 2, taus=2, heavy=True, known=False)),
    (r"^single_(top|antitop)_tchan|^stop_tchan_(top|antitop)",
     lambda _n, *which: Process(one_top("t", _SINGLE[which[0] or which[1]]), 1, heavy=True)),
    (r"^single_(top|antitop)_schan", lambda _n, which: Process(one_top("s", _SINGLE[which]), 1, heavy=True)),
    (r"^stop_schan", lambda _n: Process(one_top("s", 0), 1, heavy=True)),
    (r"^single_(top|antitop)_wtchan", lambda _n, which: Process(one_top("W", _SINGLE[which]), 2, taus=2, heavy=True)),
    (r"^stop_wtchan", lambda _n: Process(one_top("W", 0), 2, taus=2, heavy=True)),
    (r"^(?:Sh_22\d+_)?llll$", lambda _n: Process(
        two_bosons((_Z_PAIRS, "ZZ:llll"), (1 - _Z_PAIRS, "Zg:llll")), 4, _SHERPA, 0.5)),
    (r"^(?:Sh_22\d+_)?lllv$", lambda _n: Process(
        two_bosons((_WZ_PAIRS, "WZ:lll"), (1 - _WZ_PAIRS, "Wg:lll")), 3, _SHERPA, 0.5)),
    (r"^(?:Sh_22\d+_)?llvv(?:_os)?$",
     lambda _n: Process(two_bosons((0.95, "WW:ll"), (0.05, "ZZ:llvv")), 2, _SHERPA, 0.5)),
    (r"^(?:Sh_22\d+_)?lvvv$", lambda _n: Process(two_bosons((1.0, "WZ:lvv")), 1, _SHERPA, 0.5)),
    (r"WqqZll", lambda _n: Process(two_bosons((1.0, "WZ:qqll")), 2, _SHERPA, 0.5)),
    (r"ZqqZll", lambda _n: Process(two_bosons((1.0, "ZZ:qqll")), 2, _SHERPA, 0.5)),
    (r"WlvZqq", lambda _n: Process(two_bosons((1.0, "WZ:lqq")), 1, _SHERPA, 0.5)),
    (r"WpqqWmlv|WplvWmqq", lambda _n: Process(two_bosons((1.0, "WW:lq")), 1, _SHERPA, 0.5)),
    (r"^WW$", lambda _n: Process(two_bosons((0.25, "WW:ll"), (0.75, "WW:lq")), 2)),
    (r"^WZ$", lambda _n: Process(two_bosons((0.25, "WZ:lll"), (0.45, "WZ:qqll"), (0.3, "WZ:lqq")), 3)),
    (r"^ZZ$", lambda _n: Process(two_bosons((0.12, "ZZ:llll"), (0.25, "ZZ:llvv"), (0.63, "ZZ:qqll")), 4)),
    (r"^TT_directTT_(\d+)_(\d+)",
     lambda _n, mass, lightest: Process(
         stops(float(mass), float(lightest)), 2, taus=2, heavy=True, known=False)),
    (r"^ZPrime(\d+)_(ee|mumu)", lambda _n, mass, kind: Process(heavy_z(float(mass), _KINDS[kind]), 2, known=False)),
    (r"^RS_G_ZZ_llll_c10_m0*(\d+)", lambda _n, mass: Process(graviton(float(mass)), 4, known=False)),
    (r"^dmV_Zll_MET40_DM1_MM(\d+)", lambda _n, mass: Process(dark_matter(float(mass)), 2, known=False)),
    (r"SlepSlep_direct_(\d+)p(?:\d)_(\d+)p0",
     lambda _n, mass, lightest: Process(sleptons(float(mass), float(lightest)), 2, known=False)),
    (r"C1C1_SlepSnu_x0p50_(\d+)p0_(\d+)p0",
     lambda _n, mass, lightest: Process(charginos(float(mass), float(lightest)), 2, known=False)),
    (r"C1N2_WZ_(\d+)(?:p0)?_(\d+)(?:p0)?_(3L|2L2J)",
     lambda _n, mass, lightest, way: Process(
         neutralino_chargino(float(mass), float(lightest), way == "2L2J"), 3 if way == "3L" else 2, known=False)),
)  # fmt: skip


def of_name(short_name: str) -> Process | None:
    """The process of a sample with that physics short name; None where there is none."""
    name = re.sub(r"_(1largeRjet1lep|1lep1tau)$", "", short_name)  # sums of weights that one collection has of its own
    for pattern, build in RULES:
        if found := re.search(pattern, name):
            return build(name, *found.groups())
    return None
