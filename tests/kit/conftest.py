"""Teams for the kit's tests."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kit.team import Team


@pytest.fixture
def make_team(tmp_path: Path, share: Path, box_run: Callable[..., Any]) -> Callable[[str], Team]:
    """``make_team("other")`` is a team in a box of its own."""

    def make(name: str) -> Team:
        home = tmp_path / name
        home.mkdir()
        baked = os.environ.get("LHCBOX_TEST_SHARE")
        return Team(home, Path(baked) if baked else share, box_run)

    return make


@pytest.fixture
def team(make_team: Callable[[str], Team]) -> Team:
    """One team."""
    return make_team("home")
