"""What boards show of an incident: public fields; exact place and location are laid over them for those whose
work it is. Pure."""

from typing import Any, Final

from anlan.clock import iso
from anlan.flow.incident.state import IncidentState

__all__ = ["OPERATIONAL", "SEALED_KINDS", "card_of", "incident_card"]

OPERATIONAL: Final = ("location", "place")
SEALED_KINDS: Final = frozenset({"incident.opened", "incident.place_set"})
"""The events that carry them."""


def incident_card(state: IncidentState) -> dict[str, Any] | None:
    """An incident's card; None when it is over and nothing is owed on it. A closed one stays while its caller is
    owed a call."""
    if state.over and state.call_back_due is None:
        return None
    return card_of(state)


def card_of(state: IncidentState) -> dict[str, Any]:
    """The same for any incident, over or not: what lists and single answers show."""
    return {
        "id": state.id,
        "number": state.number,
        "status": state.status,
        "type": state.type,
        "priority": state.priority,
        "agency_id": state.agency_id,
        "cell": state.cell,
        "public_place": state.public_place,
        "located": state.located,
        "occurred_at": iso(state.occurred_at),
        "opened_at": iso(state.opened_at),
        "changed_at": iso(state.changed_at),
        "reports": len(state.reports) + state.absorbed_reports,
        "live": any(report.live for report in state.reports),
        "remarks": state.remark_count,
        "pictures": state.picture_count,
        "assignments": [
            {
                "id": each.id,
                "unit_id": each.unit_id,
                "status": each.status,
                "since": iso(each.since),
                "direct": each.direct,
                "acknowledge_by": iso(each.acknowledge_by) if each.acknowledge_by else None,
            }
            for each in state.assignments
        ],
        "offers": [
            {"id": each.id, "unit_id": each.unit_id, "expires_at": iso(each.expires_at)} for each in state.offers
        ],
        "hold": {"reason": state.hold.reason, "until": iso(state.hold.until)} if state.hold else None,
        "stacked_on": state.stacked_on,
        "proposals": [{"incident_id": each.incident_id, "reasons": each.reasons} for each in state.proposals],
        "merged": state.merged,
        "escalation": state.escalation,
        "backup_wanted": state.backup_wanted,
        "call_back_due": iso(state.call_back_due) if state.call_back_due else None,
        "disposition": state.disposition,
        "revision": state.revision,
        "sent_before": state.sent_before,
    }
