"""Running commands against the journal, and reading it back in its order."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Any

import asyncpg
import msgspec

from anlan.clock import Clock
from anlan.errors import Conflict, Invalid
from anlan.journal import append, records
from anlan.journal.decisions import Context, Decision, Done, Streams
from anlan.journal.events import Event, Mark
from anlan.journal.follower import Follower
from anlan.journal.keys import Keys, person_key, scope_key
from anlan.journal.records import Recorded
from anlan.journal.sealing import open_event
from anlan.journal.streams import stream_kind

__all__ = ["Journal"]

_TRIES = 50
_LOAD = """
select stream, version, state, null::bigint as seq, null::uuid as key_id, null::bytea as digest
from work.streams where stream = any ($1)
union all
select null, null, result, seq, key_id, digest from work.commands where command_id = $2
"""
_EVENTS = "journal.positions p join journal.events e using (seq)"


class Journal:
    """One process's hold on the journal. `pool` is the app role's; `follower` may be None where nothing waits."""

    def __init__(self, pool: "asyncpg.Pool[Any]", keys: Keys, clock: Clock, follower: Follower | None = None) -> None:
        self.pool = pool
        self.keys = keys
        self.clock = clock
        self.follower = follower

    async def run(
        self,
        ctx: Context,
        streams: Sequence[str],
        decide: Callable[[Streams, datetime], Decision],
        expect: dict[str, int] | None = None,
    ) -> Done:
        """Load `streams`, decide, and append everything in one transaction.

        When somebody else appended to one of the streams meanwhile, it is decided again on the newer state, so
        `decide` must be pure. A command id that has been answered is answered the same again. `expect` holds
        versions a person has seen: another one is a `Conflict`, without a second try. Whatever `decide` raises
        leaves nothing behind.
        """
        for attempt in range(_TRIES):
            loaded, earlier = await self._load(ctx, streams)
            if earlier is not None:
                return earlier
            for stream, version in (expect or {}).items():
                if loaded.versions[stream] != version:
                    raise Conflict("journal.changed_meanwhile")
            decision = decide(loaded, self.clock.now())
            prepared = await append.prepare(self.keys, self.clock.now(), ctx, loaded, decision)
            try:
                seq = await append.send(self.pool, prepared)
            except append.MovedOn:
                # The first loser of a race tries again at once; a crowd on one stream spreads out a little.
                if attempt > 3:
                    await asyncio.sleep(0.001 * attempt)
                continue
            except append.AnsweredAlready:
                continue
            return Done(decision.answer, seq, prepared.recorded(seq))
        raise Conflict("journal.busy")

    async def _load(self, ctx: Context, streams: Sequence[str]) -> tuple[Streams, Done | None]:
        states: dict[str, msgspec.Struct | None] = dict.fromkeys(streams)
        versions = dict.fromkeys(streams, 0)
        earlier: Done | None = None
        for row in await self.pool.fetch(_LOAD, list(streams), ctx.command_id):
            if row["stream"] is None:
                if row["digest"] is not None and ctx.digest is not None and row["digest"] != ctx.digest:
                    raise Invalid("journal.command_reused")
                earlier = Done(self._result(ctx, row), row["seq"], [], repeated=True)
            else:
                versions[row["stream"]] = row["version"]
                if row["state"] is not None:
                    states[row["stream"]] = stream_kind(row["stream"]).decode(row["state"])
        return Streams(states, versions), earlier

    def _result(self, ctx: Context, row: Any) -> dict[str, Any]:
        plain = row["state"] and self.keys.decrypt(
            str(row["key_id"]), row["state"], append.result_about(ctx.command_id)
        )
        return msgspec.json.decode(plain) if plain else {}

    async def state(self, stream: str, kind: type[append.S]) -> append.S | None:
        """The present state of a stream; None when it has no event."""
        row = await self.pool.fetchrow(
            "select state from work.streams where stream = $1 and state is not null", stream
        )
        if row is None:
            return None
        state = stream_kind(stream).decode(row["state"])
        if not isinstance(state, kind):
            raise TypeError(f"{stream} holds {type(state).__name__}")
        return state

    async def states(self, kind: str, cls: type[append.S]) -> dict[str, append.S]:
        """All present states of one stream kind, by stream id."""
        rows = await self.pool.fetch(
            "select stream, state from work.streams"
            " where stream >= $1 and stream < $2 and state is not null order by stream",
            f"{kind}:",
            f"{kind};",
        )
        found: dict[str, append.S] = {}
        for row in rows:
            state = stream_kind(row["stream"]).decode(row["state"])
            if isinstance(state, cls):
                found[row["stream"]] = state
        return found

    async def history(self, stream: str) -> list[Recorded]:
        """Every placed event of one stream, in order."""
        rows = await self.pool.fetch(
            f"select p.position, p.at, {records.COLUMNS} from {_EVENTS} where stream = $1 order by version",
            stream,
        )
        return [records.from_row(row, row["position"], row["at"]) for row in rows]

    async def read(self, after: int, limit: int = 1000) -> list[Recorded]:
        """The next events after position `after`, at most `limit`."""
        rows = await self.pool.fetch(
            f"select p.position, p.at, {records.COLUMNS} from {_EVENTS}"
            " where p.position > $1 order by p.position limit $2",
            after,
            limit,
        )
        return [records.from_row(row, row["position"], row["at"]) for row in rows]

    async def read_positions(self, positions: Sequence[int]) -> list[Recorded]:
        """The events at these positions, in order."""
        if not positions:
            return []
        rows = await self.pool.fetch(
            f"select p.position, p.at, {records.COLUMNS} from {_EVENTS} where p.position = any ($1) order by p.position",
            list(positions),
        )
        return [records.from_row(row, row["position"], row["at"]) for row in rows]

    async def head(self) -> int:
        """The last position given; 0 for an empty journal."""
        return int(await self.pool.fetchval("select coalesce(max(position), 0) from journal.positions"))

    async def position_at(self, moment: datetime) -> int:
        """The last position whose time is not after `moment`."""
        found = await self.pool.fetchval(
            "select position from journal.positions where at <= $1 order by at desc, position desc limit 1",
            moment,
        )
        return int(found or 0)

    async def follow(self, after: int, limit: int = 1000) -> AsyncIterator[list[Recorded]]:
        """Every event after `after`, for ever, in batches, as they are placed."""
        assert self.follower is not None, "following needs a follower"
        while True:
            batch = await self.read(after, limit)
            if batch:
                after = batch[-1].position
                yield batch
            else:
                await self.follower.beyond(after)

    async def ordered(self, seq: int) -> int:
        """Wait until the event with this token has a position, and answer it."""
        assert self.follower is not None, "waiting needs a follower"
        while True:
            head = self.follower.head
            position = await self.pool.fetchval("select position from journal.positions where seq = $1", seq)
            if position is not None:
                return int(position)
            await self.follower.beyond(head)

    def open(self, recorded: Recorded, marks: frozenset[Mark]) -> Event:
        """The event with its sealed fields of `marks`, where keys live. `access` alone may call this."""
        return open_event(self.keys, recorded, marks)

    async def seal_bytes(self, scope: str, person: str | None, about: str, data: bytes) -> bytes:
        """Encrypt an attachment under a person's key within `scope`. Raises Invalid when that is erased."""
        key = person_key(scope, person)
        await self.keys.ensure([(scope_key(scope), None), (key, scope_key(scope))])
        sealed = await asyncio.to_thread(self.keys.encrypt, key, data, about.encode())
        if sealed is None:
            raise Invalid("journal.erased")
        return sealed

    def open_bytes(self, scope: str, person: str | None, about: str, sealed: bytes) -> bytes | None:
        """The attachment; None once it was erased. `access` alone may call this."""
        return self.keys.decrypt(person_key(scope, person), sealed, about.encode())
