"""Run by the bake's Python: packs of random events, and what `hist` makes of them; prints JSON.

``engine SEED``, ``packs``, ``size EVENTS`` or ``statistics``. Steps of the grids are powers of 2: nobody rounds.
"""

import base64
import gzip
import json
import math
import struct
import sys
from collections.abc import Callable
from decimal import Decimal, getcontext
from typing import Any

import hist
import numpy as np
from scipy.stats import chi2, norm

from lhcbox.analyser.pack import PackError, Process, Variable, pack, read

NAMES = ("sum", "sum2", "count")
Columns = dict[str, np.ndarray[Any, Any]]


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


# Random events and selections -----------------------------------------------------------------------------------------


def grids(wide: bool) -> list[Variable]:
    return [
        Variable("mass", "range", 16, -2, 6),
        Variable("channel", "category", 5),
        Variable("angle", "range", 512 if wide else 8, 0, 8),
        Variable("jets", "category", 3),
    ]


def column(rng: np.random.Generator, variable: Variable, events: int) -> np.ndarray[Any, Any]:
    """Values of which some lie on edges, beyond the ends, at infinity, or are missing."""
    if variable.kind == "category":
        return rng.integers(0, variable.n + 3, events).astype(float)
    values = rng.normal((variable.low + variable.high) / 2, 3, events)
    on_edges = rng.random(events) < 0.4
    values[on_edges] = np.round(values[on_edges] * 4) / 4
    odd = np.array([np.nan, np.inf, -np.inf, variable.low, variable.high, np.nextafter(variable.high, -np.inf)])
    return np.where(rng.random(events) < 0.1, rng.choice(odd, events), values)


def events(rng: np.random.Generator, variables: list[Variable]) -> list[Process]:
    """Data, simulation with weights of either sign, one of a constant weight, and one without events."""
    made = []
    for key, number in (("data", 90), ("signal", 1), ("background", 400), ("constant", 150), ("empty", 0)):
        columns = {variable.key: column(rng, variable, number) for variable in variables}
        weights = {"data": None, "constant": np.full(number, -0.25)}.get(key, rng.normal(0.3, 1, number))
        made.append(Process(key, columns, weights, key == "data"))
    return made


def any_cut(rng: np.random.Generator, variable: Variable) -> Any:
    kind = rng.random()
    if kind < 0.2:
        return None
    if variable.kind == "category":
        return {"keep": [int(c) for c in np.flatnonzero(rng.random(variable.n) < 0.5) + 1]}
    edges = [int(edge) for edge in rng.integers(0, variable.n + 1, 2)]
    if kind < 0.4:
        edges = [0, edges[1]] if kind < 0.3 else [edges[0], variable.n]
    return {"from": edges[0], "to": edges[1]} if kind < 0.45 else {"from": min(edges), "to": max(edges)}


# The same from scratch ------------------------------------------------------------------------------------------------


def passes(variable: Variable, values: np.ndarray[Any, Any], cut: Any) -> np.ndarray[Any, Any]:
    """Whether values pass a cut, decided in the unit of the variable."""
    if cut is None:
        return np.ones(len(values), bool)
    if "keep" in cut:
        return np.isin(values, cut["keep"])
    if cut["from"] == 0 and cut["to"] == variable.n:
        return np.ones(len(values), bool)
    if cut["from"] >= cut["to"]:
        return np.zeros(len(values), bool)
    step = (variable.high - variable.low) / variable.n
    low = -np.inf if cut["from"] == 0 else variable.low + cut["from"] * step
    high = variable.low + cut["to"] * step
    return (values >= low) & ((values < high) | (cut["to"] == variable.n))


def histogram(variable: Variable, values: Any, process: Any, weights: Any, number: int) -> list[Any]:
    """Sums of weights and of their squares, and counts, at process and code, flattened; filled by `hist`."""
    axis: Any
    if variable.kind == "category":
        known = np.isin(values, np.arange(1, variable.n + 1))
        axis, filled = hist.axis.Integer(1, variable.n + 1), values[known].astype(int)
    else:
        known = ~np.isnan(values)
        axis, filled = hist.axis.Regular(variable.n, variable.low, variable.high), values[known]
    axes = (hist.axis.Integer(0, number, flow=False), axis)
    weighted = hist.Hist(*axes, storage=hist.storage.Weight())
    plain = hist.Hist(*axes, storage=hist.storage.Int64())
    weighted.fill(process[known], filled, weight=weights[known])
    plain.fill(process[known], filled)
    lost = hist.Hist(axes[0], storage=hist.storage.Weight()).fill(process[~known], weight=weights[~known])
    counted = hist.Hist(axes[0], storage=hist.storage.Int64()).fill(process[~known])
    view, missing = weighted.view(flow=True), lost.view()
    parts = (
        (view["value"], missing["value"]),
        (view["variance"], missing["variance"]),
        (plain.view(flow=True), counted.view()),
    )
    return [np.column_stack(pair).astype(np.float64).ravel() for pair in parts]


