"""Checks inside a lesson: is the number right, and if not, what probably happened.

A lesson makes one :class:`Checks` and calls it with a name and a value. What is expected comes from the lesson's
``lesson.yml``; it may differ between real data and practice simulation, and the sample in the box decides.

Every check leaves its value in the notebook's output as well, where ``lhcbox check`` reads it.
"""

import json
import math
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, Literal

import numpy as np
from IPython import display as ipython_display

from lhcbox import samples
from lhcbox.language import current, gettext, share
from lhcbox.language import gettext as _

MIME = "application/vnd.lhcbox.check+json"
"""Kind of the output that holds a check's value for ``lhcbox check``."""

_show_in_notebook: Any = ipython_display.display  # without types in IPython

FACTOR_TOLERANCE = 0.02
"""How far, relatively, a value may be off a typical mistake's factor and still be taken for that mistake."""

State = Literal["open", "right", "wrong"]
_SIGNS = {"open": "…", "right": "✓", "wrong": "✗"}


@dataclass(frozen=True)
class Expected:
    """The number that belongs to the sample in the box."""

    value: float
    tolerance: float
    source: str

    def agrees(self, value: float) -> bool:
        """Whether ``value`` lies within the tolerance."""
        return abs(value - self.value) <= self.tolerance


@dataclass(frozen=True)
class Verdict:
    """What is said about a value: in which state it is, and the sentences that say why."""

    state: State
    text: str


class Checks:
    """The checks of one lesson or dashboard.

    Args:
        slug: name of the lesson, for instance "dimuon-spectrum".
        kind: "lesson" or "dashboard".
        facts: what the lesson says of itself; None looks beside the notebook, then in the box.

    Raises:
        FileNotFoundError: the box has no such lesson.
    """

    def __init__(
        self, slug: str, kind: Literal["lesson", "dashboard"] = "lesson", facts: dict[str, Any] | None = None
    ) -> None:
        self.slug = slug
        self.kind = kind
        own = _own_facts(slug) if facts is None and kind == "lesson" else facts
        self._facts: dict[str, Any] = self._facts_of_the_box() if own is None else own

    def _facts_of_the_box(self) -> dict[str, Any]:
        prefix = "" if self.kind == "lesson" else "dashboard-"
        path = share() / "solutions" / f"{prefix}{self.slug}.json"
        if not path.is_file():
            reason = _("{path}: the box has no lesson {slug}; lessons are made by `python -m bake render`")
            raise FileNotFoundError(reason.format(path=path, slug=self.slug))
        facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return facts

    def __call__(self, name: str, value: Any) -> None:
        """Say whether ``value`` is right, and why not where it is wrong.

        Args:
            name: of the number, a key under ``expect`` of the lesson.
            value: one number; None or ... while the task is still open.

        Raises:
            KeyError: the lesson has no such check.
        """
        verdict = self.verdict(name, value)
        self._show(name, value, verdict)

    def record(self, name: str, value: float) -> None:
        """Leave ``value`` for ``lhcbox check`` without a word to the reader."""
        self._expectation(name)
        _show_in_notebook({MIME: self._recorded(name, value), "text/plain": ""}, raw=True)

    def names(self) -> list[str]:
        """Names of all checks, in the lesson's order."""
        return list(self._facts["expect"])

    def expected(self, name: str) -> Expected | None:
        """What ``name`` must be with the samples in this box; None where nothing is known for this kind of sample."""
        kind = self._kind(name)
        given = dict(self._expectation(name).get(kind, {}))
        if kind == "mixed" and {*given.pop("of_real")} != self._real(name):
            return None
        return Expected(**given) if given else None

    def verdict(self, name: str, value: Any) -> Verdict:
        """Judge ``value`` without showing anything."""
        what = self._text(self._expectation(name)["what"])
        if value is None or value is ...:
            return Verdict("open", _("{what}: not yet done.").format(what=what))
        number = _number(value)
        if number is None and _is_nan(value):
            reason = _("{what}: this is not a number (nan). Probably it was made of an array that a cut left empty.")
            return Verdict("wrong", reason.format(what=what))
        if number is None:
            reason = _("{what}: one number is wanted here, not {kind}.")
            return Verdict("wrong", reason.format(what=what, kind=_kind(value)))
        expected = self.expected(name)
        if expected is None:
            reason = _("{what}: {value}. There is no number to compare with for this kind of sample.")
            return Verdict("open", reason.format(what=what, value=self._written(name, number)))
        if expected.agrees(number):
            praise = self._text(self._expectation(name).get("right", ""))
            reason = _("{what}: {value} is right.").format(what=what, value=self._written(name, number))
            return Verdict("right", f"{reason} {praise}".strip())
        reason = _("{what}: {value} is not right.").format(what=what, value=self._written(name, number))
        return Verdict("wrong", f"{reason} {self._why(name, number, expected)}")

    def _expectation(self, name: str) -> dict[str, Any]:
        expectations: dict[str, dict[str, Any]] = self._facts["expect"]
        if name not in expectations:
            reason = _("{slug} has no check {name}; it has {known}")
            raise KeyError(reason.format(slug=self.slug, name=repr(name), known=", ".join(expectations)))
        return expectations[name]

    def _samples(self, name: str) -> set[str]:
        return {*self._expectation(name).get("samples", self._facts["samples"])}

    def _real(self, name: str) -> set[str]:
        return {sample for sample in self._samples(name) if samples.get(sample).real}

    def _kind(self, name: str) -> str:
        """Which of the numbers of ``name`` is meant: "real", "mixed" where the lesson tells it apart, or "practice"."""
        real = self._real(name)
        if real == self._samples(name):
            return "real"
        return "mixed" if real and "mixed" in self._expectation(name) else "practice"

    def _why(self, name: str, number: float, expected: Expected) -> str:
        practice = self._kind(name) == "practice"
        reasons = [
            (_distance(mistake, number, expected.value, practice), mistake["why"])
            for mistake in self._expectation(name).get("mistakes", [])
        ]
        distance, why = min(reasons, default=(math.inf, ""))
        if math.isfinite(distance):
            return self._text(why)
        if "GeV" in self._expectation(name).get("unit", "") and expected.value:
            if math.isclose(number, 1000 * expected.value, rel_tol=FACTOR_TOLERANCE):
                return _("It is a thousand times too large: this is in MeV, divide by 1000.")
            if math.isclose(1000 * number, expected.value, rel_tol=FACTOR_TOLERANCE):
                return _("It is a thousand times too small: it was in GeV already and was divided by 1000 once more.")
        if expected.value and number * expected.value < 0:
            return _("The sign is the wrong way round.")
        return _("It is too large.") if number > expected.value else _("It is too small.")

    def _written(self, name: str, number: float) -> str:
        unit = self._expectation(name).get("unit", "")
        text = f"{number:.0f}" if number == int(number) and abs(number) < 1e9 else f"{number:.5g}"
        return f"{text} {unit}".strip()

    def _text(self, message: str) -> str:
        return gettext(message, domain=self._domain) if message else ""

    @cached_property
    def _domain(self) -> str:
        return f"exercise-{self.slug}" if self.kind == "lesson" else "dashboards"

    def _recorded(self, name: str, value: Any) -> dict[str, Any]:
        return {"slug": self.slug, "kind": self.kind, "name": name, "value": _number(value)}

    def _show(self, name: str, value: Any, verdict: Verdict) -> None:
        colours = {"open": "#555555", "right": "#006B4E", "wrong": "#A33F00"}
        line = f"{_SIGNS[verdict.state]} {verdict.text}"
        # a colour of its own background: the page behind may be light or dark
        html = (
            f'<div role="status" style="border-left:4px solid {colours[verdict.state]};background:#ffffff;'
            f'color:{colours[verdict.state]};padding:0.4em 0.8em">{escape(line)}</div>'
        )
        bundle: dict[str, Any] = {"text/plain": line, "text/html": html, MIME: self._recorded(name, value)}
        _show_in_notebook(bundle, raw=True)


