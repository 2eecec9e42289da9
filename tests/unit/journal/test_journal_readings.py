"""Read tables say what the events say: also rebuilt, compared and swapped while everything goes on."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from anlan.database import Role
from anlan.journal import Recorded
from anlan.journal.readings import Difference, Projector, Reading, advance, prepare, rebuild
from journal_world import Counted, Emptied, World


def _sums(record: Recorded) -> Iterator[tuple[str, tuple[object, ...]]]:
    # Not idempotent on purpose: an event applied twice, or not at all, shows.
    if isinstance(record.event, Counted):
        yield (
            "insert into sums values ($1, $2) on conflict (stream) do update set sum = sums.sum + excluded.sum",
            (record.stream, record.event.by),
        )
    if isinstance(record.event, Emptied):
        yield "delete from sums where stream = $1", (record.stream,)


def _trail(record: Recorded) -> Iterator[tuple[str, tuple[object, ...]]]:
    yield "insert into trail values ($1, $2, $3)", (record.position, record.stream, record.version)


SUMS = Reading("sums", 1, ("sums",), "create table sums (stream text primary key, sum bigint not null)", _sums)
TRAIL = Reading(
    "trail", 1, ("trail",), "create table trail (position bigint primary key, stream text, version int)", _trail
)
READINGS = (SUMS, TRAIL)


@pytest.fixture
async def rebuilder(world: World) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await world.connect(Role.rebuild)
    yield connection
    await connection.close()


async def advance_all(connection: "asyncpg.Connection[asyncpg.Record]") -> int:
    reached = -1
    while (moved := await advance(connection, "read", READINGS)) != reached:
        reached = moved
    return reached


async def test_a_new_database_is_prepared_by_the_role_that_may_and_read_by_the_app(
    world: World, rebuilder: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await world.count("tally:a", by=3)
    await world.place()
    await prepare(rebuilder, READINGS)
    assert await world.pool.fetchval("select sum from read.sums") == 3
    assert await world.pool.fetchval("select position from read.progress") == 1
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await world.pool.execute("update read.sums set sum = 0")


async def test_prepare_leaves_what_is_right_and_makes_anew_what_is_of_another_shape(
    world: World, rebuilder: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    for readings in ((), READINGS):
        await prepare(rebuilder, readings)
        first = await rebuilder.fetchval("select 'read'::regnamespace::oid")
        await prepare(rebuilder, readings)
        assert await rebuilder.fetchval("select 'read'::regnamespace::oid") == first
    await world.count("tally:a", by=3)
    await world.place()
    newer = Reading("sums", 2, ("sums",), "create table sums (stream text primary key, sum int, extra int)", _sums)
    await prepare(rebuilder, (newer,))
    assert await world.pool.fetchrow("select * from read.sums") == ("tally:a", 3, None)
    assert await rebuilder.fetchval("select to_regclass('read.trail')") is None


async def test_nobody_applies_an_event_twice(world: World, rebuilder: "asyncpg.Connection[asyncpg.Record]") -> None:
    await prepare(rebuilder, READINGS)
    other = await world.connect(Role.rebuild)
    for n in range(20):
        await world.count(f"tally:{n % 3}")
    await world.place()
    await asyncio.gather(advance_all(rebuilder), advance_all(other))
    await other.close()
    assert await world.pool.fetchval("select sum(sum) from read.sums") == 20
    assert await world.pool.fetchval("select count(*) from read.trail") == 20


async def test_a_check_finds_what_is_wrong_and_changes_nothing(
    world: World, rebuilder: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    assert await rebuild(rebuilder, READINGS, check=True) == [], "nothing there yet, and nothing that should be"
    for n in range(5):
        await world.count(f"tally:{n}")
    await world.place()
    assert await rebuild(rebuilder, READINGS, check=True) == [Difference("sums", 0, 5), Difference("trail", 0, 5)]
    await prepare(rebuilder, READINGS)
    assert await rebuild(rebuilder, READINGS, check=True) == []
    await rebuilder.execute("update read.sums set sum = 7 where stream = 'tally:1'")
    await rebuilder.execute("insert into read.trail values (99, 'x', 1)")
    assert await rebuild(rebuilder, READINGS, check=True) == [Difference("sums", 1, 1), Difference("trail", 1, 0)]
    assert await rebuilder.fetchval("select sum from read.sums where stream = 'tally:1'") == 7
    assert await rebuilder.fetchval("select to_regnamespace('read_shadow')") is None
    assert await rebuild(rebuilder, READINGS, check=False) == []
    assert await rebuild(rebuilder, READINGS, check=True) == []


async def test_rebuilds_swaps_and_checks_while_commands_run_lose_nothing(world: World) -> None:
    projectors = [
        asyncio.create_task(Projector(lambda: world.connect(Role.rebuild), world.follower, READINGS).run())
        for _ in range(2)
    ]
    placing = asyncio.create_task(world.sequencer.run())
    stop = asyncio.Event()

    async def write(n: int) -> int:
        done = 0
        while not stop.is_set():
            await world.count(f"tally:{(n + done) % 5}", by=n + 1)
            done += 1
        return done

    async def remake() -> None:
        connection = await world.connect(Role.rebuild)
        for n in range(6):
            assert await rebuild(connection, READINGS, check=n % 2 == 1) == []
        await connection.close()

    writers = [asyncio.create_task(write(n)) for n in range(4)]
    await asyncio.gather(remake(), remake())
    stop.set()
    counts = await asyncio.gather(*writers)
    head = sum(counts)
    await world.until("select position = $1 from read.progress", head)
    for task in (*projectors, placing):
        task.cancel()
    await asyncio.gather(*projectors, placing, return_exceptions=True)
    assert await world.journal.head() == head
    assert await world.pool.fetchval("select count(*) from read.trail") == head
    wanted = sum(count * (n + 1) for n, count in enumerate(counts))
    assert await world.pool.fetchval("select sum(sum) from read.sums") == wanted


async def test_a_reading_that_cannot_take_an_event_ends_the_projector_and_keeps_its_tables(world: World) -> None:
    def fails(record: Recorded) -> Iterator[tuple[str, tuple[object, ...]]]:
        yield "insert into once values ($1)", (record.stream,)

    once = Reading("once", 1, ("once",), "create table once (stream text primary key)", fails)
    projector = Projector(lambda: world.connect(Role.rebuild), world.follower, (once,))
    running = asyncio.create_task(projector.run())
    for _ in range(2):
        await world.count("tally:a")
        await world.place()
    with pytest.raises(asyncpg.UniqueViolationError):
        await asyncio.wait_for(running, 20)
