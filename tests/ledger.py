"""A journal in memory: the same decide, evolve and once-per-command as the real one, without a database.

Rules can be played against it thousands of times; it also fires timers, when the test moves its clock.
"""

import itertools
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from anlan.clock import ManualClock
from anlan.ids import derived_id, new_id
from anlan.journal import Context, Decision, Done, Effect, Recorded, Streams, TimerSet, evolve
from anlan.journal.events import event_type
from anlan.journal.records import canonical
from anlan.journal.sealing import public_only
from anlan.journal.streams import stream_kind

START = datetime.fromisoformat("2026-04-12T08:00:00+00:00")


class Ledger:
    """Runs decisions; `records` is everything appended, in order. States go through JSON, as they would."""

    def __init__(self, start: datetime = START) -> None:
        self.clock = ManualClock(start)
        self.records: list[Recorded] = []
        self.sealed: dict[str, Any] = {}
        self.states: dict[str, bytes] = {}
        self.versions: dict[str, int] = {}
        self.answers: dict[str, dict[str, Any]] = {}
        self.timers: dict[str, TimerSet] = {}
        self.effects: dict[str, Effect] = {}
        self._ids = itertools.count(1)

    def get(self, stream: str) -> Any:
        """The present state of a stream."""
        return stream_kind(stream).decode(self.states[stream]) if stream in self.states else None

    def all(self, kind: str) -> list[Any]:
        """The present states of one kind of stream."""
        return [self.get(stream) for stream in sorted(self.states) if stream.startswith(f"{kind}:")]

    def decide(
        self,
        ctx: Context,
        streams: Sequence[str],
        decide: Callable[[Streams, datetime], Decision],
    ) -> Done:
        if ctx.command_id in self.answers:
            return Done(self.answers[ctx.command_id], 0, [], repeated=True)
        now = self.clock.now()
        loaded = Streams(
            {stream: self.get(stream) for stream in streams},
            {stream: self.versions.get(stream, 0) for stream in streams},
        )
        decision = decide(loaded, now)
        done: list[Recorded] = []
        states: dict[str, Any] = {stream: loaded.get(stream) for stream in streams}
        versions = dict(loaded.versions)
        for planned in decision.events:
            versions[planned.stream] += 1
            kind = event_type(type(planned.event))
            public = public_only(planned.event)
            position = len(self.records) + len(done) + 1
            record = Recorded(
                position=position,
                position_at=now,
                seq=position,
                id=new_id(),
                stream=planned.stream,
                version=versions[planned.stream],
                kind=kind.kind,
                schema=kind.version,
                occurred_at=planned.occurred_at or ctx.occurred_at or now,
                recorded_at=now,
                actor=ctx.actor,
                command_id=ctx.command_id,
                cause=ctx.cause,
                matter=planned.matter or ctx.matter,
                public=canonical(public),
                sealed=None,
                event=kind.decode(canonical(public)),
            )
            self.sealed[record.id] = planned.event
            states[planned.stream] = evolve(planned.stream, states[planned.stream], record.event, record.stamp)
            done.append(record)
        for stream in {planned.stream for planned in decision.events}:
            self.states[stream] = msgspec.json.encode(states[stream])
            self.versions[stream] = versions[stream]
        self.records += done
        for name in decision.cancel:
            self.timers.pop(name, None)
        for timer in decision.timers:
            self.timers[timer.id] = timer
        for effect in decision.effects:
            self.effects[effect.id] = effect
        canonical(decision.answer)
        self.answers[ctx.command_id] = decision.answer
        return Done(decision.answer, len(self.records), done)

    async def run(
        self,
        ctx: Context,
        streams: Sequence[str],
        decide: Callable[[Streams, datetime], Decision],
        expect: dict[str, int] | None = None,
    ) -> Done:
        """What `Journal.run` does."""
        return self.decide(ctx, streams, decide)

    async def state(self, stream: str, kind: type[Any]) -> Any:
        return self.get(stream)

    def context(self, actor: str = "account:test", occurred_at: datetime | None = None) -> Context:
        """A fresh command's context."""
        return Context(command_id=derived_id("test", str(next(self._ids))), actor=actor, occurred_at=occurred_at)

    def due(self) -> TimerSet | None:
        """The next timer that is due, taken out."""
        waiting = sorted(self.timers.values(), key=lambda timer: (timer.due_at, timer.id))
        if waiting and waiting[0].due_at <= self.clock.now():
            return self.timers.pop(waiting[0].id)
        return None

    def pass_time(self, seconds: float, fire: Callable[[TimerSet], None]) -> None:
        """Move the clock, stopping at each timer to fire it."""
        end = self.clock.now() + timedelta(seconds=seconds)
        while True:
            waiting = sorted(self.timers.values(), key=lambda timer: (timer.due_at, timer.id))
            if not waiting or waiting[0].due_at > end:
                break
            timer = self.timers.pop(waiting[0].id)
            self.clock.set(max(self.clock.now(), timer.due_at))
            fire(timer)
        self.clock.set(end)
