"""Keeping recommendations fresh when the force changes: run by the worker, beside its board.

A pending incident is ranked again when one of its first three can be sent no more, or when a unit has become free;
each incident at most once in `EVERY` seconds, so that a busy hour does not rank itself to death.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

import asyncpg

from anlan.errors import AnlanError
from anlan.flow.dispatch.events import RecommendationMade
from anlan.flow.dispatch.handlers import Dispatch
from anlan.flow.incident.state import IncidentState
from anlan.force.state import UnitState
from anlan.ids import derived_id
from anlan.journal import Context, Recorded

__all__ = ["EVERY", "Refreshing"]

EVERY: Final = timedelta(seconds=15)
_FIRST: Final = 3


class Refreshing:
    """`pending` answers the incidents that wait for a unit now; `unit` a unit's present state."""

    def __init__(
        self,
        dispatch: Dispatch,
        now: Callable[[], datetime],
        pending: Callable[[], Iterable[IncidentState]],
        unit: Callable[[str], UnitState | None],
    ) -> None:
        self._dispatch = dispatch
        self._now = now
        self._pending = pending
        self._unit = unit
        self._made: dict[str, tuple[datetime, list[str], str]] = {}
        self._wanted: set[str] = set()
        self._freed = False
        self._woken = asyncio.Event()

    def heed(self, record: Recorded) -> None:
        """One record more of the board's."""
        event = record.event
        if isinstance(event, RecommendationMade):
            first = [str(item["unit_id"]) for item in event.items[:_FIRST]]
            self._made[event.incident_id] = (record.recorded_at, first, record.id)
        elif record.stream.startswith("unit:"):
            unit = self._unit(record.stream[5:])
            if unit is None:
                return
            if unit.free:
                self._freed = True
            else:
                self._wanted |= {each for each, (_, first, _) in self._made.items() if unit.id in first}
            self._woken.set()

    def due(self) -> list[tuple[str, str]]:
        """`(incident id, id of the ranking it replaces)` of what is to be ranked again now."""
        waiting = {incident.id: incident for incident in self._pending() if incident.located}
        for gone in self._made.keys() - waiting.keys():
            del self._made[gone]
        wanted = set(self._made) if self._freed else self._wanted & self._made.keys()
        ripe = {each for each in wanted if self._made[each][0] + EVERY <= self._now()}
        # What is not ripe yet is looked at again with the next change of the force.
        self._wanted = wanted - ripe
        self._freed = False
        return sorted((each, self._made[each][2]) for each in ripe)

    async def run(self) -> None:
        """Rank again whatever the force's changes ask for, until cancelled."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            for incident_id, replaced in self.due():
                ctx = Context(command_id=derived_id("refresh", incident_id, replaced), actor="system:refresh")
                with contextlib.suppress(AnlanError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                    await self._dispatch.recommend(ctx, incident_id)
