"""Read tables: made from events in position order, thrown away and made again at will.

A reading is a set of tables and one function from an event to statements. All readings of a platform live in the
schema `read` and move together, with one row that says how far they have come. Rebuilding fills a schema beside it
and swaps the two; checking compares them.
"""

import asyncio
import contextlib
import dataclasses
import itertools
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import asyncpg

from anlan.journal import records
from anlan.journal.follower import Follower
from anlan.journal.lease import take_lease
from anlan.journal.lost import is_lost
from anlan.journal.records import Recorded

__all__ = ["Difference", "Projector", "Reading", "prepare", "rebuild"]

log = logging.getLogger(__name__)

Statement = tuple[str, tuple[Any, ...]]
_BATCH = 500
_LEASE = 0x616E_6C61_6E02
_SHADOW_LEASE = 0x616E_6C61_6E03
_AWAY_SECONDS = 0.2
_PROGRESS = "create table progress (one boolean primary key default true check (one), position bigint not null)"


class Swapped(Exception):
    """The tables were swapped while a batch was about to be applied; nothing of it was kept."""


_TRY_AGAIN = (
    Swapped,
    asyncpg.UndefinedTableError,
    asyncpg.InvalidCachedStatementError,
    asyncpg.DeadlockDetectedError,
)
"""How else it shows that tables were swapped in the middle of a batch."""


@dataclasses.dataclass(frozen=True)
class Reading:
    """`ddl` creates the tables (unqualified names, each with a primary key); `apply` says how an event changes
    them, each by statements of its own reading's tables. A new `version` makes the tables anew at the next start."""

    name: str
    version: int
    tables: tuple[str, ...]
    ddl: str
    apply: Callable[[Recorded], Iterable[Statement]]


@dataclasses.dataclass(frozen=True)
class Difference:
    """A read table that is not what its events say: counts of rows only here, and only in the rebuilt one."""

    table: str
    only_live: int
    only_rebuilt: int


class Projector:
    """Keeps the read tables up with the journal. One runs at a time, under an advisory lock of its connection."""

    def __init__(
        self,
        connect: Callable[[], Any],
        follower: Follower,
        readings: Sequence[Reading],
    ) -> None:
        self._connect = connect
        self._follower = follower
        self._readings = readings

    async def run(self) -> None:
        """Apply events until cancelled; starts again where it was after a lost connection. A reading that fails on
        an event ends it: what is shown must never quietly stand still."""
        while True:
            try:
                connection = await self._connect()
                try:
                    await take_lease(connection, _LEASE)
                    await prepare(connection, self._readings)
                    await self._loop(connection)
                finally:
                    connection.terminate()
            except Exception as error:
                if not is_lost(error) and not isinstance(error, _TRY_AGAIN):
                    raise
            await asyncio.sleep(_AWAY_SECONDS)

    async def _loop(self, connection: "asyncpg.Connection[Any]") -> None:
        reached = 0
        while True:
            moved = await advance(connection, "read", self._readings)
            if moved == reached:
                await self._follower.beyond(reached)
            reached = moved


async def prepare(connection: "asyncpg.Connection[Any]", readings: Sequence[Reading]) -> None:
    """Have the read tables in the shape this program wants; made anew from the journal when they are not."""
    if await _found_shape(connection) != shape(readings):
        log.info("making the read tables anew")
        await rebuild(connection, readings, check=False)


def shape(readings: Sequence[Reading]) -> str:
    """Names and versions of the readings, kept as the schema's comment."""
    return "readings " + ",".join(sorted(f"{reading.name}:{reading.version}" for reading in readings))


async def advance(
    connection: "asyncpg.Connection[Any]", schema: str, readings: Sequence[Reading], upto: int | None = None
) -> int:
    """Apply the next batch of events, none after `upto`, to the tables in `schema`; answers how far they are now.

    The position is read under a lock in the same transaction, so that nobody applies an event twice. Raises
    `Swapped` when it waited for the lock of tables that have been swapped out."""
    async with connection.transaction():
        await connection.execute(f"set local search_path to {schema}")
        position: int | None = await connection.fetchval(f"select position from {schema}.progress for update")
        if position is None:
            raise Swapped
        rows = await connection.fetch(
            f"select p.position, p.at, {records.COLUMNS} from journal.positions p join journal.events e using (seq)"
            " where p.position > $1 and p.position <= coalesce($3, p.position) order by p.position limit $2",
            position,
            _BATCH,
            upto,
        )
        if not rows:
            return position
        found = [records.from_row(row, row["position"], row["at"]) for row in rows]
        for reading in readings:
            statements = (statement for record in found for statement in reading.apply(record))
            for sql, run in itertools.groupby(statements, key=lambda statement: statement[0]):
                await connection.executemany(sql, [args for _, args in run])
        last = found[-1].position
        await connection.execute(f"update {schema}.progress set position = $1", last)
    return last


