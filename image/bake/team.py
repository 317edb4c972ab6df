"""A lesson in the form in which a team edits it (`lhcbox.kit.lesson`), made from the repository's, and back.

The repository has the text once, in English, with catalogues; a team has a notebook for each language. Both say the
same: from one to the other and back leaves every notebook, number and note as it was.
"""

import re
import shutil
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupytext
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from bake import catalogues, sources
from bake.blocks import SourceError, Translate, translate_markdown, translate_marked
from bake.figures import names, translated
from bake.messages import Message
from bake.sources import SCHEMA, Source
from lhcbox.kit import pairing, yamlfile
from lhcbox.kit.drawings import words
from lhcbox.kit.facts import mapped
from lhcbox.kit.lesson import MEMORY, Cell, Lesson, notebook, notebook_name, read, written

WIDTH = 116
"""Of a line of Markdown; two more characters stand before it in a lesson's source."""

_cell_kinds: Any = {True: new_code_cell, False: new_markdown_cell}  # without types in nbformat
_new_notebook: Any = new_notebook
_DEFINITION = re.compile(r"(?:async )?def |class |@")


def give(source: Source, translate: Translate, folder: Path) -> None:
    """Write ``source`` into ``folder`` as a team has it.

    Args:
        source: of the lesson.
        translate: from English to Spanish.
        folder: is made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    own: set[str] = set()
    for picture in dict.fromkeys((*source.pictures(), *_noted(source))):
        shutil.copyfile(picture, folder / picture.name)
        if words(picture):
            (folder / f"{picture.stem}.es.svg").write_text(translated(picture, translate), encoding="utf-8")
            own.add(picture.name)
    if (source.folder / "card.svg").is_file():
        shutil.copyfile(source.folder / "card.svg", folder / "card.svg")
    cells: dict[str, list[Cell]] = {"en": [], "es": []}
    for position, (code, text) in enumerate(source.cells, start=1):
        name = f"{source.slug}-{position:02d}"
        if code:
            spanish = pairing.LANGUAGE_LINE.sub('language.use("es")', translate_marked(text, translate))
            cells["en"].append(Cell(name, True, text))
        else:
            spanish = pairing.with_own_pictures(translate_markdown(text, translate), own)
            cells["en"].append(Cell(name, False, translate_markdown(text, _same)))
        cells["es"].append(Cell(name, code, spanish))
    for language, each in cells.items():
        content = written(notebook(each, source.slug, language))
        (folder / notebook_name(language)).write_text(content, encoding="utf-8")
    facts = mapped(source.facts, lambda text: {"en": text, "es": translate(text)})
    (folder / "lesson.yml").write_text(yamlfile.written(facts), encoding="utf-8")
    if source.teacher_notes:
        notes = source.teacher_notes
        (folder / "teacher.en.md").write_text(translate_markdown(notes, _same) + "\n", encoding="utf-8")
        spanish = pairing.with_own_pictures(translate_markdown(notes, translate), own)
        (folder / "teacher.es.md").write_text(spanish + "\n", encoding="utf-8")
    lesson = read(folder, source.slug)
    found, problems = pairing.pairs(lesson)
    if problems:
        raise SourceError(f"{source.folder}: {problems[0]}")
    memory = pairing.remembered(lesson, found, read_again=True)
    (folder / MEMORY).write_text(written(memory), encoding="utf-8")


def back(lesson: Lesson, content: Path) -> dict[Path, bytes]:
    """The repository's files of ``lesson``, by their path below ``content``.

    What the lesson of this name has there and what means the same keeps its form, so that a diff shows changes only.

    Raises:
        SourceError: its texts are not side by side in both languages, or it breaks a rule of the lessons.
    """
    found, problems = pairing.pairs(lesson)
    problems += filter(None, (pairing.fault(pair, lesson.memory["texts"]) for pair in found))
    if problems:
        reason = f"{lesson.folder}: {problems[0]} ({len(problems)} in all; `lhcbox checklist` shows them)"
        raise SourceError(reason)
    known = {pair.english: pair.spanish for pair in found}
    domain = f"exercise-{lesson.name}"
    there = next((each for each in sources.lessons(content) if each.slug == lesson.name), None)
    with tempfile.TemporaryDirectory(prefix="lhcbox-") as name:
        scratch = Path(name) / "content"
        folder = scratch / "exercises" / lesson.name
        folder.mkdir(parents=True)
        shutil.copyfile(content / SCHEMA, scratch / SCHEMA)
        for path, text in _written(lesson, there).items():
            (folder / path).write_bytes(text)
        made = sources.lessons(scratch)[0]
        old, new = (catalogues.po_path(top, "es", domain) for top in (content, scratch))
        new.parent.mkdir(parents=True)
        if old.is_file():
            shutil.copyfile(old, new)
        place = (f"content/exercises/{lesson.name}/lesson.py",)
        catalogues.update(scratch, "es", domain, [Message(text, place) for text in made.messages()])
        catalogues.fill(scratch, "es", domain, lambda text: known.get(text) or known.get(_flat(text), ""))
        return {path.relative_to(scratch): path.read_bytes() for path in (*sorted(folder.iterdir()), new)}


def _written(lesson: Lesson, there: Source | None) -> dict[str, bytes]:
    """The files of the lesson's folder."""
    facts = mapped(lesson.facts, lambda text: text["en"])
    made = {
        "lesson.py": _percent(lesson.cells["en"], {} if there is None else _by_meaning(there.cells)).encode(),
        "lesson.yml": yamlfile.written(facts).encode(),
    }
    if there is not None and _flattened(there.facts) == _flattened(facts):
        made["lesson.yml"] = (there.folder / "lesson.yml").read_bytes()
    notes = lesson.notes("en")
    if notes is not None:
        old = (there.teacher_notes if there is not None else None) or ""
        made["teacher.md"] = (old if _plain(old) == _plain(notes) else wrapped(notes) + "\n").encode()
    for picture in sorted(lesson.folder.glob("*.svg")):
        if not picture.name.endswith(".es.svg"):
            made[picture.name] = picture.read_bytes()
    return made


