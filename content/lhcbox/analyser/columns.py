"""The events of an analyser: one column a variable, one weight an event, process by process.

Every energy, momentum and mass of an expression is in the unit of the sample's branches, as in `content/cards.yml`.
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import awkward as ak
import numpy as np
from numpy.typing import NDArray

from lhcbox import samples
from lhcbox.analyser import makers, pack
from lhcbox.analyser.declaration import Declaration, DeclarationError, Process, Unavailable, Variable, expression
from lhcbox.expression import Expression, ExpressionError
from lhcbox.language import gettext
from lhcbox.sample import Sample, SampleError, UnknownLuminosity

Column = NDArray[np.float64]


@dataclass(frozen=True)
class Filled:
    """The events of one process that pass `keep` and `where`.

    Attributes:
        columns: variable to its values, one an event; of categories the number of the category, counted from 1, and
            NaN for a value that is in none.
        weights: how many collisions each event stands for, signs kept; None for data.
        real: whether all of its events are the experiment's, collisions or simulation.
    """

    process: Process
    columns: Mapping[str, Column]
    weights: Column | None
    real: bool

    @property
    def events(self) -> int:
        """How many there are."""
        return len(next(iter(self.columns.values())))

    @property
    def total(self) -> float:
        """Sum of the weights, or the number of collisions."""
        return float(self.events if self.weights is None else np.sum(self.weights))


def filled(declaration: Declaration, every: int = 1) -> tuple[Filled, ...]:
    """The events of each process of which the box holds a sample, in the order of the declaration.

    Args:
        declaration: which events, which columns.
        every: takes one event in so many of each sample; weights stay as they are.

    Raises:
        DeclarationError: an expression fails, a weight is no number, or weights need a luminosity that is not stated.
        Unavailable: the box holds none of the samples.
    """
    shown = declaration.shown()
    if not shown:
        raise Unavailable(f"{declaration.path}: this profile has none of its samples; add them to the profile")
    luminosity = declaration.luminosity()
    return tuple(_process(declaration, process, luminosity, every) for process in shown)


def _process(declaration: Declaration, process: Process, luminosity: float | None, every: int) -> Filled:
    parts = []
    for name in process.held():
        sample = samples.get(name)
        try:
            parts.append(_Reader(declaration, process, sample).read(luminosity, every))
        except (ExpressionError, SampleError, ValueError) as error:
            if isinstance(error, DeclarationError):
                raise
            raise declaration.fault(f"processes.{process.key}, sample {name}", str(error)) from error
    columns = {key: np.concatenate([part[0][key] for part in parts]) for key in parts[0][0]}
    weights = None if process.kind == "data" else np.concatenate([part[1] for part in parts])
    return Filled(process, columns, weights, all(samples.get(name).real for name in process.held()))


class _Reader:
    """Reads one sample for one process."""

    def __init__(self, declaration: Declaration, process: Process, sample: Sample) -> None:
        self.declaration, self.process, self.sample = declaration, process, sample
        self.where = f"processes.{process.key}, sample {sample.id}"
        branches = sample.branches
        self.makers = [self._maker(name) for name in declaration.rest.get("makers", ())]
        known = [*branches, *(column for maker in self.makers for column in maker.columns)]
        self.defined: dict[str, Expression] = {}
        for name, text in declaration.rest.get("define", {}).items():
            if name in known:
                raise declaration.fault(f"define.{name}", f"{sample.id} has a branch of this name; choose another one")
            self.defined[name] = self._expression(text, known, f"define.{name}")
            known.append(name)
        self.keep = self._optional(declaration.rest.get("keep"), known, "keep")
        self.only = self._optional(process.where, known, f"processes.{process.key}.where")
        self.weight = self._optional(process.weight, known, f"processes.{process.key}.weight")
        self.values = {
            variable.key: self._expression(variable.expression, known, f"variables.{variable.key}")
            for variable in declaration.variables
        }

    def read(self, luminosity: float | None, every: int = 1) -> tuple[dict[str, Column], Column]:
        """Columns and weights of the events that are kept."""
        wanted = self._wanted()
        made = {column for maker in self.makers for column in maker.columns}
        branches = {name for name in wanted if name not in made and name not in self.defined}
        for maker in self.makers:
            branches |= set(maker.branches)
        if self.process.kind != "data" and self.weight is None:
            branches |= set(self.sample.weight_factors)
        order = self.sample.branches
        events = self.sample.arrays(sorted(branches or order[:1], key=_place(order)))
        if every > 1:
            events = ak.to_packed(events[::every])  # a copy, so that the others need no memory any more
        columns: dict[str, Any] = {name: events[name] for name in events.fields}
        for maker in self.makers:
            columns |= maker.make(events)
        for name, formula in self.defined.items():
            if name in wanted:
                columns[name] = formula.values(columns)
        chosen = np.ones(len(events), dtype=np.bool_)
        for condition in (self.keep, self.only):
            if condition is not None:
                chosen &= condition.mask(columns)
        weights = self._weights(events, columns, luminosity)[chosen]
        self._finite(weights)
        found = {}
        for variable in self.declaration.variables:
            values = self.values[variable.key].values(columns)
            if isinstance(values, ak.Array):
                raise self.declaration.fault(
                    f"variables.{variable.key}",
                    gettext("gives a list an event; take one of it: name[0] or max(name)", "analyser"),
                )
            values = np.asarray(values, dtype=np.float64)[chosen]
            found[variable.key] = numbered(variable, values) if variable.categories else values
        return found, weights

    def _weights(self, events: Any, columns: Mapping[str, Any], luminosity: float | None) -> Column:
        if self.process.kind == "data":
            return np.ones(len(events))
        if self.weight is not None:
            return np.asarray(self.weight.values(columns), dtype=np.float64)
        if self.sample.kind == "data":
            raise self.declaration.fault(
                self.where, "this sample holds collisions, which have no weights; make the process of kind data"
            )
        if luminosity is None and self.sample.cross_section_pb is not None:
            raise self.declaration.fault("luminosity_fb", f"{self.sample.id} needs one; state luminosity_fb in 1/fb")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UnknownLuminosity)  # the page's stamp says it
            return self.sample.weights(events, luminosity)

    def _finite(self, weights: Column) -> None:
        wrong = int(np.sum(~np.isfinite(weights)))
        if wrong:
            raise self.declaration.fault(
                self.where, f"{wrong} of {len(weights)} weights are no numbers (NaN, infinite); leave these events out"
                " with where, or mend the sample"
            )  # fmt: skip

    def _wanted(self) -> set[str]:
        """Names that the expressions use, those behind the defined ones included."""
        todo = [*self.values.values(), *(each for each in (self.keep, self.only, self.weight) if each is not None)]
        wanted: set[str] = set()
        while todo:
            for name in todo.pop().branches - wanted:
                wanted.add(name)
                if name in self.defined:
                    todo.append(self.defined[name])
        return wanted

    def _maker(self, name: str) -> makers.Maker:
        if name not in makers.MAKERS:
            raise self.declaration.fault("makers", f"there is no maker {name!r}; choose {', '.join(makers.MAKERS)}")
        maker = makers.MAKERS[name]
        missing = [branch for branch in maker.branches if branch not in self.sample.branches]
        if missing:
            raise self.declaration.fault(
                "makers", f"{name} needs the branch {missing[0]}, which {self.sample.id} lacks; leave the maker or the"
                " sample out"
            )  # fmt: skip
        return maker

    def _expression(self, text: str, known: list[str], entry: str) -> Expression:
        return expression(text, known, f"{self.declaration.path}: {entry} ({self.sample.id})")

    def _optional(self, text: str | None, known: list[str], entry: str) -> Expression | None:
        return None if text is None else self._expression(text, known, entry)


def numbered(variable: Variable, values: Column) -> Column:
    """The number of the category, from 1, in which each value is: the first that fits; NaN for none."""
    found = np.full(len(values), np.nan)
    for number, category in reversed(list(enumerate(variable.categories, 1))):
        if category.values:
            inside = np.isin(values, category.values)
        else:
            low = -np.inf if category.low is None else category.low
            high = np.inf if category.high is None else category.high
            inside = (values >= low) & (values <= high)
        found[inside] = number
    return found


def packed(declaration: Declaration, fills: Sequence[Filled]) -> bytes:
    """The events as the page gets them.

    Raises:
        PackError: weights can't be kept as whole numbers, or an axis has too many steps.
    """
    variables = [
        pack.Variable(each.key, "category" if each.categories else "range", each.n, each.low, each.high)
        for each in declaration.variables
    ]
    return pack.pack(
        variables, [pack.Process(each.process.key, each.columns, each.weights, each.real) for each in fills]
    )


def edges(variable: Variable) -> Column:
    """The edges of the fine grid, n + 1 of them, in the variable's unit."""
    return np.linspace(variable.low, variable.high, variable.n + 1)


def rows(fills: tuple[Filled, ...]) -> Iterator[tuple[str, int, float]]:
    """Key, events and sum of weights of each process."""
    for each in fills:
        yield each.process.key, each.events, each.total


def _place(order: list[str]) -> Any:
    places = {name: place for place, name in enumerate(order)}
    return lambda name: places.get(name, len(places))
