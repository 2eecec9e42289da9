"""Deciding about statuses that come early, late, twice and out of order; backup; pictures. Pure.

A status further along than the present one advances it, whatever its time says: a radio call and a phone do not
share a clock. One that is not further along and not newer only fills the record. Nothing is refused that a unit
with the assignment could truly have done.
"""

from datetime import datetime

from anlan.errors import Invalid, NotFound, Refused
from anlan.flow.dispatch.rules_send import acknowledge_name, bring_up, end_assignment
from anlan.flow.dispatch.rules_wait import await_backup
from anlan.flow.incident.deciding import Deciding
from anlan.flow.incident.rules import MAX_TEXT, get_open
from anlan.flow.incident.state import Assignment, IncidentState, PastAssignment, incident_stream
from anlan.flow.response import commands as c
from anlan.flow.response import events as e
from anlan.force import events as f
from anlan.force.kinds import PROGRESS, STATUSES, UNIT_KINDS, progress_rank
from anlan.force.state import UnitState, unit_stream
from anlan.journal import Decision

__all__ = ["MEDIA_TYPES", "add_picture", "request_backup", "set_status"]

MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp")
SETTABLE = tuple(status for status in STATUSES if status not in ("offered", "assigned"))


def set_status(d: Deciding, command: c.SetStatus) -> Decision:
    """Take a status. Answers `{"unit_id", "status", "incident_id", "applied"}`; `applied` is false when it only
    filled the record or was known already."""
    if command.status not in SETTABLE:
        raise Invalid("response.status_wrong", fields=[("status", "field.choice")])
    d.need(unit_stream(command.unit_id), *([incident_stream(command.incident_id)] if command.incident_id else []))
    unit = d.unit(command.unit_id)
    if command.incident_id is not None and command.incident_id != unit.incident_id:
        return _elsewhere(d, unit, command)
    if unit.incident_id is None:
        return _without_incident(d, unit, command)
    incident = d.incident(unit.incident_id)
    assignment = incident.assignment_of(unit.id)
    if assignment is None:
        raise NotFound("response.no_assignment", unit=unit.call_sign)
    if command.status in PROGRESS:
        return _progress(d, unit, incident, assignment, command)
    if command.incident_id is None and d.occurred_at < assignment.times.get("assigned", d.occurred_at):
        # Said of a time before it had this incident, and so about an earlier one that is over.
        return _answer(d, unit.id, applied=False)
    if command.status == "busy":
        raise Refused("response.committed", unit=unit.call_sign, number=incident.number)
    return _leave(d, unit, incident, assignment, command)


def _answer(d: Deciding, unit_id: str, *, applied: bool) -> Decision:
    unit = d.unit(unit_id)
    return d.decision(
        {"unit_id": unit.id, "status": unit.status, "incident_id": unit.incident_id, "applied": applied}
    )


def _progress(
    d: Deciding, unit: UnitState, incident: IncidentState, assignment: Assignment, command: c.SetStatus
) -> Decision:
    present, told = assignment.status, command.status
    earliest = assignment.times.get(told)
    if told == present or progress_rank(told) < progress_rank(present):
        newer = told != present and d.occurred_at >= assignment.since
        if not newer:
            return _fill(d, unit, incident, assignment, command, earliest)
    _report(d, incident, assignment.id, command, late=False)
    d.on_unit(
        unit.id,
        f.UnitStatusSet(unit_id=unit.id, status=told, incident_id=incident.id, desk_id=command.desk_id),
        matter=incident.id,
    )
    if present == "assigned":
        d.cancel(acknowledge_name(assignment.id, 1))
    return _answer(d, unit.id, applied=True)


def _fill(
    d: Deciding,
    unit: UnitState,
    incident: IncidentState,
    assignment: Assignment | PastAssignment,
    command: c.SetStatus,
    earliest: datetime | None,
) -> Decision:
    """A status that something later has overtaken: recorded when it tells a time that was not known."""
    if earliest is None or d.occurred_at < earliest:
        _report(d, incident, assignment.id, command, late=True)
    return _answer(d, unit.id, applied=False)


