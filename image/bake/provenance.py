"""Where every curated file comes from, written beside it as ``<file>.json``, and the catalogue of them all.

The catalogue is what `lhcbox.samples` reads; a file's provenance is what a curator follows back to the record.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from bake.manifest import SampleSpec, SourceFile
from bake.rootfile import content_digest

CATALOGUE = "catalogue.json"
FORMAT = 1


def sha256(path: Path) -> str:
    """SHA-256 of the file ``path``."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fingerprint(inputs: dict[str, Any]) -> str:
    """One digest of everything that a curated file is made of: it is made anew when, and only when, this changes."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, default=str).encode()).hexdigest()


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write ``content`` so that a reader sees the old file or the whole new one."""
    part = path.with_name(path.name + ".part")
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
    """The provenance of the curated file ``path``; ``origin`` is its source's edition, or its practice generator."""
    return {
        "format": FORMAT,
        "file": path.name,
        "sample": spec.id,
        "real": origin.get("practice") is None,
        "experiment": spec.release.experiment,
        "release": spec.release.name,
        "record": spec.record,
        "record_title": spec.release.record_titles[spec.record],
        "doi": spec.doi,
        "licence": spec.release.licence,
        "source": {"name": source.name, **origin},
        "recipe": {"name": spec.recipe.name, "version": spec.recipe.version, "selection": spec.recipe.selection},
        "period": source.period,
        "luminosity_fb": spec.release.periods_fb[source.period] if source.period else None,
        **kept,
        "tree": spec.tree,
        "units": {branch.name: branch.unit for branch in spec.recipe.branches if branch.unit},
        "bytes": path.stat().st_size,
        "sha256": sha256(path),
        "content_digest": content_digest(path, spec.tree),
        "inputs": inputs,
    }


def of_sample(spec: SampleSpec, files: list[dict[str, Any]]) -> dict[str, Any]:
    """The catalogue's entry of a sample, of the provenance of its ``files``."""
    simulation = spec.simulation
    sums = [item["sum_of_weights"]["after"] for item in files if item.get("sum_of_weights")]
    return {
        "id": spec.id,
        "title": spec.title,
        "kind": spec.kind,
        "real": all(item["real"] for item in files),
        "experiment": spec.release.experiment,
        "release": spec.release.name,
        "release_title": spec.release.title,
        "energy_tev": spec.release.energy_tev,
        "record": spec.record,
        "doi": spec.doi,
        "licence": spec.release.licence,
        "luminosity_fb": spec.release.luminosity_fb if spec.kind == "data" else None,
        "process": simulation.process if simulation else None,
        "dsid": simulation.dsid if simulation else None,
        "cross_section_pb": simulation.effective_cross_section_pb if simulation else None,
        "sum_of_weights": sum(sums) if sums else None,
        "weight_factors": list(spec.recipe.weight_factors) if simulation else [],
        "tree": spec.tree,
        "selection": spec.recipe.selection,
        "note": spec.note,
        "files": [
            {
                "path": f"{spec.id}/{item['file']}",
                "period": item["period"],
                "luminosity_fb": item["luminosity_fb"],
                "edition": item["source"].get("edition"),
                "source_checksum": item["source"].get("checksum"),
                "events_before": item["events"]["before"],
                "events": item["events"]["after"],
                "bytes": item["bytes"],
                "sha256": item["sha256"],
                "content_digest": item["content_digest"],
            }
            for item in files
        ],
    }
