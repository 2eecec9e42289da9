"""Turning an event's fields into public bytes and sealed parts, and back."""

from typing import Any

import msgspec

from anlan.journal.decisions import Planned
from anlan.journal.events import Event, EventType, Mark, event_type
from anlan.journal.keys import Keys, person_key, scope_key
from anlan.journal.records import Recorded, SealedPart, canonical, pack_parts

__all__ = ["keys_for", "open_event", "public_bytes", "public_only", "seal"]


def keys_for(planned: Planned, scope: str) -> list[tuple[str, str | None]]:
    """The `(key id, parent key id)` that sealing this event will use, parents first."""
    kind = event_type(type(planned.event))
    wanted: list[tuple[str, str | None]] = []
    if _filled(planned.event, kind.personal):
        wanted.append((person_key(scope, planned.person), scope_key(scope)))
    if wanted or _filled(planned.event, kind.operational):
        wanted.insert(0, (scope_key(scope), None))
    return wanted


def public_bytes(kind: EventType, event: Event) -> bytes:
    """The canonical bytes of the public fields, all of them: a default may change with the program, history not."""
    return canonical({name: getattr(event, name) for name in kind.public})


def public_only(event: Event) -> Event:
    """The event as `evolve` sees it: what its public bytes say, every sealed field None."""
    kind = event_type(type(event))
    return kind.decode(public_bytes(kind, event))


def seal(keys: Keys, planned: Planned, scope: str, event_id: str) -> bytes | None:
    """The sealed column. Fields whose key has been destroyed are left out: they are erased already."""
    kind = event_type(type(planned.event))
    parts: list[SealedPart] = []
    if fields := _filled(planned.event, kind.operational):
        _add(parts, keys, scope_key(scope), Mark.OPERATIONAL.value, fields, event_id)
    if fields := _filled(planned.event, kind.personal):
        _add(parts, keys, person_key(scope, planned.person), Mark.PERSONAL.value, fields, event_id)
    return pack_parts(parts)


def _filled(event: Event, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(event, name)) is not None}


def _add(parts: list[SealedPart], keys: Keys, key: str, mark: str, fields: dict[str, Any], event_id: str) -> None:
    blob = keys.encrypt(key, canonical(fields), _about(event_id, mark))
    if blob is not None:
        parts.append(SealedPart(key, mark, blob))


def open_event(keys: Keys, recorded: Recorded, marks: frozenset[Mark]) -> Event:
    """The event with the sealed fields of these marks filled in wherever their keys still live.

    Raises ValueError when sealed bytes were altered or belong to another event."""
    fields: dict[str, Any] = {}
    for part in recorded.parts:
        if Mark(part.mark) in marks:
            plain = keys.decrypt(part.key_id, part.blob, _about(recorded.id, part.mark))
            if plain is not None:
                fields.update(msgspec.json.decode(plain))
    if not fields:
        return recorded.event
    whole = {**msgspec.json.decode(recorded.public), **fields}
    return event_type(type(recorded.event)).decode(msgspec.json.encode(whole))


def _about(event_id: str, mark: str) -> bytes:
    return f"{event_id}\x1f{mark}".encode()
