"""The stick and the OVA under test."""

import os
from pathlib import Path

import pytest

from host.bake import version


@pytest.fixture(scope="session")
def dist(root: Path) -> Path:
    """Where `./build.sh disk` leaves what it makes; a developer may name another folder in ``LHCBOX_DIST``."""
    return Path(os.environ.get("LHCBOX_DIST", root / "dist"))


@pytest.fixture(scope="session")
def stick_image(dist: Path) -> Path:
    """The raw disk."""
    return dist / f"lhcbox-{version()}.img"


@pytest.fixture(scope="session")
def ova(dist: Path) -> Path:
    """The virtual machine."""
    return dist / f"lhcbox-{version()}.ova"
