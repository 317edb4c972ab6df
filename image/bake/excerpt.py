"""Excerpts: those bytes of a large ROOT file that the first events of a few branches need, instead of all of it.

An excerpt is a set of blocks of the remote file, `BLOCK` bytes each and aligned. On the disk it is two files:

``<key>.excerpt``       the blocks, one after the other in the order in which they came, with nothing in between: no
                        holes, which most sticks and no web server keep, so it may be carried and served as it is.
``<key>.excerpt.json``  which block is where, the SHA-256 of each, and what the blocks are enough for.

`find` verifies every block and gives an `Excerpt`; ``uproot.open(excerpt.open(), use_threads=False)`` reads it as if it
were the whole file (with threads, uproot would keep one until the file is closed), and a read of bytes that are not
there is an error, never zeros.

What is not verified: the record states one checksum, of the whole file. The file's size is compared with the record;
that the blocks are the record's is vouched for by nothing but the encrypted connection to the server.
"""

import hashlib
import io
import json
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from bake import checksum
from bake.manifest import SourceFile
from bake.places import clear_way

# Measured, 14 of 65 branches with baskets of 80 KB: blocks of 16 KiB, 64 KiB, 256 KiB and 1 MiB bring 1.1, 1.5, 1.7 and
# 2.4 times the baskets' bytes, in 54, 16, 7 and 7 requests
BLOCK = 1 << 16
FORMAT = 1
SUFFIX = ".excerpt"
NOTE_AT_MOST = 64 << 20  # bytes of a .excerpt.json; a 100 GB excerpt would need more
UNCHECKED = (
    "The record's checksum covers the whole file and could not be checked on this excerpt. Checked: the size of the "
    "whole file against the record, and each block against the SHA-256 that was taken when it arrived."
)


class ExcerptError(OSError):
    """An excerpt that is damaged, or that was asked for bytes that it does not hold; names the file."""


def data_path(target: Path) -> Path:
    """Where the blocks of the excerpt of ``target`` lie."""
    return target.with_name(target.name + SUFFIX)


def note_path(target: Path) -> Path:
    """Where it is written what the excerpt of ``target`` holds."""
    return target.with_name(target.name + SUFFIX + ".json")


def matches(data: bytes, digest: str) -> bool:
    """Whether ``data`` has the SHA-256 ``digest``."""
    return hashlib.sha256(data).hexdigest() == digest


def length_of(block: int, size: int) -> int:
    """Bytes of block number ``block`` of a file of ``size`` bytes; the last one is shorter."""
    return max(0, min(BLOCK, size - block * BLOCK))


@dataclass(frozen=True)
class Excerpt:
    """A verified excerpt. It can be pickled; each process opens it for itself."""

    path: Path  # the packed blocks; not to be opened by uproot itself, see `open`
    first_events: int
    of: int  # events of the whole file
    bytes: int  # of the blocks
    size: int  # of the whole file
    edition: str
    url: str
    tag: str  # what the server called this state of the whole file (its ETag), if anything
    trees: dict[str, tuple[str, ...]]  # tree -> branches that it is enough for
    blocks: dict[int, int] = field(repr=False)  # number of the block -> its first byte in ``path``

    def open(self) -> "Window":
        """The whole file as uproot sees it, of which only the excerpt's bytes can be read."""
        return Window(self.path, self.size, self.blocks)

    def covers(self, first_events: int, trees: dict[str, tuple[str, ...]]) -> bool:
        """Whether it is enough for the first events of all of these branches."""
        enough = self.first_events >= min(first_events, self.of)
        return enough and all(set(wanted) <= set(self.trees.get(tree, ())) for tree, wanted in trees.items())


