"""Who lost a race for a stream waits in line for it, so that a crowd is served one after another.

Without a line each winner would send all the others back to decide again.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

__all__ = ["Turns"]


class Turns:
    """The lines of one process, first come, first served."""

    def __init__(self) -> None:
        self._lines: dict[str, tuple[asyncio.Lock, int]] = {}

    def crowded(self, streams: Sequence[str]) -> list[str]:
        """Those of `streams` that somebody stands in line for."""
        return [stream for stream in streams if stream in self._lines] if self._lines else []

    @asynccontextmanager
    async def of(self, streams: Sequence[str]) -> AsyncIterator[None]:
        """Wait until all of `streams` are this one's. Take them in one go: who holds some may not ask for more."""
        async with AsyncExitStack() as stack:
            for stream in sorted(set(streams)):
                await stack.enter_async_context(self._turn(stream))
            yield

    @asynccontextmanager
    async def _turn(self, stream: str) -> AsyncIterator[None]:
        lock, there = self._lines.get(stream) or (asyncio.Lock(), 0)
        self._lines[stream] = lock, there + 1
        try:
            async with lock:
                yield
        finally:
            lock, there = self._lines[stream]
            if there == 1:
                del self._lines[stream]
            else:
                self._lines[stream] = lock, there - 1
