"""Progress of many transfers at once: a line a file and one for all of them.

On a terminal the lines stand still and are redrawn; anywhere else, such as in a log, one line is written now and then.
"""

import shutil
import sys
import threading
import time
from types import TracebackType
from typing import Self, TextIO

LINE_EVERY = 5.0  # seconds between two lines where the output is not a terminal
REDRAW_EVERY = 0.1
SPEED_OVER = 20.0  # seconds over which the speed is averaged
ROWS_AT_MOST = 12  # lines of files on a terminal; the rest is only in the sum
BAR = 20


def readable(size: float) -> str:
    """``size`` bytes for a reader, such as ``12.3 MB``; a MB is 1 000 000 bytes, as in the profiles' budgets."""
    unit, power = next(((u, p) for u, p in (("GB", 1e9), ("MB", 1e6)) if size >= p), ("kB", 1e3))
    return f"{size / power:.{2 if unit == 'GB' else 1}f} {unit}"


def plain(text: str) -> str:
    """``text`` on one line and without characters that steer a terminal: a server may have written a part of it."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)


class Row:
    """Progress of one file; shown while it is used as a context."""

    def __init__(self, board: "Board", name: str, size: int) -> None:
        self.name = name
        self.size = size  # bytes expected
        self.done = 0
        self._board = board

    def at(self, done: int, size: int | None = None) -> None:
        """``done`` bytes are there; may go back where bytes had to be thrown away. ``size``: a better estimate."""
        self._board.move(self, done, self.size if size is None else size)

    def add(self, size: int) -> None:
        """``size`` more bytes are there."""
        self._board.move(self, self.done + size, self.size)

    def __enter__(self) -> Self:
        self._board.begin(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._board.end(self)


class Board:
    """All rows and their sum; safe to be used from several threads."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.total = 0
        self.done = 0
        self._stream = stream or sys.stderr
        self._tty = self._stream.isatty()
        self._lock = threading.RLock()
        self._active: list[Row] = []
        self._shown = time.monotonic()
        self._drawn = 0  # lines on the terminal that the next drawing goes over
        self._marks = [(self._shown, 0)]  # (time, bytes done) of the last SPEED_OVER seconds

    def row(self, name: str, size: int) -> Row:
        """A row for one more file of ``size`` expected bytes."""
        with self._lock:
            self.total += size
        return Row(self, plain(name), size)

    def begin(self, row: Row) -> None:
        """``row`` is worked on from now on."""
        with self._lock:
            self._active.append(row)

    def end(self, row: Row) -> None:
        """``row`` is no longer worked on."""
        with self._lock:
            self._active.remove(row)

    def move(self, row: Row, done: int, size: int) -> None:
        """``row`` has ``done`` of ``size`` bytes."""
        with self._lock:
            self.done += done - row.done
            self.total += size - row.size
            row.done, row.size = done, size
            now = time.monotonic()
            if now - self._shown >= (REDRAW_EVERY if self._tty else LINE_EVERY):
                self._shown = now
                self._show(now)

    def say(self, line: str) -> None:
        """Print ``line`` on a line of its own."""
        with self._lock:
            self._wipe()
            print(plain(line), file=self._stream, flush=True)

    def close(self) -> None:
        """Take the moving lines away, if there are any."""
        with self._lock:
            self._wipe()
            self._stream.flush()

    def _wipe(self) -> None:
        if self._drawn:
            self._stream.write(f"\033[{self._drawn}A\r\033[J")
            self._drawn = 0

    def _show(self, now: float) -> None:
        self._marks = [mark for mark in self._marks if now - mark[0] <= SPEED_OVER] or self._marks[-1:]
        since, before = self._marks[0]
        speed = max(0.0, (self.done - before) / (now - since)) if now > since else 0.0
        self._marks.append((now, self.done))
        share = f"{_percent(self.done, self.total)}  {readable(self.done)} of {readable(self.total)}"
        left = f", {_duration((self.total - self.done) / speed)} left" if speed > 0 else ""
        summary = f"{share}, {readable(speed)}/s{left}"
        if not self._tty:
            files = ", ".join(f"{row.name} {_percent(row.done, row.size).strip()}" for row in self._active)
            self._stream.write(f"  {summary}{': ' if files else ''}{files}\n")
        else:
            width = shutil.get_terminal_size().columns - 1
            lines = [self._line(row) for row in self._active[:ROWS_AT_MOST]]
            lines.append(f"  {'all':<40.40} {_bar(self.done, self.total)} {summary}")
            self._wipe()
            self._stream.write("".join(f"{line[:width]}\n" for line in lines))
            self._drawn = len(lines)
        self._stream.flush()

    def _line(self, row: Row) -> str:
        numbers = f"{_percent(row.done, row.size)}  {readable(row.done)} of {readable(row.size)}"
        return f"  {row.name:<40.40} {_bar(row.done, row.size)} {numbers}"


def _percent(done: int, total: int) -> str:
    return f"{100 * done // total if total else 100:3d} %"


def _bar(done: int, total: int) -> str:
    full = min(BAR, BAR * done // total if total else BAR)
    return f"[{'#' * full}{'.' * (BAR - full)}]"


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
