"""What simulated people need of the platform, handed to them by the app: the same commands that people give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import msgspec

from anlan.flow.incident.state import IncidentState
from anlan.force.state import UnitState
from anlan.journal import Context
from anlan.simulation.paths import LonLat, Path

SIMULATED = "simulated:"
"""How the actors of everything simulated begin; an act of anybody else but the clock is a person's."""


def is_person(actor: str) -> bool:
    """Whether an act is a person's: neither simulated nor the service's own (timers, loaders)."""
    return not actor.startswith((SIMULATED, "system:"))


@dataclass(frozen=True)
class Seen:
    """What is different from the last look; at the first look, everything that is open or on duty.

    `touched`: incident id -> when a person last acted on it, of those that a person acted on.
    """

    units: Mapping[str, UnitState] = field(default_factory=dict)
    incidents: Mapping[str, IncidentState] = field(default_factory=dict)
    touched: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class UnitFix:
    """Where a unit was at a moment: degrees, m/s, degrees from north."""

    unit_id: str
    at: datetime
    location: LonLat
    speed: float
    heading: float


class World(Protocol):
    """The platform as simulated people meet it."""

    async def look(self) -> Seen:
        """What changed since the last look."""

    async def tell(self, ctx: Context, command: msgspec.Struct) -> dict[str, Any]:
        """Give one command of `flow` or `force` to its handler; its answer, once it can be seen by everybody.
        Raises `AnlanError` when it is refused."""

    async def recommend(self, ctx: Context, incident_id: str) -> Sequence[str]:
        """Make a recommendation; the ids of the units it ranks, best first. Raises `AnlanError`."""

    async def location_of(self, incident_id: str) -> LonLat | None:
        """Where an incident is; None when nobody knows."""

    async def route(self, kind: str, start: LonLat, goal: LonLat) -> Path | None:
        """The way of a unit of `kind` from `start` to `goal`; None where there is none."""

    async def track(self, fixes: Sequence[UnitFix]) -> None:
        """Take in where units were, of units on duty."""

    async def whereabouts(self) -> Mapping[str, LonLat]:
        """The last known position of each unit that has one."""

    async def taken(self) -> frozenset[str]:
        """The units that a person acts for at this moment, on an officer's page."""
