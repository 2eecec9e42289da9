"""Following the journal for all screens of this process: one fold, one view a class, the same bytes to a class."""

import asyncio
import dataclasses
import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from anlan.access.visibility import Visibility
from anlan.clock import iso
from anlan.journal import Journal, Recorded
from anlan.journal.lost import is_lost
from anlan.live.classes import ClassView, OpenSealed, Rendering, board_lists
from anlan.live.fold import BoardFold
from anlan.live.past import Past, delta_message, take
from anlan.live.shelves import Shelf

__all__ = ["Hub", "Subscriber"]

log = logging.getLogger(__name__)

_KEPT_DELTAS = 5000
_KEPT_CLASS_SECONDS = 60.0
_QUEUE = 1000
_POSITIONS_SECONDS = 0.5

Position = tuple[str, float, float, str]
"""Unit id, longitude, latitude (WGS 84 degrees), time (ISO 8601)."""


Listener = Callable[[Recorded], None]
"""Told of every record after it was folded. It must not wait."""


class Subscriber:
    """One screen. `next` answers its messages in order; one that falls behind gets a fresh snapshot instead of
    what it missed, and delays nobody."""

    def __init__(self, served: "_Class") -> None:
        self._served = served
        self._queue: deque[bytes] = deque()
        self._wake = asyncio.Event()
        self._dirty: dict[str, Position] = {}
        self._behind = False

    @property
    def waiting(self) -> bool:
        """Whether `next` answers at once."""
        return self._behind or bool(self._queue) or bool(self._dirty)

    async def next(self) -> bytes:
        """The next message, as JSON bytes."""
        while True:
            if self._behind:
                self._behind = False
                self._queue.clear()
                self._dirty = dict(self._served.positions())
                return self._served.snapshot()
            if self._queue:
                return self._queue.popleft()
            if self._dirty:
                dirty, self._dirty = self._dirty, {}
                return _encode({"kind": "positions", "units": list(dirty.values())})
            self._wake.clear()
            await self._wake.wait()

    def push(self, message: bytes) -> None:
        if len(self._queue) >= _QUEUE:
            self._behind = True
        else:
            self._queue.append(message)
        self._wake.set()

    def start_over(self) -> None:
        """Begin again with a snapshot."""
        self._behind = True
        self._wake.set()

    def moved(self, positions: Mapping[str, Position]) -> None:
        self._dirty.update(positions)
        self._wake.set()


@dataclasses.dataclass
class _Class:
    """The viewers of one visibility, what they have been shown, and the last deltas for those who come back."""

    hub: "Hub"
    view: ClassView
    recent: deque[tuple[int, bytes]] = dataclasses.field(default_factory=lambda: deque(maxlen=_KEPT_DELTAS))
    since: int = 0
    subscribers: set[Subscriber] = dataclasses.field(default_factory=set)
    idle_since: float = 0.0

    def snapshot(self) -> bytes:
        return self.hub.snapshot_of(self.view)

    def positions(self) -> dict[str, Position]:
        if not self.view.visibility.locates:
            return {}
        return {unit: at for unit, at in self.hub.positions.items() if self.view.shows(f"unit:{unit}")}

    def missed(self, after: int) -> list[bytes] | None:
        """The deltas after `after`; None when not all of them are kept."""
        if after > self.hub.position or after < self.since:
            return None
        if len(self.recent) == _KEPT_DELTAS and after < self.recent[0][0]:
            return None
        return [message for position, message in self.recent if position > after]


