"""One whole file from one address: resumed at the byte reached, verified while it streams, named only when it is right.

The bytes go to ``<target>.part``, which an interrupted run leaves behind and the next one continues, from whichever
place; whether they fit together is decided by the checksum of all of them.
"""

import os
import re
from pathlib import Path

import urllib3

from bake import checksum
from bake.client import Client, OutOfRange, TryAgain
from bake.manifest import Edition, SourceFile
from bake.places import PART, Said, TransferError, clear_way
from bake.progress import Row


def part_of(target: Path) -> Path:
    """Where ``target`` is while it is not whole."""
    return target.with_name(target.name + PART)


class Transfer:
    """``file`` on its way from ``url`` to ``target``."""

    def __init__(self, client: Client, url: str, file: SourceFile, target: Path, row: Row) -> None:
        self._client = client
        self._url = url
        self._file = file
        self._target = target
        self._part = part_of(target)
        self._row = row
        self._sizes = {edition.size for edition in file.editions}
        self._digest = checksum.Digest()

    def run(self, said: Said) -> Edition:
        """Bring it and return the edition that it turned out to be.

        Raises:
            TransferError: the server does not have it, or not as the record says, or did not answer in time.
            OSError: writing failed, such as a full disk; what was written stays for the next run.
        """
        self._target.parent.mkdir(parents=True, exist_ok=True)
        clear_way(self._part)
        clear_way(self._target)
        if self._part.exists():
            self._digest = checksum.of(self._part)
            self._row.at(self._digest.size)
        for last in (False, True):
            self._client.persist(self._attempt, lambda: self._digest.size, said)
            if edition := self._edition():
                os.replace(self._part, self._target)
                return edition
            stated = " or ".join(e.adler32 for e in self._file.editions if e.size == self._digest.size)
            wrong = f"corrupted: adler32 {self._digest.adler32}, the record says {stated}"
            self._restart()
            if last:  # once may be the line or a stale part, twice is the server
                raise TransferError(f"{wrong}; thrown away twice. Tell whoever runs {self._url}")
            said(f"{wrong}; from the start again")
        raise AssertionError("the loop either returns or raises")

    def _edition(self) -> Edition | None:
        return self._file.edition_of(self._digest.size, self._digest.adler32)

    def _restart(self) -> None:
        self._part.unlink(missing_ok=True)
        self._digest = checksum.Digest()
        self._row.at(0)

    def _attempt(self) -> None:
        """One request; on return the part has a size that an edition has."""
        have = self._digest.size
        if have and (have >= max(self._sizes) or self._edition()):
            if have in self._sizes:
                return  # an earlier run had it all; whether it is right is seen by the caller
            self._restart()
        try:
            answer = self._client.get(self._url, first=self._digest.size)
        except OutOfRange:
            if not self._digest.size:
                raise
            self._restart()
            answer = self._client.get(self._url)
        try:
            expected, exact = self._expected(answer)
            with self._part.open("ab" if self._digest.size else "wb") as stream:
                for data in self._client.body(answer, expected - self._digest.size):
                    stream.write(data)
                    stream.flush()
                    self._digest.feed(data)
                    self._row.at(self._digest.size, expected)
        except TryAgain as trouble:
            raise TryAgain(f"{trouble} at byte {self._digest.size}") from trouble
        finally:
            answer.close()
        size = self._digest.size
        if size < expected and (exact or size not in self._sizes):
            raise TryAgain(f"broken off at byte {size} of {expected}")
        if size > expected:
            self._restart()
            raise TransferError(f"{self._url}: more than the {expected} bytes of the record")

    def _expected(self, answer: urllib3.BaseHTTPResponse) -> tuple[int, bool]:
        """The size that the whole file will have, and whether the server stated it; starts anew where it must."""
        have = self._digest.size
        if answer.status == 206:
            stated = answer.headers.get("Content-Range", "")
            known = re.fullmatch(r"bytes (\d{1,20})-(\d{1,20})/(\d{1,20})", stated, re.ASCII)
            first, last, total = map(int, known.groups()) if known else (-1, -1, -1)
            if not have or (first, last) != (have, total - 1):
                raise TransferError(f"{self._url}: asked for byte {have} on, the server answered {stated or 'nothing'}")
            return self._known(total), True
        if have:
            self._restart()
        offered = answer.headers.get("Content-Length")
        if offered is None:
            return max(self._sizes), False
        return self._known(int(offered) if re.fullmatch(r"\d{1,20}", offered, re.ASCII) else -1), True

    def _known(self, size: int) -> int:
        if size not in self._sizes:
            known = " or ".join(str(s) for s in sorted(self._sizes))
            raise TransferError(f"{self._url}: offers {size} bytes, the record says {known}")
        return size
