"""Looking up what commands need, for all that ask at the same moment at once."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import asyncpg

from anlan.journal.together import Together

__all__ = ["Asked", "Found", "Loads", "Positions"]

_LOAD = """
select stream, version, state, null::uuid as command_id, null::bigint as seq, null::uuid as key_id,
       null::bytea as digest
from work.streams where stream = any ($1)
union all
select null, null, result, command_id, seq, key_id, digest from work.commands where command_id = any ($2::uuid[])
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """A command about to be decided, with the streams it needs."""

    command_id: str
    streams: Sequence[str]


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """`states`: stream id -> version and encoded state, of streams that exist; `earlier`: the command's row with
    its `seq`, `key_id`, `state` (the answer) and `digest` when it has been answered before."""

    states: dict[str, tuple[int, bytes | None]]
    earlier: Any


class Loads(Together[Asked, Found]):
    """Streams and earlier answers."""

    def __init__(self, pool: "asyncpg.Pool[Any]", lanes: int = 2) -> None:
        super().__init__(lanes)
        self._pool = pool

    async def _call(self, requests: list[Asked]) -> list[Found | Exception]:
        streams = {stream for each in requests for stream in each.streams}
        rows = await self._pool.fetch(_LOAD, list(streams), [each.command_id for each in requests])
        states: dict[str, tuple[int, bytes | None]] = {}
        earlier: dict[str, Any] = {}
        for row in rows:
            stream = row["stream"]
            if stream is None:
                earlier[str(row["command_id"])] = row
            else:
                states[stream] = row["version"], row["state"]
        return [
            Found(
                {stream: states[stream] for stream in each.streams if stream in states},
                earlier.get(each.command_id),
            )
            for each in requests
        ]


class Positions(Together[int, int | None]):
    """The position of an event by its number; None while it has none."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        super().__init__(lanes=1, most=1000)
        self._pool = pool

    async def _call(self, requests: list[int]) -> list[int | Exception | None]:
        rows = await self._pool.fetch("select seq, position from journal.positions where seq = any ($1)", requests)
        found = {row["seq"]: row["position"] for row in rows}
        return [found.get(seq) for seq in requests]
