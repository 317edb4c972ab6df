"""The directives ``data-table`` and ``recipe-table``: the manifest as it is now, in the language of the page.

Their cells are kept out of the translation files of the pages: titles and sentences of the manifest are translated
where the box's own pages have them, in ``content/locale``.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from bake import catalogues
from bake.blocks import Translate
from bake.manifest import Manifest, ManifestError, Profile, SampleSpec, SourceFile
from lhcbox.numerals import numeral

Cell = str | nodes.Node


class _FromManifest(SphinxDirective):
    """What both directives need: the manifest, and the words of the page's language."""

    has_content: ClassVar[bool] = False

    @property
    def checkout(self) -> Path:
        """The folder in which docs, content and data_manifest lie."""
        return Path(self.env.srcdir).parent

    @property
    def language(self) -> str:
        """Of the page."""
        return str(self.env.config.language)

    def words(self, domain: str) -> Translate:
        """What translates into the language of the page."""
        return catalogues.translator(self.checkout / "content", self.language, domain)

    def manifest(self) -> Manifest:
        """All of it; the page is made anew where a file of it changes."""
        folder = self.checkout / "data_manifest"
        for path in folder.rglob("*.yml"):
            self.env.note_dependency(str(path))
        try:
            return Manifest.of(folder)
        except ManifestError as error:
            raise self.error(str(error)) from error


class DataTable(_FromManifest):
    """``{data-table} PROFILE``: what the profile fetches in all, and each of its samples."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """A sentence and a table; an unknown profile is an error that names those that exist."""
        try:
            profile = self.manifest().profile(self.arguments[0])
        except ManifestError as error:
            raise self.error(str(error)) from error
        _ = self.words("home")
        titles = self.words("data")
        head = [_("Sample"), _("Record"), _("Fetched"), _("Kept")]
        rows: list[list[Cell]] = [
            [
                _named(titles(spec.title), spec.id),
                "–" if spec.record is None else str(spec.record),
                self._fetched(spec, _),
                _("all that the recipe takes")
                if spec.max_events is None
                else _("at most {number} events").format(number=numeral(spec.max_events, self.language)),
            ]
            for spec in profile.samples
        ]
        return [_paragraph(self._total(profile, _)), _table(head, rows)]

    def _total(self, profile: Profile, _: Translate) -> str:
        files = list(profile.files)
        return _("{samples} samples of {files} files; {size} GB are fetched where no mirror has them.").format(
            samples=numeral(len(profile.samples), self.language),
            files=numeral(len(files), self.language),
            size=numeral(sum(_megabytes(file) for file in files) / 1000, self.language, 2),
        )

    def _fetched(self, spec: SampleSpec, _: Translate) -> str:
        size = numeral(sum(_megabytes(file) for file in spec.files), self.language, 3)
        first = next((file.first_events for file in spec.files if file.first_events), None)
        if first is None:
            text = _("{files} files, {size} MB") if len(spec.files) > 1 else _("1 file, {size} MB")
        elif len(spec.files) > 1:
            text = _("the first {first} events of each of {files} files, at most {size} MB")
        else:
            text = _("the first {first} events of 1 file, at most {size} MB")
        return text.format(files=len(spec.files), size=size, first=numeral(first or 0, self.language))


class RecipeTable(_FromManifest):
    """``{recipe-table}``: every recipe, what it takes, and why no lesson is harmed."""

    def run(self) -> list[nodes.Node]:
        """One table."""
        _ = self.words("home")
        titles = self.words("data")
        rows: list[list[Cell]] = [
            [
                nodes.literal("", recipe.name),
                titles(recipe.selection),
                "–" if recipe.preselection is None else nodes.literal("", recipe.preselection),
                titles(recipe.looser_than) if recipe.looser_than else "–",
            ]
            for recipe in self.manifest().recipes.values()
        ]
        return [_table([_("Recipe"), _("Selection"), _("Preselection"), _("Why it is loose enough")], rows)]


def _megabytes(file: SourceFile) -> float:
    """The most that is fetched of a file; it may come from a mirror instead."""
    size = file.editions[0].size / 1e6
    return size if file.at_most_mb is None else min(size, file.at_most_mb)


def _named(title: str, name: str) -> nodes.Node:
    """The title, and below it the name by which a program opens the sample."""
    cell = nodes.inline("", title)
    return nodes.inline("", "", cell, nodes.Text(" "), nodes.literal("", name))


def _paragraph(text: str) -> nodes.paragraph:
    # `translatable` is what Sphinx asks when it collects messages, and when it puts translations in
    return nodes.paragraph("", text, translatable=False)


def _table(head: Iterable[str], rows: Iterable[Iterable[Cell]]) -> nodes.table:
    names = list(head)
    group = nodes.tgroup(cols=len(names))
    group += [nodes.colspec(colwidth=100 // len(names)) for _name in names]
    top, body = nodes.thead(), nodes.tbody()
    top += _row(names)
    body += [_row(row) for row in rows]
    group += [top, body]
    return nodes.table("", group, classes=["data-table"])


def _row(cells: Iterable[Cell]) -> nodes.row:
    row = nodes.row()
    for cell in cells:
        inside = [nodes.Text(cell)] if isinstance(cell, str) else [cell]
        row += nodes.entry("", nodes.paragraph("", "", *inside, translatable=False))
    return row


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx: makes the directives known."""
    app.add_directive("data-table", DataTable)
    app.add_directive("recipe-table", RecipeTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
