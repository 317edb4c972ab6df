"""Practice samples: stand-ins of the same schema for what could not be fetched, never to be taken for real.

Their seeds are fixed, so everybody's practice sample is the same. Run numbers count from 1: no run of the LHC had them.
"""

from bake.manifest import SampleSpec, SourceFile
from bake.practice import fourleptonfiles, fourleptons, sampling, tables
from bake.practice.sampling import Made, PracticeError

__all__ = ["VERSION", "Made", "PracticeError", "label", "make"]

VERSION = 6  # counts up with every change that changes events


def label(spec: SampleSpec) -> str:
    """What every plot of this sample must say; also the title of its tree."""
    return f"practice simulation, not {spec.release.experiment} data"


def make(spec: SampleSpec, file: SourceFile, everything: list[SampleSpec]) -> Made:
    """The practice stand-in of ``file``; ``everything`` are all samples, of whose processes practice data are mixed.

    Raises:
        PracticeError: nothing is known of how to make practice events for this sample.
    """
    if spec.practice is None:
        raise PracticeError(
            f"{spec.id}: the manifest gives no seed for practice events; give it one or fetch the sample"
        )
    if spec.recipe.name in tables.TABLES:
        return tables.make(spec, file)
    if spec.recipe.name == "four-leptons" and spec.collection == "4lep":
        if spec.simulation is None:
            return fourleptonfiles.drawn(spec, file, everything)
        if spec.simulation.process in fourleptons.PROCESSES:
            return fourleptonfiles.simulated(spec)
    if sampling.is_atlas(spec):
        return sampling.simulated(spec) if spec.simulation else sampling.drawn(spec, file, everything)
    raise PracticeError(f"{spec.id}: there is no practice generator for it; give it one in bake/practice or fetch it")
