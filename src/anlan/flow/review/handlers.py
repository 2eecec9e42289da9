"""Reading an incident for its review, through the door of `access`."""

from typing import Any

from anlan.access import Access, Caller
from anlan.command.settings import SETTINGS_STREAM, PlatformSettings, settings_of
from anlan.flow.dispatch.recommended import recommendation_stream
from anlan.flow.incident.reading import IncidentReading
from anlan.flow.incident.state import IncidentState, incident_stream
from anlan.flow.intake.types import TYPES_STREAM, TypeTree, tree_of
from anlan.flow.ports import Deps
from anlan.flow.review.stages import stages_of
from anlan.flow.review.timeline import timeline_of
from anlan.flow.review.words import Naming
from anlan.force.state import UnitState, unit_stream
from anlan.journal import Event, Recorded

__all__ = ["Review"]


class Review:
    """Timelines for people who may see the incident."""

    def __init__(self, deps: Deps, access: Access) -> None:
        self._deps = deps
        self._reading = IncidentReading(deps.journal, access)

    async def timeline(self, caller: Caller, incident_id: str) -> dict[str, Any]:
        """`{"items", "stages", "number"}`."""
        state, opened = await self._reading.history(caller, incident_id)
        made = await self._deps.journal.history(recommendation_stream(incident_id))
        records = sorted([*opened, *((record, record.event) for record in made)], key=lambda pair: pair[0].position)
        naming = await self.naming(records)
        actors = await self._reading.names([record for record, _ in records])
        return {
            "number": state.number,
            "items": timeline_of(records, naming, actors),
            "stages": stages_of(record for record, _ in opened),
        }

    async def naming(self, records: list[tuple[Recorded, Event]]) -> Naming:
        """The names of everything these events mention."""
        journal = self._deps.journal
        units = {str(getattr(event, "unit_id", None)) for _, event in records} - {"None"}
        others = {
            str(value)
            for _, event in records
            for name in ("incident_id", "into", "left", "to", "source")
            if isinstance(value := getattr(event, name, None), str)
        }
        signs: dict[str, str] = {}
        for unit_id in sorted(units):
            unit = await journal.state(unit_stream(unit_id), UnitState)
            if unit is not None:
                signs[unit_id] = unit.call_sign
        numbers: dict[str, str] = {}
        for other_id in sorted(others):
            other = await journal.state(incident_stream(other_id), IncidentState)
            if other is not None:
                numbers[other_id] = other.number
        tree = tree_of(await journal.state(TYPES_STREAM, TypeTree))
        settings = settings_of(await journal.state(SETTINGS_STREAM, PlatformSettings))
        return Naming(
            zone=self._deps.zone,
            units=signs,
            types={node.id: (node.name, node.name_en) for node in tree.types.values()},
            dispositions={each.id: (each.name, each.name_en) for each in settings.dispositions},
            numbers=numbers,
        )
