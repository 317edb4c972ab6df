"""An analyser of the reader's own: samples of the box and variables that were chosen in the page.

A choice becomes a declaration as ``analyser.yml`` has them, so a reader can keep it, and a team can go on with it. Axes
that nobody chose are those that suit the values. Nothing of the choice is ever run: expressions are those of
`lhcbox.expression`.
"""

import json
import math
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
import yaml

from lhcbox import language as speech
from lhcbox import samples
from lhcbox.analyser import axes, columns
from lhcbox.analyser.declaration import FILE, Declaration, DeclarationError
from lhcbox.analyser.pack import PackError
from lhcbox.analyser.quantities import called, quantities, title
from lhcbox.analyser.questions import Refused
from lhcbox.expression import Expression, ExpressionError
from lhcbox.language import gettext
from lhcbox.sample import Sample, SampleError, nearest

_ = partial(gettext, domain="analyser")

SLUG = "yours"
MOST_SAMPLES = 24
MOST_PROCESSES = 12
MOST_VARIABLES = 8
MOST_BINS = 200
MOST_EVENTS = 400_000
"""What a page is given; of more every second, third … event is taken."""
MOST_READ = 1_500_000
"""What is read for one question."""
LONGEST_EXPRESSION = 400
LONGEST_TITLE = 80
LUMINOSITY = 10.0
"""1/fb to which simulation is weighted where no data are chosen and nothing is said."""

_COLOURS = (0, 1, 2, 4, 5, 7, 8, 9, 6)  # 3 is the signal's
_PATTERNS = ("none", "/", "\\", "x", ".", "-", "|")
_PATH = Path(SLUG) / FILE

Entry = dict[str, Any]


@dataclass(frozen=True)
class Chosen:
    """A variable: a quantity and what is taken of it, or an expression with its title and unit; perhaps an axis."""

    quantity: str = ""
    take: str = ""
    values: str = ""
    title: str = ""
    unit: str = ""
    axis: axes.Axis | None = None


@dataclass(frozen=True)
class Choice:
    """A question that was checked as far as it can be without reading events."""

    samples: tuple[Sample, ...]
    signal: frozenset[str]
    variables: tuple[Chosen, ...]
    keep: str
    luminosity: float | None

    def of_kind(self, kind: Literal["data", "mc"]) -> list[Sample]:
        """The samples of collisions, or of simulation."""
        return [sample for sample in self.samples if sample.kind == kind]


def answer(question: Mapping[str, Any], language: str) -> bytes:
    """What the page shows for a choice.

    Args:
        question: ``{"samples": [id, …], "signal": [id, …], "variables": [variable, …], "keep": expression,
            "luminosity": 1/fb}``, of which samples and variables are needed. A variable is ``{"quantity": "lep_pt",
            "take": "leading"}`` or ``{"values": expression, "title": …, "unit": …}``, either with ``"axis": [from, to,
            bins]`` or without.
        language: the reader's, two letters.

    Returns:
        The length of a JSON (uint32, little-endian), the JSON, and the events as `lhcbox.analyser.pack` writes them.
        The JSON has ``declaration``, what the page works with, and ``yml``, the text of an ``analyser.yml``.

    Raises:
        Refused: the choice can't be shown; the sentence says why, in the reader's language.
    """
    with _speaking(language):
        try:
            return _answer(checked(question), language)
        except MemoryError as error:
            raise Refused(_("These samples have too many events to be read at once. Leave some out.")) from error


def checked(question: Mapping[str, Any]) -> Choice:
    """The choice that a question holds.

    Raises:
        Refused: it holds something that can't be; the sentence is in the language in use.
    """
    if not isinstance(question, Mapping) or not set(question) <= {
        "samples",
        "signal",
        "variables",
        "keep",
        "luminosity",
    }:
        raise _unreadable("samples, variables")
    names, signal = _names(question, "samples"), _names(question, "signal")
    if not names:
        raise Refused(_("No sample is chosen. Choose at least one."))
    if len(names) > MOST_SAMPLES:
        raise Refused(
            _("{count} samples are chosen, and {most} are possible. Leave some out.").format(
                count=len(names), most=MOST_SAMPLES
            )
        )
    found = tuple(_sample(name) for name in names)
    given = question.get("variables")
    if not isinstance(given, list):
        raise _unreadable("variables")
    if not given:
        raise Refused(_("No variable is chosen. Choose at least one."))
    if len(given) > MOST_VARIABLES:
        raise Refused(
            _("{count} variables are chosen, and {most} are possible. Leave some out.").format(
                count=len(given), most=MOST_VARIABLES
            )
        )
    choice = Choice(
        samples=found,
        signal=frozenset(signal),
        variables=tuple(_chosen(each, number) for number, each in enumerate(given, 1)),
        keep=_expression_text(question.get("keep", ""), _("the selection")),
        luminosity=_luminosity(question.get("luminosity")),
    )
    _together(choice)
    return choice


