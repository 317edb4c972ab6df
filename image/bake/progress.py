"""Progress of many transfers at once: one line that moves on a terminal, a line now and then anywhere else."""

import sys
import threading
import time
from typing import TextIO

LINE_EVERY = 5.0  # seconds between two lines where the output is not a terminal
REDRAW_EVERY = 0.1


def mebibytes(size: float) -> str:
    """``size`` bytes for a reader, such as ``12.3 MiB``."""
    return f"{size / 2**20:.1f} MiB"


class Progress:
    """Counts bytes of ``total`` expected ones; safe to be called from several threads."""

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self.total = total
        self.done = 0
        self._stream = stream or sys.stderr
        self._tty = self._stream.isatty()
        self._lock = threading.Lock()
        self._shown = time.monotonic()
        self._line_open = False

    def add(self, size: int) -> None:
        """``size`` more bytes are there; negative where bytes had to be thrown away."""
        with self._lock:
            self.done += size
            now = time.monotonic()
            if now - self._shown >= (REDRAW_EVERY if self._tty else LINE_EVERY):
                self._shown = now
                self._show()

    def say(self, line: str) -> None:
        """Print ``line`` on a line of its own."""
        with self._lock:
            if self._line_open:
                self._stream.write("\r\033[K")
                self._line_open = False
            print(line, file=self._stream, flush=True)

    def _show(self) -> None:
        share = 100 * self.done / self.total if self.total else 100
        text = f"  {share:3.0f} %  {mebibytes(self.done)} of {mebibytes(self.total)}"
        if self._tty:
            self._stream.write("\r\033[K" + text)
            self._line_open = True
        else:
            self._stream.write(text + "\n")
        self._stream.flush()

    def close(self) -> None:
        """End the moving line, if there is one."""
        with self._lock:
            if self._line_open:
                self._stream.write("\n")
                self._line_open = False
