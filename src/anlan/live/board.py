"""The board machine of a client in Python: a snapshot, then each delta in order.

The console has the same machine in TypeScript, and both are held to the files in `tests/golden/board`. Programs and
tests use this one to prove that what was applied equals what a fresh snapshot shows.
"""

import copy
from collections.abc import Mapping
from typing import Any

__all__ = ["Board"]

_SHELF = {"incident": "incidents", "unit": "units", "desk": "desks", "alarm": "alarms"}


class Board:
    """Cards by kind and id. `position` is that of the last message applied; -1 before the first snapshot."""

    def __init__(self) -> None:
        self.position = -1
        self.shelves: dict[str, dict[str, dict[str, Any]]] = {plural: {} for plural in _SHELF.values()}

    def apply(self, message: Mapping[str, Any]) -> None:
        """Take one live message. Deltas that were applied already, and kinds not known here, are passed over."""
        if message["kind"] == "snapshot":
            board = message["board"]
            self.position = message["position"]
            self.shelves = {
                plural: {card["id"]: copy.deepcopy(card) for card in board.get(plural, [])}
                for plural in _SHELF.values()
            }
        elif message["kind"] == "delta" and message["position"] > self.position:
            for change in message["changes"]:
                self._change(change)
            self.position = message["position"]

    def _change(self, change: Mapping[str, Any]) -> None:
        shelf = self.shelves[_SHELF[change["what"]]]
        if change["op"] == "appear":
            shelf[change["id"]] = copy.deepcopy(change["card"])
        elif change["op"] == "disappear":
            shelf.pop(change["id"], None)
        elif change["id"] in shelf:
            card = {**shelf[change["id"]], **copy.deepcopy(change.get("set", {}))}
            for field in change.get("unset", ()):
                card.pop(field, None)
            shelf[change["id"]] = card

    def lists(self) -> dict[str, list[dict[str, Any]]]:
        """The cards as a snapshot carries them, by id."""
        return {plural: [shelf[key] for key in sorted(shelf)] for plural, shelf in self.shelves.items()}
