"""Laws of the journal under commands that run at the same time.

Whatever two processes do together, the state beside the journal is the fold of its events, the read tables are what
a rebuild would make, a command acts once however often it is sent, timers fire once, and what an erased person said
is gone while all others are still there.
"""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from anlan.clock import ManualClock
from anlan.database import Location, Role, connect
from anlan.errors import Conflict, Refused
from anlan.ids import new_id
from anlan.journal import Context, Decision, Done, Mark, Planned, Streams, TimerSet
from anlan.journal.folding import drifted
from anlan.journal.keys import person_key
from anlan.journal.readings import Reading, advance, prepare, rebuild
from anlan.journal.timers import Timers
from journal_world import Counted, Tally, World, context, open_world

START = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = ("a", "b", "c")
PEOPLE = ("p1", "p2")

SUMS = Reading(
    "sums",
    1,
    ("sums",),
    "create table sums (stream text primary key, sum bigint not null, version int not null)",
    lambda record: [
        (
            "insert into sums values ($1, $2, $3) on conflict (stream)"
            " do update set sum = sums.sum + excluded.sum, version = excluded.version",
            (record.stream, getattr(record.event, "by", 0), record.version),
        )
    ],
)

commands = st.tuples(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True),
    st.integers(1, 9),
    st.sampled_from(PEOPLE),
    st.sampled_from(["plain", "plain", "expect", "refuse", "again"]),
)


