"""A portal to attack fetch with: it serves files, and misbehaves for as many requests as it is told to."""

import contextlib
import re
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias

Behaviour: TypeAlias = Callable[["Handler", bytes, int], None]
"""Answers one GET for a file's content of which the client has the first bytes already (0: none)."""


@dataclass
class Portal:
    """The running server: ``files`` by path, ``faults`` by path (each used up by one GET), ``always`` by path."""

    server: ThreadingHTTPServer
    scheme: str = "http"
    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, list[Behaviour]] = field(default_factory=dict)
    always: dict[str, Behaviour] = field(default_factory=dict)
    gets: list[tuple[str, int]] = field(default_factory=list)  # path and first byte asked for
    sent: dict[str, int] = field(default_factory=dict)  # path -> bytes of it that were asked for in ranges
    heads: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Its address."""
        return f"{self.scheme}://localhost:{self.server.server_port}"

    def starts(self, path: str) -> list[int]:
        """First byte asked for, of every GET for ``path``."""
        return [first for asked, first in self.gets if asked == path]


class Handler(BaseHTTPRequestHandler):
    """Serves ``portal.files``, with ranges, unless a fault is due."""

    protocol_version = "HTTP/1.1"
    portal: Portal
    ranged = False  # whether this request asked for a range
    last = 0  # last byte that it asked for

    def do_HEAD(self) -> None:
        """Fetch asks once whether anybody is there."""
        self.portal.heads += 1
        self.head(200, {"Content-Length": "0"})

    def do_GET(self) -> None:
        """One file, or what the fault that is due does instead."""
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        first = int(asked[1]) if asked else 0
        self.ranged = asked is not None
        self.portal.gets.append((self.path, first))
        body = self.portal.files.get(self.path)
        if body is None:
            return self.head(404, {"Content-Length": "0"})
        self.last = min(len(body), int(asked[2]) + 1 if asked and asked[2] else len(body)) - 1
        if self.ranged:
            self.portal.sent[self.path] = self.portal.sent.get(self.path, 0) + self.last + 1 - first
        due = self.portal.faults.get(self.path)
        behave = due.pop(0) if due else self.portal.always.get(self.path, well)
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            behave(self, body, first)

    def head(self, status: int, headers: dict[str, str]) -> None:
        """Status line and headers."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def begin(self, body: bytes, first: int) -> bytes:
        """Announce what was asked for of ``body`` and return what is to be sent."""
        if not self.ranged:
            self.head(200, {"Content-Length": str(len(body))})
            return body
        span = f"bytes {first}-{self.last}/{len(body)}"
        self.head(206, {"Content-Range": span, "Content-Length": str(self.last + 1 - first)})
        return body[first : self.last + 1]

    def begin_anew(self, body: bytes) -> bytes:
        """As `begin`, whatever range was asked for."""
        self.ranged = False
        return self.begin(body, 0)

    def hang_up(self) -> None:
        """Send no more on this connection."""
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def well(handler: Handler, body: bytes, first: int) -> None:
    """As it should be."""
    handler.wfile.write(handler.begin(body, first))


def truncated(size: int) -> Behaviour:
    """Announce everything, send ``size`` bytes, hang up."""

    def behave(handler: Handler, body: bytes, first: int) -> None:
        handler.wfile.write(handler.begin(body, first)[:size])
        handler.hang_up()

    return behave


def corrupted(handler: Handler, body: bytes, first: int) -> None:
    """One byte in the middle is another one."""
    rest = bytearray(handler.begin(body, first))
    rest[len(rest) // 2] ^= 0x01
    handler.wfile.write(rest)


def resized(change: int) -> Behaviour:
    """The server's file is ``change`` bytes longer (or shorter) than the record says, and the server says so."""

    def behave(handler: Handler, body: bytes, first: int) -> None:
        other = body + b"x" * change if change > 0 else body[:change]
        handler.wfile.write(handler.begin_anew(other))

    return behave


def endless(handler: Handler, body: bytes, first: int) -> None:
    """No length announced, and more bytes than the record says."""
    handler.head(200, {"Connection": "close"})
    handler.wfile.write(body + body)
    handler.hang_up()


def stalled(size: int) -> Behaviour:
    """Send ``size`` bytes, then nothing, with the connection open."""

    def behave(handler: Handler, body: bytes, first: int) -> None:
        handler.wfile.write(handler.begin(body, first)[:size])
        handler.wfile.flush()
        handler.portal.closing.wait(60)
        handler.hang_up()

    return behave


def answering(status: int, headers: dict[str, str] | None = None) -> Behaviour:
    """Answer with ``status`` and no content."""

    def behave(handler: Handler, body: bytes, first: int) -> None:
        handler.head(status, {"Content-Length": "0", **(headers or {})})

    return behave


def without_ranges(handler: Handler, body: bytes, first: int) -> None:
    """Everything from the start, whatever was asked for."""
    handler.wfile.write(handler.begin_anew(body))


def slow(handler: Handler, body: bytes, first: int) -> None:
    """A few bytes at a time, so that there is a middle to be killed in."""
    rest = handler.begin(body, first)
    for start in range(0, len(rest), 2000):
        handler.wfile.write(rest[start : start + 2000])
        handler.wfile.flush()
        time.sleep(0.05)


def trickling(handler: Handler, body: bytes, first: int) -> None:
    """A byte now and then, for ever: never long enough without one to count as stalled."""
    rest = handler.begin(body, first)
    for start in range(len(rest)):
        if handler.portal.closing.wait(0.2):
            break
        handler.wfile.write(rest[start : start + 1])
        handler.wfile.flush()
    handler.hang_up()


def in_chunks(content: bytes, again: bool = False, trailers: bool = False) -> Behaviour:
    """Answer in chunks, without a length: ``content``, over and over, or followed by trailers without an end."""

    def behave(handler: Handler, body: bytes, first: int) -> None:
        handler.head(200, {"Transfer-Encoding": "chunked"})
        while True:
            handler.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
            if not again:
                break
        handler.wfile.write(b"0\r\n")
        while trailers:
            handler.wfile.write(b"X-More: of it\r\n")
        handler.wfile.write(b"\r\n")

    return behave


def compressed(content: bytes) -> Behaviour:
    """``content``, said to be compressed by gzip."""

    def behave(handler: Handler, body: bytes, first: int) -> None:
        handler.head(200, {"Content-Encoding": "gzip", "Content-Length": str(len(content))})
        handler.wfile.write(content)

    return behave


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what these tests are about."""


def start(certificate: ssl.SSLContext | None = None) -> Portal:
    """A portal on a free port of this machine, over https where there is a ``certificate``."""

    class OwnHandler(Handler):
        """A class of its own for each portal: the server makes an instance for each request."""

    server = _Server(("127.0.0.1", 0), OwnHandler)
    portal = Portal(server, "https" if certificate else "http")
    OwnHandler.portal = portal
    if certificate:
        server.socket = certificate.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return portal


def stop(portal: Portal) -> None:
    """End it, stalled connections included."""
    portal.closing.set()
    portal.server.shutdown()
    portal.server.server_close()
