"""Runs inside the kernel of a lesson that is looked over: notes each figure that is shown, and keeps the network out.

A figure leaves, beside its picture, an output of the kind `FIGURE` with the titles of its axes and all other texts in
it. A connection to anywhere but this machine is refused and noted.
"""

import json
import os
import socket
from typing import Any

FIGURE = "application/vnd.lhcbox.figure+json"
NETWORK = "LHCBOX_KIT_NETWORK"
"""Variable of the environment that names the file in which addresses are noted."""


def install() -> None:
    """Watch from now on."""
    from IPython.core.formatters import JSONFormatter
    from IPython.core.getipython import get_ipython
    from matplotlib.figure import Figure

    class Figures(JSONFormatter):
        format_type = FIGURE
        print_method = "_lhcbox_figure_"

        def lookup(self, obj: Any) -> Any:
            # not by for_type: choosing the backend takes figures out of every formatter
            if isinstance(obj, Figure):
                return described
            raise KeyError(obj)

    shell: Any = get_ipython()
    if shell is not None:
        shell.display_formatter.formatters[FIGURE] = Figures(parent=shell.display_formatter)
    keep_in()


def described(figure: Any) -> dict[str, Any]:
    """The texts of a matplotlib figure, panel by panel."""
    whole = [text.get_text() for text in figure.texts]
    if figure._suptitle is not None:
        whole.append(figure._suptitle.get_text())
    return {"texts": [text for text in whole if text], "panels": [_panel(axes) for axes in figure.axes if _shows(axes)]}


def _shows(axes: Any) -> bool:
    return bool(axes.get_visible() and axes.axison and axes.has_data())


def _panel(axes: Any) -> dict[str, Any]:
    titles = [axes.get_title(loc=place) for place in ("left", "center", "right")]
    return {
        "colours": axes.get_label() == "<colorbar>" or hasattr(axes, "_colorbar"),
        "x": _title(axes, "x"),
        "y": _title(axes, "y"),
        "texts": [text for text in (*titles, *(text.get_text() for text in axes.texts)) if text],
    }


def _title(axes: Any, which: str) -> str | None:
    """Title of an axis; None where the axis shows no numbers or shares those of a panel that has a title."""
    own: str = getattr(axes, f"get_{which}label")()
    axis = getattr(axes, f"{which}axis")
    if own.strip():
        return own
    shared = getattr(axes, f"get_shared_{which}_axes")().get_siblings(axes)
    if any(getattr(other, f"get_{which}label")().strip() for other in shared):
        return None
    if not axis.get_visible() or not any(label.get_text() for label in axis.get_ticklabels() if label.get_visible()):
        return None
    return ""


def keep_in() -> None:
    """Let no connection leave this machine."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _here(address[0]):
            _refuse(address[0])
        connect(self, address)

    def looked_up(host: Any, *arguments: Any, **options: Any) -> Any:
        if not _here(host):
            _refuse(host)
        return look_up(host, *arguments, **options)

    module: Any = socket  # what is replaced here has other types for each kind of address
    module.socket.connect = guarded
    module.getaddrinfo = looked_up


def _here(host: Any) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    return name in (None, "", "localhost", "::1", "0.0.0.0", "::", socket.gethostname()) or str(name).startswith("127.")


def _refuse(host: Any) -> None:
    path = os.environ.get(NETWORK)
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(str(host)) + "\n")
    raise OSError(f"no connection to {host}: a lesson must work without a network")
