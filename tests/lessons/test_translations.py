"""Translations of lessons: whole, fresh, and with the same formulas; a gap is named."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Bake = Callable[..., Any]
DOMAIN = "exercise-dimuon-spectrum"


@pytest.fixture
def content(root: Path, tmp_path: Path) -> Path:
    """A copy of the sources for a test to change."""
    return Path(shutil.copytree(root / "content", tmp_path / "content"))


def translations(bake: Bake, action: str, content: Path) -> Any:
    """Run one action on the copy's dimuon lesson."""
    return bake(
        "translations", action, "--content", str(content), "--domain", DOMAIN, paths=[content.parent], check=False
    )


def replace(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_every_text_of_the_box_is_translated(bake: Bake) -> None:
    done = bake("translations", "check", check=False)
    assert done.stderr == ""
    assert done.returncode == 0


def test_a_changed_sentence_is_missing_until_the_catalogue_is_updated(bake: Bake, content: Path) -> None:
    lesson = content / "exercises" / "dimuon-spectrum" / "lesson.py"
    replace(lesson, "every observer finds the same value", "each observer finds the same value")
    done = translations(bake, "check", content)
    assert done.returncode == 1
    assert "missing: *Invariant* means that each observer" in done.stderr
    assert "obsolete (no source holds it any more; remove it): *Invariant* means that every observer" in done.stderr


def test_a_changed_sentence_is_fuzzy_after_an_update(bake: Bake, content: Path) -> None:
    lesson = content / "exercises" / "dimuon-spectrum" / "lesson.py"
    replace(lesson, "every observer finds the same value", "each observer finds the same value")
    translations(bake, "update", content)
    done = translations(bake, "check", content)
    assert done.returncode == 1
    assert "fuzzy" in done.stderr
    assert "each observer" in done.stderr


def test_a_fuzzy_translation_is_not_shown(bake: Bake, content: Path) -> None:
    lesson = content / "exercises" / "dimuon-spectrum" / "lesson.py"
    replace(lesson, "every observer finds the same value", "each observer finds the same value")
    translations(bake, "update", content)
    bake("render", "--content", str(content), "--out", str(content.parent / "share"), paths=[content.parent])
    notebook = content.parent / "share" / "lessons" / "es" / "dimuon-spectrum.ipynb"
    assert "each observer finds the same value" in notebook.read_text(encoding="utf-8")


def test_a_formula_that_differs_is_named(bake: Bake, content: Path) -> None:
    catalogue = content / "locale" / "es" / "LC_MESSAGES" / f"{DOMAIN}.po"
    replace(catalogue, "anchura $\\\\sigma$ desconocida", "anchura $\\\\tau$ desconocida")
    done = translations(bake, "check", content)
    assert done.returncode == 1
    assert "formula differs" in done.stderr


def test_a_lost_placeholder_is_named(bake: Bake, content: Path) -> None:
    catalogue = content / "locale" / "es" / "LC_MESSAGES" / f"{DOMAIN}.po"
    replace(catalogue, "{n} sucesos; cada uno", "Muchos sucesos; cada uno")
    done = translations(bake, "check", content)
    assert done.returncode == 1
    assert "placeholder differs: '{n}' only in English" in done.stderr


def test_an_update_without_a_change_writes_nothing(bake: Bake, content: Path) -> None:
    assert translations(bake, "update", content).stdout == ""
