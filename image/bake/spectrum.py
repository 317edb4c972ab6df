"""What the plot on a data card is drawn from: one quantity of a sample as a histogram with its statistical errors.

The rule: simulated events count with their signed weights, collisions count one each, and a part of a sample is never
shown without saying so.
"""

import fnmatch
import json
import math
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import awkward as ak
import jsonschema
import numpy as np
import uproot
import yaml
from hist.intervals import poisson_interval

from lhcbox.expression import Expression

MOST_EVENTS = 50_000
"""Read of a sample for its plot: enough for a picture of this size, and quick."""

BLOCKS = 20
"""In so many places of a file that is not read whole, spread evenly: tables are often sorted by process."""

Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
Entry: TypeAlias = Mapping[str, Any]  # of a sample in the catalogue


class CardError(Exception):
    """The table of plots or a sample can't be used for a card; names file, entry and remedy."""


@dataclass(frozen=True)
class Plot:
    """One plot of ``cards.yml``; ``axis`` is (from, to, bins) in ``unit``."""

    name: str
    quantity: str
    values: str
    unit: str
    axis: tuple[float, float, int]
    which: str | None = None
    only: str | None = None
    define: tuple[tuple[str, str], ...] = ()
    spacing: str = "even"
    counts: str = "even"
    marks: tuple[tuple[str, float], ...] = ()

    @property
    def branches(self) -> frozenset[str]:
        """The branches that its expressions use."""
        parts = dict(self.define)
        return frozenset().union(*map(_names, (self.values, self.only or "True", *parts.values()))) - parts.keys()

    @property
    def edges(self) -> Floats:
        """Edges of the bins, one more than bins."""
        low, high, bins = self.axis
        return np.geomspace(low, high, bins + 1) if self.spacing == "log" else np.linspace(low, high, bins + 1)


@dataclass(frozen=True)
class Rule:
    """Samples that belong together, and the plots that they may get, the best first."""

    title: str
    samples: tuple[str, ...]
    plots: tuple[Plot, ...]

    def fits(self, sample: str) -> bool:
        """Whether the sample is one of these."""
        return any(fnmatch.fnmatchcase(sample.lower(), pattern) for pattern in self.samples)


@dataclass(frozen=True)
class Spectrum:
    """The histogram of one sample.

    ``normalised`` says what ``contents`` are: "counts" of events, events expected "per_fb" of luminosity, or sums of
    "weights" of an unknown luminosity. ``low`` and ``high`` are the lengths of the error bars: central 68 % Poisson
    interval of counts, root of the sum of squared weights otherwise. ``drawn`` of ``of`` events were read; the contents
    of a simulated sample are scaled up by their ratio.
    """

    edges: tuple[float, ...]
    contents: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    normalised: str
    drawn: int
    of: int
    chosen: int  # of those drawn, the ones that the plot is about
    inside: int  # of those, the ones within the axis
    negative: int  # of those inside, the ones with a negative weight
    mean: float | None  # of those inside, with their weights; None where the weights add up to nothing

    @property
    def peak(self) -> int | None:
        """The fullest bin; None where there is nothing."""
        best = int(np.argmax(self.contents))
        return best if self.contents[best] > 0 else None


def rules(path: Path) -> list[Rule]:
    """The table of plots.

    Raises:
        CardError: it does not follow its schema, or names a plot that is not there.
    """
    schema = json.loads(path.with_suffix(".schema.json").read_text(encoding="utf-8"))
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise CardError(f"{path}: this is not YAML: {error}") from error
    fault = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(content))
    if fault is not None:
        raise CardError(f"{path}: {'.'.join(map(str, fault.absolute_path)) or 'the whole'}: {fault.message}")
    plots = {name: _plot(path, name, given) for name, given in content["plots"].items()}
    unknown = sorted({name for card in content["cards"] for name in card["plots"]} - plots.keys())
    if unknown:
        raise CardError(f"{path}: cards: no plot is called {unknown[0]!r}; there are {', '.join(plots)}")
    return [
        Rule(card["title"], tuple(card["samples"]), tuple(plots[name] for name in card["plots"]))
        for card in content["cards"]
    ]


