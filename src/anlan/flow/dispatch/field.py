"""The field: every unit as a recommendation needs it, kept hot in the worker.

It is a reading like any other: folded from the units' events and their last positions, thrown away and built again
at will. `position` says how far it has come; whoever acts on what it says checks again in the transaction.
"""

from collections.abc import Collection, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from anlan.flow.dispatch.columns import Columns
from anlan.force.kinds import UNIT_KINDS, WAY_OF
from anlan.force.state import UnitState
from anlan.geography.snap import Snapped
from anlan.geography.travel import TravelTimes
from anlan.geography.ways import WAYS, Way
from anlan.journal import Recorded, evolve

__all__ = ["Field"]

Floats = NDArray[np.float64]
LonLat = tuple[float, float]


class Field:
    """Units in a fixed order of rows. `take` folds an event, `move` notes positions, `settle` puts what moved on the
    network, `seconds_to` answers every row's travel time."""

    def __init__(self, travel: TravelTimes) -> None:
        self._travel = travel
        self.units = Columns()
        self._row: dict[str, int] = {}
        self._lonlat: list[LonLat | None] = []
        self._moved: set[int] = set()
        self._rows_of: dict[Way, NDArray[np.int64]] = {}
        self._snapped: dict[Way, Snapped] = {}
        self._reshape = True
        self.position = 0

    def stand_on(self, travel: TravelTimes) -> None:
        """Another ground: every unit is put on its streets anew."""
        self._travel = travel
        self._reshape = True

    def take(self, record: Recorded) -> bool:
        """Fold an event; answers whether it was about a unit."""
        self.position = record.position
        if not record.stream.startswith("unit:"):
            return False
        row = self._row.get(record.stream[5:])
        state = evolve(record.stream, None if row is None else self.units[row], record.event, record.stamp)
        if isinstance(state, UnitState):
            self.put(state)
        return True

    def put(self, state: UnitState) -> None:
        """A unit as it is now. Its home stands in for a position that was never told."""
        row = self._row.get(state.id)
        if row is None:
            self._row[state.id] = len(self.units)
            self.units.append(state)
            self._lonlat.append((state.home[0], state.home[1]) if state.home else None)
            self._reshape = True
            return
        if self.units[row].kind != state.kind:
            self._reshape = True
        left_duty = self.units[row].on_duty and not state.on_duty
        if left_duty or (state.home and self._lonlat[row] is None):
            # Off duty nobody is located: what was known is forgotten at once.
            self._lonlat[row] = (state.home[0], state.home[1]) if state.home else None
            self._moved.add(row)
        self.units[row] = state

    def move(self, positions: Iterable[tuple[str, float, float]]) -> None:
        """Units are at `(unit id, lon, lat)` now."""
        for unit_id, lon, lat in positions:
            row = self._row.get(unit_id)
            if row is not None:
                self._lonlat[row] = (lon, lat)
                self._moved.add(row)

    def where(self, unit_id: str) -> LonLat | None:
        """Where the unit was last known to be, or its home."""
        row = self._row.get(unit_id)
        return None if row is None else self._lonlat[row]

    def settle(self) -> None:
        """Put units that moved, or are new, on the network of their way of travelling."""
        if self._reshape:
            self._reshape = False
            self._moved.clear()
            ways = [WAY_OF.get(unit.kind, "road") for unit in self.units]
            for way in WAYS:
                rows = np.array([n for n, w in enumerate(ways) if w == way], dtype=np.int64)
                self._rows_of[way] = rows
                self._snapped[way] = self._travel.snap(self._degrees(rows), way)
            return
        if not self._moved:
            return
        moved = np.array(sorted(self._moved), dtype=np.int64)
        self._moved.clear()
        for way, rows in self._rows_of.items():
            places = np.flatnonzero(np.isin(rows, moved))
            if len(places):
                self._snapped[way].put(places, self._travel.snap(self._degrees(rows[places]), way))

    def seconds_to(self, place: LonLat, kinds: Collection[str] = UNIT_KINDS) -> tuple[Floats, Mapping[str, str]]:
        """(k,) seconds of every row's unit to `place` in its own way of travelling, inf where there is no way, or
        none of `kinds` goes by it; and for each way by which nobody can come, the reason's code."""
        self.settle()
        seconds = np.full(len(self.units), np.inf)
        reasons: dict[str, str] = {}
        wanted = {WAY_OF[kind] for kind in kinds or UNIT_KINDS}
        for way, rows in self._rows_of.items():
            if len(rows) and way in wanted:
                times = self._travel.seconds_to(place, self._snapped[way])
                seconds[rows] = times.seconds
                if times.reason is not None:
                    reasons[way] = times.reason
        return seconds, reasons

    def _degrees(self, rows: NDArray[np.int64]) -> Floats:
        nowhere = (np.nan, np.nan)
        return np.array([self._lonlat[row] or nowhere for row in rows], dtype=np.float64).reshape(-1, 2)
