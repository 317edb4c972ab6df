"""Has a fit of a mass spectrum found a result? A fitter always gives numbers, also where there is none."""

import math

from iminuit import Minuit

from lhcbox.language import gettext as _

NEAR = 0.5
"""A parameter this close to its limit, in units of its own uncertainty, is on it."""

NEAR_OF_RANGE = 1e-3
"""The same in units of the range between two limits: on a limit the uncertainty may come out as nearly 0."""


def problems(fit: Minuit) -> list[str]:
    """What is wrong with a fit that has been minimised, in the reader's language; empty if nothing is.

    A parameter on its limit is not measured: the best value lies beyond, or there is none. Such a fit has failed, even
    if the fitter calls it valid.

    Args:
        fit: after `migrad`.

    Example:
        >>> fit = Minuit(lambda x: (x - 3.0) ** 2, x=1.0)
        >>> fit.limits["x"] = (0, 2)
        >>> len(problems(fit.migrad()))
        1
    """
    if fit.fmin is None:
        return [_("The fit has not been run: call `migrad()` first.")]
    found = [
        _("The fit has failed: {name} = {value:.3g} ended on its limit.").format(
            name=parameter.name, value=parameter.value
        )
        for parameter in fit.params
        if not parameter.is_fixed
        and (
            _close(parameter.value, parameter.lower_limit, parameter.error, parameter.upper_limit)
            or _close(parameter.value, parameter.upper_limit, parameter.error, parameter.lower_limit)
        )
    ]
    if not fit.valid:
        found.append(_("The fit has failed: it found no minimum. Begin closer to it, or free fewer parameters."))
    elif not fit.accurate:
        found.append(_("The uncertainties of the fit cannot be trusted: D is no parabola at its minimum."))
    return found


def _close(value: float, limit: float | None, error: float | None, other: float | None) -> bool:
    if limit is None or not math.isfinite(limit):
        return False
    near = NEAR * (error or 0.0)
    if other is not None and math.isfinite(other):
        near = max(near, NEAR_OF_RANGE * abs(other - limit))
    return abs(value - limit) <= near
