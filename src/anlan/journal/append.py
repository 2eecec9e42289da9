"""From a decision to the rows of `work.append`: sealing, versions, next states."""

import dataclasses
from datetime import UTC, datetime
from typing import Any

import msgspec

from anlan.ids import new_id
from anlan.journal.decisions import Context, Decision, Planned, Streams
from anlan.journal.events import Event, event_type
from anlan.journal.keys import Keys, scope_key
from anlan.journal.records import Recorded, Stamp, UnknownEvent, canonical
from anlan.journal.sealing import keys_for, public_bytes, seal
from anlan.journal.streams import evolve

__all__ = ["MAX_EVENTS", "Prepared", "prepare", "result_about"]

MAX_EVENTS = 1000
"""Events of one transaction: more would keep others waiting behind it."""

Row = tuple[Any, ...]


@dataclasses.dataclass(slots=True)
class Prepared:
    """One command's part of a call: rows in the order of the types in the first journal migration."""

    command: Row
    """`work.new_command` without its last field."""
    answer: dict[str, Any]
    events: list[Row]
    """`work.new_event`."""
    facts: list[Event]
    """The events that `events` are rows of, public fields only."""
    states: list[Row]
    """`work.new_state`: stream, version, version before, state."""
    fired: list[Row]
    """`work.new_timer`: the timer that this command answers, if it answers one."""
    cancel: list[str]
    timers: list[Row]
    """`work.new_timer`."""
    effects_done: list[str]
    effects: list[Row]
    """`work.new_effect`."""

    @property
    def streams(self) -> list[str]:
        """The streams appended to."""
        return [row[0] for row in self.states]

    def recorded(self, seqs: list[int]) -> list[Recorded]:
        """The events as they were appended, with their tokens."""
        return [
            Recorded(
                seq=seq,
                id=row[0],
                stream=row[1],
                version=row[2],
                kind=row[3],
                schema=row[4],
                occurred_at=row[5],
                recorded_at=row[6],
                actor=row[7],
                command_id=row[8],
                cause=row[9],
                matter=row[10],
                public=row[11],
                sealed=row[12],
                event=fact,
            )
            for row, fact, seq in zip(self.events, self.facts, seqs, strict=True)
        ]


async def prepare(keys: Keys, now: datetime, ctx: Context, loaded: Streams, decision: Decision) -> Prepared:
    """Seal the planned events, give them versions and fold them into the next states.

    Raises ValueError or TypeError for what cannot be written: a mistake of the program, not of its user."""
    planned = decision.events
    if len(planned) > MAX_EVENTS:
        raise ValueError(f"{len(planned)} events in one command; at most {MAX_EVENTS}")
    answer = canonical(decision.answer) if decision.answer else None
    answer_key = scope_key(_scope(planned[0], ctx) if planned else ctx.matter or f"actor:{ctx.actor}")
    wanted = [pair for each in planned for pair in keys_for(each, _scope(each, ctx))]
    if answer is not None:
        wanted.append((answer_key, None))
    await keys.ensure(wanted)
    events, facts, states = _fold(keys, _utc(now), ctx, loaded, planned)
    sealed = keys.encrypt(answer_key, answer, result_about(ctx.command_id)) if answer is not None else None
    if answer is not None and sealed is None:
        # About something that is erased: a retry is still to be answered.
        answer_key = scope_key(f"actor:{ctx.actor}")
        await keys.ensure([(answer_key, None)])
        sealed = keys.encrypt(answer_key, answer, result_about(ctx.command_id))
    return Prepared(
        command=(ctx.command_id, ctx.digest, answer_key, sealed),
        # As a retry would be answered: what JSON makes of it.
        answer=msgspec.json.decode(answer) if answer is not None else {},
        events=events,
        facts=facts,
        states=states,
        fired=_fired(ctx),
        cancel=decision.cancel,
        timers=[(each.id, each.due_at, each.kind, canonical(each.payload)) for each in decision.timers],
        effects_done=decision.effects_done,
        effects=[(each.id, each.kind, canonical(each.payload), now) for each in decision.effects],
    )


def _fold(
    keys: Keys, now: datetime, ctx: Context, loaded: Streams, planned: list[Planned]
) -> tuple[list[Row], list[Event], list[Row]]:
    states: dict[str, msgspec.Struct | None] = {}
    versions: dict[str, int] = {}
    rows: list[Row] = []
    facts: list[Event] = []
    for each in planned:
        stream = each.stream
        if stream not in versions:
            # KeyError here: a decision may append only to streams it was given.
            states[stream], versions[stream] = loaded.get(stream), loaded.versions[stream]
        versions[stream] = version = versions[stream] + 1
        kind = event_type(type(each.event))
        if kind.cls is UnknownEvent:
            raise TypeError("an event of an unknown kind is read, never written")
        public = public_bytes(kind, each.event)
        # What `evolve` sees now is what it will see when the journal is read again, in every detail.
        fact = kind.decode(public)
        occurred = each.occurred_at or ctx.occurred_at
        stamp = Stamp(new_id(), stream, version, now if occurred is None else _utc(occurred), now, ctx.actor)
        states[stream] = evolve(stream, states[stream], fact, stamp)
        row = (
            stamp.event_id,
            stream,
            version,
            kind.kind,
            kind.version,
            stamp.occurred_at,
            now,
            ctx.actor,
            ctx.command_id,
            ctx.cause,
            each.matter or ctx.matter,
            public,
            seal(keys, each, _scope(each, ctx), stamp.event_id),
        )
        rows.append(row)
        facts.append(fact)
    changed = [
        (stream, versions[stream], loaded.versions[stream], None if state is None else msgspec.json.encode(state))
        for stream, state in sorted(states.items())
    ]
    return rows, facts, changed


def _fired(ctx: Context) -> list[Row]:
    if ctx.firing is None or ctx.firing.command_id != ctx.command_id:
        return []
    return [(ctx.firing.timer, ctx.firing.due_at, "", b"")]


def result_about(command_id: str) -> bytes:
    """What a stored answer is bound to, so that it cannot be put beside another command."""
    return f"result\x1f{command_id}".encode()


def _scope(planned: Planned, ctx: Context) -> str:
    """Under whose key an event's fields go; `Recorded.scope` says the same of the row."""
    return planned.matter or ctx.matter or planned.stream


def _utc(moment: datetime) -> datetime:
    """The moment as it will be read back. Raises ValueError for a time without a zone."""
    if moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC)
