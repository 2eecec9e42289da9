"""Deciding that two incidents are one (that they are not after all: `flow.incident.rules.unmerge`). Pure.

Units come along: whoever was sent to the one is on the other, as far as they had come.
"""

from datetime import timedelta

from anlan.errors import Refused
from anlan.flow.dispatch import commands as c
from anlan.flow.dispatch import events as e
from anlan.flow.dispatch.rules_send import acknowledge_name, end_assignment, end_offer, leave_waiting
from anlan.flow.dispatch.rules_wait import await_backup
from anlan.flow.incident.deciding import Deciding
from anlan.flow.incident.events import IncidentAbsorbed, IncidentMerged
from anlan.flow.incident.rules import get_open
from anlan.flow.incident.state import Assignment, incident_stream
from anlan.force import events as f
from anlan.force.state import unit_stream
from anlan.journal import Decision

__all__ = ["merge"]


def merge(d: Deciding, command: c.Merge) -> Decision:
    """`incident_id` rests in `into` with its reports and units. Twice is once."""
    d.need(incident_stream(command.incident_id), incident_stream(command.into))
    answer = {"id": command.into, "merged": command.incident_id}
    incident = d.incident(command.incident_id)
    if incident.merged_into == command.into:
        return d.decision(answer)
    incident, into = get_open(d, command.incident_id), get_open(d, command.into)
    if incident.id == into.id:
        raise Refused("incident.merge_self")
    d.need(*(unit_stream(unit_id) for unit_id in incident.unit_ids))
    wanted = incident.backup_wanted
    for offered in incident.offers:
        end_offer(d, incident.id, offered, "merged")
    for assignment in incident.assignments:
        _bring(d, incident.id, into.id, assignment)
    leave_waiting(d, d.incident(incident.id), None, "merged")
    d.on_incident(incident.id, IncidentMerged(into=into.id))
    d.on_incident(
        into.id,
        IncidentAbsorbed(
            incident_id=incident.id,
            number=incident.number,
            reports=len(incident.reports) + incident.absorbed_reports,
            backup_wanted=wanted,
        ),
    )
    if wanted:
        await_backup(d, into.id, None, 1)
    return d.decision(answer)


def _bring(d: Deciding, incident_id: str, into: str, assignment: Assignment) -> None:
    unit_id = assignment.unit_id
    end_assignment(d, incident_id, assignment, "merged")
    target = d.incident(into)
    leave_waiting(d, target, unit_id)
    assignment_id = f"{into}.{target.send_count + 1}"
    due = None
    if assignment.status == "assigned":
        due = d.now + timedelta(seconds=d.settings.policy(target.priority).acknowledge_seconds)
        d.timer(
            acknowledge_name(assignment_id, 1),
            due,
            "dispatch.acknowledge_due",
            {"assignment_id": assignment_id, "unit_id": unit_id, "number": 1},
        )
    d.on_incident(
        into,
        e.Assigned(
            assignment_id=assignment_id,
            unit_id=unit_id,
            direct=assignment.direct,
            why="merged",
            status=assignment.status,
            since=assignment.since,
            acknowledge_by=due,
        ),
    )
    d.on_unit(
        unit_id,
        f.UnitAssigned(
            unit_id=unit_id,
            assignment_id=assignment_id,
            incident_id=into,
            status=assignment.status,
            since=assignment.since,
        ),
        matter=into,
    )