class Hub:
    """`run` follows; `subscribe` and `leave` are for sockets; `applied` lets a command wait for its own change."""

    def __init__(self, journal: Journal, shelves: Sequence[Shelf], past: Past, open_sealed: OpenSealed) -> None:
        self._journal = journal
        self._past = past
        self._open = open_sealed
        self._plurals = {shelf.what: shelf.plural for shelf in shelves}
        self._classes: dict[Visibility, _Class] = {}
        self._renderings: dict[str, Rendering] = {}
        self._moved = asyncio.Condition()
        self._listeners: list[Listener] = []
        self._dirty: dict[str, Position] = {}
        self.positions: dict[str, Position] = {}
        self.position = 0
        self.desk_changes = 0
        """Grows whenever a desk's people or ground change: what somebody may see may have changed with it."""
        self.ready = False

    async def begin(self) -> None:
        """Have the present board."""
        self._fold = await self._past.fold_at(await self._journal.head())
        self._renderings = {stream: Rendering(t, self._open) for stream, t in self._fold.things().items()}
        self.position = self._fold.position
        self.ready = True

    async def run(self) -> None:
        """Follow the journal until cancelled; after a lost database it goes on where it was."""
        while not self.ready:
            try:
                await self.begin()
            except Exception as error:
                if not is_lost(error):
                    raise
                await asyncio.sleep(0.2)
        while True:
            try:
                async for batch in self._journal.follow(self.position):
                    for record in batch:
                        await self._take(record)
                    async with self._moved:
                        self._moved.notify_all()
                    # Sockets get a turn between batches however long a burst lasts.
                    await asyncio.sleep(0)
            except Exception as error:
                # Also in the middle of a batch, while the history of a forgotten stream is read.
                if not is_lost(error):
                    raise
                await asyncio.sleep(0.2)

    @property
    def fold(self) -> BoardFold:
        """The present board; to be read, never changed, by others."""
        return self._fold

    def listen(self, listener: Listener) -> None:
        """Have `listener` told of every record from now on."""
        self._listeners.append(listener)

    @property
    def screens(self) -> int:
        """How many are subscribed."""
        return sum(len(served.subscribers) for served in self._classes.values())

    def count(self, kind: str) -> int:
        """How many things of a stream kind are on the whole board."""
        return sum(1 for stream in self._renderings if stream.startswith(f"{kind}:"))

    async def _take(self, record: Recorded) -> None:
        stream = await take(self._journal, self._fold, record)
        self.position = record.position
        for listener in self._listeners:
            listener(record)
        if stream is None:
            return
        if stream.startswith("desk:"):
            self.desk_changes += 1
        thing = self._fold.thing(stream)
        gone = "closed" if thing else self._fold.why_gone(stream)
        rendering = None if thing is None else Rendering(thing, self._open)
        if rendering is None:
            self._renderings.pop(stream, None)
        else:
            self._renderings[stream] = rendering
        for served in self._classes.values():
            change = served.view.change(stream, rendering, gone)
            if change is None:
                continue
            message = _encode(delta_message(record, [change]))
            served.recent.append((record.position, message))
            for subscriber in served.subscribers:
                subscriber.push(message)

    async def applied(self, position: int) -> None:
        """Wait until this process's board shows `position`."""
        async with self._moved:
            await self._moved.wait_for(lambda: self.position >= position)

    def subscribe(self, visibility: Visibility, after: int | None) -> Subscriber:
        """A new screen. With `after`, it gets what it missed since then where that is still known, else a
        snapshot; positions of everything it sees follow in both cases."""
        served = self._class(visibility)
        subscriber = Subscriber(served)
        missed = None if after is None else served.missed(after)
        if missed is None:
            subscriber.push(served.snapshot())
        else:
            for message in missed[:_QUEUE]:
                subscriber.push(message)
            if len(missed) > _QUEUE:
                subscriber.start_over()
        subscriber.moved(served.positions())
        served.subscribers.add(subscriber)
        return subscriber

    def leave(self, subscriber: Subscriber) -> None:
        """The screen is gone."""
        served = subscriber._served
        served.subscribers.discard(subscriber)
        if not served.subscribers:
            served.idle_since = asyncio.get_running_loop().time()
        self._forget_idle()

    def board(self, visibility: Visibility) -> dict[str, Any]:
        """The present board of a class, as `GET /board` answers it."""
        view = self._class(visibility).view
        return {"at": self._at(), "position": self.position, **board_lists(view, self._plurals)}

    def snapshot_of(self, view: ClassView) -> bytes:
        board = board_lists(view, self._plurals)
        return _encode({"kind": "snapshot", "position": self.position, "at": self._at(), "board": board})

    def take_positions(self, positions: Iterable[Position]) -> None:
        """Units have moved; the next tick tells those who see them, latest first and only."""
        for position in positions:
            self.positions[position[0]] = position
            self._dirty[position[0]] = position

    def forget_position(self, unit_id: str) -> None:
        """A unit has gone off duty: it is located no more."""
        self.positions.pop(unit_id, None)
        self._dirty.pop(unit_id, None)

    async def tell_positions(self) -> None:
        """Hand out moved positions twice a second until cancelled."""
        while True:
            await asyncio.sleep(_POSITIONS_SECONDS)
            dirty, self._dirty = self._dirty, {}
            if not dirty:
                continue
            for served in [each for each in self._classes.values() if each.view.visibility.locates]:
                seen = {unit: at for unit, at in dirty.items() if served.view.shows(f"unit:{unit}")}
                if seen:
                    for subscriber in served.subscribers:
                        subscriber.moved(seen)

    def _class(self, visibility: Visibility) -> _Class:
        served = self._classes.get(visibility)
        if served is None:
            served = _Class(self, ClassView(visibility), since=self.position)
            served.view.fill(self._renderings)
            served.idle_since = asyncio.get_running_loop().time()
            self._classes[visibility] = served
        return served

    def _forget_idle(self) -> None:
        before = asyncio.get_running_loop().time() - _KEPT_CLASS_SECONDS
        for visibility in [v for v, c in self._classes.items() if not c.subscribers and c.idle_since < before]:
            del self._classes[visibility]

    def _at(self) -> str:
        at = self._fold.at
        return iso(max(at, self._journal.clock.now()) if at else self._journal.clock.now())


_encode = msgspec.json.Encoder().encode
