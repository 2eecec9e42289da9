"""A journal over a database of the test's own, and a small kind of stream to write to: a tally that is counted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import msgspec

from anlan.clock import Clock
from anlan.database import Location, Role, connect, open_pool
from anlan.ids import new_id
from anlan.journal import (
    Context,
    Decision,
    Event,
    Journal,
    Operational,
    Personal,
    Planned,
    Public,
    Stamp,
    Streams,
    evolves,
    register,
)
from anlan.journal.follower import Follower
from anlan.journal.keys import Keys
from anlan.journal.sequencer import Sequencer


class Counted(Event, kind="test.counted"):
    """Somebody counted."""

    by: Public[int]
    place: Operational[str | None] = None
    who: Personal[str | None] = None


class Emptied(Event, kind="test.emptied"):
    """The tally began again."""

    why: Public[str] = "asked"


class Tally(msgspec.Struct, frozen=True):
    """Sum and number of the counts since it was emptied, and who counted last when."""

    sum: int = 0
    counts: int = 0
    emptied: int = 0
    last: str = ""


register("tally", Tally)


@evolves("tally", Counted)
def _counted(state: Tally | None, event: Counted, at: Stamp) -> Tally:
    assert event.place is None and event.who is None, "evolve sees public fields only"
    state = state or Tally()
    last = f"{at.actor} {at.version} {at.occurred_at.isoformat()} {at.recorded_at.isoformat()}"
    return Tally(state.sum + event.by, state.counts + 1, state.emptied, last)


@evolves("tally", Emptied)
def _emptied(state: Tally | None, event: Emptied, at: Stamp) -> Tally:
    return Tally(emptied=(state.emptied if state else 0) + 1, last=f"{event.why} {at.event_id}")


def context(command_id: str | None = None, **more: Any) -> Context:
    return Context(command_id=command_id or new_id(), actor=more.pop("actor", "account:test"), **more)


def counting(*streams: str, by: int = 1, **fields: Any) -> Any:
    """A decision that counts once on each of `streams`, and answers the sums that they come to."""

    def decide(loaded: Streams, _now: Any) -> Decision:
        sums = {stream: (loaded.of(Tally, stream) or Tally()).sum + by for stream in streams}
        return Decision([Planned(stream, Counted(by=by, **fields)) for stream in streams], {"sums": sums})

    return decide


@dataclass
class World:
    """`sequencer` gives positions only when the test says so, by `place` or by running it."""

    location: Location
    pool: "asyncpg.Pool[Any]"
    keys: Keys
    clock: Clock
    follower: Follower
    journal: Journal
    sequencer: Sequencer
    folder: Path

    async def connect(self, role: Role) -> "asyncpg.Connection[Any]":
        return await connect(self.location, role)

    async def count(self, stream: str, by: int = 1, **more: Any) -> Any:
        """Count once on one stream."""
        ctx = context(more.pop("command_id", None))
        return await self.journal.run(ctx, [stream], counting(stream, by=by, **more))

    async def until(self, query: str, *args: Any) -> None:
        """Wait until the database answers true."""
        for _ in range(6000):
            if await self.pool.fetchval(query, *args):
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"not within a minute: {query}")

    async def place(self) -> int:
        """Give positions to all that is committed by now; answers the head."""
        if self.sequencer._connection is None:
            await self.sequencer.take()
        while await self.sequencer.place():
            pass
        return await self.journal.head()


@asynccontextmanager
async def open_world(location: Location, folder: Path, clock: Clock, connections: int = 8) -> AsyncIterator[World]:
    """Everything a process holds. Two over one location and folder are two processes of one platform."""
    pool = await open_pool(location, Role.app, maximum=connections, reset=_keep)
    keys = Keys(folder / "keys", folder / "secret")
    follower = Follower(lambda: connect(location, Role.app))
    await follower.start()
    sequencer = Sequencer(lambda: connect(location, Role.sequencer), clock)
    journal = Journal(pool, keys, clock, follower)
    try:
        yield World(location, pool, keys, clock, follower, journal, sequencer, folder)
    finally:
        await sequencer.release()
        await follower.stop()
        await pool.close()
        keys.close()


async def _keep(_connection: Any) -> None:
    return None
