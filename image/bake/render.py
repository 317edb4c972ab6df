"""``python -m bake render``: lessons, solutions, dashboards, teachers' notes and their indexes, in every language."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bake import catalogues, kit, opening, sources, teachers
from bake.blocks import SourceError
from bake.notebooks import notebook
from bake.sources import Source


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the verb understands."""
    parser.add_argument("--content", type=Path, default=Path("content"), help="the folder of sources")
    parser.add_argument("--out", type=Path, default=Path("build/share"), help="where the box's files go")


def run(args: argparse.Namespace) -> int:
    """Write everything that readers open; the exit code is 1 where a source breaks a rule."""
    content: Path = args.content.resolve()
    try:
        lessons, dashboards = sources.lessons(content), sources.dashboards(content)
        for source in (*lessons, *dashboards):
            for language in catalogues.languages(content):
                _write(source, content, language, args.out)
        _index(lessons, content, args.out / "lessons" / "lessons.json")
        _index(dashboards, content, args.out / "dashboards" / "dashboards.json")
        kit.write(lessons, content, args.out)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    compiled = catalogues.compile_all(content, args.out)
    print(f"{len(lessons)} lessons and {len(dashboards)} dashboards in {', '.join(catalogues.languages(content))}")
    print(f"{len(compiled)} catalogues compiled")
    return 0


def _write(source: Source, content: Path, language: str, out: Path) -> None:
    translate = catalogues.translator(content, language, source.domain)
    if source.kind == "dashboard":
        if source.cells:
            made = notebook(source, language, translate, solved=True)
            _text(out / "dashboards" / language / f"{source.slug}.ipynb", _json(made))
    else:
        words = catalogues.translator(content, language, "lhcbox")
        card = opening.card(source, content, opening.samples(out), translate, words)
        made = notebook(source, language, translate, solved=False, card=card)
        _text(out / "lessons" / language / f"{source.slug}.ipynb", _json(made))
        made = notebook(source, language, translate, solved=True, card=card)
        _text(out / "solutions" / f"{source.slug}.{language}.ipynb", _json(made))
    if source.teacher_notes:
        words = catalogues.translator(content, language, "lhcbox")
        page = teachers.page(source, content, language, translate, words)
        _text(out / _teacher(source, language), page)
    if "expect" in source.facts:
        expected = {"samples": source.facts["samples"], "expect": source.facts["expect"]}
        prefix = "" if source.kind == "lesson" else "dashboard-"
        _text(out / "solutions" / f"{prefix}{source.slug}.json", _json(expected))


def _teacher(source: Source, language: str) -> str:
    # a lesson and a dashboard may have the same name
    return f"teachers/{language}/{'' if source.kind == 'lesson' else 'dash-'}{source.slug}.html"


def _index(found: list[Source], content: Path, path: Path) -> None:
    languages = catalogues.languages(content)
    index = {}
    for source in found:
        texts = {
            language: source.texts(catalogues.translator(content, language, source.domain)) for language in languages
        }
        entry: dict[str, Any] = {
            key: {language: texts[language][key] for language in languages} for key in texts[languages[0]]
        }
        if source.card:
            entry["card"] = source.card
        for key in ("order", "level_physics", "level_coding", "minutes", "samples"):
            if key in source.facts:
                entry[key] = source.facts[key]
        if source.teacher_notes:
            entry["teacher"] = {language: _teacher(source, language) for language in languages}
        index[source.slug] = entry
    _text(path, _json(index))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
