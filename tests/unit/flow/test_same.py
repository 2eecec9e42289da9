"""What may be the same: near in time, place and type, with reasons that give no exact place away."""

from hypothesis import given
from hypothesis import strategies as st

from anlan.flow.intake.same import Nearby, propose_same
from anlan.flow.intake.types import default_tree

TREE = default_tree()


def _near(metres: float = 50, seconds: float = 60, type_id: str = "traffic.crash", name: str = "i") -> Nearby:
    return Nearby(incident_id=name, number="0412-001", type=type_id, metres=metres, seconds=seconds)


def _found(type_id: str, *others: Nearby) -> list[str]:
    found = propose_same(TREE, type_id, others, same_metres=300, same_minutes=60)
    return [each.incident_id for each in found]


def test_near_recent_and_alike_is_proposed() -> None:
    assert _found("traffic.crash", _near()) == ["i"]
    assert _found("traffic.obstruction", _near()) == ["i"], "of one branch"
    assert _found("unknown", _near()) == ["i"]


def test_far_old_or_of_another_branch_is_not() -> None:
    assert _found("traffic.crash", _near(metres=301)) == []
    assert _found("traffic.crash", _near(seconds=3601)) == []
    assert _found("medical.birth", _near()) == []


def test_the_nearest_likest_comes_first_and_three_at_most() -> None:
    others = [
        _near(200, name="far"),
        _near(10, type_id="unknown", name="open"),
        _near(10, name="close"),
        _near(100, name="middle"),
    ]
    assert _found("traffic.crash", *others) == ["close", "middle", "far"]


@given(metres=st.floats(0, 300))
def test_reasons_never_tell_the_exact_distance(metres: float) -> None:
    [found] = propose_same(TREE, "traffic.crash", [_near(metres)], same_metres=300, same_minutes=60)
    told = int(next(each["text_en"] for each in found.reasons if each["code"] == "near").split()[1])
    assert told % 50 == 0 and told >= metres
