"""How the response's events change the incident."""

from msgspec.structs import replace

from anlan.flow.dispatch.evolve import progressed
from anlan.flow.incident.evolve import folds
from anlan.flow.incident.state import IncidentState
from anlan.flow.response import events as e
from anlan.journal import Stamp

__all__: list[str] = []


@folds(e.StatusReported)
def _reported(state: IncidentState, event: e.StatusReported, at: Stamp) -> IncidentState:
    assignments = [
        progressed(each, event.status, at.occurred_at, late=event.late) if each.id == event.assignment_id else each
        for each in state.assignments
    ]
    past = [
        replace(
            each,
            times={
                **each.times,
                event.status: min(each.times.get(event.status, at.occurred_at), at.occurred_at),
            },
        )
        if each.id == event.assignment_id
        else each
        for each in state.past
    ]
    return replace(state, assignments=assignments, past=past)


@folds(e.BackupRequested)
def _backup(state: IncidentState, event: e.BackupRequested, at: Stamp) -> IncidentState:
    return replace(state, backup_wanted=True)


@folds(e.PictureAdded)
def _picture(state: IncidentState, event: e.PictureAdded, at: Stamp) -> IncidentState:
    return replace(state, pictures=[*state.pictures, event.picture_id], picture_count=state.picture_count + 1)
