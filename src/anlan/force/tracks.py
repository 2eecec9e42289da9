"""Keeping positions of the own units, and handing them on: by the hour in the database, latest by notice.

They are telemetry, never journal events; each batch is bound into the journal by the hash of its rows.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import msgspec

from anlan.clock import iso
from anlan.force.events import PositionsBound
from anlan.force.positions import Fix, batch_digest
from anlan.ids import derived_id
from anlan.journal import Context, Decision, Journal, Planned, Stamp, Streams, evolves, register
from anlan.journal.lost import is_lost

__all__ = ["KEEP", "BoundState", "PositionFeed", "Row", "Tracks"]

log = logging.getLogger(__name__)

KEEP = timedelta(days=30)
"""How long a position is kept that belongs to no incident."""

Row = tuple[str, float, float, str]
"""Unit id, longitude, latitude, time (ISO 8601), as live messages carry it."""

_STREAM = "positions:default"
_CHANNEL = "positions"
_NOTICE_BYTES = 7500
_STALE = timedelta(hours=12)
_SETTLED = timedelta(seconds=5)
_FIX = "unit_id, at, received_at, lon, lat, speed, heading, accuracy, jump"


class BoundState(msgspec.Struct, frozen=True):
    """Up to when positions have been bound into the journal."""

    received_to: datetime


register("positions", BoundState)


@evolves("positions", PositionsBound)
def _bound(state: BoundState | None, event: PositionsBound, at: Stamp) -> BoundState:
    return BoundState(event.received_to)


class Tracks:
    """The positions of one platform."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._hours: set[datetime] = set()

    async def record(self, fixes: Sequence[Fix], incidents: Mapping[str, str | None]) -> int:
        """Keep fixes and tell those who listen. `incidents`: unit id -> the incident it is on. A fix that was told
        before is passed over. Answers how many were new."""
        if not fixes:
            return 0
        await self._ensure_hours({fix.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0) for fix in fixes})
        columns = [
            [fix.unit_id for fix in fixes],
            [fix.at for fix in fixes],
            [fix.received_at for fix in fixes],
            [fix.lon for fix in fixes],
            [fix.lat for fix in fixes],
            [fix.speed for fix in fixes],
            [fix.heading for fix in fixes],
            [fix.accuracy for fix in fixes],
            [fix.jump for fix in fixes],
            [incidents.get(fix.unit_id) for fix in fixes],
        ]
        latest = {fix.unit_id: fix for fix in sorted(fixes, key=lambda fix: fix.at) if not fix.jump}
        async with self._journal.pool.acquire() as connection, connection.transaction():
            status = await connection.execute(
                "insert into telemetry.positions"
                f" ({_FIX}, incident_id) select * from unnest($1::text[], $2::timestamptz[], $3::timestamptz[],"
                " $4::float8[], $5::float8[], $6::real[], $7::real[], $8::real[], $9::boolean[], $10::text[])"
                " on conflict do nothing",
                *columns,
            )
            for notice in _notices(latest.values()):
                await connection.execute("select pg_notify($1, $2)", _CHANNEL, notice)
        return int(status.rpartition(" ")[2])

    async def _ensure_hours(self, hours: set[datetime]) -> None:
        for hour in hours - self._hours:
            await self._journal.pool.execute("select telemetry.ensure_hour($1)", hour)
            self._hours.add(hour)

    async def latest(self, units: Collection[str]) -> list[Row]:
        """The last known position of each of these units, unless it is older than twelve hours."""
        return await self.at(self._journal.clock.now(), units)

    async def last_fix(self, unit_id: str) -> Fix | None:
        """The newest position that was no jump, for judging the next one."""
        row = await self._journal.pool.fetchrow(
            f"select {_FIX} from telemetry.positions where unit_id = $1 and at > $2 and not jump"
            " order by at desc limit 1",
            unit_id,
            self._journal.clock.now() - _STALE,
        )
        return None if row is None else Fix(**dict(row))

    async def at(self, moment: datetime, units: Collection[str]) -> list[Row]:
        """Where these units were last known to be at a moment."""
        rows = await self._journal.pool.fetch(
            "select p.* from unnest($1::text[]) as u(id) cross join lateral"
            " (select unit_id, lon, lat, at from telemetry.positions"
            "  where unit_id = u.id and at <= $2 and at > $3 and not jump order by at desc limit 1) p",
            list(units),
            moment,
            moment - _STALE,
        )
        return [_row(row) for row in rows]

    async def between(self, start: datetime, end: datetime, units: Collection[str], limit: int = 50_000) -> list[Row]:
        """Every kept position of these units in a span, by time."""
        rows = await self._journal.pool.fetch(
            "select unit_id, lon, lat, at from telemetry.positions"
            " where unit_id = any ($1) and at > $2 and at <= $3 and not jump order by at limit $4",
            list(units),
            start,
            end,
            limit,
        )
        return [_row(row) for row in rows]

    async def bind(self) -> int:
        """Journal the hash of what was received since the last batch; answers how many positions that was. Called
        each minute. What has only just come in waits for the next batch, so that no late commit is missed."""
        state = await self._journal.state(_STREAM, BoundState)
        begin = state.received_to if state else datetime(1970, 1, 1, tzinfo=UTC)
        end = self._journal.clock.now() - _SETTLED
        rows = await self._journal.pool.fetch(
            f"select {_FIX} from telemetry.positions where received_at > $1 and received_at <= $2"
            " order by received_at, unit_id, at",
            begin,
            end,
        )
        if not rows:
            return 0
        digest = await asyncio.to_thread(batch_digest, [Fix(**dict(row)) for row in rows])
        event = PositionsBound(received_from=begin, received_to=end, count=len(rows), digest=digest)
        ctx = Context(command_id=derived_id("bind-positions", begin.isoformat()), actor="system:positions")

        def decide(streams: Streams, _now: datetime) -> Decision:
            known = streams.of(BoundState, _STREAM)
            # Another worker may have bound the same batch in between.
            if (known.received_to if known else None) != (state.received_to if state else None):
                return Decision()
            return Decision([Planned(_STREAM, event)])

        await self._journal.run(ctx, [_STREAM], decide)
        return len(rows)

    async def forget_old(self) -> int:
        """Drop the hours that are older than `KEEP`; answers how many."""
        before = self._journal.clock.now() - KEEP
        return int(await self._journal.pool.fetchval("select telemetry.forget($1)", before))


