"""The text file on the stick that anybody can edit before the box starts.

The rule: a value that cannot be understood is reported on the screen and its default used; nothing in the file can keep
the box from starting.
"""

import json
import re
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from machine.medium import medium
from machine.places import RUN, SETTINGS, words, write
from machine.speech import marked as _
from machine.speech import notice, withdraw

LANGUAGES = ("en", "es")
KEPT = RUN / "settings.json"
LARGEST = 64 * 1024
LAYOUTS = {"en": "us", "es": "es"}


@dataclass(frozen=True)
class Settings:
    """What the file says; the fields' defaults are what holds where it says nothing."""

    language: str = "en"
    keyboard: str = ""
    code: str = ""
    host: str = "lhcbox"
    point: str = ""
    """Name of the access point; none where empty."""
    password: str = ""
    """Of the access point; made at first boot where empty."""
    screen: str = "auto"
    ssh: str = ""
    """The public key that may sign in; ssh is off where empty."""

    @property
    def layout(self) -> str:
        """The keyboard's layout as xkb calls it."""
        return self.keyboard or LAYOUTS[self.language]


@dataclass(frozen=True)
class Field:
    """One line of the file: which field it fills, whether a value will do, and what would."""

    name: str
    fits: Callable[[str], object]
    wanted: str


NAMES = {
    "language": Field("language", lambda v: v in LANGUAGES, _("en or es")),
    "keyboard": Field("keyboard", re.compile(r"[a-z]{2,5}").fullmatch, _("two to five small letters, for example es")),
    "class-code": Field("code", lambda v: 4 <= sum(map(str.isalnum, v)) <= 64, _("4 to 64 letters or figures")),
    "host-name": Field(
        "host", re.compile(r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?").fullmatch, _("small letters, figures and dashes")
    ),
    "access-point": Field("point", lambda v: 1 <= len(v.encode()) <= 32 and v.isprintable(), _("at most 32 letters")),
    "access-point-password": Field(
        "password", re.compile(r"[ -~]{8,63}").fullmatch, _("8 to 63 letters without accents")
    ),
    "screen": Field("screen", lambda v: v in ("auto", "browser", "text"), _("auto, browser or text")),
    "ssh-key": Field("ssh", re.compile(r"(ssh-ed25519|ssh-rsa|ecdsa-\S+) [\w+/=]+( .*)?").fullmatch, _("a public key")),
}
"""What the file calls a field."""


def parse(text: str) -> tuple[Settings, list[tuple[str, dict[str, object]]]]:
    """The settings in ``text``, and what is wrong with it as messages with their facts."""
    found: dict[str, str] = {}
    wrong: list[tuple[str, dict[str, object]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip().lstrip("\ufeff")
        if not line or line.startswith(("#", ";")):
            continue
        name, equals, value = line.partition("=")
        name, value = name.strip().lower(), value.strip()
        field = NAMES.get(name)
        if not equals or field is None:
            message = _("Settings, line %(line)d: “%(text)s” is not known; it is left out.")
            wrong.append((message, {"line": number, "text": line[:60]}))
        elif value and not field.fits(value):
            message = _("Settings, line %(line)d: %(name)s cannot be “%(value)s”; it must be %(wanted)s.")
            wrong.append((message, {"line": number, "name": name, "value": value[:60], "wanted": field.wanted}))
        elif value:
            found[field.name] = value
    return Settings(**found), wrong


def kept() -> Settings:
    """The settings of this boot, as ``main`` left them."""
    try:
        known = json.loads(KEPT.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    return Settings(**{field.name: known[field.name] for field in fields(Settings) if field.name in known})


def main(_arguments: list[str]) -> int:
    """Read the file and leave what others need in ``/run/lhcbox``."""
    text = ""
    with medium() as folder:
        if folder is not None:
            try:
                raw = (folder / SETTINGS).read_bytes()[:LARGEST]
                text = _decoded(raw)
            except FileNotFoundError:
                notice("10-settings", _("The settings file is not on the stick; the defaults are used."))
            except OSError as error:
                notice("10-settings", _("The settings file cannot be read (%(error)s)."), error=str(error))
    settings, wrong = parse(text)
    withdraw("11-settings")
    for number, (message, facts) in enumerate(wrong[:4]):
        notice(f"11-settings-{number}", message, **facts)
    write(KEPT, json.dumps(asdict(settings)), mode=0o600)
    write(RUN / "box.env", _environment(settings), mode=0o600)
    screen = {
        "XKB_DEFAULT_LAYOUT": settings.layout,
        "LANG": _locale(settings.language),
        "LHCBOX_LANG": settings.language,
    }
    write(RUN / "screen.env", "".join(f"{name}={value}\n" for name, value in screen.items()))
    if settings.screen == "text" or words().get("lhcbox.screen") == "text":
        write(RUN / "text", "")
    if settings.point:
        write(RUN / "point", "")
    if settings.ssh:
        write(RUN / "ssh" / "authorized_keys", settings.ssh + "\n", mode=0o600)
        (RUN / "ssh").chmod(0o700)
    _name(settings.host)
    return 0


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp1252", errors="replace")  # an old Notepad


def _environment(settings: Settings) -> str:
    lines = {"LHCBOX_LANG": settings.language, "LHCBOX_HOSTS": settings.host, "LHCBOX_SCREEN": str(RUN / "screen.json")}
    if settings.code:
        lines["LHCBOX_CODE"] = settings.code
    return "".join(f'{name}="{_quoted(value)}"\n' for name, value in lines.items())


def _quoted(value: str) -> str:
    return re.sub(r'(["\\$`])', r"\\\1", value)


def _locale(language: str) -> str:
    return {"en": "en_US.UTF-8", "es": "es_ES.UTF-8"}[language]


def _name(host: str) -> None:
    socket.sethostname(host)
    Path("/etc/hostname").write_text(f"{host}\n", encoding="ascii")
    hosts = f"127.0.0.1 localhost\n127.0.1.1 {host} {host}.local\n::1 localhost\n"
    Path("/etc/hosts").write_text(hosts, encoding="ascii")


if __name__ == "__main__":
    sys.exit(main([]))
