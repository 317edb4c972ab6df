"""Spelling: in English by codespell and hunspell, in Spanish by hunspell."""

import re
import subprocess
import sys
from pathlib import Path

import pytest


def test_the_code_s_english_is_spelt_well(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "codespell_lib"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.stdout == ""


NOT_PROSE = (
    r"```.*?```",
    r"\$\$.*?\$\$",
    r"\$[^$\n]*\$",
    r"`[^`\n]*`",
    r"<[^>\n]*>",
    r"\{[^}\n]*\}",
    r"https?://\S+",
    r"\]\([^)]*\)",
    r"&\w+;",
    r"%\(\w+\)[sd]",
    r"\S*\w\.(?:py|sh|yml|json|root|csv|po|md|txt|html)\b",
    r"\\[a-zA-Z]+",
    r"\S*[/_@=]\S*",
    r"--?\w[\w-]*",
)


def plain(text: str) -> str:
    """Prose alone: code, formulas, addresses, markup and placeholders taken out."""
    for pattern in NOT_PROSE:
        text = re.sub(pattern, " ", text, flags=re.DOTALL)
    return text


def misspelt(text: str, language: str, words: Path) -> set[str]:
    """Words that hunspell does not know and that are not on the project's own list."""
    known = {word.lower() for word in words.read_text(encoding="utf-8").split()}
    done = subprocess.run(
        ["hunspell", "-d", language, "-l", "-i", "utf-8"], input=plain(text), capture_output=True, text=True, check=True
    )
    return {word for word in done.stdout.split() if word.lower() not in known and not word.isupper() and len(word) > 2}


def po_texts(path: Path, field: str) -> str:
    """All msgid or msgstr texts of a .po file."""
    entries = re.findall(rf'^{field} ((?:".*"\n?)+)', path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    texts = ("".join(re.findall(r'"(.*)"', entry)) for entry in entries)
    return "\n".join(
        text.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")
        for text in texts
        if "POT-Creation" not in text
    )


def catalogues(root: Path) -> list[Path]:
    """Every Spanish catalogue of the project."""
    return sorted([*root.glob("content/locale/es/LC_MESSAGES/*.po"), *root.glob("docs/locale/es/LC_MESSAGES/*.po")])


ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("path", catalogues(ROOT), ids=lambda path: path.stem)
def test_spanish_is_spelt_well(root: Path, path: Path) -> None:
    assert misspelt(po_texts(path, "msgstr"), "es_ES", root / "tests" / "lint" / "words-es.txt") == set()


@pytest.mark.parametrize("path", catalogues(ROOT), ids=lambda path: path.stem)
def test_english_is_spelt_well(root: Path, path: Path) -> None:
    assert misspelt(po_texts(path, "msgid"), "en_US", root / "tests" / "lint" / "words-en.txt") == set()


def test_the_readme_is_spelt_well(root: Path) -> None:
    english, _, spanish = (root / "README.md").read_text(encoding="utf-8").partition("## En español")
    assert misspelt(english, "en_US", root / "tests" / "lint" / "words-en.txt") == set()
    assert misspelt(spanish, "es_ES", root / "tests" / "lint" / "words-es.txt") == set()
