"""One command being decided: the states it works on, kept in step with what it has planned so far.

A rule asks for the incidents and units it needs. When one was not loaded, `More` names it and the handler runs the
decision again with it, so a rule need not know beforehand which streams it will touch. At the end `decision` adds
what follows from every change: the timers that watch an incident without a unit, the end of an alarm whose cause
is gone, the incident that waits for a unit that has become free. Pure: everything comes from what was handed in.
"""

import dataclasses
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec

from anlan.command.alarms import AlarmState, Link, alarm_stream, end_alarm, raise_alarm
from anlan.command.settings import SETTINGS_STREAM, PlatformSettings, settings_of
from anlan.errors import Invalid, NotFound
from anlan.flow.incident.state import IncidentState, incident_stream
from anlan.flow.intake.types import TYPES_STREAM, TypeTree, tree_of
from anlan.force.rules_units import get_unit
from anlan.force.state import UnitState, unit_stream
from anlan.journal import Decision, Effect, Event, Planned, Stamp, Streams, TimerSet, evolve

__all__ = ["AHEAD_SECONDS", "Chain", "Deciding", "More", "watch_name"]

S = TypeVar("S", bound=msgspec.Struct)
Chain = Callable[[str], list[Link]]
"""Agency id -> the line from it up to the city."""

AHEAD_SECONDS = 120
"""How far a phone's clock may run ahead of ours before its times are refused instead of taken as now."""


class More(Exception):
    """The decision needs these streams too."""

    def __init__(self, *streams: str) -> None:
        self.streams = streams
        super().__init__(", ".join(streams))


