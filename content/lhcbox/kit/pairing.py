"""Which text of the Spanish notebook translates which one of the English: gaps, stale paragraphs, code that differs.

Cells belong together by their id, paragraphs of a cell by their order. What a paragraph was translated from is kept in
``translation.json`` after each checklist, so that a change on the English side alone is noticed afterwards.
"""

import difflib
import hashlib
import io
import re
import tokenize
from collections.abc import Callable
from dataclasses import dataclass

from lhcbox.kit import drawings, markup
from lhcbox.kit.blocks import (
    SourceError,
    code_messages,
    markdown_messages,
    translate_code,
    translate_markdown,
    translate_marked,
    variant,
)
from lhcbox.kit.facts import texts
from lhcbox.kit.lesson import Cell, Lesson, notebook_name
from lhcbox.kit.words import gettext as _

LANGUAGE_LINE = re.compile(r'\blanguage\.use\((["\'])(?:en|es)\1\)')
_OWN_PICTURE = re.compile(r"(?<=\])\((?P<name>[\w-]+)\.es\.svg\)")
_NOT_PROSE = re.compile(r"<[^>]*>|`[^`]*`|\$[^$]*\$|\]\([^)]*\)|\{[^}]*\}")
_PROSE = re.compile(r"\b[^\W\d_]*[a-záéíóúüñ]{4,}")


@dataclass(frozen=True)
class Pair:
    """A text and its translation; one of them may be empty."""

    where: str
    english: str
    spanish: str


@dataclass(frozen=True)
class Match:
    """A cell of each notebook that belong together; None where one has none. Numbers count from 1."""

    english: Cell | None
    spanish: Cell | None
    number: int


def matches(english: tuple[Cell, ...], spanish: tuple[Cell, ...]) -> list[Match]:
    """The cells side by side, in an order that keeps that of both."""
    found: list[Match] = []
    numbers = {id(cell): number for cells in (english, spanish) for number, cell in enumerate(cells, start=1)}
    aligned = difflib.SequenceMatcher(a=[cell.id for cell in english], b=[cell.id for cell in spanish], autojunk=False)
    for kind, a, b, c, d in aligned.get_opcodes():
        left, right = english[a:b], spanish[c:d]
        # somebody has pasted the same new cells on both sides: they have other ids, but one place
        same = kind == "equal" or [cell.code for cell in left] == [cell.code for cell in right]
        pairs = (
            zip(left, right, strict=True) if same else [*((one, None) for one in left), *((None, one) for one in right)]
        )
        for one, other in pairs:
            found.append(Match(one, other, numbers[id(one or other)]))
    return found


def with_plain_pictures(markdown: str) -> str:
    """Spanish Markdown with the names that the pictures have in English."""
    return _OWN_PICTURE.sub(lambda match: f"({match['name']}.svg)", markdown)


def with_own_pictures(markdown: str, names: set[str]) -> str:
    """Markdown in which each of the pictures ``names`` (``x.svg``) has become the Spanish one (``x.es.svg``)."""
    for name in names:
        markdown = markdown.replace(f"]({name})", f"]({name.removesuffix('.svg')}.es.svg)")
    return markdown


def pairs(lesson: Lesson) -> tuple[list[Pair], list[str]]:
    """All texts with their translations, and what keeps some from being compared, one sentence each."""
    found: list[Pair] = [Pair(*text) for text in texts(lesson.facts)]
    problems: list[str] = []
    for match in matches(lesson.cells["en"], lesson.cells["es"]):
        problems += _cell_pairs(match, found)
    for name in dict.fromkeys(address for _alternative, address in lesson.pictures("en") if address.endswith(".svg")):
        problems += _drawing_pairs(lesson, name, found)
    english, spanish = lesson.notes("en"), lesson.notes("es")
    if english is not None or spanish is not None:
        sides = [markdown_messages(with_plain_pictures(text or "")) for text in (english, spanish)]
        problems += _side_by_side("teacher.es.md", sides[0], sides[1], found)
    return found, problems