def _plot(path: Path, name: str, given: Mapping[str, Any]) -> Plot:
    low, high, bins = given["axis"]
    if not low < high or (given.get("spacing") == "log" and low <= 0):
        raise CardError(f"{path}: plots.{name}.axis: must rise, and begin above 0 where the spacing is log")
    for key, text in {
        **given.get("define", {}),
        **{key: given[key] for key in ("values", "only") if key in given},
    }.items():
        Expression(text, _names(text), f"{path}: plots.{name}.{key}")
    pairs = {key: tuple(given.get(key, {}).items()) for key in ("define", "marks")}
    return Plot(name=name, **{**given, **pairs, "axis": (float(low), float(high), bins)})


def _names(text: str) -> frozenset[str]:
    """Whatever could be the name of a branch in ``text``: every word but those before a bracket."""
    return frozenset(re.findall(r"\b[A-Za-z_]\w*\b(?!\s*\()", text)) - {"and", "or", "not", "True", "False"}


def rule_of(sample: str, table: list[Rule]) -> Rule:
    """The first entry of the table that fits the sample.

    Raises:
        CardError: none does.
    """
    for rule in table:
        if rule.fits(sample):
            return rule
    raise CardError(f"{sample}: no entry of cards.yml fits; add one, or a last one with the pattern *")


def plot_of(entry: Entry, folder: Path, rule: Rule) -> Plot | None:
    """The first plot of ``rule`` for which the sample has the branches; None where there is none.

    Raises:
        CardError: the sample's first file cannot be read.
    """
    there: set[str] = set()
    for file in entry["files"][:1]:
        with _opened(folder / file["path"], entry["tree"]) as tree:
            there = set(tree.keys())
    return next((plot for plot in rule.plots if plot.branches <= there), None)


@contextmanager
def _opened(path: Path, tree: str) -> Iterator[Any]:
    """The tree of a curated file; whatever reading a damaged file raises, in our words: it can be any exception."""
    try:
        with uproot.open(path) as source:
            yield source[tree]
    except Exception as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise CardError(f"{path}: cannot be read ({reason}); run `python -m bake curate` again") from error


def fill(entry: Entry, folder: Path, plot: Plot) -> Spectrum:
    """The histogram of ``plot`` for a sample of the catalogue in ``folder``.

    Raises:
        CardError: a file of the sample cannot be read.
        ExpressionError: the plot's expression does not fit the branches.
    """
    parts = list(_parts(entry, folder, plot))
    values = np.concatenate([part[0] for part in parts])
    weights = np.concatenate([part[1] for part in parts])
    drawn, of = sum(part[2] for part in parts), sum(file["events"] for file in entry["files"])
    normalised, factor = _normalisation(entry)
    if normalised != "counts" and drawn:
        factor *= of / drawn
    weights = weights * factor
    edges = plot.edges
    inside = (values >= edges[0]) & (values < edges[-1])
    contents, _ = np.histogram(values[inside], edges, weights=weights[inside])
    squares, _ = np.histogram(values[inside], edges, weights=weights[inside] ** 2)
    low, high = _errors(contents, squares, normalised)
    total = float(weights[inside].sum())
    return Spectrum(
        edges=_short(edges),
        contents=_short(contents),
        low=_short(low),
        high=_short(high),
        normalised=normalised,
        drawn=drawn,
        of=of,
        chosen=len(values),
        inside=int(inside.sum()),
        negative=int((weights[inside] < 0).sum()),
        mean=_short([float((values * weights)[inside].sum()) / total])[0] if total > 0 else None,
    )


