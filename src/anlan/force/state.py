"""What units and desks are at this moment, folded from their events."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from anlan.force import events as e
from anlan.force.kinds import COMMITTED, FREE
from anlan.journal import Event, Stamp, evolves, register

__all__ = ["DeskState", "UnitOffer", "UnitState", "desk_stream", "unit_stream"]


class UnitOffer(msgspec.Struct, frozen=True, kw_only=True):
    """The one offer a unit is asked now."""

    id: str
    incident_id: str
    expires_at: datetime


class UnitState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A unit: what it is, and what it does. `since` is when its status became true, `known_at` when it was told."""

    id: str
    call_sign: str
    kind: str
    agency_id: str
    since: datetime
    known_at: datetime
    skills: list[str] = []
    equipment: list[str] = []
    home: list[float] | None = None
    on_duty: bool = False
    duty_since: datetime | None = None
    status: str = "out"
    incident_id: str | None = None
    assignment_id: str | None = None
    assigned_at: datetime | None = None
    offer: UnitOffer | None = None
    stack: list[str] = []
    retired: bool = False
    revision: int = 0

    @property
    def committed(self) -> bool:
        """Whether it has an assignment."""
        return self.status in COMMITTED

    @property
    def free(self) -> bool:
        """Whether it may be sent: on duty, available or returning, and not asked for anything."""
        return self.on_duty and not self.retired and self.offer is None and self.status in FREE


