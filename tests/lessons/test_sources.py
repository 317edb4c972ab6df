"""A lesson's source that breaks a rule stops the bake, with the place and the reason."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Bake = Callable[..., Any]


@pytest.fixture
def lesson(root: Path, tmp_path: Path) -> Path:
    """The dimuon lesson's folder in a copy of the sources."""
    return Path(shutil.copytree(root / "content", tmp_path / "content")) / "exercises" / "dimuon-spectrum"


def complaint(bake: Bake, lesson: Path) -> str:
    """What the bake says of a lesson that it refuses."""
    content = lesson.parents[1]
    out = content.parent / "share"
    done = bake("render", "--content", str(content), "--out", str(out), paths=[content.parent], check=False)
    assert done.returncode == 1
    return str(done.stderr)


def change(path: Path, old: str, new: str) -> None:
    """Replace the first of a text that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("lesson.py", "# solution:end\n", "", "'# solution:end' is missing"),
        ("lesson.py", "# solution:begin\n", "", "'# solution:instead' is out of order"),
        ("lesson.py", "# solution:instead\n", "# solution:instead\nleft = 1\n", "does not start with '# '"),
        ("lesson.py", "(process.svg)", "(nowhere.svg)", "nowhere.svg: there is no such picture"),
        ("lesson.py", 'language.use("en")', "", "so no text would follow the reader"),
        ("lesson.py", '_("mass of the muon pair")', '_("mass of " + "the muon pair")', "_() takes one plain string"),
        ("lesson.yml", "minutes: 90", "minutes: an hour", "$.minutes"),
        ("lesson.yml", "level_coding: 2", "level_coding: 7", "$.level_coding"),
    ],
)
def test_a_broken_rule_is_named(bake: Bake, lesson: Path, file: str, old: str, new: str, reason: str) -> None:
    change(lesson / file, old, new)
    said = complaint(bake, lesson)
    assert reason in said
    assert "dimuon-spectrum" in said
