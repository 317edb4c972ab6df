"""A client that can do what a browser never would."""

import http.client
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from boxes import CODE, Box


@dataclass(frozen=True)
class Raw:
    """An answer to a request whose path was sent letter by letter."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(box: Box, path: str, method: str = "GET", **headers: str) -> Raw:
    """Send ``path`` exactly as it is written; clients and browsers would tidy it up."""
    connection = http.client.HTTPConnection(urlsplit(box.url).netloc, timeout=30)
    try:
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        if method not in ("GET", "HEAD"):
            connection.putheader("Content-Length", "0")
        connection.endheaders()
        answer = connection.getresponse()
        return Raw(answer.status, dict(answer.getheaders()), answer.read())
    except http.client.RemoteDisconnected:
        return Raw(400, {}, b"")  # not even worth an answer
    finally:
        connection.close()


@contextmanager
def browser(box: Box) -> Iterator[httpx.Client]:
    """A client with a cookie jar that has seen the sign-in page."""
    with httpx.Client(base_url=box.url, timeout=120) as client:
        client.get("/signin")
        yield client


def sign_in(client: httpx.Client, code: str = CODE, **fields: str) -> httpx.Response:
    """Send the sign-in form."""
    form = {"_xsrf": client.cookies["_xsrf"], "code": code, **fields}
    return client.post("/signin", data=form)


@contextmanager
def student(box: Box) -> Iterator[httpx.Client]:
    """A client that has signed in."""
    with browser(box) as client:
        answer = sign_in(client)
        assert answer.status_code == 303, answer.text
        yield client


def kernel_of(page: str) -> str:
    """The id of the kernel behind a dashboard's page."""
    found = re.search(r'"kernelId": "([0-9a-f-]{36})"', page)
    assert found, "the page names no kernel"
    return found[1]


def refused(answer: Any) -> bool:
    """Whether somebody without the code was sent away."""
    status = getattr(answer, "status_code", None) or answer.status
    to_sign_in = status == 302 and answer.headers.get("Location", "").startswith("/signin?next=")
    return bool(status == 403 or to_sign_in)
