"""Deciding to close, to take up again, and about the call that is owed. Pure."""

from datetime import timedelta
from typing import Any

from anlan.errors import Invalid, Refused
from anlan.flow.closure import commands as c
from anlan.flow.closure import events as e
from anlan.flow.dispatch.rules_send import bring_up, end_assignment, end_offer, leave_waiting
from anlan.flow.incident.deciding import Deciding
from anlan.flow.incident.rules import MAX_TEXT
from anlan.flow.incident.state import IncidentState, incident_stream
from anlan.flow.intake.events import ReportEnded
from anlan.force.rules_desks import end_live
from anlan.force.state import DeskState, desk_stream, unit_stream
from anlan.journal import Decision

__all__ = ["call_back_due", "close_incident", "finish_call_back", "reopen_incident"]


def call_back_name(incident: IncidentState, number: int) -> str:
    """The timer of the call owed: one each time it was closed, and one more each time it was brought up."""
    return f"call-back:{incident.id}:{incident.reopened}:{number}"


def _person_only(d: Deciding) -> None:
    # The charter: a person decides. No timer, rule or plan closes or reopens anything.
    if d.actor.startswith("system:"):
        raise Refused("closure.person_only")


def close_incident(d: Deciding, command: c.CloseIncident) -> Decision:
    """Close it: units are free, offers are taken back, live calls end. Twice is once."""
    _person_only(d)
    incident = d.incident(command.incident_id)
    if incident.merged_into is not None:
        raise Refused("incident.merged", number=incident.number)
    codes = {disposition.id: disposition for disposition in d.settings.dispositions}
    if command.disposition not in codes:
        raise Invalid("closure.disposition_wrong", fields=[("disposition", "field.choice")])
    if len(command.note or "") > MAX_TEXT:
        raise Invalid("closure.disposition_wrong", fields=[("note", "field.too_long")])
    if incident.closed:
        return d.decision({"id": incident.id, "status": "closed"})
    d.need(*(unit_stream(unit_id) for unit_id in incident.unit_ids))
    for offered in incident.offers:
        end_offer(d, incident.id, offered, "closed")
    for assignment in incident.assignments:
        end_assignment(d, incident.id, assignment, "closed")
    leave_waiting(d, d.incident(incident.id), None, "closed")
    for report in incident.reports:
        if report.live:
            d.on_incident(incident.id, ReportEnded(report_id=report.id))
            if report.desk_id is not None:
                for planned in end_live(d.find(DeskState, desk_stream(report.desk_id)), report.id):
                    d.plan(planned)
    d.on_incident(incident.id, e.Closed(disposition=command.disposition, note=command.note or None))
    owed = codes[command.disposition].call_back if command.call_back is None else command.call_back
    if owed and any(report.has_caller for report in incident.reports):
        due = d.now + timedelta(minutes=d.settings.call_back_minutes)
        d.on_incident(incident.id, e.CallBackOwed(due_at=due))
        d.timer(
            call_back_name(incident, 1),
            due,
            "closure.call_back_due",
            {"incident_id": incident.id, "reopened": incident.reopened, "number": 1},
        )
    return d.decision({"id": incident.id, "status": "closed"})


def reopen_incident(d: Deciding, command: c.ReopenIncident) -> Decision:
    """Take it up again for a reason; it waits for a unit like a new one."""
    _person_only(d)
    incident = d.incident(command.incident_id)
    if incident.merged_into is not None:
        raise Refused("incident.merged", number=incident.number)
    if not incident.closed:
        raise Refused("closure.not_closed", number=incident.number)
    reason = command.reason.strip()
    if not reason or len(reason) > MAX_TEXT:
        raise Invalid("closure.reason_wrong", fields=[("reason", "field.missing")])
    d.on_incident(incident.id, e.Reopened(reason=reason))
    if incident.call_back_due is not None:
        d.on_incident(incident.id, e.CallBackDone(needed=False))
    return d.decision({"id": incident.id, "status": d.incident(incident.id).status})


def finish_call_back(d: Deciding, command: c.FinishCallBack) -> Decision:
    """The caller was called back. Twice is once."""
    incident = d.incident(command.incident_id)
    if incident.call_back_due is not None:
        d.on_incident(incident.id, e.CallBackDone())
        d.cancel(call_back_name(incident, 1))
    return d.decision({"id": incident.id, "call_back_due": None})


def call_back_due(d: Deciding, payload: dict[str, Any]) -> Decision:
    """The call owed is late: brought up again and again until it is done."""
    incident = d.find(IncidentState, incident_stream(payload["incident_id"]))
    if incident is None or incident.call_back_due is None or incident.reopened != payload["reopened"]:
        return d.decision()
    number = int(payload["number"])
    bring_up(d, incident.id, "call_back", min(number, 3))
    d.timer(
        call_back_name(incident, number + 1),
        d.now + timedelta(minutes=d.settings.call_back_minutes),
        "closure.call_back_due",
        {**payload, "number": number + 1},
    )
    return d.decision()
