"""Deciding to send: assigning, offering, preempting, reassigning, and what a unit leaves behind. Pure."""

from datetime import timedelta
from typing import Any

from anlan.clock import iso
from anlan.command.alarms import AlarmState, alarm_stream
from anlan.errors import NotFound, Refused
from anlan.flow.dispatch import commands as c
from anlan.flow.dispatch import events as e
from anlan.flow.incident.deciding import Deciding
from anlan.flow.incident.rules import get_open
from anlan.flow.incident.state import Assignment, IncidentState, OfferMade, incident_stream
from anlan.force import events as f
from anlan.force.state import UnitState, unit_stream
from anlan.journal import Decision

__all__ = [
    "acknowledge_name",
    "assign",
    "bring_up",
    "end_assignment",
    "end_offer",
    "expiry_name",
    "incident_of",
    "leave_waiting",
    "next_name",
    "offer",
    "reassign",
    "send_unit",
]


def incident_of(send_id: str) -> str:
    """The incident of an offer or assignment: its id is the part before the last dot."""
    return send_id.rpartition(".")[0]


def expiry_name(offer_id: str) -> str:
    """The timer that ends an offer."""
    return f"offer-expiry:{offer_id}"


def acknowledge_name(assignment_id: str, number: int) -> str:
    """The timer that looks whether the unit has acknowledged, for the `number`th time."""
    return f"acknowledge:{assignment_id}:{number}"


def next_name(offer_id: str) -> str:
    """The timer that asks the next unit after this offer."""
    return f"next:{offer_id}"


def send_unit(d: Deciding, command: c.SendUnit) -> Decision:
    """Send a unit. Answers `{"id", "status": assigned|offered, "expires_at"}`; a unit that has it already stays."""
    d.need(incident_stream(command.incident_id), unit_stream(command.unit_id))
    incident = get_open(d, command.incident_id)
    unit = d.unit(command.unit_id)
    direct = d.settings.policy(incident.priority).direct if command.direct is None else command.direct
    assigned, offered = incident.assignment_of(unit.id), incident.offer_of(unit.id)
    if assigned is not None:
        return d.decision(_answer(assigned.id, "assigned", None))
    if offered is not None:
        if not direct:
            return d.decision(_answer(offered.id, "offered", offered))
        end_offer(d, incident.id, offered, "direct")
    _make_free(d, incident, d.unit(unit.id), preempt=command.preempt)
    why = "preempting" if command.preempt and not unit.free else command.why
    if direct:
        return d.decision(_answer(assign(d, incident.id, unit.id, why), "assigned", None))
    made = offer(d, incident.id, unit.id, why)
    return d.decision(_answer(made.id, "offered", made))


def _answer(send_id: str, status: str, made: OfferMade | None) -> dict[str, Any]:
    return {"id": send_id, "status": status, "expires_at": iso(made.expires_at) if made else None}


def _make_free(d: Deciding, incident: IncidentState, unit: UnitState, *, preempt: bool) -> None:
    """Refuse a unit that cannot be sent; with `preempt`, take it from what is less urgent."""
    if not unit.on_duty:
        raise Refused("dispatch.off_duty", unit=unit.call_sign)
    if unit.status == "out":
        raise Refused("dispatch.unit_out", unit=unit.call_sign)
    if unit.free:
        return
    if not preempt:
        code = "dispatch.unit_offered" if unit.offer is not None else "dispatch.unit_not_free"
        raise Refused(code, unit=unit.call_sign, status=unit.status)
    other_id = unit.offer.incident_id if unit.offer is not None else unit.incident_id
    if other_id is None:
        return
    other = d.incident(other_id)
    if other.priority <= incident.priority:
        raise Refused("dispatch.not_lower", unit=unit.call_sign, number=other.number, priority=other.priority)
    offered, assigned = other.offer_of(unit.id), other.assignment_of(unit.id)
    if offered is not None:
        end_offer(d, other.id, offered, "preempted")
        if d.incident(other.id).status == "pending":
            d.timer(next_name(offered.id), d.now, "dispatch.next_due", {"offer_id": offered.id})
    if assigned is not None:
        end_assignment(d, other.id, assigned, "preempted")
        if d.incident(other.id).status == "pending":
            bring_up(d, other.id, "preempted", 1, unit_id=unit.id)


def assign(d: Deciding, incident_id: str, unit_id: str, why: str) -> str:
    """A unit that is free for it has it from now on, and is to acknowledge. Answers the assignment's id."""
    incident = d.incident(incident_id)
    leave_waiting(d, incident, unit_id)
    assignment_id = f"{incident_id}.{incident.send_count + 1}"
    seconds = d.settings.policy(incident.priority).acknowledge_seconds
    due = d.now + timedelta(seconds=seconds)
    d.on_incident(
        incident_id,
        e.Assigned(assignment_id=assignment_id, unit_id=unit_id, direct=True, why=why, acknowledge_by=due),
    )
    d.on_unit(
        unit_id,
        f.UnitAssigned(unit_id=unit_id, assignment_id=assignment_id, incident_id=incident_id, status="assigned"),
        matter=incident_id,
    )
    d.timer(
        acknowledge_name(assignment_id, 1),
        due,
        "dispatch.acknowledge_due",
        {"assignment_id": assignment_id, "unit_id": unit_id, "number": 1},
    )
    return assignment_id


