"""Deciding about desks: who works there, and the ground. Pure."""

from anlan.errors import Invalid, NotFound, Refused
from anlan.force import commands as c
from anlan.force import events as e
from anlan.force.ground import Children, agencies_of, ground_with, ground_without
from anlan.force.state import DeskState, desk_stream
from anlan.journal import Decision, Event, Planned

__all__ = [
    "begin_live",
    "change_desk",
    "end_live",
    "get_desk",
    "hand_over",
    "log_off",
    "log_on",
    "merge_desk",
    "register_desk",
    "split_desk",
]


def get_desk(state: DeskState | None, desk_id: str) -> DeskState:
    """The desk, or NotFound."""
    if state is None:
        raise NotFound("force.no_desk", desk=desk_id)
    return state


def _plan(desk_id: str, *events: Event) -> list[Planned]:
    return [Planned(desk_stream(desk_id), event) for event in events]


def register_desk(state: DeskState | None, command: c.RegisterDesk) -> Decision:
    """Register once; a second time changes nothing (the ground belongs to the people at the desks by then)."""
    if not command.name.strip() or len(command.name) > 60:
        raise Invalid("force.desk_wrong", fields=[("name", "field.shape")])
    if state is not None:
        return Decision(answer={"id": state.id, "changed": False})
    event = e.DeskRegistered(
        desk_id=command.desk_id,
        name=command.name.strip(),
        agency_id=command.agency_id,
        ground=sorted(set(command.ground)),
    )
    return Decision(_plan(command.desk_id, event), {"id": command.desk_id, "changed": True})


def change_desk(state: DeskState | None, command: c.ChangeDesk) -> Decision:
    """Change name, agency or ground by the administrator."""
    desk = get_desk(state, command.desk_id)
    events: list[Event] = []
    name = desk.name if command.name is None else command.name.strip()
    agency = command.agency_id or desk.agency_id
    if not name or len(name) > 60:
        raise Invalid("force.desk_wrong", fields=[("name", "field.shape")])
    if (name, agency) != (desk.name, desk.agency_id):
        events.append(e.DeskChanged(desk_id=desk.id, name=name, agency_id=agency))
    if command.ground is not None and sorted(set(command.ground)) != desk.ground:
        events.append(e.DeskGroundChanged(desk_id=desk.id, ground=sorted(set(command.ground)), how="set"))
    return Decision(_plan(desk.id, *events), {"id": desk.id, "changed": bool(events)})


def log_on(state: DeskState | None, before: DeskState | None, command: c.LogOn) -> Decision:
    """Work at the desk. `before`: where this account is until now; it is left, unless a caller talks to it."""
    desk = get_desk(state, command.desk_id)
    answer = {"id": desk.id, "account_id": command.account_id}
    if desk.account_id == command.account_id:
        return Decision(answer=answer)
    if desk.account_id is not None and not command.take_over:
        raise Refused("force.desk_taken", desk=desk.name)
    events: list[Planned] = []
    if before is not None and before.id != desk.id and before.account_id == command.account_id:
        if before.live_report is not None:
            raise Refused("force.desk_live", desk=before.name)
        events += _plan(before.id, e.DeskLoggedOff(desk_id=before.id, account_id=command.account_id))
    events += _plan(
        desk.id, e.DeskLoggedOn(desk_id=desk.id, account_id=command.account_id, taken_from=desk.account_id)
    )
    return Decision(events, answer)


def log_off(state: DeskState | None, command: c.LogOff) -> Decision:
    """Leave the desk. Its ground stays its own, and alarms of it go up the line while nobody is here."""
    desk = get_desk(state, command.desk_id)
    if desk.account_id != command.account_id:
        return Decision(answer={"id": desk.id})
    if desk.live_report is not None:
        raise Refused("force.desk_live", desk=desk.name)
    return Decision(_plan(desk.id, e.DeskLoggedOff(desk_id=desk.id, account_id=command.account_id)), {"id": desk.id})


def split_desk(state: DeskState | None, into: DeskState | None, command: c.SplitDesk, children: Children) -> Decision:
    """Some of the ground goes to another desk: what one loses the other gains, in one transaction."""
    desk, other = get_desk(state, command.desk_id), get_desk(into, command.into)
    if desk.id == other.id or not command.ground:
        raise Invalid("force.split_wrong", fields=[("ground", "field.missing"), ("into", "field.choice")])
    if not agencies_of(command.ground, children) <= agencies_of(desk.ground, children):
        raise Refused("force.not_its_ground", desk=desk.name)
    return _move(desk, other, sorted(set(command.ground)), children, "split")


def merge_desk(state: DeskState | None, into: DeskState | None, command: c.MergeDesk, children: Children) -> Decision:
    """All of the ground goes to another desk."""
    desk, other = get_desk(state, command.desk_id), get_desk(into, command.into)
    if desk.id == other.id:
        raise Invalid("force.split_wrong", fields=[("into", "field.choice")])
    if not desk.ground:
        return Decision(answer={"id": other.id, "ground": other.ground})
    return _move(desk, other, desk.ground, children, "merged")


def _move(desk: DeskState, other: DeskState, ground: list[str], children: Children, how: str) -> Decision:
    left = ground_without(desk.ground, ground, children)
    grown = ground_with(other.ground, ground, children)
    return Decision(
        [
            *_plan(desk.id, e.DeskGroundChanged(desk_id=desk.id, ground=left, how=how, with_desk=other.id)),
            *_plan(other.id, e.DeskGroundChanged(desk_id=other.id, ground=grown, how=how, with_desk=desk.id)),
        ],
        {"id": other.id, "ground": grown},
    )


def hand_over(state: DeskState | None, command: c.HandOverDesk) -> Decision:
    """One shift gives the desk to the next. Only who works there can give it."""
    desk = get_desk(state, command.desk_id)
    if desk.account_id != command.account_id:
        raise Refused("force.not_at_desk", desk=desk.name)
    if desk.live_report is not None:
        raise Refused("force.desk_live", desk=desk.name)
    event = e.DeskHandedOver(
        desk_id=desk.id,
        from_account=command.account_id,
        to_account=command.to_account,
        digest=command.digest,
        owed=command.owed,
        note=command.note,
    )
    answer = {"id": desk.id, "account_id": command.to_account, "sheet": command.sheet}
    return Decision(_plan(desk.id, event), answer)


def begin_live(desk: DeskState, report_id: str, incident_id: str) -> list[Planned]:
    """A caller talks to the desk; a call that was still open there is ended by it."""
    events: list[Event] = []
    if desk.live_report is not None:
        events.append(e.DeskLiveEnded(desk_id=desk.id, report_id=desk.live_report))
    events.append(e.DeskLiveBegan(desk_id=desk.id, report_id=report_id, incident_id=incident_id))
    return _plan(desk.id, *events)


def end_live(desk: DeskState | None, report_id: str) -> list[Planned]:
    """The call is over at this desk, if it was the one it had."""
    if desk is None or desk.live_report != report_id:
        return []
    return _plan(desk.id, e.DeskLiveEnded(desk_id=desk.id, report_id=report_id))
