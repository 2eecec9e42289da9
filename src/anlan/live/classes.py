"""Visibility classes: viewers who see the same are served the same bytes."""

import enum
from collections.abc import Callable, Mapping
from typing import Any

from anlan.access.visibility import Matter, Visibility
from anlan.journal import Recorded
from anlan.live.fold import Thing
from anlan.live.shelves import Card

__all__ = ["ClassView", "Level", "OpenSealed", "Rendering", "board_lists"]

OpenSealed = Callable[[Recorded], Mapping[str, Any]]
"""Opens a record's operational fields (field -> value); what has been erased is missing. Given by `access`."""

Change = dict[str, Any]


class Level(enum.IntEnum):
    """How much of a thing a class sees."""

    NOTHING = 0
    PUBLIC = 1
    OPERATIONAL = 2


class Rendering:
    """A thing's cards at each level, made once and shared by all classes."""

    def __init__(self, thing: Thing, open_sealed: OpenSealed) -> None:
        self.thing = thing
        self._open = open_sealed
        self._operational: Card | None = None

    def at(self, level: Level) -> Card:
        """The card as `level` shows it."""
        if level is not Level.OPERATIONAL or not self.thing.sealed:
            return self.thing.card
        if self._operational is None:
            card = dict(self.thing.card)
            for record in self.thing.sealed:
                opened = self._open(record)
                card.update({name: opened[name] for name in self.thing.shelf.operational if name in opened})
            self._operational = card
        return self._operational

    def level_for(self, visibility: Visibility) -> Level:
        """How much of it these viewers see."""
        card = self.thing.card
        if self.thing.shelf.operational:
            units = [each["unit_id"] for field in ("assignments", "offers") for each in card.get(field, ())]
            matter = Matter(card["id"], card.get("agency_id"), units)
            if visibility.works_on(matter):
                return Level.OPERATIONAL
            return Level.PUBLIC if visibility.sees(matter) else Level.NOTHING
        own = visibility.unit_id is not None and card["id"] == visibility.unit_id
        return Level.PUBLIC if own or visibility.sees_agency(card.get("agency_id")) else Level.NOTHING


class ClassView:
    """What one class has been shown, so that the next change can be told as a difference."""

    def __init__(self, visibility: Visibility) -> None:
        self.visibility = visibility
        self._shown: dict[str, tuple[str, Card]] = {}

    def shows(self, stream: str) -> bool:
        """Whether this class has the thing on its board."""
        return stream in self._shown

    def fill(self, renderings: Mapping[str, Rendering]) -> None:
        """Take a whole board as shown."""
        self._shown = {}
        for stream, rendering in renderings.items():
            level = rendering.level_for(self.visibility)
            if level is not Level.NOTHING:
                self._shown[stream] = (rendering.thing.shelf.what, rendering.at(level))

    def cards(self) -> list[tuple[str, Card]]:
        """`(what, card)` of everything shown."""
        return list(self._shown.values())

    def change(self, stream: str, rendering: Rendering | None, gone: str) -> Change | None:
        """How this class's board changes when a thing now looks like `rendering` (None: it left the board)."""
        level = Level.NOTHING if rendering is None else rendering.level_for(self.visibility)
        before = self._shown.get(stream)
        if rendering is None or level is Level.NOTHING:
            if before is None:
                return None
            del self._shown[stream]
            reason = gone if rendering is None else "scope"
            return {"op": "disappear", "what": before[0], "id": before[1]["id"], "reason": reason}
        what, card = rendering.thing.shelf.what, rendering.at(level)
        self._shown[stream] = (what, card)
        if before is None:
            return {"op": "appear", "what": what, "id": card["id"], "card": card}
        return difference(what, before[1], card)


def difference(what: str, before: Card, after: Card) -> Change | None:
    """The `change` that leads from one card to another; None when they are equal."""
    changed = {name: value for name, value in after.items() if name not in before or before[name] != value}
    removed = [name for name in before if name not in after]
    if not changed and not removed:
        return None
    change: Change = {"op": "change", "what": what, "id": after["id"], "set": changed}
    if removed:
        change["unset"] = removed
    return change


def board_lists(view: ClassView, plurals: Mapping[str, str]) -> dict[str, list[Card]]:
    """A class's whole board as snapshots carry it; `plurals` maps `what` to its key."""
    lists: dict[str, list[Card]] = {plural: [] for plural in plurals.values()}
    for what, card in view.cards():
        lists[plurals[what]].append(card)
    return lists
