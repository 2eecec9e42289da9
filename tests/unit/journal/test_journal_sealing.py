"""Operational and personal fields reach the database encrypted, each bound to its event, and end with their key."""

import asyncio

import pytest

from anlan.errors import Invalid, NotFound
from anlan.journal import Decision, Mark, Planned, Recorded
from anlan.journal.keys import person_key, scope_key
from anlan.journal.records import pack_parts
from journal_world import Counted, World, context, open_world

BOTH = frozenset({Mark.OPERATIONAL, Mark.PERSONAL})


async def sealed(world: World, *people: str, matter: str | None = "m1", stream: str = "tally:a") -> list[Recorded]:
    planned = [
        Planned(stream, Counted(by=1, place="三号门", who=f"名字 {person}"), matter=matter, person=person)
        for person in people
    ]
    done = await world.journal.run(context(), [stream], lambda *_: Decision(planned, {"who": "名字"}))
    return done.events


async def test_only_public_fields_are_readable_without_opening(world: World) -> None:
    (event,) = await sealed(world, "p1")
    assert event.public == b'{"by":1}'
    assert event.event == Counted(by=1)
    assert event.sealed is not None and "名字".encode() not in event.sealed
    assert world.journal.open(event, frozenset({Mark.OPERATIONAL})) == Counted(by=1, place="三号门")
    assert world.journal.open(event, BOTH) == Counted(by=1, place="三号门", who="名字 p1")


async def test_what_was_read_back_opens_in_another_process(world: World) -> None:
    await sealed(world, "p1")
    await world.place()
    async with open_world(world.location, world.folder, world.clock) as other:
        (event,) = await other.journal.read(0)
        assert other.journal.open(event, BOTH) == Counted(by=1, place="三号门", who="名字 p1")


async def test_a_person_is_erased_without_the_others(world: World) -> None:
    first, second = await sealed(world, "p1", "p2")
    assert await world.keys.destroy(person_key("m1", "p1"))
    assert world.journal.open(first, BOTH) == Counted(by=1, place="三号门")
    assert world.journal.open(second, BOTH) == Counted(by=1, place="三号门", who="名字 p2")


async def test_an_incident_is_erased_with_everyone_in_it_and_the_journal_stays(world: World) -> None:
    events = await sealed(world, "p1", "p2")
    (other,) = await sealed(world, "p1", matter="m2", stream="tally:b")
    assert await world.keys.destroy(scope_key("m1"))
    assert [world.journal.open(event, BOTH) for event in events] == [Counted(by=1)] * 2
    assert world.journal.open(other, BOTH).who == "名字 p1"  # type: ignore[attr-defined]
    await world.place()
    assert [record.sealed for record in await world.journal.history("tally:a")] == [e.sealed for e in events]


async def test_nothing_can_be_written_to_what_was_erased(world: World) -> None:
    await sealed(world, "p1")
    await world.keys.destroy(scope_key("m1"))
    for person in ("p1", "somebody new"):
        (event,) = await sealed(world, person)
        assert event.sealed is None, "its fields were left out, not sealed under a fresh key"
    with pytest.raises(Invalid, match="erased"):
        await world.journal.seal_bytes("m1", "p3", "picture", b"...")


async def test_a_matter_erased_before_its_first_event_never_gets_a_key(world: World) -> None:
    assert await world.keys.destroy(scope_key("m1")) is False
    (event,) = await sealed(world, "p1")
    assert event.sealed is None


async def test_a_destroyed_key_is_obeyed_at_once_by_another_process(world: World) -> None:
    async with open_world(world.location, world.folder, world.clock) as other:
        (event,) = await sealed(world, "p1")
        assert other.journal.open(event, BOTH) == Counted(by=1, place="三号门", who="名字 p1")
        await world.keys.destroy(person_key("m1", "p1"))
        assert other.journal.open(event, BOTH) == Counted(by=1, place="三号门")
        await world.keys.destroy(scope_key("m1"))
        assert other.journal.open(event, BOTH) == Counted(by=1)
        (after,) = await sealed(other, "p1")
        assert after.sealed is None