def content(choice: Choice, grids: Sequence[Entry] | None = None, language: str | None = None) -> Entry:
    """The choice as what an ``analyser.yml`` holds.

    Args:
        choice: checked.
        grids: for each variable ``axis``, ``group`` and ``digits``, or ``categories``; None where they are still to be
            found, and any value is inside.
        language: of titles and explanations.
    """
    made: Entry = {}
    if not choice.of_kind("data") and _weighted(choice):
        made["luminosity_fb"] = choice.luminosity or LUMINOSITY
    if choice.keep:
        made["keep"] = choice.keep
    offered = quantities(choice.samples[0], language)
    made["variables"] = {}
    for place, each in enumerate(choice.variables):
        if each.values:
            values = each.values
            name = brief = each.title or values
            key = _key(f"x{place + 1}", made["variables"])
            unit = each.unit
        else:
            quantity = offered[each.quantity]
            values = quantity.expression(each.take)
            brief = called(quantity, each.take, language)
            name = title(quantity, each.take, language)
            key = _key(f"{each.quantity}_{each.take}".rstrip("_"), made["variables"])
            unit = "" if each.take == "number" else quantity.unit
        about = {
            "title": name,
            "symbol": re.sub(r"[_^{}]+", " ", brief),
            "values": values,
            "explain": _("Calculated as {expression}.", language=language).format(expression=values),
        }
        grid = grids[place] if grids else {"axis": [0, 1, 1]}
        made["variables"][key] = {**about, **({"unit": unit} if unit and "categories" not in grid else {}), **grid}
    made["processes"] = _processes(choice, language)
    return made


def text(made: Entry) -> str:
    """An ``analyser.yml`` with what it holds."""
    head = (
        "# An analyser that was chosen in the page “Your own”. Put it into content/dashboards/<name>/, with a\n"
        "# dashboard.yml beside it that has title and summary; docs/analysers.md tells what else can stand here.\n"
    )
    return head + yaml.safe_dump(made, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None)


# Checks ---------------------------------------------------------------------------------------------------------------


def _unreadable(what: str) -> Refused:
    return Refused(_("This choice can't be understood ({what}). Choose anew in the page.").format(what=what))


def _short(value: object) -> str:
    shown = "".join(letter if letter.isprintable() else "?" for letter in str(value)[:100])
    return shown if len(shown) <= 60 else shown[:60] + "…"


def _names(question: Mapping[str, Any], entry: str) -> list[str]:
    given = question.get(entry, [])
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise _unreadable(entry)
    return list(dict.fromkeys(given))


def _sample(name: str) -> Sample:
    known = samples.catalogue()
    if name not in known:
        raise Refused(
            _("There is no sample “{name}” in this box. The nearest names are: {names}.").format(
                name=_short(name), names=nearest(_short(name), known)
            )
        )
    return known[name]


