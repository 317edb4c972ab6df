"""Other programs, run so that one sees that they go on, and why they failed."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from host.paths import LOGS
from host.speech import Trouble, note
from host.speech import gettext as _

TAIL_LINES = 20
HEARTBEAT_S = 15.0


def output(*command: str, timeout: float = 30) -> str | None:
    """What ``command`` prints, or None where it can't be run, fails or takes longer than ``timeout`` seconds."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def run(*command: str, name: str, env: Mapping[str, str] | None = None, patience: float | None = None) -> None:
    """Run ``command``, its output into ``build/logs/<name>.log`` and its latest line on the terminal.

    Args:
        name: names the log file.
        env: variables on top of this process's own.
        patience: give up where the command stays silent for so many seconds before its first line.

    Raises:
        Trouble: it failed; holds the last lines of the log and where the whole log lies.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
            start_new_session=True,
        )
    except OSError as error:
        raise Trouble(_("{program} can't be started: {error}").format(program=command[0], error=error)) from error
    try:
        _follow(process, log, patience)
    except BaseException:  # Ctrl-C too: nothing that we started may go on alone
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        raise
    if process.wait():
        _fail(name, process.returncode, log)


def show(*command: str, name: str) -> None:
    """Run ``command`` on this terminal, where it draws its own progress.

    Raises:
        Trouble: it failed; what it said stands on the terminal already.
    """
    code = subprocess.call(command)
    if code:
        raise Trouble(
            _("the step '{name}' failed (exit code {code}); it says why above").format(name=name, code=code),
            _("mend what it names and run the same command again: it goes on where it stopped"),
        )


def _follow(process: subprocess.Popen[bytes], log: Path, patience: float | None) -> None:
    terminal = sys.stdout.isatty()
    started = spoken = time.monotonic()
    heard = threading.Event()
    if patience:
        watchdog = threading.Timer(patience, _end_silent, (process, heard))
        watchdog.daemon = True
        watchdog.start()
    assert process.stdout is not None
    with process.stdout as source, log.open("wb") as sink:
        for line in source:
            heard.set()
            sink.write(line)
            sink.flush()
            text = line.decode(errors="replace").split("\r")[-1].strip()
            if terminal and text:
                print(f"\r\033[K    {text[:100]}", end="", flush=True)
            elif text and time.monotonic() - spoken > HEARTBEAT_S:
                spoken = time.monotonic()
                note(f"{spoken - started:4.0f} s  {text[:120]}")
    if terminal:
        print("\r\033[K", end="", flush=True)


def _end_silent(process: subprocess.Popen[bytes], heard: threading.Event) -> None:
    if not heard.is_set():
        process.terminate()


def _fail(name: str, code: int, log: Path) -> None:
    lines = log.read_text(errors="replace").splitlines()
    tail = "\n".join(f"    | {line}" for line in lines[-TAIL_LINES:])
    raise Trouble(
        _("the step '{name}' failed (exit code {code}). The last lines of its log:").format(name=name, code=code)
        + f"\n{tail}",
        _("read the whole log in {log}; if it names nothing that you can mend, run the same command again").format(
            log=log
        ),
    )


def is_root() -> bool:
    """Whether this process may install packages."""
    return os.geteuid() == 0


def apt_install(*packages: str) -> None:
    """Install Debian packages; nothing happens where all are there.

    Raises:
        Trouble: not root, no apt, or apt failed.
    """
    wanted = [name for name in packages if not _installed(name)]
    if not wanted:
        return
    hint = "sudo apt-get install " + " ".join(wanted)
    if not is_root() or output("apt-get", "--version") is None:
        raise Trouble(_("these packages are missing: {names}").format(names=" ".join(wanted)), hint)
    note(_("installing from Debian's packages: {names}").format(names=" ".join(wanted)))
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", name="apt-update", env=env)
    _apt: Sequence[str] = ("apt-get", "install", "-y", "--no-install-recommends", *wanted)
    run(*_apt, name="apt-install", env=env)


def _installed(package: str) -> bool:
    status = output("dpkg-query", "-W", "-f", "${db:Status-Status}", package)
    return status == "installed"
