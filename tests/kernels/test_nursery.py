"""Kernels are forked from a parent that has everything loaded; no pupil may notice but by the speed."""

from collections.abc import Callable
from typing import Any

from boxes import Box
from student import Kernel

LOADED = "import sys; print('awkward' in sys.modules, 'matplotlib.pyplot' in sys.modules, 'lhcbox.plot' in sys.modules)"
DRAW = "import numpy, random; print(numpy.random.rand(), random.random())"
PLOT = "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()"


def test_a_new_kernel_has_the_lessons_packages_loaded(box: Box) -> None:
    with Kernel(box) as kernel:
        assert kernel.run(LOADED).text.split() == ["True", "True", "True"]


def test_two_kernels_draw_different_random_numbers(box: Box) -> None:
    with Kernel(box) as one, Kernel(box) as other:
        numbers = [*one.run(DRAW).text.split(), *other.run(DRAW).text.split()]
    assert len(set(numbers)) == 4


def test_a_plot_appears_in_the_notebook(box: Box) -> None:
    with Kernel(box) as kernel:
        assert kernel.run(PLOT).pictures == ["image/png"]


def test_a_kernel_that_crashes_takes_no_other_with_it(box: Box) -> None:
    with Kernel(box) as victim, Kernel(box) as neighbour:
        victim.run("import os, threading; threading.Timer(0.1, os.abort).start()")
        assert neighbour.run("import time; time.sleep(1); print('alive')").text == "alive\n"


def test_kernels_start_although_their_parent_was_killed(make_box: Callable[..., Any]) -> None:
    box = make_box()
    with Kernel(box):
        box.execute("python", "-c", KILL_THE_NURSERY)
    with Kernel(box) as kernel:
        assert kernel.run("print(6 * 7)").text == "42\n"


def test_kernels_whose_parent_is_gone_end(make_box: Callable[..., Any]) -> None:
    box = make_box()
    with Kernel(box) as kernel:
        number = int(kernel.run("import os; print(os.getpid())").text)
        box.execute("python", "-c", KILL_THE_NURSERY)
        box.execute("python", "-c", WAIT_UNTIL_GONE.format(number=number))


KILL_THE_NURSERY = """
import os, pathlib, signal
for process in pathlib.Path("/proc").glob("[0-9]*"):
    words = (process / "cmdline").read_bytes().split(b"\\0")
    if b"serve.nursery" in words:
        parent = (process / "stat").read_text().rsplit(")", 1)[1].split()[1]
        if b"serve.nursery" not in (process.parent / parent / "cmdline").read_bytes().split(b"\\0"):
            os.kill(int(process.name), signal.SIGKILL)
"""
WAIT_UNTIL_GONE = """
import os, time
for attempt in range(100):
    try:
        os.kill({number}, 0)
    except ProcessLookupError:
        break
    time.sleep(0.1)
else:
    raise SystemExit("the kernel lives on")
"""
