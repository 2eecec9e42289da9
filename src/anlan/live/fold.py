"""The board as a fold over the journal: states of the shelved streams, and the sealed facts of open incidents."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from anlan.journal import Recorded, evolve
from anlan.journal.streams import stream_kind
from anlan.live.shelves import Card, Shelf

__all__ = ["BoardFold", "Thing"]


@dataclasses.dataclass(frozen=True, slots=True)
class Thing:
    """Something on a shelf: its card of public fields, and the records whose sealed fields belong to it."""

    shelf: Shelf
    id: str
    card: Card
    sealed: tuple[Recorded, ...] = ()


class BoardFold:
    """Applies records in position order. What is not on the board (closed incidents) is forgotten; when a later
    event touches it again, `lacks` says so and `adopt` takes in its history first."""

    def __init__(self, shelves: Sequence[Shelf]) -> None:
        self._shelves = {shelf.kind: shelf for shelf in shelves}
        self._states: dict[str, Any] = {}
        self._sealed: dict[str, tuple[Recorded, ...]] = {}
        self._stale: set[str] = set()
        self._things: dict[str, Thing] = {}
        self._gone: dict[str, str] = {}
        self.position = 0
        self.at: datetime | None = None

    def lacks(self, record: Recorded) -> bool:
        """Whether the record continues a stream that this fold has forgotten."""
        return (
            record.version > 1
            and record.stream not in self._states
            and record.stream.partition(":")[0] in self._shelves
        )

    def adopt(self, history: Iterable[Recorded]) -> None:
        """Take in the earlier records of a forgotten stream."""
        position, at = self.position, self.at
        for record in history:
            self.apply(record)
        self.position, self.at = position, at

    def apply(self, record: Recorded) -> str | None:
        """Fold one record; answers its stream when the board may have changed by it."""
        self.position, self.at = record.position, record.position_at
        shelf = self._shelves.get(record.stream.partition(":")[0])
        if shelf is None:
            return None
        self._states[record.stream] = evolve(
            record.stream, self._states.get(record.stream), record.event, record.stamp
        )
        if record.sealed is not None and record.kind in shelf.sealed_kinds:
            self._sealed[record.stream] = (*self._sealed.get(record.stream, ()), record)
        self._stale.add(record.stream)
        return record.stream

    def thing(self, stream: str) -> Thing | None:
        """What is on the board for this stream now."""
        if stream in self._stale:
            self._stale.discard(stream)
            shelf = self._shelves[stream.partition(":")[0]]
            state = self._states[stream]
            card = shelf.card(state) if state is not None else None
            if card is None:
                self._things.pop(stream, None)
                self._gone[stream] = shelf.gone(state) if state is not None else "closed"
                del self._states[stream]
                self._sealed.pop(stream, None)
            else:
                self._things[stream] = Thing(shelf, card["id"], card, self._sealed.get(stream, ()))
        return self._things.get(stream)

    def things(self) -> Mapping[str, Thing]:
        """Everything on the board, by stream."""
        for stream in list(self._stale):
            self.thing(stream)
        return self._things

    def state(self, stream: str) -> Any:
        """The state of a stream that is on the board or has just been touched; None for others."""
        return self._states.get(stream)

    def why_gone(self, stream: str) -> str:
        """The reason that is told when a thing has just left the board."""
        return self._gone.pop(stream, "closed")

    def save(self) -> bytes:
        """The fold as bytes for a checkpoint: states, and positions of the sealed records, never their content."""
        self.things()
        return msgspec.json.encode(
            {
                "states": {stream: state for stream, state in self._states.items() if state is not None},
                "sealed": {stream: [r.position for r in records] for stream, records in self._sealed.items()},
            }
        )

    def restore(self, saved: bytes, position: int, at: datetime | None, sealed: Iterable[Recorded]) -> None:
        """Continue from a checkpoint; `sealed` are the records that `sealed_positions` named."""
        raw = msgspec.json.decode(saved, type=dict[str, dict[str, msgspec.Raw]])
        self._states = {stream: stream_kind(stream).decode(bytes(state)) for stream, state in raw["states"].items()}
        by_position = {record.position: record for record in sealed}
        self._sealed = {
            stream: tuple(by_position[n] for n in msgspec.json.decode(positions, type=list[int]))
            for stream, positions in raw["sealed"].items()
        }
        self._stale = set(self._states)
        self._things = {}
        self.position, self.at = position, at

    @staticmethod
    def sealed_positions(saved: bytes) -> list[int]:
        """The positions of the records that a checkpoint needs beside itself."""
        raw = msgspec.json.decode(saved, type=dict[str, dict[str, msgspec.Raw]])
        return [n for positions in raw["sealed"].values() for n in msgspec.json.decode(positions, type=list[int])]
