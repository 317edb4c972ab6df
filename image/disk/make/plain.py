"""A plain Debian on a disk of its own: `tests/benchmarks` starts it beside the box. Never shipped."""

from pathlib import Path

from make import stick
from make.names import run

SIZE = "3G"


def make(root: Path, medium: Path, out: Path, version: str) -> None:
    """Write ``plain.img``: the root as it is, on ext4 that can be written, behind the box's own boot loader."""
    system = out.parent / "plain.ext4"
    # GRUB cannot read these two features
    run("mke2fs", "-q", "-t", "ext4", "-O", "^metadata_csum_seed,^orphan_file", "-d", str(root), str(system), SIZE)
    boot = stick.prepare(medium, out.parent / "medium.work", system, version, Path("/nowhere"))
    stick.make(out / "plain.img", boot, system, version)
