"""Requests that wait at the same moment travel as one call.

The first goes at once; those that come while calls are under way go together when one of them returns. So nobody
waits for company, and under load a round trip, a transaction and a write to the disk are shared by many. With two
lanes one call is made ready while the other is carried out.
"""

import asyncio
from typing import Generic, TypeVar

__all__ = ["Together"]

Q = TypeVar("Q")
R = TypeVar("R")


class Together(Generic[Q, R]):
    """Subclasses say what one call is. At most `lanes` calls are under way at once, each of `most` requests."""

    def __init__(self, lanes: int = 2, most: int = 64) -> None:
        self._most = most
        self._idle = lanes
        self._waiting: list[tuple[Q, asyncio.Future[R]]] = []
        self._running: set[asyncio.Task[None]] = set()

    async def _call(self, requests: list[Q]) -> list[R | Exception]:
        """Answers each request, in order. What it raises is raised to all of them."""
        raise NotImplementedError

    def _choose(self) -> list[tuple[Q, "asyncio.Future[R]"]]:
        """Takes those that go next out of the waiting; none when none can go before a running call returns."""
        share = self._share()
        chosen, self._waiting = self._waiting[:share], self._waiting[share:]
        return chosen

    def _share(self) -> int:
        """How many may go in one call now: the lanes that are idle get as many each."""
        return min(self._most, -(-len(self._waiting) // (1 + self._idle)))

    async def ask(self, request: Q) -> R:
        """The answer to `request`."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, future))
        if self._idle:
            self._idle -= 1
            lane = asyncio.create_task(self._lane())
            self._running.add(lane)
            lane.add_done_callback(self._running.discard)
        return await future

    async def _lane(self) -> None:
        try:
            while batch := self._choose():
                await self._answer(batch)
        finally:
            self._idle += 1

    async def _answer(self, batch: list[tuple[Q, "asyncio.Future[R]"]]) -> None:
        answers: list[R | Exception]
        try:
            answers = await self._call([request for request, _ in batch])
        except Exception as error:
            answers = [error] * len(batch)
        except BaseException:
            for _, future in batch:
                future.cancel()
            raise
        for (_, future), answer in zip(batch, answers, strict=True):
            if future.done():
                continue  # who asked has gone away
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)
