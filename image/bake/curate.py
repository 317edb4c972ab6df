"""``bake curate``: make the box's samples out of what was fetched, and practice samples where nothing was.

A sample is real only if every one of its files was fetched: mixing real and practice events in one sample would pass
practice off as real. Names, units and normalisation are kept: where a simulated sample is thinned, its sum of weights,
in the catalogue and in the tree, is lowered by the same share of the weights, so that its yield does not change.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bake import checksum, manifest, practice, provenance, rootfile
from bake.manifest import Edition, SampleSpec, SourceFile
from bake.rootfile import Columns

PRACTICE_PREFIX = "practice_"


@dataclass(frozen=True)
class Thinning:
    """Which events of a source are kept: every ``stride``-th, or the first ``first`` ones. None: all of them."""

    stride: int = 1
    first: int | None = None

    def positions(self, start: int, length: int) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Positions kept of a part of ``length`` events that begins at event ``start`` of the source."""
        numbers = np.arange(start, start + length)
        keep = numbers % self.stride == 0
        if self.first is not None:
            keep &= numbers < self.first
        return np.flatnonzero(keep)

    def count(self, events: int) -> int:
        """How many of ``events`` events are kept."""
        return -(-min(events, events if self.first is None else self.first) // self.stride)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bake curate``."""
    parser.add_argument("--manifest", type=Path, default=Path("data_manifest"), help="folder of the manifest")
    parser.add_argument("--profile", default="starter", help="which samples (default: starter)")
    parser.add_argument("--downloads", type=Path, required=True, help="folder that `bake fetch` filled; may be empty")
    parser.add_argument("--out", type=Path, required=True, help="folder to put the samples and the catalogue in")
    parser.add_argument("--no-practice", action="store_true", help="fail where a sample would have to be practice")


def _found(spec: SampleSpec, downloads: Path) -> list[tuple[SourceFile, Path, Edition]]:
    """The sample's verified source files; only complete samples are useful, see the module's rule."""
    found = []
    for file in spec.files:
        path = downloads / file.key
        if path.is_file():
            digest = checksum.of(path)
            if edition := file.edition_of(digest.size, digest.adler32):
                found.append((file, path, edition))
    return found


def _thinning(spec: SampleSpec, events: int) -> Thinning:
    """Simulation is thinned evenly; of data the first events are kept, one after the other as they were recorded."""
    if spec.max_events is None or events <= spec.max_events:
        return Thinning()
    if spec.kind == "data":
        return Thinning(first=spec.max_events)
    return Thinning(stride=-(-events // spec.max_events))


def _weights(spec: SampleSpec, columns: Columns) -> np.ndarray[Any, np.dtype[np.float64]]:
    product = np.ones(len(next(iter(columns.values()))))
    for name in spec.recipe.weight_factors:
        product *= np.asarray(columns[name], dtype=np.float64)
    return product


def _share_of_weights(spec: SampleSpec, path: Path, thinning: Thinning) -> float:
    """Share of the source's weight that the kept events hold; may not be their share of the events."""
    kept = total = 0.0
    start = 0
    for columns in rootfile.stream(path, spec.tree, spec.recipe):
        weights = _weights(spec, columns)
        total += float(weights.sum())
        kept += float(weights[thinning.positions(start, len(weights))].sum())
        start += len(weights)
    return kept / total


def _kept_parts(spec: SampleSpec, path: Path, thinning: Thinning, share: float) -> Iterator[Columns]:
    """The source's parts with only the kept events, and the sum of weights lowered by ``share``."""
    start = 0
    for columns in rootfile.stream(path, spec.tree, spec.recipe):
        length = len(next(iter(columns.values())))
        positions = thinning.positions(start, length)
        kept = {name: values[positions] for name, values in columns.items()}
        if spec.simulation and spec.recipe.sum_branch:
            kept[spec.recipe.sum_branch] = np.asarray(kept[spec.recipe.sum_branch]) * np.float32(share)
        yield kept
        start += length
        if thinning.first is not None and start >= thinning.first:
            return


def _finish(path: Path, note: dict[str, Any]) -> dict[str, Any]:
    provenance.write_json(path.with_name(path.name + ".json"), note)
    return note


def _stem(file: SourceFile) -> str:
    return Path(file.name).stem + ".root"


def _title(spec: SampleSpec) -> str:
    return f"{spec.release.experiment} Open Data, record {spec.record}, recipe {spec.recipe.name} {spec.recipe.version}"


def curate_file(spec: SampleSpec, file: SourceFile, path: Path, edition: Edition, folder: Path) -> dict[str, Any]:
    """Make one curated file of the source ``path`` and return its provenance; nothing is done where it is current."""
    target = folder / _stem(file)
    checksum_text = f"adler32:{edition.adler32}"
    inputs = provenance.fingerprint(
        {
            "source": [edition.edition, edition.size, checksum_text],
            "recipe": asdict(spec.recipe),
            "simulation": asdict(spec.simulation) if spec.simulation else None,
            "max_events": spec.max_events,
            "record": [spec.record, spec.doi, spec.release.licence, spec.release.luminosity_fb, file.period],
            "format": provenance.FORMAT,
        }
    )
    noted = provenance.read(target)
    if noted is not None and provenance.is_current(target, inputs):
        return noted
    print(f"  {spec.id}: {file.name}", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    events = rootfile.entries(path, spec.tree, spec.recipe)
    thinning = _thinning(spec, events)
    share = _share_of_weights(spec, path, thinning) if spec.simulation and thinning.stride > 1 else 1.0
    part = target.with_name(target.name + ".part")
    rootfile.write(part, spec.tree, _title(spec), spec.recipe, _kept_parts(spec, path, thinning, share))
    os.replace(part, target)
    kept = thinning.count(events)
    selection: dict[str, Any] = {"events": {"before": events, "after": kept}}
    if thinning.stride > 1:
        selection["thinned_to"] = f"every {thinning.stride}th event"
    if spec.simulation:
        before = spec.simulation.sum_of_weights
        selection["sum_of_weights"] = {"before": before, "after": before * share}
    origin = {"edition": edition.edition, "note": edition.note, "size": edition.size, "checksum": checksum_text}
    return _finish(target, provenance.of_file(target, spec, file, origin, selection, inputs))


def practice_file(spec: SampleSpec, file: SourceFile, everything: list[SampleSpec], folder: Path) -> dict[str, Any]:
    """Make the practice stand-in of one source file and return its provenance; nothing is done where it is current."""
    target = folder / (PRACTICE_PREFIX + _stem(file))
    others = [asdict(s.simulation) | asdict(s.practice) for s in everything if s.simulation and spec.kind == "data"]
    inputs = provenance.fingerprint(
        {
            "generator": practice.VERSION,
            "practice": asdict(spec.practice),
            "recipe": asdict(spec.recipe),
            "simulation": asdict(spec.simulation) if spec.simulation else None,
            "others": others,
            "record": [spec.record, spec.doi, spec.release.licence, spec.release.luminosity_fb, file.period],
            "format": provenance.FORMAT,
        }
    )
    noted = provenance.read(target)
    if noted is not None and provenance.is_current(target, inputs):
        return noted
    print(f"  {spec.id}: practice sample instead of {file.name}", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    made = practice.make(spec, file, everything)
    part = target.with_name(target.name + ".part")
    rootfile.write(part, spec.tree, practice.label(spec), spec.recipe, iter([made.columns]))
    os.replace(part, target)
    origin = {"practice": practice.label(spec), "generator": practice.VERSION, "seed": spec.practice.seed}
    selection: dict[str, Any] = {"events": {"before": made.generated, "after": made.accepted}}
    if made.sum_of_weights is not None:
        selection["sum_of_weights"] = {"before": made.sum_of_weights, "after": made.sum_of_weights}
    return _finish(target, provenance.of_file(target, spec, file, origin, selection, inputs))


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
        return {str(entry["id"]) for entry in noted["samples"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def curate(args: argparse.Namespace) -> int:
    """Make every sample of the profile and the catalogue; returns the exit code."""
    profile = manifest.load(args.manifest, args.profile)
    everything = list(manifest.samples(args.manifest).values())
    args.out.mkdir(parents=True, exist_ok=True)
    entries = []
    for spec in profile.samples:
        folder = args.out / spec.id
        found = _found(spec, args.downloads)
        if len(found) == len(spec.files):
            files = [curate_file(spec, file, path, edition, folder) for file, path, edition in found]
        elif args.no_practice:
            missing = ", ".join(sorted({f.name for f in spec.files} - {f.name for f, _path, _edition in found}))
            print(f"curate: {spec.id}: {missing} was not fetched and practice is not allowed", file=sys.stderr)
            return 1
        else:
            files = [practice_file(spec, file, everything, folder) for file in spec.files]
        _sweep(folder, files)
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
    print(f"{len(entries)} samples, {real} real and {len(entries) - real} practice, {size / 2**20:.1f} MiB: {args.out}")
    return 0


def run(args: argparse.Namespace) -> int:
    """Entry of the verb."""
    try:
        return curate(args)
    except (manifest.ManifestError, rootfile.SourceError, practice.PracticeError, OSError) as error:
        print(f"curate: {error}", file=sys.stderr)
        return 1
