"""In which language the reader is spoken to, and where the box keeps what it shares.

The rule: an explicit choice (``use``) wins, then ``LHCBOX_LANG``, then English. What a browser asks for is decided by
the server, which hands the result on in ``LHCBOX_LANG``.
"""

import gettext as _gettext
import os
from functools import cache
from pathlib import Path

_chosen: str | None = None


def share() -> Path:
    """The folder of everything baked: data, lessons, dashboards, translations.

    ``LHCBOX_SHARE`` where it is set (the image sets it), else ``build/share`` of the checkout this file is in.
    """
    given = os.environ.get("LHCBOX_SHARE")
    return Path(given) if given else Path(__file__).resolve().parents[2] / "build" / "share"


def _baked() -> tuple[str, ...]:
    """English, and every language that has a folder of catalogues; both of ours where nothing is baked yet."""
    folder = share() / "locale"
    found = sorted(path.name for path in folder.glob("*") if (path / "LC_MESSAGES").is_dir() and path.name != "en")
    return ("en", *(found or ["es"]))


LANGUAGES = _baked()
"""What the box speaks, codes of two letters. A translator adds one with catalogues alone."""


def current() -> str:
    """The language in use: ``"en"``, ``"es"`` or another one that has catalogues."""
    wanted = _chosen or os.environ.get("LHCBOX_LANG", "en")
    short = wanted[:2].lower()
    return short if short in LANGUAGES else "en"


def use(language: str) -> None:
    """Speak ``language`` from now on.

    Raises:
        ValueError: the box does not speak it.
    """
    global _chosen
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is not a language of the box; choose one of {', '.join(LANGUAGES)}")
    _chosen = language


def forget() -> None:
    """Undo ``use``: the environment decides again."""
    global _chosen
    _chosen = None


@cache
def _catalogue(domain: str, language: str, folder: Path) -> _gettext.NullTranslations:
    return _gettext.translation(domain, localedir=folder, languages=[language], fallback=True)


def gettext(message: str, domain: str = "lhcbox", language: str | None = None) -> str:
    """``message`` in the reader's language; itself where no translation exists."""
    return _catalogue(domain, language or current(), share() / "locale").gettext(message)


_ = gettext
