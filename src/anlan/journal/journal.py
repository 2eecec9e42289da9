"""Running commands against the journal, and reading it back in its order."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import datetime
from typing import Any

import asyncpg
import msgspec

from anlan.clock import Clock
from anlan.errors import Conflict, Invalid, NotFound, Refused, Unavailable
from anlan.journal import append, records
from anlan.journal.appends import Appends, MovedOn, TimerVoid
from anlan.journal.decisions import Context, Decision, Done, Streams
from anlan.journal.events import Event, Mark
from anlan.journal.follower import Follower
from anlan.journal.keys import Keys, person_key, scope_key
from anlan.journal.loads import Asked, Loads, Positions
from anlan.journal.lost import unavailable
from anlan.journal.records import Recorded
from anlan.journal.sealing import open_event
from anlan.journal.streams import S, stream_kind
from anlan.journal.turns import Turns

__all__ = ["Journal"]

_TRIES = 50
_AWAY_SECONDS = 0.2
_EVENTS = "journal.positions p join journal.events e using (seq)"


class Journal:
    """One process's hold on the journal. `pool` is the app role's; `follower` may be None where nothing waits."""

    def __init__(self, pool: "asyncpg.Pool[Any]", keys: Keys, clock: Clock, follower: Follower | None = None) -> None:
        self.pool = pool
        self.keys = keys
        self.clock = clock
        self.follower = follower
        self._loads = Loads(pool)
        self._appends = Appends(pool)
        self._positions = Positions(pool)
        self._turns = Turns()

    async def run(
        self,
        ctx: Context,
        streams: Sequence[str],
        decide: Callable[[Streams, datetime], Decision],
        expect: dict[str, int] | None = None,
        loaded: Streams | None = None,
    ) -> Done:
        """Load `streams`, decide, and append everything in one transaction.

        When somebody else appended meanwhile to a stream that this command appends to, it is decided again on the
        newer state, so `decide` must be pure; a stream that is only looked at is as it was when it was loaded. A
        command id that has been answered is answered the same again. `expect` holds versions a person has seen:
        another one is a `Conflict`, without a second try. `loaded` is what `load` answered for these streams: the
        first try decides on it. Whatever `decide` raises leaves nothing behind.
        Raises `Unavailable` when the database went away: the command may or may not have been written, and may be
        run again under the same id; `NotFound` when what it was answered has been erased since.
        """
        async with unavailable():
            moved: Sequence[str] = self._turns.crowded(streams)
            if not moved:
                try:
                    return await self._once(ctx, streams, decide, expect, loaded)
                except MovedOn as error:
                    moved = error.streams
            async with self._turns.of(moved):
                for attempt in range(_TRIES):
                    try:
                        return await self._once(ctx, streams, decide, expect)
                    except MovedOn:
                        # Another process was faster: out of step is the quickest way past each other.
                        await asyncio.sleep(random.random() * 0.001 * attempt)
        raise Conflict("journal.busy")

    async def _once(
        self,
        ctx: Context,
        streams: Sequence[str],
        decide: Callable[[Streams, datetime], Decision],
        expect: dict[str, int] | None,
        loaded: Streams | None = None,
    ) -> Done:
        if loaded is None:
            loaded, earlier = await self._load(ctx, streams)
            if earlier is not None:
                return earlier
        for stream, version in (expect or {}).items():
            if loaded.versions[stream] != version:
                raise Conflict("journal.changed_meanwhile")
        now = self.clock.now()
        return await self.append(ctx, now, loaded, decide(loaded, now))

    async def load(self, ctx: Context, streams: Sequence[str]) -> tuple[Streams, Done | None]:
        """What `run` would decide on now, for who must look further before deciding; and what the command was
        answered, if it was."""
        async with unavailable():
            return await self._load(ctx, streams)

    async def append(self, ctx: Context, now: datetime, loaded: Streams, decision: Decision) -> Done:
        """Append a decision that was made on `loaded` at `now`: what `run` does at its end.

        Raises `MovedOn` when one of the streams it appends to has another version by now, or the command was
        answered already; `Refused` when the timer that it answers is not due any more."""
        prepared = await append.prepare(self.keys, now, ctx, loaded, decision)
        try:
            seqs = await self._appends.ask(prepared)
        except TimerVoid:
            raise Refused("journal.timer_void") from None
        return Done(prepared.answer, seqs[-1] if seqs else 0, prepared.recorded(seqs))

    async def _load(self, ctx: Context, streams: Sequence[str]) -> tuple[Streams, Done | None]:
        found = await self._loads.ask(Asked(ctx.command_id, streams))
        states: dict[str, msgspec.Struct | None] = dict.fromkeys(streams)
        versions = dict.fromkeys(streams, 0)
        for stream, (version, state) in found.states.items():
            versions[stream] = version
            if state is not None:
                states[stream] = stream_kind(stream).decode(state)
        earlier: Done | None = None
        if (row := found.earlier) is not None:
            if row["digest"] is not None and ctx.digest is not None and row["digest"] != ctx.digest:
                raise Invalid("journal.command_reused")
            earlier = Done(self._result(ctx, row), row["seq"], [], repeated=True)
        return Streams(states, versions), earlier

    def _result(self, ctx: Context, row: Any) -> dict[str, Any]:
        if row["state"] is None:
            return {}
        plain = self.keys.decrypt(str(row["key_id"]), row["state"], append.result_about(ctx.command_id))
        if plain is None:
            raise NotFound("journal.answer_erased")
        answer: dict[str, Any] = msgspec.json.decode(plain)
        return answer

    async def state(self, stream: str, kind: type[S]) -> S | None:
        """The present state of a stream; None when it has no event."""
        rows = await self._fetch("select state from work.streams where stream = $1 and state is not null", stream)
        if not rows:
            return None
        state = stream_kind(stream).decode(rows[0]["state"])
        if not isinstance(state, kind):
            raise TypeError(f"{stream} holds {type(state).__name__}")
        return state

    async def states(self, kind: str, cls: type[S]) -> dict[str, S]:
        """All present states of one stream kind, by stream id."""
        rows = await self._fetch(
            "select stream, state from work.streams"
            " where stream >= $1 and stream < $2 and state is not null order by stream",
            f"{kind}:",
            f"{kind};",
        )
        found: dict[str, S] = {}
        for row in rows:
            state = stream_kind(row["stream"]).decode(row["state"])
            if isinstance(state, cls):
                found[row["stream"]] = state
        return found

    async def history(self, stream: str) -> list[Recorded]:
        """Every placed event of one stream, in order."""
        rows = await self._fetch(
            f"select p.position, p.at, {records.COLUMNS} from {_EVENTS} where stream = $1 order by version",
            stream,
        )
        return [records.from_row(row, row["position"], row["at"]) for row in rows]

    async def stream_events(self, stream: str, kinds: Collection[str]) -> list[Recorded]:
        """The events of these kinds on one stream, in order, whether placed already or not."""
        rows = await self._fetch(
            f"select {records.COLUMNS} from journal.events where stream = $1 and kind = any ($2) order by version",
            stream,
            list(kinds),
        )
        return [records.from_row(row) for row in rows]

    async def read(self, after: int, limit: int = 1000) -> list[Recorded]:
        """The next events after position `after`, at most `limit`."""
        rows = await self._fetch(
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
        rows = await self._fetch(
            f"select p.position, p.at, {records.COLUMNS} from {_EVENTS}"
            " where p.position = any ($1) order by p.position",
            list(positions),
        )
        return [records.from_row(row, row["position"], row["at"]) for row in rows]

    async def event(self, seq: int) -> Recorded | None:
        """The event with this token, placed or not."""
        rows = await self._fetch(f"select {records.COLUMNS} from journal.events where seq = $1", seq)
        return records.from_row(rows[0]) if rows else None

    async def head(self) -> int:
        """The last position given; 0 for an empty journal."""
        rows = await self._fetch("select coalesce(max(position), 0) from journal.positions")
        return int(rows[0][0])

    async def position_at(self, moment: datetime) -> int:
        """The last position whose time is not after `moment`."""
        rows = await self._fetch(
            "select position from journal.positions where at <= $1 order by at desc, position desc limit 1",
            moment,
        )
        return int(rows[0][0]) if rows else 0

    async def follow(self, after: int, limit: int = 1000) -> AsyncIterator[list[Recorded]]:
        """Every event after `after`, for ever, in batches, as they are placed. A database that is away is waited
        for."""
        assert self.follower is not None, "following needs a follower"
        while True:
            try:
                batch = await self.read(after, limit)
            except Unavailable:
                await asyncio.sleep(_AWAY_SECONDS)
                continue
            if batch:
                after = batch[-1].position
                yield batch
            else:
                await self.follower.beyond(after)

    async def ordered(self, seq: int) -> int:
        """Wait until the event with this token has a position, and answer it. A command without events has
        nothing to wait for: the present head."""
        assert self.follower is not None, "waiting needs a follower"
        if seq == 0:
            return await self.head()
        while True:
            head = self.follower.head
            async with unavailable():
                position = await self._positions.ask(seq)
            if position is not None:
                return position
            await self.follower.beyond(head)

    async def _fetch(self, query: str, *args: Any) -> list[Any]:
        async with unavailable():
            return await self.pool.fetch(query, *args)

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
