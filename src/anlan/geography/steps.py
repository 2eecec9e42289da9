"""From the pieces of a route to what is said on the way: turn left into this street, follow it so far."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from anlan.geography.extract import Names
from anlan.geography.plane import Floats, LonLat

SHORT_METRES = 20.0
"""A piece of another name no longer than this, between two of one name, is part of the crossing, not a step."""


@dataclass(frozen=True)
class Leg:
    """A piece of one edge in the direction of travel; `line` `(k, 2)` degrees."""

    line: Floats
    metres: float
    seconds: float
    street: int
    kind: str
    roundabout: bool = False


@dataclass(frozen=True)
class Step:
    """`turn`: depart, straight, slight_left, left, sharp_left, the same right, uturn, roundabout, ferry, arrive.

    `kind`: the class of way followed (`passage.CLASSES`, or `air`); `location`: where the step begins.
    """

    turn: str
    street: str
    street_en: str
    kind: str
    metres: float
    seconds: float
    location: LonLat


def make_steps(
    legs: Sequence[Leg], names: Callable[[int], Names | None], arrive: tuple[float, float, LonLat]
) -> list[Step]:
    """The steps of a route; `arrive`: metres and seconds from its last street to the place, and the place."""
    steps: list[Step] = []
    groups = _grouped(legs)
    for i, group in enumerate(groups):
        before = groups[i - 1][-1] if i else None
        named = names(group[0].street) if group[0].street >= 0 else None
        steps.append(
            Step(
                turn=_turn(before, group[0]),
                street=named.label if named else "",
                street_en=(named.name_en or named.label) if named else "",
                kind=group[0].kind,
                metres=round(sum(leg.metres for leg in group), 1),
                seconds=round(sum(leg.seconds for leg in group), 1),
                location=(float(group[0].line[0, 0]), float(group[0].line[0, 1])),
            )
        )
    metres, seconds, place = arrive
    last = steps[-1] if steps else None
    steps.append(
        Step(
            "arrive",
            last.street if last else "",
            last.street_en if last else "",
            last.kind if last else "",
            round(metres, 1),
            round(seconds, 1),
            place,
        )
    )
    return steps


def _grouped(legs: Sequence[Leg]) -> list[list[Leg]]:
    """Runs of legs that are one step: the same street, not interrupted by a turn where there is no name."""
    groups: list[list[Leg]] = []
    for leg in legs:
        if groups and _goes_on(groups[-1][-1], leg):
            groups[-1].append(leg)
        else:
            groups.append([leg])
    joined: list[list[Leg]] = []
    for group in groups:
        short = len(joined) > 1 and sum(leg.metres for leg in joined[-1]) <= SHORT_METRES
        if short and joined[-2][-1].street == group[0].street >= 0 and joined[-1][0].kind != "ferry":
            crossing = joined.pop()
            joined[-1] += crossing + group
        else:
            joined.append(group)
    return joined


def _goes_on(last: Leg, leg: Leg) -> bool:
    if (last.kind == "ferry") != (leg.kind == "ferry") or last.roundabout != leg.roundabout:
        return False
    if leg.roundabout or leg.kind in ("ferry", "water"):
        return True
    if last.street != leg.street:
        return False
    return leg.street >= 0 or turn_word(_bend(last, leg)) == "straight"


def _turn(before: Leg | None, leg: Leg) -> str:
    if leg.kind == "ferry":
        return "ferry"
    if before is None:
        return "depart"
    return "roundabout" if leg.roundabout else turn_word(_bend(before, leg))


def turn_word(degrees: float) -> str:
    """The word for a bend of -180 (left) to 180 (right) degrees."""
    size = abs(degrees)
    if size < 25:
        return "straight"
    if size > 165:
        return "uturn"
    side = "left" if degrees < 0 else "right"
    return f"slight_{side}" if size < 50 else side if size < 125 else f"sharp_{side}"


def _bend(before: Leg, after: Leg) -> float:
    """Degrees to the right from the end of one leg to the beginning of the next."""
    change = _heading(after.line[:2]) - _heading(before.line[-2:])
    return (change + 180) % 360 - 180


def _heading(two: Floats) -> float:
    """Degrees clockwise from north, from the first to the second of two points."""
    east = (two[1, 0] - two[0, 0]) * np.cos(np.radians(two[0, 1]))
    return float(np.degrees(np.arctan2(east, two[1, 1] - two[0, 1])))
