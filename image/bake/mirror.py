"""A folder as a mirror: any tree that holds files of records, found by name, size and checksum; a stick, for example.

Its layout does not matter and it is only ever read. A file that bears the name of a wanted file but is no known
edition of it is never used: it is named in a complaint, with what to do about it.
"""

import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from bake import checksum, excerpt
from bake.manifest import Edition, SourceFile
from bake.places import Absent, Got, Said, Trees, clear_way
from bake.progress import Row, readable
from bake.transfer import part_of

SPARE = 64 << 20  # bytes left free on the disk, for what else runs there


class Folder:
    """The tree below ``folder``, in which ``names`` may be looked for."""

    kind = "mirror"

    def __init__(self, folder: Path, names: Iterable[str], said: Said) -> None:
        """Index the tree; links are followed, each folder is entered once.

        Raises:
            NotADirectoryError: there is no such folder.
        """
        if not folder.is_dir():
            raise NotADirectoryError(f"{folder}: there is no such folder to be used as a mirror")
        wanted = {name + suffix for name in names for suffix in ("", excerpt.SUFFIX)}
        self.folder = folder
        self._by_name: dict[str, list[Path]] = {}
        entered: set[tuple[int, int]] = set()
        _entered_first(os.fspath(folder), entered)

        def unreadable(error: OSError) -> None:
            said(f"{error.filename}: cannot be read ({error.strerror}); skipped. Mend its rights or copy it again.")

        for parent, folders, files in os.walk(folder, onerror=unreadable, followlinks=True):
            for name in sorted(wanted.intersection((*folders, *files))):
                self._by_name.setdefault(name, []).append(Path(parent, name))
            folders[:] = [name for name in sorted(folders) if _entered_first(os.path.join(parent, name), entered)]

    def bring(self, file: SourceFile, target: Path, row: Row, said: Said) -> Got:
        """The first copy of ``file`` whose content is a known edition, with a complaint about each that is not."""
        for path, size in self._candidates(file, said):
            if (found := self._copied(path, size, file, target, row, said)) is not None:
                return Got(found.edition, found.size, self.kind, str(path), found.adler32)
        raise Absent(f"{self.folder} does not have it")

    def cut(self, file: SourceFile, trees: Trees, target: Path, row: Row, said: Said) -> Got:
        """The whole file where there is one, for it can be verified and the disk is asked for room; else an excerpt
        that another fetch cut."""
        target.parent.mkdir(parents=True, exist_ok=True)
        for path, size in self._candidates(file, said):
            if size + SPARE > shutil.disk_usage(target.parent).free:
                said(f"{path}: the disk lacks the {readable(size)} for the whole file; looking for an excerpt of it")
            elif (edition := self._copied(path, size, file, target, row, said)) is not None:
                return Got(edition.edition, edition.size, self.kind, str(path), edition.adler32)
        for path in self._named(file, excerpt.SUFFIX):
            if (got := self._taken(path, file, trees, target, row, said)) is not None:
                return got
        raise Absent(f"{self.folder} does not have it")

    def _named(self, file: SourceFile, suffix: str = "") -> Iterator[Path]:
        for name in sorted(file.names):
            yield from self._by_name.get(name + suffix, [])

    def _candidates(self, file: SourceFile, said: Said) -> Iterator[tuple[Path, int]]:
        """Copies of a size that an edition has, each with that size."""
        for path in self._named(file):
            try:
                state = path.stat()
            except OSError as error:
                said(f"{path}: cannot be read ({error.strerror}); skipped. Mend its rights or copy it again.")
                continue
            sizes = [edition.size for edition in file.editions]
            if not stat.S_ISREG(state.st_mode):
                said(f"{path}: is no plain file; skipped. Copy the file itself there.")
            elif state.st_size not in sizes:
                known = " or ".join(str(size) for size in sizes)
                said(
                    f"{path}: {state.st_size} bytes, but {_described(file)} has {known}; skipped. It is incomplete or "
                    "an edition we do not know: copy it again or delete it."
                )
            else:
                yield path, state.st_size

    def _copied(self, path: Path, size: int, file: SourceFile, target: Path, row: Row, said: Said) -> Edition | None:
        """Copy, verified while it is copied; None where the copy in the mirror is not what it should be."""
        part = part_of(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        clear_way(part)
        clear_way(target)
        digest = checksum.Digest()
        row.at(0, size)
        try:
            with part.open("wb") as stream:
                for data in _readable_chunks(path):
                    stream.write(data)
                    digest.feed(data)
                    row.at(digest.size)
                    if digest.size > size:  # somebody is writing to it
                        break
        except _Unreadable as error:
            part.unlink()
            said(f"{path}: cannot be read ({error}); skipped. Mend its rights or copy it again.")
            return None
        if edition := file.edition_of(digest.size, digest.adler32):
            os.replace(part, target)
            return edition
        part.unlink()
        row.at(0)
        stated = " or ".join(e.adler32 for e in file.editions if e.size == size)
        said(
            f"{path}: corrupted: adler32 {digest.adler32}, but {_described(file)} says {stated}; skipped. "
            "Copy it again or delete it."
        )
        return None

    def _taken(self, path: Path, file: SourceFile, trees: Trees, target: Path, row: Row, said: Said) -> Got | None:
        """Copy a prepared excerpt; None where it is not what it should be."""
        place = path.with_name(path.name.removesuffix(excerpt.SUFFIX))
        try:
            found = excerpt.load(place, file)
        except OSError as error:
            said(f"{error if isinstance(error, excerpt.ExcerptError) else path}: not used. Copy it again or delete it.")
            return None
        if not found.covers(file.first_events or 0, trees):
            said(f"{path}: an excerpt of fewer events or branches than are needed; skipped")
            return None
        if found.bytes > (file.at_most_mb or 0) * 1e6:
            said(f"{path}: {readable(found.bytes)}, but at_most_mb is {file.at_most_mb:g}; skipped")
            return None
        target.parent.mkdir(parents=True, exist_ok=True)
        store = excerpt.Store(target, {"url": str(path), "size": found.size, "tag": found.tag})
        try:
            row.at(store.bytes, found.bytes)
            with found.open() as window:
                for block in found.blocks:
                    window.seek(block * excerpt.BLOCK)
                    store.add(block, window.read(excerpt.length_of(block, found.size)))
                    row.at(store.bytes)
            store.finish(target, file, found)
        finally:
            store.close()
        return Got(found.edition, found.bytes, self.kind, str(path), None)


class _Unreadable(Exception):
    """The mirror's file, and not the disk that is written to, is the trouble."""


def _readable_chunks(path: Path) -> Iterator[bytes]:
    try:
        yield from checksum.chunks(path)
    except OSError as error:
        raise _Unreadable(error.strerror) from error


def _entered_first(path: str, entered: set[tuple[int, int]]) -> bool:
    """Whether the folder ``path`` is met for the first time; a link may lead back to where it lies."""
    try:
        state = os.stat(path)
    except OSError:
        return True  # os.walk will complain
    known = (state.st_dev, state.st_ino) in entered
    entered.add((state.st_dev, state.st_ino))
    return not known


def _described(file: SourceFile) -> str:
    return f"{file.name} of " + (f"record {file.record}" if file.record is not None else file.folder)
