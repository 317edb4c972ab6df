"""Notebooks for readers: one language, solved or not, with the pictures inside."""

import re
from typing import Any

import nbformat

from bake.blocks import SourceError, Translate, translate_code, translate_markdown, variant
from bake.figures import embed
from bake.sources import Source

_TRANSLATOR_LINE = re.compile(r"^from lhcbox\.language import gettext as _\n", re.MULTILINE)
_LANGUAGE_LINE = re.compile(r'\blanguage\.use\("en"\)')


def notebook(
    source: Source, language: str, translate: Translate, *, solved: bool, card: str | None = None
) -> dict[str, Any]:
    """``source`` as a notebook.

    Args:
        language: what ``language.use("en")`` in the source's first code cell becomes.
        translate: from English to ``language``.
        solved: with the solutions, or with the pupil's prompts in their place.
        card: Markdown that stands behind the first cell, see `bake.opening`.

    Raises:
        SourceError: no cell sets the language, or a rule of the format is broken.
    """
    cells: list[dict[str, Any]] = []
    sets_language = False
    for position, (code, text) in enumerate(source.cells, start=1):
        try:
            if code:
                written = translate_code(variant(text, solved=solved), translate)
                # every _("...") has become a plain text, so nothing needs the function any more
                written = _TRANSLATOR_LINE.sub("", written)
                written, replaced = _LANGUAGE_LINE.subn(f'language.use("{language}")', written)
                sets_language = sets_language or replaced > 0
                cell: dict[str, Any] = {"cell_type": "code", "execution_count": None, "outputs": []}
            else:
                written = embed(translate_markdown(text, translate), source.folder, translate)
                cell = {"cell_type": "markdown"}
        except (SourceError, SyntaxError) as error:
            raise SourceError(f"{source.folder}, cell {position}: {error}") from error
        # the name of a cell is made from its place: the same source must give the same bytes
        cells.append(cell | {"id": f"{source.slug}-{position:02d}", "metadata": {}, "source": written})
    if card:
        cells.insert(1, {"cell_type": "markdown", "id": f"{source.slug}-card", "metadata": {}, "source": card})
    if not sets_language:
        raise SourceError(f'{source.folder}: no cell holds language.use("en"), so no text would follow the reader')
    made: dict[str, Any] = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "lhcbox": {"slug": source.slug, "kind": source.kind, "language": language, "solved": solved},
        },
    }
    nbformat.validate(made)
    return made
