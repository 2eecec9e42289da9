"""Positions follow commits, not numbers: dense, never filled in behind a reader, and their time never goes back."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg

from anlan.clock import ManualClock
from anlan.database import Role, connect
from anlan.ids import new_id
from journal_world import Counted, World, context, counting, open_world

ONE = """insert into journal.events (id, stream, version, kind, schema_version, occurred_at, recorded_at, actor,
    command_id, public) values ($1, $2, 1, 'test.counted', 1, now(), now(), 'test', $1, '{"by":1}') returning seq"""


class Slow:
    """A writer with its transaction in our hands. It writes without `work.append`, as nothing should: the order
    must not depend on good manners."""

    def __init__(self, connection: "asyncpg.Connection[Any]") -> None:
        self.connection = connection
        self.stream = f"tally:{new_id()}"

    async def begin(self) -> None:
        await self.connection.execute("begin")

    async def number(self) -> int:
        return int(await self.connection.fetchval(ONE, new_id(), self.stream))

    async def end(self, how: str = "commit") -> None:
        await self.connection.execute(how)


async def slow(world: World) -> Slow:
    return Slow(await world.connect(Role.app))


async def seqs(world: World) -> list[int]:
    return [record.seq for record in await world.journal.read(0)]


async def test_a_number_that_commits_late_is_placed_after_those_that_were_seen(world: World) -> None:
    late, early = await slow(world), await slow(world)
    await late.begin()
    first = await late.number()
    await early.begin()
    second = await early.number()
    await early.end()
    assert await world.place() == 1
    await late.end()
    assert await world.place() == 2
    assert first < second
    assert await seqs(world) == [second, first]


async def test_a_younger_transaction_with_the_lower_number_is_waited_for(world: World) -> None:
    # The elder has the lower transaction id and the higher number. When it commits, the last *ended* transaction is
    # older than the one that is missing, so nothing that a snapshot says bounds it.
    elder, younger = await slow(world), await slow(world)
    await elder.begin()
    await elder.connection.execute("select pg_current_xact_id()")
    await younger.begin()
    missing = await younger.number()
    placed = await elder.number()
    await elder.end()
    for _ in range(3):
        assert await world.place() == 1
    await younger.end()
    assert await world.place() == 2
    assert await seqs(world) == [placed, missing]


async def test_an_aborted_and_a_crashed_writer_leave_no_hole(world: World) -> None:
    aborted, crashed, good = await slow(world), await slow(world), await slow(world)
    for writer in (aborted, crashed):
        await writer.begin()
        await writer.number()
    await world.count("tally:a")
    assert await world.place() == 1
    await aborted.end("rollback")
    crashed.connection.terminate()
    await good.begin()
    await good.number()
    await good.end()
    assert await world.place() == 2
    assert [record.position for record in await world.journal.read(0)] == [1, 2]
    while world.sequencer._gaps:  # the crashed one ends when the server notices
        await world.place()
    assert await world.place() == 2


async def test_many_numbers_of_one_slow_transaction_come_in_their_own_order(world: World) -> None:
    late = await slow(world)
    await late.begin()
    numbers = []
    for _ in range(3):
        late.stream = f"tally:{new_id()}"
        numbers.append(await late.number())
        await world.count("tally:between")
    await world.place()
    await late.end()
    assert await world.place() == 6
    assert (await seqs(world))[3:] == numbers


async def test_another_sequencer_takes_over_with_the_gaps_that_are_open(world: World) -> None:
    late = await slow(world)
    await late.begin()
    missing = await late.number()
    await world.count("tally:a")
    await world.place()
    await world.sequencer._settle()
    await world.sequencer.release()
    async with open_world(world.location, world.folder, world.clock) as other:
        assert await other.place() == 1
        await late.end()
        assert await other.place() == 2
        assert (await seqs(world))[1] == missing


async def test_a_sequencer_that_lost_its_connection_has_lost_its_lease_and_goes_on_where_it_was(world: World) -> None:
    running = asyncio.create_task(world.sequencer.run())
    async with open_world(world.location, world.folder, world.clock) as other:
        standby = asyncio.create_task(other.sequencer.run())
        done = await world.count("tally:a")
        assert await world.journal.ordered(done.seq) == 1
        admin = await world.connect(Role.sequencer)
        for n in range(2, 6):
            # Whichever of the two holds the lease at the moment.
            await admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where usename = 'anlan_sequencer' and pid <> pg_backend_pid() and datname = current_database()"
            )
            done = await world.count("tally:a")
            assert await world.journal.ordered(done.seq) == n
        await admin.close()
        for task in (running, standby):
            task.cancel()
        await asyncio.gather(running, standby, return_exceptions=True)
    assert [record.position for record in await world.journal.read(0)] == [1, 2, 3, 4, 5]


async def test_a_waiting_sequencer_holds_nothing_back(world: World) -> None:
    await world.sequencer.take()
    async with open_world(world.location, world.folder, world.clock) as other:
        waiting = asyncio.create_task(other.sequencer.take())
        admin = await connect(world.location)
        query = (
            "select count(*) from pg_stat_activity where usename = 'anlan_sequencer' and query like '%advisory%'"
            " and datname = current_database() and state = 'idle' and backend_xmin is null"
        )
        for _ in range(100):
            if await admin.fetchval(query):
                break
            await asyncio.sleep(0.05)
        assert await admin.fetchval(query) and not waiting.done()
        await world.sequencer.release()
        await waiting
        await admin.close()


async def test_time_never_goes_back_though_the_clock_does(world: World, clock: ManualClock) -> None:
    for seconds in (0, 60, -3600, 5, -1, 7200):
        clock.advance(seconds)
        await world.count("tally:a")
        await world.place()
    await world.sequencer.release()  # nor over a change of sequencers
    clock.advance(-86_400)
    await world.count("tally:a")
    await world.place()
    times = [record.position_at for record in await world.journal.read(0)]
    assert times == sorted(times, key=lambda at: at or clock.now())
    assert len(set(times)) < len(times)


async def test_what_was_known_at_a_moment_is_the_last_position_until_then(world: World, clock: ManualClock) -> None:
    start = clock.now()
    assert await world.journal.position_at(start) == 0
    for _ in range(3):
        await world.journal.run(context(), ["tally:a", "tally:b"], counting("tally:a", "tally:b"))
        await world.place()
        clock.advance(10)
    assert await world.journal.position_at(start - timedelta(seconds=1)) == 0
    assert await world.journal.position_at(start) == 2
    assert await world.journal.position_at(start + timedelta(seconds=9)) == 2
    assert await world.journal.position_at(start + timedelta(seconds=10)) == 4
    assert await world.journal.position_at(start + timedelta(days=1)) == 6


async def test_a_token_waits_for_its_position_and_nothing_waits_for_nothing(world: World) -> None:
    done = await world.count("tally:a")
    waiting = [asyncio.create_task(world.journal.ordered(done.seq)) for _ in range(3)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in waiting)
    await world.place()
    assert await asyncio.gather(*waiting) == [1, 1, 1]
    empty = await world.journal.run(context(), [], lambda *_: counting()(None, None))
    assert empty.seq == 0
    assert await world.journal.ordered(empty.seq) == 1


async def test_the_numbers_told_are_those_of_the_events_though_others_write_between(world: World) -> None:
    async def many(name: str) -> None:
        done = await world.journal.run(context(), [name, f"{name}x"], counting(name, f"{name}x"))
        told.update({event.id: event.seq for event in done.events})
        assert done.seq == max(event.seq for event in done.events)

    told: dict[str, int] = {}
    async with open_world(world.location, world.folder, world.clock) as other:
        mine, world.journal = world.journal, other.journal
        await asyncio.gather(*(many(f"tally:{n}") for n in range(20)))
        world.journal = mine
        await asyncio.gather(*(many(f"tally:b{n}") for n in range(20)))
    await world.place()
    assert {record.id: record.seq for record in await world.journal.read(0)} == told
    assert all(isinstance(record.event, Counted) for record in await world.journal.read(0))
