"""Checking positions of the service's own units, in one ordered list of steps. Pure.

Off duty a unit is not located: its positions are refused, not kept and hidden.
"""

import hashlib
import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import msgspec

from anlan.errors import Invalid, Refused
from anlan.force.commands import Position
from anlan.force.rules_units import on_earth
from anlan.force.state import UnitState

__all__ = ["MAX_ITEMS", "Fix", "batch_digest", "check_positions", "metres_between"]

MAX_ITEMS: Final = 1000
_EARTH_METRES: Final = 6_371_008.8
_AHEAD: Final = timedelta(seconds=30)
_TOP_SPEED: Final[dict[str, float]] = {"foot": 12.0, "boat": 35.0, "drone": 60.0}
_TOP_SPEED_ROAD: Final = 70.0
_SLACK_METRES: Final = 150.0


class Fix(msgspec.Struct, frozen=True, kw_only=True):
    """A checked position as it is kept. `jump`: faster than this kind of unit can be; kept, but not shown as now."""

    unit_id: str
    at: datetime
    received_at: datetime
    lon: float
    lat: float
    speed: float | None = None
    heading: float | None = None
    accuracy: float | None = None
    jump: bool = False


def metres_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle metres between two [lon, lat]."""
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*a, *b))
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_METRES * math.asin(min(1.0, math.sqrt(half)))


def check_positions(unit: UnitState, items: list[Position], last: Fix | None, now: datetime) -> list[Fix]:
    """The fixes to keep, oldest first. Raises Refused off duty and Invalid naming each wrong item.

    `last` is the last good fix known. An item older than the beginning of the present duty is left out: the
    phone may have kept it from the time before, when nobody was to be located.
    """
    if not unit.on_duty:
        raise Refused("positions.off_duty", unit=unit.call_sign)
    if len(items) > MAX_ITEMS:
        raise Invalid("positions.too_many", count=len(items), most=MAX_ITEMS)
    wrong: list[tuple[str, str]] = []
    for n, item in enumerate(items):
        if not on_earth(item.location):
            wrong.append((f"items.{n}.location", "field.shape"))
        elif item.at > now + _AHEAD:
            wrong.append((f"items.{n}.at", "flow.future"))
        elif any(
            value is not None and not math.isfinite(value) for value in (item.speed, item.heading, item.accuracy)
        ):
            wrong.append((f"items.{n}", "field.shape"))
    if wrong:
        raise Invalid("positions.wrong", fields=wrong)
    kept: list[Fix] = []
    began = unit.duty_since or now
    for item in sorted((item for item in items if item.at >= began), key=lambda item: item.at):
        fix = Fix(
            unit_id=unit.id,
            at=item.at,
            received_at=now,
            lon=item.location[0],
            lat=item.location[1],
            speed=item.speed,
            heading=item.heading,
            accuracy=item.accuracy,
            jump=last is not None and _jumps(unit.kind, last, item),
        )
        kept.append(fix)
        if not fix.jump:
            last = fix
    return kept


def _jumps(kind: str, last: Fix, item: Position) -> bool:
    seconds = abs((item.at - last.at).total_seconds())
    reach = _TOP_SPEED.get(kind, _TOP_SPEED_ROAD) * seconds + _SLACK_METRES + (item.accuracy or 0.0)
    return metres_between((last.lon, last.lat), item.location) > reach


def batch_digest(fixes: Iterable[Fix]) -> str:
    """SHA-256, hexadecimal, over the canonical JSON of each fix in the given order, one a line."""
    digest = hashlib.sha256()
    for fix in fixes:
        digest.update(msgspec.json.encode(fix, order="sorted") + b"\n")
    return digest.hexdigest()
