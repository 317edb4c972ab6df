"""The directive ``glossary-table``: one section of ``glossary.yml`` as a table, English beside Spanish.

Its cells are the same in every language, so they are kept out of the translation files.
"""

from pathlib import Path
from typing import Any, ClassVar

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

COLUMNS = {"en": "English", "es": "Español"}


class GlossaryTable(SphinxDirective):
    """``{glossary-table} SECTION``: the terms of that section, sorted by their English name."""

    required_arguments = 1
    has_content: ClassVar[bool] = False

    def run(self) -> list[nodes.Node]:
        """One table node; an unknown section is an error that names those that exist."""
        path = Path(self.env.srcdir) / "glossary.yml"
        self.env.note_dependency(str(path))
        sections = yaml.safe_load(path.read_text(encoding="utf-8"))
        wanted = self.arguments[0]
        if wanted not in sections:
            raise self.error(f"glossary.yml has no section {wanted}; it has {', '.join(sections)}")
        return [_table(sorted(sections[wanted], key=lambda term: term["en"].casefold()))]


def _table(terms: list[dict[str, Any]]) -> nodes.table:
    group = nodes.tgroup(cols=len(COLUMNS))
    group += [nodes.colspec(colwidth=50) for _ in COLUMNS]
    head = nodes.thead()
    head += _row(COLUMNS)
    body = nodes.tbody()
    body += [_row(term) for term in terms]
    group += [head, body]
    table = nodes.table("", group, classes=["glossary-table"])
    return table


def _row(words: dict[str, Any]) -> nodes.row:
    row = nodes.row()
    for language in COLUMNS:
        # `translatable` is what Sphinx asks when it collects messages, and when it puts translations in
        row += nodes.entry("", nodes.paragraph("", words[language], translatable=False, classes=[f"in-{language}"]))
    return row


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx: makes the directive known."""
    app.add_directive("glossary-table", GlossaryTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
