"""The page on which readers make an analyser of their own, of samples of the box or of a table they bring.

In two forms, as those of `lhcbox.analyser.page`: for the box, where Python answers, and for a stick, where nobody does
and only tables can be read.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from lhcbox.analyser import page, words_yours
from lhcbox.analyser.bundle import STATIC
from lhcbox.analyser.words import words
from lhcbox.analyser.yours import SLUG

START = "bootYours"


def script() -> str:
    """The page's script, one ES module."""
    return page.script(START)


def style() -> str:
    """What the page adds to the analysers' style."""
    return (STATIC / "yours.css").read_text(encoding="utf-8")


def html(
    facts: Mapping[str, str],
    language: str,
    *,
    choices: Mapping[str, Any] | None,
    limits: Mapping[str, Any],
    neighbours: Sequence[tuple[str, str]] = (),
    home: str = "/",
    switch: Mapping[str, str] | None = None,
    common: str | None = None,
    version: str = "",
) -> str:
    """The page.

    Args:
        facts: title and summary.
        language: two letters.
        choices: of `lhcbox.analyser.choices.offered`; None for a stick, and then everything is inside.
        limits: of `lhcbox.analyser.choices.limits`.
        neighbours: title and address of the analysers that lie on the same stick.
        home, switch, common, version: as for `lhcbox.analyser.page.html`.
    """
    own = words_yours.words(language)
    said = {**words(language), "page.foot": own["yours.foot"]}
    held = {
        "choices": choices,
        "limits": limits,
        "neighbours": [{"title": title, "address": address} for title, address in neighbours],
        "title": facts["title"],
        "words": {**said, **own},
        "language": language,
    }
    if choices is None:
        head, code = page.inner_head(common, f"{page.style()}\n{style()}"), page.inner_code(START)
    else:
        head = page.linked_head((SLUG, "analyser"), page.ASSETS, version)
        code = page.linked_code(SLUG, page.ASSETS, version)
    return page.frame(
        facts["title"], facts["summary"], said, language, held, head=head, code=code, home=home, switch=switch
    )
