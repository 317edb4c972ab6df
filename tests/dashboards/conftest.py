"""What the box was baked with decides which counts are right: the published ones, or those of the practice samples."""

import json
from pathlib import Path

import pytest
import yaml

from dashboards.board import DATA, Counts

# Published (four leptons) or counted independently from the same file (dimuon)
REAL = {
    "dimuon-spectrum": Counts(all=100000, selected=37183, window=6864, jpsi=3628),
    "higgs-four-leptons": Counts(all=832, selected=507, window=44, momenta=412),
}
# Counted in the practice samples, whose seeds are fixed
PRACTICE = {
    "dimuon-spectrum": Counts(all=40000, selected=16190, window=2818, jpsi=1815),
    "higgs-four-leptons": Counts(all=667, selected=378, window=48, momenta=301),
}


@pytest.fixture(scope="session")
def real(share: Path) -> dict[str, bool]:
    """Sample to whether it is real in this box."""
    catalogue = json.loads((share / "data" / "catalogue.json").read_text(encoding="utf-8"))
    return {sample["id"]: sample["real"] for sample in catalogue["samples"]}


@pytest.fixture(scope="session")
def counts(real: dict[str, bool]) -> dict[str, Counts]:
    """Dashboard to the counts that it must show when nothing is moved."""
    return {slug: (REAL if real[sample] else PRACTICE)[slug] for slug, sample in DATA.items()}


@pytest.fixture(scope="session")
def all_real(root: Path, real: dict[str, bool]) -> dict[str, bool]:
    """Dashboard to whether each of its samples is real."""
    found = {}
    for slug in DATA:
        said = yaml.safe_load((root / "content" / "dashboards" / slug / "dashboard.yml").read_text(encoding="utf-8"))
        found[slug] = all(real[name] for name in said["samples"])
    return found
