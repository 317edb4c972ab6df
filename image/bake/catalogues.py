"""Translation catalogues: gettext files under ``content/locale``, read and written with Babel."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from bake.blocks import Translate
from bake.messages import Message
from lhcbox.kit import markup

SOURCE_LANGUAGE = "en"
_LINE_WIDTH = 100


@dataclass(frozen=True)
class Fault:
    """One thing that a translator has to mend: file, what is wrong, the message it is wrong with."""

    path: Path
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}: {_short(self.text)}"


def languages(content: Path) -> list[str]:
    """English, then every language that has a folder of catalogues."""
    folders = sorted(path.name for path in (content / "locale").glob("*") if (path / "LC_MESSAGES").is_dir())
    return [SOURCE_LANGUAGE, *folders]


def po_path(content: Path, language: str, domain: str) -> Path:
    """Where the catalogue of a domain lies."""
    return content / "locale" / language / "LC_MESSAGES" / f"{domain}.po"


def translator(content: Path, language: str, domain: str) -> Translate:
    """A function from English to ``language``; what is not translated, or fuzzy, stays English."""
    path = po_path(content, language, domain)
    if language == SOURCE_LANGUAGE or not path.is_file():
        return lambda message: message
    known = {str(entry.id): str(entry.string) for entry in _read(path, language) if entry.string and not entry.fuzzy}
    return lambda message: known.get(message, message)


def update(content: Path, language: str, domain: str, messages: list[Message]) -> bool:
    """Bring a catalogue up to date: new messages empty, changed ones marked fuzzy, gone ones kept as obsolete.

    Returns:
        Whether the file was written, which it is not when no message has changed.
    """
    path = po_path(content, language, domain)
    # read_po needs a date, and a date of today in an unchanged file would be a change
    template = Catalog(domain=domain, project="lhcbox", fuzzy=False, creation_date=datetime(2026, 1, 1, tzinfo=UTC))
    for message in messages:
        template.add(message.text, locations=[(place, 0) for place in message.places])
    catalogue = _read(path, language) if path.is_file() else _new(language, domain)
    catalogue.update(template, update_header_comment=False)
    written = io.BytesIO()
    write_po(written, catalogue, width=_LINE_WIDTH, include_previous=True, include_lineno=False)
    if path.is_file() and path.read_bytes() == written.getvalue():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written.getvalue())
    return True


def fill(content: Path, language: str, domain: str, translate: Translate) -> None:
    """Give each message of a catalogue the translation that ``translate`` knows, and none where it knows none."""
    path = po_path(content, language, domain)
    catalogue = _read(path, language)
    for entry in catalogue:
        if entry.id:
            entry.string = translate(str(entry.id))
            entry.flags.discard("fuzzy")
            entry.previous_id = []
    catalogue.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalogue, width=_LINE_WIDTH, include_previous=True, include_lineno=False)


def faults(content: Path, language: str, domain: str, messages: list[Message]) -> Iterator[Fault]:
    """Everything about a catalogue that a reader would notice."""
    path = po_path(content, language, domain)
    if not path.is_file():
        if messages:
            yield Fault(path, "missing file, make it with `python -m bake translations update`", domain)
        return
    catalogue = _read(path, language)
    entries = {str(entry.id): entry for entry in catalogue if entry.id}
    for message in messages:
        entry = entries.get(message.text)
        if entry is None or not entry.string:
            yield Fault(path, "missing", message.text)
        elif entry.fuzzy:
            yield Fault(path, "fuzzy (the English has changed; correct it and remove the flag)", message.text)
        else:
            for what in markup_differences(message.text, str(entry.string)):
                yield Fault(path, what, message.text)
    wanted = {message.text for message in messages}
    for text in [*(text for text in entries if text not in wanted), *(str(key) for key in catalogue.obsolete)]:
        yield Fault(path, "obsolete (no source holds it any more; remove it)", text)


def markup_differences(english: str, translation: str) -> Iterator[str]:
    """What must be the same in both and is not: formulas, code, placeholders, links, tags, headings, lists.

    Example:
        >>> list(markup_differences("mass $m$ of {n}", "masa $M$ de {n}"))
        ["formula differs: '$m$' only in English, '$M$' only in the translation"]
    """
    for kind, here, there in markup.differences(english, translation):
        only_here, only_there = (", ".join(repr(part) for part in parts) for parts in (here, there))
        sides = [f"{only_here} only in English"] if only_here else []
        sides += [f"{only_there} only in the translation"] if only_there else []
        yield f"{kind} differs: " + ", ".join(sides)


def compile_all(content: Path, share: Path) -> list[Path]:
    """Write every catalogue as the binary file that `gettext` reads, under ``share/locale``."""
    written = []
    for language in languages(content)[1:]:
        for path in sorted((content / "locale" / language / "LC_MESSAGES").glob("*.po")):
            target = share / "locale" / language / "LC_MESSAGES" / f"{path.stem}.mo"
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                write_mo(file, _read(path, language))
            written.append(target)
    return written


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=path.stem)


def _new(language: str, domain: str) -> Catalog:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    catalogue = Catalog(
        locale=language,
        domain=domain,
        project="lhcbox",
        copyright_holder="the authors of LHC-in-a-Box",
        creation_date=moment,
        revision_date=moment,
        last_translator="",
        language_team="",
        fuzzy=False,
    )
    catalogue.header_comment = f"# LHC-in-a-Box, {domain}: {language}. CC BY 4.0."
    return catalogue


def _short(text: str, width: int = 90) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"
