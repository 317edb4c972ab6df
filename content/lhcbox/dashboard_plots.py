"""Plots of a dashboard: a drawing, a sentence that stands for it, and a table of the same histogram.

The drawing is a vector picture with transparent ground. Its black is replaced by a colour that follows the reader's
light or dark page.
"""

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter, NullLocator
from numpy.typing import NDArray

from lhcbox import plot
from lhcbox.dashboard_controls import Choice
from lhcbox.dashboard_samples import DATA, Chosen
from lhcbox.dashboard_text import _, brief, interval, measured, number, table

Edges = NDArray[np.float64]

LINES = (("blue", "-"), ("vermilion", "--"))
"""Colour and line of the first and second quantity where a plot shows two."""

FIGURE_INCHES = (4.9, 3.7)
INK = "#000000"

_INKS = ("#000000", "#444444", "#333333")
_VARIABLES = dict.fromkeys(_INKS, "--ink") | {plot.OKABE_ITO["blue"].lower(): "--blue"}
"""Colours that would drown in a dark page: all text, lines and hatches, and the blue of counted events."""

_THEME = (
    "<style>:root{--ink:#1a1a1a;--blue:#0072b2}svg{fill:var(--ink)}"
    "@media (prefers-color-scheme:dark){:root{--ink:#ececec;--blue:#56b4e9}}</style>"
)


@dataclass(frozen=True, kw_only=True)
class Plot:
    """What one plot shows.

    Attributes:
        key: short name, used by tests.
        title, quantity, unit: in the reader's language.
        columns: column to its name in the legend; or a :class:`Choice` whose option is the column.
        edges: of the bins; None for ``bins`` equal ones between the edges of the mass window.
        events: those in the mass window, or all selected ones.
        log: both axes logarithmic.
        ratio: data over expectation below.
        marks: name to position on the horizontal axis.
    """

    key: str
    title: str
    quantity: str
    unit: str
    columns: Mapping[str, str] | Choice
    edges: Edges | None = None
    bins: int = 50
    events: Literal["window", "selected"] = "window"
    log: bool = False
    ratio: bool = False
    marks: Mapping[str, float] = field(default_factory=dict)

    def column_names(self) -> dict[str, str]:
        """Columns to draw, with their names."""
        if isinstance(self.columns, Choice):
            return {self.columns.value: self.columns.name}
        return dict(self.columns)


@dataclass(frozen=True)
class Filled:
    """The histograms of one plot: of each quantity where there is only data, of each group otherwise."""

    what: Plot
    edges: Edges
    data: Mapping[str, plot.Histogram]
    expected: Mapping[str, plot.Histogram]
    window: tuple[float, float]


def fill(wanted: Plot, chosen: Sequence[Chosen], window: tuple[float, float]) -> Filled:
    """Fill the histograms of ``wanted`` with what the cuts left."""
    edges = np.linspace(*window, wanted.bins + 1) if wanted.edges is None else wanted.edges
    data: dict[str, plot.Histogram] = {}
    expected: dict[str, plot.Histogram] = {}
    for each in chosen:
        mask = each.in_window if wanted.events == "window" else each.selected
        weights = each.source.weights
        for column, name in wanted.column_names().items():
            filled = plot.histogram(
                each.source.columns[column][mask], edges, None if weights is None else weights[mask]
            )
            if each.source.group == DATA:
                data[name] = filled
            elif each.source.group in expected:
                expected[each.source.group] = expected[each.source.group] + filled
            else:
                expected[each.source.group] = filled
    return Filled(wanted, edges, data, expected, window)


