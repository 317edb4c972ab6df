"""A person in front of a browser, whose every request is noted."""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

from boxes import CODE


def wait_until(page: Page, expression: str, seconds: float = 60) -> None:
    """Wait until JavaScript's ``expression`` holds. Playwright's own way evaluates text, which our pages forbid."""
    end = time.monotonic() + seconds
    while not page.evaluate(f"Boolean({expression})"):
        if time.monotonic() > end:
            raise TimeoutError(f"after {seconds} s this does not hold: {expression}")
        page.wait_for_timeout(50)


@dataclass
class Visitor:
    """Opens pages of the box as a person would, and notes every request that leaves the box's own origin."""

    browser: Browser
    origin: str
    artefacts: Path
    requests: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(
        self,
        path: str = "/",
        lang: str = "en",
        width: int = 1280,
        height: int = 800,
        origin: str | None = None,
        **more: Any,
    ) -> Page:
        """A new page, in a browser of its own, at ``path``."""
        locale = {"en": "en-GB", "es": "es-ES"}.get(lang, lang)
        context = self.browser.new_context(locale=locale, viewport={"width": width, "height": height}, **more)
        context.set_default_timeout(60_000)
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("page", lambda page: page.on("websocket", lambda socket: self.requests.append(socket.url)))
        self.contexts.append(context)
        page = context.new_page()
        page.goto((origin or self.origin) + path)
        return page

    def sign_in(self, page: Page, code: str = CODE) -> None:
        """Give the class code on the sign-in page."""
        page.get_by_role("textbox").first.fill(code)
        page.keyboard.press("Enter")
        page.wait_for_load_state()

    def screenshot(self, page: Page, name: str) -> None:
        """Keep what the page looks like now."""
        page.screenshot(path=str(self.artefacts / f"{name}.png"), full_page=True)

    def foreign(self) -> list[str]:
        """Requests that left the box."""
        home = urlsplit(self.origin).hostname
        return [
            url
            for url in self.requests
            if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).hostname != home
        ]
