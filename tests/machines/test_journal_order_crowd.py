"""Order under a crowd: writers that are fast, slow, aborted and killed, and readers that poll and that follow.

Whoever has seen position N never later finds an event placed before it; positions are dense; each stream's events
come in the order of their versions; and in the end every acknowledged event is there once.
"""

import asyncio
import itertools
import random
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from anlan.clock import ManualClock
from anlan.database import Location, Role, connect
from anlan.ids import new_id
from anlan.journal import Recorded
from journal_world import World, context, counting, open_world

BEGIN = "begin isolation level read committed"
APPEND = (
    "insert into journal.events (id, stream, version, kind, schema_version, occurred_at, recorded_at, actor,"
    " command_id, public) values ($1, $2, $3, 'test.counted', 1, now(), now(), 'slow', $1, '{\"by\":1}')"
)


class Readers:
    """Each keeps what it saw as it came, and checks every batch against all before."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.seen: list[list[Recorded]] = []

    def _take(self, seen: list[Recorded], batch: list[Recorded]) -> None:
        for record in batch:
            assert record.position == len(seen) + 1, "dense, and nothing behind us"
            seen.append(record)

    async def poll(self, limit: int) -> None:
        self.seen.append(seen := [])
        while True:
            self._take(seen, await self.world.journal.read(len(seen), limit))
            # And again from the beginning, as one who comes later: it must be the same story.
            start = random.randrange(len(seen) + 1)
            again = await self.world.journal.read(start, 50)
            upto = min(len(seen), start + 50)
            assert [record.id for record in again[: upto - start]] == [record.id for record in seen[start:upto]]
            await asyncio.sleep(random.random() * 0.01)

    async def follow(self) -> None:
        self.seen.append(seen := [])
        async for batch in self.world.journal.follow(0, limit=37):
            self._take(seen, batch)


class Writers:
    """What each of them was told is kept is in `kept`."""

    def __init__(self, world: World, others: list[World], clock: ManualClock) -> None:
        self.world = world
        self.worlds = [world, *others]
        self.clock = clock
        self.kept: set[str] = set()

    async def command(self, n: int) -> None:
        """The proper way, on streams that others want too, one or two at a time."""
        world = random.choice(self.worlds)
        streams = random.sample([f"tally:{k}" for k in range(6)], random.choice((1, 1, 2)))
        done = await world.journal.run(context(), streams, counting(*streams))
        self.kept.update(event.id for event in done.events)
        if random.random() < 0.3:
            assert await world.journal.ordered(done.seq) > 0

    async def slow(self, n: int) -> None:
        """Numbers are taken, and the commit comes late, or not, or never gets an answer."""
        connection = await connect(self.world.location, Role.app)
        end = random.choice(("commit", "commit", "rollback", "die"))
        ids = [new_id() for _ in range(random.randint(1, 3))]
        await connection.execute(BEGIN)
        if random.random() < 0.5:
            await connection.execute("select pg_current_xact_id()")
            await asyncio.sleep(random.random() * 0.02)
        stream = f"tally:slow-{n}-{ids[0]}"
        for version, event in enumerate(ids, 1):
            await connection.execute(APPEND, event, stream, version)
            await asyncio.sleep(random.random() * 0.06)
        if end == "die":
            connection.terminate()
            return
        await connection.execute(end)
        if end == "commit":
            self.kept.update(ids)
        await connection.close()

    async def turn_the_clock(self, n: int) -> None:
        self.clock.set(self.clock.now() + timedelta(seconds=random.uniform(-120, 120)))

    async def lose_a_sequencer(self, n: int) -> None:
        admin: asyncpg.Connection[Any] = await connect(self.world.location, Role.sequencer)
        await admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'anlan_sequencer'"
            " and datname = current_database() and pid <> pg_backend_pid()"
        )
        await admin.close()


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_nobody_ever_finds_anything_behind_them(
    location: Location, tmp_path: Any, clock: ManualClock, seed: int
) -> None:
    random.seed(seed)
    async with open_world(location, tmp_path, clock) as world, open_world(location, tmp_path, clock) as other:
        sequencers = [asyncio.create_task(each.sequencer.run()) for each in (world, other)]
        readers = Readers(other)
        reading = [asyncio.create_task(readers.poll(limit)) for limit in (1, 7, 1000)]
        reading += [asyncio.create_task(readers.follow()) for _ in range(3)]
        writers = Writers(world, [other], clock)
        crowd = [writers.command] * 12 + [writers.slow] * 4 + [writers.turn_the_clock, writers.lose_a_sequencer]

        async def work(n: int) -> None:
            for turn in range(25):
                act = crowd[n] if turn else writers.command
                await act(n)
                await asyncio.sleep(random.random() * 0.01)

        await asyncio.gather(*(work(n) for n in range(len(crowd))))
        kept = writers.kept
        await world.until("select count(*) = (select count(*) from journal.positions) from journal.events")
        await world.until("select count(*) >= $1 from journal.positions", len(kept))
        head = await world.journal.head()
        for _ in range(3000):
            if all(len(seen) == head for seen in readers.seen) or any(task.done() for task in reading):
                break
            await asyncio.sleep(0.01)
        for task in (*reading, *sequencers):
            task.cancel()
        for end in await asyncio.gather(*reading, *sequencers, return_exceptions=True):
            assert isinstance(end, asyncio.CancelledError), end
        story = await other.journal.read(0, head + 10)
    check(story, kept)
    for seen in readers.seen:
        assert [record.id for record in seen] == [record.id for record in story]


def check(story: list[Recorded], kept: set[str]) -> None:
    assert [record.position for record in story] == list(range(1, len(story) + 1))
    ids = [record.id for record in story]
    assert len(set(ids)) == len(ids)
    assert kept <= set(ids)
    times = [record.position_at for record in story]
    assert all(a <= b for a, b in itertools.pairwise(times) if a and b)
    versions: dict[str, int] = {}
    for record in story:
        assert record.version == versions.get(record.stream, 0) + 1
        versions[record.stream] = record.version
