"""Signing in with the class code, and out again."""

import math

from serve.gate import DAYS, USER
from serve.page import Page
from serve.visitor import cookie_name, local_path


class SignIn(Page):
    """Asks for the class code."""

    def get(self) -> None:
        """Show the form."""
        self.form()

    def post(self) -> None:
        """Check the code; wrong ones cost time."""
        gate = self.box.gate
        wait = gate.wait(self.request)
        if wait > 0:
            self.form(status=429, trouble="wait", seconds=math.ceil(wait))
            return
        if not gate.tries(self.request, self.get_body_argument("code", "")):
            self.form(status=403, trouble="wrong")
            return
        self.set_signed_cookie(
            cookie_name(self.request),
            USER,
            expires_days=DAYS,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=self.request.protocol == "https",
        )
        self.redirect(local_path(self.get_body_argument("next", "/")), status=303)

    def form(self, status: int = 200, trouble: str = "", seconds: int = 0) -> None:
        """Show the form, with what was wrong the last time."""
        self.set_status(status)
        if seconds:
            self.set_header("Retry-After", str(seconds))
        self.show(
            "signin.html",
            next=local_path(self.get_argument("next", "/")),
            trouble=trouble,
            seconds=seconds,
        )


class SignOut(Page):
    """Forgets the reader."""

    def get(self) -> None:
        """Ask first: a link on another page must not sign anybody out."""
        self.show("signout.html")

    def post(self) -> None:
        """Take the cookie away."""
        self.clear_cookie(cookie_name(self.request), path="/")
        self.redirect("/", status=303)
