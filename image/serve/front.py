"""The front door: every request comes through here first.

The rule: a request that must not come in is refused before anything looks at it; ours are answered here; all others go
to the engine (JupyterLab and the dashboards) once that is loaded, so that the first page never waits for it.
"""

from typing import Any

from tornado.httputil import HTTPMessageDelegate, HTTPServerRequest
from tornado.log import access_log
from tornado.routing import AnyMatches, Router, Rule
from tornado.web import Application, RequestHandler, url

from serve import pages
from serve.box import Box
from serve.signin import SignIn, SignOut
from serve.visitor import crooked, foreign, welcome

SMALL = 64 * 1024
"""Bytes that somebody who has not signed in may send."""
ASKING = "/dash/ask/"
"""Where ``serve.answers`` takes questions from everybody."""


class Front(Router):
    """Refuses, answers or hands on."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self.beyond: Router | None = None
        self.pages = Application(
            [
                url(r"/signin", SignIn),
                url(r"/(?:signout|logout)", SignOut),
                *pages.rules(box.settings.pages, box.settings.share),
                Rule(AnyMatches(), _Beyond(self)),
            ],
            box=box,
            cookie_secret=box.keys.secret,
            xsrf_cookies=True,
            xsrf_cookie_kwargs={"path": "/", "samesite": "Lax"},
            log_function=_log,
        )

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> HTTPMessageDelegate | None:
        """Who answers ``request``."""
        if request.path.startswith(ASKING):
            _limit_body(request, 4 * SMALL)  # so that a question that is a little too large is told so in a sentence
        elif not self.box.gate.admits(request):
            _limit_body(request, SMALL)
        if not welcome(request, self.box.settings.hosts):
            return self.unwelcome(request, "host")
        if foreign(request):
            return self.unwelcome(request, "foreign")
        if crooked(request):
            return self.pages.get_handler_delegate(request, pages.Missing)
        return self.pages.find_handler(request, **kwargs)

    def unwelcome(self, request: HTTPServerRequest, what: str) -> HTTPMessageDelegate:
        """Refuse ``request``."""
        return self.pages.get_handler_delegate(request, pages.Unwelcome, {"what": what})


class _Beyond(Router):
    """What is not ours."""

    def __init__(self, front: Front) -> None:
        self.front = front

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> HTTPMessageDelegate | None:
        """The engine's answer, or a page that waits for it."""
        if self.front.beyond is None:
            return self.front.pages.get_handler_delegate(request, pages.Starting)
        return self.front.beyond.find_handler(request, **kwargs)


def _limit_body(request: HTTPServerRequest, most: int) -> None:
    limit = getattr(request.connection, "set_max_body_size", None)
    if limit is not None:  # absent where a request is made by hand, as in tests
        limit(most)


def _log(handler: RequestHandler) -> None:
    if handler.get_status() >= 500 and handler.get_status() != 503:
        access_log.error("%d %s %s", handler.get_status(), handler.request.method, handler.request.path)