def _text(value: object, what: str, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise Refused(
            _("{what}: at most {longest} characters are possible. Make it shorter.").format(what=what, longest=longest)
        )
    return " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())


def _expression_text(value: object, what: str) -> str:
    return _text(value, what, LONGEST_EXPRESSION)


def _chosen(given: object, number: int) -> Chosen:
    what = _("variable {number}").format(number=number)
    allowed = {"quantity", "take", "values", "title", "unit", "axis"}
    if not isinstance(given, Mapping) or not set(given) <= allowed or ("quantity" in given) == ("values" in given):
        raise _unreadable(what)
    axis = _axis(given.get("axis"), what)
    if "values" in given:
        values = _expression_text(given["values"], what)
        if not values:
            raise Refused(_("{what}: the expression is empty. Write one, or take the variable out.").format(what=what))
        return Chosen(
            values=values,
            title=_text(given.get("title", ""), what, LONGEST_TITLE),
            unit=_text(given.get("unit", ""), what, 16),
            axis=axis,
        )
    quantity, take = given["quantity"], given.get("take", "")
    if not isinstance(quantity, str) or not isinstance(take, str):
        raise _unreadable(what)
    return Chosen(quantity=quantity, take=take, axis=axis)


def _axis(given: object, what: str) -> axes.Axis | None:
    if given is None:
        return None
    if not isinstance(given, list) or len(given) != 3 or any(isinstance(each, bool) for each in given):
        raise _unreadable(what)
    low, high, bins = given
    if not all(isinstance(end, int | float) and math.isfinite(end) and abs(end) < 1e15 for end in (low, high)):
        raise Refused(_("{what}: an end of the axis is no number. Write two numbers.").format(what=what))
    if not low < high or (high - low) / axes.STEPS <= max(abs(low), abs(high)) * 1e-12:
        raise Refused(
            _("{what}: the axis goes from {low} to {high}. The second number must be the larger one.").format(
                what=what, low=f"{low:g}", high=f"{high:g}"
            )
        )
    if not isinstance(bins, int) or not 1 <= bins <= MOST_BINS:
        raise Refused(
            _("{what}: {bins} bins are not possible. Choose 1 to {most}.").format(
                what=what, bins=_short(bins), most=MOST_BINS
            )
        )
    return float(low), float(high), bins


def _luminosity(given: object) -> float | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float) or not (1e-6 <= given <= 1e6):
        raise Refused(
            _("The luminosity “{given}” is not possible. Write a number in fb⁻¹.").format(given=_short(given))
        )
    return float(given)


def _weighted(choice: Choice) -> bool:
    """Whether the weights of a simulated sample need a luminosity."""
    return any(sample.cross_section_pb is not None for sample in choice.of_kind("mc"))


def _together(choice: Choice) -> None:
    """Check that samples and variables fit each other."""
    data, simulated = choice.of_kind("data"), choice.of_kind("mc")
    if len({sample.luminosity_fb for sample in data}) > 1:
        raise Refused(_("The data chosen are of several luminosities. Choose only one sample of data."))
    if data and data[0].luminosity_fb is None and _weighted(choice):
        raise Refused(
            _(
                "Nobody knows the luminosity of “{data}”, so the simulation cannot be weighted to it. Choose either the"
                " data or the simulation."
            ).format(data=data[0].title)
        )
    if len(simulated) + bool(data) > MOST_PROCESSES:
        raise Refused(
            _("{count} processes are chosen, and {most} can be told apart in a plot. Leave some out.").format(
                count=len(simulated) + bool(data), most=MOST_PROCESSES
            )
        )
    events = sum(sample.event_count for sample in choice.samples)
    if events > MOST_READ:
        raise Refused(
            _("The samples chosen have {count} events, and at most {most} are read at once. Leave some out.").format(
                count=events, most=MOST_READ
            )
        )
    offered = [quantities(sample) for sample in choice.samples]
    for each in choice.variables:
        for sample, known in zip(choice.samples, offered, strict=True):
            if each.values:
                _expression(each.values, sample, _("the expression"))
            else:
                _offered(each, sample, known, offered[0])
    for sample in choice.samples if choice.keep else ():
        _expression(choice.keep, sample, _("the selection"))


def _offered(each: Chosen, sample: Sample, known: Mapping[str, Any], first: Mapping[str, Any]) -> None:
    if each.quantity not in known:
        raise Refused(
            _("“{sample}” has no “{name}”. The nearest names are: {names}.").format(
                sample=sample.title, name=_short(each.quantity), names=nearest(_short(each.quantity), known)
            )
        )
    quantity = known[each.quantity]
    if each.take not in (quantity.takes or ("",)):
        raise Refused(
            _("Of “{name}” there is no “{take}”. Choose one of: {takes}.").format(
                name=quantity.key, take=_short(each.take), takes=", ".join(quantity.takes) or "–"
            )
        )
    other = first[each.quantity]
    if other.expression(each.take) != quantity.expression(each.take):
        raise Refused(
            _("“{name}” is not the same in all samples chosen: units differ. Choose samples of one release.").format(
                name=quantity.key
            )
        )


def _expression(given: str, sample: Sample, what: str) -> None:
    try:
        Expression(given, [branch.name for branch in sample.known_branches], what)
    except ExpressionError as error:
        raise Refused(_("“{sample}”: {error}").format(sample=sample.title, error=error)) from error


# The answer -----------------------------------------------------------------------------------------------------------


