"""The teachers' notes: a page that stands alone, with the numbers of the lesson."""

import re
from pathlib import Path

import pytest
import yaml
from lessons.notebooks import LANGUAGES, SLUGS


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_teacher_s_page_is_whole_and_asks_for_nothing(share: Path, slug: str, language: str) -> None:
    page = (share / "teachers" / language / f"{slug}.html").read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in page
    assert page.count("<h1>") == 1
    assert page.count("<table>") == 2
    assert re.findall(r'(?:src|href)="(?!data:|#)', page) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_the_answers_hold_the_counts_that_the_checks_expect(root: Path, slug: str) -> None:
    folder = root / "content" / "exercises" / slug
    expected = yaml.safe_load((folder / "lesson.yml").read_text(encoding="utf-8"))["expect"]
    numbers = [
        number.get("real") or number.get("mixed") or number.get("practice") or {} for number in expected.values()
    ]
    counts = [number["value"] for number in numbers if number.get("tolerance") == 0]
    notes = (folder / "teacher.md").read_text(encoding="utf-8")
    assert len(counts) >= 3
    assert [count for count in counts if str(count) not in notes] == []
