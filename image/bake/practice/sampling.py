"""Practice files of the ATLAS releases: events of one process, and collisions mixed of a family's processes.

Normalisation is that of a real simulated sample: the sum of weights is over all events that were made, also those that
the collection does not keep, so luminosity * cross-section * weight / sum of weights is what a later cut may expect.
Where the manifest has a published yield for the lesson's cuts, the sum is set to give just that.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import awkward as ak
import numpy as np

from bake.manifest import Expected, SampleSpec, SourceFile
from bake.practice import processes
from bake.practice.atlas import Skim, observe
from bake.practice.processes import Process
from bake.practice.schemas import SCHEMAS, Schema, columns, corrections
from lhcbox.expression import Expression

Columns: TypeAlias = dict[str, Any]

SKIMS = {
    "atlas13-2020": {
        "1lep": Skim(leptons=1, lepton_pt=25.0),
        "2lep": Skim(leptons=2),
        "exactly2lep": Skim(leptons=2, exactly=True),
        "3lep": Skim(leptons=3),
        "4lep": Skim(leptons=4),
        "1lep1tau": Skim(leptons=1, lepton_pt=20.0, taus=1),
        "1largeRjet1lep": Skim(leptons=1, lepton_pt=25.0, large=True),
        "GamGam": Skim(photons=2, fired=("P",)),
    },
    "atlas8-2016": {"all": Skim(leptons=1)},
    "atlas13-2025": {
        "2muons": Skim(leptons=2, muons=True, fired=()),
        "2to4lep": Skim(leptons=2, fired=()),
        "exactly3lep": Skim(leptons=3, exactly=True, fired=()),
        "exactly4lep": Skim(leptons=4, exactly=True, fired=()),
        "gamgam": Skim(photons=2, fired=()),
    },
}

# Collisions for which no sample of the family stands: what makes them, and which share of the kept events they are.
UNSIMULATED = {
    "atlas13-1lep": (Process(processes.multijet, 1), 0.05),
    "atlas8-1lep": (Process(processes.multijet, 1), 0.05),
    "atlas13-gamgam": (Process(processes.diphoton, 0), None),  # None: all that the published count asks for
}

# The 2016 release is one collection; how many leptons a family wants is said by its recipe's preselection.
LEPTONS = {"two-leptons-8tev": 2, "three-leptons-8tev": 3}

BATCH = 50_000  # events made at a time
PILOT = 4_000  # events made of a process to learn how many of it are kept
COUNTED_PILOT = 200_000  # the same where a count follows from it
MOST_EVENTS = 100_000  # of practice data, unless the manifest gives a number or an expected count
MOST_GENERATED = 1_500_000  # of one sample: a process of which hardly anything is kept has fewer events
COMPUTED = "computed: luminosity * cross-section of the manifest * efficiency of the practice detector"


class PracticeError(Exception):
    """A sample for which no practice events can be made; the message says what it needs."""


@dataclass(frozen=True)
class Made:
    """A practice file's columns, with how many events were generated and kept, and the sum of weights to divide by.

    ``luminosity_share`` is the share of the real file's luminosity that the events of practice data stand for, less
    than 1 where they would be too many; ``expected`` are the events after the selection, and where it is from.
    """

    columns: Columns
    generated: int
    accepted: int
    sum_of_weights: float | None = None
    luminosity_share: float = 1.0
    expected: Expected | None = None


def is_atlas(spec: SampleSpec) -> bool:
    """Whether this module can make the sample: its release and collection are known."""
    return (spec.collection or "") in SKIMS.get(spec.release.name, {})


class _Collection:
    """What a sample keeps of a process: the release's schema, the collection's skim, and the recipe's preselection."""

    def __init__(self, spec: SampleSpec, fired: tuple[str, ...] | None = None) -> None:
        self.spec = spec
        self.schema: Schema = SCHEMAS[spec.release.name]
        skim = SKIMS[spec.release.name][spec.collection or ""]
        self.skim = skim if fired is None else replace(skim, fired=fired)
        self.energy = spec.energy_tev or 13.0
        self.known = [*(b.name for b in spec.recipe.branches), *self.schema.counters]
        where = f"{spec.id}: recipe {spec.recipe.name}: preselection"
        text = spec.recipe.preselection
        self.preselection = Expression(text, self.known, where) if text else None
        chosen = spec.selection
        self.selection = Expression(chosen, self.known, f"{spec.id}: selection") if chosen else None
        self.counters = {
            name
            for expression in (self.preselection, self.selection)
            if expression
            for name in expression.branches & set(self.schema.counters)
        }

    def dressed(self, process: Process) -> Process:
        """The process with as many particles that are really jets as the collection needs."""
        leptons = LEPTONS.get(self.spec.recipe.name, self.skim.leptons)
        return processes.with_fakes(process, leptons, self.skim.taus)

    def kept(self, rng: np.random.Generator, process: Process, n: int, simulated: bool) -> Columns:
        """Columns of what is kept of ``n`` events of a process, without those of the sample as a whole; simulated ones
        with their scale factors. Of collisions some are lost, as many as the scale factors take away on average."""
        seen = observe(rng, process.make, n, self.energy, self.schema.release, self.skim)
        factors = corrections(rng, self.schema, seen)
        if not simulated:
            means = {name: mean for name, (mean, _s, number) in self.schema.corrections.items() if number}
            used = set(self.spec.recipe.weight_factors) & set(means)
            chance = np.ones(len(seen))
            for name in sorted(used):
                chance *= _expected_correction(self.schema, seen.whole, name)
            stays = np.flatnonzero(rng.random(len(seen)) < chance)
            seen, factors = seen[stays], {}
        wanted = [b.name for b in self.spec.recipe.branches]
        found = columns(rng, self.schema, seen, [*wanted, *sorted(self.counters)], simulated)
        found |= {name: values for name, values in factors.items() if name in wanted}
        if not self.preselection:
            return found
        return taken(found, np.flatnonzero(self.preselection.mask(found)))

    def passing(self, found: Columns) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which of the kept events pass the lesson's selection; all where it has none."""
        if self.selection is None:
            return np.ones(length(found), bool)
        return self.selection.mask(found)

    def share_kept(self, process: Process, n: int) -> tuple[float, float]:
        """Shares of a process's events that are kept and that pass the selection, as collisions, from ``n`` of them."""
        rng = np.random.default_rng([n, self.spec.practice.seed if self.spec.practice else 0])
        kept = passing = 0
        for size in batches(n):
            found = self.kept(rng, process, size, simulated=False)
            kept += length(found)
            passing += int(self.passing(found).sum())
        return kept / n, passing / n


