"""Where things are on the machine, and what the boot menu said."""

import os
from functools import cache
from pathlib import Path

RUN = Path("/run/lhcbox")
MEDIUM = RUN / "medium"
"""The partition that Windows shows, while one of ours looks into it."""
HOME = Path("/home/student")
SETTINGS = "lhcbox-settings.txt"
GRUBENV = Path("lhcbox") / "grubenv"
LOCALE = Path("/opt/lhcbox/share/locale")
PORT = 8888


@cache
def words() -> dict[str, str]:
    """The kernel's line as GRUB wrote it: ``name=value`` pairs, and bare words with an empty value."""
    line = Path("/proc/cmdline").read_text(encoding="ascii", errors="replace")
    return {name: value for name, _equals, value in (word.partition("=") for word in line.split())}


def partition(identity: str) -> Path | None:
    """The device of the partition with this identity, None where the stick is gone."""
    link = Path("/dev/disk/by-partuuid") / identity
    return link.resolve() if identity and link.exists() else None


def medium_device() -> Path | None:
    """The partition that holds settings and boot menu."""
    return partition(words().get("lhcbox.medium", ""))


def disk_of(device: Path) -> Path:
    """The whole disk that a partition is on."""
    return Path("/dev") / (Path("/sys/class/block") / device.name).resolve().parent.name


def write(path: Path, text: str, mode: int = 0o644) -> None:
    """Put ``text`` into ``path`` so that nobody ever reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
