"""Dashboards take no more room than there is, and give it back."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from signin.client import kernel_of

from boxes import Box
from visitor import Visitor

PICTURES = ".lhc-picture img"
COUNT_KERNELS = """
import json, urllib.request
from pathlib import Path
print(sum(b"serve.nursery" in (p / "cmdline").read_bytes() for p in Path("/proc").glob("[0-9]*") if p.is_dir()))
"""


def kernels(box: Box) -> int:
    """Kernels that were forked, without their parent."""
    return int(box.execute("python", "-c", COUNT_KERNELS).stdout) - 1


def open_dashboard(browser: Browser, box: Box) -> Page:
    """A dashboard whose plots are drawn."""
    page = browser.new_page()
    page.goto(f"{box.url}/dash/dimuon-spectrum/live")
    page.locator(PICTURES).first.wait_for(timeout=120_000)
    return page


@pytest.fixture(scope="module")
def small_box(box_factory: Callable[..., Any]) -> Box:
    """A box with one place."""
    made: Box = box_factory(env={"LHCBOX_MAX_DASHBOARDS": "1"})
    return made


def test_a_page_that_is_closed_gives_its_memory_back(small_box: Box, browser: Browser) -> None:
    before = kernels(small_box)
    page = open_dashboard(browser, small_box)
    assert kernels(small_box) == before + 1
    page.close()
    for _second in range(60):
        if kernels(small_box) == before:
            break
        time.sleep(1)
    assert kernels(small_box) == before


def test_a_full_room_says_so_and_opens_by_itself(small_box: Box, browser: Browser) -> None:
    first = open_dashboard(browser, small_box)
    second = browser.new_page(locale="es-ES")
    answer = second.goto(f"{small_box.url}/dash/higgs-four-leptons/live")
    assert answer is not None
    assert answer.status == 503
    expect(second.get_by_role("heading", level=1)).to_have_text("No queda ningún sitio libre")
    first.close()
    second.locator(PICTURES).first.wait_for(timeout=120_000)
    second.close()


def test_a_reader_who_leaves_at_once_leaves_no_kernel(small_box: Box, browser: Browser) -> None:
    before = kernels(small_box)
    for _visit in range(3):
        page = browser.new_page()
        page.goto(f"{small_box.url}/dash/dimuon-spectrum/live", wait_until="commit")
        page.close()
    for _second in range(90):
        if kernels(small_box) <= before:
            break
        time.sleep(1)
    assert kernels(small_box) <= before


def test_the_page_says_that_it_is_getting_ready(visit: Visitor) -> None:
    page = visit("/")
    page.goto(f"{visit.origin}/dash/dimuon-spectrum/live", wait_until="commit")
    expect(page.get_by_role("status").filter(has_text="Getting ready")).to_be_attached()
    expect(page.locator(PICTURES)).to_have_count(4)
    assert kernel_of(page.content())
