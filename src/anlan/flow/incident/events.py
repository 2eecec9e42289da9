"""Facts about an incident. Exact place and remarks are for those whose work it is; free text is personal."""

from datetime import datetime

import msgspec

from anlan.journal import Event, Operational, Public

__all__ = [
    "IncidentAbsorbed",
    "IncidentMerged",
    "IncidentOpened",
    "IncidentReleased",
    "IncidentUnmerged",
    "OccurredSet",
    "PlaceSet",
    "PrioritySet",
    "ProposalDismissed",
    "ProposalMade",
    "RemarkAppended",
    "ReportMovedIn",
    "ReportMovedOut",
    "TypeSet",
]


class IncidentOpened(Event, kind="incident.opened"):
    """There is an incident. Its first type, priority with reason, and place come with it."""

    incident_id: Public[str]
    number: Public[str]
    type: Public[str]
    priority: Public[str]
    agency_id: Public[str]
    cell: Public[str] = ""
    public_place: Public[str] = ""
    located: Public[bool] = False
    answers: Public[dict[str, str]] = msgspec.field(default_factory=dict)
    codes: Public[list[str]] = msgspec.field(default_factory=list)
    reason: Public[str] = ""
    reason_en: Public[str] = ""
    location: Operational[list[float] | None] = None
    place: Operational[str | None] = None


class TypeSet(Event, kind="incident.type_set"):
    """The type, and the answers to its questions, as they are from now on."""

    type: Public[str]
    answers: Public[dict[str, str]] = msgspec.field(default_factory=dict)


class PrioritySet(Event, kind="incident.priority_set"):
    """The priority from now on. `by` is `rule` (with codes and words) or `person` (with `words`)."""

    priority: Public[str]
    by: Public[str]
    codes: Public[list[str]] = msgspec.field(default_factory=list)
    reason: Public[str] = ""
    reason_en: Public[str] = ""
    words: Operational[str | None] = None


class PlaceSet(Event, kind="incident.place_set"):
    """Where it is, as known from now on. `location` is [lon, lat]."""

    agency_id: Public[str]
    cell: Public[str] = ""
    public_place: Public[str] = ""
    located: Public[bool] = False
    location: Operational[list[float] | None] = None
    place: Operational[str | None] = None


class OccurredSet(Event, kind="incident.occurred_set"):
    """When it truly began."""

    occurred: Public[datetime]


class RemarkAppended(Event, kind="incident.remark_appended"):
    """A line for those who work on it. `unit_id` when a unit wrote it."""

    remark_id: Public[str]
    unit_id: Public[str | None] = None
    text: Operational[str | None] = None


class ProposalMade(Event, kind="incident.proposal_made"):
    """An open incident that may be the same, with reasons (`code`, `text`, `text_en` each)."""

    incident_id: Public[str]
    reasons: Public[list[dict[str, str]]]


class ProposalDismissed(Event, kind="incident.proposal_dismissed"):
    """A person judged that it is not the same."""

    incident_id: Public[str]


class IncidentMerged(Event, kind="incident.merged"):
    """It was the same as `into`, which goes on; this one rests until it is separated again."""

    into: Public[str]


class IncidentAbsorbed(Event, kind="incident.absorbed"):
    """`incident_id` was the same as this one; its reports count here, and so does its call for backup."""

    incident_id: Public[str]
    number: Public[str]
    reports: Public[int] = 0
    backup_wanted: Public[bool] = False


class IncidentUnmerged(Event, kind="incident.unmerged"):
    """It was not the same after all and goes on by itself. `left` is the incident it was merged into."""

    left: Public[str]


class IncidentReleased(Event, kind="incident.released"):
    """`incident_id` was separated from this one again."""

    incident_id: Public[str]
    reports: Public[int] = 0


class ReportMovedOut(Event, kind="incident.report_moved_out"):
    """The report is about another incident."""

    report_id: Public[str]
    to: Public[str]


class ReportMovedIn(Event, kind="incident.report_moved_in"):
    """A report that was first taken for another incident."""

    report_id: Public[str]
    source: Public[str]
    channel: Public[str]
    has_caller: Public[bool] = False
    live: Public[bool] = False
    desk_id: Public[str | None] = None
