"""What can be asked of dispatch."""

from datetime import datetime

import msgspec

__all__ = [
    "HOLD_REASONS",
    "AcceptOffer",
    "DeclineOffer",
    "EndHold",
    "Hold",
    "Merge",
    "NextInLine",
    "Reassign",
    "SendUnit",
    "Stack",
    "Unstack",
    "Withdraw",
]

HOLD_REASONS = ("no_unit", "appointment", "caller_waits", "weather", "partner", "other")
"""Codes; words that are none of them are kept sealed beside `other`."""


class SendUnit(msgspec.Struct, frozen=True, kw_only=True):
    """Send a unit: assigned (`direct`) or offered; by default as the priority's setting says. `preempt` takes it
    from an incident of lower priority, from an offer, or from what it is busy with."""

    incident_id: str
    unit_id: str
    direct: bool | None = None
    preempt: bool = False
    why: str = "sent"


class AcceptOffer(msgspec.Struct, frozen=True, kw_only=True):
    """The unit takes it."""

    offer_id: str


class DeclineOffer(msgspec.Struct, frozen=True, kw_only=True):
    """The unit does not take it."""

    offer_id: str
    reason: str | None = None


class Withdraw(msgspec.Struct, frozen=True, kw_only=True):
    """Take back an offer or an assignment (their ids are of one kind)."""

    offer_id: str
    reason: str | None = None


class NextInLine(msgspec.Struct, frozen=True, kw_only=True):
    """An offer ended without a unit: offer to the first of `candidates` that is still free and was not tried."""

    incident_id: str
    offer_id: str
    candidates: list[str]


class Reassign(msgspec.Struct, frozen=True, kw_only=True):
    """One unit instead of another, in one act."""

    incident_id: str
    from_unit: str
    to_unit: str
    preempt: bool = False


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """Keep an incident back. Without `until`, for the setting's length."""

    incident_id: str
    reason: str
    until: datetime | None = None


class EndHold(msgspec.Struct, frozen=True, kw_only=True):
    """Keep it back no more, or wait for the unit no more."""

    incident_id: str


class Stack(msgspec.Struct, frozen=True, kw_only=True):
    """Let an incident wait for a unit that has another."""

    incident_id: str
    unit_id: str


class Unstack(msgspec.Struct, frozen=True, kw_only=True):
    """A unit has become free: serve what waits for it."""

    unit_id: str


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """`incident_id` is the same as `into`."""

    incident_id: str
    into: str
