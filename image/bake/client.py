"""Asking servers over http and https: who may be asked, how long to wait, when to ask again.

The client is urllib3: most of Python's HTTP stands on it, it is released regularly, lets the bytes through undecoded
(checksums are of bytes) and takes its trusted certificates from the system or ``SSL_CERT_FILE``, so that it works
where TLS is inspected. Asking again is done here and not by it, because it must go on at the byte reached; redirects
are followed here and not by it, because not every one may be.
"""

import ssl
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import urllib3

from bake import checksum
from bake.places import Absent, Said, TransferError, Unreachable

PAUSE_AT_MOST = 60.0  # seconds; also for what a server asks with Retry-After
ATTEMPTS_IN_ALL = 50  # of one transfer, however much progress each makes
PROGRESS = 1 << 16  # bytes; an attempt that gains less counts as one without progress, or a trickle would never end
TRICKLE = 4  # stall times in which PROGRESS bytes must come, or the attempt is ended
REDIRECTS = 5
CONNECTIONS = 16  # kept open to one server
_NOT_YET_VALID, _EXPIRED = 9, 10  # OpenSSL's X509_V_ERR_CERT_…; the ssl module has no names for them

T = TypeVar("T")


class OutOfRange(TransferError):
    """The server's file ends before the byte that was asked for."""


class TryAgain(Exception):
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


