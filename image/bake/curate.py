"""``bake curate``: make the box's samples out of what was fetched, and practice samples where nothing was.

A sample is real only if every one of its files was fetched: mixing real and practice events in one sample would pass
practice off as real. One that can't be had as the profile wants it is made as the profile's fallback has it, so that
practice samples, and the numbers that lessons find with them, are the same in every profile. Names, units and
normalisation are kept: where a sample is thinned, or only an excerpt of it was fetched, its sum of weights, in the
catalogue and in the tree, or its luminosity is lowered to match, so that its yield does not change. Memory does not
grow with the size of a file; see `bake.rootfile`, `bake.selection` and `bake.crew`.
"""

import argparse
import fcntl
import json
import math
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from bake import checksum, columns, crew, excerpt, manifest, practice, provenance, rootfile, selection, tables
from bake.columns import SourceError
from bake.crew import Crew, CrewError
from bake.excerpt import Excerpt
from bake.manifest import Edition, SampleSpec, SourceFile
from bake.progress import readable
from bake.selection import Cut, Spread, Thinning
from lhcbox.expression import ExpressionError

PRACTICE_PREFIX = "practice_"
LARGE = 128_000_000  # bytes of a file that all processes read together; of smaller ones each takes its own
LITTLE = 8_000_000  # bytes of all files together that are not worth starting workers for
LINE_EVERY = 5.0  # seconds between two lines of progress
LOCK = ".curate.lock"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


class CurateError(Exception):
    """Curating can't go on; the message says why and what to do."""


@dataclass(frozen=True)
class Origin:
    """A verified source on the disk: a whole file, or an excerpt of one."""

    file: SourceFile
    path: Path
    edition: Edition
    excerpt: Excerpt | None = None


@dataclass(frozen=True)
class Job:
    """One curated file to make of ``origin``, or where there is none its practice stand-in."""

    spec: SampleSpec
    file: SourceFile
    folder: Path
    origin: Origin | None

    @property
    def target(self) -> Path:
        """The file to make."""
        prefix = "" if self.origin else PRACTICE_PREFIX
        return self.folder / (prefix + Path(self.file.name).stem + ".root")

    @property
    def bytes(self) -> int:
        """Size of what is read."""
        if self.origin is None:
            return 0
        return self.origin.excerpt.bytes if self.origin.excerpt else self.origin.edition.size


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bake curate``."""
    parser.add_argument("--manifest", type=Path, default=Path("data_manifest"), help="folder of the manifest")
    parser.add_argument("--profile", default="starter", help="which samples (default: starter)")
    parser.add_argument("--downloads", type=Path, required=True, help="folder that `bake fetch` filled; may be empty")
    parser.add_argument("--out", type=Path, required=True, help="folder to put the samples and the catalogue in")
    parser.add_argument("--no-practice", action="store_true", help="fail where a sample would have to be practice")
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("--processes", type=int, default=cores, metavar="N", help=f"at a time (default: {cores})")


# Sources --------------------------------------------------------------------------------------------------------------


def _origin(task: tuple[Path, SourceFile, dict[str, tuple[str, ...]]]) -> Origin | None:
    """The verified source of ``file``; None where neither it nor an excerpt of it is there."""
    downloads, file, trees = task
    path = downloads / file.key
    if path.is_file():
        digest = checksum.of(path)
        if edition := file.edition_of(digest.size, digest.adler32):
            return Origin(file, path, edition)
    if found := excerpt.find(downloads, file, trees):
        edition = next(e for e in file.editions if e.size == found.size)
        return Origin(file, found.path, edition, found)
    return None


def _origins(profile: manifest.Profile, downloads: Path, workers: Crew) -> dict[str, Origin]:
    """Every source that is there, by its key; each is verified once, however many samples it serves."""
    wanted: dict[str, tuple[Path, SourceFile, dict[str, tuple[str, ...]]]] = {}
    for spec in (*profile.samples, *profile.fallbacks.values()):
        for file in () if spec.practice_only else spec.files:
            trees = wanted[file.key][2] if file.key in wanted else {}
            names = (*trees.get(spec.tree, ()), *(branch.name for branch in spec.recipe.branches))
            wanted[file.key] = (downloads, file, {**trees, spec.tree: names})
    found = workers.map(_origin, wanted.values())
    return {key: origin for key, origin in zip(wanted, found, strict=True) if origin is not None}


def _source(job: Job, origin: Origin) -> selection.Source:
    if job.spec.recipe.source == "csv":
        return tables.Table(origin.path, job.spec.recipe)
    return rootfile.Tree(origin.path, job.spec.tree, origin.excerpt.open if origin.excerpt else None)


# One file -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Extent:
    """How much of a source is read: its first ``entries`` of ``of``."""

    entries: int
    of: int

    @property
    def share(self) -> float:
        """Of the source's events."""
        return self.entries / self.of