def offer(d: Deciding, incident_id: str, unit_id: str, why: str) -> OfferMade:
    """Ask a unit that is free for it."""
    incident = d.incident(incident_id)
    leave_waiting(d, incident, unit_id)
    offer_id = f"{incident_id}.{incident.send_count + 1}"
    expires = d.now + timedelta(seconds=d.settings.policy(incident.priority).offer_seconds)
    d.on_incident(incident_id, e.Offered(offer_id=offer_id, unit_id=unit_id, expires_at=expires, why=why))
    d.on_unit(
        unit_id,
        f.UnitOffered(unit_id=unit_id, offer_id=offer_id, incident_id=incident_id, expires_at=expires),
        matter=incident_id,
    )
    d.timer(expiry_name(offer_id), expires, "dispatch.offer_due", {"offer_id": offer_id})
    return OfferMade(id=offer_id, unit_id=unit_id, expires_at=expires)


def leave_waiting(d: Deciding, incident: IncidentState, unit_id: str | None, how: str = "sent") -> None:
    """It is held back and waits for a unit no more."""
    if incident.hold is not None:
        d.on_incident(incident.id, e.HoldEnded(how=how))
    if incident.stacked_on is not None:
        waited = incident.stacked_on
        ended = "served" if waited == unit_id else how
        d.on_incident(incident.id, e.Unstacked(unit_id=waited, how=ended))
        d.on_unit(waited, f.UnitUnstacked(unit_id=waited, incident_id=incident.id), matter=incident.id)


def end_offer(d: Deciding, incident_id: str, made: OfferMade, why: str, words: str | None = None) -> None:
    """Take back an offer."""
    d.on_incident(incident_id, e.OfferWithdrawn(offer_id=made.id, unit_id=made.unit_id, why=why, words=words))
    d.on_unit(
        made.unit_id,
        f.UnitOfferEnded(unit_id=made.unit_id, offer_id=made.id, incident_id=incident_id, how="withdrawn"),
        matter=incident_id,
    )
    d.cancel(expiry_name(made.id))


def end_assignment(
    d: Deciding,
    incident_id: str,
    assignment: Assignment,
    how: str,
    *,
    status: str = "available",
    words: str | None = None,
) -> None:
    """The unit has it no more and does `status` now."""
    d.on_incident(
        incident_id,
        e.AssignmentEnded(assignment_id=assignment.id, unit_id=assignment.unit_id, how=how, words=words),
    )
    d.on_unit(
        assignment.unit_id,
        f.UnitReleased(
            unit_id=assignment.unit_id,
            assignment_id=assignment.id,
            incident_id=incident_id,
            status=status,
            how=how,
        ),
        matter=incident_id,
    )
    if assignment.status == "assigned":
        d.cancel(acknowledge_name(assignment.id, 1))


def bring_up(
    d: Deciding, incident_id: str, kind: str, level: int, *, unit_id: str | None = None, watched: int = 0
) -> int:
    """Raise the incident's alarm, unless a person acknowledged the same one lately. Answers the seconds until it
    wants to be looked at again."""
    incident = d.incident(incident_id)
    policy = d.settings.policy(incident.priority)
    alarm = d.find(AlarmState, alarm_stream(incident_id))
    if alarm is not None and alarm.open and alarm.kind == kind and alarm.acknowledged_at is not None:
        quiet = policy.remind_seconds - int((d.now - alarm.acknowledged_at).total_seconds())
        if quiet > 0:
            if watched:
                d.on_incident(incident_id, e.WatchKept(watched=watched))
            return quiet
        level = alarm.level
    reached = d.alarm(incident, kind, level, unit_id=unit_id)
    if reached is None:
        # As far up as it goes, and still sounding there.
        if watched:
            d.on_incident(incident_id, e.WatchKept(watched=watched))
        return policy.remind_seconds
    d.on_incident(incident_id, e.Escalated(alarm_kind=kind, level=reached, watched=watched, unit_id=unit_id))
    return policy.escalate_seconds


def reassign(d: Deciding, command: c.Reassign) -> Decision:
    """One unit instead of another: the new one is assigned before the old one is let go."""
    d.need(incident_stream(command.incident_id), unit_stream(command.from_unit), unit_stream(command.to_unit))
    incident = get_open(d, command.incident_id)
    old = incident.assignment_of(command.from_unit)
    if old is None:
        raise NotFound("dispatch.not_assigned", unit=command.from_unit)
    unit = d.unit(command.to_unit)
    known, offered = incident.assignment_of(unit.id), incident.offer_of(unit.id)
    if offered is not None:
        end_offer(d, incident.id, offered, "direct")
    if known is None:
        _make_free(d, incident, d.unit(unit.id), preempt=command.preempt)
        new_id = assign(d, incident.id, unit.id, "reassigned")
    else:
        new_id = known.id
    if unit.id != command.from_unit:
        end_assignment(d, incident.id, old, "reassigned")
    return d.decision({"id": new_id, "status": "assigned", "expires_at": None})
