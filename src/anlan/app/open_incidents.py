"""Open incidents with their places, for the service's own decisions. Places stay sealed in memory and are opened
at the moment they are compared."""

from collections.abc import Callable
from datetime import datetime

from anlan.access.door import Door
from anlan.flow.incident.cards import SEALED_KINDS
from anlan.flow.incident.state import IncidentState, incident_stream
from anlan.flow.intake.same import Nearby
from anlan.force.positions import metres_between
from anlan.journal import Journal, Recorded
from anlan.live.fold import BoardFold

__all__ = ["BoardIncidents"]

LonLat = tuple[float, float]


class BoardIncidents:
    """Answers from the present board (`fold`) where being a moment late does no harm, else from the journal."""

    def __init__(self, journal: Journal, door: Door, fold: Callable[[], BoardFold]) -> None:
        self._journal = journal
        self._door = door
        self._fold = fold

    def near(self, location: LonLat, when: datetime, *, metres: float, minutes: float) -> list[Nearby]:
        """Open incidents within `metres` of a place and `minutes` of a time, nearest first."""
        found: list[Nearby] = []
        fold = self._fold()
        for stream, thing in fold.things().items():
            state = fold.state(stream)
            if not isinstance(state, IncidentState) or state.over or not state.located:
                continue
            seconds = abs((state.occurred_at - when).total_seconds())
            if seconds > minutes * 60:
                continue
            there, _words = self._opened(thing.sealed)
            if there is None:
                continue
            away = metres_between(there, location)
            if away <= metres:
                found.append(
                    Nearby(incident_id=state.id, number=state.number, type=state.type, metres=away, seconds=seconds)
                )
        return sorted(found, key=lambda each: (each.metres, each.incident_id))

    async def location_of(self, incident_id: str, revision: int) -> LonLat | None:
        """Where it is, from the journal's own rows: never behind the revision that the asker has seen."""
        location, _words = await self.place_of(incident_id)
        return location

    async def place_of(self, incident_id: str) -> tuple[LonLat | None, str | None]:
        """Its location and the words for its place."""
        records = await self._journal.stream_events(incident_stream(incident_id), SEALED_KINDS)
        return self._opened(tuple(records))

    def _opened(self, records: tuple[Recorded, ...]) -> tuple[LonLat | None, str | None]:
        location: LonLat | None = None
        words: str | None = None
        for record in records:
            event = self._door.open_for_work(record)
            there = getattr(event, "location", None)
            if there is not None:
                location = (there[0], there[1])
            words = getattr(event, "place", None) or words
        return location, words
