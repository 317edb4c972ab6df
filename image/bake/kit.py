"""What a hackathon team finds in the box: each lesson in the form that teams edit, the template, the brief."""

import shutil
from pathlib import Path

from markdown_it import MarkdownIt

from bake import catalogues, sources, team
from bake.blocks import translate_markdown
from bake.sources import KIT, Source


def write(lessons: list[Source], content: Path, out: Path) -> None:
    """Write ``kit/lessons``, ``kit/template`` and ``kit/brief.LANGUAGE.html`` below ``out``."""
    top = out / KIT
    shutil.rmtree(top, ignore_errors=True)  # a lesson that is gone must not stay
    for source in lessons:
        team.give(source, catalogues.translator(content, "es", source.domain), top / "lessons" / source.slug)
    template = sources.template(content)
    if template is not None:
        team.give(template, catalogues.translator(content, "es", KIT), top / "template")
    if (content / KIT / "brief.md").is_file():
        for language in catalogues.languages(content):
            top.mkdir(parents=True, exist_ok=True)
            (top / f"brief.{language}.html").write_text(_page(lessons, content, language), encoding="utf-8")


def _page(lessons: list[Source], content: Path, language: str) -> str:
    """The brief, and the lessons that one can begin with, as HTML."""
    translate = catalogues.translator(content, language, KIT)
    texts = [(content / KIT / name).read_text(encoding="utf-8") for name in ("brief.md", "begin.md")]
    rows = ["| | |", "|---|---|"]
    for lesson in sorted(lessons, key=lambda each: (each.facts.get("order", len(lessons)), each.slug)):
        title = lesson.texts(catalogues.translator(content, language, lesson.domain))["title"]
        rows.append(f"| {title.replace('|', '/')} | `lhcbox new-lesson our-lesson --from {lesson.slug}` |")
    text = "\n\n".join([*(translate_markdown(each, translate) for each in texts), "\n".join(rows)])
    page: str = MarkdownIt("commonmark").enable("table").render(text)
    page = page.replace("<thead>\n<tr>\n<th></th>\n<th></th>\n</tr>\n</thead>\n", "")
    # a narrow screen scrolls the table, not the page
    return page.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")
