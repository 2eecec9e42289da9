"""The force in memory as columns, for deciding in milliseconds: kept by the worker, rebuilt from the journal.

It follows unit events and positions; `watermark` is the position it has come to. Acceptance checks the truth again
in its transaction, so a table that is a moment behind can only propose, never wrong anybody.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from anlan.flow.dispatch.rules_recommend import KIND_CODE, STATUS_CODE, Candidates, rank
from anlan.flow.ports import Draft, LonLat, Needs
from anlan.force.kinds import WAY_OF
from anlan.force.state import UnitState
from anlan.journal import Recorded, evolve

__all__ = ["ForceTable", "Placed", "Travel"]


class Placed(Protocol):
    """Units put on one network (geography's `Snapped`)."""

    def put(self, rows: Any, moved: Any) -> None: ...
    def take(self, rows: Any) -> "Placed": ...


class Travel(Protocol):
    """What is asked of geography."""

    @property
    def hash(self) -> str:
        """The road graph's hash."""

    def snap(self, positions: NDArray[np.float64], way: str) -> Placed:
        """Put (k, 2) degrees on the network of a way."""

    def seconds_to(self, place: LonLat, units: Placed) -> NDArray[np.float64]:
        """(k,) seconds to a place, inf where there is no way."""


class ForceTable:
    """Rows are units in the order they were first seen. Positions are [lon, lat]; without a fix a unit counts as at
    its home. `travel` answers None until roads were loaded; `agency_names` id -> (name, name_en)."""

    def __init__(
        self,
        travel: Callable[[], Travel | None],
        agency_names: Callable[[], Mapping[str, tuple[str, str]]],
        now: Callable[[], datetime],
    ) -> None:
        self._travel = travel
        self._names = agency_names
        self._now = now
        self.watermark = 0
        self._states: list[UnitState] = []
        self._row: dict[str, int] = {}
        self._ids: list[str] = []
        self._call_signs: list[str] = []
        self._agencies: dict[str, int] = {}
        self._size = 0
        self._kind = np.zeros(0, dtype=np.int8)
        self._status = np.zeros(0, dtype=np.int8)
        self._asked = np.zeros(0, dtype=bool)
        self._on_duty = np.zeros(0, dtype=bool)
        self._agency = np.zeros(0, dtype=np.int32)
        self._lonlat = np.zeros((0, 2))
        self._home = np.zeros((0, 2))
        self._at = np.zeros(0)
        self._has: dict[str, NDArray[np.bool_]] = {}
        self._placed: dict[str, Placed] = {}
        self._moved: dict[str, NDArray[np.bool_]] = {}
        self._placed_on = ""
        self._duty: tuple[NDArray[np.intp], bytes] | None = None

    # Following

    def load(self, states: Iterable[UnitState], watermark: int) -> None:
        """Take in the units as they are; later records may repeat what is in them."""
        for state in states:
            self._take(state)
        self.watermark = watermark

    def apply(self, record: Recorded) -> None:
        """Follow one placed record."""
        self.watermark = max(self.watermark, record.position)
        if not record.stream.startswith("unit:"):
            return
        row = self._row.get(record.stream[5:])
        before = self._states[row] if row is not None else None
        if before is not None and before.revision >= record.version:
            return
        state = evolve(record.stream, before, record.event, record.stamp)
        if isinstance(state, UnitState):
            self._take(state)

    def locate(self, unit_id: str, location: LonLat, at: datetime) -> None:
        """A unit's newest position. Older ones than known, and those of units not on duty, are passed over."""
        row = self._row.get(unit_id)
        if row is None or not self._on_duty[row]:
            return
        stamp = at.timestamp()
        if stamp < self._at[row]:
            return
        self._lonlat[row], self._at[row] = location, stamp
        self._mark_moved(row)

    def where(self, unit_id: str) -> LonLat | None:
        """Where a unit on duty was last known to be, or its home; None off duty."""
        row = self._row.get(unit_id)
        if row is None or not self._on_duty[row]:
            return None
        lon, lat = self._where()[row]
        return None if np.isnan(lon) else (float(lon), float(lat))

    def _take(self, state: UnitState) -> None:
        row = self._row.get(state.id)
        if row is None:
            row = self._row[state.id] = len(self._ids)
            if row >= self._size:
                self._grow(max(64, 2 * self._size))
            self._ids.append(state.id)
            self._call_signs.append(state.call_sign)
            self._states.append(state)
        self._states[row] = state
        self._call_signs[row] = state.call_sign
        self._kind[row] = KIND_CODE[state.kind]
        self._status[row] = STATUS_CODE[state.status]
        self._asked[row] = state.offer is not None
        self._agency[row] = self._agencies.setdefault(state.agency_id, len(self._agencies))
        self._take_duty(row, on_duty=state.on_duty and not state.retired)
        home = (np.nan, np.nan) if state.home is None else (state.home[0], state.home[1])
        if not np.array_equal(self._home[row], home, equal_nan=True):
            self._home[row] = home
            self._mark_moved(row)
        has = {*(f"skill:{each}" for each in state.skills), *(f"gear:{each}" for each in state.equipment)}
        for name in has - self._has.keys():
            self._has[name] = np.zeros(self._size, dtype=bool)
        for name, column in self._has.items():
            column[row] = name in has

    def _take_duty(self, row: int, *, on_duty: bool) -> None:
        if on_duty == self._on_duty[row]:
            return
        self._on_duty[row] = on_duty
        self._duty = None
        if not on_duty:
            # Off duty nobody is located: what was known is forgotten here at once.
            self._lonlat[row], self._at[row] = np.nan, np.nan
            self._mark_moved(row)

    def _grow(self, size: int) -> None:
        def grown(column: NDArray[Any], fill: Any) -> NDArray[Any]:
            fresh = np.full((size, *column.shape[1:]), fill, dtype=column.dtype)
            fresh[: len(column)] = column
            return fresh

        self._size = size
        self._kind, self._status = grown(self._kind, 0), grown(self._status, 0)
        self._asked, self._on_duty = grown(self._asked, False), grown(self._on_duty, False)
        self._agency, self._at = grown(self._agency, 0), grown(self._at, np.nan)
        self._lonlat, self._home = grown(self._lonlat, np.nan), grown(self._home, np.nan)
        self._has = {name: grown(column, False) for name, column in self._has.items()}
        self._placed, self._moved = {}, {}

    def _mark_moved(self, row: int) -> None:
        for moved in self._moved.values():
            moved[row] = True

    # Deciding

    def settle(self) -> None:
        """Put units that have moved on the networks, so that a decision finds little to do."""
        travel = self._travel()
        if travel is not None:
            for way in list(self._placed):
                self._placed_by(travel, way)

    def recommend(self, location: LonLat, needs: Needs, agency_id: str) -> Draft:
        """The force ranked for a place on the ground of `agency_id`, as it is now."""
        candidates, roads = self.candidates(location, needs)
        return rank(needs, candidates, agency_id, roads)

    def candidates(self, location: LonLat, needs: Needs) -> tuple[Candidates, str]:
        """Every unit on duty with its travel seconds, and the road graph's hash. Before roads were loaded nobody is
        reachable: a straight line is not a travel time."""
        rows, ids_digest = self._duty_rows()
        travel = self._travel()
        names = self._names()
        every = np.ones(len(rows), dtype=bool)
        candidates = Candidates(
            ids=_Picked(self._ids, rows),
            call_signs=_Picked(self._call_signs, rows),
            kind=self._kind[rows],
            status=self._status[rows],
            asked=self._asked[rows],
            skilled=self._all_of(rows, every, [f"skill:{each}" for each in needs.skills]),
            equipped=self._all_of(rows, every, [f"gear:{each}" for each in needs.equipment]),
            agency=self._agency[rows],
            agencies=[(agency, *names.get(agency, (agency, ""))) for agency in self._agencies],
            age=self._now().timestamp() - self._at[rows],
            seconds=self._seconds(travel, location, rows, needs),
            ids_digest=ids_digest,
        )
        return candidates, travel.hash if travel is not None else ""

    def _seconds(
        self, travel: Travel | None, location: LonLat, rows: NDArray[np.intp], needs: Needs
    ) -> NDArray[np.float64]:
        seconds = np.full(len(rows), np.inf)
        if travel is None:
            return seconds
        kinds = self._kind[rows]
        wanted = {WAY_OF[kind] for kind in (needs.kinds or KIND_CODE) if kind in KIND_CODE}
        for way in sorted(wanted):
            codes = [code for kind, code in KIND_CODE.items() if WAY_OF[kind] == way]
            chosen = np.flatnonzero(np.isin(kinds, codes))
            if len(chosen):
                placed = self._placed_by(travel, way).take(rows[chosen])
                seconds[chosen] = travel.seconds_to(location, placed)
        return seconds

    def _placed_by(self, travel: Travel, way: str) -> Placed:
        if self._placed_on != travel.hash:
            self._placed, self._moved, self._placed_on = {}, {}, travel.hash
        if way not in self._placed:
            self._placed[way] = travel.snap(self._where(), way)
            self._moved[way] = np.zeros(self._size, dtype=bool)
        moved = np.flatnonzero(self._moved[way])
        if len(moved):
            self._placed[way].put(moved, travel.snap(self._where()[moved], way))
            self._moved[way][:] = False
        return self._placed[way]

    def _where(self) -> NDArray[np.float64]:
        return np.where(np.isnan(self._lonlat), self._home, self._lonlat)

    def _duty_rows(self) -> tuple[NDArray[np.intp], bytes]:
        if self._duty is None:
            rows = np.flatnonzero(self._on_duty[: len(self._ids)])
            ids = "\x1f".join(self._ids[row] for row in rows)
            self._duty = rows, hashlib.sha256(ids.encode()).digest()
        return self._duty

    def _all_of(self, rows: NDArray[np.intp], every: NDArray[np.bool_], names: list[str]) -> NDArray[np.bool_]:
        found = every
        for name in names:
            column = self._has.get(name)
            found = found & (column[rows] if column is not None else ~every)
        return found


class _Picked(Sequence[str]):
    """Some rows of a list, without copying thousands of texts for each decision."""

    def __init__(self, texts: list[str], rows: NDArray[np.intp]) -> None:
        self._texts = texts
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        return self._texts[self._rows[index]]
