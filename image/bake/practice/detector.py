"""A much simplified ATLAS detector for leptons: resolution, acceptance, trigger, and what identifies a lepton.

Resolutions and spreads were chosen so that their distributions look like those of the 2020 release's collision data;
they are no description of the real detector.
"""

from dataclasses import dataclass
from typing import Any

import awkward as ak
import numpy as np

from bake.practice.kinematics import ELECTRON_MASS, MUON_MASS, Array, cartesian, pt_eta_phi

PT_MIN = 7.0  # GeV, of every lepton in the release
ETA_MAX = {11: 2.47, 13: 2.7}
TRIGGER_PT = 26.0  # GeV
EFFICIENCY = {11: 0.80, 13: 0.93}
TRIGGER_EFFICIENCY = {11: 0.93, 13: 0.75}


@dataclass(frozen=True)
class Leptons:
    """Generated leptons of ``n`` events in ``k`` slots: ``p4`` is (n, k, 4) in GeV, the others (n, k).

    ``kind`` is 11 or 13, ``charge`` -1 or +1, and 0 marks an empty slot; ``prompt`` is false for a lepton of a jet.
    """

    p4: Array
    kind: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    charge: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    prompt: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def joined(*slots: Leptons) -> Leptons:
    """Leptons of the same events, side by side."""
    return Leptons(
        np.concatenate([s.p4 for s in slots], axis=1),
        np.concatenate([s.kind for s in slots], axis=1),
        np.concatenate([s.charge for s in slots], axis=1),
        np.concatenate([s.prompt for s in slots], axis=1),
    )


def smeared_pt(rng: np.random.Generator, pt: Array, kind: np.ndarray[Any, Any]) -> Array:
    """Electrons: a stochastic and a constant term; muons: grows with pT; some of either lose a photon."""
    electron = np.hypot(0.12 / np.sqrt(np.maximum(pt, 1.0)), 0.012)
    muon = np.hypot(0.016, 0.00012 * pt)
    width = np.where(kind == 11, electron, muon)
    radiates = rng.uniform(size=pt.shape) < np.where(kind == 11, 0.2, 0.06)
    loss = np.where(radiates, rng.exponential(0.11, pt.shape), 0.0)
    return np.asarray(pt * np.maximum(1 + width * rng.standard_normal(pt.shape) - loss, 0.05))


def observed(rng: np.random.Generator, truth: Leptons) -> tuple[ak.Array, ak.Array]:
    """What the detector makes of ``truth``: leptons by falling pT with the release's names (without ``lep_``) in MeV
    and mm, for every event, and a record of the two triggers.
    """
    pt, eta, phi = pt_eta_phi(truth.p4)
    shape = pt.shape
    pt = smeared_pt(rng, pt, truth.kind)
    eta = eta + 0.0005 * rng.standard_normal(shape)
    phi = (phi + 0.0005 * rng.standard_normal(shape) + np.pi) % (2 * np.pi) - np.pi
    electron = truth.kind == 11
    mass = np.where(electron, ELECTRON_MASS, MUON_MASS)
    energy = cartesian(pt, eta, phi, mass)[..., 3]
    prompt = truth.prompt
    efficiency = np.where(electron, EFFICIENCY[11], EFFICIENCY[13])
    efficiency = efficiency * (1 - 0.4 * np.exp(-np.maximum(pt - PT_MIN, 0) / 6.0))  # soft leptons are found less often
    seen = (
        (truth.charge != 0)
        & (pt > PT_MIN)
        & (np.abs(eta) < np.where(electron, ETA_MAX[11], ETA_MAX[13]))
        & (rng.uniform(size=shape) < np.where(prompt, efficiency, 1.0))
    )
    fires = rng.uniform(size=shape) < np.where(electron, TRIGGER_EFFICIENCY[11], TRIGGER_EFFICIENCY[13])
    triggered = seen & (pt > TRIGGER_PT) & fires
    d0_width = np.where(prompt, 0.014, 0.25)  # mm
    d0 = d0_width * rng.standard_normal(shape)
    z0 = np.where(prompt, 0.06 * rng.standard_normal(shape), 0.06 * rng.standard_cauchy(shape))
    ptcone = np.where(
        rng.uniform(size=shape) < np.where(prompt, 0.9, 0.55), 0.0, 1.0 + rng.exponential(np.where(prompt, 1.5, 5.0))
    )
    etcone = np.where(prompt, 0.1 + 0.9 * rng.standard_normal(shape), rng.gamma(2.0, 1.4, shape))
    values = {
        "trigMatched": triggered,
        "pt": pt * 1000,
        "eta": eta,
        "phi": phi,
        "E": energy * 1000,
        "z0": np.clip(z0, -250, 250),
        "charge": truth.charge,
        "type": truth.kind,
        "isTightID": rng.uniform(size=shape) < np.where(prompt, 0.92, 0.66),
        "ptcone30": ptcone * 1000,
        "etcone20": etcone * 1000,
        "trackd0pvunbiased": d0,
        "tracksigd0pvunbiased": np.abs(d0) / 0.011,
    }
    order = np.argsort(np.where(seen, -pt, np.inf), axis=1, kind="stable")
    counts = seen.sum(axis=1)
    keep = np.arange(shape[1])[None, :] < counts[:, None]
    fields = {
        name: ak.unflatten(np.take_along_axis(np.asarray(value), order, axis=1)[keep], counts)
        for name, value in values.items()
    }
    triggers = ak.zip({"E": (triggered & electron).any(axis=1), "M": (triggered & ~electron).any(axis=1)})
    return ak.zip(fields), triggers
