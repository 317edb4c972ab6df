"""The analyser in a notebook: the same plots as on its page, and a state that Python sees and sets."""

import json
from typing import Any

import pytest
from laboratory import lab, put, run_all
from playwright.sync_api import expect

from boxes import Box
from student import Kernel
from visitor import Visitor

OWN = """
import lhcbox
import numpy as np
random = np.random.default_rng(1)
events = {
    "data": {"mass": random.normal(90, 5, 1000), "jets": random.integers(0, 4, 1000)},
    "simulation": {"mass": random.normal(90, 6, 5000), "jets": random.integers(0, 4, 5000)},
}
analyser = lhcbox.Analyser(events, {"simulation": np.full(5000, 0.2)}, units={"mass": "GeV"}, title="my own")
analyser
"""


def notebook(*cells: str) -> dict[str, Any]:
    """A notebook of code cells."""
    made = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "execution_count": None, "outputs": [], "source": source}
        for n, source in enumerate(cells)
    ]
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": made, "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}


def test_events_of_ones_own_are_shown_in_a_notebook(box: Box, visit: Visitor) -> None:
    put(box, "own.ipynb", notebook(OWN))
    page = lab(visit, path="/lab/tree/own.ipynb")
    run_all(page)
    expect(page.locator(".an canvas").first).to_be_visible()
    totals = page.evaluate("[...window.lhcboxAnalyser.engine.totals().count]")
    assert totals == [1000, 5000]
    visit.screenshot(page, "analyser-notebook")


def test_python_moves_the_cuts_and_sees_the_readers(box: Box, visit: Visitor) -> None:
    move = "analyser.state = {'c': {'jets': [[1, 2]]}}"
    put(box, "moved.ipynb", notebook(OWN, move, "import time; time.sleep(1)", "print('state', analyser.state['c'])"))
    page = lab(visit, path="/lab/tree/moved.ipynb")
    run_all(page)
    expect(page.locator(".jp-OutputArea-output").get_by_text("state {'jets': [[1, 2]]}")).to_be_visible()
    data = page.evaluate("window.lhcboxAnalyser.engine.totals().count[0]")
    assert 400 < data < 600


def test_an_analyser_of_the_box_opens_by_its_name(box: Box, visit: Visitor) -> None:
    put(box, "named.ipynb", notebook("import lhcbox\nlhcbox.Analyser.of('higgs-four-leptons')"))
    page = lab(visit, path="/lab/tree/named.ipynb")
    run_all(page)
    expect(page.locator(".an canvas").first).to_be_visible()


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("Analyser({})", "there are no events to show"),
        ("Analyser({'a': [[1.0, 2.0], [3.0, 4.0]]})", "a is not one number an event"),
        ("Analyser({'one': {'m': [1]}, 'two': {'n': [1]}})", "no column in common"),
        ("Analyser({'one': {'m': [1, 2], 'n': [1]}})", "columns of different lengths"),
        ("Analyser({'m': [1, 2]}, [1])", "1 weights for 2 events"),
        ("Analyser({'m': [1, 2]}, [1, float('nan')])", "infinite or NaN"),
        ("Analyser({'one': {'m': [1]}, 'two': {'m': [1]}}, {'three': [1]})", "there is no process 'three'"),
        ("Analyser({'mass': [1]}, variables=['mas'])", "the nearest names are: mass"),
        ("Analyser.of('higgs')", "the box has no analyser 'higgs'"),
    ],
)
def test_events_that_cannot_be_shown_are_refused_with_a_remedy(box: Box, code: str, told: str) -> None:
    with Kernel(box) as kernel:
        assert told in kernel.run(f"from lhcbox import Analyser\n{code}").error


@pytest.mark.parametrize(
    "code", ["Analyser({'m': []})", "Analyser({'m': [float('nan'), float('inf')]})", "Analyser({'m': [7.0]}, [-1.0])"]
)
def test_next_to_nothing_is_shown_all_the_same(box: Box, code: str) -> None:
    with Kernel(box) as kernel:
        assert kernel.run(f"from lhcbox import Analyser\n{code}").error == ""


def test_a_table_of_one_process_is_packed_as_it_is(box: Box) -> None:
    code = (
        "from lhcbox import Analyser\nfrom lhcbox.analyser.pack import read\nimport json\n"
        "packed = read(Analyser({'m': [0.5, 1.5, 9.5]}, variables={'m': (0, 10, 10)}).pack)\n"
        "print(json.dumps([packed.header['events'], sorted((packed.codes['m'] // 5).tolist())]))"
    )
    with Kernel(box) as kernel:
        assert json.loads(kernel.run(code).text) == [3, [0, 1, 9]]
