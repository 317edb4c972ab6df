"""Size and adler32 of a file: what a record of the portal states of each of its files."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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


def chunks(path: Path) -> Iterator[bytes]:
    """The bytes of ``path``, at most ``CHUNK`` at a time."""
    with path.open("rb") as stream:
        while data := stream.read(CHUNK):
            yield data


def of(path: Path) -> Digest:
    """Size and checksum of the file ``path``."""
    digest = Digest()
    for data in chunks(path):
        digest.feed(data)
    return digest
