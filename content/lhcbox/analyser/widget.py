"""The analyser in a notebook: events of one's own, or one of the box's analysers, as a widget.

Cuts are computed in the browser, as on the pages below ``/dash/``; Python sees the reader's state and may set it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache, partial
from typing import Any

import anywidget
import awkward as ak
import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from lhcbox import language, samples
from lhcbox.analyser import axes
from lhcbox.analyser.axes import Axis
from lhcbox.analyser.bundle import STATIC, bundle
from lhcbox.analyser.pack import Process, Variable, pack, read
from lhcbox.analyser.words import words
from lhcbox.sample import nearest

_ = partial(language.gettext, domain="analyser")

COLOURS = (0, 1, 2, 4, 5, 7, 8, 9, 6, 3)
PATTERNS = ("none", "/", "\\", "x", ".", "-")

Table = Mapping[str, ArrayLike]


class AnalyserError(ValueError):
    """Events that an analyser can't show; the message names the column and says what to do."""


@cache
def _script() -> str:
    return bundle(public=("render",)) + "export default { render };\n"


@cache
def _style() -> str:
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in ("chart.css", "analyser.css"))


class Analyser(anywidget.AnyWidget):
    """Linked histograms of ``events``: a cut on one shows in all of them at once.

    Args:
        events: a table (column to one number an event: a dict of arrays, an awkward record array, a data frame), or
            several by the name of their process, such as ``{"data": …, "signal": …, "background": …}``. A process
            called "data" is drawn as points, one called "signal" counts as the signal.
        weights: one number an event, or several arrays by process; None counts each event once.
        variables: the columns to show, in order; with an axis where a mapping says so: ``{"mass": (0, 200, 40)}`` is
            from 0 to 200 in 40 bins, ``None`` lets the values decide. All columns if left out.
        units: column to its unit, such as ``{"mass": "GeV"}``.
        title: of the whole.

    Raises:
        AnalyserError: a column has more than one number an event or none of the processes has it, or lengths differ.

    Attributes:
        state: what the reader has chosen, as in the address of an analyser's page: ``state["c"]`` are the cuts,
            variable to ``[from, to]`` in its unit. Set it to move the cuts from Python.
    """

    page = traitlets.Dict().tag(sync=True)
    pack = traitlets.Bytes().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        events: Table | Mapping[str, Table],
        weights: ArrayLike | Mapping[str, ArrayLike] | None = None,
        *,
        variables: Sequence[str] | Mapping[str, Axis | None] | None = None,
        units: Mapping[str, str] | None = None,
        title: str = "",
    ) -> None:
        tables = _tables(events)
        weighted = weights if isinstance(weights, Mapping) else dict.fromkeys(tables, weights)
        _known(weighted, tables, _("weights: there is no process {name!r}; there are: {names}"))
        columns = _columns(tables, variables)
        wanted = variables if isinstance(variables, Mapping) else {}
        shown = {
            name: _shown(
                name, [columns[process][name] for process in tables], wanted.get(name), (units or {}).get(name, "")
            )
            for name in next(iter(columns.values()))
        }
        packed = pack(
            [variable for variable, _page, _categories in shown.values()],
            [
                Process(
                    name,
                    {
                        key: axes.numbered(columns[name][key], categories) if categories else columns[name][key]
                        for key, (_v, _p, categories) in shown.items()
                    },
                    _weights(name, weighted.get(name), columns[name]),
                )
                for name in tables
            ],
        )
        page = {
            "slug": "own",
            "title": title,
            "summary": "",
            "language": language.current(),
            "stamp": title,
            "label": "",
            "processes": [_process(name, place) for place, name in enumerate(tables)],
            "variables": [page for _variable, page, _categories in shown.values()],
            "hidden_data": False,
            "background_uncertainty": [0, 0.1, 0.2, 0.3],
            "fit": None,
            "activities": [],
        }
        self._begin(page, packed)

    def _begin(self, page: dict[str, Any], packed: bytes) -> None:
        reader = language.current()
        super().__init__(page=page, pack=packed, words=dict(words(reader)), language=reader)

    def sums(self) -> dict[str, float]:
        """Process to the sum of its weights, of data the number of collisions, without any cut."""
        return {process["key"]: process["sum"] for process in read(self.pack).header["processes"]}

    @classmethod
    def of(cls, slug: str) -> "Analyser":
        """One of the box's analysers, in the reader's language.

        Raises:
            AnalyserError: the box has none of this name; the message names those it has.
        """
        folder = language.share() / "analysers"
        path = folder / slug / f"{language.current()}.json"
        if not path.is_file():
            there = sorted(each.parent.name for each in folder.glob("*/pack.bin"))
            raise AnalyserError(
                _("the box has no analyser {name!r}; there are: {names}").format(name=slug, names=nearest(slug, there))
            )
        made = cls.__new__(cls)
        made._begin(json.loads(path.read_text(encoding="utf-8")), (folder / slug / "pack.bin").read_bytes())
        return made


