"""A new pupil alone with a lesson: reads, runs, answers wrong, is told why, answers right, comes to the end."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from visitor import Visitor


@dataclass(frozen=True)
class First:
    """The first task of a lesson: the name to fill, a typical wrong answer and what it is told, the right one."""

    slug: str
    language: str
    name: str
    wrong: str
    told: str
    right: str
    table: str = ""
    """The real table without which the lesson has no number to compare with."""


LESSONS = (
    First("first-histogram", "es", "n_events", "len(events) - 1", "se empieza a contar en 0", "len(events)"),
    First("z-two-leptons", "en", "first_mass", "(one + two).mass * 1000", "This is in MeV", "(one + two).mass"),
    First(
        "decision-trees",
        "es",
        "train_rows",
        "len(events)",
        "son todas las filas",
        "int((events.row % 4 < 2).sum())",
        "atlas13-monoz-dm200",
    ),
)
ERRORS = '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]'


def active(page: Page) -> Locator:
    """The cell that Shift + Enter would run."""
    return page.locator(".jp-Notebook .jp-Cell.jp-mod-active")


def run_up_to(page: Page, text: str) -> None:
    """Run cell after cell until the next one holds ``text``."""
    for _cell in range(60):
        if text in active(page).inner_text():
            return
        page.keyboard.press("Shift+Enter")
        page.wait_for_timeout(150)
    pytest.fail(f"no cell holds {text!r}")


def answer(page: Page, name: str, old: str, new: str) -> Locator:
    """Write an answer into the active cell and run it; what the check says."""
    cell = active(page)
    code = "\n".join(line.rstrip("\n") for line in cell.locator(".cm-line").all_inner_texts())
    assert f"{name} = {old}" in code
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(code.replace(f"{name} = {old}", f"{name} = {new}"))
    page.keyboard.press("Control+Enter")
    return cell.locator(".jp-OutputArea [role=status]").first


@pytest.mark.parametrize("task", LESSONS, ids=lambda task: task.slug)
def test_a_pupil_is_led_from_a_wrong_answer_to_the_end(visit: Visitor, share: Path, task: First) -> None:
    catalogue = json.loads((share / "data" / "catalogue.json").read_text(encoding="utf-8"))
    if task.table and not any(each["id"] == task.table and each["real"] for each in catalogue["samples"]):
        pytest.skip(f"{task.table} is practice here, and the lesson has no number for that")
    page = visit(f"/signin?next=/open/{task.slug}", lang=task.language, height=1000)
    visit.sign_in(page)
    page.locator("#jupyterlab-splash").wait_for(state="detached")
    expect(page.get_by_role("button", name="| Idle")).to_be_visible()  # what is run earlier may get lost
    page.locator(".jp-Notebook .jp-Cell").first.click()
    run_up_to(page, f"{task.name} = None")
    verdict = answer(page, task.name, "None", task.wrong)
    expect(verdict).to_contain_text(task.told)
    visit.screenshot(page, f"pupil-{task.slug}-wrong")
    verdict = answer(page, task.name, task.wrong, task.right)
    expect(verdict).to_contain_text("✓")
    visit.screenshot(page, f"pupil-{task.slug}-right")
    notebook = json.loads((share / "lessons" / task.language / f"{task.slug}.ipynb").read_text(encoding="utf-8"))
    here = int(active(page).get_attribute("data-windowed-list-index") or 0)
    for _cell in range(here, len(notebook["cells"]) - 1):  # one more would add a cell
        page.keyboard.press("Shift+Enter")
        page.wait_for_timeout(150)
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_visible(timeout=120_000)
    assert page.locator(ERRORS).count() == 0
    visit.screenshot(page, f"pupil-{task.slug}-end")
