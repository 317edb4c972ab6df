"""A dashboard is open to all, so its kernel must run nothing that a browser sends, however it is wrapped."""

import json
import struct
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from signin.client import kernel_of
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from boxes import Box

V1 = "v1.kernel.websocket.jupyter.org"
MARK = "/home/student/a-stranger-was-here"
CODE = f"open({MARK!r}, 'w').close()"
EXECUTE = {
    "code": CODE, "silent": False, "store_history": True, "user_expressions": {"x": CODE}, "allow_stdin": False,
    "stop_on_error": False,
}  # fmt: skip
FORBIDDEN: dict[str, dict[str, Any]] = {
    "execute_request": EXECUTE,
    "shutdown_request": {"restart": False},
    "interrupt_request": {},
    "inspect_request": {"code": "open", "cursor_pos": 4, "detail_level": 1},
    "complete_request": {"code": "open", "cursor_pos": 4},
    "history_request": {"output": True, "raw": True, "hist_access_type": "tail", "n": 9},
    "is_complete_request": {"code": "1"},
    "debug_request": {"type": "request", "seq": 1, "command": "evaluate", "arguments": {"expression": CODE}},
    "create_subshell_request": {},
    "input_reply": {"value": CODE},
    "apply_request": EXECUTE,
    "Execute_Request": EXECUTE,
}
CHANNELS = ("shell", "control", "stdin", "iopub", "hb", None)


def header(kind: str) -> dict[str, Any]:
    return {
        "msg_id": uuid.uuid4().hex, "msg_type": kind, "username": "", "session": uuid.uuid4().hex,
        "date": "2026-01-01T00:00:00Z", "version": "5.3",
    }  # fmt: skip


def text(kind: str, content: dict[str, Any], channel: str | None) -> str:
    """The oldest framing: JSON."""
    message = {"header": header(kind), "parent_header": {}, "metadata": {}, "content": content, "channel": channel}
    return json.dumps(message)


def binary(kind: str, content: dict[str, Any], channel: str | None) -> bytes:
    """JSON and buffers behind a table of offsets."""
    body = text(kind, content, channel).encode()
    return struct.pack("!III", 2, 12, 12 + len(body)) + body + b"buffer"


