"""The same eight linked histograms as a notebook for Voilà, as its examples do it: ipywidgets, NumPy and matplotlib.

Every slider's change selects anew and draws one figure with all plots into an output. The test turns this file into a
notebook's cell; ``/tmp/events`` holds the columns that ``events.py`` writes.
"""

import json
from pathlib import Path
from typing import Any

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import clear_output, display

FOLDER = Path("/tmp/events")
VARIABLES = json.loads((FOLDER / "variables.json").read_text())
PROCESSES = 6


def column(name: str, kind: Any) -> Any:
    """One column of all events."""
    return np.fromfile(FOLDER / f"{name}.bin", kind)


weight = column("weight", np.float32)
bounds = np.searchsorted(column("process", np.uint8), np.arange(PROCESSES + 1))
columns = {v["key"]: column(v["key"], np.float32 if v["kind"] == "range" else np.uint8) for v in VARIABLES}
sliders, passes = {}, {}
output = ipywidgets.Output()


def draw() -> None:
    """Every plot from the events that pass the cuts on all others."""
    figure, places = plt.subplots(3, 3, figsize=(13, 9))
    for v, axes in zip(VARIABLES, places.flat, strict=False):
        chosen = np.logical_and.reduce([ok for key, ok in passes.items() if key != v["key"]])
        low, high = (v["low"], v["high"]) if v["kind"] == "range" else (0.5, v["bins"] + 0.5)
        foot = np.zeros(v["bins"])
        for p in range(PROCESSES):
            here = slice(bounds[p], bounds[p + 1])
            values, weights = columns[v["key"]][here][chosen[here]], weight[here][chosen[here]]
            heights, edges = np.histogram(values, v["bins"], (low, high), weights=weights)
            axes.stairs(foot + heights, edges, baseline=foot, fill=True)
            foot += heights
        axes.set_xlabel(v["key"])
    with output:
        clear_output(wait=True)
        plt.show()
    plt.close(figure)


def moved(change: Any) -> None:
    """A slider has another value."""
    (key,) = [key for key, slider in sliders.items() if slider is change["owner"]]
    low, high = change["new"]
    passes[key] = (columns[key] >= low) & (columns[key] <= high)
    draw()


for v in VARIABLES:
    low, high = (v["low"], v["high"]) if v["kind"] == "range" else (1, v["bins"])
    make = ipywidgets.FloatRangeSlider if v["kind"] == "range" else ipywidgets.IntRangeSlider
    sliders[v["key"]] = make(value=(low, high), min=low, max=high, description=v["key"])
    passes[v["key"]] = np.ones(len(weight), bool)
    sliders[v["key"]].observe(moved, "value")
draw()
display(ipywidgets.HBox([ipywidgets.VBox(list(sliders.values())), output]))
