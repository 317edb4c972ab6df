"""The analysers' figures: how fast plots follow a hand, how soon a page is there, what a viewer costs the server.

Beside each of ours stands

* stock Voilà with ipywidgets and matplotlib, as everywhere in these benchmarks;
* Mosaic 0.32 with DuckDB in WebAssembly, the strongest peer for linked brushing that can be installed. It sums up for
  every place of a brush before the brush moves, so its answers hardly depend on the number of events; Vega and Altair
  filter all events again at each move, Bokeh sends them through Python, VegaFusion through its server;
* crossfilter 1.5, the engine of the analysers that are published today, for the sums alone without any drawing.

The peers are fetched by npm with the hashes of ``peers/package-lock.json``, for these tests only. All sides get the
same events, 6 processes in 8 variables. ``hand.py`` says what its clock measures; nothing here asserts a time.
"""

import functools
import http.server
import json
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from analysers.use import LEDGER, SAME, heap, random_use
from benchmarks.hand import MOSAIC, OURS, Kind, Pulls, frames_a_second, percentile, pulled
from benchmarks.measuring import Report, memory_megabytes, wait
from playwright.sync_api import Browser, Page

from boxes import Box, engine

HERE = Path(__file__).parent
MILLION, FIVE = 1_000_000, 5_000_000
EVENTS = 400  # of a hand, at least, on each side
TABLET = {"width": 768, "height": 1024}
DESK = {"width": 1600, "height": 1400}  # all eight plots are in sight
REPEATS = 5
VIEWERS = 5
WORKER = ("duckdb-browser-eh.worker.js", "duckdb-eh.wasm")
READY = {
    "ours": "window.lhcboxAnalyser",
    "Mosaic": "document.querySelectorAll('[data-variable] svg').length === 8 && globalThis.open === 0",
}
SETS = """
([moves, seed]) => {
  const { pack } = sides;
  let state = seed;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const taken = { ours: [], peer: [] };
  const cuts = new Map();
  for (let move = 0; move < moves; ) {
    const { key, n, kind } = pack.variables[Math.floor(random() * pack.variables.length)];
    const cut = { from: 0, to: n, ...cuts.get(key) };
    const end = random() < 0.5 ? "from" : "to";
    for (let step = 0; step < (kind === "range" ? 10 : 1); step++, move++) {
      const [low, high] = end === "from" ? [0, cut.to - 1] : [cut.from + 1, n];
      const next = random() < 0.3 ? low + random() * (high - low) : cut[end] + (random() - 0.5) * n * 0.12;
      cut[end] = Math.min(high, Math.max(low, Math.round(next)));
      const keep = Array.from({ length: n }, (_, i) => i + 1).filter(() => random() < 0.6);
      const given = kind === "range" ? { ...cut } : keep.length && keep.length < n ? { keep } : null;
      for (const side of ["ours", "peer"]) {
        const started = performance.now();
        sides[side].set(key, given);
        taken[side].push(performance.now() - started);
      }
      cuts.set(key, cut);
    }
  }
  const differ = pack.variables.filter(({ key }) =>
    sides.peer.counts(key).some((count, i) => count !== sides.ours.fine(key).count[i]));
  return { ...taken, differ: differ.map(({ key }) => key) };
}
"""
SOON = """
(() => {
  const look = () => {
    if (DRAWN) requestAnimationFrame(() => setTimeout(() => { globalThis.readyAfter = performance.now(); }));
    else requestAnimationFrame(look);
  };
  look();
})()
"""
STOCK_CLOCK = """
() => {
  globalThis.redrawn = [];
  let began = 0;
  addEventListener("keydown", () => { began = performance.now(); }, true);
  new MutationObserver((changes) => {
    const image = changes.flatMap((change) => [...change.addedNodes])
      .map((node) => node.querySelector?.("img") ?? node).find((node) => node.tagName === "IMG");
    if (image && began) {
      const since = began;
      began = 0;
      image.decode().then(() => requestAnimationFrame(() => setTimeout(() => redrawn.push(performance.now() - since))));
    }
  }).observe(document.body, { subtree: true, childList: true });
}
"""


