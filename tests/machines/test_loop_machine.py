"""The laws of the loop under any order of acts, at any pace: people, units, phones that were away, and clocks."""

import contextlib
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from anlan.command.alarms import AlarmState
from anlan.errors import AnlanError
from anlan.flow.closure import commands as cc
from anlan.flow.closure.rules import close_incident, finish_call_back, reopen_incident
from anlan.flow.dispatch import commands as dc
from anlan.flow.dispatch.rules_answer import accept_offer, decline_offer, withdraw
from anlan.flow.dispatch.rules_merge import merge
from anlan.flow.dispatch.rules_send import reassign, send_unit
from anlan.flow.dispatch.rules_wait import end_hold, hold, stack
from anlan.flow.incident import commands as ic
from anlan.flow.incident.rules import add_remark, change_incident, unmerge
from anlan.flow.incident.rules_reports import separate_report
from anlan.flow.incident.state import IncidentState, derive_status
from anlan.flow.intake.numbers import number_stream
from anlan.flow.response import commands as rc
from anlan.flow.response.rules import SETTABLE, request_backup, set_status
from anlan.force.kinds import COMMITTED
from anlan.force.state import UnitState
from anlan.ids import derived_id
from loop import ZONE, Loop

UNITS = ("a1", "a2", "a3", "b1")
unit = st.sampled_from(UNITS)
Pick = tuple[bool, int]
open_incident = st.tuples(st.sampled_from([True] * 9 + [False]), st.integers(0, 5))
any_incident = st.tuples(st.just(False), st.integers(0, 9))
"""Which incident an act is about: of the open ones nearly always, of all sometimes."""

TYPES = st.sampled_from([None, "police.noise", "police.theft", "medical.cardiac", "traffic.crash", "fire.building"])


