"""A full fit of a peak on a smooth background to a histogram: what the page's live fit leaves out.

Extended binned Poisson likelihood, with the expectation of a bin integrated over the bin; mean and width of the peak
free or fixed; errors from the profile of the likelihood (MINOS), so they need not be the same on both sides; and the
likelihood ratio of the fits with and without the peak. iminuit minimises.

The question: ``{"edges": […], "counts": […], "mean": x, "width": x, "free": ["mean", "width"], "background":
"polynomial" or "exponential", "order": n, "data": bool}``; mean and width are where the search begins, or fixed,
in the unit of the edges; ``order`` belongs to the polynomial; ``data`` says that the counts are counts and not expected
events.
"""

import json
import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from iminuit import Minuit
from iminuit.cost import ExtendedBinnedNLL
from numpy.polynomial import legendre
from numpy.typing import NDArray
from scipy.special import ndtr
from scipy.stats import chi2, norm

from lhcbox.analyser import questions
from lhcbox.analyser.questions import Refused
from lhcbox.language import gettext

_ = partial(gettext, domain="analyser")

BINS = 1000
ORDER = 5
LARGEST = 1e12
"""Of edges and counts: beyond it, differences between neighbours are lost in rounding."""
POINTS = 401
ATTEMPTS = ((1, 1e-3), (2, 1e-3), (1, 0.1), (2, 0.1))
"""Minuit's strategy and tolerance; with its own choice, 0.1, values are off by up to a hundredth of their error."""
EXPECTED = 5.0
"""Events that a bin must expect before χ² is what its name says; bins with less are joined with their neighbours."""
CALLS = 2000
"""Of the likelihood, in one search; an ordinary one needs a few hundred, a hopeless one would go on for a minute."""
FAINT = 1e-9
"""The least that a bin expects, as a share of the mean count: a polynomial may fall below zero, an expectation not."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Histogram:
    """What is fitted. ``data``: the counts are counts, else expected events."""

    edges: Floats
    counts: Floats
    data: bool

    @property
    def low(self) -> float:
        """The first edge."""
        return float(self.edges[0])

    @property
    def span(self) -> float:
        """From the first edge to the last."""
        return float(self.edges[-1] - self.edges[0])

    def place(self, x: Floats) -> Floats:
        """``x`` on a scale from -1 at the first edge to 1 at the last."""
        return 2 * (x - self.low) / self.span - 1


class Polynomial:
    """``background`` events, spread as 1 + Σ ``slope_k`` P_k over the range, with Legendre's polynomials P_k."""

    def __init__(self, order: int) -> None:
        self.names = tuple(f"slope_{k}" for k in range(1, order + 1))

    def below(self, t: Floats, slopes: Floats) -> Floats:
        """Share of the background below ``t``."""
        shares: Floats = legendre.legval(t, legendre.legint(np.concatenate([[1.0], slopes]), lbnd=-1)) / 2
        return shares

    def density(self, t: Floats, slopes: Floats) -> Floats:
        """Share of the background per unit of ``t``."""
        density: Floats = legendre.legval(t, np.concatenate([[1.0], slopes])) / 2
        return density

    def start(self, histogram: Histogram, peak: Floats) -> tuple[float, float, Floats]:
        """Signal, background and slopes, by least squares; ``peak`` is the share of the peak in each bin."""
        t, counts = histogram.place(histogram.edges), histogram.counts
        shapes = np.eye(len(self.names) + 1)
        columns = [np.diff(legendre.legval(t, legendre.legint(shape, lbnd=-1))) / 2 for shape in shapes]
        rows = np.stack([peak, *columns], axis=1) / np.sqrt(np.maximum(counts, 1))[:, None]
        signal, background, *rest = np.linalg.lstsq(rows, counts / np.sqrt(np.maximum(counts, 1)), rcond=None)[0]
        total = float(counts.sum())
        if background > 0:
            slopes = np.array(rest) / background
            if np.all(signal * peak + background * np.diff(self.below(t, slopes)) > 0):
                return float(signal), float(background), slopes
        return 0.0, total, np.zeros(len(self.names))


class Exponential:
    """``background`` events, spread as exp(``slope`` · t), t from -1 to 1 over the range."""

    names = ("slope",)

    def below(self, t: Floats, slopes: Floats) -> Floats:
        """Share of the background below ``t``."""
        rate = float(slopes[0])
        shares: Floats = (t + 1) / 2 if abs(rate) < 1e-8 else np.expm1(rate * (t + 1)) / math.expm1(2 * rate)
        return shares

    def density(self, t: Floats, slopes: Floats) -> Floats:
        """Share of the background per unit of ``t``."""
        rate = float(slopes[0])
        top = 0.5 if abs(rate) < 1e-8 else rate / math.expm1(2 * rate)
        density: Floats = top * np.exp(rate * (t + 1))
        return density

    def start(self, histogram: Histogram, peak: Floats) -> tuple[float, float, Floats]:
        """Signal, background and slope, from the halves of the histogram."""
        t = histogram.place((histogram.edges[1:] + histogram.edges[:-1]) / 2)
        first, second = (float(histogram.counts[half].sum()) + 1 for half in (t < 0, t >= 0))
        return 0.0, float(histogram.counts.sum()), np.array([math.log(second / first)])


