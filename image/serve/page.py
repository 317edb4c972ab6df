"""What all our own pages have in common: language, sign-in, headers, errors in the reader's words."""

import functools
import math
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlencode

from tornado.httputil import HTTPServerRequest
from tornado.web import HTTPError, RequestHandler

from lhcbox.language import LANGUAGES
from serve.box import Box
from serve.tongue import COOKIE, asked, tongue

YEAR = 365
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Server": "lhcbox",
}
"""Sent with every answer of the box; each page adds its own Content-Security-Policy."""
STRICT = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)

P = ParamSpec("P")
T = TypeVar("T")


class Page(RequestHandler):
    """A page that draws itself from a template in the reader's language."""

    content_security_policy = STRICT

    @property
    def box(self) -> Box:
        """The box this page belongs to."""
        box: Box = self.settings["box"]
        return box

    def set_default_headers(self) -> None:
        """Headers that keep a page from being framed, sniffed or fed by others."""
        for name, value in HEADERS.items():
            self.set_header(name, value)
        self.set_header("Content-Security-Policy", self.content_security_policy)
        self.set_header("Cache-Control", "no-cache")
        self.set_header("Vary", "Accept-Language, Cookie")

    def prepare(self) -> None:
        """Remember the language that the address asks for."""
        wanted = asked(self.request)
        if wanted:
            self.set_cookie(COOKIE, wanted, expires_days=YEAR, path="/", samesite="Lax")

    @property
    def language(self) -> str:
        """The language this reader is answered in."""
        return tongue(self.request, self.box.settings.language)

    @property
    def signed_in(self) -> bool:
        """Whether this reader gave the class code."""
        return self.box.gate.admits(self.request)

    def show(self, template: str, **facts: Any) -> None:
        """Finish with the page ``template``."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Content-Language", self.language)
        self.finish(
            self.box.window.draw(
                template,
                self.language,
                path=self.request.path,
                switch={language: switched(self.request, language) for language in LANGUAGES},
                signed_in=self.signed_in,
                xsrf=self.xsrf_token.decode(),
                version=self.box.settings.version,
                **facts,
            )
        )

    def notice(self, what: str, status: int, again_in: float | None = None, **facts: Any) -> None:
        """Finish with a short page that says ``what`` is the matter.

        Args:
            what: one of the notices of ``notice.html``.
            status: of the answer.
            again_in: seconds after which the page asks again by itself, if it should.
        """
        self.set_status(status)
        seconds = math.ceil(again_in) if again_in else 0
        if seconds:
            self.set_header("Retry-After", str(seconds))
        self.show("notice.html", what=what, status=status, again_in=seconds, **facts)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """An error in the reader's words; what went wrong inside is in the log, not on the page."""
        what = {403: "forbidden", 404: "missing", 405: "method"}.get(status_code, "error")
        if self.request.method in ("GET", "HEAD", "POST"):
            self.notice(what, status_code)
        else:
            self.finish()


def switched(request: HTTPServerRequest, language: str) -> str:
    """The address of the page being read, in ``language``."""
    kept = [
        (name, value.decode("utf-8", "replace"))
        for name, values in request.query_arguments.items()
        for value in values
        if name != "lang"
    ]
    path = "/" + request.path.lstrip("/")  # a path that begins with two slashes would lead to another site
    return path + "?" + urlencode([*kept, ("lang", language)])


def needs_code(method: Callable[P, T]) -> Callable[P, T | None]:
    """Let only those in who gave the class code; a GET of others is led to the sign-in page."""

    @functools.wraps(method)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T | None:
        page = args[0]
        assert isinstance(page, Page)
        if page.signed_in:
            return method(*args, **kwargs)
        if page.request.method not in ("GET", "HEAD"):
            raise HTTPError(403)
        page.redirect("/signin?" + urlencode({"next": page.request.uri or "/"}))
        return None

    return guarded