class PositionFeed:
    """Hands positions to `take` as they come in, from whichever process received them."""

    def __init__(
        self,
        connect: Callable[[], Awaitable["asyncpg.Connection[Any]"]],
        take: Callable[[list[Row]], None],
        latest: Callable[[], Awaitable[list[Row]]],
    ) -> None:
        self._connect = connect
        self._take = take
        self._latest = latest

    async def run(self) -> None:
        """Listen until cancelled; a lost connection is opened again."""
        while True:
            try:
                connection = await self._connect()
                try:
                    await connection.add_listener(_CHANNEL, self._noticed)
                    # What was told while nobody listened is asked for once.
                    self._take(await self._latest())
                    while not connection.is_closed():
                        await connection.fetchval("select 1", timeout=5)
                        await asyncio.sleep(2)
                finally:
                    with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                        await connection.close(timeout=1)
            except Exception as error:
                if not is_lost(error):
                    raise
            await asyncio.sleep(0.5)

    def _noticed(self, *notice: Any) -> None:
        self._take([(str(r[0]), float(r[1]), float(r[2]), str(r[3])) for r in msgspec.json.decode(notice[3])])


def _row(row: Any) -> Row:
    return row["unit_id"], row["lon"], row["lat"], iso(row["at"])


def _notices(fixes: Iterable[Fix]) -> list[str]:
    """JSON lists of rows, each small enough for one notice."""
    notices: list[str] = []
    rows: list[str] = []
    size = 2
    for fix in fixes:
        text = msgspec.json.encode((fix.unit_id, round(fix.lon, 6), round(fix.lat, 6), iso(fix.at))).decode()
        if size + len(text) + 1 > _NOTICE_BYTES:
            notices.append("[" + ",".join(rows) + "]")
            rows, size = [], 2
        rows.append(text)
        size += len(text) + 1
    if rows:
        notices.append("[" + ",".join(rows) + "]")
    return notices
