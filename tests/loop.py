"""The loop played on the ledger: each act of people, units and clocks as one line, without handlers or a database."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import anlan.flow.kinds  # noqa: F401
from anlan.command.alarms import Link
from anlan.flow.closure.rules import call_back_due
from anlan.flow.dispatch import commands as dc
from anlan.flow.dispatch.rules_answer import expire_offer, next_in_line
from anlan.flow.dispatch.rules_send import incident_of
from anlan.flow.dispatch.rules_wait import acknowledge_due, backup_due, serve_stack, waiting_due
from anlan.flow.incident.deciding import Deciding, More
from anlan.flow.incident.rules_reports import take_report
from anlan.flow.incident.state import IncidentState, incident_stream
from anlan.flow.intake.commands import Spot, TakeReport
from anlan.flow.intake.numbers import number_stream
from anlan.force import commands as fc
from anlan.force.rules_units import begin_duty, end_duty, register_unit
from anlan.force.state import UnitState, unit_stream
from anlan.ids import derived_id
from anlan.journal import Decision, Done, TimerSet
from ledger import Ledger

ZONE = ZoneInfo("Asia/Shanghai")
CHAIN = [Link(agency_id="station", manned=True), Link(agency_id="district", manned=True), Link(agency_id="city")]


class Loop:
    """Acts on a `Ledger`. `chain` is who is there to hear alarms, the same for all agencies."""

    def __init__(self, chain: list[Link] | None = None) -> None:
        self.ledger = Ledger()
        self.chain = CHAIN if chain is None else chain

    def act(
        self,
        rule: Callable[..., Decision],
        *args: Any,
        actor: str = "account:desk",
        occurred_at: datetime | None = None,
        command_id: str | None = None,
    ) -> Done:
        """Decide as the handlers do: with more streams until the rule has what it needs."""
        ctx = self.ledger.context(actor, occurred_at)
        if command_id is not None:
            ctx = type(ctx)(command_id=command_id, actor=actor, occurred_at=occurred_at)
        streams: list[str] = []
        while True:
            try:
                return self.ledger.decide(
                    ctx,
                    streams,
                    lambda loaded, now: rule(
                        Deciding(loaded, now, lambda _: self.chain, actor=actor, occurred_at=occurred_at), *args
                    ),
                )
            except More as more:
                assert not set(more.streams) & set(streams)
                streams += more.streams

    def unit(self, name: str, kind: str = "car", *, on_duty: bool = True) -> str:
        """Register a unit, on duty unless said."""
        told = fc.RegisterUnit(unit_id=name, call_sign=name.upper(), kind=kind, agency_id="station")
        stream = unit_stream(name)
        self.ledger.decide(
            self.ledger.context(), [stream], lambda s, now: register_unit(s.of(UnitState, stream), told)
        )
        if on_duty:
            self.duty(name, on=True)
        return name

    def duty(self, name: str, *, on: bool) -> None:
        """On or off duty."""
        stream = unit_stream(name)
        self.ledger.decide(
            self.ledger.context(),
            [stream],
            lambda s, now: (
                begin_duty(s.of(UnitState, stream), fc.BeginDuty(unit_id=name))
                if on
                else end_duty(s.of(UnitState, stream), fc.EndDuty(unit_id=name))
            ),
        )

    def report(self, name: str = "", **told: Any) -> dict[str, Any]:
        """Take a report at a known place; the answer."""
        fields: dict[str, Any] = {
            "new_incident_id": derived_id("incident", name or str(len(self.ledger.records))),
            "channel": "voice",
            "agency_id": "city",
            "location": (120.0, 30.0),
            "spot": Spot(agency_id="station", cell="c1", public_place="Harbour Road"),
            **told,
        }
        stream = number_stream(self.ledger.clock.now(), ZONE)
        return self.act(take_report, TakeReport(**fields), stream).answer

    def incident(self, incident_id: str) -> IncidentState:
        found = self.ledger.get(incident_stream(incident_id))
        assert isinstance(found, IncidentState)
        return found

    def unit_state(self, unit_id: str) -> UnitState:
        found = self.ledger.get(unit_stream(unit_id))
        assert isinstance(found, UnitState)
        return found

    def fire(self, timer: TimerSet) -> None:
        """What the worker does with a timer, with every free unit as a candidate. As there, the command is named by
        the timer and when it was due: the same name may be set again later."""
        payload, system = timer.payload, "system:timer"
        once = {"actor": system, "command_id": derived_id("timer", timer.id, timer.due_at.isoformat())}
        if timer.kind in ("dispatch.pending_due", "dispatch.held_due", "dispatch.stacked_due"):
            status = timer.kind.removeprefix("dispatch.").removesuffix("_due")
            self.act(waiting_due, payload["incident_id"], payload["turn"], status, **once)
        elif timer.kind == "dispatch.acknowledge_due":
            self.act(acknowledge_due, payload, **once)
        elif timer.kind == "dispatch.backup_due":
            self.act(backup_due, payload, **once)
        elif timer.kind == "dispatch.offer_due":
            self.act(expire_offer, payload["offer_id"], **once)
        elif timer.kind == "dispatch.next_due":
            units = [unit.id for unit in self.ledger.all("unit")]
            told = dc.NextInLine(
                incident_id=incident_of(payload["offer_id"]), offer_id=payload["offer_id"], candidates=units
            )
            self.act(next_in_line, told, **once)
        elif timer.kind == "dispatch.stack_served":
            self.act(serve_stack, dc.Unstack(unit_id=payload["unit_id"]), **once)
        elif timer.kind == "dispatch.recommend_due":
            pass  # The ranking needs roads; nothing in the loop's laws hangs on it.
        elif timer.kind == "closure.call_back_due":
            self.act(call_back_due, payload, **once)
        else:
            raise AssertionError(timer.kind)

    def pass_time(self, seconds: float) -> None:
        """Let time go by; clocks ring."""
        self.ledger.pass_time(seconds, self.fire)


__all__ = ["CHAIN", "ZONE", "Loop"]
