"""Run by the bake's Python: what the analyser of one's own must show, worked out without it; prints JSON.

``columns SEED``, ``dimuon``, ``four``, ``kept``, ``refused LANGUAGE`` or ``thinned``.
"""

import json
import os
import struct
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ["LHCBOX_SHARE"] = "/src/build/unpacked/share"

import awkward as ak
import numpy as np

import lhcbox
from lhcbox.analyser import axes, columns, yours
from lhcbox.analyser.declaration import Declaration
from lhcbox.analyser.pack import PackError, Process, Variable, pack, read
from lhcbox.analyser.questions import Refused

NAN = float("nan")
FOUR = ["atlas13-4lep-zz", "atlas13-4lep-zee", "atlas13-4lep-ttbar", "atlas13-4lep-ggh", "atlas13-4lep-data"]
CMS = {"samples": ["cms8-dimuon"], "variables": [{"quantity": "nMuon"}]}


def shown(question: dict[str, Any], language: str = "en") -> tuple[dict[str, Any], Any]:
    """What is answered: the JSON and the events."""
    answer = yours.answer(question, language)
    (length,) = struct.unpack_from("<I", answer)
    return json.loads(answer[4 : 4 + length]), read(answer[4 + length :])


def column(*seed: int) -> list[dict[str, Any]]:
    """Random values with what Python makes of them."""
    random = np.random.default_rng(seed)
    made = []
    for case in range(60):
        size = int(random.integers(1, 400))
        width = 10.0 ** random.integers(-8, 9)
        values = random.normal(random.normal() * width * 3, width, size)
        match case % 4:
            case 1:
                values = np.round(random.normal(0, [3, 20, 300][case % 3], size))
            case 2:
                values = np.exp(random.normal(0, 3, size))
            case 3:
                values = np.full(size, round(float(values[0]), 3))
        values = np.where(random.random(size) < 0.05, random.choice([NAN, np.inf, -np.inf], size), values)
        axis = axes.proposed(values)
        grid = axes.grid(axis)
        kind = "category" if case % 5 == 0 else "range"
        variable = Variable("x", kind, 7 if kind == "category" else grid.n, grid.low, grid.high)
        weights = random.normal(1, 2, size) if case % 3 else np.full(size, 0.3)
        try:
            about = read(pack([], [Process("p", {}, weights)])).header["processes"][0]
        except PackError:
            about = None
        made.append({
            "values": [repr(float(value)) for value in values],
            "few": axes.values_of(values), "axis": axis,
            "grid": [grid.low, grid.high, grid.n, grid.group, grid.digits],
            "variable": [kind, variable.n, variable.low, variable.high],
            "codes": variable.codes(values).tolist(), "bytes": variable.width,
            "weights": weights.tolist(), "whole": about and [about["scale"], about["sum"]],
            "steps": about and sorted(np.rint(weights / about["scale"]).astype(int).tolist()),
        })  # fmt: skip
    return made


def dimuon() -> dict[str, Any]:
    """Masses of exactly two muons, 0 to 120 GeV in 60 bins, and the momenta of the first, by `vector`."""
    events = lhcbox.open("cms8-dimuon").events(["Muon"])
    two = events.Muon[ak.num(events.Muon) == 2]
    mass = np.asarray((two[:, 0] + two[:, 1]).mass)
    pt = np.asarray(two[:, 0].pt)
    return {
        "events": len(mass),
        "mass": np.histogram(mass, 60, (0, 120))[0].tolist(),
        "pt": np.histogram(pt[(mass >= 80) & (mass < 100)], 50, (0, 100))[0].tolist(),
    }


def four() -> dict[str, Any]:
    """The mass of four leptons, 80 to 250 GeV in 34 bins: sums of weights of each process, data counted."""
    luminosity = lhcbox.open("atlas13-4lep-data").luminosity_fb
    found = {}
    for name in FOUR:
        sample = lhcbox.open(name)
        events = sample.events(["lep"], unit="GeV")
        mass = np.asarray(ak.sum(events.lep, axis=1).mass)
        weights = sample.weights(events, luminosity) if sample.kind == "mc" else np.ones(len(events))
        key = "data" if sample.kind == "data" else name.replace("-", "_")
        found[key] = np.histogram(mass, 34, (80, 250), weights=weights)[0].tolist()
    return found


def kept() -> dict[str, Any]:
    """An analyser.yml that was saved, read like those of the box: the same events, weights and axes."""
    question = {
        "samples": FOUR, "signal": ["atlas13-4lep-ggh"], "keep": "sum(lep_charge) == 0",
        "variables": [
            {"quantity": "lep.system", "axis": [80, 250, 34]}, {"quantity": "lep_pt", "take": "second"},
            {"quantity": "lep_type", "take": "sum"}, {"quantity": "lep_isTightID", "take": "number"},
            {"values": "max(lep_pt) / min(lep_pt)", "title": "{how} _uneven^: #1", "unit": "%"},
        ],
    }  # fmt: skip
    told, events = shown(question, "es")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own" / "analyser.yml"
        path.parent.mkdir()
        path.write_text(told["yml"], encoding="utf-8")
        declared = Declaration.read(path, lhcbox.samples.catalogue())
        again = columns.packed(declared, columns.filled(declared))
    page = declared.page("es")
    differ = [key for key in ("low", "high", "n", "group", "digits", "kind", "key") if
              [v[key] for v in page["variables"]] != [v[key] for v in told["declaration"]["variables"]]]  # fmt: skip
    return {
        "same": read(again).header == events.header
        and all((read(again).codes[k] == c).all() for k, c in events.codes.items()),
        "differ": differ,
        "kinds": {each["key"]: each["kind"] for each in page["processes"]},
        "stamps": [page["stamp"], told["declaration"]["stamp"]],
    }


