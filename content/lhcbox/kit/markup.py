"""What must be the same in a text and its translation: formulas, code, placeholders, links, tags, headings, lists."""

import re
from collections import Counter
from collections.abc import Iterator

_MARKUP: dict[str, re.Pattern[str]] = {
    "formula": re.compile(r"\$\$?[^$]+\$\$?"),
    "code": re.compile(r"`[^`]+`"),
    "placeholder": re.compile(
        r"(?<![{\\$^_a-zA-Z}])\{[a-z_][a-z_0-9]*(?:![rsa])?(?::[^{}]*)?\}|%\([a-z_]+\)[sd]|%[sd]"
    ),
    "link": re.compile(r"(?<=\]\()[^)]+(?=\))"),
    "tag": re.compile(r"</?[a-zA-Z][^>]*>"),
    "heading": re.compile(r"^#{1,6}(?= )", re.MULTILINE),
    "list item": re.compile(r"^\s*(?:[-*+]|\d+\.)(?= )", re.MULTILINE),
    "table cell": re.compile(r"(?:^|(?<=.))\|", re.MULTILINE),
}
_LOCALISED_ATTRIBUTE = re.compile(r'\s(?:aria-label|title|alt|lang)="[^"]*"')


def differences(english: str, translation: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each kind of markup that differs, with what only the first and what only the second text has.

    Example:
        >>> list(differences("mass $m$ of {n}", "masa $M$ de {n}"))
        [('formula', ['$m$'], ['$M$'])]
    """
    for kind, pattern in _MARKUP.items():
        here, there = (_found(kind, pattern, text) for text in (english, translation))
        if here != there:
            yield kind, sorted((here - there).elements()), sorted((there - here).elements())


def _found(kind: str, pattern: re.Pattern[str], text: str) -> Counter[str]:
    if kind not in ("formula", "code"):
        text = _MARKUP["code"].sub("", _MARKUP["formula"].sub("", text))
    else:
        # words inside a formula are prose, and are translated
        text = re.sub(r"\\text\{[^{}]*\}", r"\\text{}", text)
    parts: Counter[str] = Counter(part.strip() for part in pattern.findall(text))
    if kind == "tag":
        return Counter(_LOCALISED_ATTRIBUTE.sub("", part) for part in parts.elements())
    return parts
