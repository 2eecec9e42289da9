"""Simulated people against the real rules: a day goes through, people are left alone, a restart goes on."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from small_world import SmallWorld

from anlan.flow.closure.commands import CloseIncident
from anlan.flow.dispatch.commands import AcceptOffer, Merge, SendUnit
from anlan.flow.dispatch.rules_send import send_unit
from anlan.flow.incident.commands import AddRemark
from anlan.flow.incident.rules import add_remark
from anlan.flow.intake.commands import TakeReport
from anlan.flow.response.commands import RequestBackup, SetStatus
from anlan.flow.response.rules import request_backup, set_status
from anlan.simulation.city import City, generate_city
from anlan.simulation.city.frame import lon_lat
from anlan.simulation.day import run_until
from anlan.simulation.demand import Demand, Telling
from anlan.simulation.paths import metres
from anlan.simulation.play import Play, Rhythm
from anlan.simulation.room import Pace
from anlan.simulation.world import UnitFix, is_person

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 3, 2)
START = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)


@lru_cache(maxsize=1)
def town() -> City:
    return generate_city(50_000, 1)


def world_of(start: datetime = START, units: int = 200) -> SmallWorld:
    world = SmallWorld(start)
    for unit in town().units[:units]:
        world.add_unit(unit.id, unit.call_sign, unit.kind, lon_lat(unit.home), unit.skills)
    return world


def play_on(world: SmallWorld, *, pace: Pace | None = None, seed: int = 1) -> Play:
    return Play(world, town().demand, city="city", seed=seed, pace=pace, rhythm=Rhythm(30, 600))


def day() -> list[Telling]:
    return Demand(town().demand, 1).of_day(DAY, ZONE)


def fight(at: datetime = START + timedelta(minutes=1)) -> Telling:
    first = next(telling for telling in day() if telling.type == "traffic.crash" and not telling.again)
    calm = {"injured": "no", "trapped": "no", "blocking": "no"}
    return Telling(**{**_fields(first), "id": "one", "at": at, "located": True, "answers": calm, "matter": 99_999})


def _fields(telling: Telling) -> dict[str, object]:
    return {name: getattr(telling, name) for name in telling.__dataclass_fields__}


async def run(world: SmallWorld, play: Play, hours: float) -> int:
    return await run_until(play, world.clock, world.clock.now() + timedelta(hours=hours), world, at_most=30)


async def live(world: SmallWorld, play: Play, minutes: float) -> None:
    """As the demo's process plays: a tick now and then, whatever is due."""
    for _ in range(int(minutes * 12)):
        world.clock.advance(5)
        await world.fire_due()
        await play.tick(world.clock.now())


def told(world: SmallWorld, kind: type) -> list[object]:
    return [command for _, _, command in world.acts if isinstance(command, kind)]