class LoopMachine(RuleBasedStateMachine):
    """A few units and any number of incidents. A refusal is an answer; anything else that is raised is a fault."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = Loop()
        for name in UNITS:
            self.loop.unit(name)
        self.made = 0

    @initialize(types=st.lists(TYPES, min_size=1, max_size=3), direct=st.booleans())
    def begins(self, types: list[str | None], direct: bool) -> None:
        for type in types:
            self.reports(type, True)
            self.sends((True, len(types)), UNITS[len(types)], direct, False)

    def pick(self, pick: Pick) -> str:
        every = self._incidents
        chosen = [each for each in every if not each.over] if pick[0] else every
        return (chosen or every)[pick[1] % len(chosen or every)].id

    def tries(self, *args: Any, **how: Any) -> Any:
        with contextlib.suppress(AnlanError):
            return self.loop.act(*args, **how).answer
        return None

    # Acts

    @rule(type=TYPES, caller=st.booleans())
    def reports(self, type: str | None, caller: bool) -> None:
        self.made += 1
        self.loop.report(f"n{self.made}", type=type, caller={"name": "x"} if caller else None)

    @rule(incident=open_incident, type=TYPES)
    def joins(self, incident: Pick, type: str | None) -> None:
        incident_id = self.pick(incident)
        with contextlib.suppress(AnlanError):
            self.loop.report(incident_id=incident_id, type=type)

    @rule(incident=any_incident)
    def separates(self, incident: Pick) -> None:
        incident_id = self.pick(incident)
        self.made += 1
        new_id = derived_id("incident", f"n{self.made}")
        state = self.loop.incident(incident_id)
        told = ic.SeparateReport(
            incident_id=incident_id,
            report_id=state.reports[-1].id if state.reports else "x.r1",
            new_incident_id=new_id,
        )
        self.tries(separate_report, told, number_stream(self.loop.ledger.clock.now(), ZONE))

    @rule(incident=open_incident, priority=st.sampled_from(["P1", "P2", "P3", "P4"]))
    def changes(self, incident: Pick, priority: str) -> None:
        incident_id = self.pick(incident)
        self.tries(change_incident, ic.ChangeIncident(incident_id=incident_id, priority=priority))

    @rule(incident=open_incident)
    def remarks(self, incident: Pick) -> None:
        incident_id = self.pick(incident)
        before = self.loop.incident(incident_id).remark_count
        self.loop.act(add_remark, ic.AddRemark(incident_id=incident_id, text="刀具"))
        assert self.loop.incident(incident_id).remark_count == before + 1

    @rule(incident=open_incident, unit=unit, direct=st.sampled_from([None, True, False]), preempt=st.booleans())
    def sends(self, incident: Pick, unit: str, direct: bool | None, preempt: bool) -> None:
        incident_id = self.pick(incident)
        self.tries(send_unit, dc.SendUnit(incident_id=incident_id, unit_id=unit, direct=direct, preempt=preempt))

    @rule(incident=open_incident, answer=st.sampled_from(["accept", "decline", "withdraw"]))
    def answers(self, incident: Pick, answer: str) -> None:
        incident_id = self.pick(incident)
        state = self.loop.incident(incident_id)
        ids = [each.id for each in (*state.offers, *state.assignments)] or [f"{incident_id}.1"]
        if answer == "accept":
            self.tries(accept_offer, dc.AcceptOffer(offer_id=ids[0]))
        elif answer == "decline":
            self.tries(decline_offer, dc.DeclineOffer(offer_id=ids[0]))
        else:
            self.tries(withdraw, dc.Withdraw(offer_id=ids[-1]))

    @rule(incident=open_incident, one=unit, other=unit)
    def reassigns(self, incident: Pick, one: str, other: str) -> None:
        incident_id = self.pick(incident)
        self.tries(reassign, dc.Reassign(incident_id=incident_id, from_unit=one, to_unit=other))

    @rule(incident=open_incident, minutes=st.sampled_from([None, 5]))
    def holds(self, incident: Pick, minutes: int | None) -> None:
        incident_id = self.pick(incident)
        until = self.loop.ledger.clock.now() + timedelta(minutes=minutes) if minutes else None
        self.tries(hold, dc.Hold(incident_id=incident_id, reason="weather", until=until))

    @rule(incident=open_incident)
    def ends_hold(self, incident: Pick) -> None:
        incident_id = self.pick(incident)
        self.tries(end_hold, dc.EndHold(incident_id=incident_id))

    @rule(incident=open_incident, unit=unit)
    def stacks(self, incident: Pick, unit: str) -> None:
        incident_id = self.pick(incident)
        self.tries(stack, dc.Stack(incident_id=incident_id, unit_id=unit))

    @rule(incident=open_incident, into=open_incident)
    def merges(self, incident: Pick, into: Pick) -> None:
        incident_id = self.pick(incident)
        into_id = self.pick(into)
        self.tries(merge, dc.Merge(incident_id=incident_id, into=into_id))

    @rule(incident=any_incident)
    def unmerges(self, incident: Pick) -> None:
        incident_id = self.pick(incident)
        self.tries(unmerge, ic.Unmerge(incident_id=incident_id))

    @rule(unit=unit, status=st.sampled_from(["acknowledged", "enroute", "onscene", "available"]))
    def goes_on(self, unit: str, status: str) -> None:
        self.tells(unit, status, 0)

    @rule(incident=open_incident, unit=unit)
    def sends_plainly(self, incident: Pick, unit: str) -> None:
        self.sends(incident, unit, None, False)

    @rule(unit=unit, status=st.sampled_from(SETTABLE), ago=st.sampled_from([0, 0, 0, 30, 600]))
    def tells(self, unit: str, status: str, ago: int) -> None:
        when = self.loop.ledger.clock.now() - timedelta(seconds=ago)
        self.tries(set_status, rc.SetStatus(unit_id=unit, status=status), occurred_at=when, actor=f"unit:{unit}")

    @rule(unit=unit, incident=open_incident, status=st.sampled_from(SETTABLE), ago=st.sampled_from([0, 30, 600]))
    def tells_of(self, unit: str, incident: Pick, status: str, ago: int) -> None:
        incident_id = self.pick(incident)
        when = self.loop.ledger.clock.now() - timedelta(seconds=ago)
        told = rc.SetStatus(unit_id=unit, status=status, incident_id=incident_id)
        answer = self.tries(set_status, told, occurred_at=when)
        if answer is not None:
            again = self.loop.act(set_status, told, occurred_at=when).answer
            assert again["status"] == answer["status"]

    @rule(incident=open_incident)
    def asks_backup(self, incident: Pick) -> None:
        incident_id = self.pick(incident)
        self.tries(request_backup, rc.RequestBackup(incident_id=incident_id))

    @rule(incident=open_incident, call_back=st.booleans(), sure=st.sampled_from([False, False, True]))
    def closes(self, incident: Pick, call_back: bool, sure: bool) -> None:
        incident_id = self.pick(incident)
        self.tries(
            close_incident, cc.CloseIncident(incident_id=incident_id, disposition="handled", call_back=call_back)
        )

    @rule(incident=any_incident)
    def reopens(self, incident: Pick) -> None:
        incident_id = self.pick(incident)
        self.tries(reopen_incident, cc.ReopenIncident(incident_id=incident_id, reason="again"))

    @rule(incident=any_incident)
    def calls_back(self, incident: Pick) -> None:
        incident_id = self.pick(incident)
        self.tries(finish_call_back, cc.FinishCallBack(incident_id=incident_id))

    @rule(unit=unit, on=st.sampled_from([True, True, True, False]))
    def duty(self, unit: str, on: bool) -> None:
        with contextlib.suppress(AnlanError):
            self.loop.duty(unit, on=on)

    @rule(seconds=st.sampled_from([1, 31, 61, 400, 4000]))
    def time(self, seconds: int) -> None:
        self.loop.pass_time(seconds)

    # Laws

    @property
    def _incidents(self) -> list[IncidentState]:
        return self.loop.ledger.all("incident")

    @property
    def _units(self) -> dict[str, UnitState]:
        return {state.id: state for state in self.loop.ledger.all("unit")}

    @invariant()
    def incident_and_unit_agree(self) -> None:
        units = self._units
        held: dict[str, tuple[str, str, str]] = {}
        asked: dict[str, tuple[str, str]] = {}
        for incident in self._incidents:
            for each in incident.assignments:
                assert each.unit_id not in held, "a unit has at most one assignment"
                held[each.unit_id] = (incident.id, each.id, each.status)
            for offer in incident.offers:
                assert offer.unit_id not in asked, "a unit is asked one thing at a time"
                asked[offer.unit_id] = (incident.id, offer.id)
        for state in units.values():
            mine = held.get(state.id)
            assert (state.incident_id is not None) == (mine is not None) == (state.status in COMMITTED)
            if mine is not None:
                assert mine == (state.incident_id, state.assignment_id, state.status)
            offer_made = (state.offer.incident_id, state.offer.id) if state.offer else None
            assert offer_made == asked.get(state.id)
            assert (state.status == "offered") == (state.offer is not None)
            if not state.on_duty:
                assert state.status == "out" and not state.stack

    @invariant()
    def stacks_agree(self) -> None:
        waiting = {(each.stacked_on, each.id) for each in self._incidents if each.stacked_on is not None}
        assert waiting == {(state.id, each) for state in self._units.values() for each in state.stack}

    @invariant()
    def status_follows(self) -> None:
        for incident in self._incidents:
            assert incident.status == derive_status(incident)
            if incident.over:
                assert not incident.assignments and not incident.offers
                assert incident.hold is None and incident.stacked_on is None

    @invariant()
    def nothing_waits_without_a_clock(self) -> None:
        timers = self.loop.ledger.timers.values()
        for incident in self._incidents:
            watched = [
                each for each in timers if each.payload.get("incident_id") == incident.id and "turn" in each.payload
            ]
            if incident.status in ("pending", "held", "stacked"):
                due = f"dispatch.{incident.status}_due"
                right = [each for each in watched if each.kind == due and each.payload["turn"] == incident.turn]
                assert len(right) == 1, f"{incident.number} {incident.status} waits without a clock"
            for offer in incident.offers:
                assert f"offer-expiry:{offer.id}" in self.loop.ledger.timers
            for each in incident.assignments:
                if each.status == "assigned":
                    assert any(timer.payload.get("assignment_id") == each.id for timer in timers)
            if incident.backup_wanted and not incident.over:
                assert any(
                    timer.kind == "dispatch.backup_due" and timer.payload["incident_id"] == incident.id
                    for timer in timers
                )
            if incident.call_back_due is not None:
                assert any(
                    timer.kind == "closure.call_back_due" and timer.payload["incident_id"] == incident.id
                    for timer in timers
                )

    @invariant()
    def free_units_serve_their_stack(self) -> None:
        for state in self._units.values():
            if state.free and state.stack:
                assert any(timer.payload.get("unit_id") == state.id for timer in self.loop.ledger.timers.values())

    @invariant()
    def alarms_have_a_cause(self) -> None:
        alarms: dict[str, AlarmState] = {alarm.id: alarm for alarm in self.loop.ledger.all("alarm")}
        for incident in self._incidents:
            alarm = alarms.get(incident.id)
            assert (alarm is not None and alarm.open) == (incident.alarm_kind is not None)
            assert (incident.escalation > 0) == (incident.alarm_kind is not None)

    @invariant()
    def numbers_are_given_once(self) -> None:
        numbers = [incident.number for incident in self._incidents]
        assert len(set(numbers)) == len(numbers)
        assert all(incident.merged_into != incident.id for incident in self._incidents)


TestLoop = LoopMachine.TestCase
TestLoop.settings = settings(
    max_examples=120, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
