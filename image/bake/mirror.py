"""A mirror: any folder tree that holds files of records, found by name, size and checksum.

Its layout does not matter and it is only ever read. A file that bears the name of a wanted file but is no known
edition of it is never used: it is named in a complaint, with what to do about it.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

from bake import checksum
from bake.manifest import Edition, SourceFile


@dataclass(frozen=True)
class Match:
    """A file of the mirror that is a known edition of a wanted file."""

    path: Path
    edition: Edition


@dataclass
class Mirror:
    """The files below ``folder``, by name; made with `Mirror.of`."""

    folder: Path
    by_name: dict[str, list[Path]] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> "Mirror":
        """Index the tree below ``folder``; links are followed.

        Raises:
            NotADirectoryError: there is no such folder.
        """
        if not folder.is_dir():
            raise NotADirectoryError(f"{folder}: there is no such folder to be used as a mirror")
        mirror = cls(folder)
        for parent, subfolders, names in os.walk(folder, followlinks=True):
            subfolders.sort()
            for name in sorted(names):
                mirror.by_name.setdefault(name, []).append(Path(parent, name))
        return mirror

    def find(self, file: SourceFile) -> tuple[Match | None, list[str]]:
        """The first copy of ``file`` whose content is a known edition, and a complaint about each copy that is not."""
        complaints = []
        for path in (p for name in sorted(file.names) for p in self.by_name.get(name, [])):
            try:
                size = path.stat().st_size
                sizes = [e.size for e in file.editions]
                if size not in sizes:
                    known = " or ".join(str(s) for s in sizes)
                    complaints.append(
                        f"{path}: {size} bytes, but {file.name} of record {file.record} has {known}; "
                        "skipped. It is incomplete or an edition we do not know: copy it again or delete it."
                    )
                    continue
                found = checksum.of(path)
            except OSError as error:
                complaints.append(
                    f"{path}: cannot be read ({error.strerror}); skipped. Mend its rights or copy it again."
                )
                continue
            if edition := file.edition_of(found.size, found.adler32):
                return Match(path, edition), complaints
            stated = " or ".join(e.adler32 for e in file.editions if e.size == size)
            complaints.append(
                f"{path}: corrupted: adler32 {found.adler32}, but record {file.record} says {stated}; "
                "skipped. Copy it again or delete it."
            )
        return None, complaints
