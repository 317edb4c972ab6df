"""The sources of lessons and dashboards: a folder with a notebook in jupytext's percent format and a YAML beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import jupytext
import nbformat
import yaml

from bake.blocks import SourceError, Translate, translate_code, translate_markdown, variant
from bake.figures import names, translated

SCHEMA = Path("exercises") / "lesson.schema.json"
KIT = "kit"
"""Folder, and catalogue, of what a hackathon team begins with."""


@dataclass(frozen=True)
class Source:
    """One lesson or dashboard.

    Attributes:
        slug: name of its folder, part of addresses.
        kind: "lesson" or "dashboard".
        folder: where it lies.
        facts: its YAML: title, summary, minutes, samples, for a lesson also levels and what it must yield.
        cells: its notebook's cells: (is it code, source).
    """

    slug: str
    kind: str
    folder: Path
    facts: dict[str, Any]
    cells: tuple[tuple[bool, str], ...]

    @property
    def domain(self) -> str:
        """Name of its translation catalogue."""
        if self.folder.parent.name == KIT:
            return KIT
        return f"exercise-{self.slug}" if self.kind == "lesson" else "dashboards"

    @property
    def teacher_notes(self) -> str | None:
        """The teacher's notes in Markdown, English; None where there are none."""
        path = self.folder / "teacher.md"
        return path.read_text(encoding="utf-8") if path.is_file() else None

    @property
    def card(self) -> str | None:
        """The small drawing that lists of lessons show, as SVG; None where there is none."""
        path = self.folder / "card.svg"
        return path.read_text(encoding="utf-8").strip() if path.is_file() else None

    def pictures(self) -> Iterator[Path]:
        """The drawings that the notebook shows."""
        for code, text in self.cells:
            for name in [] if code else names(text):
                yield self.folder / name

    def texts(self, translate: Translate) -> dict[str, str]:
        """The strings that lists of lessons show: title, summary and prior knowledge where given."""
        return {key: translate(self.facts[key]) for key in ("title", "summary", "prior_knowledge") if key in self.facts}

    def messages(self) -> list[str]:
        """Every message of this source, in reading order, each once."""
        found: dict[str, None] = {}

        def note(message: str) -> str:
            found.setdefault(message)
            return message

        self.texts(note)
        for goal in self.facts.get("goals", []):
            note(goal)
        for code, text in self.cells:
            if code:
                for solved in (False, True):
                    translate_code(variant(text, solved=solved), note)
            else:
                translate_markdown(text, note)
        for picture in self.pictures():
            translated(picture, note)
        for expectation in self.facts.get("expect", {}).values():
            for message in expectation_messages(expectation):
                note(message)
        if self.teacher_notes:
            translate_markdown(self.teacher_notes, note)
        return list(found)


def expectation_messages(expectation: dict[str, Any]) -> Iterator[str]:
    """What a check says to the reader: what the number is called, praise, and the reason behind each mistake."""
    yield expectation["what"]
    if "right" in expectation:
        yield expectation["right"]
    for mistake in expectation.get("mistakes", []):
        yield mistake["why"]


def lessons(content: Path) -> list[Source]:
    """Every lesson under ``content/exercises``, in the order of the programme."""
    found = _sources(content, "exercises", "lesson")
    return sorted(found, key=lambda lesson: (lesson.facts.get("order", len(found)), lesson.slug))


def dashboards(content: Path) -> list[Source]:
    """Every dashboard under ``content/dashboards``, by slug."""
    return _sources(content, "dashboards", "dashboard")


def template(content: Path) -> Source | None:
    """The lesson that a team's own one begins with; None where the tree has none."""
    path = content / KIT / "template" / "lesson.py"
    return _read(path, "lesson", content) if path.is_file() else None


def _sources(content: Path, folder: str, kind: str) -> list[Source]:
    found = sorted((content / folder).glob(f"*/{kind}.py"))
    return [_read(path, kind, content) for path in found]


def _read(path: Path, kind: str, content: Path) -> Source:
    facts_path = path.with_suffix(".yml")
    try:
        facts = yaml.safe_load(facts_path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise SourceError(f"{facts_path}: {error}; every {kind} needs this file") from error
    if kind == "lesson":
        schema = yaml.safe_load((content / SCHEMA).read_text(encoding="utf-8"))
        try:
            jsonschema.validate(facts, schema)
        except jsonschema.ValidationError as error:
            raise SourceError(f"{facts_path}: {error.json_path}: {error.message}") from error
    notebook = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")
    cells = tuple((cell.cell_type == "code", _cell_source(cell)) for cell in notebook.cells)
    source = Source(path.parent.name, kind, path.parent, facts, cells)
    for position, (code, text) in enumerate(cells, start=1):
        if code:
            try:
                variant(text, solved=True)
            except SourceError as error:
                raise SourceError(f"{path}: cell {position}: {error}") from error
    return source


def _cell_source(cell: nbformat.NotebookNode) -> str:
    text: str = cell.source
    return text
