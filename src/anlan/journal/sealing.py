"""Turning an event's fields into public bytes and sealed parts, and back."""

from typing import Any

import msgspec

from anlan.journal.decisions import Planned
from anlan.journal.events import Event, Mark, event_type
from anlan.journal.keys import Keys, person_key, scope_key
from anlan.journal.records import Recorded, SealedPart, canonical, pack_parts

__all__ = ["keys_for", "open_event", "public_only", "seal"]


def keys_for(planned: Planned) -> list[tuple[str, str | None]]:
    """The `(key id, parent key id)` that sealing this event will use, parents first."""
    filled = _filled_marks(planned.event)
    if not filled:
        return []
    scope = planned.matter or planned.stream
    root = scope_key(scope)
    wanted: list[tuple[str, str | None]] = [(root, None)]
    if Mark.PERSONAL in filled:
        wanted.append((person_key(scope, planned.person), root))
    return wanted


def public_only(event: Event) -> Event:
    """The event as `evolve` sees it: every sealed field None."""
    sealed = {name: None for name, mark in event_type(type(event)).marks.items() if mark is not Mark.PUBLIC}
    return msgspec.structs.replace(event, **sealed) if sealed else event


def seal(keys: Keys, planned: Planned, event_id: str) -> tuple[bytes, bytes | None]:
    """`(public bytes, sealed column)`. Fields whose key has been destroyed are left out: they are erased already."""
    marks = event_type(type(planned.event)).marks
    groups: dict[Mark, dict[str, Any]] = {}
    for name, mark in marks.items():
        value = getattr(planned.event, name)
        if mark is not Mark.PUBLIC and value is not None:
            groups.setdefault(mark, {})[name] = value
    scope = planned.matter or planned.stream
    parts: list[SealedPart] = []
    for mark, fields in groups.items():
        key = person_key(scope, planned.person) if mark is Mark.PERSONAL else scope_key(scope)
        blob = keys.encrypt(key, canonical(fields), _about(event_id, mark.value))
        if blob is not None:
            parts.append(SealedPart(key, mark.value, blob))
    return canonical(public_only(planned.event)), pack_parts(parts)


def open_event(keys: Keys, recorded: Recorded, marks: frozenset[Mark]) -> Event:
    """The event with the sealed fields of these marks filled in wherever their keys still live."""
    fields: dict[str, Any] = {}
    for part in recorded.parts:
        if Mark(part.mark) in marks:
            plain = keys.decrypt(part.key_id, part.blob, _about(recorded.id, part.mark))
            if plain is not None:
                fields.update(msgspec.json.decode(plain))
    if not fields:
        return recorded.event
    whole = msgspec.json.decode(recorded.public)
    return msgspec.convert({**whole, **fields}, type(recorded.event), strict=False)


def _about(event_id: str, mark: str) -> bytes:
    return f"{event_id}\x1f{mark}".encode()


def _filled_marks(event: Event) -> set[Mark]:
    marks = event_type(type(event)).marks
    return {mark for name, mark in marks.items() if mark is not Mark.PUBLIC and getattr(event, name) is not None}
