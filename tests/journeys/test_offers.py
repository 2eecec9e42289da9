"""Routine work is offered: declined, expired, the next in line, and nobody left."""

from pytest import raises
from story import Story

from anlan.errors import Refused
from anlan.flow.dispatch import commands as dc
from anlan.flow.response import commands as rc


async def _offered(story: Story) -> tuple[str, str]:
    for sign, metres in (("A1", 100), ("A2", 200), ("A3", 300)):
        await story.unit(sign, metres)
    incident_id = await story.opened("police.theft")
    sent = await story.dispatch.send(story.ctx(), dc.SendUnit(incident_id=incident_id, unit_id="a1"))
    assert sent.answer["status"] == "offered" and sent.answer["expires_at"]
    return incident_id, str(sent.answer["id"])


async def test_accepted_is_acknowledged(story: Story) -> None:
    incident_id, offer_id = await _offered(story)
    assert (await story.incident(incident_id)).status == "offered"
    await story.dispatch.accept(story.ctx("account:a1"), dc.AcceptOffer(offer_id=offer_id))
    unit = await story.unit_state("a1")
    assert (unit.status, unit.incident_id) == ("acknowledged", incident_id)
    await story.pass_time(300)
    assert await story.alarm(incident_id) is None


async def test_the_next_in_line_is_asked_until_somebody_takes_it(story: Story) -> None:
    incident_id, offer_id = await _offered(story)
    await story.dispatch.decline(story.ctx("account:a1"), dc.DeclineOffer(offer_id=offer_id, reason="加油中"))
    await story.pass_time(1)
    state = await story.incident(incident_id)
    assert [each.unit_id for each in state.offers] == ["a2"]
    await story.pass_time(61)
    state = await story.incident(incident_id)
    assert [each.unit_id for each in state.offers] == ["a3"] and state.tried == ["a1", "a2"]
    await story.pass_time(61)
    state = await story.incident(incident_id)
    assert state.status == "pending" and state.alarm_kind == "no_one_left"
    with raises(Refused):
        await story.dispatch.accept(story.ctx("account:a1"), dc.AcceptOffer(offer_id=offer_id))


async def test_a_more_urgent_incident_takes_the_unit_and_the_other_is_brought_up(story: Story) -> None:
    incident_id, offer_id = await _offered(story)
    await story.dispatch.accept(story.ctx("account:a1"), dc.AcceptOffer(offer_id=offer_id))
    urgent = await story.opened("police.weapon")
    with raises(Refused):
        await story.dispatch.send(story.ctx(), dc.SendUnit(incident_id=urgent, unit_id="a1"))
    taken = dc.SendUnit(incident_id=urgent, unit_id="a1", preempt=True)
    await story.dispatch.send(story.ctx(), taken)
    left = await story.incident(incident_id)
    assert (left.status, left.alarm_kind, left.sent_before) == ("pending", "preempted", True)
    back = dc.SendUnit(incident_id=incident_id, unit_id="a1", preempt=True)
    with raises(Refused):
        await story.dispatch.send(story.ctx(), back)


async def test_what_waits_for_a_unit_gets_it_when_it_is_free(story: Story) -> None:
    _taken, offer_id = await _offered(story)
    await story.dispatch.accept(story.ctx("account:a1"), dc.AcceptOffer(offer_id=offer_id))
    later = await story.opened("police.noise")
    urgent = await story.opened("police.fight")
    for each in (later, urgent):
        await story.dispatch.stack(story.ctx(), dc.Stack(incident_id=each, unit_id="a1"))
    assert (await story.incident(later)).status == "stacked"
    await story.response.set_status(story.ctx("account:a1"), rc.SetStatus(unit_id="a1", status="available"))
    await story.pass_time(1)
    assert (await story.unit_state("a1")).incident_id == urgent, "the more urgent of the two"
    assert (await story.incident(later)).status == "stacked"


async def test_held_comes_back_at_its_time(story: Story) -> None:
    incident_id = await story.opened("police.noise")
    until = story.at(600)
    await story.dispatch.hold(story.ctx(), dc.Hold(incident_id=incident_id, reason="等物业到场", until=until))
    state = await story.incident(incident_id)
    assert state.status == "held" and state.hold is not None and state.hold.reason == "other"
    await story.pass_time(601)
    state = await story.incident(incident_id)
    assert (state.status, state.alarm_kind) == ("pending", "held")
