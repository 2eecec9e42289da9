"""Units as rows of a table: what a ranking asks of all of them at once stands in arrays, kept up unit by unit."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.force.kinds import STATUSES, UNIT_KINDS
from anlan.force.state import UnitState

__all__ = ["KIND_CODE", "STATUS_CODE", "Columns"]

STATUS_CODE = {status: code for code, status in enumerate(STATUSES)}
KIND_CODE = {kind: code for code, kind in enumerate(UNIT_KINDS)}


class Columns(Sequence[UnitState]):
    """A sequence of units in a fixed order. `duty` and `free` are (n,) bool, `kind` and `status` (n,) codes, `agency`
    (n,) an index into `agencies`. `facts` is SHA-256 over what the units are: ids, kinds, agencies, skills,
    equipment."""

    def __init__(self, units: Iterable[UnitState] = ()) -> None:
        self._units: list[UnitState] = []
        self.agencies: list[str] = []
        self._agency_index: dict[str, int] = {}
        self._facts: bytes | None = None
        self._room(0)
        for unit in units:
            self.append(unit)

    def _room(self, size: int) -> None:
        def grown(name: str, dtype: type[Any]) -> NDArray[Any]:
            fresh = np.zeros(size, dtype=dtype)
            old = getattr(self, name, None)
            if old is not None:
                fresh[: len(old)] = old
            return fresh

        self._duty = grown("_duty", np.bool_)
        self._free = grown("_free", np.bool_)
        self._kind = grown("_kind", np.int8)
        self._status = grown("_status", np.int8)
        self._agency = grown("_agency", np.int32)

    def __len__(self) -> int:
        return len(self._units)

    def __getitem__(self, row: Any) -> Any:
        return self._units[row]

    def append(self, unit: UnitState) -> None:
        """One row more."""
        self._units.append(unit)
        if len(self._units) > len(self._duty):
            self._room(max(64, 2 * len(self._duty)))
        self._facts = None
        self._fill(len(self._units) - 1, unit)

    def __setitem__(self, row: int, unit: UnitState) -> None:
        if self._facts is not None and _facts_of(self._units[row]) != _facts_of(unit):
            self._facts = None
        self._units[row] = unit
        self._fill(row, unit)

    def _fill(self, row: int, unit: UnitState) -> None:
        self._duty[row] = unit.on_duty and not unit.retired
        self._free[row] = unit.free
        self._kind[row] = KIND_CODE[unit.kind]
        self._status[row] = STATUS_CODE[unit.status]
        if unit.agency_id not in self._agency_index:
            self._agency_index[unit.agency_id] = len(self.agencies)
            self.agencies.append(unit.agency_id)
        self._agency[row] = self._agency_index[unit.agency_id]

    @property
    def duty(self) -> NDArray[np.bool_]:
        return self._duty[: len(self._units)]

    @property
    def free(self) -> NDArray[np.bool_]:
        return self._free[: len(self._units)]

    @property
    def kind(self) -> NDArray[np.int8]:
        return self._kind[: len(self._units)]

    @property
    def status(self) -> NDArray[np.int8]:
        return self._status[: len(self._units)]

    @property
    def agency(self) -> NDArray[np.int32]:
        return self._agency[: len(self._units)]

    @property
    def facts(self) -> bytes:
        if self._facts is None:
            digest = hashlib.sha256()
            for unit in self._units:
                digest.update("\x1f".join(_facts_of(unit)).encode() + b"\0")
            self._facts = digest.digest()
        return self._facts


def _facts_of(unit: UnitState) -> tuple[str, ...]:
    return unit.id, unit.kind, unit.agency_id, *unit.skills, "", *unit.equipment
