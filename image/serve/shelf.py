"""What lies on the box's shelf: lessons, dashboards, samples and their cards, as the bake's index files list them.

The rule: an index that is missing is an empty shelf, never an error; the pages then say what to do.
"""

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lhcbox.language import LANGUAGES, gettext

log = logging.getLogger("lhcbox")

Entry = dict[str, Any]


@dataclass(frozen=True)
class Shelf:
    """The indexes; each maps a slug or sample id to what is known of it."""

    folder: Path
    lessons: dict[str, Entry]
    dashboards: dict[str, Entry]
    samples: dict[str, Entry]
    cards: dict[str, Entry]

    def lesson_file(self, slug: str, language: str) -> Path | None:
        """The lesson's notebook in ``language``, else in any other; None where there is no such lesson."""
        return self._first("lessons", slug, ".ipynb", language) if slug in self.lessons else None

    def dashboard_language(self, slug: str, language: str) -> str | None:
        """The language in which the dashboard ``slug`` can be shown to a reader of ``language``."""
        found = self._first("dashboards", slug, ".ipynb", language) if slug in self.dashboards else None
        return found.parent.name if found else None

    def dashboard_notes_file(self, slug: str, language: str) -> Path | None:
        """The teacher's notes of the dashboard ``slug``."""
        return self._first("teachers", f"dash-{slug}", ".html", language) if slug in self.dashboards else None

    def notes_file(self, slug: str, language: str) -> Path | None:
        """The teacher's notes of the lesson ``slug``."""
        return self._first("teachers", slug, ".html", language) if slug in self.lessons else None

    def lessons_by_nature(self) -> dict[bool, dict[str, Entry]]:
        """The lessons with real events among their samples (True), and those that work with practice alone (False)."""
        found: dict[bool, dict[str, Entry]] = {True: {}, False: {}}
        for slug, lesson in self.lessons.items():
            real = any(self.samples.get(name, {}).get("real") for name in lesson.get("samples", []))
            found[real][slug] = lesson
        return {nature: lessons for nature, lessons in found.items() if lessons}

    def drawing(self, slug: str) -> str:
        """The small SVG of a lesson; empty where there is none."""
        return str(self.lessons.get(slug, {}).get("card", ""))

    def dashboard_drawing(self, slug: str) -> str:
        """The small SVG of a dashboard; empty where there is none."""
        return str(self.dashboards.get(slug, {}).get("card") or self.drawing(slug))

    def histogram(self, sample: str) -> Entry | None:
        """The numbers of the plot on the card of ``sample``; None where it has no plot."""
        if "plot" not in self.cards.get(sample, {}):
            return None
        try:
            content: Entry = json.loads((self.folder / "cards" / f"{sample}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None  # the words of the card are worth showing without it
        return content

    def _first(self, kind: str, slug: str, ending: str, language: str) -> Path | None:
        for tried in (language, *LANGUAGES):
            path = self.folder / kind / tried / f"{slug}{ending}"
            if path.is_file():
                return path
        return None


def shelf(folder: Path) -> Shelf:
    """The shelf under ``folder`` (``share`` of the image)."""
    return Shelf(
        folder=folder,
        lessons=_index(folder / "lessons" / "lessons.json", "lessons"),
        dashboards=_openable(folder, _index(folder / "dashboards" / "dashboards.json", "dashboards")),
        samples=_index(folder / "data" / "catalogue.json", "samples"),
        cards=_index(folder / "cards" / "cards.json", "cards"),
    )


def said(value: object, language: str, domain: str = "data") -> str:
    """A text of an index in ``language``: either ``{"en": …, "es": …}`` or an English message of ``domain``."""
    if isinstance(value, dict):
        return str(value.get(language) or value.get("en") or next(iter(value.values()), ""))
    return gettext(str(value), domain=domain, language=language) if value else ""


def _openable(folder: Path, dashboards: dict[str, Entry]) -> dict[str, Entry]:
    """Those that are there, with how they open: ``analyser``, without a kernel, or ``live``, with one, or both."""
    found = {}
    for slug, entry in dashboards.items():
        analyser = any((folder / "analysers" / slug / f"{language}.html").is_file() for language in LANGUAGES)
        live = any((folder / "dashboards" / language / f"{slug}.ipynb").is_file() for language in LANGUAGES)
        if analyser or live:
            found[slug] = {**entry, "analyser": analyser, "live": live}
    return found


def _index(path: Path, key: str) -> dict[str, Entry]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        log.warning("%s is missing: nothing of it can be shown. Bake the box again.", path)
        return {}
    if isinstance(content, dict) and isinstance(content.get(key), (dict, list)):
        content = content[key]
    if isinstance(content, list):
        content = {entry.get("id") or entry.get("slug"): entry for entry in content}
    return {str(name): entry for name, entry in content.items() if isinstance(entry, dict)}
