"""A team's lesson: a folder with one notebook for each language.

    NAME/
        lesson.en.ipynb  lesson.es.ipynb    with the solutions between markers; they run as they are
        lesson.yml                          title, levels, samples, expected numbers; texts in both languages
        authors.yml                         who made it, from what, under which licence
        PICTURE.svg  PICTURE.es.svg         drawings; the second where the first holds words
        teacher.en.md  teacher.es.md        notes for teachers, if there are any
        translation.json                    which text is the translation of which, so that staleness is seen
        plots/                              what the last run drew

Cells of both notebooks belong together by their id.
"""

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lhcbox.kit import facts as facts_of
from lhcbox.kit import yamlfile
from lhcbox.kit.words import gettext as _
from lhcbox.language import LANGUAGES, share

FOLDER = "Hackathon"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
FACTS, AUTHORS, MEMORY, PLOTS = "lesson.yml", "authors.yml", "translation.json", "plots"
PICTURE = re.compile(r"!\[(?P<alternative>[^\]]*)\]\((?P<address>[^)\s]*)[^)]*\)")
LARGEST_NOTEBOOK = 5_000_000  # bytes; ours have 40 000 without outputs

_CHECKS = re.compile(r"""(\bChecks\(\s*)(["'])[^"']*\2""")


class LessonError(ValueError):
    """A lesson that cannot be used; the message names the file and says what to do."""


@dataclass(frozen=True)
class Cell:
    """One cell of a notebook."""

    id: str
    code: bool
    source: str


@dataclass(frozen=True)
class Lesson:
    """A lesson as it lies in a folder.

    Attributes:
        name: of the lesson, which ``Checks("…")`` is called with.
        folder: where it lies.
        facts: its lesson.yml.
        cells: by language.
        memory: what the last checklist found right: "texts" from English to Spanish, "code" as a digest for each cell.
    """

    name: str
    folder: Path
    facts: facts_of.Facts
    cells: dict[str, tuple[Cell, ...]]
    memory: dict[str, dict[str, str]]

    def pictures(self, language: str) -> list[tuple[str, str]]:
        """The drawings of the notebook in ``language``: what it shows in words, and its address."""
        found = []
        for cell in self.cells[language]:
            if not cell.code:
                found += [(match["alternative"], match["address"]) for match in PICTURE.finditer(cell.source)]
        return found

    def notes(self, language: str) -> str | None:
        """The teacher's notes, where there are any."""
        path = self.folder / f"teacher.{language}.md"
        return path.read_text(encoding="utf-8") if path.is_file() else None


def notebook_name(language: str) -> str:
    """Name of the notebook's file."""
    return f"lesson.{language}.ipynb"


def home() -> Path:
    """Where teams' lessons lie."""
    return Path.home() / FOLDER


def valid_name(name: str) -> str:
    """``name`` itself.

    Raises:
        LessonError: it can be no lesson's name.
    """
    if not NAME.fullmatch(name):
        reason = _("“{name}” cannot be the name of a lesson: use small letters a to z, digits and hyphens, at most 40")
        raise LessonError(reason.format(name=name[:60]))
    return name


def find(name: str) -> Path:
    """The folder of the team's lesson ``name`` (or at the path ``name``), else of the box's own one.

    Raises:
        LessonError: there is neither.
    """
    if os.sep in name or name in (".", ".."):
        folder = Path(name).resolve()
        if (folder / FACTS).is_file():
            return folder
        raise LessonError(_("{folder}: there is no {file} in it, so it is no lesson").format(folder=folder, file=FACTS))
    for folder in (home() / name, built_in() / name):
        if NAME.fullmatch(name) and (folder / FACTS).is_file():
            return folder
    there = {path.parent.name for top in (home(), built_in()) for path in top.glob(f"*/{FACTS}")}
    known = ", ".join(sorted(filter(NAME.fullmatch, there)))
    reason = _("there is no lesson {name}, neither in {folder} nor in the box; there are: {known}")
    raise LessonError(reason.format(name=name, folder=home(), known=known or "–"))


def built_in() -> Path:
    """The box's own lessons in the form of a team's."""
    return share() / "kit" / "lessons"


def read(folder: Path, name: str | None = None) -> Lesson:
    """The lesson in ``folder``.

    Raises:
        LessonError: a notebook or lesson.yml cannot be read.
    """
    try:
        facts = yamlfile.read(folder / FACTS)
    except yamlfile.YAMLError as error:
        raise LessonError(str(error)) from error
    cells = {language: read_cells(folder / notebook_name(language)) for language in LANGUAGES}
    return Lesson(name or folder.name, folder, facts, cells, _memory(folder / MEMORY))


def _memory(path: Path) -> dict[str, dict[str, str]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        found = {}  # everything then counts as never compared
    parts: dict[str, Any] = {key: found.get(key) if isinstance(found, dict) else {} for key in ("texts", "code")}
    return {
        key: {str(name): str(value) for name, value in part.items()} if isinstance(part, dict) else {}
        for key, part in parts.items()
    }


def read_cells(path: Path) -> tuple[Cell, ...]:
    """The cells of the notebook at ``path``.

    Raises:
        LessonError: it cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = _("{file} cannot be read ({error}); a lesson needs {needed}")
        needed = _("{first} and {second}").format(first=notebook_name("en"), second=notebook_name("es"))
        raise LessonError(reason.format(file=path, error=error.strerror, needed=needed)) from error
    return parse_cells(content, path.name)


def parse_cells(content: bytes, name: str) -> tuple[Cell, ...]:
    """The cells of a notebook.

    Raises:
        LessonError: it is none.
    """
    if len(content) > LARGEST_NOTEBOOK:
        reason = _("{file} has {size} MB; clear its outputs (menu Edit, Clear All Outputs) and save it")
        raise LessonError(reason.format(file=name, size=len(content) // 1_000_000))
    try:
        raw = json.loads(content)
        cells = [
            Cell(str(cell.get("id") or f"cell-{place:02d}"), cell["cell_type"] == "code", _joined(cell["source"]))
            for place, cell in enumerate(raw["cells"], start=1)
            if cell["cell_type"] in ("code", "markdown") and _joined(cell["source"]).strip()
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise LessonError(
            _("{file} is not a notebook; open it in JupyterLab and save it again").format(file=name)
        ) from error
    return tuple(cells)


def _joined(source: Any) -> str:
    return "".join(source) if isinstance(source, list) else str(source)


def notebook(cells: Iterable[Cell], name: str, language: str) -> dict[str, Any]:
    """``cells`` as a notebook without outputs."""
    made = []
    for cell in cells:
        kind: dict[str, Any] = (
            {"cell_type": "code", "execution_count": None, "outputs": []} if cell.code else {"cell_type": "markdown"}
        )
        made.append(kind | {"id": cell.id, "metadata": {}, "source": cell.source})
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "cells": made,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "lhcbox": {"slug": name, "kind": "team", "language": language},
        },
    }


def written(value: Any) -> str:
    """JSON as all our files have it."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def renamed(cells: Iterable[Cell], name: str) -> list[Cell]:
    """``cells`` that ask the checks of the lesson ``name``."""
    return [
        Cell(cell.id, cell.code, _CHECKS.sub(rf"\g<1>\g<2>{name}\g<2>", cell.source) if cell.code else cell.source)
        for cell in cells
    ]
