"""The figures of the design that exist by now, ours beside stock."""

import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from benchmarks.measuring import Report, memory_megabytes, opened, redrawn, wait
from playwright.sync_api import Browser

from boxes import CODE, ENGINE, Box
from host.bake import IMAGE
from student import Kernel

REPEATS = 5
VIEWERS = 5
DASHBOARDS = ("dimuon-spectrum", "higgs-four-leptons")
LAB = (
    "jupyter lab --ip=0.0.0.0 --port=8888 --no-browser --allow-root --IdentityProvider.token= --ServerApp.root_dir=/tmp"
)
VOILA = "voila --no-browser --port=8888 --Voila.ip=0.0.0.0 /opt/lhcbox/share/dashboards/en/{slug}.ipynb"
LESSON = """
import awkward, hist, matplotlib, matplotlib.pyplot as plt, numpy, uproot
figure, axes = plt.subplots()
axes.hist(numpy.random.default_rng(1).normal(91.19, 2.5, 10_000), bins=50)
figure.canvas.draw()
"""
Start = Callable[..., Box]


def test_size_of_the_image(report: Report, stock_image: str) -> None:
    def compressed(image: str) -> float:
        pipe = f"{ENGINE} save {image} | zstd -19 -T0 -q -c | wc -c"
        return int(subprocess.run(pipe, shell=True, check=True, capture_output=True, text=True).stdout) / 1e6

    report.add("image, zstd -19", "MB", [compressed(stock_image)], [compressed(IMAGE)])


def test_start_to_first_page(report: Report, start: Start) -> None:
    seconds: dict[str, list[float]] = {"stock": [], "ours": []}
    for _repeat in range(REPEATS):
        for side, command, path in (("stock", LAB, "/lab"), ("ours", "", "/")):
            started = time.monotonic()
            box = start(side, command)
            wait(box.url + path)
            seconds[side].append(time.monotonic() - started)
            box.stop()
    report.add("container start to first page", "s", seconds["stock"], seconds["ours"])


@pytest.mark.parametrize("slug", DASHBOARDS)
def test_dashboard_click_to_all_plots(report: Report, start: Start, browser: Browser, slug: str) -> None:
    boxes = {"stock": (start("stock", VOILA.format(slug=slug)), "/"), "ours": (start("ours"), f"/dash/{slug}/live")}
    seconds: dict[str, list[float]] = {"stock": [], "ours": []}
    wait(boxes["stock"][0].url + "/voila/static/voila.js")
    wait(boxes["ours"][0].url)
    for _repeat in range(REPEATS):
        for side, (box, path) in boxes.items():
            page, taken = opened(browser, box.url + path)
            seconds[side].append(taken)
            page.close()
    report.add(f"click to all plots, {slug}", "s", seconds["stock"], seconds["ours"])


def test_cut_to_every_plot_redrawn(report: Report, start: Start, browser: Browser) -> None:
    slug = "dimuon-spectrum"
    boxes = {"stock": (start("stock", VOILA.format(slug=slug)), "/"), "ours": (start("ours"), f"/dash/{slug}/live")}
    wait(boxes["stock"][0].url + "/voila/static/voila.js")
    wait(boxes["ours"][0].url)
    seconds: dict[str, list[float]] = {"stock": [], "ours": []}
    for side, (box, path) in boxes.items():
        page, _taken = opened(browser, box.url + path)
        for cut in range(REPEATS):
            seconds[side].append(redrawn(page, 40 + cut))  # high enough to change every plot
        page.close()
    report.add("cut to every plot redrawn (100 000 events)", "s", seconds["stock"], seconds["ours"])


def test_memory_per_dashboard_viewer(report: Report, start: Start, browser: Browser) -> None:
    slug = "dimuon-spectrum"
    each: dict[str, list[float]] = {}
    for side, command, path in (("stock", VOILA.format(slug=slug), "/"), ("ours", "", f"/dash/{slug}/live")):
        box = start(side, command)
        wait(box.url + ("/voila/static/voila.js" if side == "stock" else path))
        first, _taken = opened(browser, box.url + path)
        before = memory_megabytes(box)
        pages = [first, *(opened(browser, box.url + path)[0] for _viewer in range(VIEWERS))]
        each[side] = [(memory_megabytes(box) - before) / VIEWERS]
        for page in pages:
            page.close()
        box.stop()
    report.add("memory per dashboard viewer", "MB", each["stock"], each["ours"])


def test_memory_and_start_of_a_notebook_student(report: Report, start: Start) -> None:
    memory: dict[str, list[float]] = {}
    seconds: dict[str, list[float]] = {}
    for side, command in (("stock", LAB.replace("token=", f"token={CODE}")), ("ours", "")):
        box = start(side, command)
        wait(box.url + ("/lab" if side == "stock" else "/healthz"))
        with ExitStack() as room:
            _pupil(box, room)
            before = memory_megabytes(box)
            seconds[side] = [_pupil(box, room) for _student in range(VIEWERS)]
            memory[side] = [(memory_megabytes(box) - before) / VIEWERS]
        box.stop()
    report.add("memory per notebook student", "MB", memory["stock"], memory["ours"])
    report.add("new notebook to its first plot", "s", seconds["stock"], seconds["ours"])


def _pupil(box: Box, room: ExitStack) -> float:
    """A pupil who opens a notebook and stays; seconds until the first plot is drawn."""
    started = time.monotonic()
    assert room.enter_context(Kernel(box)).run(LESSON).status == "ok"
    return time.monotonic() - started
