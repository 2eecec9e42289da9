"""The read table of incidents, for lists and finding: public fields only, so that nothing in it names a person."""

import asyncio
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import asyncpg

from anlan.flow.incident import events as e
from anlan.flow.incident.state import IncidentState, incident_stream
from anlan.geography.cells import cell_centre
from anlan.journal import Recorded
from anlan.journal.journal import Journal
from anlan.journal.readings import Reading
from anlan.journal.streams import stream_kind

__all__ = ["INCIDENTS", "Found", "find_incidents", "read_up", "states_of"]

_DDL = """
create table incidents (
    id text primary key,
    number text not null,
    type text not null,
    priority text not null,
    agency_id text not null,
    public_place text not null,
    lon double precision,
    lat double precision,
    opened_at timestamptz not null,
    over boolean not null default false
);
create index incidents_opened on incidents (opened_at desc, id);
create index incidents_open on incidents (opened_at desc, id) where not over;
"""

Statement = tuple[str, tuple[Any, ...]]


def _apply(record: Recorded) -> Iterable[Statement]:
    if not record.stream.startswith("incident:"):
        return ()
    change = _change(record)
    if change is None:
        return ()
    sql, args = change
    return [(sql, (record.stream.partition(":")[2], *args))]


def _change(record: Recorded) -> Statement | None:
    """What an event changes in its incident's row; the id is put before the arguments."""
    match record.event:
        case e.IncidentOpened() as told:
            sql = (
                "insert into incidents (id, number, type, priority, agency_id, public_place, lon, lat, opened_at)"
                " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
            )
            facts = (told.number, told.type, told.priority, told.agency_id, told.public_place)
            return sql, (*facts, *_centre(told.cell), record.recorded_at)
        case e.TypeSet() as told:
            return "update incidents set type = $2 where id = $1", (told.type,)
        case e.PrioritySet() as told:
            return "update incidents set priority = $2 where id = $1", (told.priority,)
        case e.PlaceSet() as told:
            sql = "update incidents set agency_id = $2, public_place = $3, lon = $4, lat = $5 where id = $1"
            return sql, (told.agency_id, told.public_place, *_centre(told.cell))
    over = _OVER.get(record.kind)
    return None if over is None else ("update incidents set over = $2 where id = $1", (over,))


# The kinds of the closure stage by name: an earlier stage does not import a later one.
_OVER = {
    "incident.merged": True,
    "incident.unmerged": False,
    "closure.closed": True,
    "closure.reopened": False,
}


def _centre(cell: str) -> tuple[float | None, float | None]:
    """The middle of the coarse cell: as near as anything public may say."""
    return cell_centre(cell) if cell else (None, None)


INCIDENTS = Reading("incidents", 1, ("incidents",), _DDL, _apply)

_LOOKS = 100
_LOOK_SECONDS = 0.02

Found = tuple[str, datetime]
"""Incident id and when it was opened."""

_FIND = """
select id, opened_at from read.incidents
where (agency_id = any ($1) or id = any ($2))
  and ($3::boolean is null or over = $3)
  and ($4::text is null or number like $4 or type = any ($5) or public_place ilike $6)
  and ($7::double precision is null or (lon between $7 and $9 and lat between $8 and $10))
  and ($11::timestamptz is null or (opened_at, id) < ($11, $12))
order by opened_at desc, id desc
limit $13
"""


async def find_incidents(
    pool: "asyncpg.Pool[Any]",
    *,
    agencies: Collection[str],
    own: Collection[str],
    over: bool | None = None,
    q: str | None = None,
    types: Collection[str] = (),
    bbox: tuple[float, float, float, float] | None = None,
    after: tuple[datetime, str] | None = None,
    limit: int = 100,
) -> list[Found]:
    """Incidents of these agencies, and `own` ones, newest first. `q` finds a number or public place; `types` are
    those whose names it fits. `bbox` is west, south, east, north."""
    number = place = None
    if q:
        escaped = q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        number = f"%-{escaped.zfill(3)}" if q.isdigit() else f"%{escaped}%"
        place = f"%{escaped}%"
    west, south, east, north = bbox or (None, None, None, None)
    rows = await pool.fetch(
        _FIND,
        list(agencies),
        list(own),
        over,
        number,
        list(types),
        place,
        west,
        south,
        east,
        north,
        after[0] if after else None,
        after[1] if after else None,
        limit,
    )
    return [(row["id"], row["opened_at"]) for row in rows]


async def read_up(journal: Journal) -> None:
    """Wait until the read tables hold what had a position when this was asked: a person who closes an incident and
    lists the closed ones finds it. After two seconds what is there is answered as it is."""
    wanted = journal.follower.head if journal.follower is not None else await journal.head()
    for _ in range(_LOOKS):
        if await journal.pool.fetchval("select position from read.progress") >= wanted:
            return
        await asyncio.sleep(_LOOK_SECONDS)


async def states_of(journal: Journal, incident_ids: Collection[str]) -> dict[str, IncidentState]:
    """The present states of these incidents by id, in one question."""
    rows = await journal.pool.fetch(
        "select stream, state from work.streams where stream = any ($1)",
        [incident_stream(incident_id) for incident_id in incident_ids],
    )
    found: dict[str, IncidentState] = {}
    for row in rows:
        state = stream_kind(row["stream"]).decode(row["state"])
        if isinstance(state, IncidentState):
            found[state.id] = state
    return found
