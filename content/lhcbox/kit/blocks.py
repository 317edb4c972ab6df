"""What in a lesson's source is text for a reader, and what is not.

Markdown is taken apart into blocks (a paragraph, a list, a heading); fenced code and displayed formulas are left
alone. In code, comments and the literals inside ``_("...")`` are text. One walk over a source serves both purposes: it
finds every message (the translator's side) and puts every translation in its place (the reader's side). The bake uses
it on the sources of the lessons, a team's kit on its notebooks.
"""

import ast
import io
import json
import re
import textwrap
import tokenize
from collections.abc import Callable, Iterator
from itertools import pairwise

from lhcbox.kit.words import gettext as _

Translate = Callable[[str], str]

COMMENT_WIDTH = 88
SOLUTION_BEGIN = "# solution:begin"
SOLUTION_INSTEAD = "# solution:instead"
SOLUTION_END = "# solution:end"

_STARTS_LINE = re.compile(r"\s*([-*+] |\d+\. |\||#{1,6} |>|<|\$\$)")
_NOT_PROSE = re.compile(r"<[^>]*>|`[^`]*`|\$[^$]*\$|[\W\d_]+")
_FENCE = re.compile(r"\s*(```|~~~)")


class SourceError(ValueError):
    """A lesson's source breaks a rule of the format; the message says which."""


def translate_markdown(text: str, translate: Translate) -> str:
    """``text`` with every block of prose handed through ``translate``; everything else as it is."""
    return "\n\n".join(translate(block) if prose else block for block, prose in _markdown_blocks(text))


def translate_code(source: str, translate: Translate, *, keep_calls: bool = False) -> str:
    """``source`` with its comments translated, and every ``_("...")`` replaced by the plain, translated literal.

    Args:
        keep_calls: leave the literal inside its ``_()``, as a team's notebook has it.

    Raises:
        SourceError: a ``_()`` call has anything but one string literal in it.
        SyntaxError: it is no Python.
    """
    edits = [*_literal_edits(source, translate, keep_calls), *_comment_edits(source, translate)]
    for start, end, replacement in sorted(edits, reverse=True):
        source = source[:start] + replacement + source[end:]
    return source


def variant(source: str, *, solved: bool) -> str:
    """A code cell as the teacher sees it (``solved``) or as the pupil does.

    Between ``# solution:begin`` and ``# solution:instead`` stands the solution, from there to ``# solution:end``, each
    line behind ``# ``, what the pupil finds in its place.

    Raises:
        SourceError: the markers do not come in this order.
    """
    kept: list[str] = []
    part = "both"
    expected = {SOLUTION_BEGIN: "both", SOLUTION_INSTEAD: "solution", SOLUTION_END: "instead"}
    becomes = {SOLUTION_BEGIN: "solution", SOLUTION_INSTEAD: "instead", SOLUTION_END: "both"}
    for line in source.splitlines():
        marker = line.strip()
        if marker in becomes:
            if part != expected[marker]:
                reason = _("{marker} is out of order: use begin, instead, end, in this order")
                raise SourceError(reason.format(marker=repr(marker)))
            part = becomes[marker]
        elif part == "both" or (part == "solution" and solved):
            kept.append(line)
        elif part == "instead" and not solved:
            if not line.lstrip().startswith("#"):
                reason = _("the line {line} after {marker} does not start with '# '")
                raise SourceError(reason.format(line=repr(line), marker=repr(SOLUTION_INSTEAD)))
            kept.append(re.sub(r"# ?", "", line, count=1))
    if part != "both":
        raise SourceError(_("{marker} is missing").format(marker=repr(SOLUTION_END)))
    return "\n".join(kept)


def translate_marked(source: str, translate: Translate) -> str:
    """A code cell with its solution markers, translated: solution and prompt each in their own lines.

    Raises:
        SourceError: as `translate_code` and `variant`.
        SyntaxError: it is no Python.
    """
    if SOLUTION_BEGIN not in source:
        return translate_code(source, translate, keep_calls=True)
    variant(source, solved=True)  # complains where the markers are out of order
    solved, unsolved = (
        translate_code(_with_signs(source, solved=solved), translate, keep_calls=True) for solved in (True, False)
    )
    prompts = _parts(unsolved)
    written: list[str] = []
    for number, lines in enumerate(_parts(solved)):
        kind = number % 3  # both, solution, prompt, both, …
        written += _commented(prompts[number]) if kind == 2 else lines
        written += (
            [[f"{_indent(source, number)}{marker}" for marker in _MARKERS][kind]] if number < len(prompts) - 1 else []
        )
    return "\n".join(written)


def code_messages(source: str) -> list[list[str]]:
    """The messages of a code cell with its markers: those of the pupil's variant, then those of the solved one."""
    found = []
    for solved in (False, True):
        messages: list[str] = []

        def note(message: str, messages: list[str] = messages) -> str:
            messages.append(message)
            return message

        translate_code(variant(source, solved=solved), note)
        found.append(messages)
    return found


