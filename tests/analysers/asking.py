"""Asks a box's Python as the pages do, and looks at the children that answer from inside the box."""

import contextlib
import math
import signal
import subprocess
import time
from collections.abc import Iterator
from typing import Any, Self

import httpx

from boxes import ENGINE, Box

ASK = "/dash/ask"


def question(**changes: Any) -> dict[str, Any]:
    """A hill with a bump at 125, 110 bins; ``changes`` replace entries, None takes one away."""
    edges = [105 + bin / 2 for bin in range(111)]
    middles = [edge + 0.25 for edge in edges[:-1]]
    hill = [200 * math.exp(-(x - 105) / 25) for x in middles]
    bump = [40 * math.exp(-(((x - 125) / 1.6) ** 2) / 2) for x in middles]
    jitter = [5 * math.sin(37 * x) for x in middles]
    counts = [round(sum(parts)) for parts in zip(hill, bump, jitter, strict=True)]
    asked = {
        "edges": edges, "counts": counts, "mean": 125.0, "width": 1.6, "free": [], "background": "polynomial",
        "order": 3, "data": True,
    }  # fmt: skip
    return {name: value for name, value in {**asked, **changes}.items() if value is not None}


class Asker(httpx.Client):
    """A browser that asks; its cookies are its own."""

    def __init__(self, box: Box, lang: str = "en") -> None:
        super().__init__(base_url=box.url, timeout=60, params={"lang": lang})

    def hand_in(self, asked: dict[str, Any] | None = None, kind: str = "fit") -> httpx.Response:
        """What is answered to a question."""
        return self.post(f"{ASK}/{kind}", json=question() if asked is None else asked)

    def ticket(self, asked: dict[str, Any] | None = None) -> str:
        """The ticket of a question that is taken."""
        answer = self.hand_in(asked)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["ticket"])

    def state(self, ticket: str, after: str = "") -> dict[str, Any]:
        """What is told of a question."""
        answer = self.get(f"{ASK}/ticket/{ticket}", params={"after": after} if after else {})
        return {"state": "unknown"} if answer.status_code == 404 else dict(answer.json())

    def end(self, ticket: str, seconds: float = 120) -> dict[str, Any]:
        """What a question has come to, once it waits no longer; fails after ``seconds``."""
        deadline = time.monotonic() + seconds
        told = self.state(ticket)
        while told["state"] in ("waiting", "working"):
            assert time.monotonic() < deadline, told
            told = self.state(ticket, told["state"])
        return told

    def answer(self, ticket: str) -> Any:
        """The answer, JSON."""
        told = self.end(ticket)
        assert told == {"state": "ready"}, told
        found = self.get(f"{ASK}/ticket/{ticket}/answer")
        assert found.status_code == 200
        return found.json()

    def give_up(self, ticket: str) -> None:
        """Give a question up."""
        assert self.delete(f"{ASK}/ticket/{ticket}").status_code == 204

    def __enter__(self) -> Self:
        super().__enter__()
        return self


def ready(box: Box, seconds: float = 120) -> Box:
    """The box, once it takes questions: its first page is there before its Python is."""
    deadline = time.monotonic() + seconds
    with Asker(box) as asker:
        while (answer := asker.hand_in()).status_code == 503:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        asker.answer(answer.json()["ticket"])
    return box


# Run in the box: the kernels' parent, its children, and what is done to them.
FAMILY = """
import os, pathlib, signal, sys, time

def nurseries():
    found = {}
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if b"serve.nursery" in (process / "cmdline").read_bytes().split(b"\\0"):
                found[int(process.name)] = int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    return found

def parent():
    there = nurseries()
    return next((pid for pid, above in there.items() if above not in there), None)

def children():
    there = nurseries()
    return [pid for pid, above in there.items() if above in there]
"""
SEND_TO_PARENT = FAMILY + "os.kill(parent(), int(sys.argv[1]))"
COUNT = FAMILY + "print(len(children()))"
CATCH = (
    FAMILY
    + """
print("ready", flush=True)
end = time.monotonic() + 60
while time.monotonic() < end:
    for pid in children():
        os.kill(pid, int(sys.argv[1]))
        print(pid)
        sys.exit()
"""
)
WATCH = (
    FAMILY
    + """
print("ready", flush=True)
most, end = 0, time.monotonic() + 120
while not pathlib.Path(sys.argv[1]).exists() and time.monotonic() < end:
    most = max(most, len(children()))
print(most)
"""
)


@contextlib.contextmanager
def held(box: Box) -> Iterator[None]:
    """Stop the children's parent: questions are taken, and none is answered."""
    box.execute("python", "-c", SEND_TO_PARENT, str(int(signal.SIGSTOP)))
    try:
        yield
    finally:
        box.execute("python", "-c", SEND_TO_PARENT, str(int(signal.SIGCONT)))


def kill_parent(box: Box) -> None:
    """End the children's parent."""
    box.execute("python", "-c", SEND_TO_PARENT, str(int(signal.SIGKILL)))


def children(box: Box) -> int:
    """How many answer now."""
    return int(box.execute("python", "-c", COUNT).stdout)


@contextlib.contextmanager
def inside(box: Box, code: str, argument: str) -> Iterator[subprocess.Popen[str]]:
    """``code`` runs in the box, and has begun."""
    command = [ENGINE, "exec", box.name, "python", "-c", code, argument]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        yield running


def caught(box: Box, number: signal.Signals) -> contextlib.AbstractContextManager[subprocess.Popen[str]]:
    """The next child that answers gets the signal ``number``."""
    return inside(box, CATCH, str(int(number)))
