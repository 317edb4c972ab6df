"""Counting experiments: so many events expected from what is known, so many more from what is searched for.

Signal and background are sums of weights, in expected events. Results are in standard deviations unless
said otherwise.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainc, ndtri

from lhcbox.language import gettext as _


def weighted_yield(weights: ArrayLike) -> tuple[float, float]:
    """Expected events and their statistical error: ``sum w`` and ``sqrt(sum w**2)``; signs of weights count.

    Example:
        >>> total, error = weighted_yield([0.5, 0.5, -0.1])
        >>> round(total, 3), round(error, 3)
        (0.9, 0.714)
    """
    values = np.asarray(weights, dtype=np.float64)
    return float(values.sum()), float(np.sqrt((values**2).sum()))


def simple_significance(signal: float, background: float, background_fraction: float = 0.0) -> float:
    """``S / sqrt(B + (f B)**2)``; with no uncertainty on the background (f = 0) the familiar ``S / sqrt(B)``.

    Only good where S is much smaller than B and B is not small; see :func:`asimov_significance`.

    Args:
        signal: expected signal events S.
        background: expected background events B, above 0.
        background_fraction: relative uncertainty f of B, for instance 0.3.

    Example:
        >>> simple_significance(10.0, 25.0)
        2.0
    """
    _need_background(background)
    return float(signal / np.sqrt(background + (background_fraction * background) ** 2))


def asimov_significance(signal: float, background: float, background_fraction: float = 0.0) -> float:
    """Median significance that an experiment expecting S on top of B will find.

    ``Z = sqrt(2 ((S + B) ln(1 + S/B) - S))``; with an uncertainty f B the profiled form of the same.
    Source: G. Cowan, K. Cranmer, E. Gross, O. Vitells, Eur. Phys. J. C 71 (2011) 1554.

    Args:
        signal, background, background_fraction: as in :func:`simple_significance`.

    Example:
        >>> round(asimov_significance(10.0, 25.0), 3)
        1.885
    """
    _need_background(background)
    s, b = float(signal), float(background)
    if s <= 0:
        return 0.0
    if background_fraction == 0:
        return float(np.sqrt(2.0 * ((s + b) * np.log1p(s / b) - s)))
    variance = (background_fraction * b) ** 2
    first = (s + b) * np.log((s + b) * (b + variance) / (b**2 + (s + b) * variance))
    second = b**2 / variance * np.log1p(variance * s / (b * (b + variance)))
    return float(np.sqrt(2.0 * (first - second)))


def asimov_error(signal: float, signal_error: float, background: float, background_error: float) -> float:
    """How well :func:`asimov_significance` is known if S and B come from a simulation with finitely many events.

    Propagated with the two derivatives, S and B independent: ``dZ/dS = ln(1 + S/B) / Z`` and
    ``dZ/dB = (ln(1 + S/B) - S/B) / Z``. No uncertainty f of the background is in Z here.

    Args:
        signal, background: expected events, both above 0.
        signal_error, background_error: their statistical errors, see :func:`weighted_yield`.

    Example:
        >>> round(asimov_error(10.0, 1.0, 25.0, 2.0), 3)
        0.191
    """
    z = asimov_significance(signal, background)
    if z == 0:
        return float("nan")
    logarithm = np.log1p(signal / background)
    by_signal, by_background = logarithm / z, (logarithm - signal / background) / z
    return float(np.hypot(by_signal * signal_error, by_background * background_error))


def chance_of_at_least(observed: int, expected: float) -> float:
    """Probability that a Poisson count of mean ``expected`` reaches ``observed`` or more.

    Example:
        >>> round(chance_of_at_least(1, 0.5), 4)  # 1 - exp(-0.5)
        0.3935
    """
    return 1.0 if observed <= 0 else float(gammainc(observed, expected))


def deviations(probability: float) -> float:
    """How many standard deviations a one-sided probability is: 0.1587 is 1, 2.9e-7 is 5.

    Example:
        >>> round(deviations(0.15865525), 3)
        1.0
    """
    return float(-ndtri(probability))


def _need_background(background: float) -> None:
    if not background > 0:
        reason = _("the expected background must be above 0, not {value}: widen the selection or the window")
        raise ValueError(reason.format(value=background))