class Window(io.RawIOBase):
    """The bytes of a whole file of which only some blocks are here; read-only, for one thread."""

    def __init__(self, path: Path, size: int, blocks: dict[int, int]) -> None:
        super().__init__()
        self.path = path
        self.size = size
        self.blocks = blocks
        self._stream: BinaryIO = checksum.open_plain(path)
        self._at = 0

    def __repr__(self) -> str:  # uproot puts it into its messages
        return f"excerpt {self.path}"

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be read anywhere."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to byte ``offset`` of the whole file."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """The byte of the whole file that is read next."""
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        """The next ``size`` bytes, fewer at the end of the whole file.

        Raises:
            ExcerptError: they are not all here.
        """
        stop = self.size if size is None or size < 0 else min(self.size, self._at + size)
        parts = []
        while self._at < stop:
            block, skip = divmod(self._at, BLOCK)
            if block not in self.blocks:
                raise ExcerptError(
                    f"{self.path}: byte {self._at} of the whole file is not in this excerpt; run the fetch again with "
                    "the branches and first_events that are read"
                )
            # Blocks that follow each other here, too, are read at once
            count, place = 1, self.blocks[block]
            while (block + count) * BLOCK < stop and self.blocks.get(block + count) == place + count * BLOCK:
                count += 1
            take = min(stop - self._at, count * BLOCK - skip)
            self._stream.seek(place + skip)
            data = self._stream.read(take)
            if len(data) != take:
                raise ExcerptError(f"{self.path}: shorter than its note says; delete it and run the fetch again")
            parts.append(data)
            self._at += take
        return b"".join(parts)

    def readinto(self, buffer: Any) -> int:
        """As `read`, into ``buffer``."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Let go of the file."""
        if not self.closed:
            self._stream.close()
        super().close()


def find(downloads: Path, file: SourceFile, trees: dict[str, tuple[str, ...]] | None = None) -> Excerpt | None:
    """The excerpt of ``file`` below ``downloads``, every block verified; None where there is none that can be used.

    ``trees``: tree -> branches that are going to be read; an excerpt that lacks one is none that can be used. Nor is
    one of fewer than ``file.first_events`` events, nor a damaged one.
    """
    try:
        found = load(downloads / file.key, file)
    except OSError:
        return None
    wanted = file.first_events
    return found if wanted is not None and found.covers(wanted, trees or {}) else None


def load(target: Path, file: SourceFile) -> Excerpt:
    """The excerpt beside ``target``, every block verified.

    Raises:
        FileNotFoundError: there is none.
        ExcerptError: it is damaged, or of no edition of ``file`` that the manifest knows.
    """
    path, note = data_path(target), note_path(target)
    if not (path.is_file() and note.is_file()):
        raise FileNotFoundError(path)
    with checksum.open_plain(note) as stream:
        text = stream.read(NOTE_AT_MOST)
    found, sums = parse(text, path, file)
    with checksum.open_plain(path) as stream:
        for block, place in found.blocks.items():
            data = stream.read(length_of(block, found.size))
            if not matches(data, sums[block]):
                raise ExcerptError(f"{path}: the block at byte {place} is damaged")
        if stream.read(1):
            raise ExcerptError(f"{path}: longer than its note says")
    return found


