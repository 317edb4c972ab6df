"""Who JupyterLab takes a reader for: a student with the code, nobody without."""

from typing import Any

from jupyter_server.auth import IdentityProvider, User
from tornado.web import RequestHandler

from serve.box import Box
from serve.gate import USER, token_of


class CodeIdentity(IdentityProvider):
    """Lets in whoever gave the class code on the sign-in page.

    The pages' own cookie counts, and for programs the code itself; there are no other tokens or passwords.
    """

    token = ""
    need_token = False

    def get_user(self, handler: RequestHandler) -> User | None:
        """The student, or None."""
        box: Box = handler.settings["box"]
        if not box.gate.admits(handler.request):
            return None
        return User(username=USER, display_name="LHC-in-a-Box")

    def is_token_authenticated(self, handler: RequestHandler) -> bool:
        """Whether a program sent the code along: no browser does that by itself, so there is nothing to forge."""
        return token_of(handler.request) is not None and self.get_user(handler) is not None

    def get_handlers(self) -> list[tuple[str, object]]:
        """None: signing in and out are pages of ours."""
        return []

    def validate_security(self, app: Any, ssl_options: dict[str, Any] | None = None) -> None:
        """Nothing to warn of: the code is always needed."""

    @property
    def auth_enabled(self) -> bool:
        """Always."""
        return True


class OpenIdentity(IdentityProvider):
    """Takes everybody for a viewer: dashboards are open, and their kernels run nothing that a browser sends."""

    token = ""
    need_token = False

    def get_user(self, handler: RequestHandler) -> User | None:
        """A viewer."""
        return User(username="viewer")

    def get_handlers(self) -> list[tuple[str, object]]:
        """None."""
        return []
