"""The board: what was applied equals what a fresh snapshot shows, for every class, now and at any past position."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from anlan.access.visibility import Visibility
from anlan.app.wiring import shelves
from anlan.clock import ManualClock
from anlan.database import Location, Role, connect, open_pool
from anlan.flow.dispatch.events import Assigned
from anlan.flow.incident.events import IncidentOpened, PlaceSet
from anlan.force.events import DutyBegan, UnitAssigned, UnitRegistered
from anlan.ids import new_id
from anlan.journal import Context, Decision, Event, Journal, Mark, Planned, Recorded
from anlan.journal.follower import Follower
from anlan.journal.keys import Keys, scope_key
from anlan.journal.sequencer import Sequencer
from anlan.live.board import Board
from anlan.live.hub import Hub
from anlan.live.past import Past

GOLDEN = Path(__file__).parents[2] / "golden" / "board"
NORTH, SOUTH = "agency-north", "agency-south"
DISPATCHER = Visibility(frozenset({NORTH, SOUTH}), frozenset({NORTH, SOUTH}))
ANALYST = Visibility(frozenset({NORTH, SOUTH}), frozenset())
SOUTHERN = Visibility(frozenset({SOUTH}), frozenset({SOUTH}))
OFFICER = Visibility(frozenset(), frozenset(), "u1")
CLASSES = {"dispatcher": DISPATCHER, "analyst": ANALYST, "southern": SOUTHERN, "officer": OFFICER}


class World:
    """A journal that a test writes to, and the hub that shows it."""

    def __init__(self, journal: Journal, sequencer: Sequencer, hub: Hub, past: Past, clock: ManualClock) -> None:
        self.journal, self.sequencer, self.hub, self.past, self.clock = journal, sequencer, hub, past, clock

    async def tell(self, stream: str, *events: Event, matter: str | None = None) -> None:
        """Append events to one stream, place them, and let the hub take them."""
        self.clock.advance(1)
        context = Context(command_id=new_id(), actor="account:test")
        planned = [Planned(stream, event, matter=matter) for event in events]
        await self.journal.run(context, [stream], lambda _streams, _now: Decision(planned))
        await self.sequencer.place()
        for record in await self.journal.read(self.hub.position):
            await self.hub._take(record)


@asynccontextmanager
async def world(location: Location, clock: ManualClock, folder: Path) -> AsyncIterator[World]:
    pool = await open_pool(location, Role.app)
    keys = Keys(folder, folder / "secret")
    journal = Journal(pool, keys, clock, Follower(lambda: connect(location, Role.app)))
    sequencer = Sequencer(lambda: connect(location, Role.sequencer), clock)
    await sequencer.take()

    def open_sealed(record: Recorded) -> dict[str, Any]:
        event = journal.open(record, frozenset({Mark.OPERATIONAL}))
        return {
            name: getattr(event, name) for name in ("location", "place") if getattr(event, name, None) is not None
        }

    past = Past(journal, shelves(), open_sealed)
    hub = Hub(journal, shelves(), past, open_sealed)
    await hub.begin()
    try:
        yield World(journal, sequencer, hub, past, clock)
    finally:
        await sequencer.release()
        await pool.close()
        keys.close()


async def story(world: World) -> None:
    """A unit goes on duty, an incident opens in the north, the unit is sent, the place turns out to be southern."""
    registered = UnitRegistered(unit_id="u1", call_sign="A31", unit_kind="car", agency_id=NORTH, home=[113.0, 22.0])
    await world.tell("unit:u1", registered, DutyBegan(unit_id="u1"))
    opened = IncidentOpened(
        incident_id="i1",
        number="0301-001",
        type="theft",
        priority="P2",
        agency_id=NORTH,
        public_place="滨海路",
        located=True,
        location=[113.1, 22.1],
        place="滨海路12号3楼",
    )
    await world.tell("incident:i1", opened)
    await world.tell("incident:i1", Assigned(assignment_id="a1", unit_id="u1", direct=True))
    await world.tell(
        "unit:u1", UnitAssigned(unit_id="u1", assignment_id="a1", incident_id="i1", status="assigned"), matter="i1"
    )
    moved = PlaceSet(agency_id=SOUTH, public_place="码头街", located=True, location=[113.2, 22.2], place="码头街1号")
    await world.tell("incident:i1", moved)


async def drain(hub: Hub, visibility: Visibility, after: int | None) -> list[dict[str, Any]]:
    subscriber = hub.subscribe(visibility, after)
    found = []
    while subscriber.waiting:
        found.append(msgspec.json.decode(await subscriber.next()))
    hub.leave(subscriber)
    return [message for message in found if message["kind"] != "positions"]


@pytest.mark.parametrize("name", CLASSES)
async def test_applied_equals_fresh(name: str, location: Location, clock: ManualClock, tmp_path: Path) -> None:
    async with world(location, clock, tmp_path) as w:
        start = await drain(w.hub, CLASSES[name], None)
        await story(w)
        deltas = await drain(w.hub, CLASSES[name], start[0]["position"])
        client = Board()
        for message in [*start, *deltas]:
            client.apply(message)
        fresh = Board()
        for message in await drain(w.hub, CLASSES[name], None):
            fresh.apply(message)
        assert client.lists() == fresh.lists()
        at = await w.past.board(w.clock.now(), CLASSES[name])
        assert {plural: sorted(at[plural], key=lambda card: card["id"]) for plural in client.lists()} == fresh.lists()
        golden = {"start": start[0], "deltas": deltas, "end": client.lists()}
        path = GOLDEN / f"story-{name}.json"
        if os.environ.get("WRITE_GOLDEN"):
            path.write_text(json.dumps(golden, ensure_ascii=False, indent=1) + "\n", "utf-8")
        assert golden == json.loads(path.read_text("utf-8")), "made anew with WRITE_GOLDEN=1, after a look"


async def test_each_class_sees_what_is_its_own(location: Location, clock: ManualClock, tmp_path: Path) -> None:
    async with world(location, clock, tmp_path) as w:
        await story(w)
        incidents = {
            name: {card["id"]: card for card in (await w.past.board(w.clock.now(), visibility))["incidents"]}
            for name, visibility in CLASSES.items()
        }
        assert incidents["dispatcher"]["i1"]["place"] == "码头街1号"
        assert "place" not in incidents["analyst"]["i1"]
        assert "location" not in incidents["analyst"]["i1"]
        assert incidents["southern"]["i1"]["location"] == [113.2, 22.2]
        assert incidents["officer"]["i1"]["location"] == [113.2, 22.2]
        before = await w.past.board(w.clock.now() - timedelta(seconds=1), SOUTHERN)
        assert before["incidents"] == [], "in the north it was not theirs to see"


async def test_the_past_is_read_with_the_keys_of_today(
    location: Location, clock: ManualClock, tmp_path: Path
) -> None:
    async with world(location, clock, tmp_path) as w:
        await story(w)
        await w.journal.keys.destroy(scope_key("incident:i1"))
        for moment in (w.clock.now(), w.clock.now() - timedelta(seconds=2)):
            board = await w.past.board(moment, DISPATCHER)
            assert "place" not in board["incidents"][0]
            assert board["incidents"][0]["public_place"]


async def test_a_client_that_was_away_gets_what_it_missed(
    location: Location, clock: ManualClock, tmp_path: Path
) -> None:
    async with world(location, clock, tmp_path) as w:
        staying = w.hub.subscribe(DISPATCHER, None)
        await story(w)
        first = msgspec.json.decode(await staying.next())
        assert first["kind"] == "snapshot"
        missed = await drain(w.hub, DISPATCHER, 3)
        assert [message["position"] for message in missed] == [4, 5, 6][: len(missed)]
        assert all(message["kind"] == "delta" for message in missed)
        ahead = await drain(w.hub, DISPATCHER, 10_000)
        assert ahead[0]["kind"] == "snapshot", "a position this server never had"
