"""Kinds of streams and how their states follow from events.

A stream id is `kind:id`. A kind has one state type; any module may add evolvers for its own events on it, so a
later stage extends the story of an incident without an earlier one knowing of it.
"""

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from anlan.journal.events import Event
from anlan.journal.records import Stamp

__all__ = ["S", "StreamKind", "evolve", "evolves", "is_registered", "register", "stream_kind"]

S = TypeVar("S", bound=msgspec.Struct)
E = TypeVar("E", bound=Event)


@dataclasses.dataclass(frozen=True)
class StreamKind:
    """`name` is what stands before the colon of its stream ids; `state` is folded from its events."""

    name: str
    state: type[msgspec.Struct]
    decode: Callable[[bytes], msgspec.Struct]


_kinds: dict[str, StreamKind] = {}
_evolvers: dict[tuple[str, type[Event]], Callable[[Any, Any, Stamp], Any]] = {}


def register(name: str, state: type[msgspec.Struct]) -> StreamKind:
    """Make a stream kind known. Twice with the same state is once."""
    kind = StreamKind(name, state, msgspec.json.Decoder(state).decode)
    known = _kinds.get(name)
    if known is not None and known.state.__qualname__ != state.__qualname__:
        raise TypeError(f"stream kind {name} is registered twice")
    _kinds[name] = kind
    return kind


def stream_kind(stream: str) -> StreamKind:
    """The kind of a stream id. KeyError when its module was never imported."""
    return _kinds[stream.partition(":")[0]]


def is_registered(stream: str) -> bool:
    """Whether a module of this process folds states of this kind of stream."""
    return stream.partition(":")[0] in _kinds


def evolves(
    name: str, event: type[E]
) -> Callable[[Callable[[S | None, E, Stamp], S]], Callable[[S | None, E, Stamp], S]]:
    """Register how `event` changes the state of streams of kind `name`: `(state or None, event, stamp) -> state`.

    The function is pure, and is handed the event with every sealed field at None."""

    def keep(function: Callable[[S | None, E, Stamp], S]) -> Callable[[S | None, E, Stamp], S]:
        _evolvers[name, event] = function
        return function

    return keep


def evolve(stream: str, state: msgspec.Struct | None, event: Event, stamp: Stamp) -> msgspec.Struct | None:
    """The next state. An event that no module evolves on this kind leaves it unchanged."""
    function = _evolvers.get((stream.partition(":")[0], type(event)))
    if function is None:
        return state
    result: msgspec.Struct = function(state, event, stamp)
    return result
