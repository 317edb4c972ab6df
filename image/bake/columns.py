"""Columns of events between the source and the curated file: taken apart, checked, rounded.

A column is a numpy array with a value an event, an awkward array of lists (a list an event), or an awkward array of
texts. Nothing here changes a value in silence: a type that can't hold it is an error, and rounding is what the recipe
says and its provenance repeats.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import awkward as ak
import numpy as np
import numpy.typing as npt

from bake.manifest import Branch, Recipe

Columns: TypeAlias = dict[str, Any]
Numbers: TypeAlias = npt.NDArray[Any]

MANTISSA_BITS = 23  # of a float32
_ENERGY = re.compile(r"(^|_)(E|e|pt)\d*$")  # lep_E, lep_e, jet_pt, E1, pt1; not isolation cones, not px
_ENERGY_UNITS = frozenset({"MeV", "GeV", "TeV"})
_BITS_32 = np.uint32(0xFFFFFFFF)


class SourceError(Exception):
    """A source that does not hold what its recipe needs; the message names file, branch, entry and what to do."""


def is_text(values: Any) -> bool:
    """Whether a column holds texts."""
    return isinstance(values, ak.Array) and (
        ak.parameters(values).get("__array__") == "string" or "string" in str(values.type.content)
    )


def is_list(values: Any) -> bool:
    """Whether a column holds a list an event."""
    return isinstance(values, ak.Array) and not is_text(values)


def content(values: Any) -> Numbers:
    """All numbers of a column, one event after the other."""
    return np.asarray(ak.to_numpy(ak.flatten(values, axis=1)) if is_list(values) else values)


def counts(values: Any) -> Numbers:
    """Length of each event's list."""
    return np.asarray(ak.to_numpy(ak.num(values, axis=1)))


def lists(numbers: Numbers, lengths: Numbers) -> Any:
    """The column whose lists have these ``lengths`` and together hold these ``numbers``."""
    offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return ak.Array(ak.contents.ListOffsetArray(ak.index.Index64(offsets), ak.contents.NumpyArray(numbers)))


def taken(values: Any, positions: Numbers) -> Any:
    """The events at ``positions``, holding on to nothing of the others."""
    return ak.to_packed(values[positions]) if isinstance(values, ak.Array) else values[positions]


def joined(parts: Sequence[Columns]) -> Columns:
    """Parts of the same branches, one after the other."""
    if len(parts) == 1:
        return parts[0]
    return {
        name: (np if isinstance(first, np.ndarray) else ak).concatenate([part[name] for part in parts])
        for name, first in parts[0].items()
    }


def size(columns: Columns) -> int:
    """Bytes that the columns take."""
    return sum(int(values.nbytes) for values in columns.values())


def length(columns: Mapping[str, Any]) -> int:
    """Number of events."""
    return len(next(iter(columns.values())))


def rounded(values: npt.NDArray[np.float32], bits: int) -> npt.NDArray[np.float32]:
    """``values`` to the nearest float32 with ``bits`` bits of mantissa, ties to even; relative error < 2^-(bits + 1).

    Zero, infinity and NaN stay, and so do signs. What is left compresses better: the bits behind are all zero.
    """
    if not 1 <= bits < MANTISSA_BITS:
        return values
    shift = np.uint32(MANTISSA_BITS - bits)
    raw = np.ascontiguousarray(values, dtype=np.float32).view(np.uint32)
    odd = (raw >> shift) & np.uint32(1)
    half = np.uint32((1 << (MANTISSA_BITS - bits - 1)) - 1)
    result = ((raw + half + odd) & (_BITS_32 << shift)).view(np.float32)
    return np.where(np.isfinite(values) & np.isfinite(result), result, values)


def precision(recipe: Recipe) -> dict[str, int]:
    """Bits of mantissa that each rounded branch keeps.

    Raises:
        SourceError: the recipe rounds what a sum is made of.
    """
    kept = {b.name: b.digits for b in recipe.branches if b.digits is not None and b.digits < MANTISSA_BITS}
    exact = {*recipe.weight_factors, *([recipe.sum_branch] if recipe.sum_branch else [])}
    if wrong := sorted(kept.keys() & exact):
        raise SourceError(
            f"recipe {recipe.name}: {', '.join(wrong)} may not lose digits: weights and their sum stay exact; take "
            "`digits` out of the recipe there"
        )
    return kept