def _cell_pairs(match: Match, found: list[Pair]) -> list[str]:
    where = _("cell {number}").format(number=match.number)
    one, other = match.english, match.spanish
    if one is None or other is None:
        there, here = (
            (notebook_name("en"), notebook_name("es")) if one is None else (notebook_name("es"), notebook_name("en"))
        )
        reason = _("{where} of {here} is missing in {there}; `lhcbox checklist NAME --complete` puts a copy there")
        return [reason.format(where=where, here=here, there=there)]
    if one.code != other.code:
        return [_("{where} is code in one language and text in the other").format(where=where)]
    if not one.code:
        return _side_by_side(
            where, markdown_messages(one.source), markdown_messages(with_plain_pictures(other.source)), found
        )
    try:
        if skeleton(one.source) != skeleton(other.source):
            reason = _(
                "{where}: the code is not the same in both languages; `lhcbox checklist NAME --complete` brings over"
                " what has changed. A text that the code shows goes into _(…)"
            )
            return [reason.format(where=where)]
        problems: list[str] = []
        for left, right in zip(code_messages(one.source), code_messages(other.source), strict=True):
            problems += _side_by_side(where, left, right, found)
        return list(dict.fromkeys(problems))
    except (SourceError, SyntaxError, tokenize.TokenError) as error:
        return [f"{where}: {error}"]


def _side_by_side(where: str, english: list[str], spanish: list[str], found: list[Pair]) -> list[str]:
    if len(english) != len(spanish):
        reason = _(
            "{where}: {english} paragraphs or remarks in English, {spanish} in Spanish; each needs its counterpart"
        )
        return [reason.format(where=where, english=len(english), spanish=len(spanish))]
    found += [Pair(where, one, other) for one, other in zip(english, spanish, strict=True)]
    return []


def _drawing_pairs(lesson: Lesson, name: str, found: list[Pair]) -> list[str]:
    path = lesson.folder / name
    own = path.with_suffix(".es.svg")
    try:
        english = drawings.words(path)
        if not english and not own.is_file():
            return []
        if not own.is_file():
            return [_("{file} holds words; make {own} with the Spanish ones").format(file=name, own=own.name)]
        return _side_by_side(name, english, drawings.words(own), found)
    except (OSError, SyntaxError, ValueError):  # a drawing that cannot be read is named elsewhere
        return []


def skeleton(source: str) -> list[str]:
    """What the code does, the pupil's variant and the solved one, without remarks, texts, language and layout."""
    found: list[str] = []
    for solved in (False, True):
        code = translate_code(variant(source, solved=solved), lambda text: "")
        code = LANGUAGE_LINE.sub("language.use()", code)
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.type not in (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT):
                found.append(token.string)
    return found


def fault(pair: Pair, known: dict[str, str]) -> str | None:
    """What is wrong with a text: no translation, a stale one, or one that has lost a formula, a link or code.

    Args:
        pair: the text and its translation.
        known: from ``translation.json``, English to Spanish as the last checklist found them right.
    """
    text = _short(pair.english or pair.spanish)
    reason = ""
    if not pair.spanish:
        reason = _("{where}: no Spanish for “{text}”")
    elif not pair.english:
        reason = _("{where}: no English for “{text}”")
    elif stale(pair, known):
        reason = _(
            "{where}: the English has changed, the Spanish has not: “{text}”. If it still fits, add --read-again"
        )
    elif pair.english == pair.spanish and _is_prose(pair.english) and known.get(pair.english) != pair.spanish:
        reason = _("{where}: not translated: “{text}”. If it is the same in both languages, add --read-again")
    else:
        for kind, here, there in markup.differences(pair.english, pair.spanish):
            reason = _("{where}: {kind} differs (only in English: {here}; only in Spanish: {there}): “{text}”")
            sides = {"here": ", ".join(here) or "–", "there": ", ".join(there) or "–"}
            return reason.format(where=pair.where, kind=_kind(kind), text=text, **sides)
    return reason.format(where=pair.where, text=text) if reason else None


def stale(pair: Pair, known: dict[str, str]) -> bool:
    """Whether the Spanish is the translation of another text than now stands in English."""
    return pair.english not in known and pair.spanish in known.values()


def drifted(pair: Pair, known: dict[str, str]) -> bool:
    """Whether the Spanish was changed while the English stayed: a better translation, or something English lacks."""
    return bool(pair.spanish) and known.get(pair.english, pair.spanish) != pair.spanish


