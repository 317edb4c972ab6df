"""Reading and writing trees: jagged branches keep their names and share one counter, and the same content gives the
same bytes.

A ROOT file holds the time of writing and a random identifier. Both are made constant here, so that a second bake of the
same sources gives an identical layer of the image; `content_digest` is independent of even that.
"""

import csv
import datetime
import hashlib
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias
from unittest import mock

import awkward as ak
import numpy as np
import uproot

from bake.manifest import Branch, Recipe

Columns: TypeAlias = dict[str, Any]  # branch name -> numpy array, or awkward array of lists or strings

EPOCH = datetime.datetime(2000, 1, 1)  # ROOT's dates begin in 1995
STEP = "50 MB"  # of a source in memory at a time


class SourceError(Exception):
    """A source file that does not hold what its recipe needs; the message names the file and the branch."""


def _same_uuid() -> uuid.UUID:
    return uuid.UUID(int=0)


@contextmanager
def _fixed_time() -> Iterator[None]:
    """Every key that uproot writes passes its time through this one function, and there is no option for it."""
    code = uproot._util.datetime_to_code(EPOCH)
    with mock.patch.object(uproot._util, "datetime_to_code", return_value=code):
        yield


def stream_tree(path: Path, tree: str, recipe: Recipe) -> Iterator[Columns]:
    """The recipe's branches of ``tree`` in ``path``, part by part.

    Raises:
        SourceError: the tree or a branch is not there.
    """
    with uproot.open(path) as source:
        if tree not in source:
            there = ", ".join(source.keys(cycle=False)) or "nothing"
            raise SourceError(f"{path}: holds no tree {tree!r}; it holds {there}")
        present = set(source[tree].keys())
        missing = [branch.name for branch in recipe.branches if branch.name not in present]
        if missing:
            raise SourceError(
                f"{path}: tree {tree} lacks {', '.join(missing)}, which recipe {recipe.name} keeps; "
                "take these branches out of the recipe or the file out of the manifest"
            )
        for part in source[tree].iterate([b.name for b in recipe.branches], step_size=STEP):
            yield {branch.name: part[branch.name] for branch in recipe.branches}


def stream_csv(path: Path, recipe: Recipe) -> Iterator[Columns]:
    """The recipe's columns of the table ``path``, as one part.

    Raises:
        SourceError: a column is not there, or a value is not a number.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        missing = [branch.name for branch in recipe.branches if branch.name not in (rows.fieldnames or [])]
        if missing:
            raise SourceError(f"{path}: lacks the columns {', '.join(missing)}, which recipe {recipe.name} keeps")
        texts = list(rows)
    columns: Columns = {}
    for branch in recipe.branches:
        values = [row[branch.name] for row in texts]
        try:
            columns[branch.name] = ak.Array(values) if branch.type == "string" else np.array(values, dtype=branch.type)
        except ValueError as error:
            raise SourceError(f"{path}: column {branch.name}: {error}") from error
    yield columns


def stream(path: Path, tree: str, recipe: Recipe) -> Iterator[Columns]:
    """The recipe's branches of a source file, whatever its format."""
    return stream_tree(path, tree, recipe) if recipe.source == "tree" else stream_csv(path, recipe)


def entries(path: Path, tree: str, recipe: Recipe) -> int:
    """Number of events of a source file."""
    if recipe.source == "tree":
        with uproot.open(path) as source:
            return int(source[tree].num_entries)
    with path.open("rb") as lines:
        return sum(1 for line in lines if line.strip()) - 1


def _typed(branch: Branch, values: Any) -> Any:
    if branch.type == "string":
        return values
    if branch.counter:
        return ak.values_astype(values, np.dtype(branch.type))
    return np.asarray(values, dtype=branch.type)


def _grouped(recipe: Recipe, columns: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Columns as uproot writes them: lists with one counter become one record; also the counter of each record."""
    flat = {b.name: _typed(b, columns[b.name]) for b in recipe.branches if not b.counter}
    counters: dict[str, str] = {}
    for counter in dict.fromkeys(b.counter for b in recipe.branches if b.counter):
        members = {b.name: _typed(b, columns[b.name]) for b in recipe.branches if b.counter == counter}
        counters[f"_{len(counters)}"] = counter
        flat[f"_{len(counters) - 1}"] = ak.zip(members, depth_limit=2)
    return flat, counters


def _branch_type(branch_values: Any) -> Any:
    if isinstance(branch_values, np.ndarray):
        return branch_values.dtype
    kind = branch_values.type.content
    return "string" if ak.parameters(branch_values).get("__array__") == "string" or str(kind) == "string" else kind


def write(path: Path, tree: str, title: str, recipe: Recipe, parts: Iterator[Columns]) -> None:
    """Write ``parts`` as one TTree with the recipe's branches.

    Branch names, and types where the format allows, are those of the source; counters are 32-bit signed, which is all
    that uproot writes.
    """
    with (
        _fixed_time(),
        uproot.recreate(path, compression=uproot.ZSTD(19), uuid_function=_same_uuid) as target,
    ):
        made = None
        for columns in parts:
            grouped, counters = _grouped(recipe, columns)
            if made is None:
                made = target.mktree(
                    tree,
                    {name: _branch_type(values) for name, values in grouped.items()},
                    title=title,
                    counter_name=counters.__getitem__,
                    field_name=lambda _outer, inner: inner,
                )
            made.extend(grouped)


def content_digest(path: Path, tree: str) -> str:
    """SHA-256 over names, types and values of all branches, whatever the file's compression and dates."""
    digest = hashlib.sha256()
    with uproot.open(path) as source:
        for name, branch in sorted(source[tree].items()):
            values = ak.to_packed(ak.Array(branch.array()))
            form, length, buffers = ak.to_buffers(values)
            digest.update(f"{name} {branch.typename} {form.type} {length}\n".encode())
            for key in sorted(buffers):
                digest.update(np.ascontiguousarray(buffers[key]).tobytes())
    return digest.hexdigest()
