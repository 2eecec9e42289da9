"""The board at any past moment: the nearest checkpoint before it, and the records since."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from anlan.access.visibility import Visibility
from anlan.clock import iso
from anlan.journal import Journal, Recorded
from anlan.journal.streams import stream_kind
from anlan.live.classes import ClassView, OpenSealed, Rendering, board_lists
from anlan.live.fold import BoardFold
from anlan.live.shelves import Shelf

__all__ = ["CHECKPOINT_EVERY", "Past", "checkpoint"]

CHECKPOINT_EVERY = 2000
"""Positions between two checkpoints of the board."""

_BATCH = 2000


class Past:
    """Answers what the platform knew at a moment, to today's viewers."""

    def __init__(self, journal: Journal, shelves: Sequence[Shelf], open_sealed: OpenSealed) -> None:
        self._journal = journal
        self._shelves = shelves
        self._open = open_sealed
        self._plurals = {shelf.what: shelf.plural for shelf in shelves}

    async def fold_at(self, position: int) -> BoardFold:
        """The board as of `position`."""
        fold = BoardFold(self._shelves)
        row = await self._journal.pool.fetchrow(
            "select position, at, saved from work.boards where position <= $1 and shape = $2"
            " order by position desc limit 1",
            position,
            shape(self._shelves),
        )
        if row is not None:
            sealed = await self._journal.read_positions(BoardFold.sealed_positions(row["saved"]))
            fold.restore(row["saved"], row["position"], row["at"], sealed)
        while fold.position < position:
            batch = await self._journal.read(fold.position, min(_BATCH, position - fold.position))
            if not batch:
                break
            for record in batch:
                await take(self._journal, fold, record)
        return fold

    async def board(self, moment: datetime, visibility: Visibility) -> dict[str, Any]:
        """`GET /board?at=`: every shelf's cards as `visibility` (of today) sees them."""
        position = await self._journal.position_at(moment)
        fold = await self.fold_at(position)
        view = ClassView(visibility)
        view.fill({stream: Rendering(thing, self._open) for stream, thing in fold.things().items()})
        return {"at": iso(moment), "position": position, **board_lists(view, self._plurals)}

    async def changes(
        self, start: datetime, end: datetime, visibility: Visibility, limit: int = 5000
    ) -> tuple[list[dict[str, Any]], int, bool]:
        """Deltas after `start` until `end`, at most from `limit` events: `(deltas, position reached, more)`."""
        first, last = await self._journal.position_at(start), await self._journal.position_at(end)
        fold = await self.fold_at(first)
        view = ClassView(visibility)
        view.fill({stream: Rendering(thing, self._open) for stream, thing in fold.things().items()})
        deltas: list[dict[str, Any]] = []
        position = first
        while position < min(last, first + limit):
            batch = await self._journal.read(position, min(_BATCH, last - position, first + limit - position))
            if not batch:
                break
            for record in batch:
                stream = await take(self._journal, fold, record)
                delta = stream and delta_of(fold, record, stream, view, self._open)
                if delta:
                    deltas.append(delta)
            position = batch[-1].position
        return deltas, position, position < last


def delta_of(
    fold: BoardFold, record: Recorded, stream: str, view: ClassView, open_sealed: OpenSealed
) -> dict[str, Any] | None:
    """What one record changes on a class's board, as a live message; None when nothing is to be seen of it."""
    thing = fold.thing(stream)
    rendering = None if thing is None else Rendering(thing, open_sealed)
    change = view.change(stream, rendering, "closed" if thing else fold.why_gone(stream))
    return change and delta_message(record, [change])


def delta_message(record: Recorded, changes: list[dict[str, Any]]) -> dict[str, Any]:
    """A live message in the shape of the contract."""
    assert record.position_at is not None
    return {"kind": "delta", "position": record.position, "at": iso(record.position_at), "changes": changes}


async def take(journal: Journal, fold: BoardFold, record: Recorded) -> str | None:
    """Fold a record, after the history of a stream that was forgotten."""
    if fold.lacks(record):
        fold.adopt([earlier for earlier in await journal.history(record.stream) if earlier.version < record.version])
    return fold.apply(record)


def shape(shelves: Sequence[Shelf]) -> str:
    """Changes with the fields of the states, so that a checkpoint of another shape is passed over."""
    parts = [f"{s.kind}({','.join(stream_kind(s.kind + ':').state.__struct_fields__)})" for s in shelves]
    return hashlib.sha256(";".join(sorted(parts)).encode()).hexdigest()[:16]


async def checkpoint(journal: Journal, past: Past, shelves: Sequence[Shelf]) -> int:
    """Save the boards that are still missing up to now, one each `CHECKPOINT_EVERY`; answers how many."""
    made = 0
    last = int(
        await journal.pool.fetchval(
            "select coalesce(max(position), 0) from work.boards where shape = $1", shape(shelves)
        )
    )
    head = await journal.head()
    while last + CHECKPOINT_EVERY <= head:
        last += CHECKPOINT_EVERY
        fold = await past.fold_at(last)
        await journal.pool.execute(
            "insert into work.boards (position, shape, at, saved) values ($1, $2, $3, $4) on conflict do nothing",
            last,
            shape(shelves),
            fold.at,
            fold.save(),
        )
        made += 1
    return made
