"""The stransverse mass mT2: a transverse mass for events in which two particles escape unseen.

Two equal particles decay, each into something seen and something unseen. Only the sum of the two unseen momenta is
known, across the beam. mT2 tries all ways to share it and takes the one in which the larger of the two transverse
masses is smallest:

    mT2 = min over q1 + q2 = met of max( mT(visible 1, q1), mT(visible 2, q2) )

The particles' true sharing is one of these ways, so mT2 is never above their mass (apart from errors of measurement).
For two W bosons, or two top quarks, that decay into leptons, it ends at the mass of the W.

Source: C. G. Lester, D. J. Summers, Phys. Lett. B 463 (1999) 99. A. Barr, C. Lester, P. Stephens, J. Phys. G 29 (2003)
2343. For particles with masses see C. G. Lester, B. Nachman, JHEP 03 (2015) 100.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lhcbox.language import gettext as _

Values = NDArray[np.float64]

_GOLDEN = (np.sqrt(5.0) - 1.0) / 2.0
_STEPS = 50  # each narrows the angle by 0.618; 50 leave 1e-10, and the error of mT2 is the square of that


def mt2(pt1: ArrayLike, phi1: ArrayLike, pt2: ArrayLike, phi2: ArrayLike, met: ArrayLike, met_phi: ArrayLike) -> Values:
    """Stransverse mass of two visible particles and missing momentum, all particles without mass.

    How it is found: all momenta q1 for which mT(visible 1, q1) is below a trial mass M lie inside a parabola with its
    focus at 0; those for which mT(visible 2, met - q1) is below M lie inside another one, with its focus at the tip of
    the missing momentum. Both grow with M; mT2 is the M at which they touch. Up to there a straight line separates
    them. A parabola's distance from its tangents is simple, and the best line, with the unit vector u across it, gives

        mT2**2 = max over u of 4 (u met) a1 a2 / (a1 + a2),  a1 = -u p1 > 0,  a2 = -u p2 > 0,  u met > 0

    This has one maximum, which a golden-section search over the angle of u finds. If there is no such u, the missing
    momentum lies between the two particles, can be shared along them, and mT2 is 0. If nothing else is in the event
    (met = -p1 - p2), it is ``mT2**2 = 2 pt1 pt2 (1 + cos(phi1 - phi2))``.

    Args:
        pt1, phi1: transverse momentum and azimuth (radians) of the first visible particle, any shape.
        pt2, phi2: of the second one, same shape.
        met, met_phi: of the missing transverse momentum, same shape; ``met`` in the unit of ``pt1``.

    Returns:
        mT2 in the unit of ``pt1``, same shape.

    Raises:
        ValueError: a momentum is negative, or not a number.

    Example:
        >>> round(float(mt2(50.0, 0.0, 40.0, 0.6, 88.0, 3.4)), 2)  # both to one side, the missing momentum opposite
        86.41
        >>> float(mt2(50.0, 0.0, 40.0, 2.0, 30.0, 1.0))  # the missing momentum between the two
        0.0
    """
    p1, a1, p2, a2, p0, a0 = (
        np.asarray(values, dtype=np.float64) for values in np.broadcast_arrays(pt1, phi1, pt2, phi2, met, met_phi)
    )
    for values in (p1, p2, p0):
        if not np.all(values >= 0):
            raise ValueError(_("a transverse momentum must be a number not below 0"))
    # angles from the missing momentum to what is opposite to each particle
    d1, d2 = _wrapped(a1 + np.pi - a0), _wrapped(a2 + np.pi - a0)
    quarter = np.pi / 2
    low = np.maximum(-quarter, np.maximum(d1, d2) - quarter)
    high = np.minimum(quarter, np.minimum(d1, d2) + quarter)
    possible = high > low

    def squared(angle: Values) -> Values:
        first, second = p1 * np.cos(angle - d1), p2 * np.cos(angle - d2)
        both = np.where(first + second > 0, first + second, 1.0)
        value: Values = np.where(possible, 4 * p0 * np.cos(angle) * first * second / both, 0.0)
        return value

    for _step in range(_STEPS):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        upwards = squared(left) < squared(right)
        low, high = np.where(upwards, left, low), np.where(upwards, high, right)
    return np.sqrt(np.maximum(squared((low + high) / 2), 0.0))


def _wrapped(angle: Values) -> Values:
    value: Values = (angle + np.pi) % (2 * np.pi) - np.pi
    return value
