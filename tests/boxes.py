"""The container engine and the boxes that it runs, as the suites see them."""

import contextlib
import os
import subprocess
import time
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

ENGINE = os.environ.get("LHCBOX_ENGINE", "docker")
CODE = "TEST-CODE-2012"


def engine(
    *arguments: str, check: bool = True, timeout: float = 300, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run the container engine's client; output as text."""
    done = subprocess.run([ENGINE, *arguments], capture_output=True, text=True, timeout=timeout, check=False, **options)
    if check and done.returncode:
        pytest.fail(f"{ENGINE} {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done


@dataclass
class Box:
    """A running container."""

    name: str
    url: str
    code: str = CODE

    def logs(self) -> str:
        """All that it has said so far."""
        done = engine("logs", self.name)
        return done.stdout + done.stderr

    def execute(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command inside."""
        return engine("exec", self.name, *command, check=check)

    def stop(self, seconds: int = 5) -> float:
        """Stop it as the engine does; returns how long that took, in seconds."""
        started = time.monotonic()
        engine("stop", "--time", str(seconds), self.name)
        return time.monotonic() - started


def wait_until_healthy(url: str, seconds: float = 60) -> dict[str, Any]:
    """What /healthz says as soon as it says anything."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            answer = httpx.get(f"{url}/healthz", timeout=2)
            if answer.status_code == 200:
                return dict(answer.json())
        time.sleep(0.05)
    raise TimeoutError(f"{url}/healthz did not answer in {seconds} s")
