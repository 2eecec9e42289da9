"""What can be asked of the force. Who asks, when it was true and under which command id is in the context."""

from datetime import datetime
from typing import Any

import msgspec

__all__ = [
    "AddPositions",
    "BeginDuty",
    "ChangeDesk",
    "EndDuty",
    "EndLive",
    "HandOverDesk",
    "LogOff",
    "LogOn",
    "MergeDesk",
    "Position",
    "RegisterDesk",
    "RegisterUnit",
    "RetireUnit",
    "SplitDesk",
]


class RegisterUnit(msgspec.Struct, frozen=True, kw_only=True):
    """Make a unit known, or make it what is said here. Saying the same twice changes nothing."""

    unit_id: str
    call_sign: str
    kind: str
    agency_id: str
    skills: list[str] = []
    equipment: list[str] = []
    home: list[float] | None = None


class RetireUnit(msgspec.Struct, frozen=True, kw_only=True):
    """The unit is no more."""

    unit_id: str


class BeginDuty(msgspec.Struct, frozen=True, kw_only=True):
    """The unit may be located and asked from now on."""

    unit_id: str


class EndDuty(msgspec.Struct, frozen=True, kw_only=True):
    """The unit goes off duty; refused while something depends on it."""

    unit_id: str


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """One fix: [lon, lat] at `at`; speed m/s, heading degrees from north, accuracy metres."""

    at: datetime
    location: tuple[float, float]
    speed: float | None = None
    heading: float | None = None
    accuracy: float | None = None


class AddPositions(msgspec.Struct, frozen=True, kw_only=True):
    """Where a unit was, oldest first or not; at most 1,000 at once."""

    unit_id: str
    items: list[Position]


class RegisterDesk(msgspec.Struct, frozen=True, kw_only=True):
    """Make a desk known with the ground it begins with. Saying the same twice changes nothing."""

    desk_id: str
    name: str
    agency_id: str
    ground: list[str] = []


class ChangeDesk(msgspec.Struct, frozen=True, kw_only=True):
    """Rename a desk, move it to another agency, or set its ground."""

    desk_id: str
    name: str | None = None
    agency_id: str | None = None
    ground: list[str] | None = None


class LogOn(msgspec.Struct, frozen=True, kw_only=True):
    """Work at a desk. `from_desk`: the one this account was at until now; `take_over` relieves who is there."""

    desk_id: str
    account_id: str
    from_desk: str | None = None
    take_over: bool = False


class LogOff(msgspec.Struct, frozen=True, kw_only=True):
    """Leave the desk; refused while a caller talks to it."""

    desk_id: str
    account_id: str


class SplitDesk(msgspec.Struct, frozen=True, kw_only=True):
    """Give some of a desk's ground to another desk."""

    desk_id: str
    into: str
    ground: list[str]


class MergeDesk(msgspec.Struct, frozen=True, kw_only=True):
    """Give all of a desk's ground to another desk."""

    desk_id: str
    into: str


class HandOverDesk(msgspec.Struct, frozen=True, kw_only=True):
    """Give the desk to the next shift with its sheet, which is answered; `digest` is its SHA-256."""

    desk_id: str
    account_id: str
    to_account: str | None = None
    digest: str = ""
    owed: list[dict[str, str]] = []
    note: str | None = None
    sheet: dict[str, Any] = {}


class EndLive(msgspec.Struct, frozen=True, kw_only=True):
    """The caller hung up."""

    desk_id: str
    report_id: str