def _percent(cells: tuple[Cell, ...], known: dict[tuple[bool, str], str]) -> str:
    """``cells`` as a source; those that mean what a known one means are written as that one is."""
    made = []
    for cell, following in zip(cells, (*cells[1:], None), strict=True):
        old = known.get((cell.code, _meaning(cell.code, cell.source)))
        text = old if old is not None else cell.source if cell.code else wrapped(cell.source)
        lines = 2 if _ends_indented(cell) or (following is not None and _defines(following)) else 1
        made.append(_cell_kinds[cell.code](text, metadata={"lines_to_next_cell": lines}))
    # the percent format keeps no name of a cell and no metadata of the notebook
    metadata = {"jupytext": {"notebook_metadata_filter": "-all", "cell_metadata_filter": "-all"}}
    whole: str = jupytext.writes(_new_notebook(cells=made, metadata=metadata), fmt="py:percent")
    return whole


def _ends_indented(cell: Cell) -> bool:
    """Whether the last statement of a cell is a function, after which Python's style wants two empty lines."""
    starts = [line for line in cell.source.splitlines() if line and not line[0].isspace() and line[0] not in ")]}#"]
    return cell.code and bool(starts) and bool(_DEFINITION.match(starts[-1]))


def _defines(cell: Cell) -> bool:
    """Whether a cell begins with a function; the comments above it are part of it."""
    return cell.code and bool(_DEFINITION.match(re.sub(r"\A(#.*\n)+", "", cell.source)))


def _by_meaning(cells: tuple[tuple[bool, str], ...]) -> dict[tuple[bool, str], str]:
    return {(code, _meaning(code, text)): text for code, text in cells}


def _meaning(code: bool, text: str) -> str:
    return text if code else _plain(text)


def wrapped(markdown: str) -> str:
    """``markdown`` with its lines wrapped, wherever that leaves the paragraphs as they are."""
    return translate_markdown(markdown, _wrap)


def _wrap(block: str) -> str:
    lines: list[str] = []
    for line in block.split("\n"):
        indent = " " * (len(line) - len(line.lstrip()) + (2 if line.lstrip().startswith(("- ", "* ")) else 0))
        lines += textwrap.wrap(
            line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        ) or [line]
    text = "\n".join(lines)
    return text if _plain(text) == _plain(block) else block


def _plain(markdown: str) -> str:
    return translate_markdown(markdown, _same)


def _flattened(facts: dict[str, Any]) -> dict[str, Any]:
    return mapped(facts, _flat)


def _flat(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text).strip()  # other spaces are there on purpose


def _same(text: str) -> str:
    return text


def _noted(source: Source) -> Iterator[Path]:
    """The drawings of the teacher's notes."""
    yield from (source.folder / name for name in names(source.teacher_notes or ""))
