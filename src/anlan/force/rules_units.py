"""Deciding about units: what they are, and duty. Pure."""

from msgspec.structs import asdict

from anlan.errors import Invalid, NotFound, Refused
from anlan.force import commands as c
from anlan.force import events as e
from anlan.force.kinds import UNIT_KINDS
from anlan.force.state import UnitState, unit_stream
from anlan.journal import Decision, Event, Planned

__all__ = ["begin_duty", "end_duty", "get_unit", "on_earth", "register_unit", "retire_unit"]

_CALL_SIGN_LENGTH = 20


def on_earth(location: tuple[float, float] | list[float]) -> bool:
    """Whether [lon, lat] are numbers of a place on earth (NaN is not)."""
    return len(location) == 2 and -180 <= location[0] <= 180 and -90 <= location[1] <= 90


def get_unit(state: UnitState | None, unit_id: str) -> UnitState:
    """The unit, or NotFound for one that never was or is no more."""
    if state is None or state.retired:
        raise NotFound("force.no_unit", unit=unit_id)
    return state


def register_unit(state: UnitState | None, command: c.RegisterUnit) -> Decision:
    """Register, or change to what is said; nothing when it is so already. Answers `{"id", "changed"}`."""
    wrong: list[tuple[str, str]] = []
    if not command.call_sign.strip() or len(command.call_sign) > _CALL_SIGN_LENGTH:
        wrong.append(("call_sign", "field.shape"))
    if command.kind not in UNIT_KINDS:
        wrong.append(("kind", "field.choice"))
    if not command.agency_id:
        wrong.append(("agency_id", "field.missing"))
    if command.home is not None and not on_earth(command.home):
        wrong.append(("home", "field.shape"))
    if wrong:
        raise Invalid("force.unit_wrong", fields=wrong)
    after = e.UnitChanged(
        unit_id=command.unit_id,
        call_sign=command.call_sign.strip(),
        unit_kind=command.kind,
        agency_id=command.agency_id,
        skills=sorted(set(command.skills)),
        equipment=sorted(set(command.equipment)),
        home=command.home,
    )
    if state is None or state.retired:
        event: Event = e.UnitRegistered(**asdict(after))
    else:
        before = e.UnitChanged(
            unit_id=state.id,
            call_sign=state.call_sign,
            unit_kind=state.kind,
            agency_id=state.agency_id,
            skills=state.skills,
            equipment=state.equipment,
            home=state.home,
        )
        if before == after:
            return Decision(answer={"id": command.unit_id, "changed": False})
        event = after
    return Decision([Planned(unit_stream(command.unit_id), event)], {"id": command.unit_id, "changed": True})


def retire_unit(state: UnitState | None, command: c.RetireUnit) -> Decision:
    """Retire a unit on which nothing depends."""
    unit = get_unit(state, command.unit_id)
    _without_work(unit)
    return Decision([Planned(unit_stream(unit.id), e.UnitRetired(unit_id=unit.id))], {"id": unit.id})


def begin_duty(state: UnitState | None, command: c.BeginDuty) -> Decision:
    """On duty and available; nothing when it is on duty already."""
    unit = get_unit(state, command.unit_id)
    answer = {"id": unit.id, "on_duty": True}
    if unit.on_duty:
        return Decision(answer=answer)
    return Decision([Planned(unit_stream(unit.id), e.DutyBegan(unit_id=unit.id))], answer)


def end_duty(state: UnitState | None, command: c.EndDuty) -> Decision:
    """Off duty; refused while it has an assignment, an offer or an incident waiting for it."""
    unit = get_unit(state, command.unit_id)
    answer = {"id": unit.id, "on_duty": False}
    if not unit.on_duty:
        return Decision(answer=answer)
    _without_work(unit)
    return Decision([Planned(unit_stream(unit.id), e.DutyEnded(unit_id=unit.id))], answer)


def _without_work(unit: UnitState) -> None:
    if unit.incident_id is not None or unit.offer is not None:
        raise Refused("force.unit_has_work", unit=unit.call_sign)
    if unit.stack:
        raise Refused("force.unit_has_stack", unit=unit.call_sign, count=len(unit.stack))
