"""Pictures of histograms that a reader can trust: units, statistical errors, and where the events come from.

Colours are those of Okabe and Ito, told apart by people with any colour vision; hatches, markers and lines differ too,
so nothing depends on colour alone. Every figure gets a stamp: real open data or practice simulation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import hist
import matplotlib.pyplot as plt
import mplhep
import numpy as np
from cycler import cycler
from hist.intervals import poisson_interval
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import ScalarFormatter
from numpy.typing import ArrayLike, NDArray

from lhcbox.language import current
from lhcbox.language import gettext as _
from lhcbox.numerals import decimal_sign

OKABE_ITO = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "purple": "#CC79A7",
}

Histogram: TypeAlias = hist.Hist[Any]
"""A one-dimensional `hist.Hist` with weight storage: sums of w and of w**2 in every bin."""

_STYLE: dict[Any, Any] = {
    "axes.prop_cycle": cycler(color=[OKABE_ITO[name] for name in ("blue", "vermilion", "green", "purple")]),
    "axes.labelsize": 13,
    "axes.titlesize": 13,
    "axes.grid": False,
    "figure.figsize": (8.0, 5.2),
    "figure.dpi": 96.0,
    "font.family": "DejaVu Sans",
    "font.size": 12,
    "hatch.linewidth": 0.6,
    "legend.fontsize": 11,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "savefig.dpi": 96.0,
    "xtick.direction": "in",
    "xtick.minor.visible": True,
    "xtick.top": True,
    "ytick.direction": "in",
    "ytick.minor.visible": True,
    "ytick.right": True,
}


class Provenance(Protocol):
    """What a stamp must know of a sample; every `lhcbox.samples.Sample` does."""

    @property
    def real(self) -> bool:
        """False for practice simulation."""

    @property
    def label(self) -> str:
        """What must stand on every plot of the sample, in the reader's language."""


@dataclass(frozen=True)
class Look:
    """How a process is drawn: its name in the reader's language, its colour, its hatch."""

    label: str
    colour: str
    hatch: str


class _Numbers(ScalarFormatter):
    """Writes ticks with the decimal sign of the reader's language."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        return super().__call__(x, pos).replace(".", decimal_sign(current()))


def _write_numbers(axes: Axes) -> None:
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(_Numbers())


def use_style() -> None:
    """Set the box's style, that of ATLAS with larger figures and our colours, for every figure drawn from now on."""
    plt.style.use([mplhep.style.ATLAS, _STYLE])


def look(process: str) -> Look:
    """How ``process`` is drawn.

    Args:
        process: as in ``Sample.process``, or one of the groups "Higgs", "ZZ", "other".

    Raises:
        ValueError: no such process.
    """
    looks = {
        "ZZ": Look(_("ZZ* → 4 leptons"), OKABE_ITO["sky"], ""),
        "other": Look(_("Z + jets and top quark pairs"), OKABE_ITO["yellow"], "///"),
        "Higgs": Look(_("Higgs boson (125 GeV)"), OKABE_ITO["vermilion"], "\\\\\\"),
        "ggH": Look(_("Higgs boson from gluon fusion"), OKABE_ITO["vermilion"], "\\\\\\"),
        "VBF": Look(_("Higgs boson from vector-boson fusion"), OKABE_ITO["purple"], "xx"),
        "WH": Look(_("Higgs boson with a W"), OKABE_ITO["blue"], "++"),
        "ZH": Look(_("Higgs boson with a Z"), OKABE_ITO["green"], "oo"),
        "Zee": Look(_("Z → ee + jets"), OKABE_ITO["yellow"], "///"),
        "Zmumu": Look(_("Z → µµ + jets"), OKABE_ITO["orange"], "..."),
        "ttbar": Look(_("top quark pairs"), OKABE_ITO["green"], "---"),
    }
    if process not in looks:
        reason = _("no process {name}; known are {known}")
        raise ValueError(reason.format(name=repr(process), known=", ".join(looks)))
    return looks[process]


