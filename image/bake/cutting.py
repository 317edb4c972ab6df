"""Cutting an excerpt out of a ROOT file on a server, by ranges: only what the first events of some branches need.

uproot reads the file's head and its trees' tables through `Pull`, which fetches the blocks that are touched. The tables
say where each basket lies, so the baskets of the first events are then fetched in a few large requests, several at a
time, instead of one by one.
"""

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import uproot
import urllib3

from bake.client import Client, TryAgain
from bake.excerpt import BLOCK, Excerpt, Store, Window, data_path, length_of, load
from bake.manifest import SourceFile
from bake.places import Said, TransferError, Trees
from bake.progress import Row

GAP = 2  # blocks between two wanted ones that are fetched as well: it is quicker than another request
RUN = 128  # blocks in one request, 8 MiB
AT_ONCE = 3  # requests at a time for one file


class Remote:
    """The file at ``url``, of which blocks are brought into a store.

    Raises:
        TransferError: the server gives no ranges, or has a file of another size than the record.
    """

    def __init__(self, client: Client, url: str, file: SourceFile, target: Path, row: Row, said: Said) -> None:
        self._client = client
        self._url = url
        self._file = file
        self._row = row
        self._said = said
        self._most = int((file.at_most_mb or 0) * 1e6)
        head, self.size, self.tag = client.persist(self._begin, lambda: 0, said)
        self.edition = next(edition for edition in file.editions if edition.size == self.size)
        target.parent.mkdir(parents=True, exist_ok=True)
        self.store = Store(target, {"url": url, "size": self.size, "tag": self.tag})
        self.store.add(0, head)
        self._older = self._open_older(target)
        self._moved()

    def _open_older(self, target: Path) -> Window | None:
        """The excerpt that an earlier run cut out of the very same remote file, perhaps for other branches."""
        try:
            older = load(target, self._file)
            same = (older.url, older.size, older.tag) == (self._url, self.size, self.tag)
            return older.open() if same else None
        except OSError:
            return None

    def close(self) -> None:
        """Let go of the files on the disk."""
        self.store.close()
        if self._older:
            self._older.close()

    def _begin(self) -> tuple[bytes, int, str]:
        """The first block, the size of the whole file, and what the server calls this state of it."""
        answer = self._client.get(self._url, 0, BLOCK - 1)
        sizes = {edition.size for edition in self._file.editions}
        if answer.status == 200:
            answer.close()
            raise TransferError(
                f"{self._url}: this server gives whole files only, no ranges of bytes, so nothing can be cut out; name "
                "another mirror, or take first_events out of the profile to fetch the whole file"
            )
        size = self._span(answer, 0, None)
        if size not in sizes:
            answer.close()
            known = " or ".join(str(s) for s in sorted(sizes))
            raise TransferError(f"{self._url}: offers {size} bytes, the record says {known}")
        wanted = length_of(0, size)
        head = b"".join(self._client.body(answer, wanted))
        if len(head) != wanted:
            raise TryAgain(f"broken off at byte {len(head)}")
        return head, size, answer.headers.get("ETag", "")

    def _span(self, answer: urllib3.BaseHTTPResponse, first: int, last: int | None) -> int:
        """The size of the whole file, if the answer is for the bytes from ``first`` to ``last``."""
        stated = answer.headers.get("Content-Range", "")
        known = re.fullmatch(r"bytes (\d{1,20})-(\d{1,20})/(\d{1,20})", stated, re.ASCII)
        if known and answer.status == 206:
            begin, end, size = map(int, known.groups())
            if begin == first and end == (min(BLOCK, size) - 1 if last is None else last):
                return size
        answer.close()
        raise TransferError(f"{self._url}: asked for bytes {first} to {last}, the server answered {stated or 'others'}")

    def _moved(self) -> None:
        self._row.at(self.store.bytes, max(self._row.size, self.store.bytes))

    def get(self, blocks: Iterable[int], gap: int = 0) -> None:
        """Bring those of ``blocks`` that are not here, in as few requests as may be.

        Raises:
            TransferError: it would be more than ``at_most_mb`` in all, or the server failed.
        """
        missing = sorted(set(blocks) - self.store.blocks.keys())
        if self._older:
            missing = [block for block in missing if not self._copied(block)]
        runs = list(_runs(missing, gap))
        more = sum(length_of(block, self.size) for run in runs for block in run if block not in self.store.blocks)
        total = self.store.bytes + more
        if total > self._most:
            raise TransferError(
                f"{self._url}: the first {self._file.first_events} events need {total / 1e6:.1f} MB, but at_most_mb is "
                f"{self._file.at_most_mb:g}; ask for fewer events or branches, or allow more"
            )
        if len(runs) < 2:
            for run in runs:
                self._fetch(run)
            return
        self._row.at(self.store.bytes, total)
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            try:
                for _ in pool.map(self._fetch, runs):
                    pass
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _copied(self, block: int) -> bool:
        """Whether ``block`` could be taken from the older excerpt."""
        if self._older is None or block not in self._older.blocks:
            return False
        self._older.seek(block * BLOCK)
        self.store.add(block, self._older.read(length_of(block, self.size)))
        return True

    def _fetch(self, run: range) -> None:
        self._client.persist(lambda: self._attempt(run), lambda: self.store.bytes, self._said)

    def _attempt(self, run: range) -> None:
        """One request for what is missing of ``run``; blocks that arrived whole stay."""
        missing = [block for block in run if block not in self.store.blocks]
        if not missing:
            return
        first = missing[0] * BLOCK
        stop = missing[-1] * BLOCK + length_of(missing[-1], self.size)
        answer = self._client.get(self._url, first, stop - 1)
        if self._span(answer, first, stop - 1) != self.size:
            answer.close()
            raise TransferError(f"{self._url}: changed its size while it was read; run again")
        block, buffer = missing[0], bytearray()
        for data in self._client.body(answer, stop - first):
            buffer += data
            while block * BLOCK < stop and len(buffer) >= (length := length_of(block, self.size)):
                self.store.add(block, bytes(buffer[:length]))
                del buffer[:length]
                block += 1
            self._moved()
        if block * BLOCK < stop:
            raise TryAgain(f"broken off at byte {block * BLOCK + len(buffer)}")