def _expected_correction(schema: Schema, whole: Mapping[str, Any], name: str) -> Any:
    """Mean of a scale factor for each event, at most 1."""
    mean, _spread, number = schema.corrections[name]
    counts = {
        "leptons": np.minimum(whole["electrons"] + whole["muons"], 1),
        "photon_pair": (whole["photons"] > 1).astype(int),
    }
    return min(mean, 1.0) ** counts.get(number or "", whole.get(number or "", 0))


def batches(n: int) -> Iterable[int]:
    """``n`` in parts of at most `BATCH`."""
    whole, rest = divmod(n, BATCH)
    return [BATCH] * whole + ([rest] if rest else [])


def length(found: Columns) -> int:
    """Number of events of columns."""
    return len(next(iter(found.values())))


def taken(found: Columns, positions: Any) -> Columns:
    """The events at ``positions``."""
    return {name: values[positions] for name, values in found.items()}


def joined(parts: list[Columns]) -> Columns:
    """Columns one after the other."""
    return {
        name: np.concatenate([p[name] for p in parts])
        if isinstance(parts[0][name], np.ndarray)
        else ak.concatenate([p[name] for p in parts])
        for name in parts[0]
    }


def process_of(spec: SampleSpec) -> Process:
    """The process of a simulated sample.

    Raises:
        PracticeError: its physics short name is not known here.
    """
    simulation = spec.simulation
    special = {"4lep": processes.four_prompt, "exactly4lep": processes.four_prompt, "1largeRjet1lep": processes.fast}
    of_name = special.get(spec.collection or "", processes.of_name)
    process = of_name(simulation.short_name) if simulation else None
    if simulation is None or process is None or simulation.effective_cross_section_pb is None:
        name = simulation.short_name if simulation else "none"
        raise PracticeError(
            f"{spec.id}: no practice generator for the process {name}, or no cross-section; "
            "give it one in bake/practice/processes.py, or fetch the sample"
        )
    return process


