"""A blank page that holds the modules of the analysers' numbers, and the Python that they are compared with."""

import json
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from visitor import wait_until

NUMBERS = ("Engine", "unpack", "significance", "poisson", "fitPeak")
# Names for the page's console: the modules, bytes of a base64 text and back.
GIVEN = """
globalThis.numbers = { Engine, unpack, significance, poisson, fitPeak };
globalThis.bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
globalThis.text = (arrays) => {
  const parts = arrays.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  const letters = parts.map((part) => Array.from(part, (byte) => String.fromCharCode(byte)).join(""));
  return btoa(letters.join(""));
};
"""


@pytest.fixture(scope="session")
def reference(tools_run: Callable[..., Any]) -> Callable[..., Any]:
    """``reference("engine", 3)`` is what ``reference.py`` prints in the bake's Python."""

    def run(*arguments: object) -> Any:
        done = tools_run("python", "-W", "error", "tests/analysers/reference.py", *map(str, arguments))
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture
def blank(browser: Browser, root: Path) -> Iterator[Page]:
    """A page with nothing on it and ``numbers``, the modules, in it."""
    joined = runpy.run_path(str(root / "content/lhcbox/analyser/bundle.py"))["bundle"](public=NUMBERS)
    context = browser.new_context()
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.add_script_tag(content=joined + GIVEN, type="module")
    wait_until(page, "globalThis.numbers")
    yield page
    context.close()
    assert troubles == []
