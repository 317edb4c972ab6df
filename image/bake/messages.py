"""Every text that a reader meets, by the translation catalogue (domain) it belongs to."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from babel.messages.extract import extract_from_file
from jinja2.ext import babel_extract

from bake import sources
from bake.blocks import SourceError, markdown_messages

YAML_KEYS = ("title", "summary", "description", "selection", "looser_than", "meaning", "note", "unknowns")
"""Keys of a data manifest whose strings, or lists of strings, are shown to readers."""

SAMPLES_KEYS = frozenset({*YAML_KEYS, "source"} - {"selection"})
"""The same for the manifest's samples, where a selection is an expression and a source says where a yield is from."""

OTHER_DOMAINS = dict.fromkeys(("account.py", "originals.py", "sample.py", "samples.py"), "data")
"""Modules of the package whose texts belong to another catalogue than the package's own, besides dashboard*.py."""

ANALYSER = "analyser"
"""Folder, and catalogue, of the pages with linked histograms."""

_KEYWORDS = {"_": None, "gettext": None}


@dataclass(frozen=True)
class Message:
    """One text in English and the files, relative to the checkout, in which it stands."""

    text: str
    places: tuple[str, ...]


def domains(content: Path) -> dict[str, Callable[[], list[Message]]]:
    """Name of every domain, with a function that collects its messages."""
    found: dict[str, Callable[[], list[Message]]] = {
        "lhcbox": lambda: _collect(content, _package(content)),
        "data": lambda: _collect(content, _data(content)),
        "host": lambda: _collect(content, _modules(content.parent / "image" / "host")),
        "home": lambda: _collect(content, _home(content)),
        "machine": lambda: _collect(content, _modules(content.parent / "image" / "disk" / "machine")),
        "dashboards": lambda: _collect(content, _dashboards(content)),
        ANALYSER: lambda: _collect(content, _analyser(content)),
        sources.KIT: lambda: _collect(content, _kit(content)),
    }
    for lesson in sources.lessons(content):
        found[lesson.domain] = partial(_collect_lesson, content, lesson)
    return found


Found = Iterable[tuple[str, Path]]


def _collect(content: Path, found: Found) -> list[Message]:
    places: dict[str, dict[str, None]] = {}
    for text, path in found:
        if text:
            places.setdefault(text, {}).setdefault(path.relative_to(content.parent).as_posix())
    return [Message(text, tuple(where)) for text, where in places.items()]


def _collect_lesson(content: Path, lesson: sources.Source) -> list[Message]:
    return _collect(content, _source(lesson))


def _package(content: Path) -> Found:
    for path in sorted((content / "lhcbox").rglob("*.py")):
        own = (
            path.parent.name in (sources.KIT, ANALYSER)
            or path.name in OTHER_DOMAINS
            or path.name.startswith("dashboard")
        )
        if not own:
            yield from _python(path)
    for path in sorted((content / "exercises").glob("*.j2")):
        yield from _template(path)


def _kit(content: Path) -> Found:
    yield from _modules(content / "lhcbox" / sources.KIT)
    for page in sorted((content / sources.KIT).glob("*.md")):
        yield from ((text, page) for text in markdown_messages(page.read_text(encoding="utf-8")))
    template = sources.template(content)
    if template is not None:
        yield from _source(template)


def _dashboards(content: Path) -> Found:
    for path in sorted((content / "lhcbox").rglob("dashboard*.py")):
        yield from _python(path)
    for dashboard in sources.dashboards(content):
        yield from _source(dashboard)


def _analyser(content: Path) -> Found:
    from lhcbox.analyser import declaration  # awkward comes with it, which only this needs

    yield from _modules(content / "lhcbox" / ANALYSER)
    try:
        for declared in declaration.declarations(content):
            yield from ((text, declared.path) for text in declared.messages())
    except declaration.DeclarationError as error:
        raise SourceError(str(error)) from error


def _source(source: sources.Source) -> Found:
    path = source.folder / f"{source.kind}.py"
    place = path if path.is_file() else path.with_suffix(".yml")
    for message in source.messages():
        yield message, place


def _home(content: Path) -> Found:
    for path in sorted((content / "home").rglob("*")):
        if path.suffix in (".html", ".j2", ".jinja"):
            yield from _template(path)
    yield from _modules(content.parent / "image" / "serve")
    yield from _cards(content)


def _cards(content: Path) -> Found:
    for name in ("image/bake/plots.py", "docs/_extensions/data_table.py"):
        if (content.parent / name).is_file():  # the trees of tests lack them, and the table
            yield from _python(content.parent / name)
    path = content / "cards.yml"
    if path.is_file():
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
        for plot in table["plots"].values():
            yield from ((plot[key], path) for key in ("quantity", "which") if key in plot)
        yield from ((card["title"], path) for card in table["cards"])


def _modules(folder: Path) -> Found:
    for path in sorted(folder.rglob("*.py")):
        yield from _python(path)


def _template(path: Path) -> Found:
    with path.open("rb") as file:
        for _line, _function, message, _comments in babel_extract(file, list(_KEYWORDS), [], {}):
            yield from ((text, path) for text in _texts(message))


def _python(path: Path) -> Found:
    for _line, message, _comments, _context in extract_from_file("python", path, keywords=_KEYWORDS):
        yield from ((text, path) for text in _texts(message))


def _data(content: Path) -> Found:
    for name, domain in OTHER_DOMAINS.items():
        if domain == "data" and (content / "lhcbox" / name).is_file():
            yield from _python(content / "lhcbox" / name)
    yield from _manifests(content.parent / "data_manifest")


def _manifests(folder: Path) -> Found:
    for path in sorted((*folder.rglob("*.yml"), *folder.rglob("*.yaml"))):
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            keys = SAMPLES_KEYS if path.parent.name == "samples" else YAML_KEYS
            yield from ((text, path) for text in _titles(content, keys))
        except yaml.YAMLError as error:
            raise SourceError(f"{path}: {error}") from error


def _titles(value: Any, keys: Collection[str]) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            shown = [inner] if isinstance(inner, str) else inner
            if key in keys and isinstance(shown, list) and all(isinstance(text, str) for text in shown):
                yield from (re.sub(r"\s+", " ", text).strip() for text in shown)
            else:
                yield from _titles(inner, keys)
    elif isinstance(value, list):
        for inner in value:
            yield from _titles(inner, keys)


def _texts(message: str | tuple[str | None, ...] | None) -> Iterator[str]:
    parts = message if isinstance(message, tuple) else (message,)
    yield from (part for part in parts if part)