def _as_read(values: Any) -> Any:
    """In single precision, as a reader will find them, so that a yield comes out exact."""
    return np.asarray(values, dtype=np.float32).astype(np.float64)


def simulated(spec: SampleSpec) -> Made:
    """A simulated process in a collection, ``practice.events`` of it (at most ``max_events``)."""
    simulation, practice = spec.simulation, spec.practice
    process = process_of(spec)
    assert simulation is not None
    assert practice is not None
    wanted = min(n for n in (practice.events or 4000, spec.max_events) if n)
    rng = np.random.default_rng(practice.seed)
    collection = _Collection(spec)
    process = collection.dressed(process)
    parts: list[Columns] = []
    generated = have = 0
    size = 2_000
    while have < wanted and generated < MOST_GENERATED:
        found = collection.kept(rng, process, size, simulated=True)
        take = min(wanted - have, length(found))
        generated += size if take == length(found) else round(size * take / length(found))
        have += take
        parts.append(taken(found, slice(0, take)))
        size = min(BATCH, round(1.1 * (wanted - have) * generated / have) + 500 if have else BATCH)
    if not have:
        raise PracticeError(f"{spec.id}: none of {generated} practice events is kept; loosen recipe {spec.recipe.name}")
    found = joined(parts)
    mean = (simulation.effective_sum_of_weights or 1.0) / (simulation.generated_events or 1)
    sizes = mean / (1 - 2 * process.negative) * rng.lognormal(-(process.spread**2) / 2, process.spread, have)
    found["mcWeight"] = _as_read(np.where(rng.random(have) < process.negative, -sizes, sizes))
    product = np.prod([_as_read(found[name]) for name in spec.recipe.weight_factors], axis=0)
    passes = collection.passing(found)
    passing = float(product[passes].sum())
    cross_section = simulation.effective_cross_section_pb or 0.0
    expected = practice.expected
    if expected is not None and passing > 0:
        sum_of_weights = 1000 * expected.luminosity_fb * cross_section * passing / expected.yield_
    else:
        sum_of_weights = generated * mean / process.share
        luminosity = spec.release.luminosity_fb or 1.0
        events = 1000 * luminosity * cross_section * passing / sum_of_weights
        expected = Expected(events, luminosity, f"{COMPUTED}, from {int(passes.sum())} events that pass")
    whole: dict[str, Any] = {
        "runNumber": 1,
        "channelNumber": simulation.dsid,
        "XSection": cross_section,
        "SumWeights": sum_of_weights,
        "xsec": simulation.cross_section_pb,
        "filteff": simulation.filter_efficiency,
        "kfac": simulation.k_factor,
        "sum_of_weights": sum_of_weights,
        "sum_of_weights_squared": sum_of_weights * mean / (1 - 2 * process.negative) ** 2,
        "num_events": generated,
        "category": simulation.process,
    }
    return Made(_completed(spec, found, whole), generated, have, sum_of_weights=sum_of_weights, expected=expected)


def _completed(spec: SampleSpec, found: Columns, whole: Mapping[str, Any]) -> Columns:
    """The recipe's columns: those ``found``, and those of the sample as a whole, the same for all events.

    Raises:
        PracticeError: the recipe keeps a branch that practice does not know.
    """
    n = length(found)
    made = {name: found[name] for name in (b.name for b in spec.recipe.branches) if name in found}
    for branch in spec.recipe.branches:
        if branch.name in made:
            continue
        if branch.name == "eventNumber":
            made[branch.name] = np.arange(1, n + 1)
        elif branch.name in whole:
            value = whole[branch.name]
            made[branch.name] = ak.Array([value] * n) if isinstance(value, str) else np.full(n, value)
        else:
            raise PracticeError(
                f"{spec.id}: recipe {spec.recipe.name} keeps {branch.name}, which practice events of "
                f"{spec.release.name} do not have; add it in bake/practice/schemas.py"
            )
    return made


# Collisions -----------------------------------------------------------------------------------------------------------


