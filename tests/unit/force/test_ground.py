"""Ground is never lost and never doubled, however desks split and merge it."""

from hypothesis import given
from hypothesis import strategies as st

from anlan.force.ground import agencies_of, covers, ground_with, ground_without

CHILDREN = {"city": ["north", "south"], "north": ["docks", "hill"], "south": ["mill", "quay", "park"]}
EVERY = frozenset({"city", "north", "south", "docks", "hill", "mill", "quay", "park"})
SOME = st.lists(st.sampled_from(sorted(EVERY)), max_size=4)


def test_giving_one_station_away_leaves_everything_else() -> None:
    left = ground_without(["city"], ["docks"], CHILDREN)
    assert left == ["=city", "=north", "hill", "south"]
    assert agencies_of(left, CHILDREN) == EVERY - {"docks"}
    assert covers(left, "north", CHILDREN) and not covers(left, "docks", CHILDREN)


def test_taking_it_back_is_the_whole_again() -> None:
    left = ground_without(["city"], ["docks"], CHILDREN)
    assert ground_with(left, ["docks"], CHILDREN) == ["city"]


@given(taken=SOME, more=SOME)
def test_what_one_loses_the_other_gains(taken: list[str], more: list[str]) -> None:
    one, other = ground_without(["city"], taken, CHILDREN), ground_with([], taken, CHILDREN)
    assert agencies_of(one, CHILDREN) | agencies_of(other, CHILDREN) == EVERY
    assert not agencies_of(one, CHILDREN) & agencies_of(other, CHILDREN)
    moved = agencies_of(more, CHILDREN) & agencies_of(one, CHILDREN)
    entries = [f"={each}" for each in moved]
    assert agencies_of(ground_without(one, entries, CHILDREN), CHILDREN) == agencies_of(one, CHILDREN) - moved


@given(ground=SOME)
def test_the_short_list_stands_for_the_same(ground: list[str]) -> None:
    short = ground_with(ground, [], CHILDREN)
    assert agencies_of(short, CHILDREN) == agencies_of(ground, CHILDREN)
    assert ground_with(short, [], CHILDREN) == short
