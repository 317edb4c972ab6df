"""The teacher's answers of guided activities: cuts that pass each step, and what they give with the samples at hand.

A step may hold its ``answer``, which no page shows. The box's samples are real or practice, many events or few; so what
an answer gives is computed while the box is made, and so are bounds that a step states as a share of it. Definitions
of the significances, with sources, stand in ``static/statistics.js``.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from lhcbox.analyser.columns import Filled
from lhcbox.analyser.declaration import DOMAIN, Declaration, Entry, Variable
from lhcbox.analyser.pack import Variable as Axis
from lhcbox.language import gettext
from lhcbox.numerals import numeral

_ = partial(gettext, domain=DOMAIN)

FIGURES = 2  # significant, of a bound that is a share of the answer's number


@dataclass(frozen=True)
class Numbers:
    """What is left after cuts: expected events of signal and background with their variances, and data.

    Attributes:
        processes: expected events of each process, of data their number.
        data: None where there are none.
        uncertainty: relative, of the background; as set in the page.
    """

    signal: float
    signal_variance: float
    background: float
    background_variance: float
    data: float | None
    processes: Mapping[str, float]
    uncertainty: float = 0.0

    @property
    def ratio(self) -> float | None:
        """S/B; None without background."""
        return self.signal / self.background if self.background > 0 else None

    @property
    def root(self) -> float | None:
        """S over the root of B; None without background."""
        return self.signal / math.sqrt(self.background) if self.background > 0 else None

    @property
    def root_error(self) -> float | None:
        """Statistical error of `root`, of the simulation alone."""
        if self.background <= 0:
            return None
        by_background = self.signal / (2 * self.background**1.5)
        return math.hypot(
            math.sqrt(self.signal_variance / self.background), by_background * math.sqrt(self.background_variance)
        )

    @property
    def asimov(self) -> float | None:
        """Asimov significance with the uncertainty of the background; None without background."""
        s, b, f2 = max(self.signal, 0.0), self.background, self.uncertainty**2
        if b <= 0:
            return None
        n = s + b
        first = n * math.log1p(s / (b * (1 + f2 * n)))
        second = s if f2 == 0 else math.log1p(f2 * s / (1 + f2 * b)) / f2
        return math.sqrt(2 * max(first - second, 0.0))

    def of(self, name: str) -> float | None:
        """The number that a condition calls ``name``; None where it is not defined."""
        if name.startswith("S:"):
            return self.processes.get(name[2:])
        known = {"S": self.signal, "B": self.background, "S/B": self.ratio, "root": self.root, "data": self.data}
        return self.asimov if name == "asimov" else known[name]


def numbers(
    declaration: Declaration, fills: Sequence[Filled], cuts: Mapping[str, Sequence[Any]], uncertainty: float = 0.0
) -> Numbers:
    """What is left of the events after ``cuts``, written as in ``start`` of an activity."""
    sums: dict[str, list[float]] = {"signal": [0.0, 0.0], "background": [0.0, 0.0], "data": [0.0, 0.0]}
    processes = {}
    for fill in fills:
        kept = np.ones(fill.events, dtype=np.bool_)
        for key, cut in cuts.items():
            kept &= _passes(declaration, key, cut, fill.columns[key])
        weights = np.ones(fill.events) if fill.weights is None else fill.weights
        total = float(np.sum(weights[kept]))
        processes[fill.process.key] = total
        part = sums[fill.process.kind]
        part[0] += total
        part[1] += float(np.sum(weights[kept] ** 2))
    has_data = any(fill.process.kind == "data" for fill in fills)
    (signal, s2), (background, b2), (data, _variance) = (sums[kind] for kind in ("signal", "background", "data"))
    return Numbers(signal, s2, background, b2, data if has_data else None, processes, uncertainty)


def _passes(declaration: Declaration, key: str, cut: Sequence[Any], values: Any) -> Any:
    variable = _variable(declaration, key)
    codes = Axis(key, "category" if variable.categories else "range", variable.n, variable.low, variable.high).codes(
        values
    )
    if variable.categories:
        return np.isin(codes, declaration.chosen(key, list(cut)))
    low, high = (round((end - variable.low) / (variable.high - variable.low) * variable.n) for end in cut)
    below = 0 if low <= 0 else low + 1  # an end of the axis is open
    above = variable.n + 1 if high >= variable.n else high
    return (codes >= below) & (codes <= above)


def _variable(declaration: Declaration, key: str) -> Variable:
    variable = declaration.variable(key)
    assert variable is not None, key  # the declaration was checked
    return variable


# Bounds ---------------------------------------------------------------------------------------------------------------


def settled(declaration: Declaration, fills: Sequence[Filled]) -> Declaration:
    """The declaration with a number for every bound that is written as a share of the answer's number.

    Raises:
        DeclarationError: the number is not defined with the samples at hand.
    """
    return replace(
        declaration,
        activities=tuple(
            {**activity, "steps": [_step(declaration, fills, activity, step) for step in activity["steps"]]}
            for activity in declaration.activities
        ),
    )


def _step(declaration: Declaration, fills: Sequence[Filled], activity: Entry, step: Entry) -> Entry:
    checks = []
    for condition in step["check"]:
        settled_ends = {}
        for end in ("above", "below"):
            share = condition.get(end)
            if not isinstance(share, Mapping):
                continue
            found = _given(declaration, fills, step["answer"]).of(condition["number"])
            if found is None:
                raise declaration.fault(
                    f"activities.{activity['key']}",
                    f"{condition['number']} is not defined for the answer of the step “{step['text'][:60].strip()}…”,"
                    " as no background is left of the samples at hand; answer with looser cuts",
                )
            settled_ends[end] = _rounded(float(share["of_answer"]) * found, up=end == "below")
        checks.append({**condition, **settled_ends})
    return {**step, "check": checks}


def _given(declaration: Declaration, fills: Sequence[Filled], answer: Entry) -> Numbers:
    return numbers(declaration, fills, answer.get("cuts", {}), answer.get("uncertainty", 0.0))


def _rounded(value: float, up: bool) -> float:
    if value == 0:
        return 0.0
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - FIGURES + 1)
    return float(f"{(math.ceil if up else math.floor)(value / unit) * unit:.10g}")


# For teachers ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """An answer: of which activity and step (from 1; 0 is the start without any cut), what is set, what it gives."""

    activity: str
    step: int
    answer: Entry
    numbers: Numbers


def rows(declaration: Declaration, fills: Sequence[Filled]) -> Iterator[Row]:
    """Every answer with what it gives, in reading order; nothing where no step has one."""
    steps = [
        (activity["key"], number, step["answer"])
        for activity in declaration.activities
        for number, step in enumerate(activity["steps"], 1)
        if "answer" in step
    ]
    if steps:
        yield Row("", 0, {}, numbers(declaration, fills, {}))
    for key, number, answer in steps:
        yield Row(key, number, answer, _given(declaration, fills, answer))


def address(declaration: Declaration, answer: Entry) -> str:
    """The part of a page's address that sets what ``answer`` says, such as ``c.mll=0~80&c.channel=3&h=data``."""
    parts = []
    for key, cut in answer.get("cuts", {}).items():
        variable = _variable(declaration, key)
        chosen = declaration.chosen(key, list(cut)) if variable.categories else cut
        parts.append(f"c.{key}=" + (",".join if variable.categories else "~".join)(f"{value:g}" for value in chosen))
    if "hidden" in answer:
        parts.append("h=" + ",".join(answer["hidden"]))
    if "uncertainty" in answer:
        parts.append(f"f={answer['uncertainty']:g}")
    parts += [f"{name}={int(on)}" for name, on in answer.get("view", {}).items()]
    return "&".join(parts)


