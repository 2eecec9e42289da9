"""The only door to what is sealed. Nothing else may ask the journal to open an event (an import contract and a
test say so).

- Operational fields are opened for those whose work the matter is.
- Personal fields are opened one matter at a time, for one view, and the readings log has its line before anything
  leaves here.
- What has been erased stays None: there is no key left, for anybody.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from anlan.access.caller import Caller, require
from anlan.access.policy import Act
from anlan.access.readings.log import ReadingLog
from anlan.access.readings.reasons import because_of
from anlan.access.visibility import Matter, Visibility
from anlan.errors import Forbidden, Invalid, NotFound
from anlan.journal import Event, Journal, Mark, Recorded, marks_of

__all__ = ["Door"]

_PUBLIC: frozenset[Mark] = frozenset()
_OPERATIONAL = frozenset({Mark.OPERATIONAL})
_EVERYTHING = frozenset({Mark.OPERATIONAL, Mark.PERSONAL})
_VIEW_LENGTH = 60


class Door:
    """Opens records of the journal, and attachments, for people."""

    def __init__(self, journal: Journal, readings: ReadingLog) -> None:
        self._journal = journal
        self._readings = readings

    def operational_fields(self, record: Recorded) -> Mapping[str, Any]:
        """Field -> value of a record's operational fields, for what is shown only to visibility classes whose work
        it is: the boards. Erased ones are missing."""
        event = self._journal.open(record, _OPERATIONAL)
        marks = marks_of(type(event))
        return {
            name: value
            for name, mark in marks.items()
            if mark is Mark.OPERATIONAL and (value := getattr(event, name)) is not None
        }

    def open_operational(self, records: Iterable[Recorded], visibility: Visibility, matter: Matter) -> list[Event]:
        """The events with as much as this viewer's work covers: operational fields, or public ones alone. Raises
        `NotFound` for a matter that is not even visible."""
        if not visibility.sees(matter):
            raise NotFound("access.not_found")
        marks = _OPERATIONAL if visibility.works_on(matter) else _PUBLIC
        return [self._journal.open(record, marks) for record in records]

    async def open_personal(
        self, caller: Caller, matter: Matter, view: str, records: Iterable[Recorded]
    ) -> list[Event]:
        """The events with everything that still has a key, after the line is in the readings log. `view` names the
        screen or act it is opened for. Records of another matter are refused. Raises `Forbidden`, `NotFound`."""
        records = list(records)
        own = (matter.id, f"incident:{matter.id}")
        foreign = [record for record in records if record.scope not in own]
        if foreign:
            raise Forbidden("access.other_matter")
        await self.note_opening(caller, matter, view)
        return [self._journal.open(record, _EVERYTHING) for record in records]

    async def open_picture(
        self, caller: Caller, matter: Matter, person: str | None, about: str, sealed: bytes
    ) -> bytes:
        """An attachment of a matter, after its line is in the readings log. Raises `NotFound` once it was erased."""
        await self.note_opening(caller, matter, "picture")
        plain = self._journal.open_bytes(matter.id, person, about, sealed)
        if plain is None:
            raise NotFound("access.erased")
        return plain

    async def note_opening(self, caller: Caller, matter: Matter, view: str) -> None:
        """Check that the matter is this person's work and write the line. Raises `Forbidden`, `NotFound`."""
        if not caller.visibility.sees(matter):
            raise NotFound("access.not_found")
        if not 1 <= len(view) <= _VIEW_LENGTH or not matter.id:
            raise Invalid("reading.incident_needed")
        require(caller, Act.INCIDENT_OPEN, matter=matter)
        await self._readings.write(caller, matter.id, view, because_of(caller, matter))

    def open_for_work(self, record: Recorded) -> Event:
        """Operational fields for the service's own decisions (where to send whom), shown to nobody by itself."""
        return self._journal.open(record, _OPERATIONAL)
