"""The container engine: found, or installed and started."""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from host import command
from host.paths import LOGS
from host.speech import Trouble, note
from host.speech import gettext as _

START_SECONDS = 40


@dataclass(frozen=True)
class Engine:
    """A client that has an engine behind it and can build with secrets."""

    kind: str  # "docker" or "podman"
    program: str

    def container(self, *arguments: str) -> list[str]:
        """The arguments that run a container: Docker's, with what podman needs on top."""
        if self.kind == "docker":
            return ["run", *arguments]
        # Podman asks for more files and processes than a VM or container that it runs in may give; this is plenty
        return ["run", "--ulimit=nofile=4096:4096", "--ulimit=nproc=4096:4096", *arguments]

    def output(self, *arguments: str, timeout: float = 60) -> str | None:
        """What the client prints, None where it fails."""
        return command.output(self.program, *arguments, timeout=timeout)

    def run(self, *arguments: str, name: str, patience: float | None = None) -> None:
        """Run the client with progress and log; raises Trouble where it fails."""
        command.run(self.program, *arguments, name=name, env={"DOCKER_BUILDKIT": "1"}, patience=patience)


def ensure_engine(wanted: str | None = None) -> Engine:
    """A working engine: the one named, else Docker, else podman, else Docker installed from Debian's packages.

    Raises:
        Trouble: there is none and it can't be had.
    """
    kinds = [wanted] if wanted else ["docker", "podman"]
    asleep = "docker" in kinds and shutil.which("dockerd") is not None
    for kind in kinds:
        if found := _find(kind):
            return found
        if kind == "docker" and asleep and command.is_root():
            _start_docker()
            if found := _find(kind):
                return found
    if asleep and not command.is_root():
        raise Trouble(
            _("Docker is installed, but its engine does not answer"),
            _("start it with: sudo systemctl start docker; or ask to be put into the group docker"),
        )
    if "docker" in kinds and command.is_root() and shutil.which("apt-get"):
        note(_("no container engine here: installing Docker from Debian's packages"))
        command.apt_install("docker.io")
        if not _find("docker"):
            _start_docker()
        if found := _find("docker"):
            return found
    raise Trouble(
        _("no container engine answers on this machine"),
        _("ask whoever has root on this machine for: sudo apt-get install docker.io (or podman), then run this again"),
    )


def _find(kind: str) -> Engine | None:
    for program in _clients(kind):
        if kind == "podman":
            if command.output(program, "info", "--format", "{{.Host.OS}}"):
                return Engine("podman", program)
        elif command.output(program, "version", "--format", "{{.Server.Version}}", timeout=10) and _can_build(program):
            return Engine("docker", program)
    return None


def _clients(kind: str) -> Iterator[str]:
    # Each folder in turn: a stand-alone client often hides the one that belongs to the engine
    for folder in dict.fromkeys([*os.environ.get("PATH", "").split(os.pathsep), "/usr/bin"]):
        if (program := shutil.which(kind, path=folder)) is not None:
            yield program


def _can_build(program: str) -> bool:
    version = command.output(program, "version", "--format", "{{.Client.Version}}") or "0"
    major = int(version.split(".")[0]) if version.split(".")[0].isdigit() else 0
    # Until 20.10 BuildKit is inside the client; from 23 on it is the buildx plugin, and without it there is no secret
    return major < 23 or command.output(program, "buildx", "version") is not None


def _start_docker() -> None:
    note(_("starting the Docker engine"))
    if Path("/run/systemd/system").is_dir():
        command.run("systemctl", "start", "docker", name="dockerd")
    else:  # a machine without an init, such as a container or a small VM
        _forget_dead_engines()
        LOGS.mkdir(parents=True, exist_ok=True)
        with (LOGS / "dockerd.log").open("ab") as log:
            subprocess.Popen(
                ["dockerd"], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd="/"
            )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if _find("docker"):
            return
        time.sleep(0.5)
    raise Trouble(
        _("the Docker engine did not come up in {seconds} s").format(seconds=START_SECONDS),
        _("read why in {log}").format(log=LOGS / "dockerd.log"),
    )


def _forget_dead_engines() -> None:
    """Remove pid files whose engine is gone: after a hard stop another program may have got its number.

    The engine would take that program for itself and refuse to start.
    """
    for name, path in (("dockerd", "/var/run/docker.pid"), ("containerd", "/var/run/docker/containerd/containerd.pid")):
        file = Path(path)
        with contextlib.suppress(OSError, ValueError):
            number = int(file.read_text())
            owner = Path(f"/proc/{number}/comm")
            if not owner.exists() or owner.read_text().strip() != name:
                file.unlink()
