"""Addresses to fetch from: a mirror on the web, a file's own address, the portal. They differ in where a file lies."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bake import excerpt
from bake.client import Client, TryAgain, check
from bake.excerpt import Excerpt
from bake.manifest import SourceFile
from bake.places import Absent, Got, Said, TransferError, Trees
from bake.progress import Row, readable
from bake.transfer import Transfer


@dataclass(frozen=True)
class Site:
    """A place on the web; ``addresses`` gives where it may have a file, the likeliest first."""

    client: Client
    kind: str
    addresses: Callable[[SourceFile], list[str]]
    prepared: Callable[[SourceFile], list[str]]  # where it may have an excerpt that another fetch cut

    def bring(self, file: SourceFile, target: Path, row: Row, said: Said) -> Got:
        """The whole file, verified against its record; see `places.Place`."""

        def one(url: str) -> Got:
            edition = Transfer(self.client, url, file, target, row).run(said)
            return Got(edition.edition, edition.size, self.kind, url, edition.adler32)

        return self._first(self.addresses(file), one)

    def cut(self, file: SourceFile, trees: Trees, target: Path, row: Row, said: Said) -> Got:
        """An excerpt: one that lies ready, else cut by ranges out of the whole file; see `places.Place`."""
        from bake import cutting  # it needs uproot, which takes a while to load and whole files do without

        def ready(url: str) -> Got:
            return _take(self.client, self.kind, url, file, trees, target, row, said)

        def fresh(url: str) -> Got:
            made = cutting.cut(self.client, url, file, trees, target, row, said)
            return Got(made.edition, made.bytes, self.kind, url, None)

        try:
            return self._first(self.prepared(file), ready)
        except Absent:
            return self._first(self.addresses(file), fresh)

    def _first(self, urls: list[str], bring: Callable[[str], Got]) -> Got:
        """What ``bring`` makes of the first address that has the file."""
        absent = Absent("it has no address there")
        for url in urls:
            self.client.reach(url)
            try:
                return bring(url)
            except Absent as error:
                absent = error
        if urls and self.kind != "mirror":  # a mirror need not have everything, the others are said to have it
            raise TransferError(str(absent))
        raise absent


def mirror(client: Client, base: str) -> Site:
    """A mirror at the address ``base``: laid out as the folder of downloads is, or as the portal is.

    Raises:
        TransferError: ``base`` is no address.
    """
    check(base)
    base = base.rstrip("/")

    def keys(file: SourceFile) -> list[str]:
        folder = file.key.rpartition("/")[0]
        return [f"{base}/{quote(folder)}/{quote(name)}" for name in sorted(file.names, key=lambda n: n != file.name)]

    def addresses(file: SourceFile) -> list[str]:
        return [*keys(file), *(base + quote(e.path) for e in file.editions if e.path)]

    def prepared(file: SourceFile) -> list[str]:
        return [key + excerpt.SUFFIX for key in keys(file)]

    return Site(client, "mirror", addresses, prepared)


def elsewhere(client: Client) -> Site:
    """The addresses that the manifest names for single files, which the portal does not offer."""
    return Site(client, "url", lambda file: [e.url for e in file.editions if e.url], lambda file: [])


def portal(client: Client, base: str) -> Site:
    """The portal at ``base`` (scheme and host).

    Raises:
        TransferError: ``base`` is no address.
    """
    check(base)
    base = base.rstrip("/")
    return Site(client, "portal", lambda file: [base + quote(e.path) for e in file.editions if e.path], lambda file: [])


def _take(
    client: Client, kind: str, url: str, file: SourceFile, trees: Trees, target: Path, row: Row, said: Said
) -> Got:
    """The excerpt that lies at ``url``, with its note beside it; each block is verified as it arrives."""
    target.parent.mkdir(parents=True, exist_ok=True)
    note = client.persist(lambda: _small(client, url + ".json"), lambda: 0, said)
    try:
        found, sums = excerpt.parse(note, excerpt.data_path(target), file)
    except excerpt.ExcerptError as error:
        raise TransferError(f"{url}: {error}") from error
    if not found.covers(file.first_events or 0, trees):
        raise Absent(f"{url} is an excerpt of fewer events or branches than are needed")
    if found.bytes > (file.at_most_mb or 0) * 1e6:
        raise TransferError(f"{url}: {readable(found.bytes)}, but at_most_mb is {file.at_most_mb:g}")
    store = excerpt.Store(target, {"url": url, "size": found.size, "note": hashlib.sha256(note).hexdigest()})
    try:
        row.at(store.bytes, found.bytes)
        client.persist(lambda: _blocks(client, url, found, sums, store, row), lambda: store.bytes, said)
        store.finish(target, file, found)
    finally:
        store.close()
    return Got(found.edition, found.bytes, kind, url, None)


def _small(client: Client, url: str) -> bytes:
    return b"".join(client.body(client.get(url), excerpt.NOTE_AT_MOST))


def _blocks(client: Client, url: str, found: Excerpt, sums: dict[int, str], store: excerpt.Store, row: Row) -> None:
    """One request for the blocks that ``store`` lacks."""
    answer = client.get(url, first=store.bytes)
    skip = store.bytes if answer.status == 200 else 0  # a server without ranges begins at the beginning
    missing = [block for block in found.blocks if block not in store.blocks]
    buffer = bytearray()
    for data in client.body(answer, found.bytes - (store.bytes - skip)):
        buffer += data[skip:]
        skip = max(0, skip - len(data))
        while missing and len(buffer) >= (length := excerpt.length_of(missing[0], found.size)):
            block = missing.pop(0)
            content = bytes(buffer[:length])
            del buffer[:length]
            if not excerpt.matches(content, sums[block]):
                raise TransferError(f"{url}: block {block} is corrupted; have it copied again")
            store.add(block, content)
            row.at(store.bytes)
    if missing:
        raise TryAgain(f"broken off at byte {store.bytes} of {found.bytes}")
    if buffer:
        raise TransferError(f"{url}: more than the {found.bytes} bytes that its note states")