def _runs(blocks: list[int], gap: int) -> Iterator[range]:
    """Neighbours among sorted ``blocks`` together, bridging up to ``gap`` missing ones, at most `RUN` long."""
    start = previous = None
    for block in blocks:
        if start is None or previous is None or block - previous > gap + 1 or block - start >= RUN:
            if start is not None and previous is not None:
                yield range(start, previous + 1)
            start = block
        previous = block
    if start is not None and previous is not None:
        yield range(start, previous + 1)


class Pull(Window):
    """The whole remote file, of which a block is fetched when it is first read."""

    def __init__(self, remote: Remote) -> None:
        store = remote.store
        super().__init__(store.path, store.size, store.blocks)
        self._remote = remote

    def read(self, size: int | None = -1) -> bytes:
        """The next ``size`` bytes."""
        at = self.tell()
        stop = self.size if size is None or size < 0 else min(self.size, at + size)
        if stop > at:
            self._remote.get(range(at // BLOCK, (stop - 1) // BLOCK + 1))
        return super().read(size)


def _baskets(branch: Any, first_events: int) -> Iterator[range]:
    """The bytes of each basket of ``branch``, and of the branches below it, that holds one of the first events."""
    written = int(branch.member("fWriteBasket"))
    places = branch.member("fBasketSeek")[:written], branch.member("fBasketBytes")[:written]
    for entry, seek, size in zip(branch.member("fBasketEntry")[:written], *places, strict=True):
        if entry < first_events and seek > 0:
            yield range(int(seek), int(seek) + int(size))
    for below in branch.branches:
        yield from _baskets(below, first_events)


def _branches(source: Any, name: str, wanted: tuple[str, ...], url: str) -> tuple[Any, Any]:
    """The tree called ``name``, and those of the wanted branches that it has; which it lacks is seen by the reader."""
    if name not in source:
        there = ", ".join(source.keys(cycle=False)) or "nothing"
        raise TransferError(f"{url}: holds no tree {name!r}; it holds {there}. Mend the manifest")
    tree = source[name]
    present = set(tree.keys())
    return tree, [tree[branch] for branch in wanted if branch in present]


def cut(client: Client, url: str, file: SourceFile, trees: Trees, target: Path, row: Row, said: Said) -> Excerpt:
    """Fetch an excerpt of the file at ``url``: ``trees``' branches for its first ``file.first_events`` events.

    A run that was killed goes on with the blocks it has, and blocks of an older excerpt are not fetched again.

    Raises:
        TransferError: the server gives no ranges or fails, the file is not as the record or the recipes say, or
            more than ``file.at_most_mb`` would be needed.
        OSError: writing failed, such as a full disk.
    """
    remote = Remote(client, url, file, target, row, said)
    try:
        try:
            made = _fill(remote, url, file, trees, target)
        except (TransferError, OSError):
            raise
        except Exception as error:  # whatever uproot makes of bytes that are no ROOT file
            remote.store.forget()
            text = f"{type(error).__name__}: {error}".splitlines()[0]
            raise TransferError(f"{url}: cannot be read as a ROOT file ({text}); thrown away") from error
        remote.store.finish(target, file, made)
    finally:
        remote.close()
    row.at(made.bytes, made.bytes)
    return made


def _fill(remote: Remote, url: str, file: SourceFile, trees: Trees, target: Path) -> Excerpt:
    """Gather every block that reading will touch, then read the last event of each branch from what was gathered."""
    events = file.first_events or 0
    of = 0
    with Pull(remote) as pulled, uproot.open(pulled, use_threads=False) as source:
        source.file.streamers  # noqa: B018 - readers look at them, so they must be in the excerpt
        wanted: set[int] = set()
        for name, branches in trees.items():
            tree, found = _branches(source, name, branches, url)
            of = max(of, int(tree.num_entries))
            for branch in found:
                for span in _baskets(branch, events):
                    wanted.update(range(span.start // BLOCK, (span.stop - 1) // BLOCK + 1))
        remote.get(wanted, GAP)
    with remote.store.window() as gathered, uproot.open(gathered, use_threads=False) as source:
        for name, branches in trees.items():
            tree, found = _branches(source, name, branches, url)
            last = min(events, int(tree.num_entries))
            for branch in found:
                branch.array(entry_start=max(0, last - 1), entry_stop=last)
    store = remote.store
    return Excerpt(
        data_path(target), min(events, of), of, store.bytes, store.size, remote.edition.edition, url, remote.tag,
        trees, dict(store.blocks),
    )  # fmt: skip
