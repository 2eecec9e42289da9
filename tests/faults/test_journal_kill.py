"""PostgreSQL is killed under load: what was acknowledged is there, once, and everybody goes on by themselves.

Unit-size: the journal alone, in one process. Whole platforms are killed by the other tests of faults.
"""

import asyncio
import os
import random
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from anlan.clock import ManualClock
from anlan.database import EmbeddedPostgres, Role, connect, migrate
from anlan.errors import Unavailable
from anlan.journal import Context, Decision, Planned, Recorded, TimerSet
from anlan.journal.folding import drifted
from anlan.journal.timers import Timers
from journal_world import Counted, Tally, World, context, counting, open_world

KILLS = 4


async def kill_postmaster(server: EmbeddedPostgres, world: World) -> None:
    """All of it at once: the children see their parent gone and end."""
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)


async def kill_a_backend(server: EmbeddedPostgres, world: World) -> None:
    """One of those that write: PostgreSQL then throws everybody out and recovers."""
    try:
        admin = await connect(world.location)
        pids = [row[0] for row in await admin.fetch("select pid from pg_stat_activity where usename = 'anlan_app'")]
        os.kill(random.choice(pids), signal.SIGKILL)
        admin.terminate()
    except (Unavailable, asyncpg.PostgresError, ProcessLookupError, OSError, IndexError):
        pass


class Load:
    """Writers that send a command until it is answered; a timer each hundredth of a simulated second."""

    def __init__(self, world: World, clock: ManualClock) -> None:
        self.world = world
        self.clock = clock
        self.kept: dict[str, int] = {}
        self.events: set[str] = set()
        self.promised = 0
        self.stopped = asyncio.Event()

    async def once(self, run: Callable[[], Any]) -> Any:
        while True:
            try:
                return await run()
            except Unavailable:
                await asyncio.sleep(0.02)

    async def write(self, n: int) -> None:
        while not self.stopped.is_set():
            ctx, streams = context(), random.sample([f"tally:{k}" for k in range(8)], random.choice((1, 2)))
            done = await self.once(lambda c=ctx, s=streams: self.world.journal.run(c, s, counting(*s, who="名字")))
            self.kept[ctx.command_id] = len(streams)
            self.events.update(event.id for event in done.events)

    async def more(self, count: int) -> None:
        """Wait until `count` more commands have been acknowledged."""
        wanted = len(self.kept) + count
        for _ in range(12_000):
            if len(self.kept) >= wanted:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"{len(self.kept)} of {wanted} within two minutes")

    async def promise(self) -> None:
        while not self.stopped.is_set():
            timer = TimerSet(f"t{self.promised}", self.clock.now() + timedelta(seconds=0.05), "count", {})
            ctx = context()
            await self.once(lambda c=ctx, t=timer: self.world.journal.run(c, [], lambda *_: Decision(timers=[t])))
            self.promised += 1
            self.clock.advance(0.01)

    async def fire(self, _payload: dict[str, Any], ctx: Context, timer: str) -> None:
        stream = f"tally:fired-{timer}"
        await self.world.journal.run(ctx, [stream], lambda *_: Decision([Planned(stream, Counted(by=1))]))


@pytest.mark.parametrize("kill", [kill_postmaster, kill_a_backend])
async def test_acknowledged_is_kept_and_nothing_is_doubled(
    data_dir: Path, tmp_path: Path, clock: ManualClock, kill: Callable[[EmbeddedPostgres, World], Any]
) -> None:
    random.seed(7)
    server = EmbeddedPostgres(data_dir)
    location = await server.start()
    try:
        await migrate(location)
        async with open_world(location, tmp_path, clock) as world:
            await under_load(server, world, clock, kill)
    finally:
        await server.stop()


async def under_load(
    server: EmbeddedPostgres, world: World, clock: ManualClock, kill: Callable[[EmbeddedPostgres, World], Any]
) -> None:
    load = Load(world, clock)
    seen: list[Recorded] = []

    async def follow() -> None:
        async for batch in world.journal.follow(0):
            for record in batch:
                assert record.position == len(seen) + 1
                seen.append(record)

    workers = [Timers(world.journal, {"count": load.fire}).run() for _ in range(2)]
    background = [asyncio.create_task(work) for work in (world.sequencer.run(), follow(), *workers)]
    writers = [asyncio.create_task(work) for work in (*(load.write(n) for n in range(8)), load.promise())]
    for _ in range(KILLS):
        await load.more(60)
        await asyncio.sleep(random.random() * 0.05)
        await kill(server, world)
    await load.more(60)
    load.stopped.set()
    await asyncio.gather(*writers)
    clock.advance(10)
    await world.until("select count(*) = 0 from work.timers")
    await world.until("select count(*) = (select count(*) from journal.positions) from journal.events")
    head = await world.journal.head()
    for _ in range(6000):
        if len(seen) == head:
            break
        await asyncio.sleep(0.01)
    for task in background:
        task.cancel()
    for end in await asyncio.gather(*background, return_exceptions=True):
        assert isinstance(end, asyncio.CancelledError), end
    await check(world, load, seen)


async def check(world: World, load: Load, seen: list[Recorded]) -> None:
    story = await world.journal.read(0, 1_000_000)
    assert [record.id for record in seen] == [record.id for record in story]
    assert [record.position for record in story] == list(range(1, len(story) + 1))
    assert load.events <= {record.id for record in story}
    by_command: dict[str, int] = {}
    for record in story:
        by_command[record.command_id] = by_command.get(record.command_id, 0) + 1
    for command, count in load.kept.items():
        assert by_command[command] == count
    fired = [record.stream for record in story if record.stream.startswith("tally:fired-")]
    assert sorted(fired) == sorted(f"tally:fired-t{n}" for n in range(load.promised))
    assert sum(by_command.values()) == sum(load.kept.values()) + load.promised
    total = sum(state.sum for state in (await world.journal.states("tally", Tally)).values())
    assert total == len(story)
    rebuilder = await world.connect(Role.rebuild)
    assert await drifted(rebuilder) == []
    await rebuilder.close()
    # And what was asked again after a kill was answered as the first time.
    assert (await world.journal.run(context(next(iter(load.kept))), [], counting())).repeated
