"""What a dashboard's page may say to its kernel.

The rule: messages that move widgets, and nothing that runs code. Each message is taken apart and put together anew from
the parts that were checked, whatever framing it came in, so that nothing can be hidden in it.
"""

import json
import logging
from itertools import pairwise
from typing import Any, Literal

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

log = logging.getLogger("lhcbox")

ALLOWED = frozenset({"kernel_info_request", "comm_info_request", "comm_open", "comm_msg", "comm_close"})
TARGETS = frozenset({"jupyter.widget.control"})
"""Comms that a page may open: the one with which it asks for the widgets' states."""
MOST_FRAMES = 100
V1 = "v1.kernel.websocket.jupyter.org"


class Refused(Exception):
    """A message that must not reach the kernel."""


class WidgetChannel(ZMQChannelsWebsocketConnection):
    """A websocket to a dashboard's kernel."""

    complained = False

    def handle_incoming_message(self, incoming_msg: str | bytes) -> None:
        """Hand a page's message on if it only moves widgets; drop it otherwise."""
        if not self.channels:
            return
        try:
            message = checked(incoming_msg, framing=self.subprotocol)
        except Refused as refusal:
            if not self.complained:  # once for each connection: nobody shall fill the log
                log.warning("dashboard: %s; dropped, and so are others of this page", refusal)
                self.complained = True
            return
        self.session.send(self.channels["shell"], message)


def checked(incoming: str | bytes, framing: str | None) -> dict[str, Any]:
    """The message in ``incoming``, made of checked parts.

    Args:
        incoming: as it came through the websocket.
        framing: the subprotocol that was agreed on, None for the older ones.

    Raises:
        Refused: it cannot be read, is not for the shell channel or is of a kind that is not allowed.
    """
    try:
        channel, parts = _parts(incoming, framing)
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise Refused(f"a message cannot be read ({type(error).__name__})") from error
    if channel != "shell":
        raise Refused(f"a message for the channel {channel!r}")
    header, parent, metadata, content, buffers = parts
    for part in (header, parent, metadata, content):
        if not isinstance(part, dict):
            raise Refused("a message has a part that is not an object")
    kind = header.get("msg_type")
    if not isinstance(kind, str) or kind not in ALLOWED:
        raise Refused(f"a message of the kind {kind!r}")
    if kind == "comm_open" and str(content.get("target_name")) not in TARGETS:
        raise Refused(f"a comm for {content.get('target_name')!r}")
    kept = {
        name: str(header[name]) for name in ("msg_id", "msg_type", "username", "session", "version") if name in header
    }
    if "date" in header:
        kept["date"] = str(header["date"])
    return {"header": kept, "parent_header": parent, "metadata": metadata, "content": content, "buffers": buffers}


Parts = tuple[Any, Any, Any, Any, list[bytes]]
"""Header, parent header, metadata, content, buffers."""


def _parts(incoming: str | bytes, framing: str | None) -> tuple[Any, Parts]:
    """Channel and parts. Jupyter's own functions for this trust the numbers in the message; these do not."""
    if framing == V1:
        if not isinstance(incoming, bytes):
            raise ValueError("text where bytes were agreed on")
        channel, *frames = _cut(incoming, width=8, order="little")
        header, parent, metadata, content = (json.loads(frame) for frame in frames[:4])
        return channel.decode(), (header, parent, metadata, content, frames[4:])
    buffers: list[bytes] = []
    if isinstance(incoming, bytes):
        incoming, *buffers = _cut(incoming, width=4, order="big")
    message = json.loads(incoming)
    return message.get("channel") or "shell", (
        message["header"],
        message.get("parent_header") or {},
        message.get("metadata") or {},
        message.get("content") or {},
        buffers,
    )


def _cut(message: bytes, width: int, order: Literal["little", "big"]) -> list[bytes]:
    """The frames of a message that begins with how many offsets there are, and then the offsets.

    Args:
        message: as it came.
        width: bytes of each number.
        order: of the bytes in a number.

    Raises:
        ValueError: the numbers do not fit the message.
    """
    count = int.from_bytes(message[:width], order)
    if not 0 < count <= MOST_FRAMES or len(message) < width * (count + 1):
        raise ValueError("its table of offsets is too long or too short")
    starts = range(width, width * (count + 1), width)
    offsets = [int.from_bytes(message[start : start + width], order) for start in starts]
    if order == "big":  # there the last frame's end is not in the table
        offsets.append(len(message))
    if offsets != sorted(offsets) or offsets[0] < width * (count + 1) or offsets[-1] > len(message):
        raise ValueError("its offsets lead out of it")
    return [message[start:end] for start, end in pairwise(offsets)]
