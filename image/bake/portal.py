"""The CERN Open Data portal over https: whether it answers at all, and one file at a time with resume.

The client is urllib3: it is what most Python HTTP stands on, is released regularly, lets the bytes through undecoded
(checksums are of bytes) and takes its trusted certificates from the system or ``SSL_CERT_FILE``, so that it works
where TLS is inspected. Retrying is done here and not by it, because a retry must resume at the byte reached.
"""

import os
import ssl
import threading
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import urllib3

from bake import checksum
from bake.manifest import Edition, SourceFile

PART = ".part"
PAUSE_AT_MOST = 60.0  # seconds; also for what a server asks with Retry-After
ATTEMPTS_IN_ALL = 50  # of one file, however much progress each makes
PROGRESS = 1 << 16  # bytes; an attempt that gains less counts as one without progress, or a trickle would never end


class TransferError(Exception):
    """A file that could not be had from the portal; the message says why."""


class _TryAgain(Exception):
    """An attempt that failed in a way that may pass; ``after`` is what the server asked for, in seconds."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        super().__init__(reason)
        self.after = after


@dataclass(frozen=True)
class Patience:
    """How long to wait: seconds to connect, seconds without a byte, attempts without progress, first pause."""

    connect: float = 5.0
    stall: float = 30.0
    attempts: int = 5
    pause: float = 1.0


def _client(base: str, patience: Patience) -> urllib3.PoolManager:
    parts = urlsplit(base)
    host = parts.hostname or ""
    near = host == "localhost" or host.startswith("127.")  # on this machine, where no proxy can reach it
    proxy = None if near or urllib.request.proxy_bypass(host) else urllib.request.getproxies().get(parts.scheme)
    timeout = urllib3.Timeout(connect=patience.connect, read=patience.stall)
    context = ssl.create_default_context()
    headers = {"User-Agent": "lhcbox-bake", "Accept-Encoding": "identity"}
    if proxy:
        return urllib3.ProxyManager(proxy, timeout=timeout, ssl_context=context, headers=headers, maxsize=8)
    return urllib3.PoolManager(timeout=timeout, ssl_context=context, headers=headers, maxsize=8)


def _reason(error: BaseException) -> str:
    """The innermost cause, which says most, in one line."""
    while isinstance(error, urllib3.exceptions.MaxRetryError) and error.reason:
        error = error.reason
    if isinstance(error, urllib3.exceptions.NameResolutionError):
        return "its name is not known here"
    if isinstance(error, urllib3.exceptions.ConnectTimeoutError):
        return "no connection in time"
    if isinstance(error, urllib3.exceptions.ReadTimeoutError):
        return "no answer in time"
    return str(error).rpartition(": ")[2] or type(error).__name__


class Portal:
    """The portal at ``base`` (scheme and host)."""

    def __init__(self, base: str, patience: Patience) -> None:
        self.base = base.rstrip("/")
        self.patience = patience
        self._client = _client(base, patience)
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End every transfer soon; what they have stays for the next run."""
        self._stopped.set()

    def why_unreachable(self, file: SourceFile) -> str | None:
        """None where the portal answers, else why not; asked once, so an offline machine does not wait per file."""
        if file.remote is None:
            return None
        try:
            soon = urllib3.Timeout(connect=self.patience.connect, read=2 * self.patience.connect)
            self._client.request("HEAD", self._url(file.remote), retries=False, redirect=False, timeout=soon)
        except urllib3.exceptions.HTTPError as error:
            if isinstance(error, urllib3.exceptions.ReadTimeoutError):
                return "it takes the connection and then says nothing"
            reason = _reason(error)
            if isinstance(error, urllib3.exceptions.SSLError) or "certificate" in reason.lower():
                return f"{reason}; where TLS is inspected, name the authority's certificates in SSL_CERT_FILE"
            return reason
        return None

    def _url(self, edition: Edition) -> str:
        return f"{self.base}{edition.path}"

    def fetch(
        self, file: SourceFile, target: Path, counted: Callable[[int], None], said: Callable[[str], None]
    ) -> Edition:
        """Bring ``file`` to ``target`` and return the edition it turned out to be.

        The bytes go to ``target`` + ``.part``, which an interrupted run leaves behind and the next one continues; only
        a file of the right size and checksum is given its name. ``counted`` is called with every number of bytes
        gained (or lost, negative), ``said`` with every trouble that is met.

        Raises:
            TransferError: the portal does not have it, or not as the record says, or did not answer in time.
            OSError: writing failed, such as a full disk; what was written stays for the next run.
        """
        if file.remote is None:
            raise TransferError("the portal no longer offers it; only a mirror can have it")
        part = target.with_name(target.name + PART)
        part.parent.mkdir(parents=True, exist_ok=True)
        failures = 0
        mismatches = 0
        for _ in range(ATTEMPTS_IN_ALL):
            before = part.stat().st_size if part.exists() else 0
            if self._stopped.is_set():
                raise TransferError("stopped")
            try:
                found = self._attempt(file, file.remote, part, counted)
            except _TryAgain as trouble:
                after = part.stat().st_size if part.exists() else 0
                failures = 1 if after - before >= PROGRESS else failures + 1
                if failures >= self.patience.attempts:
                    raise TransferError(f"{trouble}; given up after {failures} attempts") from trouble
                pause = min(max(self.patience.pause * 2 ** (failures - 1), trouble.after), PAUSE_AT_MOST)
                said(f"  {file.name}: {trouble}; again in {pause:g} s")
                self._stopped.wait(pause)
                continue
            if edition := file.edition_of(found.size, found.adler32):
                os.replace(part, target)
                return edition
            part.unlink()
            counted(-found.size)
            mismatches += 1
            stated = " or ".join(e.adler32 for e in file.editions if e.size == found.size)
            wrong = f"corrupted: adler32 {found.adler32}, the record says {stated}"
            if mismatches >= 2:  # once may be the line or a stale part, twice is the server
                raise TransferError(f"{wrong}; thrown away twice")
            said(f"  {file.name}: {wrong}; from the start again")
        raise TransferError(f"given up after {ATTEMPTS_IN_ALL} attempts")

    def _attempt(
        self, file: SourceFile, remote: Edition, part: Path, counted: Callable[[int], None]
    ) -> checksum.Digest:
        """One request; returns size and checksum of the whole ``part`` once it has a size that an edition has."""
        digest = checksum.of(part) if part.exists() else checksum.Digest()
        if digest.size >= remote.size:
            if digest.size == remote.size:
                return digest
            part.unlink()
            counted(-digest.size)
            digest = checksum.Digest()
        headers = {"Range": f"bytes={digest.size}-"} if digest.size else {}
        try:
            answer = self._client.request(
                "GET", self._url(remote), headers={**self._client.headers, **headers},
                preload_content=False, retries=urllib3.Retry(None, connect=0, read=0, status=0, other=0, redirect=3),
            )  # fmt: skip
        except urllib3.exceptions.HTTPError as error:
            raise _TryAgain(_reason(error)) from error
        try:
            expected, resumed = self._judge(answer, file, remote, digest.size)
            if not resumed and digest.size:
                counted(-digest.size)
                digest = checksum.Digest()
            with part.open("ab" if resumed else "wb") as stream:
                # read1 gives what has arrived: nothing of a transfer that breaks off is lost
                while data := answer.read1(checksum.CHUNK, decode_content=False):
                    stream.write(data)
                    stream.flush()
                    digest.feed(data)
                    counted(len(data))
                    if digest.size > expected or self._stopped.is_set():
                        break
        except urllib3.exceptions.HTTPError as error:
            if isinstance(error, urllib3.exceptions.ReadTimeoutError):
                raise _TryAgain(f"stalled for {self.patience.stall:g} s at byte {digest.size}") from error
            raise _TryAgain(f"broken off at byte {digest.size}") from error
        finally:
            answer.close()
        if digest.size < expected:
            raise _TryAgain(f"broken off at byte {digest.size} of {expected}")
        if digest.size > expected:
            part.unlink()
            counted(-digest.size)
            raise TransferError(f"more than the {expected} bytes of the record")
        return digest

    def _judge(
        self, answer: urllib3.BaseHTTPResponse, file: SourceFile, remote: Edition, have: int
    ) -> tuple[int, bool]:
        """The size that the whole file will have, and whether the answer continues at byte ``have``."""
        if answer.status == 206 and have:
            stated = answer.headers.get("Content-Range", "")
            if stated == f"bytes {have}-{remote.size - 1}/{remote.size}":
                return remote.size, True
            raise TransferError(f"asked for byte {have} on, the portal answered {stated or 'something else'}")
        if answer.status == 200:
            sizes = {e.size for e in file.editions}
            offered = answer.headers.get("Content-Length")
            if offered is not None and offered not in map(str, sizes):
                known = " or ".join(str(s) for s in sorted(sizes))
                raise TransferError(f"the portal offers {offered} bytes, the record says {known}")
            return (remote.size if offered is None else int(offered)), False
        if answer.status in {408, 425, 429} or answer.status >= 500:
            after = answer.headers.get("Retry-After", "")
            raise _TryAgain(f"the portal answered {answer.status}", float(after) if after.isdigit() else 0.0)
        raise TransferError(f"the portal answered {answer.status} for {self._url(remote)}")