async def test_sealed_bytes_moved_to_another_event_or_mark_are_refused(world: World) -> None:
    first, second = await sealed(world, "p1", "p1")
    moved = _with(second, first.sealed)
    with pytest.raises(ValueError, match="altered"):
        world.journal.open(moved, BOTH)
    operational, personal = first.parts
    swapped = [
        type(operational)(operational.key_id, personal.mark, operational.blob),
        type(operational)(personal.key_id, operational.mark, personal.blob),
    ]
    with pytest.raises(ValueError, match="altered"):
        world.journal.open(_with(first, pack_parts(swapped)), BOTH)
    flipped = bytearray(first.sealed or b"")
    flipped[-1] ^= 1
    with pytest.raises(ValueError, match="altered"):
        world.journal.open(_with(first, bytes(flipped)), BOTH)


async def test_every_event_is_sealed_under_the_scope_that_its_row_names(world: World) -> None:
    planned = [
        Planned("tally:a", Counted(by=1, place="x")),
        Planned("tally:a", Counted(by=1, place="x"), matter="m2"),
    ]
    for matter in (None, "m1"):
        done = await world.journal.run(context(matter=matter), ["tally:a"], lambda *_: Decision(planned))
        for event in done.events:
            assert [part.key_id for part in event.parts] == [scope_key(event.scope)]
    assert [record.scope for record in done.events] == ["m1", "m2"]


async def test_an_answer_is_sealed_and_ends_with_its_matter(world: World) -> None:
    ctx = context()
    plan = Decision([Planned("tally:a", Counted(by=1), matter="m1")], {"who": "名字"})
    await world.journal.run(ctx, ["tally:a"], lambda *_: plan)
    row = await world.pool.fetchrow("select result from work.commands")
    assert row is not None and "名字".encode() not in row["result"]
    assert (await world.journal.run(ctx, ["tally:a"], lambda *_: plan)).answer == {"who": "名字"}
    await world.keys.destroy(scope_key("m1"))
    with pytest.raises(NotFound, match="erased"):
        await world.journal.run(ctx, ["tally:a"], lambda *_: plan)
    # What is said about the matter from then on is nobody's, and a retry of it is answered.
    later = context()
    for _ in range(2):
        assert (await world.journal.run(later, ["tally:a"], lambda *_: plan)).answer == {"who": "名字"}


async def test_an_answer_put_beside_another_command_is_refused(world: World) -> None:
    first, second = context(), context()
    for ctx in (first, second):
        await world.count("tally:a", command_id=ctx.command_id)
    owner = await world.connect(None)  # type: ignore[arg-type]
    await owner.execute(
        "update work.commands set result = (select result from work.commands where command_id = $1)"
        " where command_id = $2",
        first.command_id,
        second.command_id,
    )
    await owner.close()
    with pytest.raises(ValueError, match="altered"):
        await world.count("tally:a", command_id=second.command_id)


async def test_attachments_end_with_their_person(world: World) -> None:
    data = b"picture" * 1000
    blob = await world.journal.seal_bytes("m1", "p1", "picture 7", data)
    assert b"picture" not in blob
    assert world.journal.open_bytes("m1", "p1", "picture 7", blob) == data
    with pytest.raises(ValueError, match="altered"):
        world.journal.open_bytes("m1", "p1", "picture 8", blob)
    await world.keys.destroy(person_key("m1", "p1"))
    assert world.journal.open_bytes("m1", "p1", "picture 7", blob) is None


async def test_many_new_matters_at_once_get_their_keys_in_few_writes(world: World) -> None:
    writes = 0
    make = world.keys._file.make

    def counted(*args: object) -> None:
        nonlocal writes
        writes += 1
        make(*args)  # type: ignore[arg-type]

    world.keys._file.make = counted  # type: ignore[method-assign]
    events = await asyncio.gather(*(sealed(world, "p1", matter=f"n{n}", stream=f"tally:{n}") for n in range(40)))
    assert writes <= 10
    assert all(world.journal.open(each, BOTH).who == "名字 p1" for (each,) in events)  # type: ignore[attr-defined]


def _with(event: Recorded, blob: bytes | None) -> Recorded:
    return Recorded(
        **{name: getattr(event, name) for name in event.__struct_fields__ if name != "sealed"}, sealed=blob
    )
