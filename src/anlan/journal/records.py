"""An event as it lies in the journal, and its canonical bytes."""

import uuid
from datetime import datetime
from typing import Any

import msgspec

from anlan.journal.events import Event, event_type

__all__ = ["COLUMNS", "Recorded", "SealedPart", "Stamp", "UnknownEvent", "canonical", "from_row", "pack_parts"]

_encoder = msgspec.json.Encoder(order="sorted")
_unpack = msgspec.msgpack.Decoder(list[tuple[bytes, str, bytes]])
_pack = msgspec.msgpack.Encoder()

COLUMNS = (
    "seq, id, stream, version, kind, schema_version, occurred_at, recorded_at, actor, command_id, cause, matter,"
    " public, sealed"
)


class UnknownEvent(Event, kind="journal.unknown"):
    """Stands for an event that this program is too old to know, by kind or schema version. Read, never written."""


class SealedPart(msgspec.Struct, frozen=True):
    """Fields of one mark under one key: nonce and AES-256-GCM ciphertext of their canonical JSON."""

    key_id: str
    mark: str
    blob: bytes


class Stamp(msgspec.Struct, frozen=True):
    """What `evolve` may know of an event besides its public fields. Times are UTC."""

    event_id: str
    stream: str
    version: int
    occurred_at: datetime
    recorded_at: datetime
    actor: str


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
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
    return _pack.encode([(bytes.fromhex(part.key_id.replace("-", "")), part.mark, part.blob) for part in parts])


def from_row(row: Any, position: int = 0, position_at: datetime | None = None) -> Recorded:
    """A database row with `COLUMNS` as a record; what a newer program wrote becomes `UnknownEvent`.

    Raises `msgspec.ValidationError` for public bytes that are not what their kind says: the journal is damaged."""
    public: bytes = row["public"]
    event: Event = UnknownEvent()
    try:
        kind = event_type(row["kind"])
    except KeyError:
        kind = None
    if kind is not None and row["schema_version"] <= kind.version:
        event = kind.decode(public)
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
