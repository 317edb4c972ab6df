"""What the machine says on its screen, in the box's language.

A notice is kept as its English text and its facts, so that whoever shows it can translate it.
"""

import gettext as _gettext
import json
import sys
from functools import cache

from machine.places import LOCALE, RUN, write

NOTICES = RUN / "notices"


def marked(message: str) -> str:
    """``message``, marked for the catalogue; it is translated where it is shown."""
    return message


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    return _gettext.translation("machine", LOCALE, [language], fallback=True)


def told(message: str, language: str, /, **facts: object) -> str:
    """``message`` in ``language`` with its facts filled in."""
    translate = _catalogue(language).gettext
    known = {name: translate(fact) if isinstance(fact, str) and fact else fact for name, fact in facts.items()}
    return translate(message) % known


def notice(name: str, message: str, /, **facts: object) -> None:
    """Keep ``message`` for the screen under ``name``; a later one of the same name takes its place."""
    write(NOTICES / f"{name}.json", json.dumps({"message": message, "facts": facts}))
    print(message % facts, file=sys.stderr, flush=True)


def withdraw(name: str) -> None:
    """Take a notice back."""
    (NOTICES / f"{name}.json").unlink(missing_ok=True)


def notices(language: str) -> list[str]:
    """All that is to be said, oldest name first."""
    found = []
    for path in sorted(NOTICES.glob("*.json")):
        kept = json.loads(path.read_text(encoding="utf-8"))
        found.append(told(kept["message"], language, **kept["facts"]))
    return found
