"""Who follows the journal gets every event once, in order, whatever happens to the connections."""

import asyncio
from typing import Any

import asyncpg

from anlan.database import connect
from anlan.errors import Unavailable
from anlan.journal.follower import Follower
from journal_world import World


async def follow(world: World, seen: list[int], after: int = 0) -> None:
    async for batch in world.journal.follow(after, limit=3):
        seen += [record.position for record in batch]


async def end_connections(world: World) -> None:
    admin = await connect(world.location)
    await admin.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and usename = 'anlan_app'"
    )
    await admin.close()


async def reached(world: World, seen: list[int], head: int) -> None:
    for _ in range(3000):
        if seen[-1:] == [head]:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"saw {seen[-3:]} of {head}")


async def test_followers_from_anywhere_see_everything_once(world: World) -> None:
    for _ in range(4):
        await world.count("tally:a")
    await world.place()
    seen: dict[int, list[int]] = {after: [] for after in (0, 2, 4)}
    tasks = [asyncio.create_task(follow(world, seen[after], after)) for after in seen]
    for _ in range(5):
        await world.count("tally:a")
        await world.place()
    for after, got in seen.items():
        await reached(world, got, 9)
        assert got == list(range(after + 1, 10))
    for task in tasks:
        task.cancel()


async def test_lost_connections_lose_nothing(world: World) -> None:
    seen: list[int] = []
    task = asyncio.create_task(follow(world, seen))
    head = 0
    for _ in range(4):
        await end_connections(world)
        while True:
            try:
                await world.count("tally:a")
                break
            except Unavailable:
                continue
        head = await placed(world)
    await reached(world, seen, head)
    assert seen == list(range(1, head + 1))
    task.cancel()


async def placed(world: World) -> int:
    # The pool's dead connections are found out one by one.
    while True:
        try:
            return await world.place()
        except Unavailable:
            continue


async def test_what_was_placed_while_nobody_listened_is_noticed_at_once(world: World) -> None:
    await end_connections(world)
    while True:
        try:
            await world.count("tally:a")
            break
        except Unavailable:
            continue
    head = await placed(world)
    assert await asyncio.wait_for(world.follower.beyond(0), 10) == head


async def test_a_notice_that_never_comes_is_made_up_for(world: World) -> None:
    await world.count("tally:a")
    owner = await connect(world.location)
    await owner.execute("insert into journal.positions select 1, seq, now() from journal.events")
    await owner.close()
    assert await asyncio.wait_for(world.follower.beyond(0), 10) == 1


async def test_a_database_that_refuses_connections_is_asked_again(world: World) -> None:
    tries = 0

    async def unsteady() -> "asyncpg.Connection[Any]":
        nonlocal tries
        tries += 1
        if tries in (2, 3):
            raise Unavailable("journal.no_database")
        return await connect(world.location)

    follower = Follower(unsteady)
    await follower.start()
    assert follower._task is not None
    admin = await connect(world.location)
    await admin.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where query like '%journal%'"
        " and usename = 'postgres' and datname = current_database() and pid <> pg_backend_pid()"
    )
    await admin.close()
    await world.count("tally:a")
    await world.place()
    assert await asyncio.wait_for(follower.beyond(0), 20) == 1
    assert tries >= 4
    await follower.stop()
