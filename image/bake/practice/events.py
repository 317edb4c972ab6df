"""What a collision made, before any detector: particles in slots, so that all events are one set of arrays."""

from dataclasses import dataclass, fields
from typing import Any, TypeAlias

import numpy as np

from bake.practice.kinematics import Array

Ints: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
Bools: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]

# Kinds of particles: the numbers of the Particle Data Group where there is one; 0 is an empty slot.
EMPTY, LIGHT, CHARM, BOTTOM, TOP, ELECTRON, MUON, TAU, PHOTON, BOSON = 0, 1, 4, 5, 6, 11, 13, 15, 22, 24


@dataclass(frozen=True)
class Particles:
    """Particles of ``n`` events in ``k`` slots: ``p4`` is (n, k, 4) in GeV, the others (n, k).

    ``prompt`` is false for a lepton, tau or photon that is really (of) a jet.
    """

    p4: Array
    kind: Ints
    charge: Ints
    prompt: Bools

    def __add__(self, other: "Particles") -> "Particles":
        """Both, side by side, in the same events."""
        if not self.kind.shape[1]:
            return other
        if not other.kind.shape[1]:
            return self
        return Particles(*(np.concatenate([getattr(p, f.name) for p in (self, other)], axis=1) for f in fields(self)))

    def __getitem__(self, events: Any) -> "Particles":
        return Particles(self.p4[events], self.kind[events], self.charge[events], self.prompt[events])


def none(n: int) -> Particles:
    """No slot at all."""
    shape = (n, 0)
    return Particles(np.zeros((n, 0, 4)), np.zeros(shape, int), np.zeros(shape, int), np.zeros(shape, bool))


def single(p4: Array, kind: Any, charge: Any = 0, prompt: bool = True) -> Particles:
    """One slot of particles ``p4`` (n, 4); ``kind`` and ``charge`` for all or one an event."""
    shape = (len(p4), 1)
    kinds = np.broadcast_to(np.reshape(kind, (-1, 1)), shape)
    charges = np.broadcast_to(np.reshape(charge, (-1, 1)), shape)
    return Particles(p4[:, None], kinds, charges, np.full(shape, prompt))


@dataclass(frozen=True)
class Event:
    """Events of one process.

    ``taus`` are what can be seen of taus that decay to hadrons; ``large`` are the particles that make one large-radius
    jet each where they are fast enough. ``invisible`` and ``recoil`` are transverse momenta (n, 2) in GeV: of the
    neutrinos and the like, and of whatever balances the process, which becomes jets.
    """

    leptons: Particles
    taus: Particles
    photons: Particles
    jets: Particles
    large: Particles
    invisible: Array
    recoil: Array

    def __len__(self) -> int:
        return len(self.invisible)

    def __add__(self, other: "Event") -> "Event":
        """What both parts made in the same collisions."""
        return Event(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def __getitem__(self, events: Any) -> "Event":
        return Event(*(getattr(self, f.name)[events] for f in fields(self)))


def event(n: int, **parts: Any) -> Event:
    """Events with the ``parts`` given and nothing else."""
    nothing = {f.name: none(n) for f in fields(Event)[:5]} | {f.name: np.zeros((n, 2)) for f in fields(Event)[5:]}
    return Event(**(nothing | parts))
