"""Read tables: made from events in position order, thrown away and made again at will.

A reading is a set of tables and one function from an event to statements. All readings of a platform live in the
schema `read` and move together, with one row that says how far they have come. Rebuilding fills a schema beside it
and swaps the two; checking compares them.
"""

import asyncio
import dataclasses
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import asyncpg

from anlan.journal import records
from anlan.journal.follower import Follower
from anlan.journal.records import Recorded

__all__ = ["Difference", "Projector", "Reading", "rebuild"]

log = logging.getLogger(__name__)

Statement = tuple[str, tuple[Any, ...]]
_BATCH = 500
_PROGRESS = "create table progress (one boolean primary key default true check (one), position bigint not null)"


@dataclasses.dataclass(frozen=True)
class Reading:
    """`ddl` creates the tables (unqualified names, each with a primary key); `apply` says how an event changes
    them. A new `version` makes the tables anew at the next start."""

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

    _LEASE = 0x616E_6C61_6E02

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
        """Apply events until cancelled; starts again where it was after a lost connection."""
        while True:
            try:
                connection = await self._connect()
                try:
                    await connection.execute("select pg_advisory_lock($1)", self._LEASE)
                    await prepare(connection, self._readings)
                    await self._loop(connection)
                finally:
                    await connection.close(timeout=1)
            except (
                OSError,
                asyncpg.PostgresConnectionError,
                asyncpg.InterfaceError,
                asyncpg.OperatorInterventionError,
            ):
                await asyncio.sleep(0.2)

    async def _loop(self, connection: "asyncpg.Connection[Any]") -> None:
        position = await _progress(connection, "read")
        while True:
            moved = await advance(connection, "read", self._readings, position)
            if moved == position:
                await self._follower.beyond(position)
            position = moved


async def prepare(connection: "asyncpg.Connection[Any]", readings: Sequence[Reading]) -> None:
    """Have the read tables in the shape this program wants; made anew from the journal when they are not."""
    wanted = shape(readings)
    found = await connection.fetchval("select obj_description(to_regnamespace('read'))")
    if found != wanted:
        log.info("making the read tables anew")
        await rebuild(connection, readings, check=False)


def shape(readings: Sequence[Reading]) -> str:
    """Names and versions of the readings, kept as the schema's comment."""
    return ",".join(f"{reading.name}:{reading.version}" for reading in sorted(readings, key=lambda r: r.name))


async def advance(
    connection: "asyncpg.Connection[Any]", schema: str, readings: Sequence[Reading], position: int
) -> int:
    """Apply the next batch of events to the tables in `schema`; answers the new position."""
    rows = await connection.fetch(
        f"select p.position, p.at, {records.COLUMNS} from journal.positions p join journal.events e using (seq)"
        " where p.position > $1 order by p.position limit $2",
        position,
        _BATCH,
    )
    if not rows:
        return position
    async with connection.transaction():
        await connection.execute(f"set local search_path to {schema}")
        for row in rows:
            record = records.from_row(row, row["position"], row["at"])
            for reading in readings:
                for sql, args in reading.apply(record):
                    await connection.execute(sql, *args)
        last = int(rows[-1]["position"])
        await connection.execute("update progress set position = $1", last)
    return last


async def rebuild(
    connection: "asyncpg.Connection[Any]", readings: Sequence[Reading], *, check: bool
) -> list[Difference]:
    """Fill `read_shadow` from the first event on. With `check`, compare it with the live tables at the position
    these have reached, change nothing and answer the differences; otherwise swap it in."""
    async with connection.transaction():
        await connection.execute("drop schema if exists read_shadow cascade")
        await connection.execute("create schema read_shadow")
        await connection.execute("set local search_path to read_shadow")
        await connection.execute(_PROGRESS)
        await connection.execute("insert into progress (position) values (0)")
        for reading in readings:
            await connection.execute(reading.ddl)
    position = 0
    while (moved := await advance(connection, "read_shadow", readings, position)) != position:
        position = moved
    if check:
        return await _compare(connection, readings)
    async with connection.transaction():
        await connection.execute("drop schema if exists read_old cascade")
        await connection.execute("alter schema read rename to read_old")
        await connection.execute("alter schema read_shadow rename to read")
        await connection.execute(f"comment on schema read is '{shape(readings)}'")
        await connection.execute("grant usage on schema read to anlan_app, anlan_sequencer, anlan_owner")
        await connection.execute("drop schema read_old cascade")
    return []


async def _compare(connection: "asyncpg.Connection[Any]", readings: Sequence[Reading]) -> list[Difference]:
    differences: list[Difference] = []
    async with connection.transaction():
        # The live tables stand still while they are compared: both sides are brought to the same position first.
        await connection.execute("lock table read.progress in exclusive mode")
        live = await _progress(connection, "read")
        position = await _progress(connection, "read_shadow")
        while position < live:
            position = await advance(connection, "read_shadow", readings, position)
        if position > live:
            await connection.execute("set local search_path to read")
            while live < position:
                live = await advance(connection, "read", readings, live)
        for table in [table for reading in readings for table in reading.tables]:
            counts = await connection.fetchrow(
                f"select (select count(*) from (table read.{table} except all table read_shadow.{table}) a) as live,"
                f" (select count(*) from (table read_shadow.{table} except all table read.{table}) b) as rebuilt"
            )
            assert counts is not None
            if counts["live"] or counts["rebuilt"]:
                differences.append(Difference(table, counts["live"], counts["rebuilt"]))
    await connection.execute("drop schema read_shadow cascade")
    return differences


async def _progress(connection: "asyncpg.Connection[Any]", schema: str) -> int:
    return int(await connection.fetchval(f"select position from {schema}.progress"))
