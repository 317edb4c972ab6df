"""The image starts under everything that a lab's policy may ask of it."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

STOP_SECONDS = 5
# One condition each, on top of nothing: what a plain `docker run` does must work as well
MATRIX = {
    "as it is": (),
    "without capabilities": ("--cap-drop", "ALL"),
    "without new privileges": ("--security-opt", "no-new-privileges"),
    "read-only": ("--read-only", "--tmpfs", "/home/student:mode=1777"),
    "read-only with a temporary folder too": ("--read-only", "--tmpfs", "/tmp", "--tmpfs", "/home/student:mode=1777"),
    "as a user without a name": ("--user", "54321:54321"),
    "as root": ("--user", "0"),
    "with half a gigabyte": ("-m", "512m", "--memory-swap", "512m"),
    "all together": (
        "--read-only", "--tmpfs", "/home/student:mode=1777", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
        "--user", "54321", "-m", "512m", "--memory-swap", "512m",
    ),
}  # fmt: skip


@pytest.mark.parametrize("options", MATRIX.values(), ids=MATRIX.keys())
def test_the_first_page_answers(make_box: Callable[..., Any], options: tuple[str, ...]) -> None:
    box = make_box(*options, hardened=False, home=())
    answer = httpx.get(box.url)
    assert answer.status_code == 200
    assert "LHC-in-a-Box" in answer.text


def test_it_answers_without_any_network(make_box: Callable[..., Any]) -> None:
    box = make_box(network="none", wait=False)
    box.execute("python", "-c", _ASK_UNTIL_IT_ANSWERS)


_ASK_UNTIL_IT_ANSWERS = """
import time, urllib.request
for attempt in range(300):
    try:
        assert urllib.request.urlopen("http://127.0.0.1:8888/healthz", timeout=2).status == 200
        break
    except OSError:
        time.sleep(0.1)
else:
    raise SystemExit("no answer in 30 s")
"""


def test_it_stops_within_five_seconds(make_box: Callable[..., Any]) -> None:
    assert make_box().stop(seconds=30) < STOP_SECONDS


def test_a_dashboard_opens_with_half_a_gigabyte(make_box: Callable[..., Any], browser: Browser) -> None:
    box = make_box("-m", "512m", "--memory-swap", "512m")
    page = browser.new_page()
    page.goto(f"{box.url}/dash/dimuon-spectrum/live")
    page.locator("figure img").first.wait_for(timeout=90_000)
    page.close()
    assert "Killed" not in box.logs()


def test_it_says_what_to_do_where_its_home_cannot_be_written(box_factory: Callable[..., Any]) -> None:
    box = box_factory("--read-only", hardened=False, home=(), wait=False)
    for _attempt in range(100):
        if "/home/student" in box.logs():
            break
    assert "--tmpfs /home/student" in box.logs()


def test_the_engine_sees_it_healthy(make_box: Callable[..., Any]) -> None:
    box = make_box()
    assert box.execute("lhcbox-health").returncode == 0


def test_the_engine_sees_it_ill_when_nothing_answers(box_run: Callable[..., Any]) -> None:
    done = box_run("lhcbox-health", check=False)
    assert done.returncode != 0
    assert "does not answer" in done.stderr


def test_it_warns_of_nothing_at_start(make_box: Callable[..., Any]) -> None:
    lines = make_box().logs().splitlines()
    assert [line for line in lines if "warning" in line.lower() or "traceback" in line.lower()] == []


def test_any_command_after_its_name_is_run_as_it_is(box_run: Callable[..., Any]) -> None:
    assert box_run("echo", "a  b").stdout == "a  b\n"


def test_a_command_s_exit_code_is_handed_on(box_run: Callable[..., Any]) -> None:
    assert box_run("sh", "-c", "exit 7", check=False).returncode == 7