@pytest.fixture(scope="module")
def site(root: Path, tools_run: Callable[..., Any]) -> Iterator[tuple[str, Path]]:
    """The origin and the folder of a server with our pages, the peers and the events."""
    npm = shutil.which("npm")
    if not npm:
        pytest.skip("npm is not there, and the peers come from it")
    peers = root / "build" / "peers"
    peers.mkdir(parents=True, exist_ok=True)
    for path in (HERE / "peers").iterdir():
        shutil.copy(path, peers)
    subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=peers, check=True)
    folder = root / "build" / "measured"
    (folder / "peers").mkdir(parents=True, exist_ok=True)
    bundled = ["--bundle", "--format=esm", "--minify", f"--outdir={folder / 'peers'}"]
    subprocess.run(
        [peers / "node_modules/.bin/esbuild", *bundled, "mosaic.js", "crossfilter.js"], cwd=peers, check=True
    )
    for name in WORKER:
        shutil.copy(peers / "node_modules/@duckdb/duckdb-wasm/dist" / name, folder / "peers")
    for number in (MILLION, FIVE):
        done = tools_run("python", "tests/benchmarks/events.py", str(number), "build/measured")
        assert done.returncode == 0, done.stderr
    (folder / "home").mkdir(exist_ok=True)
    shutil.copy(root / "content/home/static/home.css", folder / "home")
    shutil.copy(root / "content/home/static/icon.svg", folder / "home")
    blank = '<!DOCTYPE html><meta charset="utf-8"><title>Blank</title>'
    (folder / "blank.html").write_text(blank, encoding="utf-8")
    mosaic = f'{blank}<script type="module" src="/peers/mosaic.js"></script>'
    (folder / "mosaic.html").write_text(mosaic, encoding="utf-8")

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_arguments: object) -> None:
            pass

    serve = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", folder
        server.shutdown()


def side(browser: Browser, site: tuple[str, Path], which: str, number: int, viewport: dict[str, int]) -> Page:
    """The page of one side, drawn and at rest."""
    page = browser.new_context(viewport=viewport).new_page()
    page.goto(f"{site[0]}/{number}.html" if which == "ours" else f"{site[0]}/mosaic.html?events={number}")
    page.wait_for_function(READY[which], timeout=180_000)
    page.wait_for_timeout(1500)
    return page


def kind(which: str) -> Kind:
    """How one side is pulled at."""
    return OURS if which == "ours" else MOSAIC


def described(site: tuple[str, Path], number: int) -> list[dict[str, Any]]:
    """The variables."""
    result: list[dict[str, Any]] = json.loads((site[1] / str(number) / "variables.json").read_text(encoding="utf-8"))
    return result


def noted(report: Report, what: str, peer: list[float], ours: list[float]) -> None:
    """Two rows: medians with all the repeats, and 95th percentiles."""
    report.add(what, "ms", peer, ours)
    report.add(f"{what}, p95", "ms", [percentile(peer)], [percentile(ours)])


@pytest.mark.parametrize("number", [MILLION, FIVE])
def test_pull_to_all_plots_beside_mosaic(report: Report, browser: Browser, site: tuple[str, Path], number: int) -> None:
    pulls: dict[str, Pulls] = {}
    for which in ("Mosaic", "ours"):
        page = side(browser, site, which, number, DESK)
        pulls[which] = pulled(page, kind(which), described(site, number), EVENTS)
        if which == "ours":  # what was measured was the right answer
            assert page.evaluate(
                """() => {
                  const { engine, state } = lhcboxAnalyser;
                  const fresh = engine.recompute().totals;
                  return [...state.variables.keys()].every((key) =>
                    JSON.stringify(engine.cut(key)) === JSON.stringify(state.cut(key)))
                    && engine.totals().sum.every((sum, p) => sum === fresh.sum[p]);
                }"""
            )
        page.context.close()
    for what in ("all", "leap", "toggle"):
        named = {"all": "pull to all plots", "leap": "leaps of them", "toggle": "toggles of them"}[what]
        noted(report, f"{named}, {number / 1e6:.0f}e6, Mosaic", *(getattr(pulls[w], what) for w in ("Mosaic", "ours")))


def test_frames_a_second_on_a_slow_processor(report: Report, browser: Browser, site: tuple[str, Path]) -> None:
    pictures: dict[str, list[float]] = {}
    for which in ("Mosaic", "ours"):
        page = side(browser, site, which, MILLION, TABLET)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        pictures[which] = [frames_a_second(page, kind(which), "mll") for _repeat in range(REPEATS)]
        page.context.close()
    report.add("pictures while pulling, 1e6, 4x slower, Mosaic", "1/s", pictures["Mosaic"], pictures["ours"])


@pytest.mark.parametrize("number", [MILLION])
def test_the_engine_beside_crossfilter(report: Report, browser: Browser, site: tuple[str, Path], number: int) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{site[0]}/blank.html")
    page.evaluate(
        """async (number) => {
          const { Engine, unpack } = await import("/assets/analyser.js");
          await import("/peers/crossfilter.js");
          const pack = await unpack(await (await fetch(`/${number}.pack`)).arrayBuffer());
          globalThis.sides = { pack, ours: new Engine(pack), peer: crossfiltered(pack) };
        }""",
        number,
    )
    page.evaluate(SETS, [50, 1])  # both have run before
    taken = page.evaluate(SETS, [EVENTS, 2])
    page.context.close()
    assert taken["differ"] == []  # both say the same
    noted(report, f"sums of a move, {number / 1e6:.0f}e6, crossfilter", taken["peer"], taken["ours"])