def parse(text: bytes, path: Path, file: SourceFile) -> tuple[Excerpt, dict[int, str]]:
    """What a note says of the blocks at ``path``, and the SHA-256 of each block; the blocks are not looked at.

    Raises:
        ExcerptError: it is no note on an edition of ``file`` that the manifest knows.
    """
    note = f"{path}.json"
    try:
        content = json.loads(text)
        if content["format"] != FORMAT:
            raise ExcerptError(f"{note}: of format {content['format']}, which is not known here")
        size = int(content["size"])
        if size not in {edition.size for edition in file.editions}:
            raise ExcerptError(f"{note}: of a file of {size} bytes, which no known edition of {file.name} has")
        blocks: dict[int, int] = {}
        sums: dict[int, str] = {}
        place = 0
        for number, digest in content["blocks"]:
            if number in blocks or not 0 <= int(number) * BLOCK < size:
                raise ExcerptError(f"{note}: block {number} can't be")
            blocks[int(number)], sums[int(number)] = place, str(digest)
            place += length_of(int(number), size)
        trees = {str(tree): tuple(str(name) for name in names) for tree, names in content["trees"].items()}
        first, of = int(content["first_events"]), int(content["of"])
        edition, url, tag = (str(content[entry]) for entry in ("edition", "url", "tag"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ExcerptError(f"{note}: cannot be understood ({error})") from error
    return Excerpt(path, first, of, place, size, edition, url, tag, trees, blocks), sums


def describe(excerpt: Excerpt, file: SourceFile, sums: dict[int, str]) -> bytes:
    """The note on ``excerpt``, as `parse` reads it."""
    content = {
        "format": FORMAT,
        "record": file.record,
        "name": file.name,
        "edition": excerpt.edition,
        "url": excerpt.url,
        "tag": excerpt.tag,
        "size": excerpt.size,
        "first_events": excerpt.first_events,
        "of": excerpt.of,
        "bytes": excerpt.bytes,
        "checksum": UNCHECKED,
        "trees": {tree: list(names) for tree, names in excerpt.trees.items()},
        "blocks": [[block, sums[block]] for block in excerpt.blocks],
    }
    return (json.dumps(content, indent=None, separators=(",", ":")) + "\n").encode()


class Store:
    """Blocks that are being gathered, on the disk as they come: a run that was killed goes on with those it has.

    ``<target>.excerpt.part`` holds the blocks, ``<target>.excerpt.journal`` a line for each, written after it. The
    journal begins with the identity of the remote file; blocks of another one are not gone on with.
    """

    def __init__(self, target: Path, identity: dict[str, Any]) -> None:
        self.size = int(identity["size"])
        self.path = target.with_name(target.name + SUFFIX + ".part")
        self.journal = target.with_name(target.name + SUFFIX + ".journal")
        self.blocks: dict[int, int] = {}
        self.sums: dict[int, str] = {}
        self.bytes = 0
        self._lock = threading.Lock()
        for path in (self.path, self.journal):
            clear_way(path)
        header = json.dumps(identity, sort_keys=True)
        self._take_up(header)
        self._data = self.path.open("r+b" if self.path.exists() else "w+b", buffering=0)
        self._data.truncate(self.bytes)
        lines = [header, *(f"{block} {digest}" for block, digest in self.sums.items())]
        fresh = self.journal.with_name(self.journal.name + ".new")
        fresh.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
        os.replace(fresh, self.journal)
        self._lines = self.journal.open("a", encoding="ascii")

    def _take_up(self, header: str) -> None:
        """Verify what an earlier run left, up to the first block that is not whole."""
        try:
            first, *lines = self.journal.read_text(encoding="ascii").splitlines()
            if first != header:
                return
            with self.path.open("rb") as stream:
                for line in lines:
                    number, digest = line.split()
                    block = int(number)
                    data = stream.read(length_of(block, self.size))
                    if not data or block in self.blocks or not matches(data, digest):
                        return
                    self._note(block, len(data), digest)
        except (OSError, ValueError):
            return

    def _note(self, block: int, length: int, digest: str) -> None:
        self.blocks[block] = self.bytes
        self.sums[block] = digest
        self.bytes += length

    def add(self, block: int, data: bytes) -> None:
        """Keep the content of one more block."""
        with self._lock:
            if block in self.blocks:
                return
            self._data.seek(self.bytes)
            written = 0
            while written < len(data):  # a disk that is nearly full takes a part, and says so at the next byte
                written += self._data.write(data[written:])
            digest = hashlib.sha256(data).hexdigest()
            self._note(block, len(data), digest)
            self._lines.write(f"{block} {digest}\n")
            self._lines.flush()

    def read(self, block: int) -> bytes:
        """The content of a block that is here."""
        with self._lock:
            self._data.seek(self.blocks[block])
            return self._data.read(length_of(block, self.size))

    def window(self) -> Window:
        """What is here, as a finished excerpt will be read."""
        return Window(self.path, self.size, self.blocks)

    def close(self) -> None:
        """Let go of the files, which stay."""
        self._data.close()
        self._lines.close()

    def forget(self) -> None:
        """Remove what was gathered."""
        self.close()
        self.path.unlink(missing_ok=True)
        self.journal.unlink(missing_ok=True)

    def finish(self, target: Path, file: SourceFile, excerpt: Excerpt) -> None:
        """Give the blocks their name, with the note beside them."""
        self.close()
        keep(target, self.path, describe(excerpt, file, self.sums))
        self.journal.unlink(missing_ok=True)


def keep(target: Path, blocks: Path, note: bytes) -> None:
    """Name verified ``blocks`` and their ``note`` as the excerpt of ``target``, in place of an older one.

    The note goes last, and an old one goes first: whatever has a note is whole.
    """
    fresh = note_path(target).with_name(note_path(target).name + ".part")
    fresh.write_bytes(note)
    note_path(target).unlink(missing_ok=True)
    os.replace(blocks, data_path(target))
    os.replace(fresh, note_path(target))


def discard(target: Path) -> None:
    """Remove the excerpt of ``target``, if there is one."""
    note_path(target).unlink(missing_ok=True)
    data_path(target).unlink(missing_ok=True)
