"""Charter 5: nothing closes, reopens or sends on its own judgement; timers only remind and ask the next."""

from pytest import raises

from anlan.errors import Refused
from anlan.flow.closure.commands import CloseIncident, ReopenIncident
from anlan.flow.closure.rules import close_incident, reopen_incident
from loop import Loop


def test_no_timer_or_rule_closes_or_reopens() -> None:
    loop = Loop()
    incident_id = loop.report("n")["incident"]["id"]
    for actor in ("system:timer", "system:same", "system:outbox"):
        with raises(Refused, match="person"):
            loop.act(close_incident, CloseIncident(incident_id=incident_id, disposition="handled"), actor=actor)
    loop.act(close_incident, CloseIncident(incident_id=incident_id, disposition="handled"))
    with raises(Refused, match="person"):
        loop.act(reopen_incident, ReopenIncident(incident_id=incident_id, reason="x"), actor="system:timer")


def test_a_week_of_silence_closes_nothing_and_sends_nobody() -> None:
    loop = Loop()
    loop.unit("a1")
    incident_id = loop.report("n", type="police.weapon")["incident"]["id"]
    loop.pass_time(7 * 24 * 3600)
    incident = loop.incident(incident_id)
    assert incident.status == "pending" and not incident.assignments and not incident.offers
    assert incident.alarm_kind == "unassigned"
    assert {record.actor for record in loop.ledger.records if record.kind == "closure.closed"} == set()
