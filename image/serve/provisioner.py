"""Kernels, and children that answer a question, by fork instead of by start: the server's side of ``serve.nursery``.

``register`` makes jupyter_client use it for every IPython kernel. Where the nursery has gone, kernels are started in
the ordinary way, and a new nursery is tried at the next one.
"""

import asyncio
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from importlib.metadata import EntryPoint
from typing import Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

NAME = "lhcbox-nursery"
LAUNCHER = "ipykernel_launcher"
MESSAGE = 4096
"""Bytes that an answer of the nursery may have."""


class Nursery:
    """The nursery's process and the socket to it. One for the whole server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None

    def open(self) -> None:
        """Start the nursery where none is alive; returns at once, while it is still importing."""
        with self._lock:
            self._ensure()

    def close(self) -> None:
        """End the nursery; kernels that it has forked notice and end, too."""
        with self._lock:
            if self._process is not None:
                self._process.kill()
                self._process.wait()
            self._forget()

    def fork(self, argv: list[str], env: dict[str, str], cwd: str | None) -> "ForkedProcess":
        """A new kernel. Blocks until it is forked: at most as long as the nursery's own imports take.

        Raises:
            OSError: the nursery died or could not be started.
        """
        return self._order({"argv": argv, "env": env, "cwd": cwd})

    def answerer(self, kind: str, language: str) -> tuple["ForkedProcess", socket.socket]:
        """A child that answers one question of ``kind``, and the socket to it. Blocks as ``fork`` does.

        Raises:
            OSError: the nursery died twice, or could not be started.
        """
        ours, theirs = socket.socketpair()
        order = {"answer": kind, "language": language}
        with theirs:
            try:
                try:
                    return self._order(order, theirs), ours
                except ConnectionError:  # it may have died long ago, unnoticed until now
                    return self._order(order, theirs), ours
            except OSError:
                ours.close()
                raise

    def _order(self, order: dict[str, Any], *given: socket.socket) -> "ForkedProcess":
        with self._lock:
            channel = self._ensure()
            try:
                socket.send_fds(channel, [json.dumps(order).encode()], [each.fileno() for each in given])
                answer = channel.recv(MESSAGE)
            except OSError:
                self._forget()
                raise
            if not answer:
                self._forget()
                raise ConnectionResetError("the nursery ended before it answered")
        return ForkedProcess(int(json.loads(answer)["pid"]))

    def _ensure(self) -> socket.socket:
        if self._process is not None and self._process.poll() is not None:
            self._forget()
        if self._channel is None:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            command = [sys.executable, "-m", "serve.nursery", str(theirs.fileno())]
            # One thread a kernel: thirty pupils share two cores
            env = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
            with theirs:
                self._process = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, env=env, cwd="/", pass_fds=[theirs.fileno()]
                )
            self._channel = ours
        return self._channel

    def _forget(self) -> None:
        if self._channel is not None:
            self._channel.close()
        self._channel = self._process = None


class ForkedProcess:
    """A process that is a grandchild of ours, with as much of ``subprocess.Popen`` as a provisioner asks for."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        try:
            self._watch: int | None = os.pidfd_open(pid)
        except ProcessLookupError:  # ended already
            self._watch = None

    def poll(self) -> int | None:
        """None while it lives. How it ended only its parent knows, so an end is always 0."""
        if self._watch is not None:
            poller = select.poll()
            poller.register(self._watch, select.POLLIN)
            if not poller.poll(0):
                return None
            os.close(self._watch)
            self._watch = None
        return 0

    def wait(self) -> int:
        """Block until it has ended."""
        if self._watch is not None:
            poller = select.poll()  # not select.select, which knows no file descriptor above 1023
            poller.register(self._watch, select.POLLIN)
            poller.poll()
        return self.poll() or 0

    def send_signal(self, number: int) -> None:
        """Send a signal to this very process, never to another that got its number later."""
        if self._watch is not None:
            with contextlib.suppress(ProcessLookupError):  # it ended a moment ago
                signal.pidfd_send_signal(self._watch, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


NURSERY = Nursery()


class ForkingProvisioner(LocalProvisioner):
    """Launches IPython kernels by fork, anything else as its parent class does."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork where ``cmd`` starts an IPython kernel and the nursery lives."""
        if LAUNCHER in cmd:
            argv = cmd[cmd.index(LAUNCHER) + 1 :]
            cwd = kwargs.get("cwd")
            env = dict(kwargs.get("env") or os.environ)
            try:
                process = await asyncio.to_thread(NURSERY.fork, argv, env, None if cwd is None else str(cwd))
            except OSError as trouble:
                self.log.warning("the nursery does not answer (%s): starting this kernel in the ordinary way", trouble)
            else:
                # As much of a Popen as the parent class asks for, which ForkedProcess says
                self.process = cast("subprocess.Popen[bytes]", process)
                self.pid = self.pgid = process.pid  # it leads a group of its own
                self.cwd = cwd
                return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)


def register() -> None:
    """Make every kernel manager of this process use the nursery, and open it."""
    factory = KernelProvisionerFactory.instance()
    entry = EntryPoint(name=NAME, value=f"{__name__}:ForkingProvisioner", group=KernelProvisionerFactory.GROUP_NAME)
    factory.provisioners[NAME] = entry
    factory.default_provisioner_name = NAME
    NURSERY.open()
