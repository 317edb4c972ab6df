"""Practice samples: stand-ins of the same schema for what could not be fetched, never to be taken for real.

Their seeds are fixed, so everybody's practice sample is the same. Run numbers are 1 to 4: no run of the LHC had them.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import awkward as ak
import numpy as np

from bake.manifest import SampleSpec, SourceFile
from bake.practice import dimuons, fourleptons

VERSION = 4  # counts up with every change that changes events


REFERENCE_FB = 10.0  # published yields are for 10 per fb
PROBE_EVENTS = 4_000  # generated to learn which share of a process passes the charge and flavour cuts


class PracticeError(Exception):
    """A sample for which no practice events can be made; the message says what it needs."""


@dataclass(frozen=True)
class Made:
    """A practice file's columns, with how many events were generated and kept, and the sum of weights to divide by."""

    columns: dict[str, Any]
    generated: int
    accepted: int
    sum_of_weights: float | None = None


def label(spec: SampleSpec) -> str:
    """What every plot of this sample must say; also the title of its tree."""
    return f"practice simulation, not {spec.release.experiment} data"


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


def _simulated(spec: SampleSpec) -> Made:
    """A simulated process, normalised to its published yield after the charge and flavour cuts."""
    simulation, published = spec.simulation, spec.practice.yield_10fb
    if simulation is None or published is None:
        raise PracticeError(f"{spec.id}: a practice sample of a process needs `yield_10fb` in the manifest")
    rng = np.random.default_rng(spec.practice.seed)
    found, generated = fourleptons.events(rng, simulation.process, spec.practice.events or 0)
    n = len(found)
    shape = fourleptons.WEIGHTS[simulation.process]
    size = shape.size * rng.lognormal(-(shape.spread**2) / 2, shape.spread, n)
    weight = np.where(rng.uniform(size=n) < shape.negative, -size, size)
    factors = _scale_factors(rng, found)
    # As the reader will see them: single precision, so that the yield comes out exact.
    product = np.prod([np.float64(np.float32(v)) for v in (weight, *factors.values())], axis=0)
    passing = float(product[fourleptons.passes(found)].sum())
    sum_of_weights = REFERENCE_FB * 1000 * simulation.effective_cross_section_pb * passing / published.charge_flavour
    constant = {
        "runNumber": 1,
        "channelNumber": simulation.dsid,
        "XSection": simulation.effective_cross_section_pb,
        "SumWeights": sum_of_weights,
    }
    columns = {
        **{name: np.full(n, value) for name, value in constant.items()},
        "eventNumber": np.arange(1, n + 1),
        "mcWeight": weight,
        **factors,
        **_lepton_columns(found),
    }
    return Made(columns, generated, n, sum_of_weights)


@cache
def _passing_share(process: str) -> float:
    """Share of a process's accepted events that pass the charge and flavour cuts, from events made for just this."""
    probe, _generated = fourleptons.events(np.random.default_rng(0), process, PROBE_EVENTS)
    return float(fourleptons.passes(probe).mean())


def _drawn(spec: SampleSpec, file: SourceFile, everything: list[SampleSpec]) -> Made:
    """Practice collisions of one period: of every process as many events as Poisson gives for its published yield."""
    luminosity = spec.release.periods_fb[file.period or ""]
    run = 1 + sorted(spec.release.periods_fb).index(file.period or "")
    rng = np.random.default_rng([spec.practice.seed, run])
    parts, generated = [], 0
    for process in everything:
        simulation, published = process.simulation, process.practice.yield_10fb
        if process.release.name != spec.release.name or simulation is None or published is None:
            continue
        accepted = published.charge_flavour / _passing_share(simulation.process)
        wanted = rng.poisson(luminosity / REFERENCE_FB * accepted)
        if wanted:
            found, tried = fourleptons.events(rng, simulation.process, int(wanted))
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


TABLES = {
    "cms7-dimuon-jpsi": (dimuons.JPSI_2011, 1.0, (2.0, 5.0)),
    "cms7-dimuon-upsilon": (dimuons.UPSILON_2011, 1.0, (8.0, 12.0)),
    "cms7-dimuon-z": (dimuons.Z_2011, 3.0, (60.0, 120.0)),
}


def make(spec: SampleSpec, file: SourceFile, everything: list[SampleSpec]) -> Made:
    """The practice stand-in of ``file``; ``everything`` are all samples, of whose processes practice data are mixed.

    Raises:
        PracticeError: nothing is known of how to make practice events for this sample.
    """
    if spec.simulation and spec.simulation.process in fourleptons.PROCESSES:
        return _simulated(spec)
    if spec.recipe.name == "four-leptons":
        return _drawn(spec, file, everything)
    n = spec.practice.events or 0
    rng = np.random.default_rng(spec.practice.seed)
    if spec.recipe.name == "dimuon-nanoaod":
        columns, generated = dimuons.nanoaod(rng, n)
        return Made(columns, generated, n)
    if spec.id in TABLES:
        columns, generated = dimuons.table(rng, n, *TABLES[spec.id])
        return Made(columns, generated, n)
    raise PracticeError(f"{spec.id}: there is no practice generator for it; give it one in bake/practice or fetch it")
