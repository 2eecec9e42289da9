"""What boards show of units and desks. Pure."""

from typing import Any

from anlan.clock import iso
from anlan.force.state import DeskState, UnitState

__all__ = ["desk_card", "unit_card"]


def unit_card(state: UnitState) -> dict[str, Any] | None:
    """A unit's card; None when it is no more. Where it is comes beside the board, never in it."""
    if state.retired:
        return None
    return {
        "id": state.id,
        "call_sign": state.call_sign,
        "kind": state.kind,
        "agency_id": state.agency_id,
        "status": state.status,
        "since": iso(state.since),
        "on_duty": state.on_duty,
        "incident_id": state.incident_id,
        "offer_id": state.offer.id if state.offer else None,
        "stack": state.stack,
        "skills": state.skills,
        "equipment": state.equipment,
        "home": state.home,
        "revision": state.revision,
    }


def desk_card(state: DeskState) -> dict[str, Any] | None:
    """A desk's card. The name of who works there is laid over it by `access`."""
    return {
        "id": state.id,
        "name": state.name,
        "agency_id": state.agency_id,
        "account_id": state.account_id,
        "account_name": None,
        "ground": state.ground,
        "since": iso(state.since),
        "live_report": state.live_incident,
        "revision": state.revision,
    }
