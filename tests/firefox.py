"""Debian's Firefox, driven by WebDriver BiDi, the protocol that it speaks by itself.

Playwright drives a Firefox of its own only: with Debian's it asks for commands that this one does not know.
"""

import itertools
import json
import re
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from websockets.sync.client import ClientConnection, connect

LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
MOST = 2**27  # bytes of one answer; a picture is large
# Nothing that asks another machine, or the reader.
PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}


class FirefoxError(RuntimeError):
    """What Firefox says when it can't do something."""


class Firefox:
    """A headless Firefox with one page; everything that it logs as an error is in ``troubles``."""

    def __init__(self, program: str, profile: Path, width: int = 1280, height: int = 900) -> None:
        lines = [f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in PREFERENCES.items()]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        size = [f"--width={width}", f"--height={height}"]
        arguments = ["--headless", "--no-remote", "--remote-debugging-port=0", "--profile", str(profile), *size]
        self.log = profile / "log.txt"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([program, *arguments], stdout=log, stderr=log)
        self.numbers = itertools.count(1)
        self.troubles: list[str] = []
        self.connections = ExitStack()
        self.socket: ClientConnection | None = None

    def __enter__(self) -> Self:
        try:
            connection = connect(f"{self._address()}/session", max_size=MOST, open_timeout=30, proxy=None)
            self.socket = self.connections.enter_context(connection)
            self.ask("session.new", capabilities={})
            self.ask("session.subscribe", events=["log.entryAdded"])
            self.page: str = self.ask("browsingContext.getTree")["contexts"][0]["context"]
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        self.connections.close()
        self.process.terminate()
        self.process.wait(20)

    def _address(self, seconds: float = 60) -> str:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := LISTENING.search(self.log.read_text(errors="replace")):
                return found[1]
            time.sleep(0.1)
        raise TimeoutError(f"Firefox did not start: {self.log.read_text(errors='replace')}")

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """One command and its answer."""
        assert self.socket
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv(60))
            if message.get("method") == "log.entryAdded" and message["params"]["level"] == "error":
                self.troubles.append(str(message["params"]["text"]))
            if message.get("id") == number:
                if message["type"] == "error":
                    raise FirefoxError(f"{method}: {message['message']}")
                return dict(message["result"])

    def go(self, address: str) -> None:
        """Open an address and wait until it is loaded."""
        self.ask("browsingContext.navigate", context=self.page, url=address, wait="complete")

    def run(self, expression: str) -> Any:
        """What a JavaScript expression is, as JSON carries it."""
        answer = self.ask(
            "script.evaluate",
            expression=f"Promise.resolve({expression}).then((value) => JSON.stringify(value ?? null))",
            target={"context": self.page},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise FirefoxError(str(answer["exceptionDetails"]["text"]))
        return json.loads(answer["result"]["value"])

    def until(self, expression: str, seconds: float = 60) -> None:
        """Wait until an expression holds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.run(expression):
                return
            time.sleep(0.1)
        raise TimeoutError(expression)

    def pull(self, x: float, y: float, by: float) -> None:
        """Press the mouse at a point of the window, move it and let go."""
        at = {"type": "pointerMove", "y": round(y), "duration": 50}
        path = [{**at, "x": round(x + by * part / 5)} for part in range(1, 6)]
        press, release = {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}
        actions = [{**at, "x": round(x)}, press, *path, release]
        source = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": actions}
        self.ask("input.performActions", context=self.page, actions=[source])

    def press(self, key: str) -> None:
        """Press a key; the protocol's characters stand for those without one."""
        actions = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self.ask("input.performActions", context=self.page, actions=[{"type": "key", "id": "keys", "actions": actions}])