def _extent(job: Job, origin: Origin, source: selection.Source) -> Extent:
    of = source.entries
    if not of:
        raise SourceError(f"{origin.path}: holds no events; take it out of the manifest, or fetch it again")
    bounds = [of]
    bounds += [job.file.first_events] if job.file.first_events is not None else []
    bounds += [origin.excerpt.first_events] if origin.excerpt else []
    return Extent(min(bounds), of)


class _Progress:
    """Lines about one file, now and then."""

    def __init__(self, job: Job, entries: int) -> None:
        self.name = f"{job.spec.id}: {job.file.name}"
        self.entries = entries
        self.begun = self.shown = time.monotonic()

    def at(self, entries: int, passes: str = "") -> None:
        """``entries`` are done."""
        now = time.monotonic()
        if now - self.shown >= LINE_EVERY and entries:
            self.shown = now
            left = (now - self.begun) * (self.entries - entries) / entries
            minutes, seconds = divmod(round(left), 60)
            share = f"{100 * entries / self.entries:.0f} %"
            counted = f"{passes}{entries} of {self.entries} events"
            print(f"  {self.name}: {counted}, {share}, {minutes}:{seconds:02} left", flush=True)

    def end(self, kept: int, size: int) -> None:
        """All is done."""
        taken = time.monotonic() - self.begun
        print(f"  {self.name}: {kept} of {self.entries} events kept, {readable(size)}, {taken:.1f} s", flush=True)


def _weights(stream: BinaryIO) -> Iterator[selection.Weights]:
    stream.seek(0)
    while len(chunk := np.frombuffer(stream.read(8 * selection.CHUNK), dtype=np.float64)):
        yield chunk


def _thinned(
    job: Job, cut: Cut, ranges: list[tuple[int, int]], workers: Crew, progress: _Progress
) -> tuple[Thinning | None, list[int]]:
    """How the file is to be thinned, None where it is not; and how many events passed before each part."""
    ranks: list[int] = []
    most = job.spec.max_events
    if most is None or progress.entries <= most:
        return None, ranks
    passed = 0
    # The weights of all that pass wait on the disk: of a large file they would not fit into memory
    with tempfile.TemporaryFile(dir=job.folder) as waiting:
        for number, found in enumerate(workers.map(selection.measure, ((cut, *part) for part in ranges))):
            ranks.append(passed)
            passed += found.events
            if found.weights is not None:
                waiting.write(found.weights.tobytes())
            progress.at(ranges[number][1], "looked at ")
        if passed <= most:
            return None, ranks
        spread = Spread(most, passed, first=job.spec.kind == "data")
        return selection.thinning(spread, _weights(waiting) if cut.weighted else None), ranks


def _check_normalisation(job: Job, extent: Extent, thinning: Thinning | None) -> None:
    """Weights that are expected events, as in flat tables, have no sum that could be lowered: all or none."""
    spec = job.spec
    known = spec.recipe.sum_branch or (spec.simulation and spec.simulation.effective_sum_of_weights is not None)
    if (thinning or extent.share < 1) and spec.kind == "mc" and spec.recipe.weight_factors and not known:
        raise CurateError(
            f"{spec.id}: {job.file.name}: a part of its events would give a part of its yields, for there is no sum of "
            "weights that says so; take max_events and first_events out of the profile there"
        )


def _lowered(job: Job, extent: Extent, thinning: Thinning | None) -> dict[str, float]:
    """Factor of each branch that holds a sum over all events that were generated."""
    recipe = job.spec.recipe
    if job.spec.kind != "mc":
        return {}
    by_events = extent.share * (thinning.spread.kept / thinning.spread.of if thinning else 1)
    factors = {b.name: by_events for b in recipe.branches if b.name in selection.COUNTS}
    if recipe.sum_branch:
        factors[recipe.sum_branch] = extent.share * (thinning.share if thinning else 1)
    return {name: factor for name, factor in factors.items() if factor != 1}


