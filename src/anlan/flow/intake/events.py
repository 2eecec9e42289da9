"""What was told, and the code tables it is told in."""

from typing import Any

import msgspec

from anlan.journal import Event, Operational, Personal, Public

__all__ = ["NumberGiven", "ReportAdded", "ReportEnded", "ReportTaken", "TypeChanged", "TypeTreeSet"]


class ReportTaken(Event, kind="intake.report_taken"):
    """Somebody told us something. `located` and `has_caller` say that the sealed parts are there, for rules that
    may not read them; `live`: the caller still talks."""

    report_id: Public[str]
    channel: Public[str]
    type: Public[str | None] = None
    located: Public[bool] = False
    has_caller: Public[bool] = False
    live: Public[bool] = False
    desk_id: Public[str | None] = None
    answers: Public[dict[str, str]] = msgspec.field(default_factory=dict)
    location: Operational[list[float] | None] = None
    place: Operational[str | None] = None
    text: Personal[str | None] = None
    caller: Personal[dict[str, str] | None] = None


class ReportAdded(Event, kind="intake.report_added"):
    """What the caller said later: more about who they are, more words. `caller` holds what is new or was wrong."""

    report_id: Public[str]
    has_caller: Public[bool] = False
    text: Personal[str | None] = None
    caller: Personal[dict[str, str] | None] = None


class ReportEnded(Event, kind="intake.report_ended"):
    """The caller hung up."""

    report_id: Public[str]


class NumberGiven(Event, kind="intake.number_given"):
    """The day's next incident number went to this incident."""

    day: Public[str]
    number: Public[int]
    incident_id: Public[str]


class TypeTreeSet(Event, kind="intake.type_tree_set"):
    """The whole tree of incident types, as it is from now on."""

    types: Public[list[dict[str, Any]]]


class TypeChanged(Event, kind="intake.type_changed"):
    """One node of the tree, as it is from now on."""

    type: Public[dict[str, Any]]
