"""Flat tables (csv) as sources: each row is an event, each cell a number, a text or a list of numbers.

A list is written the way numpy prints an array, ``[176121.16   39629.145]``. A cell is never guessed at: what is not of
the type that the recipe states is an error that names file, line and column.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

import awkward as ak
import numpy as np

from bake.columns import Columns, Numbers, SourceError, lists
from bake.manifest import Branch, Recipe

ROWS = 20_000  # in memory at a time
LONGEST_CELL = 100_000  # characters; the csv module's own limit is about this
LONGEST_ROW = 1_000_000
_YES_NO = {"true": True, "false": False, "1": True, "0": False}
_SPACES = re.compile(r"[\s,]+")
_PLAIN_WHOLE = re.compile(r"[+-]?\d+\Z", re.ASCII)
_PLAIN_NUMBER = re.compile(r"[+-]?((\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|nan|inf(inity)?)\Z", re.ASCII | re.IGNORECASE)


class Table:
    """A csv file with a line of column names. Rows are read in order; an earlier one makes it begin again."""

    def __init__(self, path: Path, recipe: Recipe) -> None:
        self.path = path
        self.recipe = recipe
        self._branches = {branch.name: branch for branch in recipe.branches}
        self._rows: Iterator[tuple[int, list[str]]] | None = None
        self._at = 0
        self._header: list[str] = []
        self._entries: int | None = None

    def __reduce__(self) -> tuple[type["Table"], tuple[Path, Recipe]]:
        return Table, (self.path, self.recipe)

    @property
    def entries(self) -> int:
        """Number of rows below the names.

        Raises:
            SourceError: the file is no table of equally long rows.
        """
        if self._entries is None:
            self._entries = sum(1 for _row in self._open())
        return self._entries

    @property
    def names(self) -> frozenset[str]:
        """Names of all columns."""
        if not self._header:
            next(self._open(), None)
        return frozenset(self._header)

    def parts(self, _names: Iterable[str], stop: int) -> list[tuple[int, int]]:
        """Where to begin and end reading: `ROWS` rows a part, up to row ``stop``."""
        return [(start, min(start + ROWS, stop)) for start in range(0, stop, ROWS)]

    def read(self, names: Iterable[str], start: int, stop: int) -> Columns:
        """Rows ``start`` to ``stop`` of the columns ``names``.

        Raises:
            SourceError: a cell is not what the recipe says it is.
        """
        if self._rows is None or start < self._at:
            self._rows, self._at = self._open(), 0
        rows: list[tuple[int, list[str]]] = []
        while self._at < stop and (row := next(self._rows, None)) is not None:
            if self._at >= start:
                rows.append(row)
            self._at += 1
        if len(rows) != stop - start:
            raise SourceError(f"{self.path}: ends before row {stop}; fetch it again")
        lines = [line for line, _cells in rows]
        places = {name: self._header.index(name) for name in names}
        return {
            name: self._column(self._branches[name], [cells[place] for _line, cells in rows], lines)
            for name, place in places.items()
        }

    def _open(self) -> Iterator[tuple[int, list[str]]]:
        """Line number and cells of every row below the names; empty lines are none."""
        csv.field_size_limit(LONGEST_CELL)
        with self.path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(self._bounded(stream), strict=True)
            width = 0
            while True:
                try:
                    cells = next(reader, None)
                except csv.Error as error:
                    raise SourceError(
                        f"{self.path}: line {reader.line_num}: {error}; a table is text with commas, correct the file"
                    ) from error
                except UnicodeDecodeError as error:  # of a whole buffer: the line is not known exactly
                    raise SourceError(
                        f"{self.path}: behind line {reader.line_num}: {error}; a table is text in UTF-8, fetch it again"
                    ) from error
                if cells is None:
                    break
                if not any(cell.strip() for cell in cells):
                    continue
                if not width:
                    self._header = self._checked_header(cells)
                    width = len(cells)
                    continue
                if len(cells) != width:
                    raise SourceError(
                        f"{self.path}: line {reader.line_num} has {len(cells)} cells, the line of names {width}; fetch "
                        "it again, or correct the file"
                    )
                yield reader.line_num, cells
        if not width:
            raise SourceError(f"{self.path}: is empty; fetch it again")

    def _bounded(self, stream: TextIO) -> Iterator[str]:
        """The lines, none of them so long that it alone would fill the memory."""
        number = 0
        while line := stream.readline(LONGEST_ROW):
            number += 1
            if len(line) == LONGEST_ROW:
                raise SourceError(
                    f"{self.path}: line {number} is longer than {LONGEST_ROW} characters; no table of ours"
                )
            yield line

    def _checked_header(self, cells: list[str]) -> list[str]:
        header = [cell.strip() for cell in cells]
        if twice := sorted({name for name in header if header.count(name) > 1}):
            raise SourceError(f"{self.path}: names the column {', '.join(twice)} twice; correct the file")
        return header

    def _column(self, branch: Branch, cells: list[str], lines: list[int]) -> Columns | Numbers | ak.Array:
        if branch.type == "string":
            return ak.Array(cells) if cells else ak.Array([""])[:0]
        if not branch.counter:
            return self._numbers(branch, cells, lines)
        found = []
        for cell, line in zip(cells, lines, strict=True):
            text = cell.strip()
            if not (text.startswith("[") and text.endswith("]")):
                raise self._wrong(branch, cell, line, "a list in [ ]")
            found.append([part for part in _SPACES.split(text[1:-1]) if part])
        lengths = np.array([len(parts) for parts in found], dtype=np.int64)
        flat = [part for parts in found for part in parts]
        return lists(self._numbers(branch, flat, list(np.repeat(lines, lengths))), lengths)

    def _numbers(self, branch: Branch, cells: list[str], lines: list[int]) -> Numbers:
        """The cells as numbers of the branch's type; float32 is rounded once, from the decimal digits."""
        kind = np.dtype(branch.type)
        texts = [cell.strip() for cell in cells]
        if kind.kind == "b":
            values = [_YES_NO.get(text.lower()) for text in texts]
            if None in values:
                at = values.index(None)
                raise self._wrong(branch, cells[at], lines[at], "True or False")
            return np.array(values, dtype=bool)
        plain = _PLAIN_NUMBER if kind.kind == "f" else _PLAIN_WHOLE
        for text, line in zip(texts, lines, strict=True):
            if not plain.match(text):
                raise self._wrong(branch, text, line, "a number" if kind.kind == "f" else "a whole number")
        if kind.kind == "f":
            return np.array(texts, dtype=kind) if texts else np.empty(0, kind)
        bounds = np.iinfo(kind)
        whole = [int(text) if len(text) < 25 else bounds.max + 1 for text in texts]
        for value, text, line in zip(whole, texts, lines, strict=True):
            if not bounds.min <= value <= bounds.max:
                raise self._wrong(branch, text, line, f"a whole number of {kind}")
        return np.array(whole, dtype=kind)

    def _wrong(self, branch: Branch, cell: str, line: int, due: str) -> SourceError:
        shown = cell if len(cell) <= 40 else cell[:40] + "…"
        return SourceError(
            f"{self.path}: line {line}, column {branch.name}: {shown!r} is not {due}; correct the file, or the "
            f"column's type in recipe {self.recipe.name}"
        )
