"""``lhcbox check`` in the hardened box: it finds every number right, and says so when one is not."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lessons.notebooks import DASHBOARDS, LANGUAGES, SLUGS

Run = Callable[..., Any]


@pytest.fixture
def altered_share(share: Path, tmp_path: Path) -> Path:
    """A copy of what was baked, for a test to spoil."""
    return Path(shutil.copytree(share, tmp_path / "share"))


def mounted(folder: Path) -> list[str]:
    """Options that put ``folder`` in the place of the box's own share."""
    return ["--mount", f"type=bind,source={folder},target=/opt/lhcbox/share,readonly"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lesson_and_dashboard_yields_its_numbers(box_run: Run, language: str) -> None:
    done = box_run("lhcbox", "check", "--json", "--lang", language, check=False, timeout=580)
    results = json.loads(done.stdout)
    assert [result for result in results if result["state"] not in ("right", "unknown")] == []
    assert done.returncode == 0
    assert {(result["kind"], result["slug"]) for result in results} == {
        *(("lesson", slug) for slug in SLUGS),
        *(("dashboard", slug) for slug in DASHBOARDS),
    }


def test_a_spanish_reader_gets_a_spanish_table(box_run: Run) -> None:
    done = box_run("lhcbox", "check", "--lang", "es", "--quick", "--only", "dimuon-spectrum")
    assert "números correctos" in done.stdout
    assert "lección dimuon-spectrum [es]" in done.stdout


def test_a_wrong_number_is_named_with_what_was_expected(box_run: Run, altered_share: Path) -> None:
    facts = altered_share / "solutions" / "dimuon-spectrum.json"
    content = json.loads(facts.read_text(encoding="utf-8"))
    for number in content["expect"]["pairs"].values():
        if isinstance(number, dict) and "value" in number:
            number["value"] = 99999
    facts.write_text(json.dumps(content), encoding="utf-8")
    done = box_run(
        "lhcbox", "check", "--quick", "--only", "dimuon-spectrum", options=mounted(altered_share), check=False
    )
    assert done.returncode == 1
    wrong = [line for line in done.stdout.splitlines() if "WRONG" in line]
    assert len(wrong) == 1
    assert "pairs" in wrong[0]
    assert "99999" in wrong[0]
    assert "compare `lhcbox samples`" in done.stdout


def test_a_notebook_that_stops_is_named_with_its_error(box_run: Run, altered_share: Path) -> None:
    path = altered_share / "solutions" / "dimuon-spectrum.en.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("plot.use_style()", "plot.use_stile()"), encoding="utf-8")
    done = box_run(
        "lhcbox", "check", "--quick", "--only", "dimuon-spectrum", options=mounted(altered_share), check=False
    )
    assert done.returncode == 1
    assert "STOPPED" in done.stdout
    assert "use_stile" in done.stdout


def test_a_check_that_a_notebook_forgets_is_missing(box_run: Run, altered_share: Path) -> None:
    path = altered_share / "solutions" / "dimuon-spectrum.en.ipynb"
    text = path.read_text(encoding="utf-8")
    assert 'check(\\"pairs\\"' in text
    path.write_text(text.replace('check(\\"pairs\\"', 'print(\\"pairs\\"'), encoding="utf-8")
    done = box_run(
        "lhcbox", "check", "--quick", "--only", "dimuon-spectrum", options=mounted(altered_share), check=False
    )
    assert done.returncode == 1
    assert "MISSING" in done.stdout
