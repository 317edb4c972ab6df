"""What fetch asks: places that may have a file, which are folders (`bake.mirror`) and addresses (`bake.sites`)."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from bake.manifest import SourceFile
from bake.progress import Row

PART = ".part"  # what is being written; only what is whole and verified loses it

Said: TypeAlias = Callable[[str], None]  # takes each trouble that does not stop the transfer, one line
Trees: TypeAlias = dict[str, tuple[str, ...]]  # tree -> every branch of it that some sample's recipe reads


class TransferError(Exception):
    """A file that could not be had from a place; the message says why and what to do."""


class Absent(TransferError):
    """The place does not have the file, which is nothing to worry anybody about."""


class Unreachable(TransferError):
    """The place does not answer at all, whatever it is asked for; the message is the same for every file."""


@dataclass(frozen=True)
class Got:
    """A file that is here and verified: which edition, from which kind of place, from which address or path there."""

    edition: str
    size: int  # bytes on this disk
    kind: str
    place: str
    adler32: str | None  # None for an excerpt, which no checksum of the record covers


class Place(Protocol):
    """Somewhere to fetch from; called from several threads at once."""

    @property
    def kind(self) -> str:
        """What sort of place it is: ``mirror``, ``url`` or ``portal``."""

    def bring(self, file: SourceFile, target: Path, row: Row, said: Said) -> Got:
        """Put the whole, verified file at ``target``.

        Raises:
            TransferError: the place does not have it, or not as its record says.
            OSError: writing failed, such as a full disk; what was written stays for the next run.
        """

    def cut(self, file: SourceFile, trees: Trees, target: Path, row: Row, said: Said) -> Got:
        """Put an excerpt of the file beside ``target``, see `bake.excerpt`; raises as `bring` does."""


def clear_way(path: Path) -> None:
    """Make sure that ``path`` is a plain file or nothing at all: a link or a pipe there is taken away, never followed.

    Raises:
        TransferError: a folder is in the way.
    """
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise TransferError(f"{path}: a folder is where this file must go; move it away and run again")
    if not stat.S_ISREG(mode):
        path.unlink()
