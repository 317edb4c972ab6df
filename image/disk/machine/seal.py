"""Every byte of the root compared with the hash tree it was made with.

The kernel does that for each block it reads, and answers with an error instead of a wrong byte. Here all blocks are
read once, so that a stick that begins to fail is known before a lesson needs the block.
"""

import subprocess
from pathlib import Path

from machine.speech import marked as _
from machine.speech import notice

BLOCK = 4 * 1024 * 1024


def main(_arguments: list[str]) -> int:
    """Read the whole root; a notice where a block is not what it was."""
    device = _device()
    if device is None:
        return 0
    good = _readable(device)
    listed = subprocess.run(["dmsetup", "status", str(device)], capture_output=True, text=True, check=False).stdout
    if not good or listed.split()[-1:] == ["C"]:
        notice(
            "40-seal",
            _(
                "This stick is damaged: parts of it no longer hold what was written. Save people's work and write the "
                "stick anew."
            ),
        )
    return 0


def _device() -> Path | None:
    found = sorted(Path("/dev/mapper").glob("*verity*"))
    return found[0] if found else None


def _readable(device: Path) -> bool:
    good, position = True, 0
    with device.open("rb", buffering=0) as file:
        size = file.seek(0, 2)
        while position < size:
            try:
                file.seek(position)
                position += len(file.read(BLOCK)) or BLOCK
            except OSError:
                good = False
                position += BLOCK
    return good
