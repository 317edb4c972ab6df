"""Teachers' notes as a page: Markdown in, one self-contained, accessible HTML file out."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt

from bake.blocks import Translate, translate_markdown
from bake.figures import embed
from bake.sources import Source

TEMPLATE = "teacher.html.j2"


def page(source: Source, content: Path, language: str, translate: Translate, words: Translate) -> str:
    """The notes of ``source`` as HTML.

    Args:
        source: a lesson with notes.
        content: the folder that holds the page's template, under ``exercises``.
        language: for the page's ``lang``.
        translate: from the lesson's catalogue.
        words: from the package's catalogue, for the template's own words.
    """
    notes = translate_markdown(source.teacher_notes or "", translate)
    notes = embed(notes, source.folder, translate)
    # the notes are ours, so their HTML (sub, sup) is let through
    body = MarkdownIt("commonmark", {"html": True, "typographer": False}).enable("table").render(notes)
    templates = Environment(
        loader=FileSystemLoader(content / "exercises"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    facts: dict[str, Any] = source.facts | source.texts(translate)
    return templates.get_template(TEMPLATE).render(lang=language, facts=facts, body=body, _=words)
