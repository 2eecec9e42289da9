"""Rule 6, as far as the spine goes: an incident is its own matter; whoever opens its personal fields works on it,
and leaves a line that cannot be taken away. (Matters of other kinds, quotas and outside data come with them.)
"""

import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import msgspec
import pytest

from access_world import CITY, DOCKS, NORTH, SOUTH, context, make_account, open_journal, small_city
from anlan.access import Access, Caller, Matter, Role, Visibility
from anlan.access.visibility import visibility_of
from anlan.clock import ManualClock
from anlan.database import Location
from anlan.errors import AnlanError
from anlan.journal import (
    Decision,
    Event,
    Journal,
    Operational,
    Personal,
    Planned,
    Public,
    Recorded,
    Stamp,
    evolves,
    register,
)

STEPS = 400


class TraceState(msgspec.Struct):
    told: int = 0


class TraceTold(Event, kind="test.trace_told"):
    type: Public[str]
    place: Operational[str | None] = None
    caller: Personal[str | None] = None


register("tracecase", TraceState)


@evolves("tracecase", TraceTold)
def _told(state: TraceState | None, event: TraceTold, at: Stamp) -> TraceState:
    return TraceState(1)


@pytest.fixture
async def journal(location: Location, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Journal]:
    async with open_journal(location, tmp_path, clock) as found:
        yield found


@pytest.fixture
async def access(journal: Journal, clock: ManualClock) -> Access:
    return await small_city(journal, clock)


async def told(journal: Journal, incident: str) -> list[Recorded]:
    stream = f"tracecase:{incident}"
    event = TraceTold(type="fire", place="三楼", caller=f"caller of {incident}")
    planned = Planned(stream, event, matter=incident, person="caller")
    return (await journal.run(context(), [stream], lambda streams, now: Decision([planned]))).events


async def people(access: Access) -> list[Caller]:
    """One of each role, some of them twice with other work."""
    tree = await access.agencies.tree()
    found: list[Caller] = []
    for role in Role:
        for agency, unit, ground in ((CITY, "A1", (NORTH,)), (SOUTH, "B2", ()), (DOCKS, "A2", (DOCKS,))):
            unit_id = unit if role is Role.OFFICER else None
            account_id = await make_account(
                access, f"{role.value}-{agency}", role.value, agency_id=agency, unit_id=unit_id
            )
            found.append(
                Caller(
                    account_id=account_id,
                    name="",
                    role=role,
                    agency_id=agency,
                    unit_id=unit_id,
                    session_id=account_id,
                    desk_id=None,
                    ground=frozenset(ground),
                    live_report=None,
                    visibility=visibility_of(tree, role.value, agency, unit_id, ground),
                    language="en",
                )
            )
    return found


def said(event: Event) -> TraceTold:
    assert isinstance(event, TraceTold)
    return event


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_no_sequence_of_acts_reads_a_person_without_the_work_and_the_line(
    access: Access, journal: Journal, clock: ManualClock, seed: int
) -> None:
    chance = random.Random(seed)
    everyone = await people(access)
    incidents = {
        f"i{n}": (await told(journal, f"i{n}"), chance.choice((NORTH, SOUTH, DOCKS, None))) for n in range(6)
    }
    opened: set[tuple[str, str, str]] = set()
    for _ in range(STEPS):
        caller, incident = chance.choice(everyone), chance.choice(list(incidents))
        records, agency = incidents[incident]
        matter = Matter(incident, agency, chance.sample(["A1", "A2", "B2", "C3"], chance.randrange(3)))
        given = records if chance.random() < 0.8 else incidents[chance.choice(list(incidents))][0]
        view = chance.choice(("incident", "timeline", "export"))
        if chance.random() < 0.3:
            clock.advance(timedelta(hours=7).total_seconds())
        if chance.random() < 0.3:
            seen = (
                access.door.open_operational(records, caller.visibility, matter)
                if (caller.visibility.sees(matter))
                else []
            )
            assert all(said(event).caller is None for event in seen)
            assert all(said(event).place is None for event in seen) or caller.visibility.works_on(matter)
            continue
        try:
            events = await access.door.open_personal(caller, matter, view, given)
        except AnlanError:
            continue
        assert caller.visibility.works_on(matter), "opened what is not this person's work"
        assert [said(event).caller for event in events] == [f"caller of {incident}"], "reached into another matter"
        opened.add((caller.account_id, incident, view))
    lines = await access.readings.page(limit=10_000)
    assert {(line.account_id, line.incident_id, line.view) for line in lines} == opened
    assert [line.position for line in lines] == list(range(1, len(lines) + 1))
    assert all(line.because.code not in ("none", "public") for line in lines)


async def test_public_fields_and_nothing_more_without_the_work(access: Access, journal: Journal) -> None:
    records = await told(journal, "i1")
    only_public = Visibility(public=frozenset({NORTH}))
    (event,) = access.door.open_operational(records, only_public, Matter("i1", NORTH))
    assert (said(event).type, said(event).place, said(event).caller) == ("fire", None, None)


@pytest.mark.parametrize("statement", ["update access.readings set at = at", "delete from access.readings"])
async def test_the_reader_cannot_remove_the_line(access: Access, journal: Journal, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await journal.pool.execute(statement)
