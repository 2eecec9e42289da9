"""What the stages' handlers need of the world, handed to them by the app: one object, the same for all stages."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import msgspec

from anlan.access import Act, Caller, Matter, require
from anlan.access.policy import Role
from anlan.command.settings import SETTINGS_STREAM
from anlan.errors import Invalid, NotFound
from anlan.flow.incident.deciding import Chain, Deciding, More
from anlan.flow.incident.state import IncidentState
from anlan.flow.intake.commands import Spot
from anlan.flow.intake.same import Nearby
from anlan.force.state import UnitState
from anlan.journal import Context, Decision, Done, Streams
from anlan.journal.journal import Journal
from anlan.journal.timers import TimerHandler as FireTimer

__all__ = [
    "Deps",
    "Draft",
    "FireTimer",
    "LonLat",
    "Needs",
    "OpenIncidents",
    "at_time",
    "matter_of",
    "require_matter",
    "require_unit",
    "run",
]

LonLat = tuple[float, float]


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """What an incident needs of a unit: one of `kinds` (empty: any), all `skills`, all `equipment`."""

    kinds: list[str] = []
    skills: list[str] = []
    equipment: list[str] = []


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A recommendation as computed, not yet kept. Items and excluded have the shape of the API's answer;
    `blocked` says of a way of travelling why nobody can come by it."""

    items: list[dict[str, object]]
    excluded: list[dict[str, object]]
    considered: int
    blocked: dict[str, str]
    digest: str
    roads: str


class OpenIncidents(Protocol):
    """The open incidents with their places, opened for the service's own decisions."""

    def near(self, location: LonLat, when: datetime, *, metres: float, minutes: float) -> list[Nearby]:
        """Those near a place and a time."""

    async def location_of(self, incident_id: str, revision: int) -> LonLat | None:
        """Where an incident is, as of at least this revision of its facts; None when nobody knows."""

    async def place_of(self, incident_id: str) -> tuple[LonLat | None, str | None]:
        """Its location and the words for its place."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Deps:
    """`chain`: agency id -> the line of alarm up to the city. `describe`: what is public about a location, None
    where no agency's ground is. `recommend`: `(location, needs, agency_id)` -> the ranked units of the force now.
    `route`: `(from, to, way)` -> seconds, metres, geometry and steps, None where there is no way."""

    journal: Journal
    zone: ZoneInfo
    chain: Chain
    describe: Callable[[LonLat], Awaitable[Spot | None]]
    open_incidents: OpenIncidents
    recommend: Callable[[LonLat, Needs, str], Awaitable[Draft]]
    route: Callable[[LonLat, LonLat, str], Awaitable[dict[str, Any] | None]] | None = None
    numbering: asyncio.Lock = dataclasses.field(default_factory=asyncio.Lock)


async def run(
    deps: Deps,
    ctx: Context,
    streams: Iterable[str],
    rule: Callable[[Deciding], Decision],
    *,
    timer: str | None = None,
    loaded: Streams | None = None,
) -> Done:
    """Decide on these streams, and on as many more as the rule asks for. `timer` is the timer that this answers;
    `loaded` the streams and the settings, where they were looked at before."""
    wanted = [*dict.fromkeys((*streams, SETTINGS_STREAM))]

    def decide(loaded: Streams, now: datetime) -> Decision:
        decision = rule(Deciding(loaded, now, deps.chain, actor=ctx.actor, occurred_at=ctx.occurred_at))
        if timer is None:
            return decision
        return dataclasses.replace(decision, cancel=[timer, *decision.cancel])

    while True:
        try:
            return await deps.journal.run(ctx, wanted, decide, loaded=loaded)
        except More as more:
            loaded = None
            wanted += [stream for stream in more.streams if stream not in wanted]


def at_time(context: Context, moment: datetime | None) -> Context:
    """The context with the time at which the act was true, as a request told it. Raises `Invalid`."""
    if moment is None:
        return context
    if moment.tzinfo is None or not 1970 <= moment.year <= 2999:
        raise Invalid("request.invalid", fields=[("occurred_at", "field.time")])
    return dataclasses.replace(context, occurred_at=moment)


def matter_of(incident: IncidentState) -> Matter:
    """The incident as what access asks about."""
    return Matter(incident.id, incident.agency_id, incident.unit_ids)


def require_matter(caller: Caller | None, act: Act, incident: IncidentState) -> None:
    """The caller may do this on this incident. None is the service itself: a timer, a replayed past. Raises
    `NotFound` for one they may not know of, else `Forbidden`."""
    if caller is None:
        return
    matter = matter_of(incident)
    if not caller.visibility.sees(matter):
        raise NotFound("incident.none")
    require(caller, act, matter=matter)


def require_unit(caller: Caller | None, act: Act, unit: UnitState, incident: IncidentState | None = None) -> None:
    """The caller may do this to this unit: its own, one of its ground, or one on an incident of its ground."""
    if caller is None:
        return
    own = caller.unit_id == unit.id
    on_it = incident is not None and incident.assignment_of(unit.id) is not None
    if not (own or caller.visibility.sees_agency(unit.agency_id) or on_it):
        raise NotFound("force.no_unit", unit=unit.id)
    if caller.role is Role.OFFICER:
        # An officer who is on the same incident acts for their own unit all the same.
        require(caller, act, unit_id=unit.id)
    else:
        matter = matter_of(incident) if incident is not None and on_it else None
        require(caller, act, agency_id=unit.agency_id, unit_id=unit.id, matter=matter)