def _answer(choice: Choice, language: str) -> bytes:
    try:
        draft = Declaration.of(content(choice), _PATH)
        thinning = max(1, math.ceil(sum(sample.event_count for sample in choice.samples) / MOST_EVENTS))
        fills = columns.filled(draft, thinning)
        if not sum(fill.events for fill in fills):
            raise Refused(_("No event passes the selection. Choose another one."))
        grids = [_grid(each.axis, [fill.columns[v.key] for fill in fills]) for each, v in _pairs(choice, draft)]
        declared = Declaration.of(content(choice, grids), _PATH, {"title": _("Your own analyser")})
        fills = tuple(_placed(fill, declared) for fill in fills)
        events = columns.packed(declared, fills)
        page = _thin_page(declared, thinning, language)
        kept = text(content(choice, grids, "en"))
    except (DeclarationError, PackError, SampleError, ExpressionError) as error:
        raise Refused(
            _("These samples and variables can't be shown together: {error}").format(
                error=str(error).replace(f"{_PATH}: ", "")
            )
        ) from error
    told = json.dumps({"declaration": page, "yml": kept}, ensure_ascii=False, allow_nan=False).encode()
    return struct.pack("<I", len(told)) + told + events


def _pairs(choice: Choice, declared: Declaration) -> Iterator[tuple[Chosen, Any]]:
    return zip(choice.variables, declared.variables, strict=True)


def _grid(axis: axes.Axis | None, parts: Sequence[Any]) -> Entry:
    """How a variable with these values is divided."""
    values = np.concatenate(parts)
    known = axes.values_of(values) if axis is None else []
    if known:
        return {"categories": [{"title": f"{each:g}", "short": f"{each:g}", "is": each} for each in known]}
    grid = axes.grid(axis or axes.proposed(values))
    return {"axis": [grid.low, grid.high, grid.n], "group": grid.group, "digits": grid.digits}


def _placed(fill: columns.Filled, declared: Declaration) -> columns.Filled:
    """The same with the number of its category in the place of each value."""
    return replace(
        fill,
        columns={
            each.key: columns.numbered(each, fill.columns[each.key]) if each.categories else fill.columns[each.key]
            for each in declared.variables
        },
    )


def _thin_page(declared: Declaration, step: int, language: str) -> Entry:
    """What the page works with; of thinned events the luminosity is smaller by as much, and the page says so."""
    luminosity = declared.luminosity()
    if step > 1 and luminosity is not None:
        declared = replace(declared, rest={**declared.rest, "luminosity_fb": luminosity / step})
    page = declared.page(language)
    if step > 1:
        page["notes"].append(
            _(
                "These are more events than a page can hold, so only one in {step} is shown, of data and of simulation"
                " alike. All numbers are smaller by that factor."
            ).format(step=step)
        )
    return page


# Processes ------------------------------------------------------------------------------------------------------------


def _processes(choice: Choice, language: str | None) -> Entry:
    """Backgrounds at the bottom of the stack, signals on top of them, data as points."""
    simulated = choice.of_kind("mc")
    backgrounds = [sample for sample in simulated if sample.id not in choice.signal]
    signals = [sample for sample in simulated if sample.id in choice.signal]
    made: Entry = {}
    for place, sample in enumerate(backgrounds):
        look = {"colour": _COLOURS[place % len(_COLOURS)], "pattern": _PATTERNS[place % len(_PATTERNS)]}
        made[_key(sample.id, made)] = {**_process(sample, "background", language), **look}
    for place, sample in enumerate(signals):
        look = {"colour": 3, "pattern": _PATTERNS[(place + 2) % len(_PATTERNS)]}
        made[_key(sample.id, made)] = {**_process(sample, "signal", language), **look}
    if data := choice.of_kind("data"):
        name = _("data", language=language)
        made["data"] = {"title": name, "kind": "data", "samples": [sample.id for sample in data]}
    return made


def _process(sample: Sample, kind: str, language: str | None) -> Entry:
    return {"title": gettext(sample.title_en, domain="data", language=language), "kind": kind, "samples": [sample.id]}


def _key(name: str, taken: Mapping[str, Any]) -> str:
    """``name`` as a key of a declaration that is not among those ``taken``."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    plain = plain if plain[:1].isalpha() else f"v_{plain}"
    key, number = plain, 1
    while key in taken:
        number += 1
        key = f"{plain}_{number}"
    return key


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    """Speak ``language`` meanwhile: what goes wrong deep inside is said in it, too."""
    before = speech.current()
    speech.use(language if language in speech.LANGUAGES else "en")
    try:
        yield
    finally:
        speech.use(before)
