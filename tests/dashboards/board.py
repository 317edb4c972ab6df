"""A dashboard in the browser, as a reader handles it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

PICTURES = 4
DATA = {"dimuon-spectrum": "cms8-dimuon", "higgs-four-leptons": "atlas13-4lep-data"}
SLUGS = ("dimuon-spectrum", "higgs-four-leptons")

Visit = Callable[..., Page]


@dataclass(frozen=True)
class Counts:
    """Numbers of events that a dashboard shows at its start."""

    selected: int
    window: int
    all: int = 0
    jpsi: int = 0
    momenta: int = 0


@dataclass(frozen=True)
class Board:
    """The parts of a dashboard's page; ``key`` is always the short name of a control."""

    page: Page

    def cut(self, key: str) -> Locator:
        """Everything of one control."""
        return self.page.locator(f".lhc-cut-{key}")

    def number(self, key: str, position: int = 0) -> Locator:
        """The number entry of a control."""
        return self.cut(key).locator("input[type=number]").nth(position)

    def handle(self, key: str, position: int = 0) -> Locator:
        """The slider's handle of a control."""
        return self.cut(key).get_by_role("slider").nth(position)

    def type_number(self, key: str, value: str, position: int = 0) -> None:
        """Type a number and leave the entry."""
        entry = self.number(key, position)
        entry.fill(value)
        entry.press("Enter")

    def pictures(self) -> list[str]:
        """The four drawings, as the browser has them."""
        return [str(image.get_attribute("src")) for image in self.page.locator(".lhc-picture img").all()]

    def alternatives(self) -> list[str]:
        """What stands for the drawings where they cannot be seen."""
        return [str(image.get_attribute("alt")) for image in self.page.locator(".lhc-picture img").all()]

    def facts(self) -> list[str]:
        """The large counts."""
        return [plain(text) for text in self.page.locator(".lhc-facts dd").all_inner_texts()]

    def sentence(self) -> str:
        """The counts in words."""
        return plain(self.page.locator(".lhc-sentence").inner_text())

    def expect_fact(self, position: int, value: str) -> None:
        """Wait until one of the counts is ``value``."""
        spaced = re.compile(r"^" + r"\s?".join(re.escape(digit) for digit in value) + r"$")
        expect(self.page.locator(".lhc-facts dd").nth(position)).to_have_text(spaced)

    def screenshot(self, path: Path) -> None:
        """The whole page at its present width; it scrolls inside its body, so "full page" would stop at the window."""
        box = self.page.locator(".lhc-board").bounding_box()
        size = self.page.viewport_size
        assert box is not None
        assert size is not None
        self.page.set_viewport_size({"width": size["width"], "height": int(box["y"] + box["height"]) + 40})
        self.page.screenshot(path=str(path))

    def settle(self, before: list[str]) -> None:
        """Wait until every drawing has been replaced."""
        for position, source in enumerate(before):
            expect(self.page.locator(".lhc-picture img").nth(position)).not_to_have_attribute("src", source)


def plain(text: str) -> str:
    """Without the thin spaces between groups of digits."""
    return text.replace("\u202f", "").strip()


def open_board(visit: Visit, slug: str, lang: str = "en", **more: Any) -> Board:
    """The dashboard ``slug``, ready to be used."""
    page = visit(f"/dash/{slug}/live", lang=lang, **more)
    expect(page.locator(".lhc-picture img")).to_have_count(PICTURES)
    expect(page.get_by_role("slider").first).to_have_attribute("aria-label", re.compile("."))
    return Board(page)
