"""The tables of what modules offer: the board's shelves and the read tables."""

from collections.abc import Callable, Sequence

import anlan.flow.kinds  # noqa: F401 - registers every event of the flow with what it does to states
from anlan.command.cards import alarm_card
from anlan.command.views import ALARMS
from anlan.flow.incident.cards import OPERATIONAL, SEALED_KINDS, incident_card
from anlan.flow.incident.state import IncidentState
from anlan.flow.incident.views import INCIDENTS
from anlan.force.cards import desk_card, unit_card
from anlan.force.state import DeskState
from anlan.journal.readings import Reading
from anlan.live.shelves import Card, Shelf

__all__ = ["READINGS", "shelves"]

READINGS: Sequence[Reading] = (INCIDENTS, ALARMS)


def shelves(name_of: Callable[[str], str | None] = lambda _account: None) -> tuple[Shelf, ...]:
    """What is on the board. `name_of` answers the name of the account at a desk, as it may be shown now."""

    def named_desk_card(state: DeskState) -> Card | None:
        card = desk_card(state)
        if card is not None and card["account_id"] is not None:
            card["account_name"] = name_of(card["account_id"])
        return card

    return (
        Shelf(
            kind="incident",
            what="incident",
            plural="incidents",
            card=incident_card,
            gone=_why_gone,
            operational=OPERATIONAL,
            sealed_kinds=SEALED_KINDS,
        ),
        Shelf(kind="unit", what="unit", plural="units", card=unit_card, gone=lambda _state: "retired"),
        Shelf(kind="desk", what="desk", plural="desks", card=named_desk_card),
        Shelf(kind="alarm", what="alarm", plural="alarms", card=alarm_card, gone=lambda _state: "over"),
    )


def _why_gone(state: IncidentState) -> str:
    return "merged" if state.merged_into is not None else "closed"