async def test_the_hours_of_a_day_go_through_the_rules_and_most_of_it_is_closed() -> None:
    world = world_of(START + timedelta(hours=6))
    play = play_on(world)
    tellings = [telling for telling in day() if telling.at >= world.clock.now()]
    play.expect(tellings)
    await run(world, play, 12)
    incidents = world.ledger.all("incident")
    over = world.clock.now() - timedelta(seconds=10)
    assert len(told(world, TakeReport)) >= len([telling for telling in tellings if telling.at < over])
    closed = [incident for incident in incidents if incident.closed]
    merged = [incident for incident in incidents if incident.merged_into]
    assert len(closed) + len(merged) > 0.85 * len(incidents)
    assert len(merged) >= 2 and len(told(world, Merge)) == len(merged)
    sent = [incident for incident in closed if incident.past]
    assert len(sent) > 0.8 * len(closed)
    for incident in sent:
        for past in incident.past:
            times = [
                past.times[name] for name in ("assigned", "acknowledged", "enroute", "onscene") if name in past.times
            ]
            assert times == sorted(times)
    seconds = [
        (past.times["onscene"] - incident.opened_at).total_seconds()
        for incident in sent
        for past in incident.past[:1]
        if "onscene" in past.times
    ]
    assert len(seconds) > 40
    assert 60 < sorted(seconds)[len(seconds) // 2] < 900, "half are reached within a quarter of an hour"
    assert all(not is_person(actor) for _, actor, _ in world.acts)
    # Nobody closes by a system's word: it is a simulated dispatcher that does.
    assert {actor for _, actor, c in world.acts if isinstance(c, CloseIncident)} == {"simulated:dispatcher"}
    free = Counter(unit.status for unit in world.ledger.all("unit"))
    assert free["available"] + free["returning"] > 40


async def test_the_same_seed_plays_the_same_day() -> None:
    async def played() -> list[tuple[datetime, str, str]]:
        world = world_of()
        play = play_on(world)
        play.expect(day())
        await run(world, play, 4)
        return [(at, actor, type(command).__name__) for at, actor, command in world.acts]

    first = await played()
    assert len(first) > 30
    assert first == await played()


async def test_crews_move_no_faster_than_they_can_and_only_on_duty() -> None:
    world = world_of()
    world.loop.duty("unit-a11", on=False)
    play = play_on(world)
    play.expect(day())
    await run(world, play, 3)
    assert not [fix for fix in world.fixes if fix.unit_id == "unit-a11"]
    kinds = {unit.id: unit.kind for unit in world.ledger.all("unit")}
    assert {fix.unit_id for fix in world.fixes} == set(kinds) - {"unit-a11"}
    for fix in world.fixes:
        assert fix.speed <= {"foot": 1.5, "drone": 15.1}.get(kinds[fix.unit_id], 9.1)
        assert 0 <= fix.heading < 360
    waiting = {
        unit.id for unit in world.ledger.all("unit") if unit.kind in ("engine", "truck") and unit.revision == 2
    }
    for unit_id in waiting:
        assert len({fix.location for fix in world.fixes if fix.unit_id == unit_id}) == 1


async def test_a_clock_that_jumps_leaves_no_gaps_in_the_track_of_a_crew_that_moves() -> None:
    world = world_of()
    play = Play(world, town().demand, city="city", seed=1, rhythm=Rhythm(moving=10, standing=600))
    play.expect(day())
    await run_until(play, world.clock, START + timedelta(hours=2), world, at_most=120)
    tracks: dict[str, list[UnitFix]] = {}
    for fix in world.fixes:
        tracks.setdefault(fix.unit_id, []).append(fix)
    moved = 0
    for track in tracks.values():
        for before, after in pairwise(track):
            assert after.at > before.at
            away = metres(before.location, after.location)
            assert away <= 15.5 * (after.at - before.at).total_seconds() + 1
            if away > 1:
                moved += 1
                assert away < 160, "ten seconds of a drone at most"
    assert moved > 200


async def test_an_incident_that_a_person_touches_waits_for_the_person() -> None:
    world = world_of()
    play = play_on(world, pace=Pace(untouched={}, touched=90, closing=900))
    play.expect([fight()])
    while not world.open_incidents():
        await run(world, play, 5 / 3600)
    incident = world.open_incidents()[0]
    for _ in range(6):
        world.loop.act(add_remark, AddRemark(incident_id=incident.id, text="在看"), actor="account:visitor")
        await run(world, play, 60 / 3600)
        assert not told(world, SendUnit)
    await run(world, play, 240 / 3600)
    assert told(world, SendUnit), "after a while without the person the simulated dispatchers help"


async def test_what_a_person_had_a_hand_in_is_left_for_the_person_to_close() -> None:
    world = world_of()
    play = play_on(world, pace=Pace(touched=60, closing=1800))
    play.expect([fight()])
    while not world.open_incidents():
        await run(world, play, 5 / 3600)
    incident_id = world.open_incidents()[0].id
    world.loop.act(add_remark, AddRemark(incident_id=incident_id, text="在看"), actor="account:visitor")
    cleared = False
    for _ in range(120):
        await run(world, play, 60 / 3600)
        incident = world.loop.incident(incident_id)
        if not incident.closed and any(past.how == "cleared" for past in incident.past):
            cleared = True
            break
    assert cleared, "the crew leaves by itself"
    await run(world, play, 20 / 60)
    assert not world.loop.incident(incident_id).closed
    await run(world, play, 30 / 60)
    assert world.loop.incident(incident_id).closed


async def test_incidents_that_nobody_touches_wait_as_long_as_the_pace_says() -> None:
    world = world_of()
    play = play_on(world, pace=Pace(untouched={"P3": 300.0}))
    play.expect([fight()])
    await run(world, play, 12 / 60)
    opened = world.ledger.all("incident")[0].opened_at
    first = next(at for at, _, command in world.acts if isinstance(command, SendUnit))
    assert timedelta(seconds=300) <= first - opened < timedelta(seconds=345)


async def test_a_unit_on_an_officers_page_is_never_acted_for_and_is_moved_when_en_route() -> None:
    world = world_of()
    world.taken_units = frozenset(unit.id for unit in world.ledger.all("unit"))
    play = play_on(world)
    play.expect([fight()])
    await live(world, play, 5)
    assert not told(world, SendUnit), "simulated dispatchers do not ask a unit that a person has taken"
    incident = world.open_incidents()[0]
    unit_id = "unit-a51"
    sending = SendUnit(incident_id=incident.id, unit_id=unit_id, direct=True)
    world.loop.act(send_unit, sending, actor="account:visitor")
    await live(world, play, 5)
    assert world.loop.unit_state(unit_id).status == "assigned"
    assert len({fix.location for fix in world.fixes if fix.unit_id == unit_id}) == 1
    enroute = SetStatus(unit_id=unit_id, status="enroute")
    world.loop.act(set_status, enroute, actor="account:officer")
    await live(world, play, 15)
    assert world.loop.unit_state(unit_id).status == "enroute", "the officer says when they are there"
    last = [fix for fix in world.fixes if fix.unit_id == unit_id][-1]
    assert last.location == pytest.approx(world.places[incident.id], abs=1e-6)


async def test_a_crew_that_asks_for_more_is_sent_one_more() -> None:
    world = world_of()
    play = play_on(world)
    play.expect([fight()])
    while not [i for i in world.open_incidents() if i.status == "onscene"]:
        await run(world, play, 30 / 3600)
    incident = world.open_incidents()[0]
    [first] = incident.unit_ids
    asked = RequestBackup(incident_id=incident.id, unit_id=first, kinds=["car"])
    world.loop.act(request_backup, asked, actor="simulated:A11")
    await run(world, play, 4 / 60)
    after = world.loop.incident(incident.id)
    assert len(after.unit_ids) == 2 and first in after.unit_ids
    await run(world, play, 10 / 60)
    assert len(told(world, SendUnit)) == 2, "and no more than one"


async def test_an_incident_for_which_nobody_is_free_is_tried_again_until_somebody_is() -> None:
    world = world_of()
    able = [unit.id for unit in world.ledger.all("unit") if unit.kind in ("car", "motorcycle")]
    for unit_id in able:
        world.loop.act(set_status, SetStatus(unit_id=unit_id, status="out"), actor="account:visitor")
    play = play_on(world)
    play.expect([fight()])
    await run(world, play, 20 / 60)
    assert len(world.recommended) >= 3 and not told(world, SendUnit)
    assert len(world.recommended) < 12, "it asks less and less often"
    world.loop.act(set_status, SetStatus(unit_id=able[0], status="available"), actor="account:visitor")
    await run(world, play, 15 / 60)
    assert [command.unit_id for command in told(world, SendUnit) if isinstance(command, SendUnit)] == [able[0]]


async def test_a_simulator_that_was_stopped_goes_on_where_it_was_and_does_nothing_twice() -> None:
    world = world_of()
    tellings: Sequence[Telling] = day()
    first = play_on(world)
    first.expect(tellings)
    await run(world, first, 9)
    reports = len(told(world, TakeReport))
    under_way = {i.id for i in world.open_incidents()}
    assert under_way
    world._seen = 0
    second = play_on(world)
    second.expect([each for each in tellings if each.at > world.clock.now() - timedelta(minutes=10)])
    await run(world, second, 4)
    ids = Counter(record.command_id for record in world.ledger.records if record.actor.startswith("simulated:"))
    assert len(told(world, TakeReport)) > reports
    opened = [record for record in world.ledger.records if record.kind.endswith("report_taken")]
    assert len(opened) == len([each for each in tellings if each.at < world.clock.now() - timedelta(seconds=9)])
    assert ids
    still = [i.number for i in world.open_incidents() if i.id in under_way and not i.past and not i.assignments]
    assert len(still) <= 1


async def test_offers_are_accepted_or_declined_by_the_crews() -> None:
    world = world_of()
    play = play_on(world)
    play.expect(day())
    await run(world, play, 10)
    assert len(told(world, AcceptOffer)) > 20
    how = Counter(record.kind for record in world.ledger.records)
    assert any("declin" in kind or "offer" in kind for kind in how)