def table(declaration: Declaration, found: Sequence[Row], language: str) -> str:
    """The answers as a table in Markdown, with a sentence on where its numbers come from."""
    said = partial(_, language=language)
    simulated = any(process.kind != "data" for process in declaration.shown())
    with_signal = any(process.kind == "signal" for process in declaration.shown())
    with_data = any(row.numbers.data is not None for row in found)
    with_asimov = any(row.answer.get("uncertainty") for row in found)
    heads = [_("Activity, step", language=language), _("Set this", language=language)]
    heads += ["S"] * with_signal + ["B"] * simulated + ["S/B", "S/√B"] * with_signal
    heads += [_("Asimov", language=language)] * with_asimov + [_("Data", language=language)] * with_data
    titles = {activity["key"]: said(activity["title"]) for activity in declaration.activities}
    lines = [heads, ["---"] * len(heads)]
    for row in found:
        values = row.numbers
        name = _("at the beginning", language=language) if row.step == 0 else f"{titles[row.activity]}, {row.step}"
        cells = [name, _set(declaration, row.answer, said, language)]
        cells += [_shown(values.signal, language)] * with_signal + [_shown(values.background, language)] * simulated
        if with_signal:
            cells += [_shown(values.ratio, language), _with_error(values.root, values.root_error, language)]
        if with_asimov:
            cells.append(_shown(values.asimov, language) if row.answer.get("uncertainty") else "")
        if with_data:
            cells.append(numeral(int(values.data or 0), language))
        lines.append(cells)
    note = _("These numbers were computed from the samples of this very box while it was made.", language=language)
    return "\n".join([note, "", *("| " + " | ".join(cells) + " |" for cells in lines)])


def _set(declaration: Declaration, answer: Entry, said: Any, language: str) -> str:
    parts = []
    for key, cut in answer.get("cuts", {}).items():
        variable = _variable(declaration, key)
        name = said(variable.title) if variable.symbol == variable.title else variable.symbol
        if variable.categories:
            chosen = [said(variable.categories[number - 1].short) for number in declaration.chosen(key, list(cut))]
            parts.append(f"{name}: {', '.join(chosen)}")
            continue
        low, high = (numeral(float(end), language) for end in cut)
        if cut[0] <= variable.low:
            words = _("{name} below {high} {unit}", language=language)
        elif cut[1] >= variable.high:
            words = _("{name} from {low} {unit}", language=language)
        else:
            words = _("{name} from {low} to {high} {unit}", language=language)
        parts.append(words.format(name=name, low=low, high=high, unit=variable.unit))
    off = [process.title for process in declaration.shown() if process.key in answer.get("hidden", ())]
    if off:
        parts.append(
            _("switched off: {names}", language=language).format(names=", ".join(said(title) for title in off))
        )
    if answer.get("uncertainty"):
        share = numeral(100 * answer["uncertainty"], language)
        parts.append(_("background ± {share} %", language=language).format(share=share))
    return "; ".join(part.strip().replace(" °", "°").replace("|", "\\|") for part in parts) or "–"


def _shown(value: float | None, language: str) -> str:
    return "–" if value is None else numeral(value, language, 3)


def _with_error(value: float | None, error: float | None, language: str) -> str:
    if value is None or error is None:
        return "–"
    return f"{numeral(value, language, 3)} ± {numeral(error, language, 2)}"
