"""A pupil's notebook, without the browser: kernels of a running box through its own API."""

import json
import time
import uuid
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx
from websockets.sync.client import ClientConnection, connect

from boxes import CODE, Box


@dataclass
class Answer:
    """What a kernel said to some lines of code."""

    status: str = ""
    text: str = ""
    pictures: list[str] = field(default_factory=list)
    error: str = ""


class Kernel:
    """A kernel of ``box``, to be used in a ``with``; ``seconds`` is how long it took until it answered."""

    def __init__(self, box: Box, code: str = CODE) -> None:
        self._headers = {"Authorization": f"token {code}"}
        self._url = box.url
        started = time.monotonic()
        answer = httpx.post(f"{box.url}/api/kernels", headers=self._headers, json={"name": "python3"}, timeout=60)
        answer.raise_for_status()
        self.id = answer.json()["id"]
        address = f"{box.url.replace('http', 'ws', 1)}/api/kernels/{self.id}/channels"
        self._open = ExitStack()
        line = connect(address, additional_headers=self._headers, max_size=None, proxy=None, open_timeout=30)
        self._socket: ClientConnection = self._open.enter_context(line)
        self.run("pass")
        self.seconds = time.monotonic() - started

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()
        httpx.delete(f"{self._url}/api/kernels/{self.id}", headers=self._headers, timeout=30)

    def run(self, code: str, timeout: float = 60) -> Answer:
        """Execute ``code`` and wait for all that it says."""
        number = self._send("execute_request", {
            "code": code, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False,
            "stop_on_error": True,
        })  # fmt: skip
        answer, idle = Answer(), False
        while not (idle and answer.status):
            frame = self._socket.recv(timeout=timeout)
            if isinstance(frame, bytes):
                continue  # a widget's columns; what a kernel says of its work comes as text
            message = json.loads(frame)
            if message["parent_header"].get("msg_id") != number:
                continue
            idle = self._hear(message, answer) or idle
        return answer

    def _send(self, kind: str, content: dict[str, Any]) -> str:
        number = uuid.uuid4().hex
        header = {"msg_id": number, "msg_type": kind, "username": "", "session": "test", "date": "", "version": "5.3"}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        self._socket.send(json.dumps(message))
        return number

    @staticmethod
    def _hear(message: dict[str, Any], answer: Answer) -> bool:
        content = message["content"]
        match message["msg_type"]:
            case "stream":
                answer.text += content["text"]
            case "display_data" | "execute_result":
                answer.pictures += [kind for kind in content["data"] if kind.startswith("image/")]
            case "error":
                answer.error = f"{content['ename']}: {content['evalue']}"
            case "execute_reply":
                answer.status = content["status"]
            case "status":
                return bool(content["execution_state"] == "idle")
        return False
