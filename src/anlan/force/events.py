"""What happened to units, desks and batches of positions. Units and desks are public: what they are, what they do
and since when. Where a unit is, is telemetry and never here."""

from datetime import datetime

import msgspec

from anlan.journal import Event, Personal, Public

__all__ = [
    "DeskChanged",
    "DeskGroundChanged",
    "DeskHandedOver",
    "DeskLiveBegan",
    "DeskLiveEnded",
    "DeskLoggedOff",
    "DeskLoggedOn",
    "DeskRegistered",
    "DutyBegan",
    "DutyEnded",
    "PositionsBound",
    "UnitAssigned",
    "UnitChanged",
    "UnitOfferEnded",
    "UnitOffered",
    "UnitRegistered",
    "UnitReleased",
    "UnitRetired",
    "UnitStacked",
    "UnitStatusSet",
    "UnitUnstacked",
]


class UnitRegistered(Event, kind="force.unit_registered"):
    """A unit exists. `home` is [lon, lat] where it stands when nothing better is known."""

    unit_id: Public[str]
    call_sign: Public[str]
    unit_kind: Public[str]
    agency_id: Public[str]
    skills: Public[list[str]] = msgspec.field(default_factory=list)
    equipment: Public[list[str]] = msgspec.field(default_factory=list)
    home: Public[list[float] | None] = None


class UnitChanged(Event, kind="force.unit_changed"):
    """What a unit is, as it is from now on (whole, not the difference)."""

    unit_id: Public[str]
    call_sign: Public[str]
    unit_kind: Public[str]
    agency_id: Public[str]
    skills: Public[list[str]] = msgspec.field(default_factory=list)
    equipment: Public[list[str]] = msgspec.field(default_factory=list)
    home: Public[list[float] | None] = None


class UnitRetired(Event, kind="force.unit_retired"):
    """The unit is no more."""

    unit_id: Public[str]


class DutyBegan(Event, kind="force.duty_began"):
    """From here on the unit is located and may be asked."""

    unit_id: Public[str]


class DutyEnded(Event, kind="force.duty_ended"):
    """From here on the unit is neither located nor asked."""

    unit_id: Public[str]


class UnitStatusSet(Event, kind="force.unit_status_set"):
    """The unit's status changed. `desk_id` when a desk set it on the unit's behalf."""

    unit_id: Public[str]
    status: Public[str]
    incident_id: Public[str | None] = None
    desk_id: Public[str | None] = None


class UnitOffered(Event, kind="force.unit_offered"):
    """The unit is asked to take an incident."""

    unit_id: Public[str]
    offer_id: Public[str]
    incident_id: Public[str]
    expires_at: Public[datetime]


class UnitOfferEnded(Event, kind="force.unit_offer_ended"):
    """The offer is over without an assignment: `how` is declined, expired or withdrawn."""

    unit_id: Public[str]
    offer_id: Public[str]
    incident_id: Public[str]
    how: Public[str]


class UnitAssigned(Event, kind="force.unit_assigned"):
    """The unit has an incident. `since` is when the status became true, where that was before this event."""

    unit_id: Public[str]
    assignment_id: Public[str]
    incident_id: Public[str]
    status: Public[str]
    since: Public[datetime | None] = None


class UnitReleased(Event, kind="force.unit_released"):
    """The assignment is over; `status` is what the unit does now, `how` is why (see `dispatch`)."""

    unit_id: Public[str]
    assignment_id: Public[str]
    incident_id: Public[str]
    status: Public[str]
    how: Public[str]


class UnitStacked(Event, kind="force.unit_stacked"):
    """An incident waits for this unit."""

    unit_id: Public[str]
    incident_id: Public[str]


class UnitUnstacked(Event, kind="force.unit_unstacked"):
    """An incident waits for this unit no more."""

    unit_id: Public[str]
    incident_id: Public[str]


class PositionsBound(Event, kind="force.positions_bound"):
    """A batch of positions as received: `digest` is SHA-256 over its canonical rows, in order of receipt."""

    received_from: Public[datetime]
    received_to: Public[datetime]
    count: Public[int]
    digest: Public[str]


class DeskRegistered(Event, kind="force.desk_registered"):
    """A working place exists. `ground`: the agencies whose incidents it controls."""

    desk_id: Public[str]
    name: Public[str]
    agency_id: Public[str]
    ground: Public[list[str]] = msgspec.field(default_factory=list)


class DeskChanged(Event, kind="force.desk_changed"):
    """The desk's name or agency."""

    desk_id: Public[str]
    name: Public[str]
    agency_id: Public[str]


class DeskLoggedOn(Event, kind="force.desk_logged_on"):
    """A person works here. `taken_from`: the account that was on it until now."""

    desk_id: Public[str]
    account_id: Public[str]
    taken_from: Public[str | None] = None


class DeskLoggedOff(Event, kind="force.desk_logged_off"):
    """Nobody works here now."""

    desk_id: Public[str]
    account_id: Public[str]


class DeskGroundChanged(Event, kind="force.desk_ground_changed"):
    """The ground the desk controls from now on. `how`: set, split or merged; `with_desk` is the other one."""

    desk_id: Public[str]
    ground: Public[list[str]]
    how: Public[str]
    with_desk: Public[str | None] = None


class DeskHandedOver(Event, kind="force.desk_handed_over"):
    """One shift gave the desk to the next with a sheet; `owed` names each open incident and what is owed on it."""

    desk_id: Public[str]
    from_account: Public[str]
    to_account: Public[str | None]
    digest: Public[str]
    owed: Public[list[dict[str, str]]] = msgspec.field(default_factory=list)
    note: Personal[str | None] = None


class DeskLiveBegan(Event, kind="force.desk_live_began"):
    """A caller talks to this desk."""

    desk_id: Public[str]
    report_id: Public[str]
    incident_id: Public[str]


class DeskLiveEnded(Event, kind="force.desk_live_ended"):
    """The caller hung up."""

    desk_id: Public[str]
    report_id: Public[str]
