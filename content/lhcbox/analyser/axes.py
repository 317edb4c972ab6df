"""The axis that suits the values of a variable, where nobody has chosen one.

``static/columns.js`` does the same for tables that are read in the browser only.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

MOST_CATEGORIES = 12
"""Whole numbers with at most so many different values become buttons instead of an axis."""
BINS = 40
FINE = 5  # steps of a cut in a drawn bin
STEPS = 1000  # the most that a variable may have
OUTSIDE = 0.005  # share of the values that may lie beyond either end

Axis = tuple[float, float, int]
"""From, to, drawn bins."""


@dataclass(frozen=True)
class Grid:
    """An axis as the page and the pack want it: ``n`` fine steps, ``group`` of them in a drawn bin, decimals."""

    low: float
    high: float
    n: int
    group: int
    digits: int


def values_of(values: ArrayLike) -> list[float]:
    """The different values of a variable that has few, all of them whole numbers; none where it needs an axis."""
    given = np.asarray(values, dtype=np.float64)
    different = np.unique(given[np.isfinite(given)])
    few = 0 < different.size <= MOST_CATEGORIES and bool((different == np.floor(different)).all())
    return [float(value) for value in different] if few else []


def proposed(values: ArrayLike) -> Axis:
    """From and to in round numbers, around all values but the outermost half per cent at either end."""
    given = np.asarray(values, dtype=np.float64)
    finite = given[np.isfinite(given)]
    if not finite.size:
        return 0.0, 1.0, BINS
    low, high = (float(end) for end in np.quantile(finite, [OUTSIDE, 1 - OUTSIDE]))
    if not high > low:
        low, high = low - 0.5, low + 0.5
    if not (high - low) / BINS > abs(high + low) * 1e-12:  # no step is left between numbers so large
        half = max(abs(low), abs(high)) / 2
        low, high = low - half, high + half
    power = float(f"1e{math.floor(math.log10((high - low) / BINS))}")
    width = power * next((step for step in (1, 2, 2.5, 5) if step * power * BINS >= high - low), 10)
    if (finite == np.floor(finite)).all():  # a bin that holds no whole number would stay empty
        width = 5.0 if width == 2.5 else max(1.0, width)
    start = math.floor(low / width) * width
    bins = math.ceil((high - start) / width + 1e-9)
    return start, start + bins * width, bins


def grid(axis: Axis) -> Grid:
    """The fine steps of an axis."""
    low, high, bins = axis
    steps = bins * max(1, min(FINE, STEPS // bins))
    width = (high - low) / steps
    digits = next(count for count in range(7) if count == 6 or np.isclose(width * 10**count, round(width * 10**count)))
    return Grid(low, high, steps, steps // bins, digits)


def numbered(values: NDArray[np.float64], categories: list[float]) -> NDArray[np.float64]:
    """The number of each value among ``categories``, from 1; NaN for one that is not among them."""
    numbers = np.full(values.size, np.nan)
    for number, value in enumerate(categories, 1):
        numbers[values == value] = number
    return numbers
