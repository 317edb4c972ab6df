"""Worker processes: as many as there are processors, results in order, only so much at a time in memory.

Workers are started afresh (not forked from a process with threads and open files) and end when this process ends,
however it ends.
"""

import multiprocessing
import multiprocessing.connection
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, Self, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

PRELOAD = ["bake.curate"]  # loaded once, its memory is shared by all workers
AHEAD = 1  # tasks that wait beside one for each worker


class CrewError(Exception):
    """A worker ended without an answer; the message says what to do."""


_common: Any = None


def common() -> Any:
    """What every worker was given at its start."""
    return _common


def _start(shared: Any) -> None:
    global _common
    _common = shared
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A killed parent can tell its workers nothing, and they would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


class Crew:
    """``processes`` workers, or with 1 none at all: then everything is done here. A context manager."""

    def __init__(self, processes: int, shared: Any = None) -> None:
        global _common
        self.processes = max(1, processes)
        _common = shared
        self._pool: ProcessPoolExecutor | None = None
        if self.processes > 1:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(PRELOAD)
            self._pool = ProcessPoolExecutor(self.processes, context, _start, (shared,))

    def submit(self, work: Callable[[Task], Result], task: Task) -> Callable[[], Result]:
        """Begin ``work(task)``; what is returned waits for the result, or with one process does the work then."""
        if self._pool is None:
            return lambda: work(task)
        future = self._pool.submit(work, task)
        return lambda: _result(future)

    def map(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """``work`` of each task, in the order of the tasks."""
        if self._pool is None:
            yield from map(work, tasks)
            return
        waiting: deque[Future[Result]] = deque()
        try:
            for task in tasks:
                waiting.append(self._pool.submit(work, task))
                if len(waiting) > self.processes + AHEAD:
                    yield _result(waiting.popleft())
            while waiting:
                yield _result(waiting.popleft())
        finally:
            for future in waiting:
                future.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _result(future: "Future[Result]") -> Result:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise CrewError(
            "a worker process was ended from outside, most likely because memory ran out; run again with --processes 1"
        ) from error
