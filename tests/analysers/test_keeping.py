"""All plots in one drawing, samples of the legend, and which moves one undo takes back; on a page of the stick."""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from visitor import wait_until

SVG = "{http://www.w3.org/2000/svg}"
Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, root: Path) -> Iterator[Open]:
    """``opened("c.mll=10~60", color_scheme="dark")`` is the English page of Higgs to WW at 8 TeV."""
    pages = []

    def open_it(state: str = "", **options: str) -> Page:
        context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900}, **options)
        pages.append(context)
        page = context.new_page()
        page.goto((root / "build" / "stick" / "analysers" / "higgs-ww.en.html").as_uri() + f"#{state}")
        wait_until(page, "window.lhcboxAnalyser")
        return page

    yield open_it
    for context in pages:
        context.close()


def test_all_plots_are_one_drawing_with_label_and_cuts(opened: Open, tmp_path: Path) -> None:
    page = opened("c.mll=10~60")
    with page.expect_download() as download:
        page.get_by_role("button", name="All plots (SVG)").click()
    assert download.value.suggested_filename == "higgs-ww.svg"
    download.value.save_as(tmp_path / "sheet.svg")
    sheet = ET.parse(tmp_path / "sheet.svg").getroot()
    inner = sheet.findall(f"{SVG}svg")
    assert len(inner) == 8
    lines = [text.text or "" for text in sheet.findall(f"{SVG}text")]
    assert lines[0] == "Higgs to two W bosons"
    assert "for education" in lines[1] or "practice simulation" in lines[1]
    assert "10–60 GeV" in lines[1]
    places = {(float(one.get("x", "0")), float(one.get("y", "0"))) for one in inner}
    assert len(places) == 8, "none covers another"
    names = [part.get("id") for part in sheet.iter() if part.get("id")]
    assert len(names) == len(set(names)), "names of hatches are used once"
    width, height = float(sheet.get("width", "0")), float(sheet.get("height", "0"))
    assert all(float(one.get("x", "0")) + float(one.get("width", "0")) <= width for one in inner)
    assert all(float(one.get("y", "0")) + float(one.get("height", "0")) <= height for one in inner)


def test_the_picture_has_the_size_of_the_drawing(opened: Open, tmp_path: Path) -> None:
    page = opened()
    with page.expect_download() as download:
        page.get_by_role("button", name="All plots (PNG)").click()
    download.value.save_as(tmp_path / "sheet.png")
    content = (tmp_path / "sheet.png").read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(content[place : place + 4], "big") for place in (16, 20))
    assert width > 2000
    assert height > 2000
    assert len(content) > 100_000, "it is not empty"


def swatches(page: Page) -> str:
    """The samples of the legend, as they are written."""
    return "".join(page.locator(".an-swatch").evaluate_all("all => all.map(one => one.innerHTML)"))


def test_samples_of_the_legend_follow_what_the_plots_do(opened: Open) -> None:
    page = opened()
    expect(page.locator(".an-swatch svg")).to_have_count(4)
    assert "<pattern" in swatches(page)
    page.get_by_role("switch", name="Lines", exact=True).click()
    expect(page.locator(".an-swatch rect")).to_have_count(0)
    by_day = swatches(page)
    assert "stroke-dasharray" in by_day, "lines differ by more than colour"
    page.get_by_role("switch", name="Lines", exact=True).click()
    expect(page.locator(".an-swatch pattern").first).to_be_attached()
    night = opened("overlay=1", color_scheme="dark")
    expect(night.locator(".an-swatch svg")).to_have_count(4)
    assert swatches(night) != by_day


def edges(page: Page) -> list[float] | None:
    """The cut on the mass."""
    cut = page.evaluate("window.lhcboxAnalyser.state.write().c.mll ?? null")
    return None if cut is None else [float(end) for end in cut]


def drag(page: Page, end: str, by: int) -> None:
    """Pull a handle of the mass sideways by pixels."""
    handle = page.locator(f"[data-variable=mll] .lhc-chart-handle.{end}")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by, y, steps=3)
    page.mouse.up()


def test_quick_moves_of_one_handle_are_taken_back_together(opened: Open) -> None:
    page = opened("c.mll=40~120")
    for by in (20, 20, 20):
        drag(page, "from", by)
    moved = edges(page)
    assert moved
    assert moved[0] > 45
    drag(page, "to", -30)
    undo = page.get_by_role("button", name="Undo", exact=True)
    undo.click()
    assert edges(page) == moved, "another handle is another step"
    undo.click()
    assert edges(page) == [40, 120], "three pulls of one handle are one step"
    expect(undo).to_be_disabled()


def test_slow_moves_of_one_handle_are_taken_back_one_by_one(opened: Open) -> None:
    page = opened("c.mll=40~120")
    drag(page, "from", 20)
    first = edges(page)
    page.wait_for_timeout(1200)
    drag(page, "from", 20)
    undo = page.get_by_role("button", name="Undo", exact=True)
    undo.click()
    assert edges(page) == first
    undo.click()
    assert edges(page) == [40, 120]
