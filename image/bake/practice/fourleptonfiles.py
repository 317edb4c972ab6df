"""Practice files of the four-lepton collection of 2020: lists of leptons, normalised to the published yields.

These come from `fourleptons` and `detector` alone, which were tuned on the real files of this collection.
"""

from functools import cache
from typing import Any

import awkward as ak
import numpy as np

from bake.manifest import SampleSpec, SourceFile
from bake.practice import fourleptons
from bake.practice.sampling import Made, PracticeError

PROBE_EVENTS = 4_000  # generated to learn which share of a process passes the charge and flavour cuts


def _lepton_columns(found: ak.Array) -> dict[str, Any]:
    columns = {f"lep_{name}": found["lep", name] for name in found["lep"].fields}
    return columns | {"trigE": ak.to_numpy(found["trig", "E"]), "trigM": ak.to_numpy(found["trig", "M"])}


def _scale_factors(rng: np.random.Generator, found: ak.Array) -> dict[str, Any]:
    """Corrections of simulation to data, spread as in the release's Z -> ee file."""
    n = len(found)
    electrons = ak.to_numpy(ak.sum(found["lep", "type"] == 11, axis=1))
    muons = ak.to_numpy(ak.sum(found["lep", "type"] == 13, axis=1))
    return {
        "scaleFactor_PILEUP": np.clip(rng.normal(1.0, 0.3, n), 0.0, 1.8),
        "scaleFactor_ELE": np.clip(rng.normal(0.977, 0.02, n), 0.9, 1.05) ** electrons,
        "scaleFactor_MUON": np.clip(rng.normal(0.997, 0.006, n), 0.96, 1.02) ** muons,
        "scaleFactor_LepTRIGGER": np.clip(rng.normal(0.985, 0.02, n), 0.9, 1.06),
    }


def simulated(spec: SampleSpec) -> Made:
    """A simulated process, normalised to its published yield after the charge and flavour cuts."""
    simulation, practice = spec.simulation, spec.practice
    if simulation is None or practice is None or practice.expected is None:
        raise PracticeError(f"{spec.id}: a practice sample of a process needs `expected` in the manifest")
    published = practice.expected
    rng = np.random.default_rng(practice.seed)
    found, generated = fourleptons.events(rng, simulation.process, practice.events or 0)
    n = len(found)
    shape = fourleptons.WEIGHTS[simulation.process]
    size = shape.size * rng.lognormal(-(shape.spread**2) / 2, shape.spread, n)
    weight = np.where(rng.uniform(size=n) < shape.negative, -size, size)
    factors = _scale_factors(rng, found)
    # As the reader will see them: single precision, so that the yield comes out exact.
    product = np.prod([np.float64(np.float32(v)) for v in (weight, *factors.values())], axis=0)
    passing = float(product[fourleptons.passes(found)].sum())
    cross_section = simulation.effective_cross_section_pb or 0.0
    sum_of_weights = published.luminosity_fb * 1000 * cross_section * passing / published.yield_
    constant = {
        "runNumber": 1,
        "channelNumber": simulation.dsid,
        "XSection": cross_section,
        "SumWeights": sum_of_weights,
    }
    columns = {
        **{name: np.full(n, value) for name, value in constant.items()},
        "eventNumber": np.arange(1, n + 1),
        "mcWeight": weight,
        **factors,
        **_lepton_columns(found),
    }
    return Made(columns, generated, n, sum_of_weights=sum_of_weights, expected=published)


@cache
def _passing_share(process: str) -> float:
    """Share of a process's accepted events that pass the charge and flavour cuts, from events made for just this."""
    probe, _generated = fourleptons.events(np.random.default_rng(0), process, PROBE_EVENTS)
    return float(fourleptons.passes(probe).mean())


def drawn(spec: SampleSpec, file: SourceFile, everything: list[SampleSpec]) -> Made:
    """Practice collisions of one period: of every process as many events as Poisson gives for its published yield."""
    assert spec.practice is not None
    luminosity = spec.release.periods_fb[file.period or ""]
    run = 1 + sorted(spec.release.periods_fb).index(file.period or "")
    rng = np.random.default_rng([spec.practice.seed, run])
    parts, generated = [], 0
    for other in everything:
        published = other.practice.expected if other.practice else None
        if other.family != spec.family or other.simulation is None or published is None:
            continue
        accepted = published.yield_ / _passing_share(other.simulation.process)
        wanted = rng.poisson(luminosity / published.luminosity_fb * accepted)
        if wanted:
            found, tried = fourleptons.events(rng, other.simulation.process, int(wanted))
            parts.append(found)
            generated += tried
    found = ak.concatenate(parts)
    found = found[rng.permutation(len(found))]
    n = len(found)
    # As in the release's collision data: weights and scale factors 0, cross-section and sum of weights 1.
    zeros = ("mcWeight", "scaleFactor_PILEUP", "scaleFactor_ELE", "scaleFactor_MUON", "scaleFactor_LepTRIGGER")
    columns = {
        "runNumber": np.full(n, run),
        "channelNumber": np.full(n, run),
        "eventNumber": np.arange(1, n + 1),
        **{name: np.zeros(n) for name in zeros},
        "XSection": np.ones(n),
        "SumWeights": np.ones(n),
        **_lepton_columns(found),
    }
    return Made(columns, generated, n)
