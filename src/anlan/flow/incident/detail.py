"""One incident in full, from its own events: remarks, reports, reasons, pictures, as far as opened. Pure."""

from collections.abc import Iterable
from typing import Any

from anlan.clock import iso
from anlan.flow.incident import events as e
from anlan.flow.intake.events import ReportAdded, ReportTaken
from anlan.journal import Event, Recorded

__all__ = ["Detail", "detail_of"]

Detail = dict[str, Any]


def detail_of(records: Iterable[tuple[Recorded, Event]], names: dict[str, str]) -> Detail:
    """`records` with their events opened as far as the reader's work goes; `names`: actor -> shown name."""
    remarks: list[dict[str, Any]] = []
    reports: list[dict[str, Any]] = []
    pictures: list[dict[str, Any]] = []
    found: Detail = {
        "location": None,
        "place": None,
        "priority_reason": "",
        "priority_reason_en": "",
        "answers": {},
        "note": None,
    }
    for record, event in records:
        who = {"by": record.actor, "by_name": names.get(record.actor)}
        if isinstance(event, e.IncidentOpened | e.PlaceSet):
            found["location"] = event.location or found["location"]
            found["place"] = event.place or found["place"]
        if isinstance(event, e.IncidentOpened | e.TypeSet):
            found["answers"] = event.answers
        if isinstance(event, e.IncidentOpened):
            found["priority_reason"], found["priority_reason_en"] = event.reason, event.reason_en
        elif isinstance(event, e.PrioritySet):
            words = event.words or ("" if event.by == "rule" else "—")
            found["priority_reason"] = event.reason or words
            found["priority_reason_en"] = event.reason_en or words
        elif isinstance(event, e.RemarkAppended):
            remarks.append(
                {
                    "id": event.remark_id,
                    "text": event.text,
                    "unit_id": event.unit_id,
                    **who,
                    "at": iso(record.occurred_at),
                    "recorded_at": iso(record.recorded_at),
                }
            )
        elif isinstance(event, ReportTaken):
            reports.append(
                {
                    "id": event.report_id,
                    "channel": event.channel,
                    "text": event.text,
                    "caller": event.caller,
                    "has_caller": event.has_caller,
                    "location": event.location,
                    "place": event.place,
                    "taken_at": iso(record.recorded_at),
                    "taken_by": who["by"],
                    "taken_by_name": who["by_name"],
                }
            )
        elif isinstance(event, ReportAdded):
            _add(reports, event)
        elif record.kind == "response.picture_added":
            pictures.append({**_picture(event), **who, "at": iso(record.occurred_at)})
        elif record.kind == "closure.closed":
            found["note"] = getattr(event, "note", None)
    return {**found, "remarks": remarks, "reports": reports, "pictures": pictures}


def _add(reports: list[dict[str, Any]], event: ReportAdded) -> None:
    """Lay what was said later over the report it belongs to."""
    for report in reports:
        if report["id"] == event.report_id:
            report["has_caller"] = report["has_caller"] or event.has_caller
            if event.caller:
                report["caller"] = {**(report["caller"] or {}), **event.caller}
            if event.text:
                report["text"] = "\n".join(part for part in (report["text"], event.text) if part)


def _picture(event: Any) -> dict[str, Any]:
    return {"id": event.picture_id, "media_type": event.media_type, "size": event.size, "unit_id": event.unit_id}
