"""``lhcbox-update SOURCE``: another version into the slot that is not in use; people's files stay as they are.

SOURCE is another stick or the file ``lhcbox-VERSION.img``. Its slot must carry a signature that the key in this box
knows. It is written, read back, compared, and tried once: where its first page does not come up, the next start is the
old one.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from machine.medium import medium
from machine.places import GRUBENV, disk_of, medium_device, words
from machine.settings import kept
from machine.speech import marked as _
from machine.speech import notice, told

PUBLIC_KEY = Path("/etc/lhcbox/public-key")
FOLDER = "lhcbox"
BLOCK = 4 * 1024 * 1024
SECTOR = 512


class Refusal(Exception):
    """Why a source is not taken: a message for the screen and its facts."""

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message % facts)
        self.message, self.facts = message, facts


@dataclass(frozen=True)
class Source:
    """A slot on another disk, or in the file of one."""

    disk: Path
    start: int
    version: str
    size: int
    digest: str


def main(arguments: list[str]) -> int:
    """Update from the source named, else from the only other stick of ours that is plugged in."""
    language = kept().language
    try:
        disk = Path(arguments[0]) if arguments else _other_stick()
        version = update(disk)
    except Refusal as refusal:
        notice("60-update", refusal.message, **refusal.facts)
        print(told(refusal.message, language, **refusal.facts), file=sys.stderr)
        return 1
    notice("60-update", _("Version %(version)s is in place: start the computer again to try it."), version=version)
    return 0


def update(disk: Path) -> str:
    """Put the slot of ``disk`` into the one that is not in use; returns its version.

    Raises:
        Refusal: the source or this stick will not do.
    """
    slot = "b" if words().get("lhcbox.slot", "a") == "a" else "a"
    source = _source(disk)
    target, room = _target(slot)
    if room < source.size:
        raise Refusal(_("This stick has no room for a second version; write the new one on a stick of 4 GB or more."))
    with medium(writable=True) as folder:
        if folder is None:
            raise Refusal(_("The stick's own settings partition cannot be written; write the stick anew."))
        # an update that was cut off must never be tried
        _environment(folder, "unset", "trial")
        for name in (f"slot-{slot}.txt", *(("slot.txt", "slot.txt.minisig") if slot == "a" else ())):
            (folder / FOLDER / name).unlink(missing_ok=True)
        _copy(source, target)
        manifest = {"version": source.version, "size": source.size, "sha256": source.digest}
        (folder / FOLDER / f"slot-{slot}.txt").write_text(json.dumps(manifest), encoding="ascii")
        os.sync()
        _environment(folder, "set", f"trial={slot}")
    return source.version


def _source(disk: Path) -> Source:
    parts = dict(_partitions(disk))
    if "LHCBOX" not in parts or "lhcbox-a" not in parts:
        raise Refusal(_("%(source)s is no stick of LHC-in-a-Box."), source=str(disk))
    fat = f"{disk}@@{parts['LHCBOX'][0]}"
    with tempfile.TemporaryDirectory() as folder:
        manifest = Path(folder) / "slot.txt"
        for name in (manifest.name, f"{manifest.name}.minisig"):
            copied = _quiet("mcopy", "-i", fat, f"::/{FOLDER}/{name}", str(Path(folder) / name))
            if not copied:
                raise Refusal(_("%(source)s is not signed, so nobody can tell who made it."), source=str(disk))
        if not PUBLIC_KEY.is_file():
            raise Refusal(_("This box was made without a key to check updates with; write the new version on a stick."))
        if not _quiet("minisign", "-V", "-q", "-P", PUBLIC_KEY.read_text().strip(), "-m", str(manifest)):
            raise Refusal(_("The signature of %(source)s is not that of this box's makers."), source=str(disk))
        said = json.loads(manifest.read_text(encoding="ascii"))
    return Source(disk, parts["lhcbox-a"][0], str(said["version"]), int(said["size"]), str(said["sha256"]))


def _target(slot: str) -> tuple[Path, int]:
    own = medium_device()
    if own is None:
        raise Refusal(_("The stick that this box was started from is gone; plug it in and start again."))
    for name, (start, size) in _partitions(disk_of(own)):
        if name == f"lhcbox-{slot}":
            for path in Path("/sys/class/block", disk_of(own).name).glob("*/start"):
                if int(path.read_text()) * SECTOR == start:
                    return Path("/dev") / path.parent.name, size
    raise Refusal(_("This stick has no room for a second version; write the new one on a stick of 4 GB or more."))


def _copy(source: Source, target: Path) -> None:
    with source.disk.open("rb") as come, target.open("r+b") as go:
        come.seek(source.start)
        digest = hashlib.sha256()
        for block in _blocks(come.read, source.size):
            digest.update(block)
            go.write(block)
        go.flush()
        os.fsync(go.fileno())
        os.posix_fadvise(go.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # read back what the stick holds, not our memory
    if digest.hexdigest() != source.digest:
        raise Refusal(_("%(source)s is damaged: it does not hold what was signed."), source=str(source.disk))
    with target.open("rb") as written:
        digest = hashlib.sha256()
        for block in _blocks(written.read, source.size):
            digest.update(block)
    if digest.hexdigest() != source.digest:
        raise Refusal(_("This stick does not keep what is written on it; use another one."))


def _blocks(read: "object", size: int) -> Iterator[bytes]:
    assert callable(read)
    left = size
    while left > 0:
        block = read(min(BLOCK, left))
        if not block:
            return
        left -= len(block)
        yield block


def _partitions(disk: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Name, start and size in bytes of each partition of a disk or of a file that holds one."""
    listed = subprocess.run(["sfdisk", "--json", str(disk)], capture_output=True, text=True, check=False).stdout
    with suppress(ValueError, KeyError):
        for part in json.loads(listed)["partitiontable"]["partitions"]:
            yield part.get("name", ""), (part["start"] * SECTOR, part["size"] * SECTOR)


def _other_stick() -> Path:
    own = medium_device()
    names = [path.name for path in Path("/sys/block").iterdir() if not path.name.startswith(("loop", "dm-"))]
    disks = [Path("/dev") / name for name in names]
    found = [
        disk
        for disk in sorted(disks)
        if (own is None or disk != disk_of(own)) and "lhcbox-a" in dict(_partitions(disk))
    ]
    if len(found) != 1:
        raise Refusal(_("To update, plug in one other stick of LHC-in-a-Box, and no more than one."))
    return found[0]


def _environment(folder: Path, *change: str) -> None:
    subprocess.run(["grub-editenv", str(folder / GRUBENV), *change], check=True)


def _quiet(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