def _title(spec: SampleSpec) -> str:
    where = f"record {spec.record}" if spec.record is not None else spec.release.name
    return f"{spec.release.experiment} Open Data, {where}, recipe {spec.recipe.name} {spec.recipe.version}"


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """A path to write to, which becomes ``target`` when all went well and vanishes otherwise."""
    part = target.with_name(target.name + ".part")
    try:
        yield part
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _verified(part: Path, tree: str, job: Job, written: str) -> None:
    if rootfile.content_digest(part, tree, job.spec.recipe) != written:
        raise CurateError(f"{job.target}: what was written is not what is read back; is the disk or the memory faulty?")


def curate_file(job: Job, origin: Origin, workers: Crew) -> dict[str, Any]:
    """Make one curated file and return its provenance."""
    spec, recipe = job.spec, job.spec.recipe
    precision = columns.precision(recipe)
    source = _source(job, origin)
    extent = _extent(job, origin, source)
    cut = Cut(source, origin.path, recipe, spec.kind == "mc")
    ranges = source.parts(cut.reads, extent.entries)
    job.folder.mkdir(parents=True, exist_ok=True)
    progress = _Progress(job, extent.entries)
    thinning, ranks = _thinned(job, cut, ranges, workers, progress)
    spread = thinning.spread if thinning else None
    ranks = ranks or [0] * len(ranges)
    if spread and spread.first:  # what comes behind the last event kept need not be read again
        ranges = ranges[: sum(rank < spread.kept for rank in ranks)]
    _check_normalisation(job, extent, thinning)
    lowered = _lowered(job, extent, thinning)
    todo = (selection.Task(cut, *part, rank, spread, lowered) for part, rank in zip(ranges, ranks, strict=False))
    read = passed = 0
    sums: list[tuple[float, float, float]] = []
    with _replacing(job.target) as part:
        with rootfile.Writer(part, spec.tree, _title(spec), recipe) as writer:
            for found in workers.map(selection.select, todo):
                writer.add(found.columns)
                read, passed = read + found.read, passed + found.passed
                sums.append(found.sums)
                progress.at(read)
        _verified(part, spec.tree, job, writer.digest.hexdigest())
    totals = [math.fsum(each) for each in zip(*sums, strict=True)] if cut.weighted else [None] * 3
    steps = _steps(job, extent, thinning, passed if thinning is None else thinning.spread.of, writer.events, totals)
    progress.end(writer.events, job.target.stat().st_size)
    share = extent.share * (thinning.share if thinning else 1)
    kept: dict[str, Any] = {
        "events": {"before": extent.of, "after": writer.events},
        "steps": steps,
        "excerpt": _excerpt(origin, extent),
        "precision": precision,
        "content_digest": writer.digest.hexdigest(),
        "luminosity_share": share if spec.kind == "data" else None,
    }
    if thinning:
        kept["thinned_to"] = {
            "kept": thinning.spread.kept,
            "of": thinning.spread.of,
            "which": "the first ones" if thinning.spread.first else "evenly spread ones",
            "share": thinning.share,
            "share_of": "the weights" if thinning.by_weights else "the events",
        }
    if spec.simulation and (before := spec.simulation.effective_sum_of_weights) is not None:
        kept["sum_of_weights"] = {"before": before, "after": before * share}
    whole = origin.edition
    note = {"edition": whole.edition, "note": whole.note, "size": whole.size, "checksum": f"adler32:{whole.adler32}"}
    return provenance.of_file(job.target, spec, job.file, note, kept, _inputs(job))


def _steps(
    job: Job, extent: Extent, thinning: Thinning | None, passed: int, kept: int, sums: list[Any]
) -> list[dict[str, Any]]:
    """What was left after each step; the sum of weights is None where the events of a step were not all read."""
    part = extent.entries < extent.of
    steps = [{"name": "source", "events": extent.of, "sum_of_weights": None if part else sums[0]}]
    if part:
        steps.append({"name": "excerpt", "events": extent.entries, "sum_of_weights": sums[0]})
    if job.spec.recipe.preselection:
        steps.append({"name": "preselection", "events": passed, "sum_of_weights": sums[1]})
    if thinning:
        steps.append({"name": "thinning", "events": kept, "sum_of_weights": sums[2]})
    return steps


def _excerpt(origin: Origin, extent: Extent) -> dict[str, Any] | None:
    if extent.entries == extent.of:
        return None
    size = origin.excerpt.bytes if origin.excerpt else None
    return {"first_events": extent.entries, "of": extent.of, "bytes": size}


