"""Positions: only of units on duty, only of this duty, only of this earth, and jumps are seen for what they are."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx, mark, raises

from anlan.errors import Invalid, Refused
from anlan.force.commands import Position
from anlan.force.positions import Fix, batch_digest, check_positions, metres_between
from anlan.force.state import UnitState
from loop import Loop

HERE = (121.5, 31.2)


def _unit(*, on_duty: bool = True, kind: str = "car") -> tuple[UnitState, datetime]:
    loop = Loop()
    loop.unit("a1", kind, on_duty=on_duty)
    now = loop.ledger.clock.now()
    return loop.unit_state("a1"), now + timedelta(hours=1)


def _at(now: datetime, seconds: float, metres: float = 0.0) -> Position:
    return Position(at=now + timedelta(seconds=seconds), location=(HERE[0] + metres / 95_280, HERE[1]))


def test_off_duty_they_are_refused() -> None:
    unit, now = _unit(on_duty=False)
    with raises(Refused):
        check_positions(unit, [_at(now, 0)], None, now)


def test_what_the_phone_kept_from_before_duty_is_left_out() -> None:
    unit, now = _unit()
    kept = check_positions(unit, [_at(now, -7200), _at(now, -10)], None, now)
    assert [fix.at for fix in kept] == [now - timedelta(seconds=10)]


@mark.parametrize("location", [(181.0, 0.0), (0.0, -91.0), (float("nan"), 0.0), (0.0, float("inf"))])
def test_no_place_on_earth_is_named(location: tuple[float, float]) -> None:
    unit, now = _unit()
    good = _at(now, -5)
    with raises(Invalid) as caught:
        check_positions(unit, [good, Position(at=now, location=location)], None, now)
    assert caught.value.fields == [("items.1.location", "field.shape")]


def test_the_future_is_refused_and_a_fast_clock_forgiven() -> None:
    unit, now = _unit()
    assert check_positions(unit, [_at(now, 20)], None, now)
    with raises(Invalid):
        check_positions(unit, [_at(now, 120)], None, now)


def test_a_jump_is_kept_but_not_believed() -> None:
    unit, now = _unit(kind="foot")
    items = [_at(now, -60), _at(now, -50, 5000), _at(now, -40, 40)]
    assert [fix.jump for fix in check_positions(unit, items, None, now)] == [False, True, False]


def test_after_a_long_silence_a_far_place_is_believed() -> None:
    unit, now = _unit()
    first, far = _at(now, -3000), _at(now, -10, 20_000)
    assert [fix.jump for fix in check_positions(unit, [far, first], None, now)] == [False, False]


@given(st.lists(st.floats(-80, 80), min_size=4, max_size=4))
def test_distance_is_symmetric_and_zero_at_home(values: list[float]) -> None:
    a, b = (values[0], values[1]), (values[2], values[3])
    assert metres_between(a, b) == approx(metres_between(b, a))
    assert metres_between(a, a) == 0


def test_one_degree_of_latitude() -> None:
    assert metres_between((0, 0), (0, 1)) == approx(111_195, rel=1e-4)


def test_a_batchs_digest_notices_everything() -> None:
    _, now = _unit()
    fix = Fix(unit_id="a1", at=now, received_at=now, lon=1.0, lat=2.0)
    other = Fix(unit_id="a1", at=now, received_at=now, lon=1.0, lat=2.000001)
    assert batch_digest([fix]) != batch_digest([other])
    assert batch_digest([fix, other]) != batch_digest([other, fix])
