"""How dispatch's events change the incident."""

from datetime import datetime

from msgspec.structs import replace

from anlan.flow.dispatch import events as e
from anlan.flow.incident.evolve import folds
from anlan.flow.incident.state import (
    Assignment,
    Hold,
    IncidentState,
    OfferMade,
    PastAssignment,
)
from anlan.force.kinds import PROGRESS
from anlan.journal import Stamp

__all__ = ["progressed"]


@folds(e.Offered)
def _offered(state: IncidentState, event: e.Offered, at: Stamp) -> IncidentState:
    offer = OfferMade(id=event.offer_id, unit_id=event.unit_id, expires_at=event.expires_at)
    return replace(state, offers=[*state.offers, offer], send_count=state.send_count + 1)


def _without_offer(state: IncidentState, offer_id: str) -> list[OfferMade]:
    return [each for each in state.offers if each.id != offer_id]


@folds(e.OfferDeclined)
def _declined(state: IncidentState, event: e.OfferDeclined, at: Stamp) -> IncidentState:
    return replace(state, offers=_without_offer(state, event.offer_id), tried=[*state.tried, event.unit_id])


@folds(e.OfferExpired)
def _expired(state: IncidentState, event: e.OfferExpired, at: Stamp) -> IncidentState:
    return replace(state, offers=_without_offer(state, event.offer_id), tried=[*state.tried, event.unit_id])


@folds(e.OfferWithdrawn)
def _withdrawn(state: IncidentState, event: e.OfferWithdrawn, at: Stamp) -> IncidentState:
    return replace(state, offers=_without_offer(state, event.offer_id))


@folds(e.Assigned)
def _assigned(state: IncidentState, event: e.Assigned, at: Stamp) -> IncidentState:
    since = event.since or at.occurred_at
    times: dict[str, datetime] = {"assigned": at.occurred_at}
    if event.status != "assigned":
        times[event.status] = since
    assignment = Assignment(
        id=event.assignment_id,
        unit_id=event.unit_id,
        status=event.status,
        since=since,
        direct=event.direct,
        acknowledge_by=event.acknowledge_by,
        times=times,
    )
    return replace(
        state,
        assignments=[*state.assignments, assignment],
        offers=_without_offer(state, event.assignment_id),
        tried=[],
        # An accepted offer keeps its id as the assignment's, and was counted when it was made.
        send_count=state.send_count if event.why == "accepted" else state.send_count + 1,
        backup_wanted=False,
    )


@folds(e.AssignmentEnded)
def _ended(state: IncidentState, event: e.AssignmentEnded, at: Stamp) -> IncidentState:
    gone = [each for each in state.assignments if each.id == event.assignment_id]
    past = [
        PastAssignment(id=each.id, unit_id=each.unit_id, how=event.how, times={**each.times, "ended": at.occurred_at})
        for each in gone
    ]
    left = [each for each in state.assignments if each.id != event.assignment_id]
    return replace(state, assignments=left, past=[*state.past, *past])


@folds(e.Held)
def _held(state: IncidentState, event: e.Held, at: Stamp) -> IncidentState:
    return replace(state, hold=Hold(reason=event.reason, until=event.until))


@folds(e.HoldEnded)
def _hold_ended(state: IncidentState, event: e.HoldEnded, at: Stamp) -> IncidentState:
    return replace(state, hold=None)


@folds(e.Stacked)
def _stacked(state: IncidentState, event: e.Stacked, at: Stamp) -> IncidentState:
    return replace(state, stacked_on=event.unit_id)


@folds(e.Unstacked)
def _unstacked(state: IncidentState, event: e.Unstacked, at: Stamp) -> IncidentState:
    return replace(state, stacked_on=None)


@folds(e.Escalated)
def _escalated(state: IncidentState, event: e.Escalated, at: Stamp) -> IncidentState:
    return replace(
        state,
        alarm_kind=event.alarm_kind,
        escalation=event.level,
        watched=max(state.watched, event.watched),
    )


@folds(e.WatchKept)
def _watch_kept(state: IncidentState, event: e.WatchKept, at: Stamp) -> IncidentState:
    return replace(state, watched=event.watched)


def progressed(assignment: Assignment, status: str, at: datetime, *, late: bool) -> Assignment:
    """The assignment after a status was told: a late one only fills in when that status was first true."""
    known = assignment.times.get(status)
    times = {**assignment.times, status: at if known is None else min(known, at)}
    if late or status not in PROGRESS:
        return replace(assignment, times=times)
    return replace(assignment, times=times, status=status, since=at)
