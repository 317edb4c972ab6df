"""The kit's messages, which have a catalogue of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

from lhcbox import language


def gettext(message: str) -> str:
    """``message`` in the reader's language."""
    return language.gettext(message, domain="kit")


@contextmanager
def speaking(wanted: str) -> Iterator[None]:
    """Speak ``wanted`` for a while."""
    before = language.current()
    language.use(wanted)
    try:
        yield
    finally:
        language.use(before)
