"""Reading and writing trees: jagged branches keep their names and share one counter, and the same content gives the
same bytes.

A source is read in parts of whole clusters, so that nothing is unpacked twice and memory does not grow with the file.
A ROOT file holds the time of writing and a random identifier. Both are made constant here, so that a second bake of the
same sources gives an identical layer of the image; `Digest` is independent of even that.
"""

import datetime
import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from unittest import mock

import awkward as ak
import numpy as np
import uproot

from bake import columns as columns_of
from bake.columns import Columns, SourceError
from bake.manifest import Recipe

EPOCH = datetime.datetime(2000, 1, 1)  # ROOT's dates begin in 1995
STEP = 24 << 20  # bytes of a source in memory at a time, unpacked
LONGEST_STEP = 4  # times STEP, where a cluster is that long; a longer one is cut
MOST_EVENTS = 1 << 20  # of a part, whatever the file says of its bytes
CLUSTER = 8 << 20  # bytes of a basket of all branches, unpacked; see docs/curating.md for what was compared
BASKETS = 2  # for which a tree's header has places from the start; for more it grows. Most samples have one
COMPRESSION = uproot.ZSTD(18)
LARGE = 32 << 20  # bytes, unpacked, of a curated file; what comes behind them is compressed ten times as fast
COMPRESSION_OF_LARGE = uproot.ZSTD(9)


# Reading --------------------------------------------------------------------------------------------------------------


class Tree:
    """A tree of a source file, opened when it is first read. It can be sent to another process, which opens its own."""

    def __init__(self, path: Path, tree: str, opener: Callable[[], Any] | None = None) -> None:
        """``opener`` gives a file object to read instead of ``path``, which then only serves for messages."""
        self.path = path
        self.tree = tree
        self._opener = opener

    def __reduce__(self) -> tuple[Any, ...]:
        return _reopened, (self.path, self.tree, self._opener)

    @cached_property
    def _source(self) -> Any:
        with _readable(self.path, "opening it"):
            # A thread that reads a file object would live until the file is closed, and keep the process from ending
            options = {"array_cache": None, "object_cache": None, "use_threads": self._opener is None}
            source = uproot.open(self._opener() if self._opener else self.path, **options)
            kinds = source.classnames(cycle=False)
        if kinds.get(self.tree) != "TTree":
            there = ", ".join(f"{name} ({kind})" for name, kind in kinds.items()) or "nothing"
            raise SourceError(f"{self.path}: holds no tree {self.tree!r}; it holds {there}")
        with _readable(self.path, f"tree {self.tree}"):
            return source[self.tree]

    @property
    def entries(self) -> int:
        """Number of events.

        Raises:
            SourceError: the file is damaged or has no such tree.
        """
        return int(self._source.num_entries)

    @property
    def names(self) -> frozenset[str]:
        """Names of all branches."""
        return frozenset(self._source.keys())

    def parts(self, names: Iterable[str], stop: int) -> list[tuple[int, int]]:
        """Where to begin and end reading the branches ``names`` up to entry ``stop``: about `STEP` bytes a part.

        The cuts depend on the file only. They lie between clusters, where the branches have common ones.
        """
        if not stop:
            return []
        with _readable(self.path, f"tree {self.tree}"):
            branches = [self._source[name] for name in names]
            size = sum(max(int(b.uncompressed_bytes), self.entries) for b in branches)  # 0 where baskets are embedded
            length = max(1, min(MOST_EVENTS, int(STEP * self.entries / size)))
            clusters = np.asarray(self._source.common_entry_offsets(filter_name=list(names)))
        cuts = [0]
        while cuts[-1] < stop:
            cuts.append(min(stop, _next_cut(clusters, cuts[-1], length)))
        return list(pairwise(cuts))

    def read(self, names: Iterable[str], start: int, stop: int) -> Columns:
        """Entries ``start`` to ``stop`` of the branches ``names``.

        Raises:
            SourceError: the file is damaged there, or a branch is of a kind that can't be read.
        """
        names = list(names)
        with _readable(self.path, f"entries {start} to {stop - 1} of {', '.join(names)}"):
            found = self._source.arrays(names, entry_start=start, entry_stop=stop, library="ak", how=dict)
            made = {name: _column(found[name]) for name in names}
        if any(len(values) != stop - start for values in made.values()):
            raise SourceError(f"{self.path}: ends before entry {stop - 1}; fetch it again")
        return made