Analyser._esm = _script()
Analyser._css = _style()


def _tables(events: Any) -> dict[str, Any]:
    """The tables by the name of their process; one alone is called "events"."""
    if isinstance(events, samples.Sample):
        events = events.arrays()
    nested = isinstance(events, Mapping) and all(
        isinstance(table, Mapping | ak.Array) or hasattr(table, "columns") for table in events.values()
    )
    nested = nested and not any(isinstance(table, ak.Array) and not ak.fields(table) for table in events.values())
    if not nested:
        events = {"events": events}
    if not events:
        raise AnalyserError(_("there are no events to show; give a table, or several by the name of their process"))
    return dict(events)


def _names(table: Any) -> list[str]:
    return list(ak.fields(table)) if isinstance(table, ak.Array) else [str(name) for name in table]


def _known(given: Mapping[str, Any], known: Mapping[str, Any], message: str) -> None:
    for name in given:
        if name not in known:
            raise AnalyserError(message.format(name=name, names=", ".join(known)))


def _columns(tables: Mapping[str, Any], variables: Any) -> dict[str, dict[str, NDArray[np.float64]]]:
    """Process to column to values."""
    common = [name for name in _names(next(iter(tables.values()))) if all(name in _names(t) for t in tables.values())]
    wanted = list(common if variables is None else variables)
    if not wanted:
        raise AnalyserError(_("the tables have no column in common; give each process the same columns"))
    found: dict[str, dict[str, NDArray[np.float64]]] = {}
    for process, table in tables.items():
        found[process] = {}
        for name in wanted:
            if name not in _names(table):
                raise AnalyserError(
                    _("{process} has no column {name!r}; the nearest names are: {names}").format(
                        process=process, name=name, names=nearest(name, _names(table))
                    )
                )
            found[process][name] = _numbers(process, name, table[name])
        lengths = {name: len(values) for name, values in found[process].items()}
        if len(set(lengths.values())) > 1:
            raise AnalyserError(
                _("{process}: columns of different lengths: {lengths}").format(process=process, lengths=lengths)
            )
    return found


def _numbers(process: str, name: str, column: Any) -> NDArray[np.float64]:
    try:
        values = np.asarray(ak.to_numpy(column) if isinstance(column, ak.Array) else column, dtype=np.float64)
    except (ValueError, TypeError) as error:
        values = np.zeros((0, 0))
        cause: Exception | None = error
    else:
        cause = None
    if values.ndim != 1:
        raise AnalyserError(
            _(
                "{process}: {name} is not one number an event; choose one of a list, such as {name}[:, 0], or leave it"
                " out with variables=[…]"
            ).format(process=process, name=name)
        ) from cause
    return values


def _weights(process: str, given: Any, columns: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64] | None:
    if given is None:
        return None
    events = len(next(iter(columns.values())))
    values = np.asarray(given, dtype=np.float64)
    if values.shape != (events,):
        raise AnalyserError(
            _("{process}: {weights} weights for {events} events; there must be one each").format(
                process=process, weights=values.size, events=events
            )
        )
    if wrong := int(np.count_nonzero(~np.isfinite(values))):
        raise AnalyserError(
            _("{process}: {wrong} of {weights} weights are infinite or NaN; leave out these events").format(
                process=process, wrong=wrong, weights=values.size
            )
        )
    return values


def _shown(
    name: str, parts: Sequence[NDArray[np.float64]], axis: Axis | None, unit: str
) -> tuple[Variable, dict[str, Any], list[float]]:
    """How a column is kept, what the page says of it, and its categories' values (none on an axis)."""
    values = np.concatenate(parts)
    known = axes.values_of(values) if axis is None else []
    page: dict[str, Any] = {"key": name, "title": name, "symbol": name, "unit": unit, "explain": ""}
    if known:
        count = len(known)
        titles = [{"title": f"{value:g}", "short": f"{value:g}"} for value in known]
        page |= {"kind": "category", "low": 0, "high": count, "n": count, "group": 1, "digits": 0, "categories": titles}
        return Variable(name, "category", count), page, known
    grid = axes.grid(axis or axes.proposed(values))
    page |= {"kind": "range", **asdict(grid), "categories": []}
    return Variable(name, "range", grid.n, grid.low, grid.high), page, []


def _process(name: str, place: int) -> dict[str, Any]:
    kind = "data" if name == "data" else "signal" if name in ("signal", "Higgs") else "background"
    colour = 3 if kind == "signal" else COLOURS[place % len(COLOURS)]
    pattern = "none" if kind == "data" else PATTERNS[place % len(PATTERNS)]
    return {"key": name, "title": name, "kind": kind, "colour": colour, "pattern": pattern, "visible": True}