def describe(filled: Filled, chosen: Sequence[Chosen]) -> str:
    """The plot in a few sentences: how much it holds, where its highest bin is, where its events come from."""
    wanted, edges = filled.what, filled.edges
    parts = [f"{wanted.title}."]
    for name, counted in filled.data.items():
        values = counted.values()
        label = name if len(filled.data) > 1 else _("Data")
        if values.sum() == 0:
            parts.append(_("{label}: no event.").format(label=label))
            continue
        top = int(values.argmax())
        parts.append(
            _("{label}: {events} events; the highest bin, {interval}, holds {count}.").format(
                label=label,
                events=number(float(values.sum())),
                interval=interval(edges[top], edges[top + 1], wanted.unit),
                count=number(float(values[top])),
            )
        )
    if filled.expected:
        total = plot.sum_of(filled.expected.values())
        top = int(total.values().argmax())
        parts.append(
            _("Expected: {events} events; the highest bin is {interval} with {count}.").format(
                events=number(float(total.values().sum()), 1),
                interval=interval(edges[top], edges[top + 1], wanted.unit),
                count=number(float(total.values()[top]), 1),
            )
        )
    stamps = plot.stamp_lines([each.source.sample for each in chosen])
    return " ".join([*parts, *(f"{stamp}." for stamp in stamps)])


def bins_table(filled: Filled) -> str:
    """The histogram as a table, one row a bin."""
    wanted, edges = filled.what, filled.edges
    heads = [f"{wanted.quantity} [{wanted.unit}]" if wanted.unit else wanted.quantity]
    columns: list[list[str]] = [[interval(low, high, "") for low, high in pairwise(edges)]]
    for name, counted in filled.data.items():
        heads.append(name if len(filled.data) > 1 else _("Data"))
        columns.append([number(value) for value in counted.values()])
    if filled.expected:
        total = plot.sum_of(filled.expected.values())
        errors = np.sqrt(np.asarray(total.variances()))
        heads.append(_("Expected"))
        columns.append([measured(v, e) for v, e in zip(total.values(), errors, strict=True)])
        for group, each in filled.expected.items():
            heads.append(plot.look(group).label)
            columns.append([number(value, 2) for value in each.values()])
    return table("", heads, zip(*columns, strict=True))


