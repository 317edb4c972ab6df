"""Where every curated file comes from, written beside it as ``<file>.json``, and the catalogue of them all.

The catalogue is what `lhcbox.samples` reads; a file's provenance is what a curator follows back to the record.
"""

import gzip
import hashlib
import json
import os
from pathlib import Path
from typing import Any

from bake.manifest import Expected, SampleSpec, SourceFile

CATALOGUE = "catalogue.json"
FORMAT = 2


def sha256(path: Path) -> str:
    """SHA-256 of the file ``path``."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fingerprint(inputs: dict[str, Any]) -> str:
    """One digest of everything that a curated file is made of: it is made anew when, and only when, this changes."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, default=str).encode()).hexdigest()


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write ``content`` so that a reader sees the old file or the whole new one; packed where the name ends in .gz."""
    part = path.with_name(path.name + ".part")
    if path.suffix == ".gz":  # for programs only: no line breaks, and no time, so that two bakes give the same bytes
        part.write_bytes(gzip.compress(json.dumps(content, ensure_ascii=False).encode(), mtime=0))
    else:
        part.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(part, path)


def read(path: Path) -> dict[str, Any] | None:
    """The provenance of the curated file ``path``; None where there is none that can be read."""
    try:
        content: dict[str, Any] = json.loads(path.with_name(path.name + ".json").read_text(encoding="utf-8"))
        return content
    except (OSError, ValueError):
        return None


def is_current(path: Path, inputs: str) -> bool:
    """Whether ``path`` was made of just these inputs and has not changed since."""
    noted = read(path)
    return (
        noted is not None and noted.get("inputs") == inputs and path.is_file() and noted.get("sha256") == sha256(path)
    )


def of_file(
    path: Path, spec: SampleSpec, source: SourceFile, origin: dict[str, Any], kept: dict[str, Any], inputs: str
) -> dict[str, Any]:
    """The provenance of the curated file ``path``.

    Args:
        path: the file, finished.
        spec: its sample.
        source: the record's file that it is made of, or stands for.
        origin: the source's edition, or the practice generator.
        kept: what curating found: ``events``, ``steps``, ``excerpt``, ``precision``, ``content_digest``,
            ``luminosity_share``, and ``sum_of_weights`` where it is known.
        inputs: the `fingerprint` of all of that.
    """
    share = kept.pop("luminosity_share")
    period = spec.release.periods_fb.get(source.period) if source.period else None
    practice = origin.get("practice")
    return {
        "format": FORMAT,
        "file": path.name,
        "sample": spec.id,
        "real": practice is None,
        "practice": practice,
        "experiment": spec.release.experiment,
        "release": spec.release.name,
        "record": spec.record,
        "record_title": None if spec.record is None else spec.release.record_titles[spec.record],
        "doi": spec.doi,
        "licence": spec.release.licence,
        "source": {"name": source.name, **origin},
        "recipe": {"name": spec.recipe.name, "version": spec.recipe.version, "selection": spec.recipe.selection},
        "preselection": spec.recipe.preselection,
        "looser_than": spec.recipe.looser_than,
        "period": source.period,
        "luminosity_fb": period * share if period is not None and share is not None else None,
        "luminosity_share": share,
        **kept,
        "tree": spec.tree,
        "units": {branch.name: branch.unit for branch in spec.recipe.branches if branch.unit},
        "bytes": path.stat().st_size,
        "sha256": sha256(path),
        "inputs": inputs,
    }


def _luminosity(spec: SampleSpec, files: list[dict[str, Any]]) -> float | None:
    """Luminosity of what is kept, in 1/fb: of the files' periods, or the sample's by the share of its events."""
    if spec.kind != "data":
        return None
    periods = [item["luminosity_fb"] for item in files]
    if None not in periods:
        return float(sum(periods))
    if spec.luminosity_fb is None:
        return None
    events = [item["events"]["before"] for item in files]
    used = sum(n * item["luminosity_share"] for n, item in zip(events, files, strict=True))
    return float(spec.luminosity_fb * used / sum(events))


def _sum_of_weights(files: list[dict[str, Any]]) -> float | None:
    """What weights are divided by. The files of a sample share one sum, over all events that were generated for it."""
    sums = {item["sum_of_weights"]["after"] for item in files if item.get("sum_of_weights")}
    return sums.pop() if len(sums) == 1 else None


def of_sample(spec: SampleSpec, files: list[dict[str, Any]]) -> dict[str, Any]:
    """The catalogue's entry of a sample, of the provenance of its ``files``."""
    simulation = spec.simulation
    practice = next((item["practice"] for item in files if item["practice"]), None)
    return {
        "id": spec.id,
        "title": spec.title,
        "kind": spec.kind,
        "real": all(item["real"] for item in files),
        "practice": practice,
        "experiment": spec.release.experiment,
        "release": spec.release.name,
        "release_title": spec.release.title,
        "collection": spec.collection,
        "family": spec.family,
        "energy_tev": spec.energy_tev if spec.energy_tev is not None else spec.release.energy_tev,
        "record": spec.record,
        "record_title": None if spec.record is None else spec.release.record_titles[spec.record],
        "doi": spec.doi,
        "licence": spec.release.licence,
        "luminosity_fb": _luminosity(spec, files),
        "process": simulation.process if simulation else None,
        "dsid": simulation.dsid if simulation else None,
        "short_name": simulation.short_name if simulation else None,
        "cross_section_pb": simulation.effective_cross_section_pb if simulation else None,
        "filter_efficiency": simulation.filter_efficiency if simulation else None,
        "k_factor": simulation.k_factor if simulation else None,
        "generated_events": simulation.generated_events if simulation else None,
        "sum_of_weights": _sum_of_weights(files),
        "sum_of_weights_source": simulation.effective_sum_of_weights if simulation else None,
        "weight_factors": list(spec.recipe.weight_factors) if spec.kind == "mc" else [],
        "expected": next((item["expected"] for item in files if item.get("expected")), None)
        or of_expected(spec.practice.expected if spec.practice else None),
        "tree": spec.tree,
        "recipe": {"name": spec.recipe.name, "version": spec.recipe.version},
        "selection": spec.recipe.selection,
        "preselection": spec.recipe.preselection,
        "looser_than": spec.recipe.looser_than,
        "unknowns": list(spec.unknowns),
        "note": spec.note,
        "branches": _branches(spec),
        "files": [
            {
                "path": f"{spec.id}/{item['file']}",
                "source": item["source"]["name"],
                "period": item["period"],
                "luminosity_fb": item["luminosity_fb"],
                "luminosity_share": item["luminosity_share"],
                "edition": item["source"].get("edition"),
                "source_checksum": item["source"].get("checksum"),
                "events_before": item["events"]["before"],
                "events": item["events"]["after"],
                "steps": item["steps"],
                "excerpt": item["excerpt"],
                "precision": item["precision"],
                "bytes": item["bytes"],
                "sha256": item["sha256"],
                "content_digest": item["content_digest"],
            }
            for item in files
        ],
    }


def of_expected(expected: Expected | None) -> dict[str, Any] | None:
    """What the lesson's selection is to yield, with where that number is from."""
    if expected is None:
        return None
    return {"yield": expected.yield_, "luminosity_fb": expected.luminosity_fb, "source": expected.source}


def _branches(spec: SampleSpec) -> list[dict[str, Any]]:
    """Every branch of the curated tree; counters are made by the writer and are int32."""
    described = [
        {"name": b.name, "type": b.type, "unit": b.unit, "meaning": b.meaning, "list": b.counter is not None}
        for b in spec.recipe.branches
    ]
    counters = dict.fromkeys(b.counter for b in spec.recipe.branches if b.counter)
    return described + [
        {"name": name, "type": "int32", "unit": None, "meaning": None, "list": False} for name in counters
    ]
