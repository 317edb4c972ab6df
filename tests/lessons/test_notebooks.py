"""The notebooks that pupils and teachers open, as they lie in what was baked."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lessons.notebooks import LANGUAGES, SLUGS, cells, formulas, solution_lines, without_words

RUN_UNSOLVED = """
import json
import nbformat
from nbclient import NotebookClient
from lhcbox.language import share
notebook = nbformat.read(share() / "lessons" / "{language}" / "{slug}.ipynb", as_version=4)
NotebookClient(notebook, kernel_name="python3", timeout=200).execute(cwd="/tmp")
outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
kind = "application/vnd.lhcbox.check+json"
said = [output.data["text/plain"] for output in outputs if kind in output.get("data", {{}})]
texts = [text for text in said if text]  # a value that the lesson itself gives is left without a word
print(json.dumps(texts))
"""


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pupil_s_notebook_holds_no_line_of_the_solution(root: Path, share: Path, slug: str, language: str) -> None:
    secret = solution_lines(root / "content" / "exercises" / slug / "lesson.py")
    code = "\n".join(cells(share / "lessons" / language / f"{slug}.ipynb", "code"))
    lines = [line.strip() for line in code.split("\n")]
    assert secret
    assert [line for line in secret if line in lines] == []


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unsolved_notebook_runs_to_its_end_and_says_not_yet(
    box_python: Callable[[str], str], slug: str, language: str
) -> None:
    verdicts = json.loads(box_python(RUN_UNSOLVED.format(slug=slug, language=language)).splitlines()[-1])
    assert len(verdicts) >= 5
    assert [verdict for verdict in verdicts if not verdict.startswith("…")] == []


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("folder", ["lessons/{language}/{slug}.ipynb", "solutions/{slug}.{language}.ipynb"])
def test_both_languages_run_the_same_code(share: Path, slug: str, folder: str) -> None:
    english, spanish = (cells(share / folder.format(slug=slug, language=language), "code") for language in LANGUAGES)
    assert [without_words(cell) for cell in english] == [without_words(cell) for cell in spanish]


@pytest.mark.parametrize("slug", SLUGS)
def test_both_languages_show_the_same_formulas(share: Path, slug: str) -> None:
    english, spanish = (cells(share / "lessons" / language / f"{slug}.ipynb", "markdown") for language in LANGUAGES)
    assert [formulas(cell) for cell in english] == [formulas(cell) for cell in spanish]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_spanish_notebook_has_no_paragraph_in_english(share: Path, slug: str) -> None:
    english, spanish = (cells(share / "lessons" / language / f"{slug}.ipynb", "markdown") for language in LANGUAGES)
    paragraphs = {part for cell in english for part in cell.split("\n\n") if re.search(r"\b(the|of|is)\b", part)}
    assert [part for cell in spanish for part in cell.split("\n\n") if part in paragraphs] == []


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_travel_inside_and_say_what_they_show(share: Path, slug: str, language: str) -> None:
    text = "\n".join(cells(share / "lessons" / language / f"{slug}.ipynb", "markdown"))
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", text)
    assert pictures
    for alternative, address in pictures:
        assert len(alternative) > 40
        assert address.startswith("data:image/svg+xml;base64,")


@pytest.mark.parametrize("slug", SLUGS)
def test_every_task_has_a_hint_and_a_check(share: Path, slug: str) -> None:
    text = "\n".join(cells(share / "lessons" / "en" / f"{slug}.ipynb", "markdown"))
    code = "\n".join(cells(share / "lessons" / "en" / f"{slug}.ipynb", "code"))
    tasks = len(re.findall(r"^\*\*Task \d", text, flags=re.MULTILINE))
    assert tasks >= 5
    assert text.count("<summary>Hint</summary>") == tasks
    assert code.count("check(") >= tasks


def test_the_same_sources_give_the_same_bytes(bake: Callable[..., Any], share: Path, tmp_path: Path) -> None:
    catalogue = tmp_path / "data" / "catalogue.json"
    catalogue.parent.mkdir()
    shutil.copyfile(share / "data" / "catalogue.json", catalogue)
    bake("render", "--content", "content", "--out", str(tmp_path), paths=[tmp_path], env={"PYTHONHASHSEED": "7"})
    made = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(made) > 10
    differ = [path for path in made if path.read_bytes() != _rendered(share / path.relative_to(tmp_path))]
    assert differ == []


def _rendered(path: Path) -> bytes:
    """The file as `bake render` wrote it: `bake analysers` puts its table of answers between two marks."""
    content = path.read_bytes()
    if path.match("teachers/*/dash-*.html"):
        before, mark, after = content.partition(b"<!-- answers -->")
        content = before + mark + after.partition(b"<!-- end of answers -->")[2]
    return content


def test_the_index_names_every_lesson_in_both_languages(share: Path) -> None:
    index = json.loads((share / "lessons" / "lessons.json").read_text(encoding="utf-8"))
    assert sorted(index) == sorted(SLUGS)
    for lesson in index.values():
        assert set(lesson["title"]) == set(lesson["summary"]) == set(LANGUAGES)
        assert lesson["title"]["en"] != lesson["title"]["es"]
        assert all((share / page).is_file() for page in lesson["teacher"].values())