Background = Polynomial | Exponential
STEEPEST = 300.0
"""Of the exponential's slope: beyond it, numbers overflow."""


def answer(question: Mapping[str, Any], language: str) -> bytes:
    """The fit that ``question`` asks for, as JSON; see :func:`fit`. The reader's ``language`` is in use already.

    Raises:
        Refused: an entry that is missing or can't be used, or nothing that could be fitted.
    """
    needed = ("edges", "counts", "mean", "width", "free", "background", "data")
    questions.shape(question, needed, ("order",))
    counts = questions.numbers("counts", question["counts"], 1, BINS)
    edges = questions.numbers("edges", question["edges"], len(counts) + 1, len(counts) + 1)
    for place, count in enumerate(counts, 1):
        if count < 0:
            raise Refused(
                _("Bin {place} holds {count} events, less than none: negative weights do that. Widen the cuts.").format(
                    place=place, count=f"{count:g}"
                )
            )
        questions.number("counts", count, 0, LARGEST)
    for edge in edges:
        questions.number("edges", edge, -LARGEST, LARGEST)
    if any(not before < after for before, after in pairwise(edges)):
        raise Refused(_("The edges of the bins do not rise. Load the page again."))
    free = question["free"]
    if not isinstance(free, list) or len(free) > 2:
        raise Refused(
            _("“{name}” is {value}; choose one of: {choices}.").format(
                name="free", value=str(free)[:40], choices="mean, width"
            )
        )
    kind = questions.choice("background", question["background"], ("polynomial", "exponential"))
    background: Background = Exponential()
    if kind == "polynomial":
        background = Polynomial(questions.whole("order", question.get("order", 3), 0, ORDER))
    histogram = Histogram(np.array(edges), np.array(counts), questions.truth("data", question["data"]))
    found = fit(
        histogram,
        questions.number("mean", question["mean"], -LARGEST, LARGEST),
        questions.number("width", question["width"], 0, LARGEST),
        {questions.choice("free", name, ("mean", "width")) for name in free},
        background,
    )
    return json.dumps(found, allow_nan=False).encode()


def fit(histogram: Histogram, mean: float, width: float, free: set[str], background: Background) -> dict[str, Any]:
    """Fit ``histogram``; ``mean`` and ``width`` stay as they are unless they are ``free``.

    Returns:
        ``parameters``: list of ``{"name", "value", "error", "lower", "upper", "fixed", "bound"}``: ``error`` from the
        second derivatives, ``lower`` (negative) and ``upper`` from MINOS, None where there are none; ``bound``: the
        value stands at an end of what is allowed. Names: signal, mean, width, background and slopes.
        ``deviance``: -2 ln of the likelihood ratio to a curve through all counts (S. Baker, R. Cousins,
        Nucl. Instrum. Meth. 221 (1984) 437); ``chi2``, ``ndf``, ``p``: the same of bins that expect enough, None for
        expected events; ``q0``, ``z``, ``p0``: -2 ln of the likelihood ratio of the fits without and with a peak, its
        root, negative for a dip, and the probability that chance gives so much or more at this very place.
        ``curve``: ``x``, ``with``, ``without`` the peak, events per unit of x.

    Raises:
        Refused: nothing that could be fitted, or the fit does not settle.
    """
    edges, counts = histogram.edges, histogram.counts
    step = histogram.span / len(counts)
    total = float(counts.sum())
    parameters = 2 + len(free) + len(background.names)
    if total <= 0:
        raise Refused(_("There is not a single event in the histogram. Widen the cuts."))
    if len(counts) <= parameters or np.count_nonzero(counts) <= parameters:
        raise Refused(
            _(
                "{bins} bins with events are too few for {parameters} free parameters. Widen the cuts, or fix some."
            ).format(bins=np.count_nonzero(counts), parameters=parameters)
        )
    if not width >= step / 100 or not width <= histogram.span:
        raise Refused(
            _("A peak of the width {width} can't be seen in this histogram. Widen the cuts.").format(width=f"{width:g}")
        )
    peak = np.diff(ndtr((edges - mean) / width))
    if not edges[0] < mean < edges[-1] or not peak.sum() > 0.01:
        raise Refused(_("The peak at {mean} lies outside of what the cuts leave. Widen them.").format(mean=f"{mean:g}"))

    places = histogram.place(edges)
    least = FAINT * total / len(counts)

    def below(_edges: Floats, signal: float, mean: float, width: float, events: float, *slopes: float) -> Floats:
        expected = np.diff(signal * ndtr((edges - mean) / width) + events * background.below(places, np.array(slopes)))
        return np.concatenate([[0.0], np.cumsum(np.maximum(expected, least))])

    signal, events, slopes = background.start(histogram, peak)
    names = ("signal", "mean", "width", "background", *background.names)
    cost = ExtendedBinnedNLL(counts, edges, below)
    minuit = Minuit(cost, signal, mean, width, events, *slopes, name=names)
    minuit.limits["mean"] = (edges[0], edges[-1])
    minuit.limits["width"] = (min(step / 4, width), max(histogram.span / 4, width))
    minuit.limits["background"] = (0, None)
    if isinstance(background, Exponential):
        minuit.limits["slope"] = (-STEEPEST, STEEPEST)
    minuit.fixed["mean"] = minuit.fixed["width"] = True
    _settle(minuit)
    if free:
        for name in free:
            minuit.fixed[name] = False
        _settle(minuit)
    shown = [name for name in names if not minuit.fixed[name]]
    with suppress(RuntimeError):  # the errors of the second derivatives stay
        minuit.minos(*(name for name in shown if name not in background.names), ncall=CALLS)
    best = [float(value) for value in minuit.values]
    deviance = float(minuit.fval)
    rows = [_row(minuit, name) for name in names]
    expected = np.diff(below(edges, *best))

    minuit.values["signal"] = 0
    for name in ("signal", "mean", "width"):
        minuit.fixed[name] = True
    _settle(minuit)
    q0 = max(0.0, float(minuit.fval) - deviance)
    z = math.copysign(math.sqrt(q0), best[0])

    quality: dict[str, float | int | None] = {"chi2": None, "ndf": None, "p": None}
    if histogram.data:
        quality = _quality(counts, expected, len(shown))
    return {
        "parameters": rows,
        "deviance": deviance,
        **quality,
        "q0": q0,
        "z": z,
        "p0": float(norm.sf(z)),
        "curve": _curve(histogram, best, background),
    }