def finished(
    recipe: Recipe, columns: Columns, where: str, entries: Numbers | None = None, *, exact: bool = True
) -> Columns:
    """The recipe's columns as they are written: checked, in the recipe's types, rounded where it says so.

    Args:
        recipe: which branches, and what they are.
        columns: at least those.
        where: the file, for messages.
        entries: number of each event in the source, for messages; None: as they stand.
        exact: whether a value must fit into the recipe's type as it is; a generator's need not.

    Raises:
        SourceError: a value that can't be right, or that the recipe's type can't hold.
    """
    made: Columns = {}
    events = length(columns)
    for branch in recipe.branches:
        values = columns[branch.name]
        if is_list(values) != bool(branch.counter) or is_text(values) != (branch.type == "string"):
            held = "text" if is_text(values) else "a list an event" if is_list(values) else "one value an event"
            raise SourceError(f"{where}: branch {branch.name} holds {held}; correct its entry in recipe {recipe.name}")
        if is_text(values):
            made[branch.name] = values
            continue
        numbers = content(values)
        result = _typed(branch, numbers, where) if exact else numbers.astype(branch.type)
        if fault := _fault(branch, result):
            wrong, what, remedy = fault
            at = _event_of(values, int(np.flatnonzero(wrong)[0]))
            entry = at if entries is None else int(entries[at])
            raise SourceError(
                f"{where}: entry {entry}: branch {branch.name} is {what} ({int(wrong.sum())} such values in these "
                f"{events} events); {remedy}"
            )
        if branch.digits is not None:
            result = rounded(result, branch.digits)
        if result is numbers:
            made[branch.name] = values  # as it is: nothing to put together again
        else:
            made[branch.name] = lists(result, counts(values)) if branch.counter else result
    _check_counters(recipe, columns, where, entries)
    return made


def _typed(branch: Branch, numbers: Numbers, where: str) -> Numbers:
    wanted = np.dtype(branch.type)
    if numbers.dtype == wanted:
        return numbers
    if numbers.dtype.kind not in "biuf":
        raise SourceError(f"{where}: branch {branch.name} holds {numbers.dtype}, no plain numbers; take it out")
    with np.errstate(all="ignore"):
        made = numbers.astype(wanted)
        safe = np.can_cast(numbers.dtype, wanted, "safe") or np.array_equal(
            made.astype(numbers.dtype), numbers, equal_nan=numbers.dtype.kind == "f"
        )
    if not safe:
        raise SourceError(
            f"{where}: branch {branch.name} holds {numbers.dtype} with values that {wanted} of the recipe can't hold; "
            "correct its type in the recipe"
        )
    return made


def _fault(branch: Branch, numbers: Numbers) -> tuple[npt.NDArray[np.bool_], str, str] | None:
    """Which values can't be right, what they are and what to do; None where all may be."""
    if numbers.dtype.kind != "f":
        return None
    if not branch.may_be_nan and (wrong := ~np.isfinite(numbers)).any():
        return wrong, "not a finite number", (
            "fetch the file again; if the release has it so, say `may_be_nan: true` at this branch in the recipe"
        )  # fmt: skip
    if branch.unit in _ENERGY_UNITS and _ENERGY.search(branch.name) and (wrong := numbers < 0).any():
        return wrong, "a negative energy", "fetch the file again, or drop such events with the recipe's preselection"
    return None


def _event_of(values: Any, position: int) -> int:
    """The event that holds the number at ``position`` of its column's content."""
    if not is_list(values):
        return position
    return int(np.searchsorted(np.cumsum(counts(values)), position, side="right"))


def _check_counters(recipe: Recipe, columns: Columns, where: str, entries: Numbers | None) -> None:
    """Lists with one counter have one length, and it is what the counter says where the source has one."""
    for counter in dict.fromkeys(b.counter for b in recipe.branches if b.counter):
        names = [b.name for b in recipe.branches if b.counter == counter]
        lengths = counts(columns[names[0]])
        others = {name: counts(columns[name]) for name in names[1:]}
        if counter in columns:
            others[counter] = np.asarray(columns[counter])
        for name, other in others.items():
            if not np.array_equal(lengths, other):
                at = int(np.flatnonzero(lengths != other)[0])
                entry = at if entries is None else int(entries[at])
                raise SourceError(
                    f"{where}: entry {entry}: {names[0]} has {lengths[at]} values and {name} says {other[at]}, but "
                    f"recipe {recipe.name} counts both with {counter}; give {name} a counter of its own"
                )
