"""The page on the screen of a computer that the box has to itself."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from boxes import Box
from visitor import Visitor, wait_until

FACTS = {
    "ready": True,
    "addresses": ["http://192.168.7.5:8888/"],
    "name": "http://aula-5.local:8888/",
    "code": "abc-234",
    "point": {},
    "notices": ["The clock stands still."],
    "qr": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h5v5H0z"/></svg>',
}
DOOR = 9000
# The kiosk's browser runs inside; ours comes in by a door that makes it look so
HAND_ON = f"""
import asyncio

async def carry(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()

async def knock(reader, writer):
    inner = await asyncio.open_connection("127.0.0.1", 8888)
    await asyncio.gather(carry(reader, inner[1]), carry(inner[0], writer), return_exceptions=True)

async def main():
    async with await asyncio.start_server(knock, "0.0.0.0", {DOOR}) as server:
        await server.serve_forever()

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def kiosk(box_factory: Callable[..., Box], tmp_path_factory: pytest.TempPathFactory) -> Box:
    """A box that has a screen, with a door to its inside."""
    facts = tmp_path_factory.mktemp("facts") / "screen.json"
    facts.write_text(json.dumps(FACTS), encoding="utf-8")
    facts.chmod(0o644)
    mount = ("--mount", f"type=bind,source={facts},target=/run/screen.json,readonly")
    box = box_factory(*mount, env={"LHCBOX_SCREEN": "/run/screen.json"})
    box.execute("sh", "-c", f"nohup python -c '{HAND_ON}' > /dev/null 2>&1 &")
    return box


@pytest.fixture
def see(browser: Browser, kiosk: Box, artefacts: Path) -> Iterator[Visitor]:
    """The kiosk's own browser."""
    visitor = Visitor(browser, kiosk.url.replace(":8888", f":{DOOR}"), artefacts)
    yield visitor
    for context in visitor.contexts:
        context.close()
    assert visitor.foreign() == []


def on_screen(see: Visitor, **more: Any) -> Page:
    """The page, once its line is filled."""
    page = see("/screen", width=1024, height=768, **more)
    expect(page.locator("#code")).to_have_text(FACTS["code"])
    return page


@pytest.mark.parametrize("path", ["/screen", "/screen/facts"])
def test_nobody_else_sees_the_class_code(kiosk: Box, path: str) -> None:
    answer = httpx.get(kiosk.url + path, headers={"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1"})
    assert answer.status_code == 404
    assert str(FACTS["code"]) not in answer.text


def test_a_box_without_a_screen_has_no_such_page(box: Box) -> None:
    code = "import httpx, sys; sys.exit(httpx.get('http://127.0.0.1:8888/screen').status_code != 404)"
    assert box.execute("python", "-c", code).returncode == 0


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_first_page_stands_above_the_line_for_others(see: Visitor, lang: str) -> None:
    page = on_screen(see, lang=lang)
    expect(page.frame_locator("#page").locator("h1")).to_be_visible()
    line = page.locator("footer")
    expect(line).to_contain_text("http://192.168.7.5:8888/")
    expect(line).to_contain_text("http://aula-5.local:8888/")
    expect(line).to_contain_text("The clock stands still.")
    expect(page.locator("#qr")).to_be_visible()
    see.screenshot(page, f"screen-{lang}")


def test_letters_grow_and_shrink(see: Visitor) -> None:
    page = on_screen(see)
    heading = page.frame_locator("#page").locator("h1")
    expect(heading).to_be_visible()
    before = heading.bounding_box()
    page.locator("#larger").click()
    page.locator("#larger").click()
    after = heading.bounding_box()
    assert before
    assert after
    assert after["height"] > before["height"]


def test_no_link_leaves_the_frame(see: Visitor) -> None:
    page = on_screen(see)
    frame = page.frame_locator("#page")
    frame.locator("a[href^='/dash/']").first.click()
    wait_until(page, "document.querySelector('#page').contentWindow.location.pathname.startsWith('/dash/')")
    assert len(page.context.pages) == 1
    page.locator("#home").click()
    wait_until(page, "document.querySelector('#page').contentWindow.location.pathname === '/'")
