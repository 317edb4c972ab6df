"""Our own pages' templates, in the reader's language."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import jinja2

from lhcbox.language import LANGUAGES, gettext
from lhcbox.numerals import numeral
from serve.shelf import said

# Translators write here what their language calls itself
NAMES = {language: gettext("English", domain="home", language=language) for language in LANGUAGES}


class Window:
    """Draws a template for a reader of one of the box's languages."""

    def __init__(self, folder: Path) -> None:
        self._environments = {language: _environment(folder, language) for language in LANGUAGES}

    def draw(self, template: str, language: str, **facts: object) -> str:
        """The page ``template`` filled with ``facts``."""
        page = self._environments[language].get_template(template)
        return page.render(language=language, languages=NAMES, **facts)


def _environment(folder: Path, language: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    spoken: Callable[[str], str] = partial(gettext, domain="home", language=language)
    # the extension adds this method when it is loaded
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        spoken, lambda one, many, number: spoken(one if number == 1 else many), newstyle=True
    )
    environment.filters["said"] = lambda value, domain="data": said(value, language, domain)
    environment.filters["numeral"] = lambda value, digits=4: numeral(value, language, digits)
    return environment