def practice_file(job: Job) -> dict[str, Any]:
    """Make the practice stand-in of one source file and return its provenance."""
    spec = job.spec
    if spec.practice is None:
        raise practice.PracticeError(f"{spec.id}: has no `practice` in the manifest and was not fetched; fetch it")
    begun = time.monotonic()
    job.folder.mkdir(parents=True, exist_ok=True)
    made = practice.make(spec, job.file, crew.common())
    label = practice.label(spec)
    finished = columns.finished(spec.recipe, made.columns, f"practice sample {spec.id}", exact=False)
    with _replacing(job.target) as part:
        with rootfile.Writer(part, spec.tree, label, spec.recipe) as writer:
            writer.add(finished)
        _verified(part, spec.tree, job, writer.digest.hexdigest())
    print(
        f"  {spec.id}: practice sample instead of {job.file.name}, {made.accepted} events, "
        f"{time.monotonic() - begun:.1f} s",
        flush=True,
    )
    kept: dict[str, Any] = {
        "events": {"before": made.generated, "after": made.accepted},
        "steps": [
            {"name": "generated", "events": made.generated, "sum_of_weights": None},
            {"name": "accepted", "events": made.accepted, "sum_of_weights": None},
        ],
        "excerpt": None,
        "precision": columns.precision(spec.recipe),
        "content_digest": writer.digest.hexdigest(),
        "luminosity_share": made.luminosity_share if spec.kind == "data" else None,
        "expected": provenance.of_expected(made.expected),
    }
    if made.sum_of_weights is not None:
        kept["sum_of_weights"] = {"before": made.sum_of_weights, "after": made.sum_of_weights}
    origin = {"practice": label, "generator": practice.VERSION, "seed": spec.practice.seed}
    return provenance.of_file(job.target, spec, job.file, origin, kept, _inputs(job))


def _inputs(job: Job) -> str:
    """One digest of everything that the job's file is made of."""
    spec, origin = job.spec, job.origin
    about: dict[str, Any] = {
        "recipe": asdict(spec.recipe),
        "simulation": asdict(spec.simulation) if spec.simulation else None,
        "kind": spec.kind,
        "tree": spec.tree,
        "max_events": spec.max_events,
        "first_events": job.file.first_events,
        "record": [spec.record, spec.doi, spec.release.licence, job.file.period, spec.release.periods_fb],
        "format": provenance.FORMAT,
    }
    if origin is not None:
        about["source"] = [origin.edition.edition, origin.edition.size, origin.edition.adler32]
        about["excerpt"] = origin.excerpt.first_events if origin.excerpt else None
    else:
        others = crew.common() if spec.kind == "data" else []
        about["generator"] = practice.VERSION
        about["practice"] = asdict(spec.practice) if spec.practice else None
        about["selection"] = spec.selection
        about["others"] = [
            [other.id, asdict(other.simulation), asdict(other.practice)]
            for other in others
            if other.simulation and other.practice and other.release.name == spec.release.name
        ]
    return provenance.fingerprint(about)


def make(job: Job) -> dict[str, Any]:
    """Make the job's file with this one process; a task of `bake.crew`."""
    return _made(job, Crew(1, crew.common()))


def _made(job: Job, workers: Crew) -> dict[str, Any]:
    note = practice_file(job) if job.origin is None else curate_file(job, job.origin, workers)
    provenance.write_json(job.target.with_name(job.target.name + ".json"), note)
    return note


# All of them ----------------------------------------------------------------------------------------------------------


def _current(job: Job) -> dict[str, Any] | None:
    """The provenance of the job's file where nothing is left to do; a task of `bake.crew`."""
    noted = provenance.read(job.target)
    return noted if noted is not None and provenance.is_current(job.target, _inputs(job)) else None


def _missing(spec: SampleSpec, origins: dict[str, Origin]) -> list[str]:
    return [file.name for file in spec.files if spec.practice_only or file.key not in origins]


def _jobs(profile: manifest.Profile, origins: dict[str, Origin], out: Path, no_practice: bool) -> list[Job]:
    jobs = []
    for wanted in profile.samples:
        if not _ID.match(wanted.id):
            raise CurateError(
                f"{wanted.id!r} can't be the name of a sample, which becomes a folder's; choose a-z, 0-9, -"
            )
        spec = profile.fallbacks.get(wanted.id, wanted) if _missing(wanted, origins) else wanted
        missing = _missing(spec, origins)
        if missing and no_practice:
            raise CurateError(f"{spec.id}: {', '.join(missing)} was not fetched and practice is not allowed")
        if spec.kind == "mc" and len(spec.files) > 1 and (spec.max_events or any(f.first_events for f in spec.files)):
            raise CurateError(
                f"{spec.id}: a simulated sample of several files can't be thinned, they share one sum of weights; take "
                "max_events and first_events out of the profile there"
            )
        made = [Job(spec, file, out / spec.id, None if missing else origins[file.key]) for file in spec.files]
        targets = [job.target for job in made]
        if len(set(targets)) < len(targets):
            twice = next(path.name for path in targets if targets.count(path) > 1)
            raise CurateError(f"{spec.id}: two of its files would both become {twice}; make two samples of them")
        jobs += made
    targets = [job.target for job in jobs]
    if len(set(targets)) < len(targets):
        raise CurateError("the profile names a sample twice; name each one once")
    return jobs