def _settle(minuit: Minuit) -> None:
    """Find the minimum and the second derivatives there.

    Raises:
        Refused: there is none.
    """
    for strategy, tolerance in ATTEMPTS:
        minuit.strategy, minuit.tol = strategy, tolerance
        minuit.migrad(ncall=CALLS)
        minuit.hesse()  # may find that it was not the minimum yet
        if minuit.valid:
            return
    raise Refused(
        _(
            "The fit does not settle: no such curve describes the histogram, or many do equally well. Try the other"
            " background or a narrower range, or do not search for place and width."
        )
    )


def _row(minuit: Minuit, name: str) -> dict[str, Any]:
    """A parameter, as the page shows it."""
    value, error, fixed = float(minuit.values[name]), float(minuit.errors[name]), bool(minuit.fixed[name])
    found = minuit.merrors[name] if name in minuit.merrors else None  # noqa: SIM401 (it is no dict)
    sides = (float(found.lower), float(found.upper)) if found is not None and found.is_valid else (None, None)
    low, high = minuit.limits[name]
    near = 1e-3 * error
    return {
        "name": name,
        "value": value,
        "error": None if fixed or not math.isfinite(error) else error,
        "lower": sides[0],
        "upper": sides[1],
        "fixed": fixed,
        "bound": not fixed and (value - low < near or high - value < near),
    }


def _quality(counts: Floats, expected: Floats, parameters: int) -> dict[str, float | int | None]:
    """χ², degrees of freedom and p-value, with neighbours joined until each bin expects enough."""
    ends = []
    waiting = 0.0
    for place, each in enumerate(expected):
        waiting += each
        if waiting >= EXPECTED:
            ends.append(place + 1)
            waiting = 0.0
    if not ends:
        return {"chi2": None, "ndf": None, "p": None}
    ends[-1] = len(counts)  # what is left over joins the last
    starts = [0, *ends[:-1]]
    seen, told = np.add.reduceat(counts, starts), np.add.reduceat(expected, starts)
    logs = seen * np.log(np.where(seen > 0, seen, told) / told)
    value, ndf = float(2 * np.sum(told - seen + logs)), len(ends) - parameters
    return (
        {"chi2": value, "ndf": ndf, "p": float(chi2.sf(value, ndf))}
        if ndf > 0
        else {"chi2": value, "ndf": ndf, "p": None}
    )


def _curve(histogram: Histogram, best: list[float], background: Background) -> dict[str, list[float]]:
    signal, mean, width, events, *slopes = best
    close = np.linspace(mean - 5 * width, mean + 5 * width, 101)
    ends = histogram.low, histogram.low + histogram.span
    x = np.unique(np.concatenate([np.linspace(*ends, POINTS), close[(close > ends[0]) & (close < ends[1])]]))
    smooth = events * background.density(histogram.place(x), np.array(slopes)) * 2 / histogram.span
    bump = signal * norm.pdf(x, mean, width)
    return {
        name: [float(f"{value:.7g}") for value in values]
        for name, values in (("x", x), ("with", smooth + bump), ("without", smooth))
    }
