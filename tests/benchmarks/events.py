"""Run by the bake's Python: ``events.py EVENTS FOLDER`` writes an analysis for our page and for its peers.

``EVENTS.html`` and ``EVENTS.pack`` are our page and its events; ``EVENTS/`` holds the same events as they were before
they were packed, a column a file, and ``variables.json``, for whoever does not read packs.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "analysers"))

from reference import analysis

from lhcbox.analyser.pack import Process, Variable, pack
from lhcbox.analyser.page import html, script, style
from lhcbox.analyser.words import words

TITLES = {
    "mll": ("Mass of the two leptons", "GeV"), "pt": ("Transverse momentum", "GeV"),
    "met": ("Missing transverse momentum", "GeV"), "dphi": ("Angle between the leptons", "°"),
    "mt": ("Transverse mass", "GeV"), "jets": ("Jets", ""), "channel": ("Channel", ""), "btags": ("b-tags", ""),
}  # fmt: skip
PATTERNS = ("none", "x", "/", "\\", "-", ".")
GROUP = 5  # fine steps of a drawn bin


def main(number: int, folder: Path) -> None:
    """Write them all."""
    variables, processes = analysis(number)
    columns = folder / str(number)
    columns.mkdir(parents=True, exist_ok=True)
    described = [
        {"key": v.key, "kind": v.kind, "low": v.low, "high": v.high, "bins": v.n // (GROUP if v.kind == "range" else 1)}
        for v in variables
    ]
    (columns / "variables.json").write_text(json.dumps(described), encoding="utf-8")
    for variable in variables:
        kind = np.float32 if variable.kind == "range" else np.uint8
        _column([np.asarray(p.columns[variable.key]) for p in processes], kind, columns / variable.key)
    lengths = [len(np.asarray(p.columns["mll"])) for p in processes]
    _column([np.full(n, i) for i, n in enumerate(lengths)], np.uint8, columns / "process")
    weights = [
        np.ones(n) if p.weights is None else np.asarray(p.weights) for n, p in zip(lengths, processes, strict=True)
    ]
    _column(weights, np.float32, columns / "weight")
    (folder / f"{number}.pack").write_bytes(pack(variables, processes))
    page = html(declaration(variables, processes), words("en"), "en", f"/{number}.pack", assets="/assets")
    (folder / f"{number}.html").write_text(page, encoding="utf-8")
    (folder / "assets").mkdir(exist_ok=True)
    (folder / "assets" / "analyser.js").write_text(script(), encoding="utf-8")
    (folder / "assets" / "analyser.css").write_text(style(), encoding="utf-8")


def _column(parts: list[Any], kind: Any, path: Path) -> None:
    path.with_suffix(".bin").write_bytes(np.concatenate(parts).astype(kind).tobytes())


def declaration(variables: list[Variable], processes: list[Process]) -> dict[str, Any]:
    """What ``Declaration.page`` would give."""
    kinds = ["data", "signal", *["background"] * (len(processes) - 2)]
    drawn = [
        {"key": process.key, "title": process.key.capitalize(), "kind": kinds[i], "colour": i, "pattern": PATTERNS[i],
         "visible": True}
        for i, process in enumerate(processes)
    ]  # fmt: skip
    shown = []
    for v in variables:
        title, unit = TITLES[v.key]
        categories = [{"title": str(c), "short": str(c)} for c in range(1, v.n + 1)] if v.kind == "category" else []
        shown.append({
            "key": v.key, "title": title, "symbol": v.key, "unit": unit, "kind": v.kind, "low": v.low, "high": v.high,
            "n": v.n, "group": 1 if categories else GROUP, "digits": 0, "categories": categories, "explain": "",
        })  # fmt: skip
    return {
        "slug": "measured", "title": "An analysis to be measured", "summary": "", "language": "en",
        "stamp": "√s = 13 TeV", "label": "practice simulation, not ATLAS data", "processes": drawn[::-1],
        "variables": shown, "hidden_data": False, "background_uncertainty": [0, 0.1], "fit": None, "activities": [],
        "notes": [], "sources": [],
    }  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
