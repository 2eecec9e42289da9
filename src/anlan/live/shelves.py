"""What the board holds. Each shelf is given by wiring: the board itself knows no module."""

import dataclasses
from collections.abc import Callable
from typing import Any

__all__ = ["Card", "Shelf"]

Card = dict[str, Any]
"""A card as JSON shows it: public fields only until operational ones are laid over it."""


@dataclasses.dataclass(frozen=True)
class Shelf:
    """One kind of thing on the board.

    `kind` is the stream kind, `what` the word in messages, `plural` its key in snapshots. `card` makes a stream's
    state into a card, or None when the thing is not on the board (a closed incident, a retired unit); `gone` says
    why. `operational` names the sealed fields that are laid over the card for those whose work it is, and
    `sealed_kinds` the events that carry them.
    """

    kind: str
    what: str
    plural: str
    card: Callable[[Any], Card | None]
    gone: Callable[[Any], str] = lambda _state: "closed"
    operational: tuple[str, ...] = ()
    sealed_kinds: frozenset[str] = frozenset()