class JournalMachine(RuleBasedStateMachine):
    """`sums` is what acknowledged commands come to, by stream; `said` who said what on which event."""

    location: Location
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.clock = ManualClock(START)
        self.prefix = f"tally:{new_id()}"
        self.sums: Counter[str] = Counter()
        self.answers: dict[str, tuple[list[str], dict[str, Any]]] = {}
        self.said: dict[str, tuple[str, str]] = {}
        self.gone: set[str] = set()
        self.timers = 0

    @initialize()
    def begin(self) -> None:
        self.runner.run(self._begin())

    async def _begin(self) -> None:
        self.worlds = [
            await self.stack.enter_async_context(open_world(self.location, self.folder, self.clock)) for _ in range(2)
        ]
        self.rebuilder = await connect(self.location, Role.rebuild)
        await prepare(self.rebuilder, (SUMS,))

    def teardown(self) -> None:
        async def end() -> None:
            await self.rebuilder.close()
            await self.stack.aclose()

        if hasattr(self, "rebuilder"):
            self.runner.run(end())
        self.runner.close()

    def stream(self, name: str) -> str:
        return f"{self.prefix}-{name}"

    def matter(self) -> str:
        return f"{self.prefix}-matter"

    @rule(crowd=st.lists(commands, min_size=1, max_size=8), twice=st.booleans())
    def run_together(self, crowd: list[tuple[list[str], int, str, str]], twice: bool) -> None:
        """All at once, over two processes; `twice` sends every command to both of them."""
        self.runner.run(self._run_together(crowd, twice))

    async def _run_together(self, crowd: list[tuple[list[str], int, str, str]], twice: bool) -> None:
        runs = []
        for n, (names, by, person, how) in enumerate(crowd):
            command = new_id()
            if how == "again" and self.answers:
                command = sorted(self.answers)[n % len(self.answers)]
            for world in self.worlds if twice else [self.worlds[n % 2]]:
                runs.append(self._command(world, command, names, by, person, how))
        await asyncio.gather(*runs)

    async def _command(self, world: World, command: str, names: list[str], by: int, person: str, how: str) -> None:
        streams = [self.stream(name) for name in names]
        words = f"{person} said {by} in {command}"

        def decide(loaded: Streams, now: Any) -> Decision:
            if how == "refuse":
                raise Refused("journal.erased")
            events = [
                Planned(each, Counted(by=by, who=words), matter=self.matter(), person=person) for each in streams
            ]
            sums = [(loaded.of(Tally, each) or Tally()).sum + by for each in streams]
            return Decision(events, {"sums": sums})

        expect = {streams[0]: self.sums[streams[0] + " events"]} if how == "expect" else None
        try:
            done = await world.journal.run(context(command), streams, decide, expect=expect)
        except (Refused, Conflict):
            assert how in ("refuse", "expect")
            return
        self._acknowledged(command, streams, by, person, words, done)

    def _acknowledged(self, command: str, streams: list[str], by: int, person: str, words: str, done: Done) -> None:
        known = self.answers.setdefault(command, (streams, done.answer))
        assert known[1] == done.answer, "a retry answers what the first try answered"
        if done.repeated:
            return
        assert known[0] is streams, "it acted once"
        for event in done.events:
            self.sums[event.stream] += by
            self.sums[f"{event.stream} events"] += 1
            assert (event.sealed is None) == (person in self.gone)
            if person not in self.gone:
                self.said[event.id] = (person, words)

    @rule(seconds=st.integers(0, 20), count=st.integers(1, 3))
    def promise(self, seconds: int, count: int) -> None:
        due = self.clock.now() + timedelta(seconds=seconds)
        timers = [TimerSet(f"{self.prefix}-{self.timers + n}", due, self.prefix, {}) for n in range(count)]
        self.runner.run(self.worlds[0].journal.run(context(), [], lambda *_: Decision(timers=timers)))
        self.timers += count

    @rule(seconds=st.integers(0, 30))
    def fire(self, seconds: int) -> None:
        """Two workers at the same time; each timer counts one on the stream of the timers."""
        self.clock.advance(seconds)
        stream = self.stream("timers")

        async def one(world: World) -> None:
            async def handler(_payload: Any, ctx: Context, _timer: str) -> None:
                await world.journal.run(ctx, [stream], lambda *_: Decision([Planned(stream, Counted(by=1))]))

            await Timers(world.journal, {self.prefix: handler}).fire_due()

        async def both() -> tuple[int, int]:
            await asyncio.gather(*(one(world) for world in self.worlds))
            left = await self.worlds[0].pool.fetchval("select count(*) from work.timers where kind = $1", self.prefix)
            state = await self.worlds[0].journal.state(stream, Tally)
            return self.timers - left, state.sum if state else 0

        fired, counted = self.runner.run(both())
        assert fired == counted
        self.sums[stream] = counted

    @rule(person=st.sampled_from(PEOPLE))
    def erase(self, person: str) -> None:
        self.runner.run(self.worlds[0].keys.destroy(person_key(self.matter(), person)))
        self.gone.add(person)

    @rule()
    def place_some(self) -> None:
        self.runner.run(self.worlds[0].place())

    @rule()
    def show_some(self) -> None:
        self.runner.run(advance(self.rebuilder, "read", (SUMS,)))

    @invariant()
    def the_state_is_what_was_acknowledged(self) -> None:
        async def sums() -> dict[str, int]:
            found = {name: await self.worlds[1].journal.state(self.stream(name), Tally) for name in NAMES}
            return {name: state.sum if state else 0 for name, state in found.items()}

        if hasattr(self, "worlds"):
            assert self.runner.run(sums()) == {name: self.sums[self.stream(name)] for name in NAMES}

    @rule()
    def everything_says_the_same(self) -> None:
        self.runner.run(self._everything())

    async def _everything(self) -> None:
        head = await self.worlds[0].place()
        assert await rebuild(self.rebuilder, (SUMS,), check=True) == []
        while await advance(self.rebuilder, "read", (SUMS,)) < head:
            pass
        assert await drifted(self.rebuilder) == []
        shown = await self.rebuilder.fetch(
            "select stream, sum from read.sums where starts_with(stream, $1)", self.prefix
        )
        assert {row["stream"]: row["sum"] for row in shown} == {
            name: total for name, total in self.sums.items() if total and not name.endswith(" events")
        }
        opened: dict[str, str | None] = {}
        for name in NAMES:
            for record in await self.worlds[1].journal.history(self.stream(name)):
                event = self.worlds[1].journal.open(record, frozenset({Mark.PERSONAL}))
                assert isinstance(event, Counted)
                opened[record.id] = event.who
        for event_id, (person, words) in self.said.items():
            assert opened[event_id] == (None if person in self.gone else words)


def test_the_laws_hold(postgres: Location, tmp_path: Path) -> None:
    class Machine(JournalMachine):
        location = Location(socket=postgres.socket, port=postgres.port, database="journal_machine")
        folder = tmp_path

    async def create() -> None:
        admin = await connect(Location(socket=postgres.socket, port=postgres.port, database="postgres"))
        await admin.execute("drop database if exists journal_machine with (force)")
        await admin.execute(f'create database journal_machine template "{postgres.database}"')
        await admin.execute("grant create on database journal_machine to anlan_rebuild")
        await admin.close()

    asyncio.run(create())
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
