"""An event as it lies in the journal, and its canonical bytes."""

import dataclasses
import uuid
from datetime import datetime
from typing import Any

import msgspec

from anlan.journal.events import Event, event_type

__all__ = ["Recorded", "SealedPart", "Stamp", "UnknownEvent", "canonical", "from_row", "pack_parts"]

_encoder = msgspec.json.Encoder(order="sorted")
_unpack = msgspec.msgpack.Decoder(list[tuple[bytes, str, bytes]])
_pack = msgspec.msgpack.Encoder()

COLUMNS = (
    "seq, id, stream, version, kind, schema_version, occurred_at, recorded_at, actor, command_id, cause, matter,"
    " public, sealed"
)


class UnknownEvent(Event, kind="journal.unknown"):
    """Stands for an event of a kind this program does not know (written by a newer one). Read, never written."""


@dataclasses.dataclass(frozen=True, slots=True)
class SealedPart:
    """Fields of one mark under one key: nonce and AES-256-GCM ciphertext of their canonical JSON."""

    key_id: str
    mark: str
    blob: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Stamp:
    """What `evolve` may know of an event besides its public fields."""

    event_id: str
    stream: str
    version: int
    occurred_at: datetime
    recorded_at: datetime
    actor: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A row of the journal. `position` and `position_at` are 0 and None until the sequencer has placed it."""

    position: int = 0
    position_at: datetime | None = None
    seq: int
    id: str
    stream: str
    version: int
    kind: str
    schema: int
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    command_id: str
    cause: str | None
    matter: str | None
    public: bytes
    sealed: bytes | None
    event: Event

    @property
    def parts(self) -> list[SealedPart]:
        """The encrypted groups of fields, each with the id of the key that opens it."""
        if self.sealed is None:
            return []
        return [SealedPart(str(uuid.UUID(bytes=key)), mark, blob) for key, mark, blob in _unpack.decode(self.sealed)]

    @property
    def stamp(self) -> Stamp:
        return Stamp(self.id, self.stream, self.version, self.occurred_at, self.recorded_at, self.actor)

    @property
    def scope(self) -> str:
        """The matter, or else the stream, whose key seals this event's fields."""
        return self.matter or self.stream


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no blanks, UTF-8: the same value always gives the same bytes."""
    return _encoder.encode(value)


def pack_parts(parts: list[SealedPart]) -> bytes | None:
    """The sealed column: None when an event has no sealed field."""
    if not parts:
        return None
    return _pack.encode([(uuid.UUID(part.key_id).bytes, part.mark, part.blob) for part in parts])


def from_row(row: Any, position: int = 0, position_at: datetime | None = None) -> Recorded:
    """A database row with `COLUMNS` as a record; kinds from the future become `UnknownEvent`."""
    public: bytes = row["public"]
    try:
        event = event_type(row["kind"]).decode(public)
    except KeyError:
        event = UnknownEvent()
    return Recorded(
        position=position,
        position_at=position_at,
        seq=row["seq"],
        id=str(row["id"]),
        stream=row["stream"],
        version=row["version"],
        kind=row["kind"],
        schema=row["schema_version"],
        occurred_at=row["occurred_at"],
        recorded_at=row["recorded_at"],
        actor=row["actor"],
        command_id=str(row["command_id"]),
        cause=row["cause"],
        matter=row["matter"],
        public=public,
        sealed=row["sealed"],
        event=event,
    )
