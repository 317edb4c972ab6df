"""Columns and weights of an analyser as compact bytes, and back.

An event keeps of each variable only the step of a fine grid in which it lies, and of its weight a whole number of 15
bits and a sign, so that every later sum is exact. The layout: gzip (without a time, so that bytes repeat) of
``LHCBOXA1``, the length of a JSON header (uint32, little-endian), the header, zeros up to a multiple of 8, and the
columns one after another, of 16-bit ones all low bytes before all high bytes. ``static/pack.js`` reads the same.
"""

import gzip
import json
import math
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Codes = NDArray[np.unsignedinteger[Any]]

MAGIC = b"LHCBOXA1"
FORMAT = 1
STEPS = 1000  # the most that a variable may have
NARROW = 252  # steps whose codes, with the three beyond them, fit into a byte
LARGEST = 32767  # of the whole numbers that stand for weights
LOST = 1e-4  # of the sum of weights or of its statistical error: the most that rounding them may change


class PackError(ValueError):
    """Columns that cannot be packed, or bytes that are no pack: ``reason`` is then "no-gzip", "damaged" or "format"."""

    def __init__(self, message: str, reason: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class Variable:
    """What is kept of a quantity: ``n`` equal steps from ``low`` to ``high``, or the categories 1 to ``n``."""

    key: str
    kind: Literal["range", "category"]
    n: int
    low: float = 0.0
    high: float = 1.0

    def __post_init__(self) -> None:
        if not 1 <= self.n <= STEPS:
            raise PackError(f"{self.key}: {self.n} steps; 1 to {STEPS} are possible")
        if self.kind == "range" and not (self.low < self.high and math.isfinite(self.high - self.low)):
            raise PackError(f"{self.key}: from {self.low:g} to {self.high:g} is no range")

    @property
    def width(self) -> int:
        """Bytes of a code."""
        return 1 if self.n <= NARROW else 2

    def codes(self, values: ArrayLike) -> Codes:
        """The codes of values, one each.

        Of a range: 0 below ``low``, 1 to ``n`` the steps, ``n + 1`` from ``high`` on, ``n + 2`` for NaN. Of categories:
        their number, ``n + 2`` for anything else.
        """
        given = np.asarray(values, dtype=np.float64)
        if given.ndim != 1:
            raise PackError(f"{self.key}: {given.ndim} dimensions; one number an event is needed")
        kind: type[np.unsignedinteger[Any]] = np.uint8 if self.width == 1 else np.uint16
        with np.errstate(invalid="ignore", over="ignore"):
            if self.kind == "category":
                known = (given >= 1) & (given <= self.n) & (given == np.floor(given))
                return np.where(known, given, self.n + 2).astype(kind)
            step = np.floor((given - self.low) * (self.n / (self.high - self.low))) + 1
        # What lies inside stays inside: rounding must not carry the last value below an end across it.
        step = np.where(given < self.low, 0, np.where(given >= self.high, self.n + 1, np.clip(step, 1, self.n)))
        return np.where(np.isnan(given), self.n + 2, step).astype(kind)


@dataclass(frozen=True)
class Process:
    """The events of one process: a column of numbers for each variable, and weights (None: 1 each, as of data)."""

    key: str
    columns: Mapping[str, ArrayLike] = field(repr=False)
    weights: ArrayLike | None = field(default=None, repr=False)
    real: bool = False


@dataclass(frozen=True)
class Packed:
    """What a pack holds: codes by variable, whole-number weights (1 where a process has none), and its header."""

    header: dict[str, Any]
    codes: dict[str, Codes]
    weights: NDArray[np.int16]


def pack(variables: Sequence[Variable], processes: Sequence[Process]) -> bytes:
    """The bytes of a pack; the same events give the same bytes, in whatever order they come.

    Raises:
        PackError: a column is missing or of another length, or weights are infinite, NaN or too different to be kept.
    """
    _distinct("variables", [variable.key for variable in variables])
    _distinct("processes", [process.key for process in processes])
    parts: dict[str, list[NDArray[Any]]] = {variable.key: [] for variable in variables}
    weights: list[NDArray[np.int16]] = []
    described = []
    start = 0
    for process in processes:
        codes, whole, about = _quantise(variables, process)
        for variable in variables:
            parts[variable.key].append(codes[variable.key])
        if about["weights"]:
            weights.append(whole)
        described.append({"key": process.key, "from": start, "to": start + len(whole), **about, "real": process.real})
        start += len(whole)
    header = {
        "format": FORMAT,
        "events": start,
        "variables": [{"key": v.key, "kind": v.kind, "n": v.n, "bytes": v.width} for v in variables],
        "processes": described,
    }
    text = json.dumps(header, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    padding = bytes(-(len(MAGIC) + 4 + len(text)) % 8)
    columns = [_column(parts[v.key], np.uint8 if v.width == 1 else np.uint16) for v in variables]
    whole_weights = _column([part.view(np.uint16) for part in weights], np.uint16)
    plain = b"".join([MAGIC, struct.pack("<I", len(text)), text, padding, *columns, whole_weights])
    return gzip.compress(plain, compresslevel=9, mtime=0)


def _distinct(what: str, keys: Sequence[str]) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise PackError(f"two {what} are called {key}")


def _column(parts: Sequence[NDArray[Any]], kind: type[np.unsignedinteger[Any]]) -> bytes:
    """Parts one after another; of 16-bit numbers all low bytes first."""
    column = np.concatenate([np.zeros(0, kind), *parts])
    if kind is np.uint8:
        return column.tobytes()
    return (column & 0xFF).astype(np.uint8).tobytes() + (column >> 8).astype(np.uint8).tobytes()


def _quantise(
    variables: Sequence[Variable], process: Process
) -> tuple[dict[str, Codes], NDArray[np.int16], dict[str, Any]]:
    """Codes and whole-number weights of a process, sorted, and what the header says of the weights."""
    codes: dict[str, Codes] = {}
    for variable in variables:
        if variable.key not in process.columns:
            raise PackError(f"{process.key}: no column {variable.key}")
        codes[variable.key] = variable.codes(process.columns[variable.key])
    given = None if process.weights is None else np.asarray(process.weights, dtype=np.float64)
    lengths = {key: len(column) for key, column in codes.items()} | ({} if given is None else {"weights": given.size})
    if len(set(lengths.values())) > 1:
        raise PackError(f"{process.key}: columns of different lengths: {lengths}")
    events = next(iter(lengths.values()), 0)
    whole, about = _whole(process.key, np.ones(events) if given is None else given.reshape(-1))
    # Within a process the order is free; equal codes side by side compress best, and lie together in memory.
    by_entropy = sorted(variables, key=lambda variable: (len(np.unique(codes[variable.key])), variable.key))
    order = np.lexsort([whole, *(codes[variable.key] for variable in reversed(by_entropy))])
    return {key: column[order] for key, column in codes.items()}, whole[order], about


def _whole(key: str, weights: NDArray[np.float64]) -> tuple[NDArray[np.int16], dict[str, Any]]:
    """Weights as whole multiples of a scale."""
    if wrong := int(np.count_nonzero(~np.isfinite(weights))):
        raise PackError(f"{key}: {wrong} of {weights.size} weights are infinite or NaN")
    total = math.fsum(weights)
    if weights.size == 0 or (weights == weights[0]).all():
        scale = float(weights[0]) if weights.size else 1.0
        return np.ones(weights.size, np.int16), {"scale": scale, "weights": False, "sum": total}
    scale = float(np.abs(weights).max()) / LARGEST
    whole = np.rint(weights / scale).astype(np.int16)
    lost = abs(scale * int(whole.sum(dtype=np.int64)) - total)
    if lost > LOST * max(abs(total), math.sqrt(math.fsum(weights**2))):
        raise PackError(
            f"{key}: its weights differ too much to be kept in 16 bits; rounding them would change their sum"
        )
    return whole, {"scale": scale, "weights": True, "sum": total}


def read(data: bytes) -> Packed:
    """What :func:`pack` has written.

    Raises:
        PackError: the bytes are no pack, are damaged, or are of another format; its ``reason`` says which.
    """
    if data[:2] != b"\x1f\x8b":
        raise PackError("no gzip", "no-gzip")
    try:
        plain = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise PackError(f"damaged or cut off: {error}", "damaged") from None
    if plain[:8] != MAGIC:
        raise PackError("not the columns of an analyser", "format")
    try:
        return _parsed(plain)
    except PackError:
        raise
    except (ValueError, LookupError, TypeError, struct.error) as error:
        raise PackError(f"header and columns contradict each other: {error}", "damaged") from None


def _parsed(plain: bytes) -> Packed:
    (length,) = struct.unpack_from("<I", plain, len(MAGIC))
    header = json.loads(plain[12 : 12 + length])
    if header["format"] != FORMAT:
        raise PackError(f"format {header['format']}, and {FORMAT} is read here", "format")
    at = 12 + length + -(12 + length) % 8
    events = header["events"]

    def take(count: int, width: int) -> NDArray[Any]:
        nonlocal at
        low, *high = (np.frombuffer(plain, np.uint8, count, at + byte * count) for byte in range(width))
        at += count * width
        return low | (high[0].astype(np.uint16) << 8) if high else low

    codes = {variable["key"]: take(events, variable["bytes"]) for variable in header["variables"]}
    weighted = [process for process in header["processes"] if process["weights"]]
    column = take(sum(process["to"] - process["from"] for process in weighted), 2).view(np.int16)
    if at != len(plain):
        raise PackError("more columns than the header says", "damaged")
    weights = np.ones(events, np.int16)
    for process in weighted:
        size = process["to"] - process["from"]
        weights[process["from"] : process["to"]], column = column[:size], column[size:]
    return Packed(header, codes, weights)
