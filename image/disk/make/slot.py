"""One slot: an ext4 image that holds the root as squashfs, its hash tree, the kernel and the initramfs.

live-boot finds ``filesystem.squashfs`` and, beside it, ``.verity`` and ``.roothash``: a flipped bit is then an error
and never a wrong byte.
"""

import hashlib
import os
import shutil
from pathlib import Path

from make.names import EPOCH, MIB, identifier, run

FOLDER = "lhcbox"  # `live-media-path` on the kernel's line
# The engine's own files, what only exists while something runs, and the kernel, which lies beside the root
LEFT_OUT = (
    "dev/*", "proc/*", "sys/*", "run/*", "tmp/*", "boot/*", ".dockerenv", "var/lib/apt/lists/*", "var/cache/apt/*",
    "etc/hostname", "etc/hosts", "etc/resolv.conf", "etc/machine-id", "etc/fstab", "var/lib/dbus/machine-id",
    "vmlinuz", "vmlinuz.old", "initrd.img", "initrd.img.old",
)  # fmt: skip
# An empty machine-id lets systemd take the firmware's; /etc/resolv.conf asks nobody
MADE = (
    "etc/hostname f 644 0 0 echo lhcbox",
    r"etc/hosts f 644 0 0 printf '127.0.0.1 localhost\n127.0.1.1 lhcbox lhcbox.local\n::1 localhost\n'",
    "etc/resolv.conf f 644 0 0 true",
    "etc/machine-id f 444 0 0 true",
    "etc/fstab f 644 0 0 true",
)


def make(root: Path, out: Path, version: str, squash: list[str]) -> None:
    """Leave ``slot.ext4`` in ``out``."""
    work = out / "work"
    folder = work / FOLDER
    folder.mkdir(parents=True)
    image = folder / "filesystem.squashfs"
    made = [argument for line in MADE for argument in ("-p", line)]
    run(
        "mksquashfs", str(root), str(image), *squash, "-noappend", "-no-progress", "-no-exports",
        *made, "-wildcards", "-e", *LEFT_OUT,
    )  # fmt: skip
    _hash_tree(image)
    for name in ("vmlinuz", "initrd.img"):
        found = sorted((root / "boot").glob(f"{name}-*"))
        shutil.copyfile(found[-1], folder / name)
    (folder / "version").write_text(f"{version}\n")
    for path in sorted(work.rglob("*")):
        os.chmod(path, 0o755 if path.is_dir() else 0o644)
        os.utime(path, (int(EPOCH), int(EPOCH)))
    _file_system(work, out / "slot.ext4", version)
    shutil.rmtree(work)


def _hash_tree(image: Path) -> None:
    salt = hashlib.sha256(b"lhcbox").hexdigest()
    run(
        "veritysetup", "format", "--salt", salt, "--uuid", identifier("verity"),
        "--root-hash-file", f"{image}.roothash", str(image), f"{image}.verity",
    )  # fmt: skip


def _file_system(folder: Path, image: Path, version: str) -> None:
    holds = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    size = -(-(holds + holds // 200 + 4 * MIB) // MIB)
    identity = identifier("slot", version)
    # Only what GRUB's ext2 module can read; no journal, because nothing ever writes here
    features = "^has_journal,^metadata_csum,^metadata_csum_seed,^orphan_file,^64bit,^resize_inode,^dir_index"
    run(
        "mke2fs", "-q", "-t", "ext4", "-O", features, "-m", "0", "-N", "64", "-L", "lhcbox-slot", "-U", identity,
        "-E", f"hash_seed={identity},root_owner=0:0,lazy_itable_init=0", "-d", str(folder), str(image), f"{size}M",
    )  # fmt: skip