def histogram(values: ArrayLike, edges: ArrayLike, weights: ArrayLike | None = None) -> Histogram:
    """Histogram with the sum of squared weights kept, so that statistical errors are right.

    Args:
        values: any length; values that are not a number are left out.
        edges: bin edges in rising order, one more than bins.
        weights: one for each value, negative ones included; None counts every value as 1.

    Example:
        >>> h = histogram([1.0, 1.5, 3.0], [0.0, 2.0, 4.0], weights=[1.0, -0.5, 2.0])
        >>> h.values().tolist(), h.variances().tolist()
        ([0.5, 2.0], [1.25, 4.0])
    """
    numbers = np.asarray(values, dtype=np.float64)
    each = np.ones(len(numbers)) if weights is None else np.asarray(weights, dtype=np.float64)
    known = ~np.isnan(numbers)
    filled = hist.Hist(hist.axis.Variable(np.asarray(edges, dtype=np.float64)), storage=hist.storage.Weight())
    filled.fill(numbers[known], weight=each[known])
    return filled


def figure() -> tuple[Figure, Axes]:
    """One panel."""
    fig, axes = plt.subplots(layout="constrained")
    _write_numbers(axes)
    return fig, axes


def figure_with_ratio() -> tuple[Figure, Axes, Axes]:
    """A main panel and, below it on the same horizontal axis, a low one for a ratio."""
    fig, (main, low) = plt.subplots(
        2, 1, sharex=True, figsize=(8.0, 6.4), layout="constrained", height_ratios=(3.2, 1.0)
    )
    _write_numbers(main)
    _write_numbers(low)
    return fig, main, low


def stack(ax: Axes, components: Mapping[str, Histogram], own_looks: Mapping[str, Look] | None = None) -> Histogram:
    """Draw expected processes on top of each other, and the statistical error of their sum as a hatched band.

    Args:
        ax: where to draw.
        components: process (see :func:`look`) to histogram, the lowest first; equal binning.
        own_looks: how to draw processes that :func:`look` does not know, or should draw otherwise.

    Returns:
        The sum of all components.
    """
    own = own_looks or {}
    looks = [own[process] if process in own else look(process) for process in components]
    mplhep.histplot(
        list(components.values()),
        ax=ax,
        stack=True,
        histtype="fill",
        label=[each.label for each in looks],
        color=[each.colour for each in looks],
        hatch=[each.hatch for each in looks],
        edgecolor="black",
        linewidth=0.6,
        flow="none",
    )
    total = sum_of(components.values())
    uncertainty_band(ax, total)
    ax.set_xlim(total.axes[0].edges[0], total.axes[0].edges[-1])
    ax.set_xlabel("")  # the drawing library puts its own name of the axis there
    return total


def sum_of(histograms: Iterable[Histogram]) -> Histogram:
    """Sum of histograms of equal binning; values and variances add.

    Raises:
        ValueError: there is none.
    """
    total: Histogram | None = None
    for each in histograms:
        total = each.copy() if total is None else total + each
    if total is None:
        raise ValueError(_("there is no histogram to add up"))
    return total


def uncertainty_band(ax: Axes, total: Histogram) -> None:
    """Hatched band of one standard deviation, ``sqrt(sum w**2)``, around ``total``: the simulation's own statistics."""
    error = np.sqrt(_variances(total))
    ax.stairs(
        total.values() + error,
        total.axes[0].edges,
        baseline=total.values() - error,
        fill=True,
        facecolor="none",
        edgecolor="#444444",
        hatch="xxxxx",
        linewidth=0,
        label=_("statistical uncertainty"),
        zorder=3,
    )


