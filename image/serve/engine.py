"""JupyterLab and the dashboards, behind the front door.

The rule: nothing here listens to the network. Requests come from ``serve.front`` alone, and what is not below
``/dash/`` is only handed on for those who signed in; JupyterLab's own checks are a second lock on the same door.
"""

import logging
import os
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jupyter_server.serverapp import JUPYTER_SERVICE_HANDLERS, ServerApp
from jupyter_server.utils import JupyterServerAuthWarning
from tornado.httputil import HTTPMessageDelegate, HTTPServerRequest
from tornado.routing import Router
from tornado.web import HTTPError
from traitlets.config import Config

from serve import provisioner
from serve.box import Box
from serve.dashboards import BASE, Dashboards
from serve.front import Front
from serve.identity import CodeIdentity
from serve.page import HEADERS, Page
from serve.pages import Missing
from serve.students import Students
from serve.tongue import asked, tongue

JUPYTERS = frozenset(
    {"lab", "doc", "api", "static", "files", "view", "nbconvert", "terminals", "kernelspecs", "custom", "logos"}
)
"""First parts of the addresses that JupyterLab answers."""
LOCALES = {"es": "es_ES"}  # of the language packs for JupyterLab in the box; it speaks English otherwise
# JupyterLab compiles its settings' schemas to functions and carries its styles in scripts; pictures and fonts of a
# notebook come as data. Nothing may come from elsewhere.
POLICY = (
    "default-src 'self'; script-src 'self' blob: 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "worker-src 'self' blob:; frame-src 'self' blob: data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)
UNWANTED = (
    "@jupyterlab/apputils-extension:announcements",
    "@jupyterlab/extensionmanager-extension",
    "@jupyterlab/help-extension:jupyter-forum",
    "@jupyterlab/fileeditor-extension:language-server",
    "@jupyterlab/lsp-extension",
    "@jupyterlab/notebook-extension:language-server",
    "@voila-dashboards/jupyterlab-preview",
)
"""Parts of JupyterLab that ask the internet or lead to it, or that ask this box for what it does not have."""


class Server(ServerApp):
    """Jupyter's server without its own configuration files, signals and log of addresses."""

    # no way to stop the server from a page
    default_services: Any = tuple(name for name in JUPYTER_SERVICE_HANDLERS if name not in ("shutdown", "auth"))

    def load_config_file(self, *_args: Any, **_options: Any) -> None:
        """None: a file in a student's home must not open the box."""

    def init_signal(self) -> None:
        """The box itself listens to signals."""


class Engine(Router):
    """What answers behind the front door once it is loaded."""

    def __init__(self, box: Box) -> None:
        self.box = box

    async def start(self, front: Front) -> None:
        """Load everything and open the inner door."""
        settings = self.box.settings
        self.server = Server.instance(config=_configuration(self.box), log_level=logging.ERROR)
        # not by way of the configuration: traitlets would hand on a copy of the box, with its own memory of guesses
        self.server.tornado_settings.update(_tornado_settings(self.box))
        self.server.jpserver_extensions = {"jupyterlab": True, "jupyter_server_terminals": True}
        with warnings.catch_warnings():
            # Jupyter warns of handlers that do not ask who is there; in this house find_handler below has asked before
            warnings.simplefilter("ignore", JupyterServerAuthWarning)
            self.server.initialize(argv=[], find_extensions=False, new_httpserver=False)
        await self.server.extension_manager.start_all_extensions()
        self.box.ready.lab = True
        provisioner.register()  # its imports go on in a process of their own
        self.dashboards = Dashboards(self.box, Path(os.environ["JUPYTER_RUNTIME_DIR"]))
        self.box.ready.dashboards = True
        front.beyond = self
        logging.getLogger("lhcbox").debug("ready: %s", settings.version)

    async def stop(self) -> None:
        """End all kernels and terminals."""
        await self.dashboards.stop()
        provisioner.NURSERY.close()  # first: kernels whose parent is gone end by themselves
        await self.server._cleanup()

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> HTTPMessageDelegate | None:
        """Who answers ``request``."""
        if request.path.startswith(BASE):
            return self.dashboards.application.find_handler(request, **kwargs)
        place = request.path.split("/")[1]
        if place not in JUPYTERS:
            return self.answer(request, Missing)
        if not self.box.gate.admits(request):
            return self.answer(request, Closed)
        if place == "lab" and asked(request) and request.method == "GET":
            return self.answer(request, Switched)
        if request.method == "GET" and _of_no_desk(request.path) and self.box.gate.desk(request):
            return self.answer(request, Seated)
        if request.path == "/lab/api/translations/default":
            # JupyterLab asks for "the default language"; which one that is depends on who asks
            request.path = "/lab/api/translations/" + LOCALES.get(tongue(request, self.box.settings.language), "en")
        return self.server.web_app.find_handler(request, **kwargs)

    def answer(self, request: HTTPServerRequest, page: type[Page]) -> HTTPMessageDelegate:
        """A page of ours that answers ``request``."""
        return self.dashboards.application.get_handler_delegate(request, page)


