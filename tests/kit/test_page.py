"""The brief, as readers of the box find it."""

import httpx
import pytest

from boxes import Box


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["make a lesson better", "Who does what", "Lessons to begin with"]),
        ("es", ["mejora una lección", "Quién hace qué", "Lecciones para empezar"]),
    ],
)
def test_the_brief_is_a_page_in_both_languages(box: Box, language: str, words: list[str]) -> None:
    answer = httpx.get(f"{box.url}/hackathon?lang={language}")
    assert answer.status_code == 200
    assert [word for word in ["Reto 5", "Reto 6", *words] if word not in answer.text] == []
    assert "lhcbox new-lesson our-lesson --from first-histogram" in answer.text
