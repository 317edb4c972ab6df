"""The partition that every system shows, mounted for as long as it is needed."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from machine.places import MEDIUM, medium_device


@contextmanager
def medium(writable: bool = False) -> Iterator[Path | None]:
    """The mounted partition, None where it cannot be had (the stick was pulled out, or it is damaged)."""
    device = medium_device()
    if device is None:
        yield None
        return
    MEDIUM.mkdir(parents=True, exist_ok=True)
    mode = "rw,sync" if writable else "ro"
    options = f"{mode},nosuid,nodev,noexec,umask=0077,utf8"
    mounted = subprocess.run(["mount", "-t", "vfat", "-o", options, str(device), str(MEDIUM)], check=False)
    if mounted.returncode:
        yield None
        return
    try:
        yield MEDIUM
    finally:
        subprocess.run(["umount", str(MEDIUM)], check=False)