def engine(seed: int) -> dict[str, Any]:
    """A pack, random selections, and after each every number that the engine gives, as float64."""
    rng = np.random.default_rng(seed)
    wide = seed % 5 == 0
    variables = grids(wide)
    processes = events(rng, variables)
    data = pack(variables, processes)
    scales = [about["scale"] for about in read(data).header["processes"]]
    number = len(processes)
    process = np.concatenate([np.full(len(p.columns["mass"]), i) for i, p in enumerate(processes)])
    values = {v.key: np.concatenate([p.columns[v.key] for p in processes]) for v in variables}
    whole = np.concatenate([
        np.ones(len(p.columns["mass"])) if p.weights is None else np.rint(np.asarray(p.weights) / scale)
        for p, scale in zip(processes, scales, strict=True)
    ])  # fmt: skip
    scaled = whole * np.array(scales)[process]
    cuts: dict[str, Any] = dict.fromkeys(values)
    steps, expected = [], []
    last: list[Any] = []
    for _step in range(60 if wide else 300):
        if not steps or rng.random() < 0.4:  # a hand stays with a variable for some moves
            moved = variables[rng.integers(len(variables))]
        cuts[moved.key] = any_cut(rng, moved)
        steps.append([moved.key, cuts[moved.key]])
        passed = {v.key: passes(v, values[v.key], cuts[v.key]) for v in variables}
        last = []
        for variable in variables:
            chosen = np.logical_and.reduce([ok for key, ok in passed.items() if key != variable.key])
            given = values[variable.key][chosen], process[chosen]
            expected += histogram(variable, *given, whole[chosen], number)
            last.append(histogram(variable, *given, scaled[chosen], number)[:2])
        flow = np.ones(len(process), bool)
        for ok in [flow, *passed.values()]:
            flow = flow & ok
            per_process = hist.Hist(hist.axis.Integer(0, number, flow=False), storage=hist.storage.Weight())
            view = per_process.fill(process[flow], weight=whole[flow]).view()
            expected += [view["value"], view["variance"], np.bincount(process[flow], minlength=number).astype(float)]
    return {
        "pack": text(data),
        "steps": steps,
        "expected": text(b"".join(array.tobytes() for array in expected)),
        "scaled": [[array.tolist() for array in pair] for pair in last],
    }


# Packs ----------------------------------------------------------------------------------------------------------------


def refused(make: Callable[[], Any]) -> list[str | None]:
    try:
        make()
    except PackError as error:
        return [str(error), error.reason]
    return ["", None]


