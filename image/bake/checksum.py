"""Size and adler32 of a file: what a record of the portal states of each of its files."""

import errno
import os
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

CHUNK = 1 << 20


@dataclass
class Digest:
    """Running size (bytes) and adler32; feed it every byte in order."""

    size: int = 0
    value: int = 1  # adler32 of nothing

    def feed(self, data: bytes) -> None:
        """Add ``data`` at the end."""
        self.size += len(data)
        self.value = zlib.adler32(data, self.value)

    @property
    def adler32(self) -> str:
        """The checksum of what was fed, eight hexadecimal digits."""
        return f"{self.value:08x}"


def open_plain(path: Path) -> BinaryIO:
    """``path`` opened to be read, if it is a plain file; a pipe or a device would never end, or never begin.

    Raises:
        OSError: it cannot be opened, or is something else than a plain file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is no plain file", os.fspath(path))
    return os.fdopen(descriptor, "rb", buffering=0)


def chunks(path: Path) -> Iterator[bytes]:
    """The bytes of the plain file ``path``, at most ``CHUNK`` at a time."""
    with open_plain(path) as stream:
        while data := stream.read(CHUNK):
            yield data


def of(path: Path) -> Digest:
    """Size and checksum of the file ``path``."""
    digest = Digest()
    for data in chunks(path):
        digest.feed(data)
    return digest
