"""A computer under QEMU, without hardware acceleration and without an internet: starts what `./build.sh disk` made.

A unit of the test's own reports from inside. It comes in through the computer's SMBIOS strings, as credentials that
systemd makes units of, so that the very image that is shipped is what is tested.
"""

import base64
import contextlib
import json
import os
import shutil
import socket
import struct
import subprocess
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

MIB = 1024 * 1024
FAT_AT = MIB  # where the partition that Windows shows begins
FIRMWARE = {
    "bios": None,
    "uefi": ("OVMF_CODE_4M.fd", "OVMF_VARS_4M.fd"),
    "secure-boot": ("OVMF_CODE_4M.ms.fd", "OVMF_VARS_4M.ms.fd"),  # with Microsoft's keys
}
HIGHLIGHT = bytes((0x55, 0xFF, 0xFF)) * 8  # light cyan: the line that the boot menu has chosen
PROCESSOR = "Nehalem"  # of 2009: numpy asks for its SSE4.2, nothing of ours for more
BUSES = {
    "virtio": ("-device", "virtio-blk-pci,drive=disk"),
    "ahci": ("-device", "ahci,id=sata", "-device", "ide-hd,drive=disk,bus=sata.0"),
    "nvme": ("-device", "nvme,drive=disk,serial=lhcbox"),
    "lsi": ("-device", "lsi53c895a", "-device", "scsi-hd,drive=disk"),
    "mptsas": ("-device", "mptsas1068", "-device", "scsi-hd,drive=disk"),
    "pvscsi": ("-device", "pvscsi", "-device", "scsi-hd,drive=disk"),
    "usb": ("-device", "usb-storage,drive=disk,bus=keys.0"),
}
REPORT = """
import json, pathlib, subprocess, time

def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return {"code": done.returncode, "text": (done.stdout + done.stderr)[-20000:]}

port = open("/dev/virtio-ports/lhcbox.report", "wb", buffering=0)
def say(what, answer):
    port.write(json.dumps({what: answer}).encode() + b"\\n")

for _ in range(1200):
    if pathlib.Path("/run/lhcbox/ready").exists():
        break
    time.sleep(0.5)
"""
"""What every report begins with: ``run`` and ``say``, and a wait for the first page."""


@dataclass
class Computer:
    """One computer that is on; ``with`` switches it off."""

    process: subprocess.Popen[bytes]
    folder: Path
    port: int
    started: float = field(default_factory=time.monotonic)

    @property
    def url(self) -> str:
        """The first page as the host sees it."""
        return f"http://127.0.0.1:{self.port}"

    def wait_for_page(self, seconds: float = 400, path: str = "/") -> float:
        """Seconds from power-on until ``path`` answers with 200."""
        while time.monotonic() - self.started < seconds:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(self.url + path, timeout=20).status_code == 200:
                    return time.monotonic() - self.started
            if self.process.poll() is not None:
                raise AssertionError(f"the computer went off by itself; its serial port said:\n{self.serial()}")
            time.sleep(0.5)
        raise AssertionError(f"no first page in {seconds} s; the serial port said:\n{self.serial()}")

    def report(self, *wanted: str, seconds: float = 600) -> dict[str, Any]:
        """What the unit inside said, once it has said all of ``wanted``."""
        while time.monotonic() - self.started < seconds:
            said = self.said()
            if set(wanted) <= set(said):
                return said
            if self.process.poll() is not None:
                break
            time.sleep(0.5)
        raise AssertionError(f"no report of {wanted}; it said {self.said()}; the serial port said:\n{self.serial()}")

    def said(self) -> dict[str, Any]:
        """What the unit inside has said so far."""
        found: dict[str, Any] = {}
        path = self.folder / "report"
        for line in path.read_text(errors="replace").splitlines() if path.exists() else []:
            with contextlib.suppress(ValueError):
                found |= json.loads(line)
        return found

    def serial(self) -> str:
        """The end of what the serial port said."""
        path = self.folder / "serial"
        return path.read_text(errors="replace")[-4000:] if path.exists() else ""

    def wait_until_off(self, seconds: float = 120) -> None:
        """Wait until it goes off by itself."""
        self.process.wait(seconds)

    def cut_power(self) -> None:
        """No goodbye: the process is killed, as a plug is pulled."""
        self.process.kill()
        self.process.wait()

    def press(self, *keys: str) -> None:
        """Press keys one after another; ``ctrl-alt-delete`` is one press of three."""
        for key in keys:
            together = [{"type": "qcode", "data": name} for name in key.split("-")]
            self.qmp("send-key", keys=together)
            time.sleep(0.2)

    def wait_for_menu(self, seconds: float = 60) -> None:
        """Wait until the boot menu is there: the first picture whose highlighted line is."""
        while time.monotonic() - self.started < seconds:
            with contextlib.suppress(OSError):
                raw = self.folder / "screen.ppm"
                self.qmp("screendump", filename=str(raw))
                if HIGHLIGHT in raw.read_bytes():
                    return
            time.sleep(0.1)
        raise AssertionError("the boot menu did not show")

    def wait_for_picture(self, seconds: float = 600) -> None:
        """Wait until the upper half of the screen shows a page, with its smooth letters, and no text or one colour."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            raw = self.folder / "screen.ppm"
            self.qmp("screendump", filename=str(raw))
            pixels = raw.read_bytes()[15:]
            if len({pixels[at : at + 3] for at in range(0, len(pixels) // 2, 3 * 7)}) > 40:
                return
            time.sleep(2)
        raise AssertionError("no page on the screen")

    def photograph(self, path: Path) -> Path:
        """A picture of its screen, as PNG."""
        raw = self.folder / "screen.ppm"
        self.qmp("screendump", filename=str(raw))
        path.write_bytes(_png(raw.read_bytes()))
        return path

    def qmp(self, command: str, **arguments: Any) -> Any:
        """Ask QEMU itself."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.folder / "qmp"))
            talk = line.makefile("rw")
            talk.readline()
            for name, given in (("qmp_capabilities", {}), (command, arguments)):
                talk.write(json.dumps({"execute": name, "arguments": given}) + "\n")
                talk.flush()
                while "event" in (answer := json.loads(talk.readline())):
                    pass
            return answer


