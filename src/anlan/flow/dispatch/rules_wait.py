"""Deciding about incidents that nobody goes to yet: held, stacked, and brought up when they wait too long. Pure."""

from datetime import timedelta
from typing import Any

from anlan.errors import Invalid, Refused
from anlan.flow.dispatch import commands as c
from anlan.flow.dispatch import events as e
from anlan.flow.dispatch.rules_send import (
    acknowledge_name,
    assign,
    bring_up,
    incident_of,
    leave_waiting,
    offer,
)
from anlan.flow.incident.deciding import Deciding, watch_name
from anlan.flow.incident.rules import MAX_TEXT, get_open
from anlan.flow.incident.state import IncidentState, incident_stream
from anlan.force import events as f
from anlan.force.state import UnitState, unit_stream
from anlan.journal import Decision

__all__ = ["acknowledge_due", "await_backup", "backup_due", "end_hold", "hold", "serve_stack", "stack", "waiting_due"]

TOP_LEVEL = 3


def _without_units(incident: IncidentState) -> None:
    if incident.assignments or incident.offers:
        raise Refused("dispatch.has_units", number=incident.number)


def hold(d: Deciding, command: c.Hold) -> Decision:
    """Keep it back for a reason; at `until` it comes back to the queue with an alarm."""
    incident = get_open(d, command.incident_id)
    _without_units(incident)
    words = command.reason.strip()
    if not words or len(words) > MAX_TEXT:
        raise Invalid("dispatch.hold_wrong", fields=[("reason", "field.missing")])
    until = command.until or d.now + timedelta(minutes=d.settings.hold_minutes)
    if until <= d.now:
        raise Invalid("dispatch.hold_wrong", fields=[("until", "flow.future")])
    if incident.stacked_on is not None:
        leave_waiting(d, incident, None, "person")
    known = words in c.HOLD_REASONS
    d.on_incident(
        incident.id,
        e.Held(reason=words if known else "other", until=until, words=None if known else words),
    )
    return d.decision({"id": incident.id, "status": "held"})


def end_hold(d: Deciding, command: c.EndHold) -> Decision:
    """Back to the queue; nothing when it is there."""
    incident = get_open(d, command.incident_id)
    leave_waiting(d, incident, None, "person")
    return d.decision({"id": incident.id, "status": d.incident(incident.id).status})


def stack(d: Deciding, command: c.Stack) -> Decision:
    """Let it wait for a unit that has something else to do; a free one is to be sent instead."""
    d.need(incident_stream(command.incident_id), unit_stream(command.unit_id))
    incident = get_open(d, command.incident_id)
    unit = d.unit(command.unit_id)
    answer = {"id": incident.id, "status": "stacked", "unit_id": unit.id}
    if incident.stacked_on == unit.id:
        return d.decision(answer)
    _without_units(incident)
    if not unit.on_duty:
        raise Refused("dispatch.off_duty", unit=unit.call_sign)
    if unit.free:
        raise Refused("dispatch.unit_free", unit=unit.call_sign)
    leave_waiting(d, incident, None, "stacked")
    d.on_incident(incident.id, e.Stacked(unit_id=unit.id))
    d.on_unit(unit.id, f.UnitStacked(unit_id=unit.id, incident_id=incident.id), matter=incident.id)
    return d.decision(answer)


def serve_stack(d: Deciding, command: c.Unstack) -> Decision:
    """The unit is free: the most urgent incident that waits for it, the oldest of those, is sent or offered."""
    unit = d.find(UnitState, unit_stream(command.unit_id))
    if unit is None or not unit.free or not unit.stack:
        return d.decision()
    d.need(*(incident_stream(incident_id) for incident_id in unit.stack))
    waiting = sorted(
        (d.incident(incident_id) for incident_id in unit.stack),
        key=lambda incident: (incident.priority, incident.opened_at, incident.id),
    )
    first = waiting[0]
    if d.settings.policy(first.priority).direct:
        send_id = assign(d, first.id, unit.id, "stack")
    else:
        send_id = offer(d, first.id, unit.id, "stack").id
    return d.decision({"id": send_id, "incident_id": first.id})


def waiting_due(d: Deciding, incident_id: str, turn: int, status: str) -> Decision:
    """The clock of an incident without a unit: a hold is over, or nobody was sent in time. Nothing when it does
    not wait in that way any more."""
    incident = d.find(IncidentState, incident_stream(incident_id))
    if incident is None or incident.status != status or incident.turn != turn:
        return d.decision()
    if status == "held":
        d.on_incident(incident.id, e.HoldEnded(how="due"))
        bring_up(d, incident.id, "held", 1)
        return d.decision()
    kind = "stacked" if status == "stacked" else "unassigned"
    level = min(incident.escalation + 1, TOP_LEVEL)
    seconds = bring_up(d, incident.id, kind, level, watched=incident.watched + 1)
    after = d.incident(incident.id)
    d.timer(
        watch_name(after),
        d.now + timedelta(seconds=seconds),
        f"dispatch.{status}_due",
        {"incident_id": incident.id, "turn": turn},
    )
    return d.decision({"level": after.escalation})


def backup_name(incident: IncidentState, number: int) -> str:
    """The timer that looks whether somebody was sent after backup was asked for, for the `number`th time."""
    return f"backup:{incident.id}:{incident.send_count}:{number}"


def await_backup(d: Deciding, incident_id: str, unit_id: str | None, number: int) -> None:
    """Raise it at the `number`th level, and look again until a unit was sent."""
    seconds = bring_up(d, incident_id, "backup", min(number, TOP_LEVEL), unit_id=unit_id)
    d.timer(
        backup_name(d.incident(incident_id), number + 1),
        d.now + timedelta(seconds=seconds),
        "dispatch.backup_due",
        {"incident_id": incident_id, "unit_id": unit_id, "number": number + 1},
    )


def backup_due(d: Deciding, payload: dict[str, Any]) -> Decision:
    """Backup was asked for and nobody was sent yet: further up. Nothing when somebody was, or it is over."""
    incident = d.find(IncidentState, incident_stream(payload["incident_id"]))
    if incident is None or incident.over or not incident.backup_wanted:
        return d.decision()
    await_backup(d, incident.id, payload["unit_id"], int(payload["number"]))
    return d.decision({"level": d.incident(incident.id).escalation})


def acknowledge_due(d: Deciding, payload: dict[str, Any]) -> Decision:
    """A unit that was told to go has not acknowledged: the station hears of it, then the district, then the city.
    Nothing when it has, or has the assignment no more."""
    incident_id, number = incident_of(payload["assignment_id"]), int(payload["number"])
    incident = d.find(IncidentState, incident_stream(incident_id))
    assignment = next(
        (each for each in incident.assignments if each.id == payload["assignment_id"]) if incident else iter(()),
        None,
    )
    if incident is None or assignment is None or assignment.status != "assigned":
        return d.decision()
    seconds = bring_up(d, incident_id, "unacknowledged", min(number, TOP_LEVEL), unit_id=assignment.unit_id)
    d.timer(
        acknowledge_name(assignment.id, number + 1),
        d.now + timedelta(seconds=seconds),
        "dispatch.acknowledge_due",
        {**payload, "number": number + 1},
    )
    return d.decision({"level": d.incident(incident_id).escalation})
