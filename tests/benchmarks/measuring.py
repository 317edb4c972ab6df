"""How the figures are measured, and how they are reported."""

import contextlib
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page

from boxes import Box


@dataclass
class Report:
    """Medians of both sides, a row each."""

    path: Path
    rows: list[dict[str, object]] = field(default_factory=list)

    def add(self, what: str, unit: str, stock: list[float], ours: list[float]) -> None:
        """Note one figure: all its repeats, their medians, and the ratio of those."""
        medians = statistics.median(stock), statistics.median(ours)
        self.rows.append(
            {
                "what": what,
                "unit": unit,
                "stock": round(medians[0], 3),
                "ours": round(medians[1], 3),
                "ours/stock": round(medians[1] / medians[0], 3),
                "repeats": {"stock": stock, "ours": ours},
            }
        )

    def table(self) -> str:
        """The rows as text."""
        lines = [f"{'figure':58} {'stock':>9} {'ours':>9} {'ratio':>9}"]
        for row in self.rows:
            what, unit, *numbers = list(row.values())[:5]
            lines.append(f"{what!s:50} {unit!s:>7} " + " ".join(f"{number!s:>9}" for number in numbers))
        return "\n".join(lines)


def wait(url: str, seconds: float = 60) -> None:
    """Return as soon as ``url`` answers with a page."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(url, follow_redirects=True, timeout=30).status_code == 200:
                return
        time.sleep(0.02)
    raise TimeoutError(url)


def memory_megabytes(box: Box) -> float:
    """Memory (MB) that the whole container holds, page cache left out: the sum of its processes' proportional sizes."""
    code = """
import pathlib
total = 0
for process in pathlib.Path("/proc").iterdir():
    try:
        if process.name.isdigit():
            lines = (process / "smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    except OSError:
        continue
print(total / 1024)
"""
    return float(box.execute("python3", "-c", code).stdout)


DRAWN = """() => {
    const plots = [...document.querySelectorAll("figure img")];
    return plots.length >= 3 && plots.every(plot => plot.complete && plot.naturalWidth);
}"""
REDRAWN = """before => {
    const plots = [...document.querySelectorAll("figure img")];
    return plots.every((plot, index) => plot.src !== before[index] && plot.complete);
}"""


def opened(browser: Browser, url: str) -> tuple[Page, float]:
    """A page at ``url`` and the seconds until all its plots were drawn."""
    page = browser.new_context().new_page()
    started = time.monotonic()
    page.goto(url, timeout=90_000)
    page.wait_for_function(DRAWN, timeout=90_000)
    return page, time.monotonic() - started


def redrawn(page: Page, cut: int) -> float:
    """Seconds from a typed cut to the last of the plots that follow it."""
    before = page.evaluate("[...document.querySelectorAll('figure img')].map(image => image.src)")
    field = page.get_by_role("spinbutton").first
    field.fill(str(cut))
    started = time.monotonic()
    field.press("Enter")
    page.wait_for_function(REDRAWN, arg=before)
    return time.monotonic() - started
