"""A command is answered once, decided on what is so, and written whole or not at all."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import asyncpg
import pytest

from anlan.clock import ManualClock
from anlan.errors import Conflict, Invalid, Refused, Unavailable
from anlan.ids import new_id
from anlan.journal import Decision, Done, Planned, Streams
from anlan.journal.records import UnknownEvent
from journal_world import Counted, Emptied, Tally, World, context, counting, open_world


async def total(world: World, stream: str = "tally:a") -> int:
    state = await world.journal.state(stream, Tally)
    return state.sum if state else 0


async def test_a_retry_answers_what_the_first_try_answered(world: World) -> None:
    first = await world.count("tally:a", by=5, command_id=(command := new_id()))
    again = await world.count("tally:a", by=70, command_id=command)
    assert (first.repeated, again.repeated) == (False, True)
    assert again.answer == first.answer == {"sums": {"tally:a": 5}}
    assert again.seq == first.seq
    assert await total(world) == 5


async def test_an_answer_is_the_same_plain_json_the_first_time(world: World) -> None:
    def decide(_: Streams, now: datetime) -> Decision:
        return Decision([Planned("tally:a", Counted(by=1))], {"at": now, "pair": (1, 2)})

    first = await world.journal.run(ctx := context(), ["tally:a"], decide)
    again = await world.journal.run(ctx, ["tally:a"], decide)
    assert first.answer == again.answer == {"at": "2026-03-01T00:00:00Z", "pair": [1, 2]}


@pytest.mark.parametrize("processes", [1, 2])
async def test_racing_duplicates_act_once(world: World, processes: int) -> None:
    async with open_world(world.location, world.folder, world.clock) as other:
        journals = [world.journal, other.journal][:processes]
        command = new_id()
        # Not even where each of them would write to a stream of its own.
        tries = [
            journals[n % processes].run(context(command), [f"tally:{n}"], counting(f"tally:{n}")) for n in range(12)
        ]
        answers = await asyncio.gather(*tries)
    assert len({tuple(done.answer["sums"]) for done in answers}) == 1
    assert sum(not done.repeated for done in answers) == 1
    await world.place()
    assert len(await world.journal.read(0)) == 1


async def test_a_key_used_for_something_else_is_refused(world: World) -> None:
    ctx = context(digest=b"1")
    await world.journal.run(ctx, ["tally:a"], counting("tally:a"))
    with pytest.raises(Invalid, match="different request"):
        await world.journal.run(context(ctx.command_id, digest=b"2"), ["tally:a"], counting("tally:a"))


def test_a_command_id_is_the_canonical_text_of_a_uuid() -> None:
    for wrong in ("", "7", new_id().upper(), new_id().replace("-", "")):
        with pytest.raises(ValueError, match="canonical"):
            context(wrong or "x")


async def test_a_refused_command_leaves_nothing_and_may_be_tried_again(world: World) -> None:
    def refuse(_: Streams, __: datetime) -> Decision:
        raise Refused("journal.erased")

    command = new_id()
    with pytest.raises(Refused):
        await world.journal.run(context(command), ["tally:a"], refuse)
    assert (await world.count("tally:a", command_id=command)).repeated is False


@pytest.mark.parametrize("processes", [1, 2])
async def test_a_crowd_on_one_stream_is_served_whole(world: World, processes: int) -> None:
    decided = 0

    def decide(loaded: Streams, now: datetime) -> Decision:
        nonlocal decided
        decided += 1
        return counting("tally:a")(loaded, now)  # type: ignore[no-any-return]

    async with open_world(world.location, world.folder, world.clock) as other:
        journals = [world.journal, other.journal][:processes]
        await asyncio.gather(*(journals[n % processes].run(context(), ["tally:a"], decide) for n in range(200)))
    assert await total(world) == 200
    await world.place()
    assert [event.version for event in await world.journal.history("tally:a")] == list(range(1, 201))
    if processes == 1:
        assert decided <= 401, "who waits in line decides once more, not again and again"


async def test_crowds_that_meet_on_two_streams_do_not_wait_for_each_other(world: World) -> None:
    pairs = [("tally:a", "tally:b"), ("tally:b", "tally:a"), ("tally:b", "tally:c"), ("tally:c", "tally:a")]
    async with open_world(world.location, world.folder, world.clock) as other:
        journals = [world.journal, other.journal]
        runs = [journals[n % 2].run(context(), pairs[n % 4], counting(*pairs[n % 4])) for n in range(80)]
        await asyncio.wait_for(asyncio.gather(*runs), 60)
    assert [await total(world, f"tally:{name}") for name in "abc"] == [60, 60, 40]


async def test_what_a_person_has_seen_must_still_be_so(world: World) -> None:
    await world.count("tally:a")
    with pytest.raises(Conflict):
        await world.journal.run(context(), ["tally:a"], counting("tally:a"), expect={"tally:a": 2})
    ctx = context()
    await world.journal.run(ctx, ["tally:a"], counting("tally:a"), expect={"tally:a": 1})
    again = await world.journal.run(ctx, ["tally:a"], counting("tally:a"), expect={"tally:a": 1})
    assert again.repeated


async def test_of_two_who_saw_the_same_one_is_told(world: World) -> None:
    runs = [world.journal.run(context(), ["tally:a"], counting("tally:a"), expect={"tally:a": 0}) for _ in range(10)]
    ends = await asyncio.gather(*runs, return_exceptions=True)
    assert sum(isinstance(end, Done) for end in ends) == 1
    assert sum(isinstance(end, Conflict) for end in ends) == 9


async def test_one_that_cannot_be_written_does_not_harm_those_that_travel_with_it(world: World) -> None:
    ends = await asyncio.gather(
        *(world.count(f"tally:{n}") for n in range(5)),
        world.journal.run(context(), ["tally:x"], lambda *_: Decision(cancel=["nul\0"])),
        *(world.count(f"tally:b{n}") for n in range(5)),
        return_exceptions=True,
    )
    assert isinstance(ends[5], asyncpg.PostgresError | asyncpg.InterfaceError)
    assert all(isinstance(end, Done) for n, end in enumerate(ends) if n != 5)


async def test_a_thousand_events_at_once_and_not_one_more(world: World) -> None:
    def plan(count: int) -> Any:
        return lambda *_: Decision([Planned("tally:a", Counted(by=1)) for _ in range(count)])

    with pytest.raises(ValueError, match="at most 1000"):
        await world.journal.run(context(), ["tally:a"], plan(1001))
    done, *_ = await asyncio.gather(
        world.journal.run(context(), ["tally:a"], plan(1000)), world.count("tally:b"), world.count("tally:c")
    )
    assert [event.version for event in done.events] == list(range(1, 1001))
    assert [event.seq for event in done.events] == sorted(event.seq for event in done.events)
    await world.place()
    assert await total(world) == 1000


async def test_only_streams_that_were_asked_for_are_seen_or_written(world: World) -> None:
    for decide in (counting("tally:b"), lambda *_: Decision([Planned("tally:b", Counted(by=1))])):
        with pytest.raises(KeyError):
            await world.journal.run(context(), ["tally:a"], decide)


async def test_what_a_newer_program_wrote_is_read_as_unknown_and_never_written(world: World) -> None:
    await world.count("tally:a")
    connection = await asyncpg.connect(**world.location.arguments(None))
    for kind, schema in (("test.counted", 2), ("test.from_tomorrow", 1)):
        await connection.execute(
            "insert into journal.events (id, stream, version, kind, schema_version, occurred_at, recorded_at, actor,"
            " command_id, public) values ($1, $2, 1, $3, $4, now(), now(), 'x', $1, '{\"by\":{}}')",
            new_id(),
            f"tally:{kind}{schema}",
            kind,
            schema,
        )
    await connection.close()
    await world.place()
    events = [record.event for record in await world.journal.read(0)]
    assert [type(event) for event in events] == [Counted, UnknownEvent, UnknownEvent]
    with pytest.raises(TypeError):
        await world.journal.run(context(), ["tally:a"], lambda *_: Decision([Planned("tally:a", UnknownEvent())]))


async def test_times_are_kept_in_utc_and_never_without_a_zone(world: World, clock: ManualClock) -> None:
    east = timezone(timedelta(hours=8))
    ctx = context(occurred_at=datetime(2026, 3, 1, 7, 30, tzinfo=east))
    done = await world.journal.run(ctx, ["tally:a"], counting("tally:a"))
    state = await world.journal.state("tally:a", Tally)
    assert state is not None and "2026-02-28T23:30:00+00:00" in state.last
    assert done.events[0].occurred_at.tzinfo is UTC
    assert done.events[0].recorded_at == clock.now()
    with pytest.raises(ValueError, match="without a zone"):
        await world.journal.run(
            context(occurred_at=datetime(2026, 3, 1)),  # noqa: DTZ001
            ["tally:a"],
            counting("tally:a"),
        )


async def test_every_public_field_is_written_also_where_it_is_the_default(world: World) -> None:
    done = await world.journal.run(context(), ["tally:a"], lambda *_: Decision([Planned("tally:a", Emptied())]))
    assert done.events[0].public == b'{"why":"asked"}'


async def test_a_database_that_is_away_is_said_and_nothing_else(world: World) -> None:
    world.pool.terminate()
    for call in (world.count("tally:a"), world.journal.read(0), world.journal.head(), total(world)):
        with pytest.raises(Unavailable):
            await call
