"""Modules of others in the page's script: unchanged, with their licence."""

import hashlib
import json
import runpy
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from visitor import wait_until

STATIC = Path("content/lhcbox/analyser/static")
QR = """
import { encode } from "./uqr.js";
export function squares(text) { return encode(text, { ecc: "L", maxVersion: 20, border: 0 }).data; }
"""


@pytest.fixture(scope="module")
def vendored(root: Path) -> dict[str, dict[str, str]]:
    """File to what it is."""
    return dict(json.loads((root / STATIC / "vendored.json").read_text(encoding="utf-8")))


def test_each_is_what_its_package_holds(root: Path, vendored: dict[str, dict[str, str]]) -> None:
    assert vendored
    for name, facts in vendored.items():
        assert hashlib.sha256((root / STATIC / name).read_bytes()).hexdigest() == facts["sha256"], name
        assert facts["integrity"].startswith("sha512-")
        assert facts["version"]


def test_the_script_of_the_page_holds_their_licences(root: Path, vendored: dict[str, dict[str, str]]) -> None:
    script = runpy.run_path(str(root / "content/lhcbox/analyser/bundle.py"))["bundle"](root / STATIC)
    for name, facts in vendored.items():
        licence = (root / STATIC / name).with_suffix(".LICENSE").read_text(encoding="utf-8")
        assert facts["licence"].split("-")[0] in licence
        assert licence.strip() in script


def test_a_code_has_its_finders_and_holds_the_text(root: Path, browser: Browser) -> None:
    join = runpy.run_path(str(root / "content/lhcbox/analyser/bundle.py"))["join"]
    sources = {"uqr.js": (root / STATIC / "uqr.js").read_text(encoding="utf-8"), "try.js": QR}
    page = browser.new_page()
    page.add_script_tag(content=join(sources, ["squares"]) + "globalThis.squares = squares;", type="module")
    wait_until(page, "typeof globalThis.squares === 'function'")
    text = "http://192.168.1.7:8888/dash/higgs-ww#c.mll=10~55&c.channel=3"
    code = page.evaluate("text => squares(text)", text)
    side = len(code)
    assert side == 17 + 4 * round((side - 17) / 4)
    for left, top in ((0, 0), (side - 7, 0), (0, side - 7)):
        ring = [max(abs(x - 3), abs(y - 3)) for y in range(7) for x in range(7)]
        dark = [code[top + y][left + x] for y in range(7) for x in range(7)]
        assert dark == [distance != 2 for distance in ring]
    assert read(code) == text
    refused = "text => { try { squares(text); } catch (error) { return error instanceof RangeError; } }"
    assert page.evaluate(refused, "x" * 900) is True
    page.close()


def read(code: list[list[bool]]) -> str:
    """The text of a QR code (ISO/IEC 18004) of bytes, of which one block holds all: version 5 at most."""
    side = len(code)
    version = (side - 17) // 4
    assert version <= 5
    bits = [code[8][x] for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [code[y][8] for y in (7, 5, 4, 3, 2, 1, 0)]
    mask = sum(bit << (14 - place) for place, bit in enumerate(bits)) ^ 0x5412
    pattern = (mask >> 10) & 7
    masked = [
        lambda x, y: (x + y) % 2,
        lambda x, y: y % 2,
        lambda x, y: x % 3,
        lambda x, y: (x + y) % 3,
        lambda x, y: (x // 3 + y // 2) % 2,
        lambda x, y: x * y % 2 + x * y % 3,
        lambda x, y: (x * y % 2 + x * y % 3) % 2,
        lambda x, y: ((x + y) % 2 + x * y % 3) % 2,
    ][pattern]

    def fixed(x: int, y: int) -> bool:
        corner = (x < 9 and y < 9) or (x >= side - 8 and y < 9) or (x < 9 and y >= side - 8)
        middle = side - 7
        alignment = version > 1 and abs(x - middle) <= 2 and abs(y - middle) <= 2
        return corner or x == 6 or y == 6 or alignment

    stream = []
    upward = True
    for right in [*range(side - 1, 6, -2), *range(5, 0, -2)]:
        for y in range(side - 1, -1, -1) if upward else range(side):
            for x in (right, right - 1):
                if not fixed(x, y):
                    stream.append(code[y][x] ^ (masked(x, y) == 0))
        upward = not upward
    number = int("".join("1" if bit else "0" for bit in stream), 2)
    total = len(stream)
    assert number >> (total - 4) == 0b0100, "bytes"
    count = (number >> (total - 12)) & 0xFF
    return bytes((number >> (total - 20 - 8 * place)) & 0xFF for place in range(count)).decode()
