"""What the computer's own screen says for others: address, QR code, class code, and what is the matter.

The same facts go to the kiosk's page (``screen.json``) and, as text, to the first console.
"""

import fcntl
import json
import socket
import struct
import subprocess
import time
from pathlib import Path

from machine.places import HOME, PORT, RUN, write
from machine.settings import Settings, kept
from machine.speech import marked as _
from machine.speech import notices, told

CONSOLE = Path("/dev/tty1")
FACTS = RUN / "screen.json"
PAUSE_S = 2.0
SIOCGIFADDR = 0x8915
CLEAR = "\033[?25l\033[H\033[2J\033[3J"
WIDTH = 78


def main(_arguments: list[str]) -> int:
    """Keep the facts fresh, for as long as the box is on."""
    shown: tuple[object, ...] = ()
    while True:
        settings = kept()
        facts = gather(settings)
        now = (json.dumps(facts, sort_keys=True), (RUN / "kiosk").exists())
        if now != shown:
            write(FACTS, now[0])
            if not now[1]:
                _paint(lines(facts, settings.language))
            shown = now
        time.sleep(PAUSE_S)


def gather(settings: Settings) -> dict[str, object]:
    """All that the screen shows."""
    found = addresses()
    return {
        "ready": (RUN / "ready").exists(),
        "addresses": [f"http://{address}:{PORT}/" for address in found],
        "name": f"http://{socket.gethostname()}.local:{PORT}/",
        "code": settings.code or _made_code(),
        "point": _point(),
        "notices": notices(settings.language),
        "qr": _svg(f"http://{found[0]}:{PORT}/") if found else "",
    }


def addresses() -> list[str]:
    """The IPv4 addresses under which others reach this computer, those that a network gave first."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _index, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:
                continue
            found.append(socket.inet_ntoa(answer[20:24]))
    useful = [address for address in found if not address.startswith("127.")]
    return sorted(useful, key=lambda address: address.startswith("169.254."))


def lines(facts: dict[str, object], language: str) -> list[str]:
    """The text screen."""

    def say(message: str, **values: object) -> str:
        return told(message, language, **values)

    shown = ["", "   LHC-in-a-Box", ""]
    where = facts["addresses"]
    assert isinstance(where, list)
    if not facts["ready"]:
        shown.append("   " + say(_("The box is starting; this can take a minute or two…")))
    elif where:
        shown.append("   " + say(_("Open this address in a browser, on any device of the same network:")))
        shown += ["", *(f"      {address}" for address in where), f"      {facts['name']}", ""]
        shown.append("   " + say(_("Class code for the notebooks: %(code)s"), code=facts["code"]))
    else:
        shown.append("   " + say(_("No network yet: plug in a cable that leads to the classroom's router.")))
    point = facts["point"]
    if isinstance(point, dict) and point:
        shown += ["", "   " + say(_("Wi-Fi: %(name)s   password: %(password)s"), **point)]
    if facts["ready"] and where:
        shown += ["", *_qr(str(where[0]))]
    messages = facts["notices"]
    assert isinstance(messages, list)
    for message in messages:
        shown += ["", *("   " + part for part in _wrapped(f"! {message}"))]
    return shown


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, WIDTH - 6)


def _qr(address: str) -> list[str]:
    made = subprocess.run(
        ["qrencode", "-t", "UTF8", "-m", "2", address], capture_output=True, text=True, check=False
    ).stdout
    return ["   " + line for line in made.splitlines()]


def _svg(address: str) -> str:
    made = subprocess.run(
        ["qrencode", "-t", "SVG", "-m", "2", "--inline", "--svg-path", "-o", "-", address],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    return made[made.find("<svg") :] if "<svg" in made else ""


def _made_code() -> str:
    try:
        return (HOME / ".lhcbox" / "code").read_text(encoding="utf-8").strip()
    except OSError:
        return "…"


def _point() -> dict[str, str]:
    try:
        known: dict[str, str] = json.loads((RUN / "point.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known


def _paint(text: list[str]) -> None:
    try:
        with CONSOLE.open("w", encoding="utf-8") as console:
            console.write(CLEAR + "\r\n".join(text))
    except OSError as error:
        print(f"{CONSOLE}: {error}", flush=True)
