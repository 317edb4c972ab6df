"""Reading notebooks and lessons' sources with nothing but the standard library."""

import io
import json
import re
import tokenize
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).resolve().parents[2] / "content"
SLUGS = tuple(sorted(path.parent.name for path in CONTENT.glob("exercises/*/lesson.yml")))
DASHBOARDS = tuple(sorted(path.parent.name for path in CONTENT.glob("dashboards/*/dashboard.py")))  # one needs none
LANGUAGES = ("en", "es")


def cells(path: Path, kind: str) -> list[str]:
    """Sources of all cells of one kind, "code" or "markdown"."""
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


def without_words(code: str) -> list[str]:
    """The tokens of ``code`` that do something: no comments, no texts, no layout."""
    ignored = {tokenize.COMMENT, tokenize.STRING, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return [token.string for token in tokens if token.type not in ignored]


def formulas(markdown: str) -> list[str]:
    """Everything between dollar signs."""
    return sorted(re.findall(r"\$\$?[^$]+\$\$?", markdown))


def solution_lines(source: Path) -> list[str]:
    """The lines of a lesson's source that only a solved notebook may hold: those that stand nowhere else in it."""
    inside, found, given = False, [], set()
    for line in source.read_text(encoding="utf-8").splitlines():
        marker = line.strip()
        if marker in ("# solution:begin", "# solution:instead", "# solution:end"):
            inside = marker == "# solution:begin"
        elif inside and marker:
            found.append(marker)
        else:
            given.add(marker)
    return [line for line in found if line not in given]
