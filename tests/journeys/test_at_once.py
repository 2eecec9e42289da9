"""Many at the same moment, over the real journal: nothing is lost, nothing is given twice."""

import asyncio

from story import Story, east

from anlan.errors import AnlanError, Refused
from anlan.flow.dispatch import commands as dc
from anlan.flow.incident import commands as ic
from anlan.flow.response import commands as rc


async def test_two_who_type_at_once_both_succeed(story: Story) -> None:
    incident_id = await story.opened("police.fight")
    told = [ic.AddRemark(incident_id=incident_id, text=f"line {n}") for n in range(12)]
    done = await asyncio.gather(*(story.incidents.add_remark(story.ctx(), each) for each in told))
    assert len({each.answer["id"] for each in done}) == 12
    assert (await story.incident(incident_id)).remark_count == 12


async def test_numbers_are_unique_and_without_holes(story: Story) -> None:
    answers = await asyncio.gather(*(story.report("police.noise", location=east(n * 1000)) for n in range(25)))
    numbers = sorted(each["incident"]["number"] for each in answers)
    assert numbers == [f"0301-{n:03d}" for n in range(1, 26)]


async def test_numbers_begin_again_with_the_local_day(story: Story) -> None:
    await story.opened("police.noise")
    await story.pass_time(16 * 3600)
    answer = await story.report("police.noise", location=east(9000))
    assert answer["incident"]["number"] == "0302-001"


async def test_one_unit_goes_to_one_of_two(story: Story) -> None:
    await story.unit("A1")
    ids = [await story.opened("police.weapon", location=east(n * 2000)) for n in range(5)]

    async def send(incident_id: str) -> bool:
        try:
            await story.dispatch.send(story.ctx(), dc.SendUnit(incident_id=incident_id, unit_id="a1"))
        except Refused:
            return False
        return True

    assert sum(await asyncio.gather(*(send(each) for each in ids))) == 1
    holders = [each for each in ids if (await story.incident(each)).assignments]
    assert holders == [(await story.unit_state("a1")).incident_id]


async def test_asked_again_a_command_answers_the_same(story: Story) -> None:
    ctx = story.ctx("account:taker")
    first = await story.report("police.fight", ctx=ctx)
    again = await story.report("police.fight", ctx=ctx)
    assert first == again
    assert len(await story.journal.states("incident", type(await story.incident(first["incident"]["id"])))) == 1


async def test_a_phone_that_was_away_tells_its_past(story: Story) -> None:
    await story.unit("A1")
    incident_id = await story.opened("police.weapon")
    await story.dispatch.send(story.ctx(), dc.SendUnit(incident_id=incident_id, unit_id="a1"))
    sent_at = story.clock.now()
    await story.pass_time(400)
    # The desk heard it over the radio; the phone tells the rest later, out of order and twice.
    await story.response.set_status(story.ctx(), rc.SetStatus(unit_id="a1", status="onscene", desk_id="desk-1"))
    await story.pass_time(200)
    for seconds, status in ((300, "onscene"), (20, "acknowledged"), (60, "enroute"), (20, "acknowledged")):
        ctx = story.ctx("account:a1", occurred_at=sent_at.replace() + (story.at(seconds) - story.clock.now()))
        told = rc.SetStatus(unit_id="a1", status=status, incident_id=incident_id)
        assert (await story.response.set_status(ctx, told)).answer["applied"] is False
    [assignment] = (await story.incident(incident_id)).assignments
    seconds_of = {name: (at - sent_at).total_seconds() for name, at in assignment.times.items()}
    assert seconds_of == {"assigned": 0, "acknowledged": 20, "enroute": 60, "onscene": 300}
    assert assignment.status == "onscene"


async def test_any_mixture_leaves_unit_and_incident_agreed(story: Story) -> None:
    for sign in ("A1", "A2", "A3"):
        await story.unit(sign)
    ids = [await story.opened("police.weapon", location=east(n * 2000)) for n in range(4)]

    async def act(n: int) -> None:
        try:
            if n % 3 == 0:
                told = dc.SendUnit(incident_id=ids[n % 4], unit_id=f"a{n % 3 + 1}")
                await story.dispatch.send(story.ctx(), told)
            elif n % 3 == 1:
                status = ("acknowledged", "enroute", "available")[n // 3 % 3]
                await story.response.set_status(story.ctx(), rc.SetStatus(unit_id=f"a{n % 2 + 1}", status=status))
            else:
                await story.dispatch.merge(story.ctx(), dc.Merge(incident_id=ids[n % 4], into=ids[(n + 1) % 4]))
        except AnlanError:
            return

    await asyncio.gather(*(act(n) for n in range(40)))
    held = {
        each.unit_id: incident_id for incident_id in ids for each in (await story.incident(incident_id)).assignments
    }
    for sign in ("a1", "a2", "a3"):
        assert (await story.unit_state(sign)).incident_id == held.get(sign)
