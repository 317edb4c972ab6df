"""The kernels' parent: a process that has imported what every lesson imports, and forks on request.

A forked kernel shares its parent's memory until it writes to it, and has nothing to import: on two cores it is ready
in a fraction of the time, and thirty of them fit where eight would.

Run as ``python -m serve.nursery FD`` by ``serve.provisioner``, which holds the other end of the socket FD (of the kind
that keeps messages apart). A request is one message of JSON: ``{"argv": […], "env": {…}, "cwd": "…"}`` for a kernel,
or, with a socket beside it, ``{"answer": kind, "language": "…"}`` for a child that answers one question
(``serve.answerer``). So is what comes back, ``{"pid": n}``.
"""

import contextlib
import gc
import importlib
import json
import os
import random
import signal
import socket
import sys
from typing import NoReturn

from serve import answerer

# What the lessons and dashboards import: what is missing here, each kernel pays for in time and memory
PRELOADED = (
    "ipykernel.kernelapp",
    "ipywidgets",
    "IPython.core.completer",
    "numpy",
    "awkward",
    "uproot",
    "vector",
    "boost_histogram",
    "hist",
    "scipy.optimize",
    "scipy.special",
    "scipy.stats",
    "iminuit",
    "matplotlib.figure",
    "matplotlib.font_manager",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "mplhep",
    "lhcbox.samples",
    "lhcbox.selection",
    "lhcbox.plot",
    "lhcbox.checks",
    "lhcbox.dashboard",
    *answerer.MODULES.values(),
)
MESSAGE = 1024 * 1024
"""Bytes that a request may have; the system itself sets a lower bound."""


def main() -> None:
    """Import, then answer requests until the server closes its end."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at the terminal is the server's business
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no zombies: the server watches each kernel by a file descriptor
    for name in PRELOADED:
        with contextlib.suppress(ImportError):  # a kernel without it still starts, and says so where it is needed
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # a later collection in a kernel must not touch, and so copy, the pages it shares
    while True:
        message, given, _flags, _address = socket.recv_fds(channel, MESSAGE, 1)
        if not message:
            return
        order = json.loads(message)
        pid = os.fork()
        if pid == 0:
            channel.close()
            if "answer" in order:
                _become_answerer(given[0], order["answer"], order["language"])
            _become_kernel(order["argv"], order["env"], order["cwd"])
        for descriptor in given:
            os.close(descriptor)
        channel.send(json.dumps({"pid": pid}).encode())


def _become_answerer(descriptor: int, kind: str, language: str) -> NoReturn:
    """Turn this fork into the child that answers one question; never returns."""
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        random.seed()
        answerer.answer(socket.socket(fileno=descriptor), kind, language)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _become_kernel(argv: list[str], env: dict[str, str], cwd: str | None) -> NoReturn:
    """Turn this fork into the IPython kernel that ``argv`` describes; never returns."""
    code = 1
    try:
        os.setsid()  # a group of its own: an interrupt for one kernel reaches no other
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        parent = os.getppid()
        os.environ.clear()
        os.environ.update(env)
        if cwd:
            os.chdir(cwd)
        _shed_what_was_inherited()
        from ipykernel.kernelapp import IPKernelApp

        # It ends when its parent does; ipykernel read the environment for that when it was imported, in the parent
        argv = [*argv, f"--IPKernelApp.parent_handle={parent}"]
        sys.argv = ["ipykernel_launcher", *argv]
        IPKernelApp.launch_instance(argv)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _shed_what_was_inherited() -> None:
    """Forget what must differ between kernels: random states, the language, the plotting backend."""
    import matplotlib
    import numpy as np

    from lhcbox import language

    random.seed()
    np.random.seed()  # the legacy global state: without this all pupils would draw the same "random" numbers
    language.forget()
    matplotlib.rcParams["backend"] = os.environ.get("MPLBACKEND", "module://matplotlib_inline.backend_inline")


if __name__ == "__main__":
    main()
