"""The class code and the secret that signs cookies: made at the first start, kept under ``~/.lhcbox``.

The rule: a file is only ever made whole, with mode 0600, and an existing one is never replaced.
"""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from serve.complaint import Complaint
from serve.complaint import marked as _

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No 0, o, 1, l or i: nobody should ask which of two a letter is."""
GROUPS, GROUP = 2, 3
LONGEST = 64


@dataclass(frozen=True)
class Keys:
    """What signing in needs to know."""

    code: str
    """As shown to people, for instance ``k7m-q2x``."""
    secret: bytes
    """32 bytes; changes with the code, so that a new code ends every old sign-in."""

    def accepts(self, given: str) -> bool:
        """Whether ``given`` is the class code; takes the same time for any wrong one."""
        return hmac.compare_digest(_digest(plain(given[:LONGEST])), _digest(plain(self.code)))


def plain(code: str) -> str:
    """``code`` without what people add or change when they type: case, spaces, dashes."""
    return "".join(letter for letter in code.casefold() if letter.isalnum())


def keys(home: Path, chosen: str | None) -> Keys:
    """The keys kept under ``home``, made where they are missing.

    Args:
        home: an existing folder that may be written to.
        chosen: the code somebody chose for the class; it is not written down.

    Raises:
        Complaint: the chosen code has fewer than four letters or figures, or the folder cannot be written.
    """
    folder = home / ".lhcbox"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        seed = bytes.fromhex(_kept(folder / "secret", secrets.token_hex(32)))
        code = chosen or _kept(folder / "code", made_code())
    except (OSError, ValueError) as error:
        raise Complaint(
            _(
                "The folder %(folder)s cannot be used (%(error)s). Give the box a volume that it may write to, "
                "for instance: docker run -v lhcbox-home:/home/student …"
            ),
            folder=str(folder),
            error=str(error),
        ) from error
    if not 4 <= len(plain(code)) <= LONGEST:
        raise Complaint(
            _("The class code “%(code)s” is too short or too long; choose 4 to 64 letters or figures in LHCBOX_CODE."),
            code=code,
        )
    return Keys(code=code, secret=hashlib.sha256(seed + plain(code).encode()).digest())


def made_code() -> str:
    """A new code: two groups of three from 31 signs, 887 million in all."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def _kept(path: Path, fresh: str) -> str:
    """What ``path`` holds; where it holds nothing, ``fresh`` is put there first."""
    try:
        found = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        found = ""
    if found:
        return found
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(fresh + "\n")
            file.flush()
            os.fsync(file.fileno())  # a power cut must not leave an empty secret behind
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return fresh


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