def data_points(ax: Axes, data: Histogram, label: str | None = None) -> None:
    """Draw counted events as points with the central 68 % Poisson interval; empty bins are left empty."""
    counts = np.asarray(data.values(), dtype=np.float64)
    centres = data.axes[0].centers
    shown = counts > 0
    ax.errorbar(
        centres[shown],
        counts[shown],
        yerr=_poisson_errors(counts)[:, shown],
        fmt="o",
        color="black",
        markersize=4.5,
        capsize=0,
        linewidth=1.2,
        label=_("data") if label is None else label,
        zorder=5,
    )
    ax.set_xlim(data.axes[0].edges[0], data.axes[0].edges[-1])


def ratio(ax: Axes, data: Histogram, expected: Histogram) -> None:
    """Data over expectation with the data's error, and the expectation's own error as a band around 1.

    Bins in which nothing is expected have no ratio and are left empty.
    """
    mean = expected.values()
    usable = mean > 0
    relative = np.zeros_like(mean)
    relative[usable] = np.sqrt(_variances(expected)[usable]) / mean[usable]
    ax.stairs(
        1 + relative,
        expected.axes[0].edges,
        baseline=1 - relative,
        fill=True,
        facecolor="none",
        edgecolor="#444444",
        hatch="xxxxx",
        linewidth=0,
    )
    ax.axhline(1.0, color="black", linewidth=0.8)
    counts = np.asarray(data.values(), dtype=np.float64)
    shown = usable & (counts > 0)
    ax.errorbar(
        data.axes[0].centers[shown],
        counts[shown] / mean[shown],
        yerr=_poisson_errors(counts)[:, shown] / mean[shown],
        fmt="o",
        color="black",
        markersize=4.5,
        linewidth=1.2,
    )
    ax.set_ylim(0, 2.5)
    ax.set_ylabel(_("data / expected"))


def axis_labels(ax: Axes, quantity: str, unit: str, bin_width: float | None = None) -> None:
    """Name both axes.

    Args:
        quantity: what is on the horizontal axis, in the reader's language.
        unit: its unit; empty for none.
        bin_width: where all bins are equally wide, their width in ``unit``; not written where there is no unit.
    """
    ax.set_xlabel(f"{quantity} [{unit}]" if unit else quantity)
    if bin_width is None or not unit:
        ax.set_ylabel(_("events per bin"))
    else:
        width = f"{bin_width:.3g}".replace(".", decimal_sign(current()))
        ax.set_ylabel(_("events per {width} {unit}").format(width=width, unit=unit).rstrip())


def legend(ax: Axes, **options: Any) -> None:
    """Legend in the order in which a reader meets the layers: data first, then the stack from its top."""
    handles, labels = ax.get_legend_handles_labels()
    pairs = list(zip(handles, labels, strict=True))
    first = [pair for pair in pairs if pair[1] == _("data")]
    rest = [pair for pair in pairs if pair[1] != _("data")]
    ax.legend(*zip(*(first + rest), strict=True), **options)


def stamp(ax: Axes, samples: Provenance | Iterable[Provenance]) -> None:
    """Print on the figure where its events come from.

    Args:
        ax: the main panel; the stamp goes above its left corner.
        samples: every sample, or the one, whose events are drawn.
    """
    each = list(samples) if isinstance(samples, Iterable) else [samples]
    ax.set_title("\n".join(stamp_lines(each)), loc="left", fontsize=10, color="#333333")


def stamp_lines(samples: Sequence[Provenance]) -> list[str]:
    """The lines of a stamp, one for each kind of source in the figure, real data first.

    Example:
        >>> from types import SimpleNamespace
        >>> stamp_lines([SimpleNamespace(real=True, label="ATLAS Open Data, for education")])
        ['ATLAS Open Data, for education']
    """
    real_first = sorted(samples, key=lambda sample: not sample.real)
    return list(dict.fromkeys(sample.label for sample in real_first))


def _variances(histogram: Histogram) -> NDArray[np.float64]:
    return np.asarray(histogram.variances(), dtype=np.float64)


def _poisson_errors(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = poisson_interval(counts)
    return np.nan_to_num(np.asarray([counts - low, high - counts]), nan=0.0)
