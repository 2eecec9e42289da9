"""What boards show of alarms. Pure."""

from typing import Any

from anlan.clock import iso
from anlan.command.alarms import AlarmState

__all__ = ["alarm_card"]


def alarm_card(state: AlarmState) -> dict[str, Any] | None:
    """An alarm's card; None when it is over."""
    if not state.open:
        return None
    return {
        "id": state.id,
        "kind": state.kind,
        "level": state.level,
        "incident_id": state.incident_id,
        "unit_id": state.unit_id,
        "agency_id": state.agency_id,
        "to_agency": state.to_agency,
        "desk_id": state.desk_id,
        "raised_at": iso(state.raised_at),
        "due_at": iso(state.due_at) if state.due_at else None,
        "acknowledged_at": iso(state.acknowledged_at) if state.acknowledged_at else None,
        "acknowledged_by": state.acknowledged_by,
    }
