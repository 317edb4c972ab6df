"""Run by the bake's Python: pages whose events are odd, in every language, and what Python says to odd tables; JSON.

``{"pages": {"name.language": HTML}, "words": {language: phrases}, "said": {language: {case: [kind, sentence]}}}``.
"""

import gzip
import json
import struct
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from synthetic import EVENTS, VARIABLES, declaration, process

from lhcbox import Analyser, language
from lhcbox.analyser.pack import Process, pack
from lhcbox.analyser.page import html
from lhcbox.analyser.words import words

SPOKEN = ("en", "es")
Header = dict[str, Any]


def rewritten(data: bytes, change: Callable[[Header], object]) -> bytes:
    """The same pack with another header."""
    plain = gzip.decompress(data)
    (length,) = struct.unpack_from("<I", plain, 8)
    header = json.loads(plain[12 : 12 + length])
    header = change(header) or header
    text = json.dumps(header).encode()
    columns = plain[12 + length + -(12 + length) % 8 :]
    head = plain[:8] + struct.pack("<I", len(text)) + text
    return gzip.compress(head + bytes(-len(head) % 8) + columns, mtime=0)


def filled(value: float) -> list[Process]:
    """All processes with one value in every place of every column."""
    made = []
    for key in EVENTS:
        like = process(key)
        made.append(replace(like, columns={name: np.full(EVENTS[key], value) for name in like.columns}))
    return made


def packs() -> dict[str, bytes]:
    """Packs by what is odd about them."""
    whole = pack(VARIABLES, [process(key) for key in EVENTS])
    other = [replace(one, n=one.n + 50) if one.key == "mll" else one for one in VARIABLES]
    return {
        "empty": pack(VARIABLES, [process(key, 0) for key in EVENTS]),
        "one": pack(VARIABLES, [process(key, 1 if key == "higgs" else 0) for key in EVENTS]),
        "negative": pack(VARIABLES, [process(key, sign=-1) for key in EVENTS if key != "data"]),
        "no-ww": pack(VARIABLES, [process(key) for key in EVENTS if key != "ww"]),
        "no-met": pack(VARIABLES[:2], [process(key) for key in EVENTS]),
        "other-shape": pack(other, [process(key) for key in EVENTS]),
        "nan": pack(VARIABLES, filled(np.nan)),
        "infinite": pack(VARIABLES, filled(np.inf)),
        "cut-off": whole[: len(whole) // 2],
        "nothing": b"",
        "a-page": b"<!doctype html>",
        "other-magic": gzip.compress(gzip.decompress(whole).replace(b"LHCBOXA1", b"LHCBOXA2")),
        "other-format": rewritten(whole, lambda header: header.update(format=2)),
        "no-list": rewritten(whole, lambda header: header.update(variables="all")),
        "too-many": rewritten(whole, lambda header: header.update(events=10**12)),
        "no-scale": rewritten(whole, lambda header: header["processes"][0].update(scale=None)),
        "not-a-record": rewritten(whole, lambda _header: [1, 2, 3]),
    }


def told(make: Callable[[], object]) -> list[str]:
    """The kind of the error and its sentence; nothing where all is well."""
    try:
        make()
    except Exception as error:
        return [type(error).__name__, str(error)]
    return ["", ""]


def cases() -> dict[str, list[str]]:
    """What Python says to odd tables."""
    table = {"m": [1.5, 2.5, 3.5]}
    return {
        "two numbers an event": told(lambda: Analyser({"m": [[1.0, 2.0], [3.0, 4.0]]})),
        "text": told(lambda: Analyser({"m": ["a", "b"]})),
        "lengths": told(lambda: Analyser({"one": {"m": [1, 2], "n": [1]}})),
        "no such column": told(lambda: Analyser(table, variables=["n"])),
        "weights short": told(lambda: Analyser(table, [1.0])),
        "weights nan": told(lambda: Analyser(table, [1.0, float("nan"), 1.0])),
        "weights infinite": told(lambda: Analyser(table, [1.0, float("inf"), 1.0])),
        "nothing": told(lambda: Analyser({})),
        "values nan": told(lambda: Analyser({"m": [float("nan"), float("inf"), -float("inf")]})),
        "no event": told(lambda: Analyser({"m": []})),
        "one event": told(lambda: Analyser({"m": [7.0]})),
        "all negative": told(lambda: Analyser(table, [-1.0, -2.0, -3.0])),
    }


def main() -> None:
    """Print them all."""
    pages = {}
    said = {}
    for spoken in SPOKEN:
        language.use(spoken)
        said[spoken] = cases()
        for name, data in packs().items():
            shown = tuple(key for key in EVENTS if key != "data") if name == "negative" else tuple(EVENTS)
            pages[f"{name}.{spoken}"] = html(declaration(spoken, shown), words(spoken), spoken, data)
        usual = pack(VARIABLES, [process(key) for key in EVENTS])
        pages[f"usual.{spoken}"] = html(declaration(spoken), words(spoken), spoken, usual)
    json.dump({"pages": pages, "words": {spoken: words(spoken) for spoken in SPOKEN}, "said": said}, sys.stdout)


if __name__ == "__main__":
    main()
