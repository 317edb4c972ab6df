"""A hundred viewers and thirty who ask for a fit, all at once, on a box with two processors and 1 GB of memory."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from analysers.asking import Asker, children, question, ready
from playwright.sync_api import Browser, expect

from boxes import Box, engine

LIMITS = ("--cpus", "2", "--memory", "1g", "--memory-swap", "1g")
VIEWERS = 100
ASKERS = 30
HANG = 300  # seconds after which something hangs; how fast it is, tests/benchmarks/test_crowd.py measures
LINKED = re.compile(r'(?:href|src)="(/(?:home|dash)/[^"]+\.(?:js|css|bin|svg)[^"]*)"')
SERVER = "print(open('/proc/1/stat').read().split()[21])"
KILLED = """
import pathlib
for name in ("memory.events", "memory/memory.oom_control"):
    path = pathlib.Path("/sys/fs/cgroup") / name
    if path.is_file():
        print(dict(line.split() for line in path.read_text().splitlines()).get("oom_kill", "0"))
        break
"""


@pytest.fixture(scope="module")
def box(box_factory: Callable[..., Box]) -> Box:
    """The limited box, once everything in it is loaded."""
    return ready(box_factory(*LIMITS), HANG)


@pytest.fixture(autouse=True)
def nothing_is_killed(box: Box) -> Iterator[None]:
    """The container and its server are the same afterwards, and the system has ended no process for its memory."""
    assert limit(box) == 1024**3
    before = box.execute("python", "-c", SERVER).stdout
    killed = box.execute("python", "-c", KILLED).stdout
    assert killed.strip().isdecimal()
    yield
    state = json.loads(engine("container", "inspect", box.name).stdout)[0]
    assert state["State"]["Running"] is True
    assert state["State"]["OOMKilled"] is False
    assert state["RestartCount"] == 0
    assert box.execute("python", "-c", SERVER).stdout == before
    assert box.execute("python", "-c", KILLED).stdout == killed


@pytest.fixture(scope="module")
def slugs(share: Path) -> list[str]:
    """Every analyser of the box."""
    return sorted(path.parent.name for path in (share / "analysers").glob("*/pack.bin"))


def limit(box: Box) -> int:
    """Bytes of memory that the container may use."""
    state: dict[str, Any] = json.loads(engine("container", "inspect", box.name).stdout)[0]
    return int(state["HostConfig"]["Memory"])


def view(box: Box, slug: str, together: threading.Barrier) -> list[int]:
    """Fetch a page and all that it is made of, as a browser that has nothing yet; the statuses."""
    headers = {"Accept-Encoding": "gzip"}
    with httpx.Client(base_url=box.url, timeout=HANG, headers=headers) as client:
        together.wait()
        page = client.get(f"/dash/{slug}")
        parts = sorted(set(LINKED.findall(page.text)))
        assert {path.split("?")[0].rpartition(".")[2] for path in parts} >= {"js", "css", "bin"}
        return [page.status_code, *(client.get(path).status_code for path in parts)]


def fit(box: Box, together: threading.Barrier) -> tuple[list[int], dict[str, Any]]:
    """Ask for a fit and wait for it; the places in the queue that one was told, and the answer."""
    places: list[int] = []
    with Asker(box) as asker:
        asker.timeout = httpx.Timeout(HANG)
        together.wait()
        ticket = asker.ticket(question(free=["mean", "width"]))
        told = asker.state(ticket)
        while told["state"] in ("waiting", "working"):
            if told["state"] == "waiting":
                places.append(told["place"])
            told = asker.state(ticket, told["state"])
        return places, dict(asker.answer(ticket))


def test_everybody_sees_a_page_and_everybody_gets_a_fit(box: Box, slugs: list[str], browser: Browser) -> None:
    together = threading.Barrier(VIEWERS + ASKERS + 1)
    with ThreadPoolExecutor(VIEWERS + ASKERS) as pool:
        viewers = [pool.submit(view, box, slugs[each % len(slugs)], together) for each in range(VIEWERS)]
        askers = [pool.submit(fit, box, together) for _each in range(ASKERS)]
        together.wait()
        # and a real browser in the crowd, which asks, too
        page = browser.new_page()
        page.set_default_timeout(HANG * 1000)
        page.goto(f"{box.url}/dash/higgs-two-photons?lang=en")
        page.locator("canvas").nth(3).wait_for(state="attached")
        panel = page.locator(".an-full")
        panel.get_by_role("button", name="Fit with Python").click()
        expect(panel.locator("table")).to_be_visible(timeout=HANG * 1000)
        page.close()
        for viewer in viewers:
            assert set(viewer.result(HANG)) == {200}
        answers = [asker.result(HANG) for asker in askers]
    # most of them had to wait, and were told where they stood
    assert max(max(places, default=0) for places, _answer in answers) >= ASKERS // 2
    values = {answer["parameters"][0]["value"] for _places, answer in answers}
    assert len(values) == 1


def test_no_child_is_left_over(box: Box) -> None:
    with Asker(box) as asker:
        asker.answer(asker.ticket())
    assert children(box) == 0
