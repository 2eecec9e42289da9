"""A promise is kept once, when it is due, by whichever worker lives; an effect at least once."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from anlan.clock import ManualClock
from anlan.errors import Refused, Unavailable
from anlan.journal import Context, Decision, Effect, Planned, Streams, TimerSet
from anlan.journal.timers import Outbox, Timers
from journal_world import Counted, Tally, World, context, counting, open_world


async def set_timer(world: World, name: str = "t", seconds: float = 10, **payload: Any) -> None:
    due = world.clock.now() + timedelta(seconds=seconds)
    decision = Decision(timers=[TimerSet(name, due, "count", payload)])
    await world.journal.run(context(), [], lambda *_: decision)


async def cancel(world: World, name: str = "t") -> None:
    await world.journal.run(context(), [], lambda *_: Decision(cancel=[name]))


def timers(world: World, handler: Any = None) -> Timers:
    """Counts on the stream `tally:timer`, without naming the timer: it goes by itself."""

    async def count(_payload: dict[str, Any], ctx: Context, _timer: str) -> None:
        await world.journal.run(ctx, ["tally:timer"], counting("tally:timer"))

    return Timers(world.journal, {"count": handler or count})


async def fired(world: World) -> int:
    state = await world.journal.state("tally:timer", Tally)
    return state.counts if state else 0


async def left(world: World) -> int:
    return int(await world.pool.fetchval("select count(*) from work.timers"))


async def test_a_timer_fires_once_when_it_is_due(world: World, clock: ManualClock) -> None:
    await set_timer(world)
    worker = timers(world)
    assert await worker.next_due() == clock.now() + timedelta(seconds=10)
    assert await worker.fire_due() == 0
    clock.advance(10)
    assert await worker.fire_due() == 1
    assert await worker.fire_due() == 0
    assert await fired(world) == 1
    assert await worker.next_due() is None


async def test_two_workers_that_see_the_same_timers_fire_each_once(world: World, clock: ManualClock) -> None:
    for n in range(30):
        await set_timer(world, f"t{n}", seconds=n)
    clock.advance(60)
    async with open_world(world.location, world.folder, world.clock) as other:
        await asyncio.gather(*(timers(each).fire_due() for each in (world, other, world, other)))
    assert await fired(world) == 30
    assert await left(world) == 0


async def test_a_worker_that_dies_between_its_commit_and_tidying_up_has_fired_once(
    world: World, clock: ManualClock
) -> None:
    class Killed(BaseException):
        pass

    async def dies(payload: dict[str, Any], ctx: Context, timer: str) -> None:
        await world.journal.run(ctx, ["tally:timer"], counting("tally:timer"))
        raise Killed

    await set_timer(world)
    clock.advance(10)
    with pytest.raises(Killed):
        await timers(world, dies).fire_due()
    # Even where the timer had been left behind.
    row = ("t", clock.now(), clock.now(), "count", b"{}")
    await world.pool.execute(
        "insert into work.timers (id, due_at, next_at, kind, payload) values ($1, $2, $3, $4, $5)", *row
    )
    assert await timers(world).fire_due() == 1
    assert await fired(world) == 1
    assert await left(world) == 0


async def test_a_worker_that_dies_before_its_commit_leaves_it_to_another(world: World, clock: ManualClock) -> None:
    async def hangs(payload: dict[str, Any], ctx: Context, timer: str) -> None:
        await asyncio.sleep(3600)

    await set_timer(world)
    clock.advance(10)
    dying = asyncio.create_task(timers(world, hangs).fire_due())
    await asyncio.sleep(0.05)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    assert await timers(world).fire_due() == 1
    assert await fired(world) == 1


@pytest.mark.parametrize("meanwhile", ["cancelled", "moved"])
async def test_one_cancelled_or_moved_while_it_was_being_fired_does_nothing(
    world: World, clock: ManualClock, meanwhile: str
) -> None:
    async def slow(payload: dict[str, Any], ctx: Context, timer: str) -> None:
        await (cancel(world) if meanwhile == "cancelled" else set_timer(world, seconds=100))
        await world.journal.run(ctx, ["tally:timer"], counting("tally:timer"))

    await set_timer(world)
    clock.advance(10)
    await timers(world, slow).fire_due()
    assert await fired(world) == 0
    assert await left(world) == (meanwhile == "moved")
    clock.advance(100)
    await timers(world).fire_due()
    assert await fired(world) == (meanwhile == "moved")


async def test_a_timer_may_be_set_again_by_what_it_did(world: World, clock: ManualClock) -> None:
    async def again(payload: dict[str, Any], ctx: Context, timer: str) -> None:
        def decide(loaded: Streams, now: datetime) -> Decision:
            due = now + timedelta(seconds=10)
            return Decision([Planned("tally:timer", Counted(by=1))], timers=[TimerSet(timer, due, "count", {})])

        await world.journal.run(ctx, ["tally:timer"], decide)

    await set_timer(world)
    for n in range(1, 4):
        clock.advance(10)
        assert await timers(world, again).fire_due() == 1
        assert await fired(world) == n
    assert await left(world) == 1


async def test_a_void_promise_is_taken_away_and_a_failing_one_is_kept(world: World, clock: ManualClock) -> None:
    ends: list[Exception] = [
        Unavailable("journal.no_database"),
        RuntimeError("a mistake"),
        Refused("journal.erased"),
    ]
    seen: list[str] = []

    async def failing(payload: dict[str, Any], ctx: Context, timer: str) -> None:
        seen.append(ctx.command_id)
        raise ends[0]

    await set_timer(world)
    clock.advance(10)
    worker = timers(world, failing)
    with pytest.raises(Unavailable):  # nobody can say whether it was written: it is simply tried again
        await worker.fire_due()
    ends.pop(0)
    assert await worker.fire_due() == 1
    assert await worker.fire_due() == 0
    clock.advance(2)
    ends.pop(0)
    assert await left(world) == 1
    assert await worker.fire_due() == 1
    assert await left(world) == 0
    assert len(set(seen)) == 1, "however often it is tried, it is the same command"


async def test_a_timer_of_an_unknown_kind_keeps(world: World, clock: ManualClock) -> None:
    await set_timer(world)
    clock.advance(10)
    await Timers(world.journal, {}).fire_due()
    assert await left(world) == 1
    clock.advance(60)
    assert await timers(world).fire_due() == 1
    assert await fired(world) == 1


async def put(world: World, *names: str) -> None:
    decision = Decision(effects=[Effect(name, "ring", {"n": name}) for name in names])
    await world.journal.run(context(), [], lambda *_: decision)


def outbox(world: World, rung: list[str], *, fails: int = 0, forgets: bool = False) -> Outbox:
    tries = iter(range(1000))

    async def ring(payload: dict[str, Any], ctx: Context, effect: str) -> None:
        rung.append(payload["n"])
        if next(tries) < fails:
            raise OSError("nobody there")
        if not forgets:
            await world.journal.run(
                ctx,
                ["tally:rung"],
                lambda *_: Decision([Planned("tally:rung", Counted(by=1))], effects_done=[effect]),
            )

    return Outbox(world.journal, {"ring": ring})


async def test_effects_are_carried_out_and_their_outcome_is_an_event(world: World) -> None:
    rung: list[str] = []
    await put(world, "a", "b")
    await put(world, "a")
    assert await outbox(world, rung).deliver_due() == 2
    assert await outbox(world, rung).deliver_due() == 0
    assert sorted(rung) == ["a", "b"]
    state = await world.journal.state("tally:rung", Tally)
    assert state is not None and state.counts == 2


async def test_two_workers_do_not_ring_twice_and_a_failure_is_tried_later_and_later(
    world: World, clock: ManualClock
) -> None:
    rung: list[str] = []
    await put(world, *(f"e{n}" for n in range(10)))
    async with open_world(world.location, world.folder, world.clock) as other:
        await asyncio.gather(*(outbox(each, rung).deliver_due() for each in (world, other)))
    assert len(rung) == 10
    await put(world, "late")
    failing = outbox(world, rung, fails=3)
    waits = []
    while await world.pool.fetchval("select count(*) from work.outbox"):
        waited = 0
        while not await failing.deliver_due():
            clock.advance(1)
            waited += 1
        waits.append(waited)
    assert waits == [0, 2, 4, 8]


async def test_an_effect_that_nobody_reports_done_is_not_hammered(world: World, clock: ManualClock) -> None:
    rung: list[str] = []
    await put(world, "a")
    forgetful = outbox(world, rung, forgets=True)
    assert [await forgetful.deliver_due() for _ in range(5)] == [1, 0, 0, 0, 0]
    clock.advance(600)
    assert await forgetful.deliver_due() == 1


async def test_an_effect_of_an_unknown_kind_keeps(world: World) -> None:
    await put(world, "a")
    await Outbox(world.journal, {}).deliver_due()
    assert await world.pool.fetchval("select count(*) from work.outbox") == 1
