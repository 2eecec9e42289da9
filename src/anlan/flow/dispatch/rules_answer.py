"""Deciding what comes of an offer: accepted, declined, expired, withdrawn, and who is next. Pure."""

from anlan.errors import NotFound, Refused
from anlan.flow.dispatch import commands as c
from anlan.flow.dispatch import events as e
from anlan.flow.dispatch.rules_send import (
    bring_up,
    end_assignment,
    end_offer,
    expiry_name,
    incident_of,
    next_name,
    offer,
)
from anlan.flow.incident.deciding import Deciding
from anlan.flow.incident.state import IncidentState, OfferMade, incident_stream
from anlan.force import events as f
from anlan.force.state import UnitState, unit_stream
from anlan.journal import Decision

__all__ = ["accept_offer", "decline_offer", "expire_offer", "next_in_line", "withdraw"]


def _open_offer(d: Deciding, offer_id: str) -> tuple[IncidentState, OfferMade | None]:
    incident = d.find(IncidentState, incident_stream(incident_of(offer_id)))
    if incident is None:
        raise NotFound("dispatch.no_offer")
    return incident, next((each for each in incident.offers if each.id == offer_id), None)


def accept_offer(d: Deciding, command: c.AcceptOffer) -> Decision:
    """The unit takes it, and has thereby acknowledged it. Twice is once; an offer that is over is refused."""
    incident, made = _open_offer(d, command.offer_id)
    taken = next((each for each in incident.assignments if each.id == command.offer_id), None)
    if taken is not None:
        return d.decision({"id": taken.id, "status": taken.status})
    if made is None:
        raise Refused("dispatch.offer_over", number=incident.number)
    d.unit(made.unit_id)
    d.on_incident(
        incident.id,
        e.Assigned(
            assignment_id=made.id,
            unit_id=made.unit_id,
            direct=False,
            why="accepted",
            status="acknowledged",
        ),
    )
    d.on_unit(
        made.unit_id,
        f.UnitAssigned(unit_id=made.unit_id, assignment_id=made.id, incident_id=incident.id, status="acknowledged"),
        matter=incident.id,
    )
    d.cancel(expiry_name(made.id))
    return d.decision({"id": made.id, "status": "acknowledged"})


def decline_offer(d: Deciding, command: c.DeclineOffer) -> Decision:
    """The unit does not take it; the next in line is asked. Twice is once."""
    incident, made = _open_offer(d, command.offer_id)
    answer = {"id": command.offer_id, "status": "declined"}
    if made is None:
        if any(each.id == command.offer_id for each in incident.assignments):
            raise Refused("dispatch.taken_already", number=incident.number)
        return d.decision(answer)
    d.on_incident(incident.id, e.OfferDeclined(offer_id=made.id, unit_id=made.unit_id, words=command.reason))
    _offer_ended(d, incident.id, made, "declined")
    d.cancel(expiry_name(made.id))
    return d.decision(answer)


def expire_offer(d: Deciding, offer_id: str) -> Decision:
    """Nobody answered in time; nothing when somebody did."""
    incident, made = _open_offer(d, offer_id)
    if made is None:
        return d.decision()
    d.on_incident(incident.id, e.OfferExpired(offer_id=made.id, unit_id=made.unit_id))
    _offer_ended(d, incident.id, made, "expired")
    return d.decision({"id": made.id, "status": "expired"})


def _offer_ended(d: Deciding, incident_id: str, made: OfferMade, how: str) -> None:
    d.on_unit(
        made.unit_id,
        f.UnitOfferEnded(unit_id=made.unit_id, offer_id=made.id, incident_id=incident_id, how=how),
        matter=incident_id,
    )
    if d.incident(incident_id).status == "pending":
        d.timer(next_name(made.id), d.now, "dispatch.next_due", {"offer_id": made.id})


def next_in_line(d: Deciding, command: c.NextInLine) -> Decision:
    """Ask the first candidate that is still free and was not asked in this round; with nobody left, raise it."""
    incident = d.incident(command.incident_id)
    if incident.status != "pending":
        return d.decision()
    d.need(*(unit_stream(unit_id) for unit_id in command.candidates[:8]))
    for unit_id in command.candidates:
        if unit_id in incident.tried:
            continue
        unit = d.find(UnitState, unit_stream(unit_id))
        if unit is not None and unit.free:
            made = offer(d, incident.id, unit_id, "next")
            return d.decision({"id": made.id, "unit_id": unit_id})
    bring_up(d, incident.id, "no_one_left", 1)
    return d.decision({"id": None})


def withdraw(d: Deciding, command: c.Withdraw) -> Decision:
    """Take back an offer or an assignment; one that is over already stays as it is."""
    incident, made = _open_offer(d, command.offer_id)
    assigned = next((each for each in incident.assignments if each.id == command.offer_id), None)
    if made is not None:
        end_offer(d, incident.id, made, "person", command.reason)
    elif assigned is not None:
        end_assignment(d, incident.id, assigned, "withdrawn", words=command.reason)
    return d.decision({"id": command.offer_id, "status": "withdrawn"})
