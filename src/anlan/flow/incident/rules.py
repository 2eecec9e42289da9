"""Deciding about an incident's facts: changing them, remarks, and what may be the same. Pure."""

from typing import Any

from anlan.errors import Conflict, Invalid, Refused
from anlan.flow.incident import commands as c
from anlan.flow.incident import events as e
from anlan.flow.incident.deciding import Deciding
from anlan.flow.incident.state import IncidentState
from anlan.flow.intake.same import Nearby, propose_same
from anlan.flow.intake.types import PRIORITIES, check_answers, get_type, propose_priority
from anlan.force.rules_units import on_earth
from anlan.journal import Decision

__all__ = [
    "MAX_TEXT",
    "add_remark",
    "change_facts",
    "change_incident",
    "dismiss_proposal",
    "get_open",
    "propose",
    "propose_again",
    "unmerge",
]

MAX_TEXT = 10_000
"""Characters of one text; more is refused rather than cut."""


def get_open(d: Deciding, incident_id: str) -> IncidentState:
    """The incident, while it can be worked on."""
    incident = d.incident(incident_id)
    if incident.merged_into is not None:
        raise Refused("incident.merged", number=incident.number)
    if incident.closed:
        raise Refused("incident.closed", number=incident.number)
    return incident


def change_incident(d: Deciding, command: c.ChangeIncident) -> Decision:
    """Change facts; what is so already changes nothing. The rule's priority follows type and answers until a
    person has set one."""
    incident = get_open(d, command.incident_id)
    if command.revision is not None and command.revision != incident.revision:
        raise Conflict("incident.changed_meanwhile", number=incident.number)
    change_facts(d, incident, command)
    after = d.incident(incident.id)
    return d.decision({"id": after.id, "revision": after.revision, "priority": after.priority})


def change_facts(d: Deciding, incident: IncidentState, command: c.ChangeIncident) -> None:
    """Plan the events of what differs."""
    type_id = command.type or incident.type
    answers = {**incident.answers, **(command.answers or {})}
    if command.type is not None:
        get_type(d.types, command.type)
    if command.answers is not None:
        check_answers(d.types, type_id, command.answers)
    if command.priority is not None and command.priority not in PRIORITIES:
        raise Invalid("incident.change_wrong", fields=[("priority", "field.choice")])
    if command.location is not None and (command.spot is None or not on_earth(command.location)):
        raise Invalid("incident.change_wrong", fields=[("location", "field.shape")])
    if command.place is not None and len(command.place) > MAX_TEXT:
        raise Invalid("incident.change_wrong", fields=[("place", "field.too_long")])
    if (type_id, answers) != (incident.type, incident.answers):
        d.on_incident(incident.id, e.TypeSet(type=type_id, answers=answers))
        if incident.priority_by == "rule" and command.priority is None:
            proposal = propose_priority(d.types, type_id, answers)
            if proposal.priority != incident.priority or command.type is not None:
                d.on_incident(
                    incident.id,
                    e.PrioritySet(
                        priority=proposal.priority,
                        by="rule",
                        codes=proposal.codes,
                        reason=proposal.text,
                        reason_en=proposal.text_en,
                    ),
                )
    if command.priority is not None and (
        command.priority != incident.priority or command.priority_reason or incident.priority_by == "rule"
    ):
        d.on_incident(
            incident.id, e.PrioritySet(priority=command.priority, by="person", words=command.priority_reason)
        )
    if command.location is not None or command.place is not None:
        spot = command.spot
        d.on_incident(
            incident.id,
            e.PlaceSet(
                agency_id=spot.agency_id if spot else incident.agency_id,
                cell=spot.cell if spot else incident.cell,
                public_place=spot.public_place if spot else incident.public_place,
                located=incident.located or command.location is not None,
                location=list(command.location) if command.location else None,
                place=command.place,
            ),
        )
    if command.occurred_at is not None and command.occurred_at != incident.occurred_at:
        if command.occurred_at > d.now:
            raise Invalid("flow.future", fields=[("occurred_at", "flow.future")])
        d.on_incident(incident.id, e.OccurredSet(occurred=command.occurred_at))


def add_remark(d: Deciding, command: c.AddRemark) -> Decision:
    """Append a line, also to a closed incident: what is learnt late is still kept."""
    incident = d.incident(command.incident_id)
    text = command.text.strip()
    if not text or len(text) > MAX_TEXT:
        raise Invalid("incident.remark_wrong", fields=[("text", "field.shape")])
    remark_id = f"{incident.id}.m{incident.remark_count + 1}"
    d.on_incident(incident.id, e.RemarkAppended(remark_id=remark_id, unit_id=command.unit_id, text=text))
    return d.decision({"id": remark_id})


def propose(d: Deciding, incident_id: str, nearby: list[Nearby]) -> list[dict[str, Any]]:
    """Plan the proposals among `nearby`, and answer them."""
    incident = d.incident(incident_id)
    known = {each.incident_id for each in incident.proposals} | set(incident.dismissed) | {incident.id}
    proposals = propose_same(
        d.types,
        incident.type,
        [each for each in nearby if each.incident_id not in known],
        same_metres=d.settings.same_metres,
        same_minutes=d.settings.same_minutes,
    )
    for proposal in proposals:
        d.on_incident(incident.id, e.ProposalMade(incident_id=proposal.incident_id, reasons=proposal.reasons))
    return [
        {"incident_id": each.incident_id, "number": each.number, "score": each.score, "reasons": each.reasons}
        for each in proposals
    ]


def propose_again(d: Deciding, command: c.ProposeSame) -> Decision:
    """Propose what is near now and was neither proposed nor dismissed before."""
    incident = get_open(d, command.incident_id)
    return d.decision({"proposals": propose(d, incident.id, command.nearby)})


def dismiss_proposal(d: Deciding, command: c.DismissProposal) -> Decision:
    """Not the same: it is not proposed again. Twice is once."""
    incident = d.incident(command.incident_id)
    if command.other_id not in incident.dismissed:
        d.on_incident(incident.id, e.ProposalDismissed(incident_id=command.other_id))
    return d.decision({"id": incident.id, "dismissed": command.other_id})


def unmerge(d: Deciding, command: c.Unmerge) -> Decision:
    """It goes on by itself again, waiting for a unit; who was sent stays with the other until moved by a person."""
    incident = d.incident(command.incident_id)
    if incident.merged_into is None:
        return d.decision({"id": incident.id, "status": incident.status})
    other = incident.merged_into
    d.on_incident(incident.id, e.IncidentUnmerged(left=other))
    d.on_incident(
        other,
        e.IncidentReleased(incident_id=incident.id, reports=len(incident.reports) + incident.absorbed_reports),
    )
    return d.decision({"id": incident.id, "status": d.incident(incident.id).status})
