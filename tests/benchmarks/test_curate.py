"""Curating a large file beside uproot alone, which only reads the same branches; and how much memory it takes."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from benchmarks.measuring import Report

from boxes import ENGINE
from host.bake import bake_options

REPEATS = 3
SIZES = {"0.3 GB": 1_400_000, "1.2 GB": 5_700_000}  # events; 212 bytes each in the file
MEGABYTES = 1_000


def run(folder: Path, *arguments: str) -> dict[str, float]:
    """One measurement, a fresh process in the tools' image."""
    *common, tools = bake_options()
    mount = ["--mount", f"type=bind,source={folder},target={folder}"]
    script = ["python", "/src/tests/benchmarks/curating.py", arguments[0], str(folder), *arguments[1:]]
    done = subprocess.run([ENGINE, "run", *common, *mount, tools, *script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory, root: Path) -> dict[str, Path]:
    """A source of each of SIZES, made, with its manifest."""
    made = {}
    for name, events in SIZES.items():
        folder = tmp_path_factory.mktemp("large")
        shutil.copytree(root / "data_manifest" / "schema", folder / "manifest" / "schema")
        run(folder, "make", str(events))
        made[name] = folder
    return made


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("profile", ["selecting", "thinning", "keeping"])
def test_curating_beside_reading_with_uproot_alone(report: Report, folders: dict[str, Path], profile: str) -> None:
    folder = folders["1.2 GB"]
    alone, ours = [], []
    for _repeat in range(REPEATS):
        alone.append(run(folder, "read")["seconds"])
        ours.append(run(folder, "curate", profile)["seconds"])
    report.add(f"curate 1.2 GB, {profile}, beside uproot reading it", "s", alone, ours)


@pytest.mark.timeout(3600)
def test_memory_does_not_grow_with_the_file(report: Report, folders: dict[str, Path]) -> None:
    small, large = ([run(folders[size], "curate", "thinning")["megabytes"] for _ in range(2)] for size in SIZES)
    report.add("memory to curate 0.3 GB and 1.2 GB", "MB", small, large)
    assert max(large) < MEGABYTES
    assert max(large) < 1.3 * max(small)  # four times the file; the rest is chance in what waits for the writer
