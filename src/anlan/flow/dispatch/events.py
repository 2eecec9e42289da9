"""What was recommended, offered, assigned, held, stacked and escalated. All public but free words."""

from datetime import datetime
from typing import Any

from anlan.journal import Event, Operational, Public

__all__ = [
    "Assigned",
    "AssignmentEnded",
    "Escalated",
    "Held",
    "HoldEnded",
    "OfferDeclined",
    "OfferExpired",
    "OfferWithdrawn",
    "Offered",
    "RecommendationMade",
    "Stacked",
    "Unstacked",
    "WatchKept",
]


class RecommendationMade(Event, kind="dispatch.recommendation_made"):
    """The ranked units as proposed, with reasons; `digest` is SHA-256 of the inputs, `roads` the road graph's."""

    incident_id: Public[str]
    items: Public[list[dict[str, Any]]]
    excluded: Public[list[dict[str, Any]]]
    needs: Public[dict[str, list[str]]]
    considered: Public[int]
    blocked: Public[dict[str, str]]
    digest: Public[str]
    roads: Public[str]


class Offered(Event, kind="dispatch.offered"):
    """A unit is asked to take it. `why`: sent, next, stack, backup."""

    offer_id: Public[str]
    unit_id: Public[str]
    expires_at: Public[datetime]
    why: Public[str] = "sent"


class OfferDeclined(Event, kind="dispatch.offer_declined"):
    """The unit said no."""

    offer_id: Public[str]
    unit_id: Public[str]
    words: Operational[str | None] = None


class OfferExpired(Event, kind="dispatch.offer_expired"):
    """The unit did not answer in time."""

    offer_id: Public[str]
    unit_id: Public[str]


class OfferWithdrawn(Event, kind="dispatch.offer_withdrawn"):
    """The unit is asked no more. `why`: person, closed, merged, preempted, direct."""

    offer_id: Public[str]
    unit_id: Public[str]
    why: Public[str]
    words: Operational[str | None] = None


class Assigned(Event, kind="dispatch.assigned"):
    """A unit has it: told to (`direct`) or having accepted. `why`: sent, accepted, next, stack, backup, reassigned,
    preempting, merged. `status` and `since` are other than assigned-now only for a unit that came by a merge."""

    assignment_id: Public[str]
    unit_id: Public[str]
    direct: Public[bool]
    why: Public[str] = "sent"
    status: Public[str] = "assigned"
    since: Public[datetime | None] = None
    acknowledge_by: Public[datetime | None] = None


class AssignmentEnded(Event, kind="dispatch.assignment_ended"):
    """A unit has it no more. `how`: cleared, withdrawn, reassigned, preempted, closed, merged, out."""

    assignment_id: Public[str]
    unit_id: Public[str]
    how: Public[str]
    words: Operational[str | None] = None


class Held(Event, kind="dispatch.held"):
    """Kept back until a moment. `reason` is a code, `words` what was said."""

    reason: Public[str]
    until: Public[datetime]
    words: Operational[str | None] = None


class HoldEnded(Event, kind="dispatch.hold_ended"):
    """Kept back no more. `how`: person, due, sent, stacked, closed."""

    how: Public[str]


class Stacked(Event, kind="dispatch.stacked"):
    """It waits for a unit of its own."""

    unit_id: Public[str]


class Unstacked(Event, kind="dispatch.unstacked"):
    """It waits for that unit no more. `how`: served, person, sent, closed, merged, due."""

    unit_id: Public[str]
    how: Public[str]


class Escalated(Event, kind="dispatch.escalated"):
    """Nobody has acted in time, or help is asked for: an alarm of `alarm_kind` went to `level` (1 station,
    2 district, 3 city). `watched` counts how often this wait was brought up."""

    alarm_kind: Public[str]
    level: Public[int]
    watched: Public[int] = 0
    unit_id: Public[str | None] = None


class WatchKept(Event, kind="dispatch.watch_kept"):
    """It still waits, and whoever heard of it last is left to act: it is looked at again later."""

    watched: Public[int]
