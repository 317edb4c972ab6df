"""Dashboards: notebooks shown as pages by Voilà's renderer, inside this very process.

The rule: everything below ``/dash/`` is open, therefore nothing below it takes code, lists files or leads outside the
folder of dashboards. Only the handlers named here exist.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from pathlib import Path
from typing import Any

from jupyter_client.jsonutil import json_default
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server.auth import AllowAllAuthorizer
from jupyter_server.base.handlers import APIHandler, FileFindHandler
from jupyter_server.services.config.manager import ConfigManager
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from jupyterlab_server.themes_handler import ThemesHandler
from tornado.iostream import StreamClosedError
from tornado.web import Application, HTTPError
from traitlets.config import Config
from voila.configuration import VoilaConfiguration
from voila.notebook_renderer import NotebookRenderer
from voila.paths import collect_static_paths, collect_template_paths
from voila.static_file_handler import MultiStaticFileHandler
from voila.tornado.kernel_websocket_handler import read_header_from_binary_message
from voila.utils import get_data_dir, get_page_config, get_voila_labextensions_path

from serve import answers
from serve.box import Box
from serve.channel import WidgetChannel
from serve.identity import OpenIdentity
from serve.page import HEADERS, Page, switched
from serve.pages import SLUG
from serve.room import Full, Room, places
from serve.shelf import said
from serve.window import NAMES

log = logging.getLogger("lhcbox")

BASE = "/dash/"
TEMPLATE = "lhcbox"
KERNEL_ID = r"(?P<kernel_id>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})"
# Widgets' scripts are assembled at run time and carry their styles along; nothing may come from elsewhere all the same
POLICY = (
    "default-src 'self'; script-src 'self' blob: 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)


class Dashboards:
    """The application that answers below ``/dash/``."""

    def __init__(self, box: Box, connections: Path) -> None:
        self.box = box
        folder = box.shelf.folder / "dashboards"
        config = Config()
        config.VoilaConfiguration.template = TEMPLATE
        # only what draws widgets: other parts of JupyterLab are made for a later JupyterLab than Voilà carries
        config.VoilaConfiguration.extension_allowlist = [
            "@jupyter-widgets/jupyterlab-manager",
            "@voila-dashboards/widgets-manager8",
            "anywidget",
        ]
        config.KernelManager.transport = "ipc"  # sockets in a folder of our own, not on the network
        config.VoilaConfiguration.show_tracebacks = False
        config.ContentsManager.root_dir = str(folder)
        config.FileContentsManager.root_dir = str(folder)
        self.configuration = VoilaConfiguration(config=config)
        self.config = config
        self.template_paths = collect_template_paths(["voila", "nbconvert"], TEMPLATE, prune=True)
        specs = KernelSpecManager()
        self.contents = LargeFileManager(config=config)
        self.room = Room(
            most=places(box.settings.most_dashboards),
            config=config,
            connection_dir=str(connections),
            kernel_spec_manager=specs,
            root_dir=str(folder),
        )
        # more kernels starting at once than processors only make each of them late
        self.turn = asyncio.Semaphore(max(2, os.process_cpu_count() or 1))
        identity = OpenIdentity()
        self.settings: dict[str, Any] = {
            "box": box,
            "dashboards": self,
            "answers": answers.Answers(),
            "base_url": BASE,
            "server_url": BASE,
            "headers": {**HEADERS, "Content-Security-Policy": POLICY},
            "kernel_manager": self.room,
            "kernel_spec_manager": specs,
            "contents_manager": self.contents,
            "config_manager": ConfigManager(read_config_path=[]),
            "kernel_websocket_connection_class": WidgetChannel,
            "identity_provider": identity,
            "authorizer": AllowAllAuthorizer(identity_provider=identity),
            "allow_remote_access": True,  # serve.front has looked at the name already
            "allow_unauthenticated_access": True,
            "cookie_secret": box.keys.secret,
            "xsrf_cookies": True,
            "xsrf_cookie_kwargs": {"path": "/", "samesite": "Lax"},
            "server_root_dir": str(folder),
            "mathjax_url": "/home/formulas.js",
            "mathjax_config": "box",  # Voilà insists on one; ours is in the file
            "websocket_max_message_size": 1024 * 1024,  # bytes; what moves a widget is short
            "ws_ping_interval": 30_000,  # milliseconds
            "ws_ping_timeout": 30_000,
        }
        self.application = Application(self._rules(), **self.settings, log_function=lambda handler: None)

    def _rules(self) -> list[tuple[Any, ...]]:
        extensions = get_voila_labextensions_path(None)
        static = collect_static_paths(["voila", "nbconvert"], TEMPLATE, prune=True)
        return [
            (rf"{BASE}{SLUG}/live", Dashboard),
            (rf"{BASE}{SLUG}", Dashboard),  # only those that serve.analysers does not answer
            *answers.rules(),
            (rf"{BASE}api/kernels/{KERNEL_ID}", Kernel),
            (rf"{BASE}api/kernels/{KERNEL_ID}/channels", Channel),
            # one folder of files under two names, as Voilà's pages ask for them
            (rf"{BASE}voila/(?:templates/{TEMPLATE}/)?static/(.*)", MultiStaticFileHandler, {"paths": static}),
            (
                rf"{BASE}voila/api/themes/(.*)",
                ThemesHandler,
                {
                    "themes_url": f"{BASE}voila/api/themes",
                    "path": str(Path(get_data_dir()) / "themes"),
                    "labextensions_path": extensions,
                },
            ),
            (rf"{BASE}voila/labextensions/(.*)", FileFindHandler, {"path": extensions}),
        ]

    def renderer(self, page: Page, path: str) -> Renderer:
        """What draws the notebook at ``path`` for ``page``."""
        configuration = get_page_config(
            base_url=BASE, settings=self.settings, log=log, voila_configuration=self.configuration
        )
        return Renderer(
            request_handler=page,
            voila_configuration=self.configuration,
            traitlet_config=self.config,
            notebook_path=path,
            template_paths=self.template_paths,
            config_manager=self.settings["config_manager"],
            contents_manager=self.contents,
            base_url=BASE,
            kernel_spec_manager=self.settings["kernel_spec_manager"],
            page_config=configuration,
            mathjax_config=self.settings["mathjax_config"],
            mathjax_url=self.settings["mathjax_url"],
        )

    async def stop(self) -> None:
        """End every dashboard and every answer."""
        await self.settings["answers"].stop()
        await self.room.close()


class Renderer(NotebookRenderer):
    """Voilà's renderer, whose kernel starts only after the head of the page has been sent."""

    kernel_id: str | None = None
    has_turn = False

    async def _jinja_kernel_start(self, nb: Any, kernel_id: Any, kernel_future: Any) -> str:
        """Called by the template when it gets to the notebook's cells."""
        dashboards: Dashboards = self.request_handler.settings["dashboards"]
        await dashboards.turn.acquire()
        self.has_turn = True
        self.kernel_id = await dashboards.room.begin(
            kernel_name=nb.metadata.kernelspec.name,
            env={**os.environ, "LHCBOX_LANG": Path(self.notebook_path).parts[0]},
            cwd=str(dashboards.box.settings.home),
        )
        manager = dashboards.room.get_kernel(self.kernel_id)
        started: str = await super()._jinja_kernel_start(nb, self.kernel_id, manager)
        return started


