"""Which events of a source stay: preselection, then thinning, part by part and in any number of processes.

Thinning. Of N events that passed the preselection, m are kept. In simulation they are spread evenly: number r stays
where m (r + 1) / N reaches the next whole number. The sum of weights that later yields are divided by is lowered by the
*share of the weights* that the kept events hold, signs and all, W(kept) / W(all), rather than by m / N. Both are right
on average. With a share p of the weights and a share q of the squared weights in a later selection, the variance of
its yield is as q with m / N and as q - 2pq + p^2 with the share of the weights: smaller wherever p < 2q, and nothing at
all for the total. Only where positive and negative weights nearly cancel is W(kept) too uncertain to divide by, and
m / N is taken. Of collision data the first m are kept, and the luminosity is lowered by m / N.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from bake import columns as columns_of
from bake.columns import Columns, SourceError
from bake.manifest import Recipe
from lhcbox.expression import Expression

UNCERTAIN = 0.2  # relative error of W(kept); a ratio's bias is at most this share of its statistical error
CHUNK = 1 << 18  # weights in memory at a time
# Other sums over all generated events that a tree may carry in each event; they count events, so m / N lowers them
COUNTS = frozenset({"num_events", "sum_of_weights_squared"})

Weights = npt.NDArray[np.float64]
Positions = npt.NDArray[np.int64]


class Source(Protocol):
    """A tree or a table, see `bake.rootfile.Tree`."""

    @property
    def entries(self) -> int: ...
    @property
    def names(self) -> frozenset[str]: ...
    def parts(self, names: Iterable[str], stop: int) -> list[tuple[int, int]]: ...
    def read(self, names: Iterable[str], start: int, stop: int) -> Columns: ...


@dataclass(frozen=True)
class Cut:
    """The preselection of a recipe on one source; can be sent to another process."""

    source: Source
    path: Path
    recipe: Recipe
    simulated: bool  # whether events have weights

    def __post_init__(self) -> None:
        kept = {branch.name for branch in self.recipe.branches}
        missing = [branch.name for branch in self.recipe.branches if branch.name not in self.source.names]
        missing += sorted((self._selects | set(self._factors)) - kept - self.source.names)
        if missing:
            raise SourceError(
                f"{self.path}: lacks {'the columns' if self.recipe.source == 'csv' else 'the branches'} "
                f"{', '.join(missing)}, which recipe {self.recipe.name} reads; take them out of the recipe or the file "
                "out of the manifest"
            )

    @property
    def _factors(self) -> tuple[str, ...]:
        return self.recipe.weight_factors if self.simulated else ()

    @property
    def _selects(self) -> frozenset[str]:
        return self._expression.branches if self._expression else frozenset()

    @property
    def _expression(self) -> Expression | None:
        text = self.recipe.preselection
        where = f"recipe {self.recipe.name}, preselection"
        return Expression(text, self.source.names, where) if text else None

    @property
    def weighted(self) -> bool:
        """Whether each event has a weight."""
        return bool(self._factors)

    @property
    def reads(self) -> tuple[str, ...]:
        """Branches to read: those kept, their counters where the source has them, those of preselection and weight."""
        kept = [branch.name for branch in self.recipe.branches]
        counters = {b.counter for b in self.recipe.branches if b.counter} & self.source.names
        return tuple(dict.fromkeys([*kept, *sorted(counters | self._selects), *self._factors]))

    @property
    def measures(self) -> tuple[str, ...]:
        """Branches that preselection and weight alone need."""
        return tuple(dict.fromkeys([*sorted(self._selects), *self._factors]))

    def passing(self, columns: Columns) -> Positions:
        """Positions of the events that pass."""
        expression = self._expression
        if expression is None:
            return np.arange(columns_of.length(columns))
        return np.flatnonzero(expression.mask(columns))

    def weights(self, columns: Columns) -> Weights:
        """Product of the weight factors of each event."""
        product = np.ones(columns_of.length(columns))
        for name in self._factors:
            product *= np.asarray(columns[name], dtype=np.float64)
        if not np.isfinite(product).all():
            at = int(np.flatnonzero(~np.isfinite(product))[0])
            raise SourceError(
                f"{self.path}: the weight of an event ({', '.join(self._factors)}) is not finite, number {at} of this "
                "part; no sum of weights can be made of it: fetch the file again"
            )
        return product


@dataclass(frozen=True)
class Measured:
    """What passed in one part: how many, and their weights where they have any."""

    events: int
    weights: Weights | None


def measure(task: tuple[Cut, int, int]) -> Measured:
    """The first of two passes, needed where the number that passes must be known before the first one is kept."""
    cut, start, stop = task
    if not cut.measures:
        return Measured(stop - start, None)
    columns = cut.source.read(cut.measures, start, stop)
    positions = cut.passing(columns)
    return Measured(len(positions), cut.weights(columns)[positions] if cut.weighted else None)


@dataclass(frozen=True)
class Spread:
    """``kept`` of ``of`` events: evenly spread, or the first ones."""

    kept: int
    of: int
    first: bool

    def of_ranks(self, start: int, length: int) -> Positions:
        """Of the events numbered ``start`` to ``start + length``, the positions of those that stay."""
        ranks = np.arange(start, start + length, dtype=np.int64)
        if self.first:
            return np.flatnonzero(ranks < self.kept)
        return np.flatnonzero((ranks + 1) * self.kept // self.of > ranks * self.kept // self.of)


@dataclass(frozen=True)
class Thinning:
    """How simulation or data become fewer: which events, and by which share yields are made up for it."""

    spread: Spread
    share: float
    by_weights: bool


def thinning(spread: Spread, weights: Iterator[Weights] | None) -> Thinning:
    """The share that the kept ones of all ``weights`` hold, see the module's text; without weights kept / of."""
    events = Thinning(spread, spread.kept / spread.of, False)
    if weights is None:
        return events
    kept, total, squares, start = [], [], [], 0
    for chunk in weights:
        kept.append(float(chunk[spread.of_ranks(start, len(chunk))].sum()))
        total.append(float(chunk.sum()))
        squares.append(float((chunk**2).sum()))
        start += len(chunk)
    sum_kept, sum_all = math.fsum(kept), math.fsum(total)
    if not sum_all:
        return events
    mean = sum_all / spread.of
    variance = max(0.0, math.fsum(squares) / spread.of - mean**2)
    error = math.sqrt(variance * (1 - spread.kept / spread.of) / spread.kept) / abs(mean)
    share = sum_kept / sum_all
    return Thinning(spread, share, True) if share > 0 and error < UNCERTAIN else events