class Client:
    """One for a whole run; keeps connections open and knows which servers cannot be reached."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self.stopped = threading.Event()
        self._context = ssl.create_default_context()
        self._managers: dict[str | None, urllib3.PoolManager] = {}
        self._unreachable: dict[str, str | None] = {}  # server -> why; None: it answers
        self._asking: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def stop(self) -> None:
        """End every transfer soon; what they have stays for the next run."""
        self.stopped.set()

    def reach(self, url: str) -> None:
        """Raise Unreachable where the server of ``url`` does not answer at all.

        Each server is asked once in a run, so that an offline machine does not wait for every file.
        """
        server = server_of(url)
        with self._lock:
            asking = self._asking.setdefault(server, threading.Lock())
        with asking:
            if server not in self._unreachable:
                self._unreachable[server] = self._knock(server)
        if why := self._unreachable[server]:
            raise Unreachable(f"{server} cannot be reached: {why}")

    def _knock(self, server: str) -> str | None:
        soon = urllib3.Timeout(connect=self.patience.connect, read=2 * self.patience.connect)
        try:
            self._manager(server).request("HEAD", server + "/", retries=False, redirect=False, timeout=soon)
        except urllib3.exceptions.ReadTimeoutError:
            return "it takes the connection and then says nothing"
        except (urllib3.exceptions.HTTPError, UnicodeError) as error:
            return reason(error)
        return None

    def _manager(self, url: str) -> urllib3.PoolManager:
        parts = urlsplit(url)
        host = parts.hostname or ""
        near = host == "localhost" or host.startswith("127.")  # on this machine, where no proxy can reach it
        proxy = None if near or urllib.request.proxy_bypass(host) else urllib.request.getproxies().get(parts.scheme)
        with self._lock:
            if proxy not in self._managers:
                timeout = urllib3.Timeout(connect=self.patience.connect, read=self.patience.stall)
                headers = {"User-Agent": "lhcbox-bake", "Accept-Encoding": "identity"}
                self._managers[proxy] = (
                    urllib3.ProxyManager(
                        proxy, timeout=timeout, ssl_context=self._context, headers=headers, maxsize=CONNECTIONS
                    )
                    if proxy
                    else urllib3.PoolManager(
                        timeout=timeout, ssl_context=self._context, headers=headers, maxsize=CONNECTIONS
                    )
                )
            return self._managers[proxy]

    def get(self, url: str, first: int = 0, last: int | None = None) -> urllib3.BaseHTTPResponse:
        """The answer (status 200 or 206, nothing read yet) to a GET of ``url``, from byte ``first`` to ``last``.

        Raises:
            TryAgain: no answer, or one that may be another the next time.
            Absent: the server does not have it.
            TransferError: any other answer, or a redirect to where it may not lead.
        """
        ranged = first > 0 or last is not None
        headers = {"Range": f"bytes={first}-{'' if last is None else last}"} if ranged else {}
        for _ in range(REDIRECTS + 1):
            check(url)
            manager = self._manager(url)
            try:
                answer = manager.request(
                    "GET", url, headers={**manager.headers, **headers},
                    preload_content=False, retries=False, redirect=False,
                )  # fmt: skip
            except (urllib3.exceptions.HTTPError, UnicodeError) as error:
                if _certificate_error(error):
                    raise TransferError(f"{server_of(url)}: {reason(error)}") from error
                raise TryAgain(reason(error)) from error
            onward = answer.get_redirect_location()
            if not onward:
                return self._judged(answer, url)
            answer.close()
            url = _redirected(url, onward)
        raise TransferError(f"{url}: more than {REDIRECTS} redirects, one after the other")

    def _judged(self, answer: urllib3.BaseHTTPResponse, url: str) -> urllib3.BaseHTTPResponse:
        status = answer.status
        if status in {200, 206}:
            encoding = answer.headers.get("Content-Encoding", "identity").lower()
            if encoding == "identity":
                return answer
            answer.close()
            raise TransferError(
                f"{url}: answered in the encoding {encoding}, which was not asked for; checksums are of the file as it "
                "is. Use another source, or have the server send it as it is"
            )
        answer.close()
        if status in {404, 410}:
            raise Absent(f"the server answered {status} for {url}")
        if status == 416:
            raise OutOfRange(f"the server answered {status} for {url}: its file is shorter than it should be")
        if status in {408, 425, 429} or status >= 500:
            after = answer.headers.get("Retry-After", "")
            raise TryAgain(f"the server answered {status}", float(after) if after.isdecimal() else 0.0)
        raise TransferError(f"the server answered {status} for {url}")

    def body(self, answer: urllib3.BaseHTTPResponse, expected: int) -> Iterator[bytes]:
        """The bytes of ``answer`` as they arrive; at most one more than the ``expected`` number of them, never decoded.

        Raises:
            TryAgain: nothing came for too long, or too little, or the connection broke.
        """
        left = expected
        mark, gained = time.monotonic(), 0
        try:
            # read1 gives what has arrived: nothing of a transfer that breaks off is lost
            while left >= 0 and not self.stopped.is_set():
                if left == 0 and getattr(answer, "chunked", False):
                    return  # what follows would be a trailer, which may be endless
                data = answer.read1(min(checksum.CHUNK, left + 1), decode_content=False)
                if not data:
                    return
                yield data
                left -= len(data)
                gained += len(data)
                now = time.monotonic()
                if gained >= PROGRESS:
                    mark, gained = now, 0
                elif now - mark > TRICKLE * self.patience.stall:
                    raise TryAgain(f"only {gained} bytes in {now - mark:.0f} s")
        except urllib3.exceptions.ReadTimeoutError as error:
            raise TryAgain(f"stalled for {self.patience.stall:g} s") from error
        except (urllib3.exceptions.HTTPError, ValueError) as error:  # ValueError: a chunk's length that is no number
            raise TryAgain("broken off") from error
        finally:
            answer.close()

    def persist(self, attempt: Callable[[], T], reached: Callable[[], int], said: Said) -> T:
        """What ``attempt`` returns, tried again with longer and longer pauses while it raises `TryAgain`.

        ``reached`` says how many bytes there are: an attempt that gained some starts the count of failures anew.

        Raises:
            TransferError: given up, or stopped.
        """
        failures = 0
        for _ in range(ATTEMPTS_IN_ALL):
            if self.stopped.is_set():
                raise TransferError("stopped")
            before = reached()
            try:
                return attempt()
            except TryAgain as trouble:
                failures = 1 if reached() - before >= PROGRESS else failures + 1
                if failures >= self.patience.attempts:
                    raise TransferError(f"{trouble}; given up after {failures} attempts") from trouble
                pause = min(max(self.patience.pause * 2 ** (failures - 1), trouble.after), PAUSE_AT_MOST)
                said(f"{trouble}; again in {pause:g} s")
                self.stopped.wait(pause)
        raise TransferError(f"given up after {ATTEMPTS_IN_ALL} attempts")


def server_of(url: str) -> str:
    """Scheme, host and port of ``url``."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def check(url: str) -> None:
    """Raise TransferError unless ``url`` is an http or https address with a host and without a password."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise TransferError(f"{url}: no address to fetch from; it must begin with https:// or http:// and name a host")
    if parts.username is not None or parts.password is not None:
        raise TransferError(f"{parts.hostname}: an address with a user or a password in it is not used; leave them out")


def _redirected(url: str, onward: str) -> str:
    """The address that a redirect leads to, if it may lead there.

    Over https another host may take over, since it must prove its name; never does encryption end on the way, and an
    unencrypted answer, which anybody on the line can write, leads to no other unencrypted server.
    """
    try:
        target = urljoin(url, onward)
        old, new = urlsplit(url), urlsplit(target)
    except ValueError as error:
        raise TransferError(f"{url}: redirects to {onward!r}, which is no address") from error
    check(target)
    if new.scheme == "http" and (old.scheme == "https" or old.netloc != new.netloc):
        raise TransferError(
            f"{url}: redirects to {target}, which is not encrypted; not followed. If you trust that server, name it "
            "itself with --mirror"
        )
    return target


def _certificate_error(error: BaseException) -> ssl.SSLCertVerificationError | None:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return seen
        inner = getattr(seen, "reason", None)
        if isinstance(inner, BaseException):
            seen = inner
        else:
            seen = next((arg for arg in seen.args if isinstance(arg, BaseException)), seen.__cause__)
    return None


def reason(error: BaseException) -> str:
    """The innermost cause, which says most, in one line; for a certificate also what to do."""
    if certificate := _certificate_error(error):
        if certificate.verify_code in {_NOT_YET_VALID, _EXPIRED}:
            when = "not valid yet" if certificate.verify_code == _NOT_YET_VALID else "no longer valid"
            now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
            return (
                f"its certificate is {when} by this machine's clock, which says {now}; if that is wrong, set the clock "
                "(for example: sudo timedatectl set-time 'YYYY-MM-DD HH:MM') and run again"
            )
        return (
            f"{certificate.verify_message}; where TLS is inspected, name the authority's certificates in SSL_CERT_FILE"
        )
    while isinstance(error, urllib3.exceptions.MaxRetryError) and error.reason:
        error = error.reason
    if isinstance(error, urllib3.exceptions.NameResolutionError):
        return "its name is not known here"
    if isinstance(error, urllib3.exceptions.ConnectTimeoutError):
        return "no connection in time"
    if isinstance(error, urllib3.exceptions.ReadTimeoutError):
        return "no answer in time"
    return str(error).rpartition(": ")[2] or type(error).__name__
