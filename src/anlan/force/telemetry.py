"""Keeping positions: the tables of `telemetry`, their hash in the journal each minute, and their end after 30 days.

Whoever shows units listens (`listen`), gets the newest fix of each, and asks `newest` once at its start.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import asyncpg
import msgspec

from anlan.access import Act, Caller, require
from anlan.clock import Clock, iso
from anlan.errors import NotFound
from anlan.force.commands import AddPositions
from anlan.force.events import PositionsBound
from anlan.force.positions import Fix, batch_digest, check_positions
from anlan.force.rules_units import get_unit
from anlan.force.state import UnitState, unit_stream
from anlan.ids import derived_id
from anlan.journal import Context, Decision, Planned, Stamp, Streams, TimerSet, evolves, register
from anlan.journal.journal import Journal
from anlan.journal.timers import TimerHandler

__all__ = ["BOUND_STREAM", "BoundState", "Shown", "Span", "Telemetry", "listen"]

log = logging.getLogger(__name__)

Shown = tuple[str, float, float, str]
"""Unit id, longitude, latitude (WGS 84 degrees), time (ISO 8601)."""
Span = tuple[str, str, datetime, datetime]
"""Incident id, unit id, and from when to when the unit was on it."""

BOUND_STREAM: Final = "telemetry:positions"
KEPT_DAYS: Final = 30
_MINUTE: Final = timedelta(minutes=1)
_SETTLING: Final = timedelta(seconds=20)
"""How long a batch may take from its time of receipt to its commit; a minute is bound after that."""
_NOTICE_FIXES: Final = 60
_RECENT: Final = timedelta(hours=3)
_COLUMNS: Final = "unit_id, at, received_at, lon, lat, speed, heading, accuracy, jump"


class BoundState(msgspec.Struct, frozen=True):
    """Up to when received positions are bound into the journal."""

    until: datetime


register("telemetry", BoundState)


@evolves("telemetry", PositionsBound)
def _bound(state: BoundState | None, event: PositionsBound, at: Stamp) -> BoundState:
    return BoundState(event.received_to)


class Telemetry:
    """Takes, answers and ends positions. `spans` answers which units were on which incidents in a time, for what is
    kept longer."""

    def __init__(
        self,
        journal: Journal,
        spans: Callable[[datetime, datetime], Awaitable[Iterable[Span]]] | None = None,
    ) -> None:
        self._journal = journal
        self._spans = spans
        self._hours: set[datetime] = set()
        self._last: dict[str, Fix] = {}

    @property
    def _clock(self) -> Clock:
        return self._journal.clock

    async def add(self, command: AddPositions, caller: Caller | None = None) -> list[Fix]:
        """Check and keep a unit's positions. Answers what was kept. Sent twice they are kept twice: the same fix
        again shows nothing else. Raises `Refused` off duty, `Invalid`, `Forbidden`."""
        unit = get_unit(await self._journal.state(unit_stream(command.unit_id), UnitState), command.unit_id)
        if caller is not None:
            if caller.unit_id != unit.id and not caller.visibility.sees_agency(unit.agency_id):
                raise NotFound("force.no_unit", unit=unit.id)
            require(caller, Act.UNIT_POSITION, unit_id=unit.id)
        fixes = check_positions(unit, command.items, self._last.get(unit.id), self._clock.now())
        await self.keep(fixes)
        return fixes

    async def keep(self, fixes: Sequence[Fix]) -> None:
        """Keep checked fixes of any number of units, all received at the same moment, and tell who listens."""
        if not fixes:
            return
        received = fixes[0].received_at
        await self._have_hour(received)
        newest: dict[str, Fix] = {}
        for fix in fixes:
            known = newest.get(fix.unit_id) or self._last.get(fix.unit_id)
            if not fix.jump and (known is None or fix.at >= known.at):
                newest[fix.unit_id] = fix
        shown = [_shown(fix) for fix in newest.values()]
        notices = [
            msgspec.json.encode(shown[n : n + _NOTICE_FIXES]).decode() for n in range(0, len(shown), _NOTICE_FIXES)
        ]
        await self._journal.pool.execute(
            "select telemetry.add($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            [fix.unit_id for fix in fixes],
            [fix.at for fix in fixes],
            received,
            [fix.lon for fix in fixes],
            [fix.lat for fix in fixes],
            [fix.speed for fix in fixes],
            [fix.heading for fix in fixes],
            [fix.accuracy for fix in fixes],
            [fix.jump for fix in fixes],
            notices,
        )
        self._last.update(newest)

    async def _have_hour(self, moment: datetime) -> None:
        hour = moment.replace(minute=0, second=0, microsecond=0)
        if hour not in self._hours:
            await self._journal.pool.execute("select telemetry.make_hour($1)", hour)
            self._hours.add(hour)

    # Asking

    async def newest(self) -> list[Shown]:
        """The newest good fix of each unit that is on duty, from its present duty."""
        units = await self._journal.states("unit", UnitState)
        duty = {unit.id: unit.duty_since for unit in units.values() if unit.on_duty}
        return [
            shown
            for shown in await self.positions_at(self._clock.now(), duty)
            if (since := duty[shown[0]]) is None or datetime.fromisoformat(shown[3]) >= since
        ]

    async def positions_at(self, moment: datetime, units: Collection[str]) -> list[Shown]:
        """Where each unit was last known to be, as of what had been received by `moment`."""
        rows = await self._journal.pool.fetch(
            "select distinct on (unit_id) unit_id, lon, lat, at from telemetry.positions"
            " where received_at > $1 and received_at <= $2 and not jump and unit_id = any ($3)"
            " order by unit_id, at desc",
            moment - _RECENT,
            moment,
            list(units),
        )
        return [(row["unit_id"], row["lon"], row["lat"], iso(row["at"])) for row in rows]

    async def positions_between(self, start: datetime, end: datetime, units: Collection[str]) -> list[Shown]:
        """Every good fix received in a span, in the order of its time."""
        rows = await self._journal.pool.fetch(
            "select unit_id, lon, lat, at from telemetry.positions"
            " where received_at > $1 and received_at <= $2 and not jump and unit_id = any ($3) order by at, unit_id",
            start,
            end,
            list(units),
        )
        return [(row["unit_id"], row["lon"], row["lat"], iso(row["at"])) for row in rows]

    # Binding and ending

    def timers(self) -> dict[str, TimerHandler]:
        """Timer kind -> what it does when it fires."""
        return {"force.positions_due": self._positions_due, "force.positions_end": self._positions_end}

    async def begin(self) -> None:
        """Set the first clocks; once for a platform, however often it starts."""
        now = self._clock.now()
        ctx = Context(command_id=derived_id("telemetry", "begin"), actor="system:telemetry")
        timers = [
            TimerSet("positions-bind", now + _MINUTE, "force.positions_due", {}),
            TimerSet("positions-end", now + timedelta(hours=1), "force.positions_end", {}),
        ]
        await self._journal.run(ctx, [], lambda streams, at: Decision(timers=timers))

    async def _positions_due(self, payload: dict[str, Any], ctx: Context, timer: str) -> None:
        """Bind what has been received since the last time, up to the last whole minute, and look again in one."""
        until = (self._clock.now() - _SETTLING).replace(second=0, microsecond=0)
        state = await self._journal.state(BOUND_STREAM, BoundState)
        after = state.until if state is not None else until - timedelta(days=KEPT_DAYS)
        fixes = await self._received(after, until)
        event = PositionsBound(received_from=after, received_to=until, count=len(fixes), digest=batch_digest(fixes))
        again = TimerSet(timer, self._clock.now() + _MINUTE, "force.positions_due", {})

        def decide(streams: Streams, now: datetime) -> Decision:
            bound = streams.of(BoundState, BOUND_STREAM)
            moved = bound is not None and bound.until != after
            if moved or not fixes:
                return Decision(timers=[again])
            return Decision([Planned(BOUND_STREAM, event)], timers=[again])

        await self._journal.run(ctx, [BOUND_STREAM], decide)

    async def _received(self, after: datetime, until: datetime) -> list[Fix]:
        rows = await self._journal.pool.fetch(
            f"select {_COLUMNS} from telemetry.positions where received_at >= $1 and received_at < $2"
            " order by received_at, unit_id, at, lon, lat",
            after,
            until,
        )
        return [Fix(**dict(row)) for row in rows]

    async def check_bound(self, event: PositionsBound) -> bool:
        """Whether the rows of a bound batch are still what they were. False as well once they have ended."""
        fixes = await self._received(event.received_from, event.received_to)
        return len(fixes) == event.count and batch_digest(fixes) == event.digest

    async def _positions_end(self, payload: dict[str, Any], ctx: Context, timer: str) -> None:
        await self.end_old()
        again = TimerSet(timer, self._clock.now() + timedelta(hours=1), "force.positions_end", {})
        await self._journal.run(ctx, [], lambda streams, now: Decision(timers=[again]))

    async def end_old(self) -> int:
        """Drop the hours older than 30 days, after keeping what belongs to an incident; answers how many."""
        before = self._clock.now() - timedelta(days=KEPT_DAYS)
        oldest = await self._journal.pool.fetchval("select min(received_at) from telemetry.positions")
        if oldest is not None and oldest < before and self._spans is not None:
            spans = list(await self._spans(oldest - timedelta(days=1), before))
            await self._journal.pool.execute(
                f"insert into telemetry.kept (incident_id, {_COLUMNS})"
                " select s.incident_id, p.* from unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[])"
                " as s(incident_id, unit_id, began, ended)"
                " join telemetry.positions p on p.unit_id = s.unit_id and p.at between s.began and s.ended"
                " where p.received_at < $5 on conflict do nothing",
                *([span[n] for span in spans] for n in range(4)),
                before,
            )
        return int(await self._journal.pool.fetchval("select telemetry.drop_hours($1)", before))


def _shown(fix: Fix) -> Shown:
    return fix.unit_id, fix.lon, fix.lat, iso(fix.at)


async def listen(
    connect: Callable[[], Awaitable["asyncpg.Connection[Any]"]],
    newest: Callable[[], Awaitable[list[Shown]]],
    take: Callable[[list[Shown]], None],
) -> None:
    """Hand every new position to `take` until cancelled; after each connecting, the newest of all first."""
    while True:
        with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await _listen_once(await connect(), newest, take)
        log.info("positions are read anew after a lost connection")
        await asyncio.sleep(0.5)


async def _listen_once(
    connection: "asyncpg.Connection[Any]",
    newest: Callable[[], Awaitable[list[Shown]]],
    take: Callable[[list[Shown]], None],
) -> None:
    decode = msgspec.json.Decoder(list[Shown]).decode
    lost = asyncio.Event()
    try:
        connection.add_termination_listener(lambda _: lost.set())
        await connection.add_listener("positions", lambda *notice: take(decode(str(notice[3]))))
        take(await newest())
        await lost.wait()
    finally:
        with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await connection.close(timeout=1)
