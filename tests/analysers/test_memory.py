"""What a page holds does not grow with its use; ``tests/benchmarks`` has the same for an hour."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from analysers.use import SAME, heap, random_use
from playwright.sync_api import Browser, Page

DEEDS = 600  # in each third, and before the first


@pytest.fixture
def page(browser: Browser, root: Path) -> Iterator[Page]:
    """An analyser of the stick with activities, opened from the file system."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=False)
    troubles: list[str] = []
    context.on("weberror", lambda error: troubles.append(str(error.error)))
    page = context.new_page()
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.goto((root / "build/stick/analysers/higgs-ww.en.html").as_uri())
    page.locator("canvas").nth(3).wait_for(state="attached", timeout=60_000)
    yield page
    context.close()
    assert troubles == []


@pytest.mark.timeout(900)
def test_random_use_leaves_nothing_behind(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    random_use(
        page, DEEDS, seed=1
    )  # until everything has been there once, and what the browser keeps of saved drawings
    thirds = []
    for third in range(3):
        random_use(page, DEEDS, seed=third + 2)
        page.evaluate(SAME)
        page.wait_for_timeout(1200)
        thirds.append(heap(session))
    first, _second, last = thirds
    assert page.evaluate("lhcboxAnalyser.state.past.length") == 300, "it was not used enough"
    assert last["used"] < first["used"] * 1.05, thirds
    assert last["buffers"] <= first["buffers"] * 1.02 + 1_000_000, thirds
    assert last["nodes"] <= first["nodes"] * 1.1, thirds
    assert last["listeners"] <= first["listeners"] + 20, thirds
