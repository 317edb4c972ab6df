"""Ours beside the stock tools, in one run on one machine.

The stock image holds the very packages that ours holds, as pip installs them, and runs `jupyter lab` and `voila`
as their documentation says. Each figure is a median of repeats that alternate between the two; what counts is the
ratio. Nothing here asserts a time: a machine may be as slow as it likes.
"""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from benchmarks.measuring import Report

from boxes import CODE, ENGINE, Box, engine
from host.bake import IMAGE
from host.base import TAG

ROOT = Path(__file__).resolve().parents[2]
STOCK = "lhcbox-stock:latest"


@pytest.fixture(scope="session")
def report(artefacts: Path) -> Iterator[Report]:
    """Collects the figures; printed and written at the end."""
    collected = Report(artefacts / "benchmarks.json")
    yield collected
    collected.path.write_text(json.dumps(collected.rows, indent=1), encoding="utf-8")
    print(f"\n\n{collected.table()}\n")


@pytest.fixture(scope="session")
def stock_image() -> str:
    """The stage of our Dockerfile that pip has filled and nothing has slimmed, with our data and dashboards in it."""
    recipe = str(ROOT / "image" / "Dockerfile")
    options = ["--build-arg", f"BASE={TAG}", "--file", recipe, "--network", "host", "--target", "stock"]
    environment = {**os.environ, "DOCKER_BUILDKIT": "1"}
    subprocess.run([ENGINE, "build", *options, "--tag", STOCK, str(ROOT)], env=environment, check=True)
    return STOCK


@pytest.fixture
def start(offline_network: str, stock_image: str) -> Iterator[Callable[..., Box]]:
    """``start("ours")``, ``start("stock", LAB, "--memory", "1g")``: returns at once, coming up."""
    names: list[str] = []

    def run(side: str, command: str = "", *limits: str) -> Box:
        name = f"lhcbox-benchmark-{time.monotonic_ns()}"
        names.append(name)
        image = IMAGE if side == "ours" else stock_image
        options = ("--name", name, "--network", offline_network, "--env", f"LHCBOX_CODE={CODE}", *limits)
        engine("run", "-d", *options, image, *command.split())
        seen = json.loads(engine("container", "inspect", name).stdout)[0]
        address = seen["NetworkSettings"]["Networks"][offline_network]["IPAddress"]
        return Box(name, f"http://{address}:8888")

    yield run
    for name in names:
        engine("rm", "--force", "--volumes", name, check=False)