class Canvas:
    """The axes of one plot. They are made once and drawn on again and again: making ticks costs more than the rest."""

    def __init__(self, wanted: Plot) -> None:
        self._what = wanted
        self._figure = Figure(figsize=FIGURE_INCHES)
        self._figure.patch.set_visible(False)
        heights = (3.2, 1.0) if wanted.ratio else (1.0,)
        grid = self._figure.add_gridspec(
            len(heights), 1, height_ratios=heights, hspace=0.08, left=0.145, right=0.955, bottom=0.145
        )
        self._main = self._figure.add_subplot(grid[0])
        self._low = self._figure.add_subplot(grid[1], sharex=self._main) if wanted.ratio else None
        if wanted.log:
            self._main.set_xscale("log")
            self._main.set_yscale("log")
            self._main.xaxis.set_major_formatter(FuncFormatter(lambda value, _position: brief(value)))
            self._main.yaxis.set_major_formatter(FuncFormatter(_power_of_ten))
        for axes in self._panels():
            axes.patch.set_visible(False)
            axes.tick_params(which="both", top=False, right=False, pad=5)
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_minor_formatter(NullFormatter())
                if not wanted.log:
                    axis.set_minor_locator(NullLocator())

    def picture(self, filled: Filled, chosen: Sequence[Chosen]) -> str:
        """The drawing as ``<figure>`` with its text alternative."""
        drawing = base64.b64encode(self.draw(filled, chosen).encode()).decode()
        width, height = (round(inches * 96) for inches in FIGURE_INCHES)
        return (
            f"<figure><figcaption>{escape(self._what.title)}</figcaption>"
            f'<img width="{width}" height="{height}" decoding="sync" alt="{escape(describe(filled, chosen))}" '
            f'src="data:image/svg+xml;base64,{drawing}"></figure>'
        )

    def draw(self, filled: Filled, chosen: Sequence[Chosen]) -> str:
        """The drawing as SVG text."""
        main, low, wanted, edges = self._main, self._low, self._what, filled.edges
        self._clear()
        if filled.expected:
            total = plot.stack(main, filled.expected)
            for counted in filled.data.values():
                plot.data_points(main, counted)
                if low is not None:
                    plot.ratio(low, counted, total)
        else:
            self._draw_counts(filled)
        width = None if wanted.log else float(f"{edges[1] - edges[0]:.3g}")
        plot.axis_labels(main, wanted.quantity, wanted.unit, width)
        if low is not None:
            low.set_xlabel(main.get_xlabel())
            main.set_xlabel("")
            main.tick_params(labelbottom=False)
            low.set_ylabel(_("ratio"))
            low.set_yticks([0, 1, 2])
        main.set_xlim(edges[0], edges[-1])
        self._set_height(filled)
        self._draw_marks()
        if wanted.events == "selected":
            self._draw_window(filled.window)
        if main.get_legend_handles_labels()[0]:
            plot.legend(main, fontsize=9, loc="upper right")
        samples = [each.source.sample for each in chosen]
        plot.stamp(main, samples)
        self._figure.subplots_adjust(top=0.985 - 0.05 * len(plot.stamp_lines(samples)))
        return self._svg()

    def _panels(self) -> list[Axes]:
        return [self._main] if self._low is None else [self._main, self._low]

    def _clear(self) -> None:
        for axes in self._panels():
            for artist in [*axes.lines, *axes.patches, *axes.collections, *axes.texts]:
                artist.remove()
            axes.containers.clear()
            legend = axes.get_legend()
            if legend is not None:
                legend.remove()

    def _draw_counts(self, filled: Filled) -> None:
        several = len(filled.data) > 1
        for (name, counted), (colour, line) in zip(filled.data.items(), LINES, strict=False):
            shade, values = plot.OKABE_ITO[colour], counted.values()
            if several:
                self._main.stairs(values, filled.edges, color=shade, linestyle=line, linewidth=1.8, label=name)
            else:
                self._main.stairs(values, filled.edges, color=shade, fill=True, alpha=0.35)
                self._main.stairs(values, filled.edges, color=shade, linewidth=1.3)

    def _draw_marks(self) -> None:
        across = self._main.get_xaxis_transform()
        for position, (name, mass) in enumerate(self._what.marks.items()):
            # neighbours such as J/psi and psi(2S) stand at two heights, or their names would touch
            top, side = (0.925, "center") if position % 2 else (0.86, "right")
            self._main.axvline(mass, ymax=top, color=INK, linewidth=0.7, linestyle=(0, (1, 3)))
            self._main.text(mass, top + 0.005, name, transform=across, ha=side, va="bottom", fontsize=10)

    def _draw_window(self, window: tuple[float, float]) -> None:
        for axes in self._panels():
            axes.axvspan(*window, facecolor="#999999", alpha=0.22, zorder=0)
            for edge in window:
                axes.axvline(edge, color="#777777", linewidth=1, linestyle=":", zorder=0)

    def _set_height(self, filled: Filled) -> None:
        drawn = list(filled.data.values())
        if filled.expected:
            drawn.append(plot.sum_of(filled.expected.values()))
        highest = max([1.0, *(float(each.values().max()) for each in drawn)])
        if filled.expected:
            highest += highest**0.5  # room for the error bar of the highest point
        if self._what.log:
            self._main.set_ylim(0.5, highest * 8)
        else:
            self._main.set_ylim(0, highest * (1.9 if filled.expected else 1.25))

    def _svg(self) -> str:
        text = io.StringIO()
        self._figure.savefig(text, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
        drawing = text.getvalue()
        for colour, variable in _VARIABLES.items():
            drawing = drawing.replace(colour, f"var({variable})")
        return drawing[drawing.index("<svg") :].replace("<defs>", _THEME + "<defs>", 1)


def _power_of_ten(value: float, _position: int) -> str:
    # as plain text: matplotlib's own formula setting takes longer than the rest of the plot
    exponent = round(np.log10(value))
    return "1" if exponent == 0 else "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
