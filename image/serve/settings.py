"""What the box was told when it was started. One rule: the environment is read here and nowhere else."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from lhcbox.language import LANGUAGES, share
from serve.complaint import Complaint
from serve.complaint import marked as _

PORT = 8888


@dataclass(frozen=True)
class Settings:
    """The box's settings, as ``from_environment`` finds them."""

    home: Path
    """Where students' files live; the only place that must survive a restart."""
    share: Path
    """Everything baked: lessons, dashboards, data, documents, translations."""
    pages: Path
    """Templates and static files of our own pages."""
    address: str
    port: int
    language: str
    """Spoken to readers whose browser asks for none of ours."""
    code: str | None
    """The class code somebody chose, or None: then one is made."""
    hosts: tuple[str, ...]
    """Further names under which the box may be called; ``*`` for any."""
    most_dashboards: int | None
    """The most dashboards open at once, or None: then memory and processors decide."""
    screen: Path | None
    """What the screen of this computer shows for others, where the box has a computer to itself."""
    version: str
    profile: str


def from_environment() -> Settings:
    """The settings in the process's environment.

    ``LHCBOX_CODE`` is taken out of the environment on the way: no kernel needs it.

    Raises:
        Complaint: a value cannot be understood.
    """
    baked = share()
    pages = baked / "home"
    if not pages.is_dir():
        pages = Path(__file__).resolve().parents[2] / "content" / "home"  # a checkout that has not been baked yet
    language = os.environ.get("LHCBOX_LANG", "en")[:2].lower()
    screen = os.environ.get("LHCBOX_SCREEN")
    most = _whole_number("LHCBOX_MAX_DASHBOARDS", lowest=1, highest=10_000)
    return Settings(
        home=Path(os.environ.get("HOME") or "/home/student"),
        share=baked,
        pages=pages,
        address=os.environ.get("LHCBOX_ADDRESS", ""),
        port=_whole_number("LHCBOX_PORT", lowest=1, highest=65_535) or PORT,
        language=language if language in LANGUAGES else "en",
        code=os.environ.pop("LHCBOX_CODE", None) or None,
        hosts=tuple(name.lower() for name in re.split(r"[\s,]+", os.environ.get("LHCBOX_HOSTS", "")) if name),
        most_dashboards=most,
        screen=Path(screen) if screen else None,
        version=os.environ.get("LHCBOX_VERSION", "0"),
        profile=os.environ.get("LHCBOX_PROFILE", "starter"),
    )


def _whole_number(name: str, lowest: int, highest: int) -> int | None:
    given = os.environ.get(name, "").strip()
    if not given:
        return None
    if not given.isascii() or not given.isdecimal() or not lowest <= int(given) <= highest:
        raise Complaint(
            _("%(name)s is “%(given)s”; it must be a whole number from %(lowest)d to %(highest)d."),
            name=name,
            given=given,
            lowest=lowest,
            highest=highest,
        )
    return int(given)