def _all_made(jobs: list[Job], workers: Crew) -> list[dict[str, Any]]:
    """The provenance of every job's file, in the order of the jobs; what is current is left alone."""
    done: list[dict[str, Any] | None] = list(workers.map(_current, jobs))
    waiting: dict[int, Callable[[], dict[str, Any]]] = {}
    for number, job in enumerate(jobs):
        if done[number] is None and job.bytes < LARGE:
            waiting[number] = workers.submit(make, job)
    for number, job in enumerate(jobs):
        if done[number] is None and job.bytes >= LARGE:
            done[number] = _made(job, workers)
    for number, result in waiting.items():
        done[number] = result()
    return [note for note in done if note is not None]


def _sweep(folder: Path, files: list[dict[str, Any]]) -> None:
    """Remove what an earlier run left and this one does not name: other editions, practice that is real by now."""
    named = {item["file"] for item in files}
    named |= {f"{name}.json" for name in named}
    for path in folder.iterdir():
        if path.name not in named:
            path.unlink()


def _catalogued(out: Path) -> set[str]:
    """Samples of an earlier run; only its folders may be removed, whatever else lies beside them."""
    try:
        noted = json.loads((out / provenance.CATALOGUE).read_text(encoding="utf-8"))
        return {str(entry["id"]) for entry in noted["samples"] if _ID.match(str(entry["id"]))}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the folder's lock, which the system lets go when the process ends, however it ends."""
    path = out / LOCK
    while True:
        lock = path.open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            raise CurateError(f"{out}: another run is curating into this folder; wait until it has ended") from error
        if path.exists() and os.path.samestat(os.fstat(lock.fileno()), path.stat()):
            break
        lock.close()  # the run that held it has just removed it
    try:
        yield
    finally:
        path.unlink(missing_ok=True)  # while it is still held: nothing but samples stays in the folder
        lock.close()


def _processes(args: argparse.Namespace, profile: manifest.Profile) -> int:
    """As many as asked for; one where all is done sooner than workers have started."""
    paths = [args.downloads / file.key for file in profile.files]
    little = all(path.is_file() for path in paths) and sum(path.stat().st_size for path in paths) < LITTLE
    return 1 if little else int(args.processes)


def curate(args: argparse.Namespace) -> int:
    """Make every sample of the profile and the catalogue; returns the exit code."""
    profile = manifest.load(args.manifest, args.profile)
    everything = list(manifest.samples(args.manifest).values())
    args.out.mkdir(parents=True, exist_ok=True)
    with _alone(args.out), Crew(_processes(args, profile), everything) as workers:
        jobs = _jobs(profile, _origins(profile, args.downloads, workers), args.out, args.no_practice)
        notes = _all_made(jobs, workers)
        entries = []
        for spec in {job.spec.id: job.spec for job in jobs}.values():
            files = [note for note, job in zip(notes, jobs, strict=True) if job.spec is spec]
            _sweep(args.out / spec.id, files)
            entries.append(provenance.of_sample(spec, files))
        for sample in _catalogued(args.out) - {spec.id for spec in profile.samples}:
            shutil.rmtree(args.out / sample, ignore_errors=True)
        catalogue = {
            "format": provenance.FORMAT,
            "profile": profile.name,
            "profile_title": profile.title,
            "practice_generator": practice.VERSION,
            "samples": entries,
        }
        provenance.write_json(args.out / provenance.CATALOGUE, catalogue)
    real = sum(entry["real"] for entry in entries)
    size = sum(file["bytes"] for entry in entries for file in entry["files"])
    print(f"{len(entries)} samples, {real} real and {len(entries) - real} practice, {readable(size)}: {args.out}")
    return 0


TROUBLES = (
    CrewError,
    CurateError,
    ExpressionError,
    OSError,
    SourceError,
    manifest.ManifestError,
    practice.PracticeError,
)


def run(args: argparse.Namespace) -> int:
    """Entry of the verb."""
    try:
        return curate(args)
    except TROUBLES as error:
        print(f"curate: {error}", file=sys.stderr)
        return 1