def refused(language: str) -> dict[str, str]:
    """Choices that can't be, with what is said."""
    one = {"samples": ["cms8-dimuon"]}
    wrong: dict[str, Any] = {
        "nothing": {}, "no samples": {"samples": [], "variables": []}, "no variables": {**one, "variables": []},
        "a list": ["cms8-dimuon"], "another entry": {**CMS, "path": "/etc/passwd"},
        "unknown": {**CMS, "samples": ["cms8-dimoun"]}, "path": {**CMS, "samples": ["../../etc/passwd"]},
        "null": {**CMS, "samples": ["cms8-dimuon\x00"]}, "number": {**CMS, "samples": [1]},
        "nine": {**one, "variables": [{"quantity": "nMuon"}] * 9},
        "many": {"samples": sorted(lhcbox.samples.catalogue())[:25], "variables": CMS["variables"]},
        "quantity": {**one, "variables": [{"quantity": "lep_pt"}]},
        "take": {**one, "variables": [{"quantity": "Muon_pt", "take": "__class__"}]},
        "both": {**one, "variables": [{"quantity": "nMuon", "values": "nMuon"}]},
        "import": {**one, "variables": [{"values": "__import__('os').system('id')"}]},
        "attribute": {**one, "variables": [{"values": "nMuon.__class__"}]},
        "branch": {**one, "variables": [{"values": "max(Moun_pt)"}]},
        "list": {**one, "variables": [{"values": "Muon_pt"}]},
        "giant": {**one, "variables": [{"values": "+".join(["nMuon"] * 4000)}]},
        "deep": {**one, "variables": [{"values": "abs(" * 60 + "nMuon" + ")" * 60}]},
        "power": {**one, "variables": [{"values": "nMuon ** 999999"}]},
        "nan": {**one, "variables": [{"quantity": "nMuon", "axis": [NAN, 1, 5]}]},
        "infinite": {**one, "variables": [{"quantity": "nMuon", "axis": [0, float("inf"), 5]}]},
        "backwards": {**one, "variables": [{"quantity": "nMuon", "axis": [5, 1, 5]}]},
        "narrow": {**one, "variables": [{"quantity": "nMuon", "axis": [1, 1 + 1e-15, 5]}]},
        "bins": {**one, "variables": [{"quantity": "nMuon", "axis": [0, 1, 10**9]}]},
        "no bins": {**one, "variables": [{"quantity": "nMuon", "axis": [0, 1, 0]}]},
        "text": {**one, "variables": [{"quantity": "nMuon", "axis": ["0", 1, 5]}]},
        "keep": {**CMS, "keep": "nMuon"}, "keeps nothing": {**CMS, "keep": "nMuon > 99"},
        "luminosity": {"samples": ["atlas13-4lep-zz"], "variables": [{"quantity": "lep_n"}], "luminosity": -1},
        "luminosities": {"samples": ["atlas13-4lep-data", "atlas13e-4lep-data"], "variables": [{"quantity": "lep_n"}]},
        "unweighted": {"samples": ["cms8-dimuon", "atlas13-4lep-zz"], "variables": [{"quantity": "nMuon"}]},
        "apart": {"samples": ["atlas13-4lep-zz", "atlas8-2lep-zee"], "variables": [{"quantity": "met_et"}]},
    }  # fmt: skip
    said = {}
    for name, question in wrong.items():
        try:
            yours.answer(question, language)
            said[name] = ""
        except Refused as sentence:
            said[name] = str(sentence)
    return said


def thinned() -> dict[str, Any]:
    """More events than a page is given: a part of all, at a luminosity that is smaller by as much."""
    question = {"samples": FOUR, "variables": [{"quantity": "lep_n"}]}
    whole, all_events = shown(question)
    yours.MOST_EVENTS = 5000
    part, few = shown(question)
    sums = [{each["key"]: each["sum"] for each in events.header["processes"]} for events in (all_events, few)]
    return {
        "events": [all_events.header["events"], few.header["events"]],
        "sums": sums, "stamps": [each["declaration"]["stamp"] for each in (whole, part)],
        "notes": [each["declaration"]["notes"] for each in (whole, part)],
    }  # fmt: skip


if __name__ == "__main__":
    verb, *rest = sys.argv[1:]
    does: dict[str, Any] = {
        "columns": lambda seed: column(int(seed)), "dimuon": dimuon, "four": four, "kept": kept, "refused": refused,
        "thinned": thinned,
    }  # fmt: skip
    json.dump(does[verb](*rest), sys.stdout)