def _known(spec: SampleSpec, everything: list[SampleSpec]) -> list[tuple[Process, float, Expected | None]]:
    """Processes of the family that are known to exist, with their cross-sections in pb and published yields."""
    found = []
    for other in everything:
        if other.family == spec.family and other.simulation and (process := process_of(other)).known:
            expected = other.practice.expected if other.practice else None
            found.append((process, other.simulation.effective_cross_section_pb or 0.0, expected))
    return found


def _rates(
    spec: SampleSpec, collection: _Collection, everything: list[SampleSpec]
) -> list[tuple[Process, float, float]]:
    """Each process with the events of it that are made in 1 per fb, and the share of them that is kept."""
    rates = []
    passing = kept = 0.0
    for process, cross_section, expected in _known(spec, everything):
        dressed = collection.dressed(process)
        shares = collection.share_kept(dressed, PILOT)
        made = 1000 * cross_section * dressed.share
        if expected is not None and shares[1]:
            made = expected.yield_ / expected.luminosity_fb / shares[1]
        rates.append((dressed, made, shares[0]))
        kept += made * shares[0]
        passing += made * shares[1]
    if spec.family in UNSIMULATED:
        process, share = UNSIMULATED[spec.family]
        expected = spec.practice.expected if spec.practice else None
        shares = collection.share_kept(process, PILOT if share is not None else COUNTED_PILOT)
        if share is not None:
            made = share / (1 - share) * kept / shares[0]
        elif expected is None:
            raise PracticeError(f"{spec.id}: practice data of this family need an expected count in the manifest")
        else:
            made = max(expected.yield_ / expected.luminosity_fb - passing, 0.0) / shares[1]
        rates.append((process, made, shares[0]))
    return rates


def drawn(spec: SampleSpec, file: SourceFile, everything: list[SampleSpec]) -> Made:
    """Practice collisions of one file: of every process as many events as Poisson gives for the file's luminosity.

    Where these would be more than the manifest wants, they are those of a part of the luminosity, which is noted.
    """
    practice = spec.practice
    assert practice is not None
    periods = spec.release.periods_fb
    luminosity = periods.get(file.period or "", spec.release.luminosity_fb or 1.0)
    run = 1 + sorted(periods).index(file.period) if file.period in periods else 1
    fired = {"DataMuons.root": ("M",), "DataEgamma.root": ("E",)}.get(file.name)
    collection = _Collection(spec, fired)
    rates = _rates(spec, collection, everything)
    expected = sum(made * kept for _process, made, kept in rates)  # events kept in 1 per fb
    whole = spec.luminosity_fb or luminosity
    limits = [limit * luminosity / whole for limit in (practice.events, spec.max_events) if limit]
    if not limits and practice.expected is None:
        limits = [MOST_EVENTS * luminosity / whole]
    if file.first_events:
        limits.append(float(file.first_events))
    share = min(1.0, *(limit / (expected * luminosity) for limit in limits)) if limits else 1.0
    luminosity *= share
    rng = np.random.default_rng([practice.seed, run])
    parts, generated = [], 0
    for process, made, _kept in rates:
        wanted = int(rng.poisson(made * luminosity))
        generated += wanted
        parts += [collection.kept(rng, process, size, simulated=False) for size in batches(wanted)]
    if not parts:
        raise PracticeError(
            f"{spec.id}: {file.name}: no process of family {spec.family} gives an event in {luminosity} /fb"
        )
    found = joined(parts)
    found = taken(found, rng.permutation(length(found)))
    flat = dict.fromkeys(collection.schema.corrections, 0.0 if spec.release.name == "atlas13-2020" else 1.0)
    constants: dict[str, Any] = {
        "runNumber": run,
        "channelNumber": run,
        # As in the releases' data: 2020 has weights 0, cross-section and sum 1; 2025 weights 1, cross-section 0.
        "mcWeight": 0.0 if spec.release.name == "atlas13-2020" else 1.0,
        "XSection": 1.0,
        "SumWeights": 1.0,
        "xsec": 0.0,
        "filteff": 0.0,
        "kfac": 0.0,
        "sum_of_weights": 1.0,
        "sum_of_weights_squared": 1.0,
        "num_events": 1.0,
        "category": f"data{(file.period or '')[2:4]}",
    }
    made_columns = _completed(spec, found, flat | constants)
    return Made(made_columns, generated, length(found), luminosity_share=share, expected=practice.expected)
