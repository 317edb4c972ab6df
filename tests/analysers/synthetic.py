"""Pages of an analysis that nobody made, for the tests of the page; runs in the tools' image and prints JSON.

``{"pages": {name: HTML}, "script": …, "style": …, "pack": base64}``: whole pages with their events inside by name, and
what the box would serve one by one, of which ``pages["box"]`` is the page.
"""

import base64
import gzip
import json
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from lhcbox.analyser.pack import Process, Variable, pack
from lhcbox.analyser.page import html, script, style
from lhcbox.analyser.words import words

EVENTS = {"top": 4000, "ww": 3000, "higgs": 2000, "data": 1500}
EXPECTED = {"top": 500.0, "ww": 900.0, "higgs": 100.0}
VARIABLES = (
    Variable("channel", "category", 3, 0, 3),
    Variable("mll", "range", 100, 0, 200),
    Variable("met", "range", 50, 0, 100),
)
TITLES = {"channel": "Channel", "mll": "Mass of the two leptons", "met": "Missing transverse momentum"}
CHANNELS = (("two electrons", "ee"), ("two muons", "μμ"), ("electron and muon", "eμ"))


def columns(process: str, events: int) -> dict[str, Any]:
    """Numbers that differ between the processes, the same in every run."""
    random = np.random.default_rng(list(process.encode()))
    middle = {"higgs": 40, "data": 85}.get(process, 90)
    return {
        "channel": random.integers(1, 4, events),
        "mll": random.normal(middle, 12, events),
        "met": random.gamma(3, 12, events),
    }


def process(key: str, events: int | None = None, sign: int = 1) -> Process:
    """One process; constant weights, so that what must come out can be counted by hand."""
    number = EVENTS[key] if events is None else events
    weights = None if key == "data" else np.full(number, sign * EXPECTED[key] / EVENTS[key])
    return Process(key, columns(key, number), weights, key == "data")


def variable(each: Variable) -> dict[str, Any]:
    """One variable as the page wants it."""
    category = each.kind == "category"
    return {
        "key": each.key, "title": TITLES[each.key], "symbol": each.key, "unit": "" if category else "GeV",
        "kind": each.kind, "low": each.low, "high": each.high, "n": each.n, "group": 1 if category else 5, "digits": 0,
        "explain": "One sentence.",
        "categories": [{"title": title, "short": short} for title, short in CHANNELS] if category else [],
    }  # fmt: skip


def step(text: str, hint: str, check: Sequence[dict[str, Any]], right: str) -> dict[str, Any]:
    """One step of an activity."""
    return {"text": text, "hint": hint, "check": check, "right": right}


def declaration(language: str, processes: Sequence[str] = tuple(EVENTS)) -> dict[str, Any]:
    """What ``Declaration.page`` would give."""
    kinds = {"higgs": "signal", "data": "data"}
    patterns = {"top": "\\", "ww": "/", "higgs": "x", "data": "none"}
    titles = {"top": "Top quarks", "ww": "WW", "higgs": "Higgs boson", "data": "Data"}
    looked = [{"process": "data", "visible": True}, {"number": "root", "above": 0.5}]
    steps = [
        step("Keep electron and muon.", "Press eμ.", [{"keep": "channel", "only": [3]}], "No Z left."),
        step("Small masses only.", "", [{"cut": "mll", "to": {"max": 60}}], "Well cut."),
        step("Now look.", "", looked, ""),
    ]
    find = {
        "key": "find",
        "title": "Find the Higgs boson",
        "text": "In three steps.",
        "start": {"c": {"met": [20, None]}},
    }
    return {
        "slug": "tried", "title": "A tried analysis", "summary": "Nobody made it.", "language": language,
        "stamp": "√s = 8 TeV, 1 fb⁻¹", "label": "practice simulation, not ATLAS data",
        "processes": [
            {"key": key, "title": titles[key], "kind": kinds.get(key, "background"), "colour": place,
             "pattern": patterns[key], "visible": True}
            for place, key in enumerate(processes)
        ],
        "variables": [
            variable(each) for each in VARIABLES
        ],
        "hidden_data": True, "background_uncertainty": [0, 0.1, 0.2],
        "fit": {"variable": "mll", "mean": 40, "width": 12, "order": 2},
        "activities": [{**find, "steps": steps}],
        "notes": ["A note about this box."],
        "sources": [{"id": "some-sample", "title": "Some sample", "real": False}],
    }  # fmt: skip


def main() -> None:
    """Print them all."""
    whole = pack(VARIABLES, [process(key) for key in EVENTS])
    plain = bytearray(gzip.decompress(whole))
    plain[:8] = b"OTHERFMT"
    packs = {
        "empty": pack(VARIABLES, [process(key, 0) for key in EVENTS]),
        "one": pack(VARIABLES, [process(key, 1 if key == "higgs" else 0) for key in EVENTS]),
        "negative": pack(VARIABLES, [process(key, sign=-1) for key in EVENTS if key != "data"]),
        "lacking": pack(VARIABLES[:2], [process(key) for key in EVENTS if key != "ww"]),
        "cut-off": whole[: len(whole) // 2],
        "foreign": gzip.compress(bytes(plain)),
        "text": b"<html>not found</html>",
    }
    switch = {language: f"tried.{language}.html" for language in ("en", "es")}
    pages = {
        f"tried.{language}": html(
            declaration(language), words(language), language, whole, home="START-HERE.html", switch=switch
        )
        for language in ("en", "es")
    }
    for name, data in packs.items():
        shown = tuple(key for key in EVENTS if key != "data") if name == "negative" else tuple(EVENTS)
        pages[name] = html(declaration("en", shown), words("en"), "en", data)
    data_only = pack(VARIABLES, [process("data")])
    bare = {
        **declaration("en", ("data",)),
        "hidden_data": False,
        "activities": [],
        "background_uncertainty": [0],
        "sources": [],
    }
    pages["data-only"] = html(bare, words("en"), "en", data_only)
    pages["box"] = html(
        declaration("en"), words("en"), "en", "/pack.bin", switch={"en": "/?lang=en", "es": "/?lang=es"}, version="1"
    )
    made = {"pages": pages, "script": script(), "style": style(), "pack": base64.b64encode(whole).decode()}
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    main()
