"""The child that answers one question and ends: the other side of ``serve.answers``.

It reads the question, JSON, from its socket until the server has said all, and writes one letter and what belongs to
it: ``+`` the answer, ``-`` a sentence that refuses the question. A child that ends without a letter has failed.

The rule: a question is data. Which function answers it is written here, never in the question.
"""

import importlib
import json
import resource
import socket
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

MODULES: Mapping[str, str] = MappingProxyType({"fit": "lhcbox.analyser.peak", "yours": "lhcbox.analyser.yours"})
"""Kind of question to the module whose ``answer(question, language)`` answers it."""
SECONDS: Mapping[str, float] = MappingProxyType({"fit": 30.0, "yours": 60.0})
"""How long an answer of each kind may take."""
MIB = 1024 * 1024
MEMORY: Mapping[str, int] = MappingProxyType({"fit": 96 * MIB, "yours": 256 * MIB})
"""Bytes that an answer of each kind may take besides what the child shares with its parent."""
ANSWER, REFUSAL = b"+", b"-"
LENGTH = 16 * MIB
"""Bytes that an answer may have."""


def answer(channel: socket.socket, kind: str, language: str) -> None:
    """Answer the question that comes through ``channel``, in ``language``; what goes wrong is written to the log."""
    _bound(kind)
    with channel, channel.makefile("rb") as question, channel.makefile("wb") as out:
        try:
            from lhcbox import language as spoken
            from lhcbox.analyser.questions import Refused

            spoken.use(language)
            module = importlib.import_module(MODULES[kind])
            try:
                out.write(ANSWER + module.answer(json.load(question), language))
            except Refused as refusal:
                out.write(REFUSAL + str(refusal).encode())
        except Exception:
            # whatever it was: the server tells the reader that there is no answer, and goes on
            traceback.print_exc()


def _bound(kind: str) -> None:
    """A question that needs too much ends its own process and nothing else."""
    seconds = int(SECONDS[kind]) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    bound = _data() + MEMORY[kind]
    resource.setrlimit(resource.RLIMIT_DATA, (bound, bound))


def _data() -> int:
    """Bytes of this process that are its own to write to, as the system counts them for ``RLIMIT_DATA``."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0
