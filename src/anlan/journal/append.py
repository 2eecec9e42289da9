"""From a decision to one call of `work.append`: sealing, versions, next states."""

import dataclasses
from datetime import datetime
from typing import Any, TypeVar

import asyncpg
import msgspec

from anlan.ids import new_id
from anlan.journal.decisions import Context, Decision, Planned, Streams
from anlan.journal.events import event_type
from anlan.journal.keys import Keys, scope_key
from anlan.journal.records import Recorded, canonical
from anlan.journal.sealing import keys_for, public_only, seal
from anlan.journal.streams import evolve

__all__ = ["MAX_EVENTS", "AnsweredAlready", "MovedOn", "Prepared", "S", "prepare", "result_about", "send"]

S = TypeVar("S", bound=msgspec.Struct)

MAX_EVENTS = 1000
"""Events of one transaction: more would keep others waiting behind it."""

_CALL_ONE = "select work.append_one(" + ", ".join(f"${n}" for n in range(1, 18)) + ")"
_CALL = "select work.append(" + ", ".join(f"${n}" for n in range(1, 30)) + ")"


class MovedOn(Exception):
    """Another command appended to one of the streams first."""


class AnsweredAlready(Exception):
    """The same command id was committed by somebody else meanwhile."""


@dataclasses.dataclass(slots=True)
class Prepared:
    """The arguments of the call, and the rows they will become."""

    args: tuple[Any, ...]
    rows: list[Recorded]

    def recorded(self, last_seq: int) -> list[Recorded]:
        """The events with their tokens: those of one call are numbered without gaps, in order, up to `last_seq`."""
        first = last_seq - len(self.rows) + 1
        return [dataclasses.replace(row, seq=first + n) for n, row in enumerate(self.rows)]


async def prepare(keys: Keys, now: datetime, ctx: Context, loaded: Streams, decision: Decision) -> Prepared:
    """Seal the planned events, give them versions and fold them into the next states."""
    planned = decision.events
    if len(planned) > MAX_EVENTS:
        raise ValueError(f"{len(planned)} events in one command; at most {MAX_EVENTS}")
    result_scope = (planned[0].matter or planned[0].stream) if planned else ctx.matter or f"actor:{ctx.actor}"
    result_key = scope_key(result_scope)
    wanted = [pair for each in planned for pair in keys_for(each)]
    if decision.answer:
        wanted.append((result_key, None))
    await keys.ensure(wanted)
    rows, states = _fold(keys, now, ctx, loaded, planned)
    result = (
        keys.encrypt(result_key, canonical(decision.answer), result_about(ctx.command_id))
        if decision.answer
        else None
    )
    if len(rows) == 1 and not (decision.timers or decision.cancel or decision.effects or decision.effects_done):
        return Prepared(_one(now, ctx, rows[0], states[rows[0].stream][1], result_key, result), rows)
    changed = sorted(states)
    args = (
        ctx.command_id,
        ctx.digest,
        result_key,
        result,
        now,
        ctx.actor,
        ctx.cause,
        [row.id for row in rows],
        [row.stream for row in rows],
        [row.version for row in rows],
        [row.kind for row in rows],
        [row.schema for row in rows],
        [row.occurred_at for row in rows],
        [row.matter for row in rows],
        [row.public for row in rows],
        [row.sealed for row in rows],
        changed,
        [loaded.versions[stream] for stream in changed],
        [states[stream][0] for stream in changed],
        [states[stream][1] for stream in changed],
        decision.cancel,
        [timer.id for timer in decision.timers],
        [timer.due_at for timer in decision.timers],
        [timer.kind for timer in decision.timers],
        [canonical(timer.payload) for timer in decision.timers],
        decision.effects_done,
        [effect.id for effect in decision.effects],
        [effect.kind for effect in decision.effects],
        [canonical(effect.payload) for effect in decision.effects],
    )
    return Prepared(args, rows)


def _one(
    now: datetime, ctx: Context, row: Recorded, state: bytes | None, result_key: str, result: bytes | None
) -> tuple[Any, ...]:
    return (
        ctx.command_id,
        ctx.digest,
        result_key,
        result,
        now,
        ctx.actor,
        ctx.cause,
        row.id,
        row.stream,
        row.version,
        row.kind,
        row.schema,
        row.occurred_at,
        row.matter,
        row.public,
        row.sealed,
        state,
    )


def _fold(
    keys: Keys, now: datetime, ctx: Context, loaded: Streams, planned: list[Planned]
) -> tuple[list[Recorded], dict[str, tuple[int, bytes | None]]]:
    states: dict[str, msgspec.Struct | None] = {}
    versions: dict[str, int] = {}
    rows: list[Recorded] = []
    for each in planned:
        stream = each.stream
        if stream not in versions:
            # KeyError here: a decision may append only to streams it was given.
            states[stream], versions[stream] = loaded.get(stream), loaded.versions[stream]
        versions[stream] += 1
        event_id = new_id()
        public, sealed = seal(keys, each, event_id)
        kind = event_type(type(each.event))
        row = Recorded(
            seq=0,
            id=event_id,
            stream=stream,
            version=versions[stream],
            kind=kind.kind,
            schema=kind.version,
            occurred_at=each.occurred_at or ctx.occurred_at or now,
            recorded_at=now,
            actor=ctx.actor,
            command_id=ctx.command_id,
            cause=ctx.cause,
            matter=each.matter or ctx.matter,
            public=public,
            sealed=sealed,
            event=public_only(each.event),
        )
        states[stream] = evolve(stream, states[stream], row.event, row.stamp)
        rows.append(row)
    return rows, {
        stream: (versions[stream], None if state is None else msgspec.json.encode(state))
        for stream, state in states.items()
    }


async def send(pool: "asyncpg.Pool[Any]", prepared: Prepared) -> int:
    """Append durably; answers the last token. Raises `MovedOn` or `AnsweredAlready`, nothing written then."""
    try:
        return int(await pool.fetchval(_CALL_ONE if len(prepared.args) == 17 else _CALL, *prepared.args) or 0)
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "commands_pkey":
            raise AnsweredAlready from None
        if error.constraint_name == "events_stream_version":
            raise MovedOn from None
        raise
    except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
        raise MovedOn from None
    except asyncpg.PostgresError as error:
        if error.sqlstate == "AN001":
            raise MovedOn from None
        raise


def result_about(command_id: str) -> bytes:
    """What a stored answer is bound to, so that it cannot be put beside another command."""
    return f"result\x1f{command_id}".encode()
