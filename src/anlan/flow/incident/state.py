"""What an incident is at this moment: one state for all stages, each of which folds its own events into it."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from anlan.journal import Stamp, register

__all__ = [
    "Assignment",
    "Hold",
    "IncidentState",
    "OfferMade",
    "PastAssignment",
    "Proposal",
    "ReportRef",
    "cause_holds",
    "derive_status",
    "incident_stream",
    "settle",
]


class ReportRef(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A report of this incident, without what was said."""

    id: str
    channel: str
    live: bool = False
    has_caller: bool = False
    desk_id: str | None = None


class Assignment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A unit that has it. `times`: when each status was first true."""

    id: str
    unit_id: str
    status: str
    since: datetime
    direct: bool = False
    acknowledge_by: datetime | None = None
    times: dict[str, datetime] = {}


class PastAssignment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A unit that had it, and how that ended."""

    id: str
    unit_id: str
    how: str
    times: dict[str, datetime] = {}


class OfferMade(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that is asked now."""

    id: str
    unit_id: str
    expires_at: datetime


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """Kept back for a reason (a code) until a moment."""

    reason: str
    until: datetime


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """An open incident that may be the same."""

    incident_id: str
    reasons: list[dict[str, str]]


class IncidentState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`revision` counts changes of facts, which is what people edit; `turn` counts how often it came to be without
    a unit, and `watched` how often that turn was escalated: together they name its timers."""

    id: str
    number: str
    type: str
    priority: str
    agency_id: str
    opened_at: datetime
    occurred_at: datetime
    changed_at: datetime
    cell: str = ""
    public_place: str = ""
    located: bool = False
    status: str = "pending"
    priority_by: str = "rule"
    answers: dict[str, str] = {}
    reports: list[ReportRef] = []
    absorbed_reports: int = 0
    moved_reports: dict[str, str] = {}
    report_count: int = 0
    remark_count: int = 0
    pictures: list[str] = []
    picture_count: int = 0
    assignments: list[Assignment] = []
    past: list[PastAssignment] = []
    offers: list[OfferMade] = []
    tried: list[str] = []
    send_count: int = 0
    hold: Hold | None = None
    stacked_on: str | None = None
    proposals: list[Proposal] = []
    dismissed: list[str] = []
    merged_into: str | None = None
    merged: list[str] = []
    closed: bool = False
    disposition: str | None = None
    reopened: int = 0
    call_back_due: datetime | None = None
    backup_wanted: bool = False
    alarm_kind: str | None = None
    escalation: int = 0
    sent_before: bool = False
    revision: int = 0
    turn: int = 0
    watched: int = 0

    @property
    def over(self) -> bool:
        """Closed, or merged into another."""
        return self.closed or self.merged_into is not None

    @property
    def unit_ids(self) -> list[str]:
        """The units that have it or are asked to take it."""
        return [*(each.unit_id for each in self.assignments), *(each.unit_id for each in self.offers)]

    def assignment_of(self, unit_id: str) -> Assignment | None:
        """The unit's assignment here, if it has one."""
        return next((each for each in self.assignments if each.unit_id == unit_id), None)

    def offer_of(self, unit_id: str) -> OfferMade | None:
        """The unit's open offer here, if it has one."""
        return next((each for each in self.offers if each.unit_id == unit_id), None)


register("incident", IncidentState)


def incident_stream(incident_id: str) -> str:
    """The journal's name of an incident's stream."""
    return f"incident:{incident_id}"


def derive_status(state: IncidentState) -> str:
    """The status that follows from what is so: the furthest any unit has come, else what it waits for."""
    statuses = {each.status for each in state.assignments}
    ladder = (
        ("closed", state.over),
        ("onscene", bool(statuses & {"onscene", "transporting"})),
        ("enroute", "enroute" in statuses),
        ("assigned", bool(statuses)),
        ("offered", bool(state.offers)),
        ("held", state.hold is not None),
        ("stacked", state.stacked_on is not None),
    )
    return next((status for status, so in ladder if so), "pending")


def cause_holds(kind: str, state: IncidentState) -> bool:
    """Whether what an alarm of `kind` about this incident was raised for is still so."""
    if kind == "call_back":
        return state.call_back_due is not None
    if state.over:
        return False
    if kind == "unacknowledged":
        return any(each.status == "assigned" for each in state.assignments)
    if kind == "backup":
        return state.backup_wanted
    if kind == "stacked":
        return state.status == "stacked"
    return state.status == "pending"


def settle(state: IncidentState, at: Stamp) -> IncidentState:
    """Bring what is derived in line after an event: status, turn, and an alarm whose cause is gone."""
    status = derive_status(state)
    waits = status in ("pending", "held", "stacked")
    if status != state.status:
        state = replace(
            state,
            status=status,
            turn=state.turn + 1 if waits else state.turn,
            watched=0 if waits else state.watched,
            sent_before=state.sent_before or bool(state.assignments),
        )
    elif state.assignments and not state.sent_before:
        state = replace(state, sent_before=True)
    if state.alarm_kind is not None and not cause_holds(state.alarm_kind, state):
        state = replace(state, alarm_kind=None, escalation=0)
    return replace(state, changed_at=at.recorded_at)