def markdown_messages(text: str) -> list[str]:
    """The blocks of prose of ``text``, in reading order."""
    messages: list[str] = []

    def note(message: str) -> str:
        messages.append(message)
        return message

    translate_markdown(text, note)
    return messages


_MARKERS = (SOLUTION_BEGIN, SOLUTION_INSTEAD, SOLUTION_END)
_SIGN = "#:"  # without a letter, so that nobody takes it for a comment to translate


def _with_signs(source: str, *, solved: bool) -> str:
    """A variant in which each marker has left a sign, so that it can be taken apart again."""
    kept: list[str] = []
    part = 2
    for line in source.splitlines():
        if line.strip() in _MARKERS:
            kept.append(_SIGN)
            part = _MARKERS.index(line.strip())
        elif part == 2 or (part == 0 and solved):
            kept.append(line)
        elif part == 1 and not solved:
            kept.append(re.sub(r"# ?", "", line, count=1))
    return "\n".join(kept)


def _parts(text: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip() == _SIGN:
            found.append([])
        else:
            found[-1].append(line)
    return found


def _indent(source: str, number: int) -> str:
    marks = [line for line in source.splitlines() if line.strip() in _MARKERS]
    return marks[number][: len(marks[number]) - len(marks[number].lstrip())]


def _commented(lines: list[str]) -> list[str]:
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return [f"{line[:indent]}# {line[indent:]}".rstrip() if line.strip() else "#" for line in lines]


def _markdown_blocks(text: str) -> Iterator[tuple[str, bool]]:
    for lines in _paragraphs(text.strip("\n").split("\n")):
        block = "\n".join(lines)
        if _FENCE.match(lines[0]) or lines[0].lstrip().startswith("$$"):
            yield block, False
        else:
            yield _reflowed(lines), bool(_NOT_PROSE.sub("", block))


def _paragraphs(lines: list[str]) -> Iterator[list[str]]:
    block: list[str] = []
    closing = ""
    for line in lines:
        if not block:
            opening = _FENCE.match(line)
            if opening:
                closing = opening[1]
            elif line.strip() == "$$":
                closing = "$$"
        elif closing and line.strip().startswith(closing):
            closing = ""
        if line.strip() or closing:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _reflowed(lines: list[str]) -> str:
    """Join the lines that an editor has wrapped, so that wrapping elsewhere leaves the message as it was."""
    joined = [lines[0]]
    for previous, line in pairwise(lines):
        if _STARTS_LINE.match(line) or previous.lstrip().startswith("#"):
            joined.append(line)
        else:
            joined[-1] += " " + line.strip()
    return "\n".join(joined)


def _literal_edits(source: str, translate: Translate, keep_calls: bool) -> Iterator[tuple[int, int, str]]:
    starts = _line_starts(source)
    lines = source.split("\n")

    def position(line: int, column: int) -> int:
        # ast counts columns in bytes of UTF-8
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"):
            continue
        if len(node.args) != 1 or node.keywords or not isinstance(node.args[0], ast.Constant):
            reason = _("line {line}: _() takes one plain string; put .format() after the call")
            raise SourceError(reason.format(line=node.lineno))
        if not isinstance(node.args[0].value, str) or node.end_lineno is None or node.end_col_offset is None:
            raise SourceError(_("line {line}: _() takes a string").format(line=node.lineno))
        literal = json.dumps(translate(node.args[0].value), ensure_ascii=False)
        literal = f"_({literal})" if keep_calls else literal
        yield (
            position(node.lineno, node.col_offset),
            position(node.end_lineno, node.end_col_offset),
            literal,
        )


def _comment_edits(source: str, translate: Translate) -> Iterator[tuple[int, int, str]]:
    starts = _line_starts(source)
    group: list[tokenize.TokenInfo] = []

    def edit() -> tuple[int, int, str]:
        first, last = group[0], group[-1]
        alone = not first.line[: first.start[1]].strip()
        text = translate(" ".join(token.string.lstrip("#").strip() for token in group))
        if alone:
            indent = " " * first.start[1] + "# "
            wrapped = textwrap.wrap(text, COMMENT_WIDTH, initial_indent=indent, subsequent_indent=indent)
            written = "\n".join(wrapped).lstrip(" ")
        else:
            written = "# " + text
        return starts[first.start[0] - 1] + first.start[1], starts[last.end[0] - 1] + last.end[1], written

    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT or not _NOT_PROSE.sub("", token.string):
            continue
        alone = not token.line[: token.start[1]].strip()
        continues = bool(
            group
            and alone
            and not group[-1].line[: group[-1].start[1]].strip()
            and token.start == (group[-1].start[0] + 1, group[-1].start[1])
        )
        if group and not continues:
            yield edit()
            group = []
        group.append(token)
    if group:
        yield edit()


def _line_starts(source: str) -> list[int]:
    starts = [0]
    for line in source.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts
