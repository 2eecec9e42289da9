"""Folding every stream again from its events, to see that the states beside the journal say the same."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import msgspec

from anlan.journal import records
from anlan.journal.records import Recorded, UnknownEvent
from anlan.journal.streams import evolve, is_registered

__all__ = ["drifted", "fold"]

_BATCH = 2000


def fold(stream: str, events: list[Recorded]) -> msgspec.Struct | None:
    """The state that the events of one stream come to."""
    state: msgspec.Struct | None = None
    for record in events:
        state = evolve(stream, state, record.event, record.stamp)
    return state


async def drifted(connection: "asyncpg.Connection[Any]") -> list[str]:
    """The streams whose stored state or version is not what their events come to, in order; commands may go on
    meanwhile. Streams of kinds, or with events, that this process does not know are passed over."""
    wrong: list[str] = []
    # One moment for everything that is read.
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        stored = connection.cursor("select stream, version, state from work.streams order by stream", prefetch=_BATCH)
        lines = aiter(stored)
        line = await anext(lines, None)
        async for stream, events in _by_stream(connection):
            while line is not None and line["stream"] < stream:
                wrong.append(line["stream"])  # a state without events
                line = await anext(lines, None)
            here = line if line is not None and line["stream"] == stream else None
            if is_registered(stream) and not any(isinstance(record.event, UnknownEvent) for record in events):
                wanted = events[-1].version, _encoded(stream, events)
                if here is None or (here["version"], here["state"]) != wanted:
                    wrong.append(stream)
            if here is not None:
                line = await anext(lines, None)
        while line is not None:
            wrong.append(line["stream"])
            line = await anext(lines, None)
    return wrong


async def _by_stream(connection: "asyncpg.Connection[Any]") -> AsyncIterator[tuple[str, list[Recorded]]]:
    query = f"select {records.COLUMNS} from journal.events order by stream, version"
    events: list[Recorded] = []
    async for row in connection.cursor(query, prefetch=_BATCH):
        record = records.from_row(row)
        if events and events[-1].stream != record.stream:
            yield events[-1].stream, events
            events = []
        events.append(record)
    if events:
        yield events[-1].stream, events


def _encoded(stream: str, events: list[Recorded]) -> bytes | None:
    state = fold(stream, events)
    return None if state is None else msgspec.json.encode(state)
