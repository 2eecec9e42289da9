"""Alarms go to rooms where somebody is; settings keep their bounds."""

from typing import Any

from pytest import mark, raises

from anlan.command.alarms import (
    AlarmState,
    Link,
    acknowledge_alarm,
    alarm_stream,
    over_budget,
    raise_alarm,
    recipient,
)
from anlan.command.settings import DEFAULT_SETTINGS, SETTINGS_STREAM, PlatformSettings, change_settings
from anlan.errors import Invalid, NotFound
from anlan.journal import Decision
from ledger import Ledger

LINE = [Link(agency_id="s", manned=False), Link(agency_id="d", manned=True, desk_id="k"), Link(agency_id="c")]


def test_the_first_room_with_somebody_hears_it() -> None:
    assert recipient(LINE, 1) == (2, LINE[1])
    assert recipient(LINE, 3) == (3, LINE[2]), "with nobody above, the top keeps it"


def _raise(ledger: Ledger, kind: str, level: int) -> int:
    reached = 0

    def decide(streams: Any, now: Any) -> Decision:
        nonlocal reached
        state = streams.of(AlarmState, alarm_stream("i"))
        reached, planned, effects = raise_alarm(state, LINE, alarm_id="i", kind=kind, level=level, incident_id="i")
        return Decision(planned, effects=effects)

    ledger.decide(ledger.context(), [alarm_stream("i")], decide)
    return reached


def _alarm(ledger: Ledger) -> AlarmState:
    found = ledger.get(alarm_stream("i"))
    assert isinstance(found, AlarmState)
    return found


def test_one_incident_sounds_one_alarm() -> None:
    ledger = Ledger()
    assert _raise(ledger, "unassigned", 1) == 2
    _raise(ledger, "unassigned", 1)
    assert [record.kind for record in ledger.records] == ["command.alarm_raised"]
    _raise(ledger, "backup", 1)
    assert (_alarm(ledger).kind, _alarm(ledger).level, _alarm(ledger).agency_id) == ("backup", 2, "s")
    assert len(ledger.effects) == 2, "each step above the station rings outside, under its own id"


def test_acknowledged_once_by_one_person_and_raised_anew_after_it() -> None:
    ledger = Ledger()
    _raise(ledger, "unassigned", 1)
    for account in ("wang", "li"):
        ledger.decide(
            ledger.context(),
            [alarm_stream("i")],
            lambda s, now, account=account: acknowledge_alarm(  # type: ignore[misc]
                s.of(AlarmState, alarm_stream("i")), "i", account
            ),
        )
    assert _alarm(ledger).acknowledged_by == "wang"
    _raise(ledger, "unassigned", 2)
    assert _alarm(ledger).acknowledged_by is None
    with raises(NotFound):
        acknowledge_alarm(None, "x", "wang")


def test_the_budget_names_the_desks_that_heard_more() -> None:
    assert over_budget({"a": 13, "b": 12, "c": 40}, 12) == ["a", "c"]


def test_settings_change_in_part_and_the_rest_stays() -> None:
    ledger = Ledger()
    values = {"priorities": {"P3": {"direct": True}}, "call_back_minutes": 30}
    for _ in range(2):
        ledger.decide(
            ledger.context(),
            [SETTINGS_STREAM],
            lambda s, now: change_settings(s.of(PlatformSettings, SETTINGS_STREAM), values),
        )
    state = ledger.get(SETTINGS_STREAM)
    assert isinstance(state, PlatformSettings)
    assert state.policy("P3").direct and state.policy("P3").offer_seconds == 60
    assert state.call_back_minutes == 30 and state.same_metres == DEFAULT_SETTINGS.same_metres
    assert len(ledger.records) == 1, "the same again changes nothing"


@mark.parametrize(
    "values",
    [
        {"call_back_minutes": 0},
        {"priorities": {"P9": {"direct": True}}},
        {"priorities": {"P1": {"offer_seconds": -1}}},
        {"priorities": {"P1": {"surprise": 1}}},
        {"priorities": []},
        {"unknown": 1},
        {"dispositions": []},
        {"dispositions": [{"id": "a", "name": "x", "name_en": "y"}] * 2},
        {"same_metres": "far"},
    ],
)
def test_wrong_settings_are_refused_whole(values: dict[str, Any]) -> None:
    with raises(Invalid):
        change_settings(None, values)
