"""What the person at the terminal reads: steps, progress, and errors that say what to do next.

Texts are English in the source and Spanish in ``content/locale/es/LC_MESSAGES/host.po``. That file is read as it is:
compiled catalogues exist only after the first bake.
"""

import ast
import os
import sys
from functools import cache
from typing import NoReturn

from host.paths import ROOT


def language() -> str:
    """``"es"`` where the machine's own settings say Spanish, else ``"en"``."""
    for variable in ("LHCBOX_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "es" if value.lower().startswith("es") else "en"
    return "en"


@cache
def _translations(language: str) -> dict[str, str]:
    path = ROOT / "content" / "locale" / language / "LC_MESSAGES" / "host.po"
    if not path.is_file():
        return {}
    found: dict[str, str] = {}
    entry = {"msgid": "", "msgstr": ""}
    field = "msgid"
    for line in [*path.read_text(encoding="utf-8").splitlines(), 'msgid ""']:
        keyword, _, rest = line.partition(" ")
        if keyword == "msgid":
            found[entry["msgid"]] = entry["msgstr"]
            entry = {"msgid": "", "msgstr": ""}
        if keyword in entry:
            field, quoted = keyword, rest
        else:
            quoted = line
        if quoted.startswith('"'):
            entry[field] += ast.literal_eval(quoted)
    found.pop("", None)
    return found


def gettext(message: str) -> str:
    """``message`` in the language of the terminal."""
    return _translations(language()).get(message) or message


def step(message: str) -> None:
    """Announce one step of a long work."""
    print(f"==> {message}", flush=True)


def note(message: str) -> None:
    """Say something about the step that is going on."""
    print(f"    {message}", flush=True)


class Trouble(Exception):
    """Something that the person at the terminal has to know about, and what to do next."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def die(trouble: Trouble) -> NoReturn:
    """Print ``trouble`` and end with exit code 1."""
    print(f"\n{gettext('Stopped:')} {trouble}", file=sys.stderr)
    if trouble.hint:
        print(f"{gettext('What to do:')} {trouble.hint}", file=sys.stderr)
    sys.exit(1)