def rewritten(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    return gzip.compress(change(gzip.decompress(data)), mtime=0)


def packs() -> dict[str, Any]:
    """Packs of all shapes, what is in them, and what is refused."""
    rng = np.random.default_rng(7)
    variables = [*grids(True), Variable("narrow", "range", 252, 0, 1), Variable("broad", "range", 253, 0, 1)]
    processes = events(rng, variables)
    one = {v.key: np.array([1.0]) for v in variables}
    none = {v.key: np.zeros(0) for v in variables}
    shapes = {
        "many": processes,
        "no process": [],
        "no events": [Process("data", none)],
        "one event": [Process("data", one, None, True)],
        "one weighted event": [Process("mc", one, np.array([-3.5]))],
        "negative": [Process("mc", {k: np.repeat(c, 3) for k, c in one.items()}, np.array([-1.0, -2.0, -0.5]))],
        "weights of zero": [Process("mc", {k: np.repeat(c, 2) for k, c in one.items()}, np.zeros(2))],
    }
    made = {name: pack(variables, shape) for name, shape in shapes.items()}
    held = {}
    for name, data in made.items():
        back = read(data)
        held[name] = {
            "pack": text(data),
            "header": back.header,
            "codes": {key: codes.tolist() for key, codes in back.codes.items()},
            "weights": back.weights.tolist(),
        }
    shuffled = []
    for process in processes:
        order = rng.permutation(len(process.columns["mass"]))
        weights = None if process.weights is None else np.asarray(process.weights)[order]
        columns = {key: np.asarray(values)[order] for key, values in process.columns.items()}
        shuffled.append(Process(process.key, columns, weights, process.real))
    many = made["many"]
    flipped = bytearray(many)
    flipped[len(many) // 2] ^= 16
    header = struct.unpack_from("<I", gzip.decompress(many), 8)[0]
    broken = {
        "flipped": bytes(flipped),
        "cut off": many[: len(many) // 2],
        "nothing": b"",
        "a page": b"<!doctype html>",
        "another file": gzip.compress(b"something else, but long enough"),
        "another format": rewritten(many, lambda plain: plain.replace(b'"format":1', b'"format":2')),
        "another version": rewritten(many, lambda plain: plain.replace(b"LHCBOXA1", b"LHCBOXA2")),
        "short columns": rewritten(many, lambda plain: plain[:-1]),
        "long columns": rewritten(many, lambda plain: plain + b"\0"),
        "no header": rewritten(many, lambda plain: plain[:12] + b"?" * header + plain[12 + header :]),
    }
    values = np.array([-np.inf, -2.0001, -2.0, -1.5, 5.9999, 6.0, np.inf, np.nan])
    three = {v.key: np.zeros(3) for v in variables}
    return {
        "held": held,
        "broken": {name: text(data) for name, data in broken.items()},
        "reasons": {name: refused(lambda data=data: read(data))[1] for name, data in broken.items()},
        "codes": variables[0].codes(values).tolist(),
        "categories": variables[1].codes(np.array([0, 1, 5, 6, 1.5, np.nan, -np.inf])).tolist(),
        "on edges": all(
            (Variable("x", "range", n, 0, n * 0.1).codes(np.arange(n) * 0.1) >= np.arange(n)).all()
            for n in (3, 7, 1000)
        ),
        "same bytes": pack(variables, shuffled) == pack(variables, processes) == many,
        "refused": {
            "infinite": refused(lambda: pack(variables, [Process("top", three, np.array([1, np.inf, 1]))])),
            "missing": refused(lambda: pack(variables, [Process("top", three, np.array([1, np.nan, 1]))])),
            "too different": refused(
                lambda: pack(
                    variables, [Process("top", {v.key: np.zeros(9_001) for v in variables}, [5e4, *[0.3] * 9_000])]
                )
            ),
            "shorter": refused(lambda: pack(variables, [Process("top", three, np.ones(2))])),
            "no column": refused(lambda: pack(variables, [Process("top", {}, None)])),
            "twice": refused(lambda: pack(variables, [Process("top", three), Process("top", three)])),
            "no range": refused(lambda: Variable("x", "range", 10, 1, 1)),
            "steps": refused(lambda: Variable("x", "range", 1001, 0, 1)),
        },
        "lost": [
            abs(about["scale"] * read(many).weights[about["from"] : about["to"]].sum(dtype=np.int64) - about["sum"])
            / max(abs(about["sum"]), 1e-30)
            for about in read(many).header["processes"]
        ],
    }


def analysis(number: int) -> tuple[list[Variable], list[Process]]:
    """Eight variables and six processes as analyses have them; the first process is data, the second the signal."""
    rng = np.random.default_rng(1)
    variables = [
        Variable("mll", "range", 100, 0, 200), Variable("pt", "range", 100, 0, 200),
        Variable("met", "range", 100, 0, 200), Variable("dphi", "range", 90, 0, 180),
        Variable("mt", "range", 150, 0, 300),
        Variable("jets", "category", 6), Variable("channel", "category", 3), Variable("btags", "category", 3),
    ]  # fmt: skip
    processes = []
    for i, share in enumerate((0.02, 0.08, 0.2, 0.3, 0.3, 0.1)):
        n = int(number * share)
        columns = {
            "mll": rng.normal(91, 3, n) if i == 3 else rng.gamma(3, 20 + 5 * i, n),
            "pt": rng.gamma(2, 20 + 3 * i, n),
            "met": rng.exponential(30 + 5 * i, n),
            "dphi": 180 * rng.beta(2 + i, 2, n),
            "mt": rng.gamma(4, 20, n),
            "jets": 1 + np.minimum(rng.poisson(1 + 0.3 * i, n), 5),
            "channel": rng.integers(1, 4, n),
            "btags": 1 + np.minimum(rng.poisson(0.3, n), 2),
        }
        weights = None if i == 0 else rng.normal(0.01, 0.0025, n) * np.where(rng.random(n) < 0.1, -1, 1)
        processes.append(Process(f"process{i}", columns, weights, i == 0))
    return variables, processes


def size(number: int) -> dict[str, Any]:
    """A pack of eight variables and six processes as analyses have them."""
    return {"events": number, "pack": text(pack(*analysis(number)))}


# Statistics -----------------------------------------------------------------------------------------------------------


def statistics() -> dict[str, Any]:
    """Garwood's intervals, significances and fits, each by other means than the page's."""
    tail = norm.sf(1)
    counts = [0, 1, 2, 3, 4, 7, 10, 50, 100, 999, 1000, 1001, 5000, 1_000_000]
    intervals = [[float(chi2.ppf(tail, 2 * n) / 2) if n else 0.0, float(chi2.isf(tail, 2 * n + 2) / 2)] for n in counts]
    rng = np.random.default_rng(3)
    tried = [
        [float(x) for x in (10 ** rng.uniform(-2, 4), 10 ** rng.uniform(-1, 5), rng.choice([0, 0.01, 0.1, 0.3, 1]))]
        for _ in range(200)
    ]
    exact = [asimov(*given) for given in tried]
    asimovs, errors = [z for z, _error in exact], [error for _z, error in exact]
    return {
        "counts": counts, "intervals": intervals, "tried": tried, "asimov": asimovs, "errors": errors,
        "fits": fits(rng),
    }  # fmt: skip


def asimov(s: float, b: float, f: float) -> tuple[float, float]:
    """The published formula with 60 digits, and its error if S is known to a tenth and B to a twentieth."""
    getcontext().prec = 60

    def z(signal: Decimal, background: Decimal) -> Decimal:
        n, variance = signal + background, (Decimal(f) * background) ** 2
        if not f:
            return (2 * (n * (n / background).ln() - signal)).sqrt()
        first = n * (n * (background + variance) / (background**2 + n * variance)).ln()
        ratio = 1 + variance * signal / (background * (background + variance))
        return (2 * (first - background**2 / variance * ratio.ln())).sqrt()

    here, step = (Decimal(s), Decimal(b)), Decimal("1e-12")
    by_signal = (z(here[0] * (1 + step), here[1]) - z(here[0] * (1 - step), here[1])) / (2 * step)
    by_background = (z(here[0], here[1] * (1 + step)) - z(here[0], here[1] * (1 - step))) / (2 * step)
    return float(z(*here)), math.hypot(float(by_signal) * 0.1, float(by_background) * 0.05)


def fits(rng: np.random.Generator) -> list[dict[str, Any]]:
    """Peaks on backgrounds, and what numpy's least squares make of them, with given variances and reweighted."""
    answers = []
    for order in (0, 1, 2, 4):
        edges = np.linspace(105, 160, 56)
        middle = (edges[1:] + edges[:-1]) / 2
        bins = norm.cdf(edges[1:], 125, 2) - norm.cdf(edges[:-1], 125, 2)
        counts = rng.poisson(300 * np.exp(-(middle - 105) / 40) + 400 * bins)
        t = (2 * edges - 265) / 55
        columns = [np.polynomial.legendre.Legendre.basis(n).integ() for n in range(order + 1)]
        design = np.column_stack([*((c(t[1:]) - c(t[:-1])) / (t[1] - t[0]) for c in columns), bins])
        given = counts + 1.0
        fixed = lstsq(design, counts, given)
        spread = counts.astype(float)
        for _ in range(40):
            spread = design @ lstsq(design, counts, spread)[0]
        free = lstsq(design, counts, spread)
        answers.append({
            "edges": edges.tolist(), "counts": counts.tolist(), "order": order, "variances": given.tolist(),
            "fixed": [part.tolist() for part in fixed], "free": [part.tolist() for part in free],
        })  # fmt: skip
    return answers


def lstsq(design: Any, counts: Any, spread: Any) -> tuple[Any, Any, Any]:
    """Coefficients, errors and chi squared."""
    root = 1 / np.sqrt(spread)
    weighted = design * root[:, None]
    values = np.linalg.lstsq(weighted, counts * root, rcond=None)[0]
    errors = np.sqrt(np.diag(np.linalg.inv(weighted.T @ weighted)))
    return values, errors, np.array([((counts - design @ values) ** 2 / spread).sum()])


if __name__ == "__main__":
    verb, *rest = sys.argv[1:]
    does: dict[str, Callable[..., Any]] = {"engine": engine, "packs": packs, "size": size, "statistics": statistics}
    answer = does[verb](*map(int, rest))
    json.dump(answer, sys.stdout, default=lambda value: None if math.isnan(value) else value)
