"""A crowd before one box of two processors and 1 GB: how long a page takes to be there, and what a viewer costs.

Stock Voilà keeps a kernel for each viewer, so under the same limits it has its few, and ours has a hundred. A page is
there when it and all that it is made of have arrived; drawing is the viewers' own processors' work, and theirs are
not this one.
"""

import re
import statistics
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
from analysers.asking import Asker, question, ready
from benchmarks.measuring import Report, memory_megabytes, wait

from boxes import Box

LIMITS = ("--cpus", "2", "--memory", "1g", "--memory-swap", "1g")
SLUG = "higgs-two-photons"
STOCK_SLUG = "higgs-four-leptons"
VOILA = f"voila --no-browser --port=8888 --Voila.ip=0.0.0.0 /opt/lhcbox/share/dashboards/en/{STOCK_SLUG}.ipynb"
VIEWERS = {"stock": 4, "ours": 100}
ASKERS = 30
HANG = 600
LINKED = re.compile(r'(?:href|src)="(/[^"]+\.(?:js|css|bin)[^"]*)"')
Start = Callable[..., Box]


def percentile(values: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def crowd(visitors: list[Callable[[], float]]) -> list[float]:
    """The seconds of all visitors, who come at the same moment."""
    together = threading.Barrier(len(visitors))

    def come(visitor: Callable[[], float]) -> float:
        together.wait()
        return visitor()

    with ThreadPoolExecutor(len(visitors)) as pool:
        return list(pool.map(come, visitors))


def view(url: str) -> float:
    """Seconds until a page and all that it is made of have arrived."""
    with httpx.Client(timeout=HANG, headers={"Accept-Encoding": "gzip"}) as client:
        started = time.monotonic()
        page = client.get(url)
        assert page.status_code == 200
        for path in sorted(set(LINKED.findall(page.text))):
            client.get(str(page.url.join(path)))
        return time.monotonic() - started


def ask(box: Box) -> float:
    """Seconds until a fit has been answered."""
    with Asker(box) as asker:
        started = time.monotonic()
        asker.answer(asker.ticket(question(free=["mean", "width"])))
        return time.monotonic() - started


def test_a_crowd_of_viewers(report: Report, start: Start) -> None:
    seconds: dict[str, list[float]] = {}
    memory: dict[str, list[float]] = {}
    for side, command, path in (("stock", VOILA, "/"), ("ours", "", f"/dash/{SLUG}")):
        box = start(side, command, *LIMITS)
        wait(box.url + ("/voila/static/voila.js" if side == "stock" else path))
        if side == "ours":
            ready(box, HANG)  # so that what it loads is not taken for what viewers cost
        view(box.url + path)
        before = memory_megabytes(box)
        many = VIEWERS[side]
        seconds[side] = crowd([lambda box=box, path=path: view(box.url + path)] * many)
        memory[side] = [(memory_megabytes(box) - before) / many]
        box.stop()
    named = f"stock {VIEWERS['stock']} viewers, ours {VIEWERS['ours']}"
    report.add(f"page, {named}: median", "s", seconds["stock"], seconds["ours"])
    report.add(f"page, {named}: p95", "s", [percentile(seconds["stock"])], [percentile(seconds["ours"])])
    report.add("memory of the server for a viewer of the crowd", "MB", memory["stock"], memory["ours"])


def test_a_crowd_that_asks_for_a_fit(report: Report, start: Start) -> None:
    # beside a kernel that stock Voilà starts for each of its viewers, to compute as much
    stock = start("stock", VOILA, *LIMITS)
    wait(stock.url + "/voila/static/voila.js")
    started = crowd([lambda: view(stock.url + "/")] * VIEWERS["stock"])
    stock.stop()
    ours = start("ours", "", *LIMITS)
    wait(ours.url)
    ready(ours, HANG)
    answered = crowd([lambda: ask(ours)] * ASKERS)
    named = f"stock {VIEWERS['stock']} kernels, ours {ASKERS} fits"
    report.add(f"{named}: all of them", "s", [max(started)], [max(answered)])
    report.add(f"{named}: one, on average", "s", [max(started) / len(started)], [max(answered) / len(answered)])
