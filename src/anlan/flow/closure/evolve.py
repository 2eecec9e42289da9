"""How closing and what follows it change the incident."""

from msgspec.structs import replace

from anlan.flow.closure import events as e
from anlan.flow.incident.evolve import folds
from anlan.flow.incident.state import IncidentState
from anlan.journal import Stamp

__all__: list[str] = []


@folds(e.Closed)
def _closed(state: IncidentState, event: e.Closed, at: Stamp) -> IncidentState:
    reports = [replace(each, live=False) for each in state.reports]
    return replace(
        state, closed=True, disposition=event.disposition, proposals=[], backup_wanted=False, reports=reports
    )


@folds(e.Reopened)
def _reopened(state: IncidentState, event: e.Reopened, at: Stamp) -> IncidentState:
    return replace(state, closed=False, disposition=None, reopened=state.reopened + 1, tried=[])


@folds(e.CallBackOwed)
def _owed(state: IncidentState, event: e.CallBackOwed, at: Stamp) -> IncidentState:
    return replace(state, call_back_due=event.due_at)


@folds(e.CallBackDone)
def _done(state: IncidentState, event: e.CallBackDone, at: Stamp) -> IncidentState:
    return replace(state, call_back_due=None)