class Closed(Page):
    """The answer to whoever has not signed in."""

    def prepare(self) -> None:
        """A page leads to the sign-in form; anything else is refused."""
        wants_page = "text/html" in self.request.headers.get("Accept", "")
        if self.request.method == "GET" and wants_page and "Upgrade" not in self.request.headers:
            self.redirect("/signin?" + urlencode({"next": self.request.uri or "/"}))
            return
        raise HTTPError(403)

    def check_xsrf_cookie(self) -> None:
        """Refused anyway."""


class Seated(Page):
    """Leads to a desk of one's own: JupyterLab keeps which tabs are open, and a class shares one home."""

    def get(self) -> None:
        """Go to the same place in the workspace that belongs to this sign-in."""
        rest = (self.request.uri or "").removeprefix("/lab")
        self.redirect(f"/lab/workspaces/{self.box.gate.desk(self.request)}{rest}")


def _of_no_desk(path: str) -> bool:
    return path == "/lab" or path.startswith("/lab/tree/")


class Switched(Page):
    """Remembers the language that an address of JupyterLab asks for, and goes on without it."""

    def get(self) -> None:
        """Go to the same address without ``lang``."""
        kept = [
            (name, value.decode("utf-8", "replace"))
            for name, values in self.request.query_arguments.items()
            for value in values
            if name != "lang"
        ]
        path = "/" + self.request.path.lstrip("/")
        self.redirect(path + ("?" + urlencode(kept) if kept else ""))


def _configuration(box: Box) -> Config:
    settings = box.settings
    config = Config()
    server = config.ServerApp
    server.root_dir = str(settings.home)
    server.port = settings.port
    server.allow_root = True  # the uid is whoever runs the container; nothing here depends on it
    server.allow_remote_access = True  # serve.front has looked at the name already
    server.allow_unauthenticated_access = False
    server.identity_provider_class = CodeIdentity
    server.kernel_manager_class = Students
    server.cookie_secret = box.keys.secret
    server.open_browser = False
    server.quit_button = False
    server.log_level = logging.ERROR
    server.terminals_enabled = True
    server.terminado_settings = {"shell_command": [os.environ["SHELL"]]}
    config.Application.log_level = logging.ERROR
    config.LabApp.extension_manager = "readonly"
    config.LabApp.news_url = None
    config.LabApp.check_for_updates_class = "jupyterlab.handlers.announcements.NeverCheckForUpdate"
    config.LabApp.app_settings_dir = str(Path(__file__).with_name("lab"))
    config.ContentsManager.allow_hidden = False
    config.FileContentsManager.delete_to_trash = False  # a trash on a volume only fills it
    config.KernelManager.transport = "ipc"  # sockets in a folder of our own, not on the network
    config.KernelSpecManager.ensure_native_kernel = True
    return config


def _tornado_settings(box: Box) -> dict[str, Any]:
    return {
        "box": box,
        "headers": {**HEADERS, "Content-Security-Policy": POLICY},
        "login_url": "/signin",
        "xsrf_cookie_kwargs": {"path": "/", "samesite": "Lax"},
        "page_config_hook": _page_config,
        "mathjax_url": "",
        "ws_ping_interval": 30_000,  # milliseconds; Tornado would warn of Jupyter's own choice
        "ws_ping_timeout": 30_000,
        "log_function": lambda handler: None,
    }


def _page_config(handler: Any, page_config: dict[str, Any]) -> dict[str, Any]:
    page_config["disabledExtensions"] = sorted({*page_config.get("disabledExtensions", []), *UNWANTED})
    page_config["fullMathjaxUrl"] = ""
    page_config["news"] = {"disabled": True}
    return page_config
