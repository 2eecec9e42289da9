"""The play on the real platform: handlers, journal, timers and streets of the small town."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from anlan.app.simulated import PlatformWorld
from anlan.clock import ManualClock
from anlan.database import Location
from anlan.flow.incident.state import IncidentState
from anlan.force.positions import metres_between
from anlan.journal.timers import Timers
from anlan.simulation.city.model import DemandPlace
from anlan.simulation.day import run_until
from anlan.simulation.demand import Demand
from anlan.simulation.play import Play, Rhythm
from anlan.simulation.room import Pace
from anlan.simulation.world import is_person
from platform_world import Town, open_town
from small_town import corner

START = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
PLACES = [
    DemandPlace(f"p{x}{y}", kind, f"{x}{y}路口", *corner(x, y), 10.0)
    for x in range(8)
    for y in range(8)
    for kind in (("crossing", "address", "shop", "market")[(x + 3 * y) % 4],)
]


@pytest.fixture
async def town(location: Location, data_dir: Path) -> AsyncIterator[Town]:
    async with open_town(location, data_dir, ManualClock(START)) as found:
        yield found


def play_in(town: Town, *, per_day: float = 0.0, pace: Pace | None = None) -> Play:
    city = town.services.territory.city()
    assert city is not None
    world = PlatformWorld(town.services, wait=False)
    play = Play(world, PLACES, city=city, seed=3, pace=pace, rhythm=Rhythm(moving=15, standing=300))
    if per_day:
        zone = town.core.settings.zone
        tellings = Demand(PLACES, 3, per_day=per_day).of_day(date(2026, 3, 2), zone, evenly=1.0)
        play.expect([telling for telling in tellings if telling.at >= START])
    return play


async def run(town: Town, play: Play, minutes: float) -> None:
    clock = town.core.clock
    assert isinstance(clock, ManualClock)
    timers = Timers(town.core.journal, town.services.timers())
    end = clock.now() + timedelta(minutes=minutes)
    await run_until(play, clock, end, timers, seen=town.caught_up)


async def incidents(town: Town) -> list[IncidentState]:
    return list((await town.core.journal.states("incident", IncidentState)).values())


async def test_two_hours_of_reports_are_sent_to_over_real_streets_and_closed(town: Town) -> None:
    play = play_in(town, per_day=150)
    await run(town, play, 120)
    found = await incidents(town)
    over = [incident for incident in found if incident.over]
    assert len(found) >= 6 and len(over) >= 0.5 * len(found)
    reached = [past for incident in over for past in incident.past if "onscene" in past.times]
    assert len(reached) >= 4
    for past in reached:
        steps = [
            past.times[name] for name in ("assigned", "acknowledged", "enroute", "onscene") if name in past.times
        ]
        assert steps == sorted(steps)
    records = await town.core.journal.read(0, 10_000)
    actors = Counter(record.actor for record in records if record.recorded_at > START)
    assert not [actor for actor in actors if is_person(actor)]
    assert all(r.actor == "simulated:dispatcher" for r in records if r.kind == "closure.closed")
    rows = await town.core.pool.fetch("select unit_id, lon, lat, jump from telemetry.positions order by unit_id, at")
    assert len({row["unit_id"] for row in rows}) == 12
    assert not any(row["jump"] for row in rows)
    on_streets = 0
    for row in rows:
        # Streets run along multiples of 0.003 degrees from the corner of the town.
        off = min(abs(v - round(v)) for v in ((row["lon"] - 120.0) / 0.003, (row["lat"] - 30.0) / 0.003))
        on_streets += off < 0.02
    assert on_streets > 0.95 * len(rows)


async def test_a_visitors_incident_waits_also_after_the_simulator_was_started_again(town: Town) -> None:
    patient = Pace(touched=600, closing=900)
    play = play_in(town, pace=patient)
    await run(town, play, 1)
    report = {"channel": "voice", "type": "police.theft", "location": list(corner(3, 3)), "place": "集市"}
    opened = await town.as_("dispatcher").post("/reports", report)
    incident_id = opened["incident"]["id"]
    await run(town, play, 5)
    again = play_in(town, pace=patient)
    await run(town, again, 4)
    [incident] = [each for each in await incidents(town) if each.id == incident_id]
    assert incident.status == "pending" and not incident.offers
    await run(town, again, 6)
    [incident] = [each for each in await incidents(town) if each.id == incident_id]
    assert incident.sent_before or incident.offers, "when the visitor has left it alone, they help"


async def test_a_visitors_unit_arrives_over_real_streets_when_the_officer_says_en_route(town: Town) -> None:
    clock = town.core.clock
    assert isinstance(clock, ManualClock)
    play = play_in(town)
    dispatcher, officer = town.as_("dispatcher"), town.as_("officer-d1")
    unit_id = town.people["officer-d1"].unit_id
    goal = corner(6, 2)

    async def ticks(minutes: float) -> None:
        for _ in range(int(minutes * 12)):
            clock.advance(5)
            await play.tick(clock.now())
            await town.caught_up()

    await ticks(0.5)
    assert unit_id is not None
    report = {"channel": "voice", "type": "police.theft", "location": list(goal), "place": "码头"}
    incident_id = (await dispatcher.post("/reports", report))["incident"]["id"]
    await dispatcher.post(f"/incidents/{incident_id}/offers", {"unit_id": unit_id, "direct": True})
    await town.caught_up()
    await ticks(2)
    assert (await dispatcher.get(f"/units/{unit_id}"))["status"] == "assigned", (
        "the officer acknowledges, nobody else"
    )
    await officer.put(f"/units/{unit_id}/status", {"status": "enroute"})
    await town.caught_up()
    await ticks(8)
    rows = await town.core.pool.fetch(
        "select lon, lat from telemetry.positions where unit_id = $1 order by at desc limit 1", unit_id
    )
    assert metres_between((rows[0]["lon"], rows[0]["lat"]), goal) < 30
    assert (await dispatcher.get(f"/units/{unit_id}"))["status"] == "enroute"
