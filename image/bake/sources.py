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
ANALYSER = "analyser.yml"
"""Declares the linked histograms of a dashboard, which may have a notebook besides or not."""
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
        cells: its notebook's cells: (is it code, source); none where it has no notebook.
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
        """The small drawing of a card, as SVG; a dashboard may share that of its lesson. None where there is none."""
        paths = [self.folder / "card.svg"]
        if self.kind == "dashboard":
            lesson = str(self.facts.get("lesson", self.slug))
            paths.append(self.folder.parents[1] / "exercises" / lesson / "card.svg")
        return next((path.read_text(encoding="utf-8").strip() for path in paths if path.is_file()), None)

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
    paths = sorted((content / "exercises").glob("*/lesson.py"))
    found = [_read(path, "lesson", content) for path in paths]
    return sorted(found, key=lambda lesson: (lesson.facts.get("order", len(found)), lesson.slug))


def dashboards(content: Path) -> list[Source]:
    """Every dashboard under ``content/dashboards``, by slug: with a notebook, an analyser, both, or a page of ours."""
    kinds = ("dashboard.py", "dashboard.yml", ANALYSER)
    found = {path.parent for name in kinds for path in (content / "dashboards").glob(f"*/{name}")}
    return [_read(folder / "dashboard.py", "dashboard", content) for folder in sorted(found)]


def template(content: Path) -> Source | None:
    """The lesson that a team's own one begins with; None where the tree has none."""
    path = content / KIT / "template" / "lesson.py"
    return _read(path, "lesson", content) if path.is_file() else None


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
    cells: tuple[tuple[bool, str], ...] = ()
    if path.is_file():
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
