"""Alarms: their state, and deciding to raise, escalate, acknowledge and end one. Pure.

An incident has at most one open alarm; its id is the incident's. What is new about the same incident changes that
alarm instead of adding a second sound to the room.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from anlan.command import events as e
from anlan.errors import NotFound
from anlan.journal import Decision, Effect, Event, Planned, Stamp, evolves, register

__all__ = [
    "AlarmState",
    "Link",
    "acknowledge_alarm",
    "alarm_stream",
    "end_alarm",
    "over_budget",
    "raise_alarm",
    "recipient",
]


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the line from a station up to the city. `manned`: somebody is at work there now; `desk_id` is a
    desk that controls it and has a person at it, if any."""

    agency_id: str
    manned: bool = False
    desk_id: str | None = None


class AlarmState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An alarm. `number` counts how often it was raised or went up, for the names of its effects."""

    id: str
    kind: str
    level: int
    agency_id: str
    to_agency: str
    raised_at: datetime
    open: bool = True
    number: int = 1
    incident_id: str | None = None
    unit_id: str | None = None
    desk_id: str | None = None
    due_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None


register("alarm", AlarmState)


def alarm_stream(alarm_id: str) -> str:
    """The journal's name of an alarm's stream."""
    return f"alarm:{alarm_id}"


@evolves("alarm", e.AlarmRaised)
def _raised(state: AlarmState | None, event: e.AlarmRaised, at: Stamp) -> AlarmState:
    return AlarmState(
        id=event.alarm_id,
        kind=event.alarm_kind,
        level=event.level,
        agency_id=event.agency_id,
        to_agency=event.to_agency,
        raised_at=at.recorded_at,
        number=1 if state is None else state.number + 1,
        incident_id=event.incident_id,
        unit_id=event.unit_id,
        desk_id=event.desk_id,
        due_at=event.due_at,
    )


def _known(state: AlarmState | None, event: Event) -> AlarmState:
    if state is None:
        raise ValueError(f"{type(event).__name__} before the alarm was raised")
    return state


@evolves("alarm", e.AlarmEscalated)
def _escalated(state: AlarmState | None, event: e.AlarmEscalated, at: Stamp) -> AlarmState:
    known = _known(state, event)
    return replace(
        known,
        kind=event.alarm_kind,
        level=event.level,
        to_agency=event.to_agency,
        number=known.number + 1,
        unit_id=event.unit_id,
        desk_id=event.desk_id,
        due_at=event.due_at,
        acknowledged_at=None,
        acknowledged_by=None,
    )


@evolves("alarm", e.AlarmAcknowledged)
def _acknowledged(state: AlarmState | None, event: e.AlarmAcknowledged, at: Stamp) -> AlarmState:
    return replace(
        _known(state, event), acknowledged_at=at.recorded_at, acknowledged_by=event.account_id, due_at=None
    )


@evolves("alarm", e.AlarmEnded)
def _ended(state: AlarmState | None, event: e.AlarmEnded, at: Stamp) -> AlarmState:
    return replace(_known(state, event), open=False, due_at=None)


def recipient(chain: Sequence[Link], level: int) -> tuple[int, Link]:
    """Who hears an alarm of `level` (1 is the lowest link): the first room from there up where somebody is at
    work, else the highest. Answers the level it became."""
    for n in range(max(level, 1), len(chain) + 1):
        if chain[n - 1].manned:
            return n, chain[n - 1]
    return len(chain), chain[-1]


def raise_alarm(
    state: AlarmState | None,
    chain: Sequence[Link],
    *,
    alarm_id: str,
    kind: str,
    level: int,
    incident_id: str | None = None,
    unit_id: str | None = None,
    due_at: datetime | None = None,
) -> tuple[int, list[Planned], list[Effect]]:
    """Raise it at `level`, or take the open one there. Answers the level reached, events and effects."""
    reached, link = recipient(chain, level)
    event: Event
    if state is None or not state.open or state.acknowledged_at is not None:
        event = e.AlarmRaised(
            alarm_id=alarm_id,
            alarm_kind=kind,
            level=reached,
            agency_id=chain[0].agency_id,
            to_agency=link.agency_id,
            incident_id=incident_id,
            unit_id=unit_id,
            desk_id=link.desk_id,
            due_at=due_at,
        )
    elif (state.kind, state.level, state.unit_id) == (kind, reached, unit_id):
        return reached, [], []
    else:
        reached = max(reached, state.level)
        link = chain[min(reached, len(chain)) - 1]
        event = e.AlarmEscalated(
            alarm_id=alarm_id,
            alarm_kind=kind,
            level=reached,
            to_agency=link.agency_id,
            unit_id=unit_id,
            desk_id=link.desk_id,
            due_at=due_at,
        )
    effects: list[Effect] = []
    if reached > 1:
        number = 1 if state is None else state.number + 1
        payload: dict[str, Any] = {
            "alarm_id": alarm_id,
            "alarm_kind": kind,
            "level": reached,
            "agency_id": link.agency_id,
            "incident_id": incident_id,
            "desk_id": link.desk_id,
        }
        effects.append(Effect(f"ring:{alarm_id}:{number}", "command.ring", payload))
    return reached, [Planned(alarm_stream(alarm_id), event, matter=incident_id)], effects


def acknowledge_alarm(state: AlarmState | None, alarm_id: str, account_id: str) -> Decision:
    """A person takes notice. Twice is once; an alarm that is over stays over."""
    if state is None:
        raise NotFound("command.no_alarm")
    answer = {"id": alarm_id, "acknowledged_by": state.acknowledged_by or account_id, "open": state.open}
    if not state.open or state.acknowledged_at is not None:
        return Decision(answer=answer)
    event = e.AlarmAcknowledged(alarm_id=alarm_id, account_id=account_id)
    return Decision([Planned(alarm_stream(alarm_id), event, matter=state.incident_id)], answer)


def end_alarm(state: AlarmState | None) -> list[Planned]:
    """The cause is gone; nothing when it was over already."""
    if state is None or not state.open:
        return []
    return [Planned(alarm_stream(state.id), e.AlarmEnded(alarm_id=state.id), matter=state.incident_id)]


def over_budget(per_desk: dict[str, int], budget: int) -> list[str]:
    """The desks that heard more alarms in an hour than the budget, sorted."""
    return sorted(desk for desk, heard in per_desk.items() if heard > budget)