async def rebuild(
    connection: "asyncpg.Connection[Any]", readings: Sequence[Reading], *, check: bool
) -> list[Difference]:
    """Fill `read_shadow` from the first event on. With `check`, compare it with the live tables at the position
    these have reached, change nothing and answer the differences; otherwise swap it in.

    A platform that is running goes on meanwhile: it stands still only for the comparison, or the swap."""
    await take_lease(connection, _SHADOW_LEASE)
    try:
        await _new_shadow(connection, readings)
        if check:
            differences = await _compare(connection, readings)
            await connection.execute("drop schema read_shadow cascade")
            return differences
        await _swap(connection, readings)
        return []
    finally:
        if not connection.is_closed():
            await connection.execute("select pg_advisory_unlock($1)", _SHADOW_LEASE)


async def _new_shadow(connection: "asyncpg.Connection[Any]", readings: Sequence[Reading]) -> None:
    for left_behind in ("read_old", "read_shadow"):
        await connection.execute(f"drop schema if exists {left_behind} cascade")
    async with connection.transaction():
        await connection.execute("create schema read_shadow")
        await connection.execute("set local search_path to read_shadow")
        await connection.execute(_PROGRESS)
        await connection.execute("insert into progress (position) values (0)")
        for reading in readings:
            await connection.execute(reading.ddl)
    position = 0
    while (moved := await advance(connection, "read_shadow", readings)) != position:
        position = moved


async def _swap(connection: "asyncpg.Connection[Any]", readings: Sequence[Reading]) -> None:
    async with connection.transaction():
        if await connection.fetchval("select to_regclass('read.progress') is not null"):
            # The new tables may not be behind the old. Whoever waits for the old ones' progress finds it gone.
            live = int(await connection.fetchval("delete from read.progress returning position"))
            await _catch_up(connection, "read_shadow", readings, live)
        await connection.execute("alter schema read rename to read_old")
        await connection.execute("alter schema read_shadow rename to read")
        await connection.execute(f"comment on schema read is '{shape(readings)}'")
        await connection.execute("grant usage on schema read to anlan_app, anlan_sequencer, anlan_owner")
    # Afterwards, and again if need be: dropping waits for those who still read the old ones.
    with contextlib.suppress(asyncpg.DeadlockDetectedError):
        await connection.execute("drop schema read_old cascade")


async def _compare(connection: "asyncpg.Connection[Any]", readings: Sequence[Reading]) -> list[Difference]:
    if await _found_shape(connection) != shape(readings):
        # Tables of another shape, or none yet: everything is only in the rebuilt ones.
        query = "select count(*) from read_shadow."
        counted = [(table, int(await connection.fetchval(query + table))) for table in _tables(readings)]
        return [Difference(table, 0, count) for table, count in counted if count]
    differences: list[Difference] = []
    async with connection.transaction():
        # Both sides are brought to the same position, and the live one held there.
        live = int(await connection.fetchval("select position from read.progress for update"))
        shadow = int(await connection.fetchval("select position from read_shadow.progress"))
        await _catch_up(connection, "read_shadow", readings, live)
        await _catch_up(connection, "read", readings, shadow)
        for table in _tables(readings):
            counts = await connection.fetchrow(
                f"select (select count(*) from (table read.{table} except all table read_shadow.{table}) a) as live,"
                f" (select count(*) from (table read_shadow.{table} except all table read.{table}) b) as rebuilt"
            )
            assert counts is not None
            if counts["live"] or counts["rebuilt"]:
                differences.append(Difference(table, counts["live"], counts["rebuilt"]))
    return differences


async def _catch_up(
    connection: "asyncpg.Connection[Any]", schema: str, readings: Sequence[Reading], position: int
) -> None:
    while await advance(connection, schema, readings, position) < position:
        pass


async def _found_shape(connection: "asyncpg.Connection[Any]") -> str | None:
    found: str | None = await connection.fetchval("select obj_description(to_regnamespace('read'), 'pg_namespace')")
    return found


def _tables(readings: Sequence[Reading]) -> list[str]:
    return [table for reading in readings for table in reading.tables]