def remembered(lesson: Lesson, found: list[Pair], *, read_again: bool) -> dict[str, dict[str, str]]:
    """What to keep in ``translation.json``: English to Spanish where right, and a digest of the code of each cell.

    Args:
        lesson: whose notebooks are looked at.
        found: all its texts.
        read_again: somebody says that every translation fits, also where a text has changed or is the same.
    """
    memory = lesson.memory
    known = memory["texts"]
    kept = dict(known)  # also of a text that is gone or cannot be compared now: it may come back
    for pair in found:
        right = read_again or (fault(pair, known) is None and not drifted(pair, known))
        if pair.english and pair.spanish and right:
            kept.pop(pair.english, None)
            kept[pair.english] = pair.spanish  # last, so that it wins where two have the same translation
    code = {}
    for match in matches(lesson.cells["en"], lesson.cells["es"]):
        if match.english and match.spanish and match.english.code and match.spanish.code:
            digests = {_digest(cell) for cell in (match.english, match.spanish)}
            if len(digests) == 1:
                code[match.english.id] = digests.pop()
            elif match.english.id in memory["code"]:
                code[match.english.id] = memory["code"][match.english.id]
    return {"texts": kept, "code": code}


def completed(lesson: Lesson) -> tuple[dict[str, list[Cell]], list[str]]:
    """Both notebooks with the cells and the code that one of them lacks, and what was done, one sentence each."""
    memory = lesson.memory
    english_of = {spanish: english for english, spanish in memory["texts"].items()}

    def to_english(text: str) -> str:
        return str(english_of.get(text, text))

    def to_spanish(text: str) -> str:
        return str(memory["texts"].get(text, text))

    made: dict[str, list[Cell]] = {"en": [], "es": []}
    done: list[str] = []
    own = {name for _alt, name in lesson.pictures("en") if (lesson.folder / name).with_suffix(".es.svg").is_file()}
    for match in matches(lesson.cells["en"], lesson.cells["es"]):
        where = _("cell {number}").format(number=match.number)
        one, other = match.english, match.spanish
        if one is None and other is not None:
            one = _brought(other, to_english, "en", set())
            done.append(
                _("{where}: copied to {file}; translate it there").format(where=where, file=notebook_name("en"))
            )
        elif one is not None and other is None:
            other = _brought(one, to_spanish, "es", own)
            done.append(
                _("{where}: copied to {file}; translate it there").format(where=where, file=notebook_name("es"))
            )
        elif one is not None and other is not None and one.code and other.code:
            changed = [cell for cell in (one, other) if _digest(cell) != memory["code"].get(one.id)]
            if _digest(one) != _digest(other):
                if changed == [other]:
                    one = _brought(other, to_english, "en", set())
                    file = notebook_name("en")
                else:  # where both have changed, English counts
                    other = _brought(one, to_spanish, "es", set())
                    file = notebook_name("es")
                done.append(_("{where}: code brought over to {file}").format(where=where, file=file))
        assert one is not None
        assert other is not None
        made["en"].append(one)
        made["es"].append(Cell(one.id, other.code, other.source))
    return made, done


def _brought(cell: Cell, translate: Callable[[str], str], language: str, pictures: set[str]) -> Cell:
    """``cell`` for the other notebook, each known text in its language."""
    try:
        if cell.code:
            source = LANGUAGE_LINE.sub(f'language.use("{language}")', translate_marked(cell.source, translate))
        elif language == "es":
            source = with_own_pictures(translate_markdown(cell.source, translate), pictures)
        else:
            source = translate_markdown(with_plain_pictures(cell.source), translate)
    except (SourceError, SyntaxError, tokenize.TokenError):
        source = cell.source
    return Cell(cell.id, cell.code, source)


def _digest(cell: Cell) -> str:
    try:
        tokens = skeleton(cell.source)
    except (SourceError, SyntaxError, tokenize.TokenError):
        tokens = [cell.source]
    return hashlib.sha256("\0".join(tokens).encode()).hexdigest()[:16]


def _is_prose(text: str) -> bool:
    return bool(_PROSE.search(_NOT_PROSE.sub(" ", text)))


def _short(text: str, width: int = 70) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"


def _kind(kind: str) -> str:
    names = {
        "formula": _("formula"),
        "code": _("code"),
        "placeholder": _("placeholder"),
        "link": _("link"),
        "tag": _("tag"),
        "heading": _("heading"),
        "list item": _("list item"),
        "table cell": _("table cell"),
    }
    return names.get(kind, kind)
