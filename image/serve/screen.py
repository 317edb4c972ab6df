"""The page on the screen of the computer that the box runs on, and the line at its bottom for everybody else.

The rule: it exists only where ``LHCBOX_SCREEN`` names the file of facts, and only for that computer itself: the line
holds the class code.
"""

import ipaddress
from pathlib import Path

from tornado.web import HTTPError

from serve.page import Page


class Screen(Page):
    """The first page in a frame, above the line with address, QR code and class code."""

    def prepare(self) -> None:
        """Nobody else sees it."""
        super().prepare()
        if self.box.settings.screen is None or not _here(self.request.remote_ip):
            raise HTTPError(404)

    def get(self) -> None:
        """Show the frame."""
        self.show("screen.html")


class Facts(Screen):
    """What the line says, for the page's script."""

    def get(self) -> None:
        """Answer with the file as it is; an empty object before it is there."""
        path = self.box.settings.screen
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-store")
        self.finish(_text(path))


def _text(path: Path | None) -> str:
    try:
        return path.read_text(encoding="utf-8") if path else "{}"
    except OSError:
        return "{}"


def _here(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False
