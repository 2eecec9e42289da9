"""An incident's timeline from its own events, opened as far as the reader's work goes. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from anlan.clock import iso
from anlan.flow.review.words import Naming, in_words
from anlan.journal import Event, Recorded

__all__ = ["timeline_of"]


def timeline_of(
    records: Iterable[tuple[Recorded, Event]], naming: Naming, actors: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Items in the order in which things were known. `known_at` is the moment of the position, or of recording
    while an event has none yet."""
    items: list[dict[str, Any]] = []
    for record, event in records:
        words = in_words(event, naming)
        if words is None:
            continue
        items.append(
            {
                "position": record.position,
                "event_id": record.id,
                "occurred_at": iso(record.occurred_at),
                "known_at": iso(record.position_at or record.recorded_at),
                "late_seconds": round((record.recorded_at - record.occurred_at).total_seconds(), 3),
                "kind": record.kind,
                "actor": record.actor,
                "actor_name": actors.get(record.actor),
                "text": words[0],
                "text_en": words[1],
            }
        )
    return items
