"""Reading incidents for people: every sealed field comes through the door of `access`, nothing past it."""

from collections.abc import Collection
from typing import Any

from anlan.access import Access, Caller
from anlan.access.readings.reasons import because_of, in_words
from anlan.errors import NotFound
from anlan.flow.incident.cards import card_of
from anlan.flow.incident.detail import detail_of
from anlan.flow.incident.rules_reports import report_of
from anlan.flow.incident.state import IncidentState, incident_stream
from anlan.flow.ports import matter_of
from anlan.journal import Event, Recorded
from anlan.journal.journal import Journal

__all__ = ["IncidentReading"]


class IncidentReading:
    """Answers incidents in full. Made over the same journal as `access`."""

    def __init__(self, journal: Journal, access: Access) -> None:
        self._journal = journal
        self._access = access

    async def get(self, caller: Caller, incident_id: str, *, opened: bool = False) -> dict[str, Any]:
        """An incident's card and what is known of it. With `opened` personal fields too, which is written in the
        readings log first. Incidents merged into it are told with it, each opened as its own matter."""
        state = await self._state(caller, incident_id)
        parts = [(state, await self._opened(caller, state, opened))]
        # Beside those merged into it, incidents that a report of its own was first taken for.
        sources = {report_of(report.id) for report in state.reports} - {state.id, *state.merged}
        for other_id in (*state.merged, *sorted(sources)):
            other = await self._journal.state(incident_stream(other_id), IncidentState)
            if other is not None and caller.visibility.sees(matter_of(other)):
                parts.append((other, await self._opened(caller, other, opened)))
        names = await self._names([record for _, records in parts for record, _ in records])
        details = [detail_of(records, names) for _, records in parts]
        told_here = {report.id for part, _ in parts if part.id not in sources for report in part.reports}
        reports = [each for detail in details for each in detail["reports"] if each["id"] in told_here]
        belonging = [detail for (part, _), detail in zip(parts, details, strict=True) if part.id not in sources]
        remarks = [each for detail in belonging for each in detail["remarks"]]
        detail = {
            **details[0],
            "reports": sorted(reports, key=lambda each: str(each["taken_at"])),
            "remarks": sorted(remarks, key=lambda each: str(each["recorded_at"])),
            "pictures": [each for detail in belonging for each in detail["pictures"]],
        }
        because = because_of(caller, matter_of(state))
        text_en, text = in_words(because)
        card = card_of(state)
        for field in ("location", "place"):
            value = detail.pop(field)
            if value is not None:
                card[field] = value
        return {**card, **detail, "because": {"code": because.code, "text": text, "text_en": text_en}}

    async def report(self, caller: Caller, incident_id: str, report_id: str, *, opened: bool) -> dict[str, Any]:
        """One report of an incident."""
        state = await self._state(caller, incident_id)
        records = await self._opened(caller, state, opened)
        detail = detail_of(records, await self._names([record for record, _ in records]))
        for report in detail["reports"]:
            if report["id"] == report_id:
                return {**report, "incident_id": state.moved_reports.get(report_id, state.id)}
        raise NotFound("incident.no_report")

    async def history(self, caller: Caller, incident_id: str) -> tuple[IncidentState, list[tuple[Recorded, Event]]]:
        """The incident's events, with operational fields where they are the caller's work."""
        state = await self._state(caller, incident_id)
        return state, await self._opened(caller, state, opened=False)

    async def names(self, records: Collection[Recorded]) -> dict[str, str]:
        """Actor -> the name shown for it."""
        return await self._names(list(records))

    async def _state(self, caller: Caller, incident_id: str) -> IncidentState:
        state = await self._journal.state(incident_stream(incident_id), IncidentState)
        if state is None or not caller.visibility.sees(matter_of(state)):
            raise NotFound("incident.none")
        return state

    async def _opened(self, caller: Caller, state: IncidentState, opened: bool) -> list[tuple[Recorded, Event]]:
        records = await self._journal.history(incident_stream(state.id))
        door, matter = self._access.door, matter_of(state)
        if opened:
            events = await door.open_personal(caller, matter, "incident", records)
        else:
            events = door.open_operational(records, caller.visibility, matter)
        return list(zip(records, events, strict=True))

    async def _names(self, records: list[Recorded]) -> dict[str, str]:
        actors = {record.actor for record in records if record.actor.startswith("account:")}
        found = await self._access.names.of_ids({actor[8:] for actor in actors})
        return {f"account:{account}": name for account, name in found.items()}
