"""`journal.append_per_s.writers16`: one event with its command id, version check, next state and encrypted fields,
each of 16 writers of one process waiting for its durable commit before the next, while the sequencer gives positions
in a process of its own. The peer is a plain INSERT of the same row by the same 16 writers through the same pool, in
a transaction each; a round of one follows a round of the other, and medians of the rounds are compared.

Writers that wait at the same moment share a call and its transaction, as in production; `journal.append_alone_per_s`
is the same with a call for each. `journal.commands_per_s` is `Journal.run` whole: load, decide, append.
"""

import asyncio
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import uvloop

from anlan.clock import WallClock
from anlan.database import EmbeddedPostgres, Location, Role, connect, migrate, open_pool
from anlan.database.account import launcher, present_account
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
from anlan.journal.appends import Appends
from anlan.journal.keys import Keys
from anlan.journal.sequencer import Sequencer
from bench import Figure, figure
from bench.platform import temporary_folder

WRITERS = 16
PEER = "plain INSERT of the same bytes"
PLAIN = """
create table public.plain (
    seq bigint generated always as identity primary key, id uuid, stream text, version integer, kind text,
    schema_version smallint, occurred_at timestamptz, recorded_at timestamptz, actor text, command_id uuid,
    cause text, matter text, public bytea, sealed bytea);
grant insert on public.plain to anlan_app
"""
INSERT = """
insert into public.plain (id, stream, version, kind, schema_version, occurred_at, recorded_at, actor, command_id,
                          cause, matter, public, sealed)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""


class Ticked(Event, kind="bench.ticked"):
    """About as large as most: a status told, with a remark that is sealed."""

    status: Public[str]
    agency_id: Public[str]
    cell: Public[str]
    place: Operational[str | None] = None
    remark: Personal[str | None] = None


class Ticks(msgspec.Struct, frozen=True):
    """The state of a stream."""

    count: int = 0
    status: str = ""
    since: datetime | None = None


register("bench", Ticks)


@evolves("bench", Ticked)
def _ticked(state: Ticks | None, event: Ticked, at: Stamp) -> Ticks:
    return Ticks((state.count if state else 0) + 1, event.status, at.occurred_at)


def ticked() -> Ticked:
    """The event that every writer appends."""
    return Ticked(
        status="enroute",
        agency_id="0190c1b2-aaaa-7bbb-8ccc-0123456789ab",
        cell="8a2a1072b59ffff",
        place="滨海路与长安街路口东北角, 三号门进",
    )


def run(rounds: int = 7, seconds: float = 2.0) -> Iterator[Figure]:
    """Every figure of this family."""
    with temporary_folder() as folder:
        yield from uvloop.run(_measure(folder, rounds, seconds))


async def _measure(folder: Path, rounds: int, seconds: float) -> list[Figure]:
    async with _writing(folder) as (journal, location):
        ways = {
            "plain": await _plain(journal, location),
            "append": _append(journal, Appends(journal.pool)),
            "alone": _append(journal, Appends(journal.pool, lanes=WRITERS, most=1)),
            "run": _run(journal),
        }
        per_second: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(rounds + 1):
            for name in list(ways)[:: 1 if number % 2 else -1]:
                value = await _per_second(ways[name], seconds if number else 0.5)
                if number:  # the first round warms up
                    per_second[name].append(value)
    medians = {name: statistics.median(values) for name, values in per_second.items()}

    def told(name: str, way: str) -> Figure:
        count = int(sum(per_second[way]) * seconds)
        return figure(name, medians[way], "1/s", count, peer=PEER, peer_value=medians["plain"])

    return [
        told(f"journal.append_per_s.writers{WRITERS}", "append"),
        told(f"journal.append_alone_per_s.writers{WRITERS}", "alone"),
        told("journal.commands_per_s", "run"),
    ]


@asynccontextmanager
async def _writing(folder: Path) -> AsyncIterator[tuple[Journal, Location]]:
    """A durable database as the platform runs it, a process that gives positions, and a journal to write to."""
    server = EmbeddedPostgres(folder)
    location = await server.start()
    try:
        await migrate(location)
        pool = await open_pool(location, Role.app, minimum=WRITERS, maximum=WRITERS, reset=_keep)
        keys = Keys(folder / "keys", folder / "secret")
        try:
            with _sequencer(location):
                yield Journal(pool, keys, WallClock()), location
        finally:
            keys.close()
            await pool.close()
    finally:
        await server.stop()


async def _keep(_connection: Any) -> None:
    return None


@contextmanager
def _sequencer(location: Location) -> Iterator[None]:
    words = [*launcher(present_account(), signal.SIGTERM), sys.executable, "-m", "bench.journal"]
    process = subprocess.Popen([*words, str(location.socket), str(location.port)], cwd=Path(__file__).parents[1])
    try:
        yield
        if process.poll() is not None:
            raise RuntimeError("the sequencer ended during the measurement")
    finally:
        process.terminate()
        process.wait()


async def _per_second(write: Callable[[int], Awaitable[None]], seconds: float) -> float:
    """How often all writers together can do `write(number of the writer)`, each one after the other."""
    began = time.perf_counter()

    async def writer(number: int) -> int:
        count = 0
        while time.perf_counter() < began + seconds:
            await write(number)
            count += 1
        return count

    counts = await asyncio.gather(*(writer(number) for number in range(WRITERS)))
    return sum(counts) / (time.perf_counter() - began)


def _context() -> Context:
    return Context(command_id=new_id(), actor="account:0190c1b2-aaaa-7bbb-8ccc-0123456789ac")


def _append(journal: Journal, appends: Appends) -> Callable[[int], Awaitable[None]]:
    """Each writer appends to a stream of its own, whose version it knows."""
    streams = [f"bench:{new_id()}" for _ in range(WRITERS)]
    states = [(0, Ticks())] * WRITERS
    writing = Journal(journal.pool, journal.keys, journal.clock)
    writing._appends = appends

    async def append(number: int) -> None:
        stream, (version, state) = streams[number], states[number]
        decision = Decision([Planned(stream, ticked())], {"version": version + 1})
        loaded = Streams({stream: state}, {stream: version})
        await writing.append(_context(), writing.clock.now(), loaded, decision)
        states[number] = version + 1, state

    return append


async def _plain(journal: Journal, location: Location) -> Callable[[int], Awaitable[None]]:
    """The row of one real event, over and over."""
    owner = await connect(location)
    await owner.execute(PLAIN)
    await owner.close()
    stream = f"bench:{new_id()}"
    decision = Decision([Planned(stream, ticked())], {"version": 1})
    done = await journal.append(_context(), journal.clock.now(), Streams({stream: None}, {stream: 0}), decision)
    event = done.events[0]
    columns = "id stream version kind schema occurred_at recorded_at actor command_id cause matter public sealed"
    row = [getattr(event, column) for column in columns.split()]

    async def insert(number: int) -> None:
        await journal.pool.execute(INSERT, *row)

    return insert


def _run(journal: Journal) -> Callable[[int], Awaitable[None]]:
    streams = [f"bench:{new_id()}" for _ in range(WRITERS)]

    async def command(number: int) -> None:
        stream = streams[number]

        def decide(loaded: Streams, _now: datetime) -> Decision:
            state = loaded.of(Ticks, stream)
            return Decision([Planned(stream, ticked())], {"version": (state.count if state else 0) + 1})

        await journal.run(_context(), [stream], decide)

    return command


async def _give_positions(location: Location) -> None:
    await Sequencer(lambda: connect(location, Role.sequencer), WallClock()).run()


if __name__ == "__main__":
    uvloop.run(_give_positions(Location(socket=Path(sys.argv[1]), port=int(sys.argv[2]))))
