"""Ranking: first there is first, with reasons, and everything that was looked at is in the digest."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from anlan.flow.dispatch.rules_recommend import TOP, rank
from anlan.flow.ports import Draft, Needs
from anlan.force.state import UnitState
from loop import Loop

_LOOP = Loop()
_LOOP.unit("u")
_UNIT = _LOOP.unit_state("u")


def _unit(n: int, **facts: Any) -> UnitState:
    return replace(_UNIT, id=f"u{n:04d}", call_sign=f"A{n}", agency_id=facts.pop("agency_id", f"s{n % 3}"), **facts)


def _rank(units: list[UnitState], seconds: list[float], needs: Needs | None = None) -> Draft:
    return rank(units, np.array(seconds), needs or Needs(), "s0", {}, "roads")


def _ids(draft: Draft) -> list[Any]:
    return [item["unit_id"] for item in draft.items]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60))
def test_order_is_by_time_then_id(times: list[int]) -> None:
    units = [_unit(n) for n in range(len(times))]
    wanted = sorted(range(len(times)), key=lambda n: (times[n], units[n].id))[:TOP]
    assert _ids(_rank(units, [float(each) for each in times])) == [units[n].id for n in wanted]


def test_only_free_able_and_reachable_on_duty() -> None:
    units = [
        _unit(0, status="enroute"),
        _unit(1, on_duty=False, status="out"),
        _unit(2, kind="boat"),
        _unit(3),
        _unit(4, status="returning"),
        _unit(5),
    ]
    draft = _rank(units, [1, 2, 3, 40, 50, float("inf")], Needs(kinds=["car"]))
    assert _ids(draft) == ["u0003", "u0004"]
    why = {item["unit_id"]: item["reasons"][0]["code"] for item in draft.excluded}
    assert why == {"u0000": "status", "u0002": "kind"}, "off duty nobody is even named"
    assert draft.considered == 5


def test_skills_and_equipment_are_asked_for() -> None:
    units = [_unit(0), _unit(1, skills=["hazmat"]), _unit(2, skills=["hazmat"], equipment=["foam"])]
    assert _ids(_rank(units, [1, 2, 3], Needs(skills=["hazmat"]))) == ["u0001", "u0002"]
    draft = _rank(units, [1, 2, 3], Needs(skills=["hazmat"], equipment=["foam"]))
    assert _ids(draft) == ["u0002"]
    assert [item["reasons"][0]["code"] for item in draft.excluded] == ["skill", "equipment"]


def test_what_is_left_uncovered_is_said() -> None:
    units = [_unit(0, agency_id="s0"), _unit(1, agency_id="s1"), _unit(2, agency_id="s1")]
    first, second, _ = _rank(units, [1, 2, 3]).items
    assert first["uncovered"] == ["s0"] and second["uncovered"] == []
    assert {"uncovers", "own_ground", "first"} <= {reason["code"] for reason in first["reasons"]}  # type: ignore[attr-defined]


def test_every_reason_is_in_words() -> None:
    units = [_unit(n, status="returning", skills=["hazmat"]) for n in range(3)]
    for item in _rank(units, [61, 122, 3600], Needs(skills=["hazmat"])).items:
        for reason in item["reasons"]:  # type: ignore[attr-defined]
            assert reason["text"] and reason["text_en"]
        assert item["eta_low"] < item["eta_seconds"] < item["eta_high"]  # type: ignore[operator]


def test_the_digest_notices_whatever_was_looked_at() -> None:
    units, times = [_unit(n) for n in range(5)], [1.0, 2, 3, 4, 5]
    one = _rank(units, times).digest
    assert one == _rank(units, times).digest
    assert one != _rank(units, [1.0, 2, 3, 4, 5.2]).digest
    assert one != _rank([*units[:4], _unit(4, status="busy")], times).digest
    assert one != _rank(units, times, Needs(kinds=["car"])).digest
    assert one != rank(units, np.array(times), Needs(), "s1", {}, "roads").digest
    assert one != rank(units, np.array(times), Needs(), "s0", {}, "other roads").digest


def test_nobody_is_an_answer_too() -> None:
    draft = _rank([], [])
    assert draft.items == [] and draft.digest