def _report(d: Deciding, incident: IncidentState, assignment_id: str, command: c.SetStatus, *, late: bool) -> None:
    d.on_incident(
        incident.id,
        e.StatusReported(
            assignment_id=assignment_id,
            unit_id=command.unit_id,
            status=command.status,
            late=late,
            desk_id=command.desk_id,
        ),
    )


def _leave(
    d: Deciding, unit: UnitState, incident: IncidentState, assignment: Assignment, command: c.SetStatus
) -> Decision:
    """The unit is done here (available, returning), or can go no further (out)."""
    _report(d, incident, assignment.id, command, late=False)
    how = "out" if command.status == "out" else "cleared"
    end_assignment(d, incident.id, assignment, how, status=command.status)
    if how == "out" and d.incident(incident.id).status == "pending":
        bring_up(d, incident.id, "out", 1, unit_id=unit.id)
    return _answer(d, unit.id, applied=True)


def _without_incident(d: Deciding, unit: UnitState, command: c.SetStatus) -> Decision:
    if not unit.on_duty:
        raise Refused("dispatch.off_duty", unit=unit.call_sign)
    if command.status in PROGRESS:
        raise Refused("response.no_assignment", unit=unit.call_sign)
    if unit.offer is not None:
        raise Refused("response.offered", unit=unit.call_sign)
    if unit.status == command.status or d.occurred_at < unit.since:
        return _answer(d, unit.id, applied=False)
    d.on_unit(unit.id, f.UnitStatusSet(unit_id=unit.id, status=command.status, desk_id=command.desk_id))
    return _answer(d, unit.id, applied=True)


def _elsewhere(d: Deciding, unit: UnitState, command: c.SetStatus) -> Decision:
    """A status of an incident that the unit does not have (any more): a phone that was away tells its past."""
    incident = d.incident(command.incident_id or "")
    past = next((each for each in reversed(incident.past) if each.unit_id == unit.id), None)
    if past is None:
        raise Refused("response.not_assigned", unit=unit.call_sign, number=incident.number)
    if past.how == "merged" and incident.merged_into is not None and incident.merged_into == unit.incident_id:
        moved = c.SetStatus(unit_id=unit.id, status=command.status, desk_id=command.desk_id)
        return set_status(d, moved)
    return _fill(d, unit, incident, past, command, past.times.get(command.status))


def request_backup(d: Deciding, command: c.RequestBackup) -> Decision:
    """Ask for more: the room hears it at once. A second request before anybody was sent adds its words."""
    incident = get_open(d, command.incident_id)
    wrong = [kind for kind in command.kinds if kind not in UNIT_KINDS]
    if wrong or len(command.note or "") > MAX_TEXT:
        raise Invalid("response.backup_wrong", fields=[("kinds", "field.choice")])
    d.on_incident(
        incident.id,
        e.BackupRequested(unit_id=command.unit_id, kinds=sorted(set(command.kinds)), words=command.note or None),
    )
    await_backup(d, incident.id, command.unit_id, 1)
    if incident.located:
        name = f"recommend:{incident.id}:backup:{incident.send_count}"
        d.timer(name, d.now, "dispatch.recommend_due", {"incident_id": incident.id})
    return d.decision({"id": incident.id})


def add_picture(d: Deciding, command: c.AddPicture) -> Decision:
    """A picture of this incident, also of one that is closed."""
    if command.media_type not in MEDIA_TYPES:
        raise Invalid("response.picture_wrong", fields=[("media_type", "field.choice")])
    incident = d.incident(command.incident_id)
    picture_id = f"{incident.id}.p{incident.picture_count + 1}"
    d.on_incident(
        incident.id,
        e.PictureAdded(
            picture_id=picture_id,
            media_type=command.media_type,
            size=command.size,
            digest=command.digest,
            unit_id=command.unit_id,
        ),
    )
    return d.decision({"id": picture_id})
