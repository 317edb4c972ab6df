"""Analysers: dashboards that the reader's browser computes, pages without a kernel.

The rule: nothing is made here. The bake wrote every file; they are sent in pieces, and nothing is kept for a viewer.
"""

import re
from pathlib import Path
from typing import Any

from tornado.web import HTTPError, StaticFileHandler

from lhcbox.language import LANGUAGES
from serve.page import Page

FOLDER = "analysers"
PIECE = 64 * 1024
"""Bytes that are sent at a time."""


class Sent(Page):
    """A file that the bake wrote, with the same compressed beside it."""

    async def send(self, path: Path, kind: str) -> None:
        """Send ``path``, compressed where the browser takes it; 304 where it has this very file."""
        self.set_header("Content-Type", kind)
        self.set_header("Vary", "Accept-Encoding, Accept-Language, Cookie")
        packed = path.with_name(path.name + ".gz")
        if _takes_gzip(self.request.headers.get("Accept-Encoding", "")) and packed.is_file():
            path = packed
            self.set_header("Content-Encoding", "gzip")
        try:
            about = path.stat()
        except OSError as error:
            raise HTTPError(404) from error
        self.set_header("Etag", f'"{about.st_mtime_ns:x}-{about.st_size:x}"')
        if self.check_etag_header():
            self.set_status(304)
            self.finish()
            return
        self.set_header("Content-Length", about.st_size)
        if self.request.method == "HEAD":
            self.finish()
            return
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                self.write(piece)
                await self.flush()  # waits until this reader has taken it, so a slow one costs one piece
        self.finish()

    async def head(self, *arguments: str) -> None:
        """What ``get`` answers, without the file."""
        await self.get(*arguments)

    async def get(self, *arguments: str) -> None:
        """Answer."""
        raise HTTPError(404)

    def compute_etag(self) -> None:
        """None: ``send`` has set it, and the file is not held."""


class Analyser(Sent):
    """The page of an analyser."""

    def initialize(self, folder: Path) -> None:
        """``folder`` holds a folder for each analyser."""
        self.folder = folder

    async def get(self, *arguments: str) -> None:
        """Send the page in the reader's language."""
        (slug,) = arguments
        for language in (self.language, *LANGUAGES):
            path = self.folder / slug / f"{language}.html"
            if path.is_file():
                self.set_header("Content-Language", language)
                await self.send(path, "text/html; charset=utf-8")
                return
        raise HTTPError(404)


KINDS = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}


class Assets(Sent):
    """Scripts and styles of analysers."""

    def initialize(self, folder: Path) -> None:
        """``folder`` holds them."""
        self.folder = folder

    async def get(self, *arguments: str) -> None:
        """Send one of them."""
        name, ending = arguments
        _keep(self)
        await self.send(self.folder / f"{name}.{ending}", KINDS[ending])


class Events(StaticFileHandler, Page):
    """The events of an analyser: gzip by themselves, unpacked by the page."""

    def set_extra_headers(self, path: str) -> None:
        """Say what it is, and let browsers keep it."""
        self.set_header("Content-Type", "application/octet-stream")
        _keep(self)


def slugs(share: Path) -> list[str]:
    """The dashboards that are analysers, as the bake left them in ``share``."""
    return sorted(path.parent.name for path in (share / FOLDER).glob(f"*/{LANGUAGES[0]}.html"))


def rules(share: Path) -> list[tuple[Any, ...]]:
    """Addresses and who answers them; they are the first page's, so they never wait for JupyterLab."""
    folder = share / FOLDER
    each = "|".join(re.escape(slug) for slug in slugs(share))
    if not each:
        return []
    return [
        (rf"/dash/({each})", Analyser, {"folder": folder}),
        (rf"/dash/((?:{each})/pack\.bin)", Events, {"path": str(folder)}),
        (r"/home/analyser/(analyser|yours)\.(js|css)", Assets, {"folder": folder}),
    ]


def _keep(page: Page) -> None:
    """Let browsers keep the answer as long as its address names its version."""
    if page.get_argument("v", None):
        page.set_header("Cache-Control", "public, max-age=31536000, immutable")


def _takes_gzip(header: str) -> bool:
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