_last: dict[tuple[Path, str], Tree] = {}


def _reopened(path: Path, tree: str, opener: Callable[[], Any] | None) -> Tree:
    """The tree in another process, which is asked for one part after the other and keeps the file open for them."""
    if (path, tree) not in _last:
        _last.clear()
        _last[path, tree] = Tree(path, tree, opener)
    return _last[path, tree]


def _next_cut(clusters: Any, start: int, length: int) -> int:
    """The last end of a cluster within ``length`` and a half, else the next one if it is near, else ``length``."""
    near = clusters[(clusters > start + length // 2) & (clusters <= start + length * 3 // 2)]
    if len(near):
        return int(near[-1])
    far = clusters[(clusters > start) & (clusters <= start + length * LONGEST_STEP)]
    return int(far[far > start + length][0]) if (far > start + length).any() else start + length


def _column(values: ak.Array) -> Any:
    if values.ndim == 1 and not columns_of.is_text(values):
        return ak.to_numpy(values)
    return ak.from_regular(values, axis=1) if values.ndim == 2 else values


@contextmanager
def _readable(path: Path, what: str) -> Iterator[None]:
    """Whatever reading a damaged file raises, in our words: it can be nearly every exception that there is."""
    try:
        yield
    except (SourceError, MemoryError):
        raise
    except Exception as error:
        first = str(error).strip().partition("\n")[0][:200]
        raise SourceError(
            f"{path}: damaged, or no ROOT file as its recipe expects it ({what}: {type(error).__name__}: {first}); "
            "delete it and fetch it again"
        ) from error


# Writing --------------------------------------------------------------------------------------------------------------


def _same_uuid() -> uuid.UUID:
    return uuid.UUID(int=0)


@contextmanager
def _fixed_time() -> Iterator[None]:
    """Every key that uproot writes passes its time through this one function, and there is no option for it."""
    code = uproot._util.datetime_to_code(EPOCH)
    with mock.patch.object(uproot._util, "datetime_to_code", return_value=code):
        yield


class Writer:
    """Writes one tree, in baskets of about ``cluster`` bytes whatever the parts it is given; a context manager.

    Branch names, and types where the format allows, are those of the source; counters are 32-bit signed, which is all
    that uproot writes, and a vector becomes a list with a counter.
    """

    def __init__(
        self, path: Path, tree: str, title: str, recipe: Recipe, cluster: int = CLUSTER, compression: Any = COMPRESSION
    ) -> None:
        self.recipe = recipe
        self.digest = Digest()
        self.events = 0
        self._cluster, self._compression = cluster, compression
        self._waiting: list[Columns] = []
        self._bytes = self._flushed = 0
        self._counters = {
            f"_{number}": counter
            for number, counter in enumerate(dict.fromkeys(b.counter for b in recipe.branches if b.counter))
        }
        with _fixed_time():
            self._file = uproot.recreate(path, compression=compression, uuid_function=_same_uuid)
            self._made = self._file.mktree(
                tree,
                self._types(),
                title=title,
                counter_name=self._counters.__getitem__,
                field_name=lambda _outer, inner: inner,
                initial_basket_capacity=BASKETS,
            )

    def _types(self) -> dict[str, Any]:
        types: dict[str, Any] = {}
        for branch in self.recipe.branches:
            if not branch.counter:
                types[branch.name] = "string" if branch.type == "string" else np.dtype(branch.type)
        for group, counter in self._counters.items():
            members = {b.name: np.dtype(b.type) for b in self.recipe.branches if b.counter == counter}
            empty = {name: columns_of.lists(np.empty(0, kind), np.zeros(0, int)) for name, kind in members.items()}
            types[group] = ak.zip(empty, depth_limit=2).type.content
        return types

    def add(self, columns: Columns) -> None:
        """More events, as `columns.finished` gave them."""
        if not columns_of.length(columns):
            return
        self.digest.add(columns)
        self.events += columns_of.length(columns)
        self._waiting.append(columns)
        self._bytes += columns_of.size(columns)
        if self._bytes >= self._cluster:
            self._flush()

    def _flush(self) -> None:
        """Write what waits, in as many equal pieces as it is clusters long."""
        if not self._waiting:
            return
        columns = columns_of.joined(self._waiting)
        pieces = max(1, round(self._bytes / self._cluster))
        edges = [piece * columns_of.length(columns) // pieces for piece in range(pieces + 1)]
        with _fixed_time():
            if self._flushed >= LARGE and self._compression is COMPRESSION:
                self._made.compression = self._compression = COMPRESSION_OF_LARGE
            self._flushed += self._bytes
            for start, stop in pairwise(edges):
                if stop > start:
                    self._made.extend(self._grouped({name: values[start:stop] for name, values in columns.items()}))
        self._waiting, self._bytes = [], 0

    def _grouped(self, columns: Columns) -> dict[str, Any]:
        """Columns as uproot writes them: lists with one counter become one record."""
        flat = {b.name: columns[b.name] for b in self.recipe.branches if not b.counter}
        for group, counter in self._counters.items():
            members = {b.name: columns[b.name] for b in self.recipe.branches if b.counter == counter}
            flat[group] = ak.zip(members, depth_limit=2)
        return flat

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._flush()
        with _fixed_time():
            self._file.close()


@dataclass
class Digest:
    """SHA-256 over names, types and values of all branches, whatever the file's compression, baskets and dates."""

    _branches: dict[str, Any] = field(default_factory=dict)
    _events: int = 0

    def add(self, columns: Columns) -> None:
        """More events; the parts may be cut anywhere."""
        self._events += columns_of.length(columns)
        for name, values in columns.items():
            if columns_of.is_text(values):
                texts = [text.encode() for text in values.to_list()]
                self._feed(name, "text", b"".join(texts), np.array([len(text) for text in texts], dtype="<i8"))
                continue
            numbers = np.ascontiguousarray(columns_of.content(values))
            lengths = columns_of.counts(values) if columns_of.is_list(values) else np.empty(0)
            little = numbers.astype(numbers.dtype.newbyteorder("<"), copy=False)
            self._feed(name, little.dtype.str, little, lengths.astype("<i8"))

    def _feed(self, name: str, kind: str, data: Any, lengths: Any) -> None:
        kind_, content, shape = self._branches.setdefault(name, (kind, hashlib.sha256(), hashlib.sha256()))
        if kind_ != kind:
            raise SourceError(f"branch {name} changes its type from {kind_} to {kind}")
        content.update(data)
        shape.update(lengths)

    def hexdigest(self) -> str:
        """The digest of everything added."""
        total = hashlib.sha256(f"{self._events}\n".encode())
        for name, (kind, content, shape) in sorted(self._branches.items()):
            total.update(f"{name} {kind} {content.hexdigest()} {shape.hexdigest()}\n".encode())
        return total.hexdigest()


def content_digest(path: Path, tree: str, recipe: Recipe) -> str:
    """The `Digest` of what the curated file ``path`` holds, read back part by part.

    Raises:
        SourceError: it can't be read.
    """
    source, digest = Tree(path, tree), Digest()
    names = [branch.name for branch in recipe.branches]
    for start, stop in source.parts(names, source.entries):
        digest.add(columns_of.finished(recipe, source.read(names, start, stop), str(path)))
    return digest.hexdigest()