@dataclass(frozen=True)
class Task:
    """One part to select from; ``rank`` is the number of the first event that passes in it."""

    cut: Cut
    start: int
    stop: int
    rank: int = 0
    spread: Spread | None = None
    lowered: Mapping[str, float] = field(default_factory=dict)  # branch -> factor


@dataclass(frozen=True)
class Selected:
    """What stays of one part, finished for writing, and sums of weights: all, preselected, kept."""

    columns: Columns
    read: int
    passed: int
    sums: tuple[float, float, float]


def select(task: Task) -> Selected:
    """Read one part and keep what stays.

    Raises:
        SourceError: the source is not what its recipe needs.
        ExpressionError: the preselection can't be worked out.
    """
    cut = task.cut
    columns = cut.source.read(cut.reads, task.start, task.stop)
    passed = stay = cut.passing(columns)
    if task.spread is not None:
        stay = passed[task.spread.of_ranks(task.rank, len(passed))]
    sums = (0.0, 0.0, 0.0)
    if cut.weighted:
        weights = cut.weights(columns)
        sums = float(weights.sum()), float(weights[passed].sum()), float(weights[stay].sum())
    read = task.stop - task.start
    if len(stay) < read:
        columns = {name: columns_of.taken(values, stay) for name, values in columns.items()}
    finished = columns_of.finished(cut.recipe, columns, str(cut.path), stay + task.start)
    for name, factor in task.lowered.items():
        finished[name] = finished[name] * finished[name].dtype.type(factor)
    return Selected(finished, read, len(passed), sums)
