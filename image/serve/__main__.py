"""``python -m serve``: the whole box, one process on one port.

The order is the point: the port is opened and the first page answers before JupyterLab and Voilà are even imported.
"""

import asyncio
import errno
import importlib
import logging
import os
import shutil
import signal
import socket
import sys
from typing import TYPE_CHECKING

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from lhcbox.language import LANGUAGES
from serve.box import Box, box
from serve.complaint import Complaint
from serve.complaint import marked as _
from serve.dwelling import Dwelling
from serve.front import Front
from serve.greeting import greeting
from serve.settings import Settings, from_environment

if TYPE_CHECKING:
    from serve.engine import Engine

BODY = 256 * 1024 * 1024
"""Bytes: the largest file that JupyterLab may save in one piece."""


def main() -> int:
    """Run the box until it is told to stop; returns the process's exit code."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING, stream=sys.stdout)
    language = os.environ.get("LHCBOX_LANG", "en")[:2].lower()
    language = language if language in LANGUAGES else "en"
    try:
        settings = from_environment()
        Dwelling(settings.home, settings.pages).settle()
        here = box(settings)
        sockets = _listen(settings)
    except Complaint as complaint:
        print(complaint.told(language), file=sys.stderr, flush=True)
        return 78  # EX_CONFIG: it will not get better by trying again
    try:
        asyncio.run(_serve(here, sockets))
    finally:
        shutil.rmtree(os.environ["JUPYTER_RUNTIME_DIR"], ignore_errors=True)
    return 0


async def _serve(here: Box, sockets: list[socket.socket]) -> None:
    front = Front(here)
    server = HTTPServer(front, max_body_size=BODY, idle_connection_timeout=120)
    server.add_sockets(sockets)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    print(greeting(here), flush=True)
    loading = asyncio.create_task(_load(here, front))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({loading, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if loading.done():
            loading.result()  # what went wrong while loading ends the box, with its reason
        await stopping
    finally:
        server.stop()
        if loading.done() and not loading.cancelled() and loading.exception() is None:
            await loading.result().stop()
        # else the imports are still going on in their thread; the process ends under them
        loading.cancel()


async def _load(here: Box, front: Front) -> "Engine":
    # a thread, because these imports take seconds, in which the first page must answer
    module = await asyncio.to_thread(importlib.import_module, "serve.engine")
    engine: Engine = module.Engine(here)
    await engine.start(front)
    return engine


def _listen(settings: Settings) -> list[socket.socket]:
    try:
        return bind_sockets(settings.port, settings.address or None)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Complaint(
                _("Port %(port)d is taken by another program. Stop that one, or choose another port in LHCBOX_PORT."),
                port=settings.port,
            ) from error
        raise Complaint(
            _("Port %(port)d cannot be opened (%(error)s). Choose another one in LHCBOX_PORT."),
            port=settings.port,
            error=str(error),
        ) from error


if __name__ == "__main__":
    sys.exit(main())
