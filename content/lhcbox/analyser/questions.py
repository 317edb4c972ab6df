"""What a page may ask Python: small JSON objects, each entry of which is checked before anything is computed.

A module that answers has ``answer(question: dict, language: str) -> bytes``; the reader's language is set when it is
called. It is run in a child of its own, which ends afterwards (``serve.answerer``).
"""

import math
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from lhcbox.language import gettext

_ = partial(gettext, domain="analyser")

Entry = Mapping[str, Any]


class Refused(ValueError):
    """A question that has no answer; the message is a sentence for the reader, in the reader's language."""


def shape(question: Entry, needed: Collection[str], allowed: Collection[str] = ()) -> None:
    """Check that the entries ``needed`` are there and, besides those ``allowed``, no others.

    Raises:
        Refused: an entry is missing or unknown.
    """
    for name in sorted(needed):
        if name not in question:
            raise Refused(_("The question lacks “{name}”. Load the page again.").format(name=name))
    for name in sorted(question):
        if name not in needed and name not in allowed:
            raise Refused(
                _("The question has an entry “{name}”, which is not known. Load the page again.").format(name=name[:40])
            )


def number(name: str, value: object, low: float, high: float) -> float:
    """``value`` as a number from ``low`` to ``high``.

    Raises:
        Refused: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not _finite(value) or not low <= value <= high:
        raise Refused(
            _("“{name}” is {value}; it must be a number from {low} to {high}.").format(
                name=name, value=_brief(value), low=f"{low:g}", high=f"{high:g}"
            )
        )
    return float(value)


def whole(name: str, value: object, low: int, high: int) -> int:
    """``value`` as a whole number from ``low`` to ``high``.

    Raises:
        Refused: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise Refused(
            _("“{name}” is {value}; it must be a whole number from {low} to {high}.").format(
                name=name, value=_brief(value), low=low, high=high
            )
        )
    return value


def choice(name: str, value: object, choices: Collection[str]) -> str:
    """``value``, one of ``choices``.

    Raises:
        Refused: it is not.
    """
    if not isinstance(value, str) or value not in choices:
        raise Refused(
            _("“{name}” is {value}; choose one of: {choices}.").format(
                name=name, value=_brief(value), choices=", ".join(choices)
            )
        )
    return value


def truth(name: str, value: object) -> bool:
    """``value``, true or false.

    Raises:
        Refused: it is neither.
    """
    if not isinstance(value, bool):
        raise Refused(_("“{name}” is {value}; it must be true or false.").format(name=name, value=_brief(value)))
    return value


def numbers(name: str, value: object, least: int, most: int) -> list[float]:
    """``value`` as a list of ``least`` to ``most`` finite numbers.

    Raises:
        Refused: it is none, or one of them is no finite number.
    """
    if not isinstance(value, list) or not least <= len(value) <= most:
        length = len(value) if isinstance(value, list) else _brief(value)
        raise Refused(
            _("“{name}” must be a list of {least} to {most} numbers, and is: {length}.").format(
                name=name, least=least, most=most, length=length
            )
        )
    for place, each in enumerate(value):
        if isinstance(each, bool) or not isinstance(each, int | float) or not _finite(each):
            raise Refused(
                _("“{name}” has {value} at place {place}; each must be a finite number.").format(
                    name=name, value=_brief(each), place=place + 1
                )
            )
    return [float(each) for each in value]


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond all floats
        return False


def _brief(value: object) -> str:
    """``value`` as it may stand in a sentence."""
    text = "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 40 else text[:39] + "…"
