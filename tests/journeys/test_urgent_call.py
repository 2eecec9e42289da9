"""A P1 call from the first word to the review: nobody answers at first, and the alarm finds somebody."""

from story import CITY, DOCKS, HERE, NORTH, Story

from anlan.command.alarms import AlarmState
from anlan.flow.closure import commands as cc
from anlan.flow.dispatch import commands as dc
from anlan.flow.incident import commands as ic
from anlan.flow.response import commands as rc


async def _open(story: Story) -> str:
    await story.unit("A1", 500)
    await story.unit("A2", 2000)
    return await story.opened(
        "police.weapon", text="有人持刀", caller={"name": "王芳", "number": "13800000000"}, place="码头路3号"
    )


async def test_from_the_call_to_the_review(story: Story) -> None:
    incident_id = await _open(story)
    state = await story.incident(incident_id)
    assert (state.status, state.priority, state.agency_id) == ("pending", "P1", DOCKS)

    await story.dispatch.recommend(story.ctx(), incident_id)
    latest = await story.dispatch.recommended(incident_id)
    assert latest is not None
    assert [item["unit_id"] for item in latest.items] == ["a1", "a2"]
    assert round(latest.items[0]["eta_seconds"]) == 50
    assert {reason["code"] for reason in latest.items[0]["reasons"]} >= {"eta", "first", "own_ground"}

    sent = await story.dispatch.send(story.ctx(), dc.SendUnit(incident_id=incident_id, unit_id="a1"))
    assert sent.answer["status"] == "assigned"
    await story.pass_time(20)
    for status in ("acknowledged", "enroute", "onscene"):
        await story.response.set_status(story.ctx("account:a1"), rc.SetStatus(unit_id="a1", status=status))
        await story.pass_time(60)
    assert (await story.incident(incident_id)).status == "onscene"
    await story.incidents.add_remark(
        story.ctx("account:a1"), ic.AddRemark(incident_id=incident_id, text="刀已收缴", unit_id="a1")
    )
    await story.closure.close(
        story.ctx(), cc.CloseIncident(incident_id=incident_id, disposition="handled", note="移交")
    )
    closed = await story.incident(incident_id)
    assert closed.status == "closed" and closed.call_back_due is not None
    assert (await story.unit_state("a1")).status == "available"

    await story.pass_time(3 * 3600)
    assert (await story.alarm(incident_id) or AlarmState).kind == "call_back"
    await story.closure.finish_call_back(story.ctx(), cc.FinishCallBack(incident_id=incident_id))
    alarm = await story.alarm(incident_id)
    assert alarm is not None and not alarm.open
    await story.follow()

    dispatcher = await story.account("dispatcher", ground=[CITY])
    told = await story.review.timeline(dispatcher, incident_id)
    words = [item["text"] for item in told["items"]]
    assert any("派出 A1" in each for each in words) and any("刀已收缴" in each for each in words)
    assert any(item["text_en"].startswith("Closed (Handled on scene)") for item in told["items"])
    stages = {stage["name"]: stage["seconds"] for stage in told["stages"]}
    assert stages["acknowledged"] == 20.0 and stages["onscene"] == 140.0
    assert not any("王芳" in each or "13800000000" in each for each in words)


async def test_silence_goes_up_the_line_until_it_is_acknowledged(story: Story) -> None:
    incident_id = await _open(story)
    await story.dispatch.send(story.ctx(), dc.SendUnit(incident_id=incident_id, unit_id="a1"))
    levels = []
    for seconds in (31, 60, 60):
        await story.pass_time(seconds)
        alarm = await story.alarm(incident_id)
        assert alarm is not None
        levels.append((alarm.kind, alarm.level, alarm.to_agency))
    assert levels == [("unacknowledged", 1, DOCKS), ("unacknowledged", 2, NORTH), ("unacknowledged", 3, CITY)]
    await story.response.set_status(story.ctx("account:a1"), rc.SetStatus(unit_id="a1", status="acknowledged"))
    alarm = await story.alarm(incident_id)
    assert alarm is not None and not alarm.open
    assert (await story.incident(incident_id)).escalation == 0


async def test_nobody_sent_is_brought_up_and_a_person_quiets_it(story: Story) -> None:
    incident_id = await _open(story)
    await story.pass_time(61)
    alarm = await story.alarm(incident_id)
    assert alarm is not None and (alarm.kind, alarm.level) == ("unassigned", 1)
    dispatcher = await story.account("dispatcher", ground=[CITY])
    await story.alarms.acknowledge(story.ctx(dispatcher.actor), incident_id, dispatcher)
    await story.pass_time(120)
    alarm = await story.alarm(incident_id)
    assert alarm is not None and alarm.level == 1 and alarm.acknowledged_by == dispatcher.account_id
    await story.pass_time(300)
    alarm = await story.alarm(incident_id)
    assert alarm is not None and alarm.open and alarm.acknowledged_at is None, "still nobody: it sounds again"


async def test_rooms_where_nobody_is_at_work_are_passed_over(story: Story) -> None:
    story.links = [type(link)(agency_id=link.agency_id, manned=link.agency_id == CITY) for link in story.links]
    incident_id = await _open(story)
    await story.pass_time(61)
    alarm = await story.alarm(incident_id)
    assert alarm is not None and (alarm.level, alarm.to_agency) == (3, CITY)


async def test_a_unit_off_duty_is_neither_ranked_nor_sent(story: Story) -> None:
    await story.unit("A9", 10, on_duty=False)
    incident_id = await _open(story)
    await story.dispatch.recommend(story.ctx(), incident_id)
    latest = await story.dispatch.recommended(incident_id)
    assert latest is not None
    shown = [item["unit_id"] for item in (*latest.items, *latest.excluded)]
    assert "a9" not in shown


async def test_the_second_report_joins_only_when_told(story: Story) -> None:
    first = await story.opened("police.fight")
    apart = await story.report("police.fight", location=HERE)
    assert apart["incident"]["opened"]
    assert [each["incident_id"] for each in apart["proposals"]] == [first]
    joined = await story.report(incident_id=first, location=None)
    assert joined["incident"] == {"id": first, "number": (await story.incident(first)).number, "opened": False}
    assert len((await story.incident(first)).reports) == 2
