"""The fit of a peak computed once more, with scipy alone: ``python asked_reference.py QUESTION`` prints it as JSON.

Nothing of the box is imported. What is linear (peak, coefficients of a plain polynomial) is solved by Newton's method
for each choice of what is not (place, width, slope of an exponential), which is searched by simplex; errors are where
the likelihood, the best over all else, has become worse by 1/2.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize
from scipy.stats import chi2, norm

Floats = NDArray[np.float64]


class Fit:
    """A question, and the best that is left of the likelihood where some parameters are held."""

    def __init__(self, question: dict[str, Any]) -> None:
        self.edges = np.array(question["edges"], dtype=float)
        self.counts = np.array(question["counts"], dtype=float)
        self.middle = (self.edges[0] + self.edges[-1]) / 2
        self.half = (self.edges[-1] - self.edges[0]) / 2
        self.order = question.get("order", 3)
        self.exponential = question["background"] == "exponential"
        start = {"mean": float(question["mean"]), "width": float(question["width"])}
        self.fixed = {name: value for name, value in start.items() if name not in question["free"]}
        self.start = {name: value for name, value in start.items() if name in question["free"]}
        self.steps = {"mean": question["width"] / 3, "width": question["width"] / 5, "slope": 0.2}
        if self.exponential:
            # the background is found first, with the peak where the question has it
            self.start = {"slope": -0.5}
            slope = self.best(**start)[1]["slope"]
            self.start = {name: start[name] for name in question["free"]} | {"slope": slope}

    def columns(self, mean: float, width: float, slope: float = 0.0) -> Floats:
        """What each bin expects of one unit of each linear parameter; the peak first."""
        u = (self.edges - self.middle) / self.half
        peak = np.diff(norm.cdf(self.edges, mean, width))
        if self.exponential:
            return np.stack([peak, np.diff(np.exp(slope * u))], axis=1)
        powers = [np.diff(u ** (power + 1)) / (power + 1) for power in range(self.order + 1)]
        return np.stack([peak, *powers], axis=1)

    def linear(self, columns: Floats, signal: float | None) -> tuple[float, Floats]:
        """-ln L at its least over the linear parameters, and the expectation there; ``signal`` may be held."""
        free = columns[:, 1:] if signal is not None else columns
        given = columns[:, 0] * (signal or 0.0)
        values = np.linalg.lstsq(free, self.counts - given, rcond=None)[0]
        expected = free @ values + given
        if np.any(expected <= 0):
            values = np.linalg.lstsq(free, np.full(len(self.counts), self.counts.mean()), rcond=None)[0]
            expected = free @ values + given
        for _round in range(200):
            slope = free.T @ (self.counts / expected - 1)
            step = np.linalg.solve(free.T @ (free * (self.counts / expected**2)[:, None]), slope)
            factor = 1.0
            while np.any(free @ (values + factor * step) + given <= 0) and factor > 1e-12:
                factor /= 2
            values = values + factor * step
            expected = free @ values + given
            if np.max(np.abs(step) / (np.abs(values) + 1e-9)) < 1e-13:
                break
        self.solution = values
        return float(np.sum(expected - self.counts * np.log(expected))), expected

    def best(self, **held: float) -> tuple[float, dict[str, float], Floats]:
        """-ln L at its least while some parameters are held, where that is, and the expectation."""
        signal = held.pop("signal", None)
        given = {**self.fixed, **held}
        names = [name for name in self.start if name not in given]

        def worth(values: Floats) -> float:
            found = dict(zip(names, values, strict=True))
            place = {**given, **found}
            bin = 2 * self.half / len(self.counts)
            if not bin / 4 < place["width"] < self.half / 2 or not self.edges[0] < place["mean"] < self.edges[-1]:
                return 1e300
            try:
                return self.linear(self.columns(**place), signal)[0]
            except np.linalg.LinAlgError:
                return 1e300  # a peak that nothing tells from the background

        begin = np.array([self.start[name] for name in names])
        for _again in range(3 if names else 0):
            corners = np.array([begin, *(begin + np.eye(len(names)) * [self.steps[name] for name in names])])
            options = {"xatol": 1e-8, "fatol": 1e-11, "maxiter": 10_000, "initial_simplex": corners}
            begin = minimize(worth, begin, method="Nelder-Mead", options=options).x
        place = {**given, **dict(zip(names, begin, strict=True))}
        least, expected = self.linear(self.columns(**place), signal)
        return least, place, expected


def reference(question: dict[str, Any]) -> dict[str, Any]:
    """Values with their errors, and the likelihood ratios."""
    fit = Fit(question)
    least, place, expected = fit.best()
    signal, parameters = float(fit.solution[0]), len(fit.solution) + len(fit.start)
    values = {"signal": signal, **{name: float(place[name]) for name in question["free"]}}
    fit.start = {name: place[name] for name in fit.start}
    found: dict[str, Any] = {
        name: {"value": value, "lower": side(fit, name, value, least, -1), "upper": side(fit, name, value, least, 1)}
        for name, value in values.items()
    }
    held = {name: place[name] for name in question["free"]}
    q0 = 2 * (fit.best(signal=0.0, **held)[0] - least)
    logs = fit.counts * np.log(np.where(fit.counts > 0, fit.counts, 1) / expected)
    deviance = float(2 * np.sum(expected - fit.counts + np.where(fit.counts > 0, logs, 0)))
    ndf = len(fit.counts) - parameters
    # where every bin expects enough, none are joined, and this is χ²
    shown = {"chi2": deviance, "ndf": ndf, "p": float(chi2.sf(deviance, ndf))} if expected.min() >= 5 else {}
    z = float(np.sign(signal) * np.sqrt(q0))
    return {**found, **shown, "deviance": deviance, "q0": float(q0), "z": z, "p0": float(norm.sf(z))}


def side(fit: Fit, name: str, value: float, least: float, sign: int) -> float | None:
    """How far ``name`` may go until -ln L is 1/2 more; None where a place may lie as far out as there are bins."""
    bin = 2 * fit.half / len(fit.counts)
    most = abs((fit.edges[-1] if sign > 0 else fit.edges[0]) - value) - bin if name == "mean" else float("inf")
    worse: Callable[[float], float] = lambda away: fit.best(**{name: value + sign * away})[0] - least - 0.5  # noqa: E731
    far = 1e-3 * max(abs(value), 1.0)
    while worse(far) < 0:
        if far >= most:
            return None
        far = min(2 * far, most)
    return float(sign * brentq(worse, far / 4, far, rtol=1e-6) if worse(far / 4) < 0 else sign * brentq(worse, 0, far))


if __name__ == "__main__":
    print(json.dumps(reference(json.loads(sys.argv[1]))))