class DeskState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A desk: who works at it since when, the ground it controls, and the caller it talks to."""

    id: str
    name: str
    agency_id: str
    since: datetime
    ground: list[str] = []
    account_id: str | None = None
    live_report: str | None = None
    live_incident: str | None = None
    revision: int = 0


register("unit", UnitState)
register("desk", DeskState)


def unit_stream(unit_id: str) -> str:
    """The journal's name of a unit's stream."""
    return f"unit:{unit_id}"


def desk_stream(desk_id: str) -> str:
    """The journal's name of a desk's stream."""
    return f"desk:{desk_id}"


def _known(state: UnitState | None, event: Event) -> UnitState:
    if state is None:
        raise ValueError(f"{type(event).__name__} before the unit was registered")
    return state


@evolves("unit", e.UnitRegistered)
def _registered(state: UnitState | None, event: e.UnitRegistered, at: Stamp) -> UnitState:
    return UnitState(
        id=event.unit_id,
        call_sign=event.call_sign,
        kind=event.unit_kind,
        agency_id=event.agency_id,
        skills=event.skills,
        equipment=event.equipment,
        home=event.home,
        since=at.occurred_at,
        known_at=at.recorded_at,
        revision=at.version,
    )


@evolves("unit", e.UnitChanged)
def _changed(state: UnitState | None, event: e.UnitChanged, at: Stamp) -> UnitState:
    return replace(
        _known(state, event),
        call_sign=event.call_sign,
        kind=event.unit_kind,
        agency_id=event.agency_id,
        skills=event.skills,
        equipment=event.equipment,
        home=event.home,
        revision=at.version,
    )


def _now_is(state: UnitState, at: Stamp, status: str) -> UnitState:
    return replace(state, status=status, since=at.occurred_at, known_at=at.recorded_at, revision=at.version)


@evolves("unit", e.UnitRetired)
def _retired(state: UnitState | None, event: e.UnitRetired, at: Stamp) -> UnitState:
    return replace(_now_is(_known(state, event), at, "out"), retired=True, on_duty=False, duty_since=None)


@evolves("unit", e.DutyBegan)
def _duty_began(state: UnitState | None, event: e.DutyBegan, at: Stamp) -> UnitState:
    return replace(_now_is(_known(state, event), at, "available"), on_duty=True, duty_since=at.occurred_at)


@evolves("unit", e.DutyEnded)
def _duty_ended(state: UnitState | None, event: e.DutyEnded, at: Stamp) -> UnitState:
    return replace(_now_is(_known(state, event), at, "out"), on_duty=False, duty_since=None)


@evolves("unit", e.UnitStatusSet)
def _status_set(state: UnitState | None, event: e.UnitStatusSet, at: Stamp) -> UnitState:
    return _now_is(_known(state, event), at, event.status)


@evolves("unit", e.UnitOffered)
def _offered(state: UnitState | None, event: e.UnitOffered, at: Stamp) -> UnitState:
    offer = UnitOffer(id=event.offer_id, incident_id=event.incident_id, expires_at=event.expires_at)
    return replace(_now_is(_known(state, event), at, "offered"), offer=offer)


@evolves("unit", e.UnitOfferEnded)
def _offer_ended(state: UnitState | None, event: e.UnitOfferEnded, at: Stamp) -> UnitState:
    return replace(_now_is(_known(state, event), at, "available"), offer=None)


@evolves("unit", e.UnitAssigned)
def _assigned(state: UnitState | None, event: e.UnitAssigned, at: Stamp) -> UnitState:
    return replace(
        _now_is(_known(state, event), at, event.status),
        since=event.since or at.occurred_at,
        offer=None,
        incident_id=event.incident_id,
        assignment_id=event.assignment_id,
        assigned_at=at.occurred_at,
    )


@evolves("unit", e.UnitReleased)
def _released(state: UnitState | None, event: e.UnitReleased, at: Stamp) -> UnitState:
    return replace(
        _now_is(_known(state, event), at, event.status),
        incident_id=None,
        assignment_id=None,
        assigned_at=None,
    )


@evolves("unit", e.UnitStacked)
def _stacked(state: UnitState | None, event: e.UnitStacked, at: Stamp) -> UnitState:
    known = _known(state, event)
    return replace(known, stack=[*known.stack, event.incident_id], revision=at.version)


@evolves("unit", e.UnitUnstacked)
def _unstacked(state: UnitState | None, event: e.UnitUnstacked, at: Stamp) -> UnitState:
    known = _known(state, event)
    stack = [incident for incident in known.stack if incident != event.incident_id]
    return replace(known, stack=stack, revision=at.version)


def _desk(state: DeskState | None, event: Event) -> DeskState:
    if state is None:
        raise ValueError(f"{type(event).__name__} before the desk was registered")
    return state


@evolves("desk", e.DeskRegistered)
def _desk_registered(state: DeskState | None, event: e.DeskRegistered, at: Stamp) -> DeskState:
    return DeskState(
        id=event.desk_id,
        name=event.name,
        agency_id=event.agency_id,
        ground=event.ground,
        since=at.occurred_at,
        revision=at.version,
    )


@evolves("desk", e.DeskChanged)
def _desk_changed(state: DeskState | None, event: e.DeskChanged, at: Stamp) -> DeskState:
    return replace(_desk(state, event), name=event.name, agency_id=event.agency_id, revision=at.version)


@evolves("desk", e.DeskLoggedOn)
def _logged_on(state: DeskState | None, event: e.DeskLoggedOn, at: Stamp) -> DeskState:
    return replace(_desk(state, event), account_id=event.account_id, since=at.occurred_at, revision=at.version)


@evolves("desk", e.DeskLoggedOff)
def _logged_off(state: DeskState | None, event: e.DeskLoggedOff, at: Stamp) -> DeskState:
    return replace(_desk(state, event), account_id=None, since=at.occurred_at, revision=at.version)


@evolves("desk", e.DeskGroundChanged)
def _ground_changed(state: DeskState | None, event: e.DeskGroundChanged, at: Stamp) -> DeskState:
    return replace(_desk(state, event), ground=event.ground, revision=at.version)


@evolves("desk", e.DeskHandedOver)
def _handed_over(state: DeskState | None, event: e.DeskHandedOver, at: Stamp) -> DeskState:
    return replace(_desk(state, event), account_id=event.to_account, since=at.occurred_at, revision=at.version)


@evolves("desk", e.DeskLiveBegan)
def _live_began(state: DeskState | None, event: e.DeskLiveBegan, at: Stamp) -> DeskState:
    return replace(
        _desk(state, event),
        live_report=event.report_id,
        live_incident=event.incident_id,
        revision=at.version,
    )


@evolves("desk", e.DeskLiveEnded)
def _live_ended(state: DeskState | None, event: e.DeskLiveEnded, at: Stamp) -> DeskState:
    known = _desk(state, event)
    if known.live_report != event.report_id:
        return replace(known, revision=at.version)
    return replace(known, live_report=None, live_incident=None, revision=at.version)