@contextlib.contextmanager
def computer(
    folder: Path,
    disk: Path,
    firmware: str = "bios",
    bus: str = "virtio",
    memory: int = 1024,
    report: str = "",
    form: str = "raw",
    more: Sequence[str] = (),
) -> Iterator[Computer]:
    """Switch a computer on that has ``disk``; ``report`` is Python that runs inside once the page answers."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("qmp", "serial", "report"):
        (folder / name).unlink(missing_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        "qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", PROCESSOR, "-smp", "2", "-m", str(memory),
        "-no-reboot",
        "-display", "none", "-vga", "std", "-device", "virtio-rng-pci", "-device", "qemu-xhci,id=keys",
        "-drive", f"id=disk,file={disk},format={form},if=none",
        *BUSES[bus],
        "-netdev", f"user,id=net,restrict=yes,hostfwd=tcp:127.0.0.1:{port}-:8888",
        "-device", "virtio-net-pci,netdev=net",
        "-qmp", f"unix:{folder / 'qmp'},server,nowait", "-serial", f"file:{folder / 'serial'}",
        "-device", "virtio-serial", "-chardev", f"file,id=report,path={folder / 'report'}",
        "-device", "virtserialport,chardev=report,name=lhcbox.report",
        *_firmware(folder, firmware), *_inside(folder, report), *more,
    ]  # fmt: skip
    with (folder / "qemu.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        yield Computer(process, folder, port)
    finally:
        process.kill()
        process.wait()


def copy_of(image: Path, target: Path, size: int = 6 * 1024 * MIB) -> Path:
    """A stick of ``size`` bytes on which ``image`` was written; holes stay holes."""
    subprocess.run(["cp", "--sparse=always", str(image), str(target)], check=True)
    os.truncate(target, max(size, target.stat().st_size))
    return target


def on_stick(disk: Path, *command: str, stdin: bytes | None = None) -> bytes:
    """Run one of mtools on the partition that Windows shows."""
    program, *arguments = command
    where = f"{disk}@@{FAT_AT}"
    return subprocess.run([program, "-i", where, *arguments], input=stdin, capture_output=True, check=True).stdout


def _firmware(folder: Path, name: str) -> list[str]:
    files = FIRMWARE[name]
    if files is None:
        return []
    code, variables = (Path("/usr/share/OVMF") / file for file in files)
    shutil.copyfile(variables, folder / "vars.fd")
    machine = "q35,smm=on" if name == "secure-boot" else "q35"
    return [
        "-machine", machine, "-global", "driver=cfi.pflash01,property=secure,value=on",
        "-drive", f"if=pflash,format=raw,readonly=on,file={code}",
        "-drive", f"if=pflash,format=raw,file={folder / 'vars.fd'}",
    ]  # fmt: skip


def _inside(folder: Path, report: str) -> list[str]:
    if not report:
        return []
    unit = (
        "[Unit]\nAfter=lhcbox-ready.service\n[Service]\nType=exec\nLoadCredential=report\n"
        "ExecStart=/usr/bin/python3 %d/report\nStandardOutput=journal+console\n"
    )
    wants = "[Unit]\nWants=lhcbox-report.service\n"
    credentials = {
        "systemd.extra-unit.lhcbox-report.service": unit,
        "systemd.unit-dropin.multi-user.target": wants,
        "report": REPORT + report,
    }
    options = []
    for number, (name, text) in enumerate(credentials.items()):
        path = folder / f"smbios-{number}"
        encoded = base64.b64encode(text.encode()).decode()
        path.write_text(f"io.systemd.credential.binary:{name}={encoded}")
        options += ["-smbios", f"type=11,path={path}"]
    return options


def _png(ppm: bytes) -> bytes:
    _magic, size, _depth, pixels = ppm.split(b"\n", 3)
    width, height = map(int, size.split())
    rows = b"".join(b"\0" + pixels[at : at + width * 3] for at in range(0, width * height * 3, width * 3))

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 3)) + chunk(b"IEND", b"")
