"""The first page does not wait for the rest, and the rest does not mind."""

import contextlib
import time
from collections.abc import Callable
from typing import Any

import httpx

from boxes import wait_until_healthy


def test_pages_that_are_read_while_the_box_starts_do_not_disturb_it(make_box: Callable[..., Any]) -> None:
    box = make_box(wait=False)
    seen: set[int] = set()
    until = time.monotonic() + 60
    while time.monotonic() < until and seen != {200, 503}:
        for path in ("/", "/signin?lang=es", "/data/cms8-dimuon", "/lab", "/dash/dimuon-spectrum"):
            with contextlib.suppress(httpx.TransportError):
                seen.add(httpx.get(box.url + path, timeout=30).status_code)
    assert wait_until_healthy(box.url)["ready"]["lab"]
    assert httpx.get(box.url, timeout=30).status_code == 200


def test_a_page_that_must_wait_says_so_and_asks_again_by_itself(make_box: Callable[..., Any]) -> None:
    box = make_box(wait=False)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(httpx.TransportError):
            answer = httpx.get(f"{box.url}/dash/dimuon-spectrum/live?lang=es", timeout=60)
            break
    assert answer.status_code == 503
    assert "Casi listo" in answer.text
    assert '<meta http-equiv="refresh"' in answer.text


def test_the_log_holds_the_addresses_and_the_code_and_nothing_else(make_box: Callable[..., Any]) -> None:
    box = make_box()
    httpx.get(f"{box.url}/nowhere")
    lines = [line for line in box.logs().splitlines() if line.strip("─ ")]
    assert [line.split()[0] for line in lines if not line.strip().startswith("http")] == ["Open", "Class", "Profile"]
