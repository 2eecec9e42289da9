"""The table `access.readings`: insert-only for everyone, in an order of its own without holes."""

import dataclasses
import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import msgspec

from anlan.access.caller import Caller
from anlan.clock import Clock
from anlan.ids import derived_id

__all__ = ["Because", "ReadingLog", "ReadingRow"]

_LOCK = 0x616E_6C61_6E04
_COLUMNS = "position, id, account_id, session_id, incident_id, view, at, because, because_params"


@dataclasses.dataclass(frozen=True, slots=True)
class Because:
    """Why opening was this person's work: a code of `reasons` and what fills its words."""

    code: str
    params: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class ReadingRow:
    """One opening: who, whose matter, in which view, when and why."""

    position: int
    id: str
    account_id: str
    session_id: str
    incident_id: str
    view: str
    at: datetime
    because: Because


class ReadingLog:
    """`wall` times the openings: looking happens in the real world. A day is one of `zone`."""

    def __init__(self, pool: "asyncpg.Pool[Any]", wall: Clock, zone: ZoneInfo) -> None:
        self._pool = pool
        self._wall = wall
        self._zone = zone

    async def write(self, caller: Caller, incident_id: str, view: str, because: Because) -> None:
        """Have the line on the disk: once per person, incident and view in a session-day. Nothing may be shown
        before this returns."""
        at = self._wall.now()
        day = at.astimezone(self._zone).date()
        key = (caller.account_id, incident_id, view, caller.session_id, day.isoformat())
        reading_id = uuid.UUID(derived_id("reading", *key))
        async with self._pool.acquire() as connection:
            if await connection.fetchval("select 1 from access.readings where id = $1", reading_id):
                return
            async with connection.transaction():
                # One at a time, so that positions have no holes: openings are a person's touches, not a stream.
                await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
                await connection.execute(
                    "insert into access.readings"
                    " (position, id, account_id, session_id, day, incident_id, view, at, because, because_params)"
                    " select coalesce(max(position), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9 from access.readings"
                    " on conflict (id) do nothing",
                    reading_id,
                    uuid.UUID(caller.account_id),
                    uuid.UUID(caller.session_id),
                    day,
                    incident_id,
                    view,
                    at,
                    because.code,
                    msgspec.json.encode(because.params).decode(),
                )

    async def page(
        self,
        *,
        after: int = 0,
        limit: int = 200,
        incident_id: str | None = None,
        account_id: uuid.UUID | None = None,
    ) -> list[ReadingRow]:
        """Lines after position `after`, oldest first, of one incident or person or both."""
        rows = await self._pool.fetch(
            f"select {_COLUMNS} from access.readings where position > $1"
            " and ($2::text is null or incident_id = $2) and ($3::uuid is null or account_id = $3)"
            " order by position limit $4",
            after,
            incident_id,
            account_id,
            limit,
        )
        return [_row(row) for row in rows]


def _row(row: Any) -> ReadingRow:
    return ReadingRow(
        position=row["position"],
        id=str(row["id"]),
        account_id=str(row["account_id"]),
        session_id=str(row["session_id"]),
        incident_id=row["incident_id"],
        view=row["view"],
        at=row["at"],
        because=Because(row["because"], msgspec.json.decode(row["because_params"])),
    )
