"""The closed vocabularies of the force: kinds of unit, their way of travelling, and unit statuses."""

from typing import Final, Literal

__all__ = [
    "COMMITTED",
    "FREE",
    "PROGRESS",
    "STATUSES",
    "UNIT_KINDS",
    "WAY_OF",
    "Way",
    "progress_rank",
]

Way = Literal["walk", "road", "water", "air"]

WAY_OF: Final[dict[str, Way]] = {
    "foot": "walk",
    "car": "road",
    "motorcycle": "road",
    "boat": "water",
    "drone": "air",
    "engine": "road",
    "truck": "road",
    "ambulance": "road",
}
"""How each kind of unit travels: over walks, roads, water or through the air."""

UNIT_KINDS: Final[tuple[str, ...]] = tuple(WAY_OF)

STATUSES: Final[tuple[str, ...]] = (
    "available",
    "offered",
    "assigned",
    "acknowledged",
    "enroute",
    "onscene",
    "transporting",
    "returning",
    "busy",
    "out",
)

PROGRESS: Final[tuple[str, ...]] = ("assigned", "acknowledged", "enroute", "onscene", "transporting")
"""The statuses of a unit that has an assignment, in the order they usually come."""

COMMITTED: Final[frozenset[str]] = frozenset(PROGRESS)

FREE: Final[frozenset[str]] = frozenset({"available", "returning"})
"""On duty with one of these, a unit can be sent."""

_RANK = {status: rank for rank, status in enumerate((*PROGRESS, "returning", "available"))}


def progress_rank(status: str) -> int:
    """How far along an assignment a status is; -1 for one that belongs to none."""
    return _RANK.get(status, -1)