def _own_facts(slug: str) -> dict[str, Any] | None:
    """What a team's lesson says, where the notebook lies in the lesson's folder; it wins over the box's."""
    path = Path.cwd() / "lesson.yml"
    if path.parent.name != slug or not path.is_file():
        return None
    from lhcbox.kit import facts, yamlfile  # only teams need them

    return facts.in_language(yamlfile.read(path), current())


def _number(value: Any) -> float | None:
    if isinstance(value, bool | str) or value is None:
        return None
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        return None
    number = float(array.reshape(())) if array.size == 1 else math.nan
    return number if math.isfinite(number) else None


def _is_nan(value: Any) -> bool:
    try:
        return bool(np.isnan(value))
    except (TypeError, ValueError):  # no number at all, or more than one
        return False


def _kind(value: Any) -> str:
    try:
        length = len(value)
    except TypeError:
        return _("“{value}”").format(value=value)
    if isinstance(value, str):
        return _("a text")
    return _("{length} values").format(length=length)


def _distance(mistake: dict[str, Any], number: float, expected: float, practice: bool) -> float:
    """How far ``number`` is from what ``mistake`` gives, in tolerances; infinite for more than one.

    Two mistakes may lie close together: the nearer one is meant. A mistake known by a limit only comes last.
    """
    if "factor" in mistake:
        typical = expected * mistake["factor"]
        tolerance = mistake.get("tolerance", FACTOR_TOLERANCE) * abs(typical)
    else:
        typical = mistake.get("practice_value", mistake.get("value")) if practice else mistake.get("value")
        tolerance = mistake.get("tolerance", 1e-9)
    if typical is not None and abs(number - typical) <= tolerance:
        return abs(number - typical) / tolerance if tolerance else 0.0
    return 1.0 if number > mistake.get("above", math.inf) else math.inf