def _short(numbers: Any) -> tuple[float, ...]:
    # six digits: what a picture needs, and the same on every processor whatever the order of its sums
    return tuple(float(f"{number:.6g}") for number in numbers)


def _errors(contents: Floats, squares: Floats, normalised: str) -> tuple[Floats, Floats]:
    if normalised != "counts":
        return np.sqrt(squares), np.sqrt(squares)
    lowest, highest = poisson_interval(contents)
    empty = contents == 0  # a bar on each empty bin would hide the full ones
    return np.where(empty, 0, contents - lowest), np.where(empty, 0, highest - contents)


def _normalisation(entry: Entry) -> tuple[str, float]:
    """What the contents are, and the factor that makes them so of the products of ``weight_factors``."""
    if entry["kind"] == "data":
        return "counts", 1.0
    cross_section, sum_of_weights = entry.get("cross_section_pb"), entry.get("sum_of_weights")
    if cross_section is None or not sum_of_weights:
        return ("weights" if entry.get("weight_factors") else "counts"), 1.0
    return "per_fb", 1000.0 * cross_section / sum_of_weights


def shares(events: list[int], most: int) -> list[int]:
    """How many events to read of each file, so that each gives the same share and all together about ``most``.

    Example:
        >>> shares([100, 300], 200)
        [50, 150]
    """
    total = sum(events)
    return list(events) if total <= most else [math.ceil(count * most / total) for count in events]


def blocks(events: int, wanted: int) -> list[tuple[int, int]]:
    """Where to read ``wanted`` of ``events`` events: parts from one position up to another, spread evenly.

    Example:
        >>> blocks(100, 40)[:3], sum(stop - start for start, stop in blocks(100, 40))
        ([(0, 2), (5, 7), (10, 12)], 40)
        >>> blocks(100, 100)
        [(0, 100)]
    """
    if wanted >= events:
        return [(0, events)]
    bounds = [wanted * part // BLOCKS for part in range(BLOCKS + 1)]
    starts = [events * part // BLOCKS for part in range(BLOCKS)]
    return [(start, start + b - a) for start, a, b in zip(starts, bounds, bounds[1:], strict=False)]


def _parts(entry: Entry, folder: Path, plot: Plot) -> Iterator[tuple[Floats, Floats, int]]:
    """File by file: values, products of weights, and how many events were read."""
    factors = list(entry.get("weight_factors") or []) if entry["kind"] != "data" else []
    for file, events in zip(entry["files"], shares([f["events"] for f in entry["files"]], MOST_EVENTS), strict=True):
        needed = sorted(plot.branches | set(factors))
        with _opened(folder / file["path"], entry["tree"]) as tree:
            read = [tree.arrays(needed, entry_start=a, entry_stop=b) for a, b in blocks(file["events"], events)]
        arrays = ak.concatenate(read)
        columns = {name: arrays[name] for name in needed}
        product = np.ones(len(arrays))
        for name in factors:
            product = product * np.asarray(columns[name], dtype=np.float64)
        values, chosen = _worked_out(plot, columns)
        chosen &= np.isfinite(values)
        yield values[chosen], product[chosen], len(values)


def _worked_out(plot: Plot, columns: dict[str, Any]) -> tuple[Floats, np.ndarray[Any, np.dtype[np.bool_]]]:
    """The plot's quantity of every event, and which events it is about."""
    where = f"cards.yml: plots.{plot.name}"
    known = dict(columns)
    for name, text in plot.define:
        known[name] = Expression(text, known, f"{where}.{name}").values(known)
    values = np.asarray(Expression(plot.values, known, where).values(known), dtype=np.float64)
    return values, Expression(plot.only or "True", known, where).mask(known)


def as_json(spectrum: Spectrum) -> dict[str, Any]:
    """Plain values."""
    return asdict(spectrum)


def from_json(content: Mapping[str, Any]) -> Spectrum:
    """The inverse of ``as_json``."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in content.items()
    }
    return Spectrum(**values)
