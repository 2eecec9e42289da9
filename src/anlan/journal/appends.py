"""Sending what commands decided: those that wait at the same moment share one transaction and its write to the disk.

A call appends everything it was given or nothing. When one of several commands cannot be, the others must not pay
for it: each is sent again by itself, and gets its own answer.
"""

from collections.abc import Sequence
from typing import Any

import asyncpg

from anlan.journal.append import MAX_EVENTS, Prepared
from anlan.journal.lost import is_lost
from anlan.journal.together import Together

__all__ = ["Appends", "MovedOn", "TimerVoid"]

_CALL = "select work.append($1, $2, $3, $4, $5, $6, $7, $8)"


class MovedOn(Exception):
    """Somebody else appended to one of `streams`, or answered the same command, first. Nothing was written."""

    def __init__(self, streams: Sequence[str] = ()) -> None:
        self.streams = streams
        super().__init__()


class TimerVoid(Exception):
    """The timer that this command answers was cancelled or moved, or has fired. Nothing was written."""


class Appends(Together[Prepared, list[int]]):
    """One process's way into the journal. Answers the numbers of a command's events, once they are on the disk.

    Of the commands of this process no two that touch the same stream, timer, effect or command id are ever under
    way together; so only other processes can make a shared call fail.
    """

    def __init__(self, pool: "asyncpg.Pool[Any]", lanes: int = 2, most: int = 64) -> None:
        super().__init__(lanes, most)
        self._pool = pool
        self._held: set[str] = set()

    def _choose(self) -> list[tuple[Prepared, Any]]:
        chosen: list[tuple[Prepared, Any]] = []
        left: list[tuple[Prepared, Any]] = []
        # What stays behind is held as well: nobody overtakes on the same stream.
        held = set(self._held)
        events, share = 0, self._share()
        for each in self._waiting:
            prepared, future = each
            if future.done():
                continue  # who asked has gone away
            touched = _touched(prepared)
            full = chosen and (len(chosen) >= share or events + len(prepared.events) > MAX_EVENTS)
            if full or not held.isdisjoint(touched):
                left.append(each)
            else:
                chosen.append(each)
                events += len(prepared.events)
            held.update(touched)
        self._waiting = left
        for prepared, _ in chosen:
            self._held.update(_touched(prepared))
        return chosen

    async def _call(self, requests: list[Prepared]) -> list[list[int] | Exception]:
        try:
            try:
                answers: list[list[int] | Exception] = list(await self._send(requests))
            except Exception as error:
                if len(requests) == 1 or is_lost(error):
                    raise
                answers = [await self._alone(prepared) for prepared in requests]
        finally:
            for prepared in requests:
                self._held.difference_update(_touched(prepared))
        self._turn_back(prepared for prepared, answer in zip(requests, answers, strict=True) if type(answer) is list)
        return answers

    async def _alone(self, prepared: Prepared) -> list[int] | Exception:
        try:
            return (await self._send([prepared]))[0]
        except Exception as error:
            return error

    async def _send(self, requests: list[Prepared]) -> list[list[int]]:
        commands: list[tuple[Any, ...]] = []
        events: list[tuple[Any, ...]] = []
        for each in requests:
            events += each.events
            commands.append((*each.command, len(events) if each.events else 0))
        try:
            seqs: list[int] | None = await self._pool.fetchval(
                _CALL,
                commands,
                events,
                sorted(row for each in requests for row in each.states),
                [row for each in requests for row in each.fired],
                [timer for each in requests for timer in each.cancel],
                [row for each in requests for row in each.timers],
                [effect for each in requests for effect in each.effects_done],
                [row for each in requests for row in each.effects],
            )
        except (asyncpg.UniqueViolationError, asyncpg.DeadlockDetectedError, asyncpg.SerializationError) as error:
            if getattr(error, "constraint_name", None) not in (None, "commands_pkey", "events_stream_version"):
                raise
            raise MovedOn([row[0] for each in requests for row in each.states]) from None
        except asyncpg.PostgresError as error:
            if error.sqlstate == "AN001":
                raise MovedOn([row[0] for each in requests for row in each.states]) from None
            if error.sqlstate == "AN002":
                raise TimerVoid from None
            raise
        rest = iter(seqs or ())
        return [[next(rest) for _ in each.events] for each in requests]

    def _turn_back(self, written: Any) -> None:
        """Tell those waiting who decided on versions that have just gone by: no need to ask the database."""
        if not self._waiting:
            return
        newest = {row[0]: row[1] for prepared in written for row in prepared.states}
        for prepared, future in self._waiting:
            if any(newest.get(row[0], row[2]) != row[2] for row in prepared.states) and not future.done():
                future.set_exception(MovedOn([row[0] for row in prepared.states]))


def _touched(prepared: Prepared) -> list[str]:
    """What no other command may touch in the same moment. Stream ids have a colon; the others begin with one."""
    touched = [row[0] for row in prepared.states]
    touched.append(f":command:{prepared.command[0]}")
    if prepared.fired or prepared.cancel or prepared.timers:
        timers = [row[0] for row in (*prepared.fired, *prepared.timers)]
        touched += [f":timer:{timer}" for timer in (*timers, *prepared.cancel)]
    if prepared.effects or prepared.effects_done:
        effects = [row[0] for row in prepared.effects]
        touched += [f":effect:{effect}" for effect in (*effects, *prepared.effects_done)]
    return touched