class Dashboard(Page):
    """Shows a dashboard."""

    content_security_policy = POLICY

    async def get(self, slug: str) -> None:
        """Draw the page piece by piece, as the notebook's cells get done."""
        dashboards: Dashboards = self.settings["dashboards"]
        found = self.box.shelf.dashboard_language(slug, self.language)
        if found is None:
            raise HTTPError(404)
        room = dashboards.room
        if len(room) >= room.most:
            await room.make_room()
        try:
            with room.place():
                await self.draw(dashboards, slug, f"{found}/{slug}.ipynb")
        except Full:
            self.notice("full", 503, again_in=6, most=room.most)

    async def draw(self, dashboards: Dashboards, slug: str, path: str) -> None:
        """Send the page; end its kernel if the reader does not wait for it."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Content-Language", self.language)
        self.set_header("Cache-Control", "no-store")
        renderer = dashboards.renderer(self, path)
        await renderer.initialize()
        renderer.exporter.language_code = self.language
        renderer.resources["lhcbox"] = {
            "language": self.language,
            "title": said(self.box.shelf.dashboards[slug].get("title"), self.language, "dashboards"),
            "switch": {language: switched(self.request, language) for language in NAMES},
            "names": NAMES,
            "words": json.loads(self.box.window.draw("dashboard.json.j2", self.language)),
        }
        drawn = False
        try:
            async for piece, _resources in renderer.generate_content_generator():
                self.write(piece)
                await self.flush()
            drawn = True
        except StreamClosedError:
            log.debug("dashboard %s: the reader left before it was drawn", slug)
        except Exception:
            # half of the page is out: whatever it was, the reader gets a sentence instead of waiting for ever
            log.exception("dashboard %s could not be drawn", slug)
            self.write(self.box.window.draw("stuck.html", self.language, path=self.request.path))
        finally:
            if renderer.has_turn:
                dashboards.turn.release()
            if not drawn and renderer.kernel_id is not None:
                await dashboards.room.end(renderer.kernel_id)


class Kernel(APIHandler):
    """Tells a page about its own kernel. The kernel's id, which only the page was given, is the key."""

    async def get(self, kernel_id: str) -> None:
        """Answer with the kernel's state."""
        self.finish(json.dumps(self.kernel_manager.kernel_model(kernel_id), default=json_default))


class Channel(KernelWebsocketHandler):
    """A page's line to its kernel; ``serve.channel`` says what may pass."""

    def write_message(self, message: Any, binary: bool = False) -> Any:
        """Send everything to the page but the notebook's code."""
        header = read_header_from_binary_message(message) if isinstance(message, bytes) else _header(message)
        if header and header.get("msg_type") == "execute_input":
            return None
        return super().write_message(message, binary)


def _header(message: Any) -> dict[str, Any] | None:
    try:
        content = json.loads(message) if isinstance(message, str) else message
    except ValueError:
        return None
    header = content.get("header") if isinstance(content, dict) else None
    return header if isinstance(header, dict) else None
