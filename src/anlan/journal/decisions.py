"""What a command brings with it, what deciding it answers, and what the journal gives back."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from anlan.ids import derived_id
from anlan.journal.events import Event
from anlan.journal.records import Recorded

__all__ = ["Context", "Decision", "Done", "Effect", "Firing", "Planned", "Streams", "TimerSet"]

S = TypeVar("S", bound=msgspec.Struct)


@dataclasses.dataclass(frozen=True)
class Firing:
    """A timer that has come due. Its command's id follows from it, so that it is answered once."""

    timer: str
    due_at: datetime

    @property
    def command_id(self) -> str:
        return derived_id("timer", self.timer, self.due_at.isoformat())


@dataclasses.dataclass(frozen=True, kw_only=True)
class Context:
    """Who commands, under which id, and when it truly happened (the clock's now when not told).

    The id is a UUID in its canonical text. One that somebody else has used is answered with *their* answer: what
    comes from outside is made one's own first (`derived_id` of the account and the key it sent)."""

    command_id: str
    actor: str
    occurred_at: datetime | None = None
    cause: str | None = None
    matter: str | None = None
    """The matter of every event whose plan names none."""
    digest: bytes | None = None
    """Hash of what was asked, so that a reused command id with other content is noticed."""
    firing: Firing | None = None
    """The timer that the command with the firing's own id answers: taken away with the command's events, and
    nothing happens when it was cancelled or moved meanwhile."""

    def __post_init__(self) -> None:
        if len(self.command_id) != 36 or self.command_id != self.command_id.lower():
            raise ValueError(f"{self.command_id!r} is not the canonical text of a UUID")


@dataclasses.dataclass(frozen=True)
class Planned:
    """An event on its way to a stream. Its sealed fields go under the key of `matter`, else of the stream;
    personal ones under the key of `person` within it."""

    stream: str
    event: Event
    matter: str | None = None
    person: str | None = None
    occurred_at: datetime | None = None


@dataclasses.dataclass(frozen=True)
class TimerSet:
    """A promise with a clock: at `due_at` the handler of `kind` runs once. The payload holds public ids only.
    Setting a timer whose id exists moves it."""

    id: str
    due_at: datetime
    kind: str
    payload: dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Effect:
    """Something to do outside, at least once; its outcome comes back as an event. Public ids only."""

    id: str
    kind: str
    payload: dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Decision:
    """Everything one command changes, appended in one transaction, or nothing of it."""

    events: list[Planned] = dataclasses.field(default_factory=list)
    answer: dict[str, Any] = dataclasses.field(default_factory=dict)
    timers: list[TimerSet] = dataclasses.field(default_factory=list)
    cancel: list[str] = dataclasses.field(default_factory=list)
    effects: list[Effect] = dataclasses.field(default_factory=list)
    effects_done: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Done:
    """What came of a command. `seq` is a token for `Journal.ordered`; 0 when nothing was appended."""

    answer: dict[str, Any]
    seq: int
    events: list[Recorded]
    repeated: bool = False


class Streams:
    """The states a decision was given, by stream id, with the versions they were read at."""

    def __init__(self, states: Mapping[str, msgspec.Struct | None], versions: Mapping[str, int]) -> None:
        self._states = states
        self.versions = versions

    def get(self, stream: str) -> msgspec.Struct | None:
        """The state, or None for a stream without events. A stream that was not asked for is a KeyError."""
        return self._states[stream]

    def of(self, kind: type[S], stream: str) -> S | None:
        """The state as `kind`; TypeError when the stream holds another."""
        state = self._states[stream]
        if state is not None and not isinstance(state, kind):
            raise TypeError(f"{stream} holds {type(state).__name__}, not {kind.__name__}")
        return state