class Deciding:
    """See the module. `occurred_at` is when the act was true, at most now; `actor` who acts."""

    def __init__(
        self, streams: Streams, now: datetime, chain: Chain, *, actor: str, occurred_at: datetime | None = None
    ) -> None:
        if occurred_at is not None and occurred_at > now + timedelta(seconds=AHEAD_SECONDS):
            raise Invalid("flow.future", fields=[("occurred_at", "flow.future")])
        self.now = now
        self.actor = actor
        self.occurred_at = min(occurred_at or now, now)
        self._streams = streams
        self._chain = chain
        self._states: dict[str, msgspec.Struct | None] = {}
        self._versions: dict[str, int] = {}
        self._planned: list[Planned] = []
        self._timers: dict[str, TimerSet] = {}
        self._cancelled: set[str] = set()
        self._effects: list[Effect] = []

    # What is so

    def find(self, kind: type[S], stream: str) -> S | None:
        """The state of a stream with what was planned on it, or None."""
        if stream not in self._states:
            if stream not in self._streams.versions:
                raise More(stream)
            self._states[stream] = self._streams.of(kind, stream)
            self._versions[stream] = self._streams.versions[stream]
        state = self._states[stream]
        if state is not None and not isinstance(state, kind):
            raise TypeError(f"{stream} holds {type(state).__name__}")
        return state

    def need(self, *streams: str) -> None:
        """Ask for several streams in one go."""
        missing = [stream for stream in streams if stream not in self._streams.versions]
        if missing:
            raise More(*missing)

    def incident(self, incident_id: str) -> IncidentState:
        """The incident, or NotFound."""
        state = self.find(IncidentState, incident_stream(incident_id))
        if state is None:
            raise NotFound("incident.none")
        return state

    def unit(self, unit_id: str) -> UnitState:
        """The unit, or NotFound."""
        return get_unit(self.find(UnitState, unit_stream(unit_id)), unit_id)

    @property
    def settings(self) -> PlatformSettings:
        return settings_of(self.find(PlatformSettings, SETTINGS_STREAM))

    @property
    def types(self) -> TypeTree:
        return tree_of(self.find(TypeTree, TYPES_STREAM))

    # What becomes so

    def plan(self, planned: Planned) -> None:
        """Add an event; later questions see it."""
        stream = planned.stream
        if planned.occurred_at is None:
            planned = dataclasses.replace(planned, occurred_at=self.occurred_at)
        if stream not in self._states:
            raise KeyError(f"{stream} was not asked for")
        self._versions[stream] += 1
        stamp = Stamp(
            event_id="",
            stream=stream,
            version=self._versions[stream],
            occurred_at=planned.occurred_at or self.now,
            recorded_at=self.now,
            actor=self.actor,
        )
        self._states[stream] = evolve(stream, self._states[stream], planned.event, stamp)
        self._planned.append(planned)

    def on_incident(self, incident_id: str, event: Event, *, person: str | None = None) -> None:
        """An event of the incident."""
        stream = incident_stream(incident_id)
        self.find(IncidentState, stream)
        self.plan(Planned(stream, event, matter=incident_id, person=person))

    def on_unit(self, unit_id: str, event: Event, *, matter: str | None = None) -> None:
        """An event of the unit, for the incident `matter` if it is about one."""
        stream = unit_stream(unit_id)
        self.find(UnitState, stream)
        self.plan(Planned(stream, event, matter=matter))

    def timer(self, name: str, due_at: datetime, kind: str, payload: dict[str, Any]) -> None:
        """Promise that `kind` runs at `due_at`."""
        self._timers[name] = TimerSet(name, due_at, kind, payload)
        self._cancelled.discard(name)

    def cancel(self, name: str) -> None:
        """Take a promise back."""
        self._timers.pop(name, None)
        self._cancelled.add(name)

    def alarm(self, incident: IncidentState, kind: str, level: int, *, unit_id: str | None = None) -> int | None:
        """Raise the incident's alarm, or take the open one to `level`. The level reached; None when that is where it
        was already."""
        stream = alarm_stream(incident.id)
        policy = self.settings.policy(incident.priority)
        reached, planned, effects = raise_alarm(
            self.find(AlarmState, stream),
            self._chain(incident.agency_id) or [Link(agency_id=incident.agency_id)],
            alarm_id=incident.id,
            kind=kind,
            level=level,
            incident_id=incident.id,
            unit_id=unit_id,
            due_at=self.now + timedelta(seconds=policy.escalate_seconds),
        )
        for each in planned:
            self.plan(each)
        self._effects += effects
        return reached if planned else None

    # What follows

    def decision(self, answer: dict[str, Any] | None = None) -> Decision:
        """Everything planned, and what follows from it."""
        for stream in list(self._states):
            state = self._states[stream]
            if self._versions[stream] == self._streams.versions[stream]:
                continue
            if isinstance(state, IncidentState):
                self._watch(self._streams.of(IncidentState, stream), state)
            elif isinstance(state, UnitState):
                self._serve_stack(self._streams.of(UnitState, stream), state)
        return Decision(
            self._planned,
            answer or {},
            list(self._timers.values()),
            sorted(self._cancelled),
            self._effects,
        )

    def _watch(self, before: IncidentState | None, after: IncidentState) -> None:
        if before is not None and before.status in ("pending", "held", "stacked"):
            moved = before.turn != after.turn or before.status != after.status
            if moved:
                self.cancel(watch_name(before))
        if after.status in ("pending", "held", "stacked") and (
            before is None or (before.turn, before.priority, before.hold) != (after.turn, after.priority, after.hold)
        ):
            self.timer(
                watch_name(after),
                self._watch_due(after),
                f"dispatch.{after.status}_due",
                {"incident_id": after.id, "turn": after.turn},
            )
        if after.status == "pending" and after.located and _wants_another(before, after):
            # Its first ranking is ready before anybody asks, and a new one when what it needs has changed.
            name = f"recommend:{after.id}:{after.turn}:{after.revision}"
            self.timer(name, self.now, "dispatch.recommend_due", {"incident_id": after.id})
        if before is not None and before.alarm_kind is not None and after.alarm_kind is None:
            stream = alarm_stream(after.id)
            for planned in end_alarm(self.find(AlarmState, stream)):
                self.plan(planned)

    def _watch_due(self, incident: IncidentState) -> datetime:
        if incident.status == "held" and incident.hold is not None:
            return incident.hold.until
        if incident.status == "stacked":
            return self.now + timedelta(minutes=self.settings.stack_minutes)
        return self.now + timedelta(seconds=self.settings.policy(incident.priority).escalate_seconds)

    def _serve_stack(self, before: UnitState | None, after: UnitState) -> None:
        if after.free and after.stack and (before is None or not before.free or before.stack != after.stack):
            name = f"stack:{after.id}:{after.revision}"
            self.timer(name, self.now, "dispatch.stack_served", {"unit_id": after.id})


def _wants_another(before: IncidentState | None, after: IncidentState) -> bool:
    return before is None or (before.turn, before.type, before.revision, before.located) != (
        after.turn,
        after.type,
        after.revision,
        after.located,
    )


def watch_name(incident: IncidentState) -> str:
    """The timer that watches an incident without a unit: one a turn, and one more each time it was escalated."""
    return f"watch:{incident.id}:{incident.turn}:{incident.watched}"