def v1(kind: str, content: dict[str, Any], channel: str | None, head: bytes | None = None) -> bytes:
    """Parts behind a table of offsets, as JupyterLab speaks."""
    parts = [
        (channel or "").encode(), head or json.dumps(header(kind)).encode(), b"{}", b"{}", json.dumps(content).encode(),
    ]  # fmt: skip
    offsets = [8 * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return b"".join(number.to_bytes(8, "little") for number in (len(offsets), *offsets)) + b"".join(parts)


FRAMINGS: dict[str, tuple[Callable[..., Any], str | None]] = {
    "text": (text, None),
    "binary": (binary, None),
    "v1": (v1, V1),
}


@dataclass
class Dashboard:
    """A dashboard that is open, and its kernel."""

    box: Box
    kernel: str

    def socket(self, subprotocol: str | None) -> ClientConnection:
        """A stranger's line to the kernel."""
        origin = self.box.url.replace("http", "ws", 1)
        return connect(
            f"{origin}/dash/api/kernels/{self.kernel}/channels?session_id={uuid.uuid4().hex}",
            subprotocols=[Subprotocol(subprotocol)] if subprotocol else None,
            proxy=None, max_size=None, open_timeout=60,
        )  # fmt: skip

    def unharmed(self) -> bool:
        """Whether the kernel lives, and ran nothing of a stranger's."""
        answer = httpx.get(f"{self.box.url}/dash/api/kernels/{self.kernel}", timeout=30)
        marked = self.box.execute("test", "-e", MARK, check=False).returncode == 0
        return answer.status_code == 200 and not marked


@pytest.fixture(scope="module")
def dashboard(box: Box) -> Iterator[Dashboard]:
    """One dashboard for all attacks, kept alive by a line that stays open."""
    page = httpx.get(f"{box.url}/dash/dimuon-spectrum/live", timeout=120).text
    opened = Dashboard(box, kernel_of(page))
    with opened.socket(None):
        yield opened


def wait_for(socket: ClientConnection, kind: str, seconds: float = 30) -> bool:
    """Whether a message of ``kind`` comes."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            message = socket.recv(timeout=until - time.monotonic())
        except TimeoutError:
            return False
        if kind.encode() in (message.encode() if isinstance(message, str) else message):
            return True
    return False


@pytest.mark.parametrize("framing", FRAMINGS)
def test_what_moves_widgets_is_let_through(dashboard: Dashboard, framing: str) -> None:
    wrap, subprotocol = FRAMINGS[framing]
    with dashboard.socket(subprotocol) as socket:
        socket.send(wrap("kernel_info_request", {}, "shell"))
        assert wait_for(socket, "kernel_info_reply")


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_nothing_else_is(dashboard: Dashboard, framing: str, channel: str | None) -> None:
    wrap, subprotocol = FRAMINGS[framing]
    with dashboard.socket(subprotocol) as socket:
        for kind, content in FORBIDDEN.items():
            socket.send(wrap(kind, content, channel))
        # the kernel takes its messages one after another: when it answers this, it would have run the others
        socket.send(wrap("kernel_info_request", {}, "shell"))
        assert wait_for(socket, "kernel_info_reply")
    assert dashboard.unharmed()


DOUBLE = '{{"msg_id": "1", "session": "1", "username": "", "version": "5.3", "msg_type": "{0}", "msg_type": "{1}"}}'


@pytest.mark.parametrize(
    "order", [("kernel_info_request", "execute_request"), ("execute_request", "comm_info_request")]
)
def test_a_header_that_names_two_kinds_runs_nothing(dashboard: Dashboard, order: tuple[str, str]) -> None:
    with dashboard.socket(V1) as socket:
        socket.send(v1("", EXECUTE, "shell", DOUBLE.format(*order).encode()))
        socket.send(v1("kernel_info_request", {}, "shell"))
        assert wait_for(socket, "kernel_info_reply")
    assert dashboard.unharmed()


def test_a_second_message_behind_the_first_runs_nothing(dashboard: Dashboard) -> None:
    inner = [json.dumps(header("execute_request")).encode(), b"{}", b"{}", json.dumps(EXECUTE).encode()]
    outer = [b"shell", json.dumps(header("comm_info_request")).encode(), b"{}", b"{}", b"{}", b"<IDS|MSG>", b"", *inner]
    offsets = [8 * (len(outer) + 2)]
    for part in outer:
        offsets.append(offsets[-1] + len(part))
    with dashboard.socket(V1) as socket:
        socket.send(b"".join(n.to_bytes(8, "little") for n in (len(offsets), *offsets)) + b"".join(outer))
        socket.send(v1("kernel_info_request", {}, "shell"))
        assert wait_for(socket, "kernel_info_reply")
    assert dashboard.unharmed()


@pytest.mark.parametrize("garbage", [
    b"", b"\x00", b"\xff" * 64, (2**40).to_bytes(8, "little") * 4, "", "null", "[]", "{}", '{"header": null}',
    '{"header": {"msg_type": ["execute_request"]}, "channel": "shell"}', "[" * 5000,
])  # fmt: skip
@pytest.mark.parametrize("subprotocol", [None, V1])
def test_garbage_is_dropped(dashboard: Dashboard, subprotocol: str | None, garbage: bytes | str) -> None:
    with dashboard.socket(subprotocol) as socket:
        socket.send(garbage)
    assert dashboard.unharmed()


def test_a_page_may_not_open_any_comm_but_the_widgets_own(dashboard: Dashboard) -> None:
    with dashboard.socket(None) as socket:
        for target in ("jupyter.widget", "jupyter.widget.version", "matplotlib", ""):
            content = {"comm_id": uuid.uuid4().hex, "target_name": target, "data": {}}
            socket.send(text("comm_open", content, "shell"))
        socket.send(text("kernel_info_request", {}, "shell"))
        assert wait_for(socket, "kernel_info_reply")
        socket.send(text("comm_info_request", {"target_name": "matplotlib"}, "shell"))
        assert wait_for(socket, '"comms": {}')


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nobody_can_end_another_s_dashboard(dashboard: Dashboard, method: str) -> None:
    path = f"{dashboard.box.url}/dash/api/kernels/{dashboard.kernel}"
    for end in ("", "/restart", "/interrupt"):
        assert httpx.request(method, path + end).status_code in (403, 404, 405)
    assert dashboard.unharmed()


def test_the_notebook_s_code_is_not_on_the_page(dashboard: Dashboard) -> None:
    page = httpx.get(f"{dashboard.box.url}/dash/dimuon-spectrum/live", timeout=120).text
    assert "import " not in page.split('id="rendered_cells"')[1]


def test_a_dashboard_s_kernel_is_no_pupil_s_kernel(dashboard: Dashboard) -> None:
    kernels = httpx.get(
        f"{dashboard.box.url}/api/kernels", headers={"Authorization": f"token {dashboard.box.code}"}, timeout=30
    ).json()
    assert dashboard.kernel not in [kernel["id"] for kernel in kernels]
