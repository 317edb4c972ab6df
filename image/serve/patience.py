"""How long somebody who guessed wrong must wait before the next guess.

The rule: each address has three free mistakes, then waits 1, 2, 4 … seconds. When many addresses guess at once, those
that have already used up their mistakes wait longer still. An address that made none is never made to wait, so that
one pupil cannot lock out the class.
"""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

FREE = 3
LONGEST = 120.0
"""Seconds: the longest that anybody waits."""
MEMORY = 900.0
"""Seconds after which a mistake is forgotten."""
ROOM = 10_000
"""Addresses remembered at most."""
CROWD = 30
"""Remembered mistakes of all addresses from which on everybody's wait doubles, and doubles again at twice as many."""


@dataclass
class _Guesser:
    mistakes: int = 0
    last: float = 0.0


class Patience:
    """Mistakes by address, and the waiting that follows from them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guessers: OrderedDict[str, _Guesser] = OrderedDict()

    def wait(self, address: str) -> float:
        """Seconds until ``address`` may guess again; 0 when it may now."""
        self._forget()
        guesser = self._guessers.get(_place(address))
        if guesser is None or guesser.mistakes < FREE:
            return 0.0
        crowd = sum(other.mistakes for other in self._guessers.values()) // CROWD
        delay = min(LONGEST, 2.0 ** min(guesser.mistakes - FREE + crowd.bit_length(), 16))
        return max(0.0, guesser.last + delay - self._clock())

    def mistake(self, address: str) -> None:
        """Remember that ``address`` guessed wrong just now."""
        place = _place(address)
        guesser = self._guessers.setdefault(place, _Guesser())
        guesser.mistakes += 1
        guesser.last = self._clock()
        self._guessers.move_to_end(place)
        if len(self._guessers) > ROOM:
            self._guessers.popitem(last=False)

    def right(self, address: str) -> None:
        """Forget the mistakes of ``address``: it knows the code."""
        self._guessers.pop(_place(address), None)

    def _forget(self) -> None:
        now = self._clock()
        while self._guessers:
            oldest = next(iter(self._guessers.values()))
            if now - oldest.last < MEMORY:
                return
            self._guessers.popitem(last=False)


def _place(address: str) -> str:
    """The part of ``address`` that a guesser cannot change at will: all of IPv4, the network of IPv6."""
    try:
        parsed = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
