"""The partition with what people make: made at first boot, checked at each, set aside where it is damaged.

The rule: the box starts whatever happens here. Where the partition cannot be used, work is kept in memory and the
screen says so; only whoever chooses so in the boot menu makes it empty.
"""

import json
import shutil
import subprocess
from pathlib import Path

from machine.places import HOME, disk_of, medium_device, words
from machine.speech import marked as _
from machine.speech import notice

DEFINITIONS = "/usr/lib/lhcbox/repart.d"
KIND = "933AC7E1-2EB4-4F13-B844-0E14E2AEF915"  # a partition for /home
MOUNT = HOME.parent
OPTIONS = "noatime,nosuid,nodev"
OWNER = 1000
UNCORRECTED = 4  # e2fsck's exit codes from here on: errors are left


def main(_arguments: list[str]) -> int:
    """Mount what people make on ``/home``."""
    if "toram" in words():
        notice(
            "20-data",
            _("The box runs from memory: work made here is gone when the computer is switched off. Download it first."),
        )
        return _ready()
    medium = medium_device()
    if medium is None:
        notice("20-data", _("The stick is gone: work made here is lost when the computer is switched off."))
        return _ready()
    disk = disk_of(medium)
    _divide(disk)
    device = _device(disk)
    if device is None:
        notice(
            "20-data",
            _("This stick has no room for people's work (4 GB will do): work made here is lost at the end."),
        )
        return _ready()
    if "lhcbox.reset" in words():
        _run("mkfs.ext4", "-q", "-F", "-L", "lhcbox-data", str(device))
        notice("20-data", _("The box was reset: everything that people had made is deleted."))
    if not _sound(device) or _run("mount", "-t", "ext4", "-o", OPTIONS, str(device), str(MOUNT)):
        notice(
            "20-data",
            _(
                "The partition with people's work is damaged and was set aside as it is: work made now is lost when "
                "the computer is switched off. To begin anew, choose Reset in the boot menu."
            ),
        )
        return _ready()
    _run("/usr/lib/systemd/systemd-growfs", str(MOUNT))
    return _ready()


def _divide(disk: Path) -> None:
    """Make and grow the partitions that the stick has room for; changes nothing where that was done before."""
    _run("systemd-repart", "--dry-run=no", f"--definitions={DEFINITIONS}", "--no-pager", str(disk))
    _run("udevadm", "settle", "--timeout=20")


def _device(disk: Path) -> Path | None:
    try:
        listed = subprocess.run(["sfdisk", "--json", str(disk)], capture_output=True, text=True, check=True).stdout
        table = json.loads(listed)["partitiontable"]["partitions"]
    except (subprocess.CalledProcessError, ValueError, KeyError):
        return None
    for part in table:
        if part.get("type", "").upper() == KIND and Path(part["node"]).is_block_device():
            return Path(part["node"])
    return None


def _sound(device: Path) -> bool:
    """Whether the file system is usable, repaired where that was needed."""
    if _run("e2fsck", "-p", str(device)) < UNCORRECTED:
        return True
    if _run("e2fsck", "-f", "-y", str(device)) < UNCORRECTED:
        notice(
            "21-data",
            _("The partition with people's work was damaged and has been repaired; look whether all is there."),
        )
        return True
    return False


def _ready() -> int:
    """The student's folder, whatever it lies on."""
    HOME.mkdir(parents=True, exist_ok=True)
    if HOME.stat().st_uid != OWNER:
        shutil.chown(HOME, OWNER, OWNER)
        HOME.chmod(0o755)
    return 0


def _run(*command: str) -> int:
    return subprocess.run(command, check=False).returncode
