"""The read table of alarms heard, for the alarm budget."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from anlan.clock import iso
from anlan.command.events import AlarmEscalated, AlarmRaised
from anlan.journal import Recorded
from anlan.journal.readings import Reading

__all__ = ["ALARMS", "heard_by_hour"]

_DDL = """
create table alarms_heard (
    position bigint primary key,
    at timestamptz not null,
    agency_id text not null,
    desk_id text,
    kind text not null,
    level integer not null
);
create index alarms_heard_at on alarms_heard (at);
"""


def _apply(record: Recorded) -> Iterable[tuple[str, tuple[Any, ...]]]:
    event = record.event
    if not isinstance(event, AlarmRaised | AlarmEscalated):
        return ()
    return [
        (
            "insert into alarms_heard (position, at, agency_id, desk_id, kind, level)"
            " values ($1, $2, $3, $4, $5, $6)",
            (record.position, record.recorded_at, event.to_agency, event.desk_id, event.alarm_kind, event.level),
        )
    ]


ALARMS = Reading("alarms_heard", 2, ("alarms_heard",), _DDL, _apply)


async def heard_by_hour(
    pool: "asyncpg.Pool[Any]", agencies: Collection[str], now: datetime, hours: int
) -> list[dict[str, Any]]:
    """For each of the last hours with an alarm, newest first: how many were heard, and by which desk."""
    rows = await pool.fetch(
        "select date_trunc('hour', at, 'UTC') as hour, coalesce(desk_id, '') as desk, count(*) as heard"
        " from read.alarms_heard where at > $1 and agency_id = any ($2) group by 1, 2 order by 1 desc, 2",
        now - timedelta(hours=hours),
        list(agencies),
    )
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        entry = found.setdefault(iso(row["hour"]), {"hour": iso(row["hour"]), "raised": 0, "per_desk": {}})
        entry["raised"] += row["heard"]
        if row["desk"]:
            entry["per_desk"][row["desk"]] = row["heard"]
    return list(found.values())
