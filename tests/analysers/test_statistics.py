"""Significances, intervals and fits of the page, beside scipy's, numpy's, and formulas worked out with 60 digits."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

SIGNIFICANCE = "(all) => all.map((given) => numbers.significance(given))"


@pytest.fixture(scope="module")
def known(reference: Callable[..., Any]) -> dict[str, Any]:
    """What ``reference.py`` says of statistics."""
    return dict(reference("statistics"))


def significance(page: Page, **given: float) -> dict[str, dict[str, float | None]]:
    return dict(page.evaluate(SIGNIFICANCE, [{"s": 0, "s2": 0, "b": 0, "b2": 0, "f": 0, **given}])[0])


def test_significances_are_those_of_the_formulas(blank: Page, known: dict[str, Any]) -> None:
    given = [{"s": s, "s2": (0.1 * s) ** 2, "b": b, "b2": (0.05 * b) ** 2, "f": f} for s, b, f in known["tried"]]
    told = blank.evaluate(SIGNIFICANCE, given)
    for (s, b, _f), asimov, error, ours in zip(known["tried"], known["asimov"], known["errors"], told, strict=True):
        assert ours["asimov"]["value"] == pytest.approx(asimov, rel=1e-7)
        assert ours["asimov"]["error"] == pytest.approx(error, rel=1e-5)
        assert ours["ratio"]["value"] == pytest.approx(s / b)
        assert ours["ratio"]["error"] == pytest.approx(s / b * math.hypot(0.1, 0.05))
        assert ours["root"]["value"] == pytest.approx(s / math.sqrt(b))
        assert ours["root"]["error"] == pytest.approx(s / math.sqrt(b) * math.hypot(0.1, 0.025))


@pytest.mark.parametrize("b", [0, -1e-9, -5, math.nan, math.inf])
def test_without_background_nothing_is_claimed(blank: Page, b: float) -> None:
    told = significance(blank, s=3, s2=1, b=b, b2=1, f=0.1)
    assert told == {name: {"value": None, "error": None} for name in ("ratio", "root", "asimov")}


@pytest.mark.parametrize("f", [0, 0.3])
def test_no_signal_and_too_little_are_no_discovery(blank: Page, f: float) -> None:
    none = significance(blank, s=0, s2=4, b=25, b2=1, f=f)
    assert [none[name]["value"] for name in ("ratio", "root", "asimov")] == [0, 0, 0]
    assert none["asimov"]["error"] == pytest.approx(2 / math.sqrt(25 + (f * 25) ** 2))
    less = significance(blank, s=-5, s2=4, b=25, b2=1, f=f)
    assert less["asimov"]["value"] == 0
    assert less["root"]["value"] == -1


@pytest.mark.parametrize("f", [0, 1e-9, 0.1])
def test_a_tiny_signal_does_not_drown_in_rounding(blank: Page, f: float) -> None:
    for s in (1e-12, 1e-6, 9.9e-5, 1.01e-4, 1e-3):  # on both sides of where the formula changes
        told = significance(blank, s=s, b=1000, f=f)["asimov"]["value"]
        assert told == pytest.approx(s / math.sqrt(1000 + (f * 1000) ** 2), rel=1e-6)


def test_a_tiny_uncertainty_is_nearly_none(blank: Page) -> None:
    none, tiny = (significance(blank, s=10, b=25, f=f)["asimov"]["value"] for f in (0, 1e-8))
    assert none == pytest.approx(tiny, rel=1e-9)
    assert significance(blank, s=10, b=25, f=1e-200)["asimov"]["value"] == none


def test_intervals_are_garwoods(blank: Page, known: dict[str, Any]) -> None:
    told = blank.evaluate("(counts) => counts.map((n) => numbers.poisson(n))", known["counts"])
    for ours, (low, high) in zip(told, known["intervals"], strict=True):
        assert ours["low"] == pytest.approx(low, rel=1e-6)
        assert ours["high"] == pytest.approx(high, rel=1e-6)


FIT = """
({ edges, counts, order, variances }) => {
  const peak = { mean: 125, width: 2 };
  const { signal, background, chi2, ndf, ok } = numbers.fitPeak({ edges, counts, order, variances, peak });
  return { values: [...background, signal.value], error: signal.error, chi2, ndf, ok };
}
"""


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("which", ["fixed", "free"])
def test_a_fit_is_the_solution_of_least_squares(blank: Page, known: dict[str, Any], number: int, which: str) -> None:
    given = dict(known["fits"][number])
    if which == "free":
        del given["variances"]
    told = blank.evaluate(FIT, given)
    values, errors, (chi2,) = given[which]
    assert told["ok"]
    assert told["values"] == pytest.approx(values, rel=1e-7)
    assert told["error"] == pytest.approx(errors[-1], rel=1e-7)
    assert told["chi2"] == pytest.approx(chi2, rel=1e-7)
    assert told["ndf"] == 55 - given["order"] - 2


# Toys: events of a known peak on a known background, drawn a thousand times with a generator of its own.
TOYS = """
({ toys, peak, level, scan }) => {
  let state = 7;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const draw = (mean) => {
    let n = -1;
    for (let left = 1, end = Math.exp(-mean); left > end; n++) {
      left *= random();
    }
    return n;
  };
  const edges = Array.from({ length: 56 }, (_, i) => 105 + i);
  const gauss = (x) => Math.exp(-((x - 125) ** 2) / 8) / (2 * Math.sqrt(2 * Math.PI));
  const shape = (x) => level * Math.exp(-(x - 105) / 40) + peak * gauss(x);
  const means = edges.slice(0, -1).map((x) => (shape(x) + shape(x + 1) + 4 * shape(x + 0.5)) / 6);
  return Array.from({ length: toys }, () => {
    const fit = numbers.fitPeak({ edges, counts: means.map(draw), order: 3, peak: { mean: 125, width: 2 }, scan });
    return [fit.ok, fit.signal.value, fit.signal.error, fit.mean?.value, fit.mean?.error];
  });
}
"""


def moments(values: list[float]) -> tuple[float, float]:
    mean = sum(values) / len(values)
    return mean, math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))


@pytest.mark.parametrize(("peak", "level"), [(0, 20), (40, 5), (100, 60), (500, 200)])
def test_toys_come_out_right_on_average_and_their_errors_cover(blank: Page, peak: float, level: float) -> None:
    toys = blank.evaluate(TOYS, {"toys": 1000, "peak": peak, "level": level})
    assert all(ok for ok, *_rest in toys)
    mean, width = moments([(value - peak) / error for _ok, value, error, *_mean in toys])
    assert abs(mean) < 0.12  # three standard deviations of an average of a thousand are 0.095
    assert 0.92 < width < 1.08
    bias, _width = moments([value - peak for _ok, value, *_rest in toys])
    typical = sum(error for _ok, _value, error, *_mean in toys) / len(toys)
    assert abs(bias) < 0.12 * typical


def test_a_scan_finds_the_mean(blank: Page) -> None:
    scan = {"from": 115, "to": 135, "steps": 40}
    toys = blank.evaluate(TOYS, {"toys": 200, "peak": 500, "level": 100, "scan": scan})
    assert all(ok for ok, *_rest in toys)
    mean, width = moments([(where - 125) / error for *_rest, where, error in toys])
    assert abs(mean) < 0.25
    assert 0.8 < width < 1.2


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("{ counts: Array(20).fill(0) }", "empty"),
        ("{ counts: [1, 2, 3], edges: [0, 1, 2, 3] }", "few"),
        ("{ peak: { mean: 500, width: 2 } }", "outside"),
        ("{ peak: { mean: 10, width: 900 } }", "outside"),
        ("{ peak: { mean: 10, width: 0 } }", "outside"),
        (
            "{ counts: Array.from({ length: 20 }, (_, i) => 1000 - 40 * i), scan: { from: 30, to: 40, steps: 3 } }",
            "outside",
        ),
    ],
)
def test_a_fit_without_a_result_says_why(blank: Page, given: str, reason: str) -> None:
    usual = (
        "{ edges: Array.from({ length: 21 }, (_, i) => i), counts: Array(20).fill(50),"
        " peak: { mean: 10, width: 1 }, order: 2 }"
    )
    told = blank.evaluate(
        f"() => {{ const f = numbers.fitPeak({{ ...{usual}, ...{given} }}); return [f.ok, f.reason]; }}"
    )
    assert told == [False, reason]


def test_the_curve_is_what_was_fitted(blank: Page, known: dict[str, Any]) -> None:
    code = """
    ({ edges, counts, order }) => {
      const fit = numbers.fitPeak({ edges, counts, order, peak: { mean: 125, width: 2 } });
      const inside = edges.slice(0, -1).map((edge) => edge + (edges[1] - edges[0]) / 2);
      const peak = inside.reduce((sum, x) => sum + fit.curve(x) - fit.smooth(x), 0);
      return [peak, fit.signal.value, inside.reduce((sum, x) => sum + fit.curve(x), 0), counts.reduce((a, b) => a + b)];
    }
    """
    peak, signal, total, counted = blank.evaluate(code, known["fits"][2])
    assert peak == pytest.approx(signal, rel=1e-3)
    assert total == pytest.approx(counted, rel=1e-3)
