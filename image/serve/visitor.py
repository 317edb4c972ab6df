"""Who is asking, and from where: what a request says of that by itself.

The rule: nothing here knows the class code; that is for ``serve.gate``.
"""

import ipaddress
import re
import socket
from urllib.parse import unquote, urlsplit

from tornado.httputil import HTTPServerRequest

_LOCAL_ENDINGS = (".local", ".lan", ".home", ".home.arpa", ".internal", ".localdomain", ".localhost", ".test")


def cookie_name(request: HTTPServerRequest) -> str:
    """The name of the sign-in cookie: two boxes on one host and two ports must not share it."""
    return "lhcbox-" + re.sub(r"[^a-z0-9]+", "-", request.host.lower())


def welcome(request: HTTPServerRequest, names: tuple[str, ...]) -> bool:
    """Whether the box may be called by the name in the ``Host`` header.

    A page on the internet could point its own name at this box (DNS rebinding) and so read it from a visitor's browser.
    Addresses, names without a dot and names that only exist in a local network cannot be used for that.
    """
    host = urlsplit("//" + request.host).hostname or ""
    if not host:
        return False
    try:
        ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        host = host.rstrip(".").lower()
        known = ("*" in names) or host in names or host == socket.gethostname().lower()
        return known or "." not in host or host.endswith(_LOCAL_ENDINGS)
    return True


def crooked(request: HTTPServerRequest) -> bool:
    """Whether the path tries to climb out of a folder; no page of the box or of Jupyter has such an address."""
    path = unquote(request.path).replace("\\", "/")
    return ".." in path.split("/") or "\0" in path


def foreign(request: HTTPServerRequest) -> bool:
    """Whether another site's page makes this request (its ``Origin`` is not ours)."""
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    return urlsplit(origin).netloc.lower() != request.host.lower()


def local_path(address: str, otherwise: str = "/") -> str:
    """``address`` where it is a path on this box, else ``otherwise``: sign-in never leads to another site."""
    if not address.startswith("/") or address.startswith("//") or "\\" in address:
        return otherwise
    if any(ord(sign) < 0x20 or ord(sign) == 0x7F for sign in address):
        return otherwise
    parts = urlsplit(address)
    return otherwise if parts.scheme or parts.netloc else address
