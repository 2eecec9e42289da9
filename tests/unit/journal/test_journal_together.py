"""Requests that wait at the same moment travel as one call, and nobody pays for another's."""

import asyncio

import pytest

from anlan.journal.together import Together


class Doubling(Together[int, int]):
    """Doubles numbers, refuses odd hundreds, and lets the test say when a call returns."""

    def __init__(self, lanes: int = 2, most: int = 64) -> None:
        super().__init__(lanes, most)
        self.calls: list[list[int]] = []
        self.gate = asyncio.Event()

    async def _call(self, requests: list[int]) -> list[int | Exception]:
        self.calls.append(requests)
        await self.gate.wait()
        if 666 in requests:
            raise RuntimeError("all of them")
        return [ValueError(str(n)) if n >= 100 else 2 * n for n in requests]


async def started(doubling: Doubling, *numbers: int) -> list["asyncio.Task[int]"]:
    tasks = [asyncio.create_task(doubling.ask(n)) for n in numbers]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


async def test_the_first_goes_at_once_and_those_behind_go_together() -> None:
    doubling = Doubling(lanes=1)
    tasks = await started(doubling, 1)
    tasks += await started(doubling, 2, 3, 4)
    assert doubling.calls == [[1]]
    doubling.gate.set()
    assert await asyncio.gather(*tasks) == [2, 4, 6, 8]
    assert doubling.calls == [[1], [2, 3, 4]]


async def test_at_most_so_many_calls_and_so_many_in_one() -> None:
    doubling = Doubling(lanes=2, most=3)
    tasks = await started(doubling, *range(10))
    assert [len(call) for call in doubling.calls] == [3, 3]
    doubling.gate.set()
    assert await asyncio.gather(*tasks) == [2 * n for n in range(10)]
    assert max(len(call) for call in doubling.calls) == 3


async def test_each_gets_its_own_answer_or_error() -> None:
    doubling = Doubling(lanes=1)
    doubling.gate.set()
    ends = await asyncio.gather(*(doubling.ask(n) for n in (1, 100, 3)), return_exceptions=True)
    assert ends[0] == 2 and isinstance(ends[1], ValueError) and ends[2] == 6


async def test_a_call_that_fails_fails_all_of_it_and_nothing_after_it() -> None:
    doubling = Doubling(lanes=1)
    doubling.gate.set()
    ends = await asyncio.gather(*(doubling.ask(n) for n in (1, 666)), return_exceptions=True)
    assert [type(end) for end in ends] == [RuntimeError, RuntimeError]
    assert await doubling.ask(5) == 10


async def test_who_gives_up_waiting_changes_nothing_for_the_others() -> None:
    doubling = Doubling(lanes=1)
    tasks = await started(doubling, 1)
    tasks += await started(doubling, 2, 3)
    tasks[1].cancel()
    tasks[0].cancel()
    doubling.gate.set()
    assert await tasks[2] == 6
    with pytest.raises(asyncio.CancelledError):
        await tasks[1]
