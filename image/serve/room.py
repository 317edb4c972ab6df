"""The room in which dashboards run: a bounded number of kernels, each ended soon after its page was closed.

The rule: when the room is full a visitor waits; nobody who already has a place loses it.
"""

import asyncio
import logging
import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from serve.memory import MIB, expendable, memory

log = logging.getLogger("lhcbox")

SERVER = 300 * MIB
"""What the server, the kernels' parent and one notebook need: measured 105, 145 and 50 MB."""
KERNEL = 85 * MIB
"""What a dashboard's kernel needs of its own: measured 65 to 82 MB."""
PER_PROCESSOR = 16
GRACE = 10.0
"""Seconds for which a place is kept after the connection was lost: a wireless network may drop it."""
ARRIVAL = 60.0
"""Seconds in which a page must have connected once its dashboard is drawn."""
IDLE = 45 * 60.0
"""Seconds after which a dashboard that nobody touches is ended, even if its page is open."""


class Full(Exception):
    """There is no place now."""


def places(chosen: int | None) -> int:
    """How many dashboards may be open at once: ``chosen``, else what memory and processors allow."""
    if chosen is not None:
        return chosen
    by_memory = (memory().limit - SERVER) // KERNEL
    return int(max(1, min(by_memory, PER_PROCESSOR * (os.process_cpu_count() or 1))))


def process_id(kernels: AsyncMappingKernelManager, kernel_id: str) -> int:
    """The number of a kernel's process."""
    number: int = getattr(kernels.get_kernel(kernel_id).provisioner, "pid", 0)
    return number


class Room(AsyncMappingKernelManager):
    """The dashboards' kernels."""

    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.most = most
        self._arriving = 0
        self._until: dict[str, float] = {}  # kernels without a page, and when their time is up
        self._left: set[str] = set()  # those of them whose page has been there before
        self._sweeper: asyncio.Task[None] | None = None

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place while a kernel is being started.

        Raises:
            Full: there is none.
        """
        if len(self) + self._arriving >= self.most or memory().free < KERNEL:
            raise Full
        self._arriving += 1
        try:
            yield
        finally:
            self._arriving -= 1

    async def make_room(self) -> None:
        """End the dashboards whose page is gone, without waiting for their grace to pass."""
        for kernel_id in list(self._left):
            await self.end(kernel_id)

    async def begin(self, **options: Any) -> str:
        """Start a kernel; its page has ``ARRIVAL`` seconds to connect."""
        kernel_id: str = await self.start_kernel(**options)
        self._until[kernel_id] = time.monotonic() + ARRIVAL
        expendable(process_id(self, kernel_id))
        if self._sweeper is None:
            self._sweeper = asyncio.create_task(self._sweep())
        return kernel_id

    async def end(self, kernel_id: str) -> None:
        """End a kernel, if it is still there."""
        self._forget(kernel_id)
        if kernel_id in self:
            # there is nothing to be saved in it
            await self.shutdown_kernel(kernel_id, now=True)

    async def close(self) -> None:
        """End all of them."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        await self.shutdown_all(now=True)

    def notify_connect(self, kernel_id: str) -> None:
        """The page is there."""
        super().notify_connect(kernel_id)
        self._forget(kernel_id)

    def notify_disconnect(self, kernel_id: str) -> None:
        """The page may be gone: it has ``GRACE`` seconds to come back."""
        super().notify_disconnect(kernel_id)
        if kernel_id in self and not self._kernel_connections.get(kernel_id):
            self._until[kernel_id] = time.monotonic() + GRACE
            self._left.add(kernel_id)

    def _forget(self, kernel_id: str) -> None:
        self._until.pop(kernel_id, None)
        self._left.discard(kernel_id)

    def _over(self, kernel_id: str) -> bool:
        if self._until.get(kernel_id, math.inf) < time.monotonic():
            return True
        touched = getattr(self.get_kernel(kernel_id), "last_activity", None)
        return touched is not None and time.time() - touched.timestamp() > IDLE

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(2)
            for kernel_id in self.list_kernel_ids():
                if kernel_id in self and self._over(kernel_id):
                    await self.end(kernel_id)
