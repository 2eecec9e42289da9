"""How intake's and the incident's own events change its state."""

from collections.abc import Callable
from typing import TypeVar

from msgspec.structs import replace

from anlan.flow.incident import events as e
from anlan.flow.incident.state import IncidentState, Proposal, ReportRef, settle
from anlan.flow.intake.events import ReportAdded, ReportEnded, ReportTaken
from anlan.journal import Event, Stamp, evolves

__all__ = ["folds"]

E = TypeVar("E", bound=Event)
Fold = Callable[[IncidentState, E, Stamp], IncidentState]


def folds(event_type: type[E]) -> Callable[[Fold[E]], Fold[E]]:
    """Register a fold of `event_type` into an incident that exists; what is derived is settled after it."""

    def keep(function: Fold[E]) -> Fold[E]:
        @evolves("incident", event_type)
        def fold(state: IncidentState | None, event: E, at: Stamp) -> IncidentState:
            if state is None:
                raise ValueError(f"{type(event).__name__} before the incident was opened")
            return settle(function(state, event, at), at)

        return function

    return keep


@evolves("incident", e.IncidentOpened)
def _opened(state: IncidentState | None, event: e.IncidentOpened, at: Stamp) -> IncidentState:
    return IncidentState(
        id=event.incident_id,
        number=event.number,
        type=event.type,
        priority=event.priority,
        agency_id=event.agency_id,
        opened_at=at.recorded_at,
        occurred_at=at.occurred_at,
        changed_at=at.recorded_at,
        cell=event.cell,
        public_place=event.public_place,
        located=event.located,
        answers=event.answers,
        turn=1,
    )


@folds(ReportTaken)
def _report_taken(state: IncidentState, event: ReportTaken, at: Stamp) -> IncidentState:
    report = ReportRef(
        id=event.report_id,
        channel=event.channel,
        live=event.live,
        has_caller=event.has_caller,
        desk_id=event.desk_id,
    )
    return replace(
        state,
        reports=[*state.reports, report],
        report_count=state.report_count + 1,
        occurred_at=min(state.occurred_at, at.occurred_at),
    )


@folds(ReportAdded)
def _report_added(state: IncidentState, event: ReportAdded, at: Stamp) -> IncidentState:
    if not event.has_caller:
        return state
    reports = [replace(each, has_caller=True) if each.id == event.report_id else each for each in state.reports]
    return replace(state, reports=reports)


@folds(ReportEnded)
def _report_ended(state: IncidentState, event: ReportEnded, at: Stamp) -> IncidentState:
    reports = [replace(each, live=False) if each.id == event.report_id else each for each in state.reports]
    return replace(state, reports=reports)


@folds(e.TypeSet)
def _type_set(state: IncidentState, event: e.TypeSet, at: Stamp) -> IncidentState:
    return replace(state, type=event.type, answers=event.answers, revision=state.revision + 1)


@folds(e.PrioritySet)
def _priority_set(state: IncidentState, event: e.PrioritySet, at: Stamp) -> IncidentState:
    return replace(state, priority=event.priority, priority_by=event.by, revision=state.revision + 1)


@folds(e.PlaceSet)
def _place_set(state: IncidentState, event: e.PlaceSet, at: Stamp) -> IncidentState:
    return replace(
        state,
        agency_id=event.agency_id,
        cell=event.cell,
        public_place=event.public_place,
        located=event.located,
        revision=state.revision + 1,
    )


@folds(e.OccurredSet)
def _occurred_set(state: IncidentState, event: e.OccurredSet, at: Stamp) -> IncidentState:
    return replace(state, occurred_at=event.occurred, revision=state.revision + 1)


@folds(e.RemarkAppended)
def _remark(state: IncidentState, event: e.RemarkAppended, at: Stamp) -> IncidentState:
    return replace(state, remark_count=state.remark_count + 1)


@folds(e.ProposalMade)
def _proposal(state: IncidentState, event: e.ProposalMade, at: Stamp) -> IncidentState:
    others = [each for each in state.proposals if each.incident_id != event.incident_id]
    return replace(state, proposals=[*others, Proposal(incident_id=event.incident_id, reasons=event.reasons)])


def _without(state: IncidentState, incident_id: str) -> list[Proposal]:
    return [each for each in state.proposals if each.incident_id != incident_id]


@folds(e.ProposalDismissed)
def _dismissed(state: IncidentState, event: e.ProposalDismissed, at: Stamp) -> IncidentState:
    return replace(
        state,
        proposals=_without(state, event.incident_id),
        dismissed=[*state.dismissed, event.incident_id],
    )


@folds(e.IncidentMerged)
def _merged(state: IncidentState, event: e.IncidentMerged, at: Stamp) -> IncidentState:
    return replace(state, merged_into=event.into, proposals=[], hold=None, backup_wanted=False)


@folds(e.IncidentAbsorbed)
def _absorbed(state: IncidentState, event: e.IncidentAbsorbed, at: Stamp) -> IncidentState:
    return replace(
        state,
        merged=[*state.merged, event.incident_id],
        absorbed_reports=state.absorbed_reports + event.reports,
        backup_wanted=state.backup_wanted or event.backup_wanted,
        proposals=_without(state, event.incident_id),
    )


@folds(e.IncidentUnmerged)
def _unmerged(state: IncidentState, event: e.IncidentUnmerged, at: Stamp) -> IncidentState:
    return replace(state, merged_into=None, dismissed=[*state.dismissed, event.left])


@folds(e.IncidentReleased)
def _released(state: IncidentState, event: e.IncidentReleased, at: Stamp) -> IncidentState:
    return replace(
        state,
        merged=[each for each in state.merged if each != event.incident_id],
        absorbed_reports=state.absorbed_reports - event.reports,
        dismissed=[*state.dismissed, event.incident_id],
    )


@folds(e.ReportMovedOut)
def _moved_out(state: IncidentState, event: e.ReportMovedOut, at: Stamp) -> IncidentState:
    return replace(
        state,
        reports=[each for each in state.reports if each.id != event.report_id],
        moved_reports={**state.moved_reports, event.report_id: event.to},
    )


@folds(e.ReportMovedIn)
def _moved_in(state: IncidentState, event: e.ReportMovedIn, at: Stamp) -> IncidentState:
    moved = {report: to for report, to in state.moved_reports.items() if report != event.report_id}
    report = ReportRef(
        id=event.report_id,
        channel=event.channel,
        live=event.live,
        has_caller=event.has_caller,
        desk_id=event.desk_id,
    )
    return replace(state, reports=[*state.reports, report], moved_reports=moved)
