"""Who gave the class code: by the cookie that the sign-in page sets, or (programs) by ``Authorization: token CODE``.

The rule: a request is judged once, so that a wrong code in it is one mistake, however often the answer is asked for.
"""

import hashlib
from weakref import WeakKeyDictionary

from tornado.httputil import HTTPServerRequest
from tornado.web import decode_signed_value

from serve.keys import Keys
from serve.patience import Patience
from serve.visitor import cookie_name

DAYS = 30
"""How long a sign-in lasts."""
USER = "student"


class Gate:
    """Lets in who gave the code, and slows down who guesses it."""

    def __init__(self, keys: Keys, patience: Patience) -> None:
        self._keys = keys
        self._patience = patience
        self._judged: WeakKeyDictionary[HTTPServerRequest, bool] = WeakKeyDictionary()

    def admits(self, request: HTTPServerRequest) -> bool:
        """Whether ``request`` comes from somebody who gave the code."""
        if request not in self._judged:
            self._judged[request] = self._has_cookie(request) or self._has_token(request)
        return self._judged[request]

    def desk(self, request: HTTPServerRequest) -> str | None:
        """A name for this very sign-in, the same as long as it lasts; None for a program that sends the code along."""
        cookie = request.cookies.get(cookie_name(request))
        return hashlib.sha256(cookie.value.encode()).hexdigest()[:12] if cookie else None

    def wait(self, request: HTTPServerRequest) -> float:
        """Seconds until this address may try a code again."""
        return self._patience.wait(request.remote_ip or "")

    def tries(self, request: HTTPServerRequest, code: str) -> bool:
        """Whether ``code`` is right; a wrong one is remembered. While the address must wait none is right."""
        address = request.remote_ip or ""
        if self._patience.wait(address) > 0:
            # not even looked at: otherwise waiting would not slow a guesser down
            return False
        if self._keys.accepts(code):
            self._patience.right(address)
            return True
        self._patience.mistake(address)
        return False

    def _has_cookie(self, request: HTTPServerRequest) -> bool:
        name = cookie_name(request)
        cookie = request.cookies.get(name)
        if cookie is None:
            return False
        return decode_signed_value(self._keys.secret, name, cookie.value, max_age_days=DAYS) == USER.encode()

    def _has_token(self, request: HTTPServerRequest) -> bool:
        token = token_of(request)
        return token is not None and self.tries(request, token)


def token_of(request: HTTPServerRequest) -> str | None:
    """The code that a program sends along, if it does."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() in ("token", "bearer") and token.strip() else None
