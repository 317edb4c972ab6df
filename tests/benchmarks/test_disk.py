"""Power-on to the first page, beside power-on to login of a plain Debian of the same suite, without acceleration."""

import time
from pathlib import Path

import pytest
from benchmarks.measuring import Report

from boxes import ENGINE
from computer import computer, copy_of
from host.bake import build
from host.base import TAG
from host.disk import RECIPE
from host.engine import Engine

REPEATS = 3
PATIENCE_S = 600
LOGIN = "login:"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A disk with a plain Debian, made by a stage of the machine's own recipe."""
    folder = tmp_path_factory.mktemp("plain")
    build(Engine("docker", ENGINE), "plain-dist", {"BOX": TAG}, ("--output", f"type=local,dest={folder}"), RECIPE)
    return folder / "plain.img"


@pytest.mark.timeout(7200)
def test_power_on_to_first_page(report: Report, stick_image: Path, plain: Path, tmp_path: Path) -> None:
    if not stick_image.is_file():
        pytest.skip("there is no stick's image; run ./build.sh disk first")
    stick = copy_of(stick_image, tmp_path / "stick.img")
    with computer(tmp_path, stick) as machine:  # the first start makes the partitions; Debian's were made with its disk
        machine.wait_for_page(PATIENCE_S)
    seconds: dict[str, list[float]] = {"stock": [], "ours": []}
    for _repeat in range(REPEATS):
        with computer(tmp_path, plain) as machine:
            while LOGIN not in machine.serial():
                assert time.monotonic() - machine.started < PATIENCE_S, machine.serial()
                time.sleep(0.2)
            seconds["stock"].append(time.monotonic() - machine.started)
        with computer(tmp_path, stick) as machine:
            seconds["ours"].append(machine.wait_for_page(PATIENCE_S))
    report.add("power-on to first page, or to Debian's login", "s", seconds["stock"], seconds["ours"])
