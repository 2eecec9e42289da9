"""Every fact of an incident has its sentence in both languages, and stages are told by true times."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from pytest import mark

import anlan.flow.kinds  # noqa: F401
from anlan.flow.closure.commands import CloseIncident
from anlan.flow.closure.rules import close_incident
from anlan.flow.dispatch.commands import SendUnit
from anlan.flow.dispatch.rules_send import send_unit
from anlan.flow.response.commands import SetStatus
from anlan.flow.response.rules import set_status
from anlan.flow.review.stages import stages_of
from anlan.flow.review.timeline import timeline_of
from anlan.flow.review.vocabulary import ALARMS
from anlan.flow.review.words import Naming, in_words
from anlan.journal import event_types
from anlan.journal.events import event_type
from anlan.journal.streams import _evolvers
from loop import Loop

SILENT = {"dispatch.watch_kept"}
"""Told by what stands beside it."""
NAMING = Naming(zone=ZoneInfo("Asia/Shanghai"))
KINDS = sorted(
    kind for kind in event_types() if ("incident", event_type(kind).cls) in _evolvers and kind not in SILENT
)


def _example(cls: type[Any]) -> Any:
    """An event with something in every field that must have it."""
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(cls):
        if field.required:
            text = str(field.type)
            if "datetime" in text:
                values[field.name] = Loop().ledger.clock.now()
            elif "int" in text and "list" not in text:
                values[field.name] = 2
            elif "bool" in text:
                values[field.name] = False
            elif "list" in text:
                values[field.name] = []
            elif "dict" in text:
                values[field.name] = {}
            else:
                values[field.name] = {"how": "cleared", "status": "onscene"}.get(field.name, "x")
    return cls(**values)


@mark.parametrize("kind", KINDS)
def test_every_fact_has_its_sentence(kind: str) -> None:
    words = in_words(_example(event_type(kind).cls), NAMING)
    assert words is not None, f"{kind} is not told"
    text, text_en = words
    assert text and text_en and any("\u4e00" <= letter <= "\u9fff" for letter in text)
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in text_en), text_en


def _shift() -> tuple[Loop, str]:
    loop = Loop()
    loop.unit("a1")
    incident_id = loop.report("n", type="police.weapon")["incident"]["id"]
    loop.pass_time(20)
    loop.act(send_unit, SendUnit(incident_id=incident_id, unit_id="a1"))
    for status, seconds in (("acknowledged", 10), ("enroute", 30), ("onscene", 120)):
        loop.pass_time(seconds)
        loop.act(set_status, SetStatus(unit_id="a1", status=status))
    loop.pass_time(600)
    loop.act(close_incident, CloseIncident(incident_id=incident_id, disposition="handled"))
    return loop, incident_id


def test_stages_are_counted_by_true_times() -> None:
    loop, incident_id = _shift()
    records = [record for record in loop.ledger.records if record.stream == f"incident:{incident_id}"]
    stages = {stage["name"]: stage for stage in stages_of(records)}
    seconds = {name: stage["seconds"] for name, stage in stages.items()}
    assert seconds == {
        "opened": 0.0,
        "sent": 20.0,
        "acknowledged": 10.0,
        "enroute": 40.0,
        "onscene": 160.0,
        "feedback": 600.0,
        "total": 780.0,
    }
    assert stages["acknowledged"]["met"] and stages["acknowledged"]["standard"] == 30
    assert not any(stage["contradicts"] for stage in stages.values())


def test_times_that_contradict_are_said_to() -> None:
    loop, incident_id = _shift()
    when = loop.ledger.clock.now() - timedelta(hours=2)
    told = SetStatus(unit_id="a1", status="enroute", incident_id=incident_id)
    loop.act(set_status, told, occurred_at=when)
    records = [record for record in loop.ledger.records if record.stream == f"incident:{incident_id}"]
    stages = {stage["name"]: stage for stage in stages_of(records)}
    assert stages["enroute"]["contradicts"] and stages["enroute"]["seconds"] == 0.0


def test_the_timeline_has_both_times() -> None:
    loop, incident_id = _shift()
    when = loop.ledger.clock.now() - timedelta(seconds=300)
    told = SetStatus(unit_id="a1", status="transporting", incident_id=incident_id)
    loop.act(set_status, told, occurred_at=when)
    records = [
        (record, loop.ledger.sealed[record.id])
        for record in loop.ledger.records
        if record.stream == f"incident:{incident_id}"
    ]
    items = timeline_of(records, Naming(zone=NAMING.zone, units={"a1": "A1"}), {})
    last = items[-1]
    assert last["text_en"] == "A1 transporting (told later)" and last["late_seconds"] == 300.0
    assert [item["position"] for item in items] == sorted(item["position"] for item in items)


def test_every_alarm_has_words() -> None:
    raised = {
        "unassigned",
        "unacknowledged",
        "no_one_left",
        "preempted",
        "out",
        "held",
        "stacked",
        "backup",
        "call_back",
    }
    assert set(ALARMS) == raised
