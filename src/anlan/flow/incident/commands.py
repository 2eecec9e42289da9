"""What can be asked of an incident. Fields that are None are left as they are."""

from datetime import datetime

import msgspec

from anlan.flow.intake.commands import Spot
from anlan.flow.intake.same import Nearby

__all__ = ["AddRemark", "ChangeIncident", "DismissProposal", "ProposeSame", "SeparateReport", "Unmerge"]


class ChangeIncident(msgspec.Struct, frozen=True, kw_only=True):
    """Change facts. `revision` is the one the person has seen, if they say; `spot` goes with `location`."""

    incident_id: str
    revision: int | None = None
    type: str | None = None
    priority: str | None = None
    priority_reason: str | None = None
    location: tuple[float, float] | None = None
    place: str | None = None
    spot: Spot | None = None
    answers: dict[str, str] | None = None
    occurred_at: datetime | None = None


class AddRemark(msgspec.Struct, frozen=True, kw_only=True):
    """Append a line; `unit_id` when a unit writes it."""

    incident_id: str
    text: str
    unit_id: str | None = None


class ProposeSame(msgspec.Struct, frozen=True, kw_only=True):
    """Look again which open incidents may be the same, after type or place became known."""

    incident_id: str
    nearby: list[Nearby]


class DismissProposal(msgspec.Struct, frozen=True, kw_only=True):
    """Two incidents are not the same."""

    incident_id: str
    other_id: str


class SeparateReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report is about something else: it gets an incident of its own, of the same type and place at first.
    `location` and `place` are those of the incident it leaves, opened for this."""

    incident_id: str
    report_id: str
    new_incident_id: str
    location: tuple[float, float] | None = None
    place: str | None = None


class Unmerge(msgspec.Struct, frozen=True, kw_only=True):
    """`incident_id` was merged into another and is not the same."""

    incident_id: str