@pytest.fixture
def stock_page(start: Callable[..., Box], site: tuple[str, Path]) -> Box:
    """Stock Voilà with ``stock_analyser.py`` on a million events."""
    box = start("stock", "sleep infinity")
    engine("cp", f"{site[1] / str(MILLION)}/.", f"{box.name}:/tmp/events")
    source = (HERE / "stock_analyser.py").read_text(encoding="utf-8")
    cell = {"cell_type": "code", "id": "all", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": [cell]}
    engine("exec", "--interactive", box.name, "sh", "-c", "cat > /tmp/analyser.ipynb", input=json.dumps(book))
    voila = "voila --no-browser --port=8888 --Voila.ip=0.0.0.0 /tmp/analyser.ipynb"
    engine("exec", "--detach", box.name, *voila.split())
    wait(f"{box.url}/voila/static/voila.js")
    return box


def test_pull_to_all_plots_beside_stock(
    report: Report, browser: Browser, site: tuple[str, Path], stock_page: Box
) -> None:
    stock = browser.new_context(viewport=DESK).new_page()
    stock.goto(stock_page.url, timeout=180_000)
    stock.locator("img").first.wait_for(timeout=180_000)
    stock.evaluate(STOCK_CLOCK)
    chance = random.Random(3)
    handles = stock.locator(".noUi-handle")
    for move in range(5 * REPEATS):
        handles.nth(2 * chance.randrange(5)).focus()
        stock.keyboard.press(chance.choice(["ArrowRight", "PageUp"]))
        stock.wait_for_function("number => redrawn.length > number", arg=move, timeout=60_000)
    times: list[float] = stock.evaluate("redrawn")
    stock.context.close()
    page = side(browser, site, "ours", MILLION, DESK)
    ours = pulled(page, OURS, described(site, MILLION), EVENTS).all
    page.context.close()
    noted(report, "pull to all plots, 1e6", times, ours)


def ready(browser: Browser, url: str, drawn: str) -> tuple[Page, float]:
    """A page at ``url``, and the seconds from its navigation's start to the end of the frame with its plots."""
    page = browser.new_context().new_page()
    page.add_init_script(SOON.replace("DRAWN", drawn))
    page.goto(url, timeout=180_000)
    end = time.monotonic() + 180
    while not (after := page.evaluate("globalThis.readyAfter ?? 0")):
        assert time.monotonic() < end, f"{url} drew nothing in three minutes"
        page.wait_for_timeout(20)
    return page, after / 1000


PLOTS = "document.querySelectorAll('canvas').length >= 3"


def test_page_ready_and_memory_of_a_viewer(report: Report, start: Callable[..., Box], browser: Browser) -> None:
    slug = "higgs-ww"
    voila = f"voila --no-browser --port=8888 --Voila.ip=0.0.0.0 /opt/lhcbox/share/dashboards/en/{slug}.ipynb"
    stock, ours = start("stock", voila), start("ours")
    wait(f"{stock.url}/voila/static/voila.js")
    wait(ours.url)
    seconds: dict[str, list[float]] = {"stock": [], "ours": []}
    memory: dict[str, list[float]] = {}
    for name, box, address, drawn in (
        ("stock", stock, stock.url, PLOTS),
        ("ours", ours, f"{ours.url}/dash/{slug}", "window.lhcboxAnalyser"),
    ):
        ready(browser, address, drawn)[0].context.close()
        before = memory_megabytes(box)
        pages = []
        for _viewer in range(VIEWERS):
            page, after = ready(browser, address, drawn)
            pages.append(page)
            seconds[name].append(after)
        memory[name] = [max(0.01, (memory_megabytes(box) - before) / VIEWERS)]
        for page in pages:
            page.context.close()
    report.add(f"page ready, {slug}", "s", seconds["stock"], seconds["ours"])
    report.add(f"memory of the server for a viewer, {slug}", "MB", memory["stock"], memory["ours"])


def test_an_hour_of_random_use(report: Report, browser: Browser, site: tuple[str, Path]) -> None:
    """What a page holds after as many changes as an hour of pulling makes, beside what it held after a few."""
    page = side(browser, site, "ours", MILLION, DESK)
    session = page.context.new_cdp_session(page)
    random_use(page, 600, seed=1)
    page.evaluate(SAME)
    early = heap(session)
    for part in range(20):
        random_use(page, 1800, seed=2 + part)  # ten a second for an hour
    page.evaluate(SAME)
    late = heap(session)
    page.context.close()
    for name in LEDGER:
        report.add(f"after an hour: {name}", "", [float(early[name])], [float(late[name])])
    assert late["used"] < 1.1 * early["used"]
