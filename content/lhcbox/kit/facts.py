"""`lesson.yml` of a team: what the lesson says about itself, each text in both languages as ``{en: …, es: …}``."""

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from lhcbox.kit.words import gettext as _
from lhcbox.language import LANGUAGES

TEXTS = ("title", "summary", "prior_knowledge")
LISTS = ("goals",)
_LEVELS = (1, 2, 3)

Facts = dict[str, Any]


def mapped(facts: Facts, change: Callable[[Any], Any]) -> Facts:
    """A copy of ``facts`` in which each text (a string, or both languages of it) has gone through ``change``."""
    made = dict(facts)
    for key in TEXTS:
        if key in made:
            made[key] = change(made[key])
    for key in LISTS:
        if isinstance(made.get(key), list):
            made[key] = [change(text) for text in made[key]]
    expect = made.get("expect")
    if isinstance(expect, dict):
        made["expect"] = {name: _expectation(each, change) for name, each in expect.items()}
    return made


def _expectation(each: Any, change: Callable[[Any], Any]) -> Any:
    if not isinstance(each, dict):
        return each
    made = {key: change(value) if key in ("what", "right") else value for key, value in each.items()}
    if isinstance(made.get("mistakes"), list):
        made["mistakes"] = [
            mistake | {"why": change(mistake["why"])} if isinstance(mistake, dict) and "why" in mistake else mistake
            for mistake in made["mistakes"]
        ]
    return made


def in_language(facts: Facts, language: str) -> Facts:
    """``facts`` with each text in ``language`` alone; in English where it lacks."""
    return mapped(facts, lambda text: (text.get(language) or text.get("en", "")) if isinstance(text, dict) else text)


def texts(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Each text: where it stands, in English, in Spanish. One that is not there in a language is empty."""
    found: list[Any] = []

    def note(text: Any) -> Any:
        found.append(text)
        return text

    mapped(facts, note)
    for text in found:
        sides = [str(text.get(language) or "") for language in LANGUAGES] if isinstance(text, dict) else [str(text), ""]
        yield "lesson.yml", _in_one_line(sides[0]), _in_one_line(sides[1])


def _in_one_line(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text).strip()  # other spaces are there on purpose


def faults(facts: Facts) -> Iterator[str]:
    """What is wrong with ``facts``, one sentence each; nothing about missing translations."""
    for key in TEXTS:
        if not _is_text(facts.get(key)):
            yield _("lesson.yml: {key} needs a text in each language: {key}: {{en: …, es: …}}").format(key=key)
    for key in ("level_physics", "level_coding"):
        if facts.get(key) not in _LEVELS:
            yield _("lesson.yml: {key} must be 1 (from nothing), 2 (after a first course) or 3").format(key=key)
    minutes = facts.get("minutes")
    if not isinstance(minutes, int) or not 5 <= minutes <= 480:
        yield _("lesson.yml: minutes must be a whole number from 5 to 480")
    samples = facts.get("samples")
    if not isinstance(samples, list) or not samples or not all(isinstance(name, str) for name in samples):
        yield _("lesson.yml: samples must name the samples used, for instance [atlas13-4lep-data]")
    expect = facts.get("expect")
    if not isinstance(expect, dict) or not expect:
        yield _("lesson.yml: expect must hold at least one number that the lesson must yield")
        return
    for name, each in expect.items():
        yield from _expectation_faults(str(name), each)


def _expectation_faults(name: str, each: Any) -> Iterator[str]:
    if not isinstance(each, dict) or not _is_text(each.get("what")):
        yield _("lesson.yml: expect, {name}: say what the number is called: what: {{en: …, es: …}}").format(name=name)
        return
    kinds = [kind for kind in ("real", "practice") if kind in each]
    if not kinds:
        yield _("lesson.yml: expect, {name}: give the number for real or for practice samples").format(name=name)
    for kind in kinds:
        number = each[kind] if isinstance(each[kind], dict) else {}
        if not (_is_number(number.get("value")) and _is_number(number.get("tolerance")) and number["tolerance"] >= 0):
            yield _("lesson.yml: expect, {name}, {kind}: value and tolerance must be numbers").format(
                name=name, kind=kind
            )
        if not str(number.get("source") or "").strip():
            yield _("lesson.yml: expect, {name}, {kind}: say in source where the number is from").format(
                name=name, kind=kind
            )
    for mistake in each.get("mistakes") or []:
        if not isinstance(mistake, dict) or not _is_text(mistake.get("why")):
            yield _("lesson.yml: expect, {name}: each of the mistakes needs why: {{en: …, es: …}}").format(name=name)


def _is_text(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and all(isinstance(text, str) for text in value.values())
        and bool(value.get("en") or value.get("es"))
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
