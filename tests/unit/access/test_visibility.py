from hypothesis import given
from hypothesis import strategies as st

from anlan.access.policy import Role
from anlan.access.visibility import NOTHING, AgencyTree, Matter, Visibility, visibility_of

TREE = AgencyTree({"city": None, "north": "city", "south": "city", "docks": "north", "pier": "north", "fire": None})


def test_below_is_the_agency_and_all_under_it() -> None:
    assert TREE.below("north") == {"north", "docks", "pier"}
    assert TREE.below("docks") == {"docks"}
    assert TREE.below("elsewhere") == TREE.below(None) == frozenset()


def test_a_ring_of_parents_ends() -> None:
    assert AgencyTree({"a": "b", "b": "a"}).below("a") == {"a", "b"}


def test_a_dispatcher_works_on_the_ground_of_the_desk_and_sees_the_own_agency() -> None:
    seen = visibility_of(TREE, "dispatcher", "city", None, ["north"])
    assert seen == Visibility(frozenset({"city", "north", "south", "docks", "pier"}), TREE.below("north"), None, True)
    assert seen.works_on(Matter("1", "docks"))
    assert seen.sees(Matter("2", "south")) and not seen.works_on(Matter("2", "south"))
    assert not seen.sees(Matter("3", "fire"))


def test_without_ground_a_dispatcher_has_no_work() -> None:
    assert visibility_of(TREE, "dispatcher", "city", None, []).operational == frozenset()


def test_ground_outside_the_own_agency_is_seen_while_it_is_controlled() -> None:
    assert visibility_of(TREE, "call_taker", "south", None, ["docks"]).sees(Matter("1", "docks"))


def test_a_station_and_a_commander_work_on_their_own_and_below() -> None:
    for role in ("station", "commander"):
        seen = visibility_of(TREE, role, "north", None, ["south"])
        assert seen.operational == TREE.below("north")
        assert not seen.sees(Matter("1", "south"))


def test_an_officer_works_on_what_the_own_unit_is_on_wherever_it_is() -> None:
    seen = visibility_of(TREE, "officer", "docks", "A31", [])
    assert seen.works_on(Matter("1", "south", ["B12", "A31"]))
    assert not seen.sees(Matter("2", "south", ["B12"]))
    assert seen.sees(Matter("3", "docks")) and not seen.works_on(Matter("3", "docks"))


def test_only_an_officer_has_a_unit() -> None:
    assert visibility_of(TREE, "analyst", "city", "A31", []).unit_id is None


def test_nothing_sees_nothing_not_even_what_no_agency_has() -> None:
    assert not NOTHING.sees(Matter("1", None))
    assert not NOTHING.sees(Matter("1", "city", ["A31"]))


@given(
    role=st.sampled_from([role.value for role in Role]),
    agency=st.sampled_from(["city", "north", "south", "docks", "fire", None, "elsewhere"]),
    ground=st.lists(st.sampled_from(["city", "north", "docks", "fire"]), max_size=3),
    unit=st.sampled_from([None, "A31"]),
    matter=st.builds(
        Matter,
        st.just("1"),
        st.sampled_from(["city", "north", "docks", "fire", None]),
        st.lists(st.sampled_from(["A31", "B12"]), max_size=2),
    ),
)
def test_whoever_works_on_it_also_sees_it(
    role: str, agency: str | None, ground: list[str], unit: str | None, matter: Matter
) -> None:
    seen = visibility_of(TREE, role, agency, unit, ground)
    assert seen.operational <= seen.public
    assert seen.sees(matter) or not seen.works_on(matter)


def test_ground_that_was_split_leaves_the_agency_alone_to_who_had_it() -> None:
    tree = AgencyTree({"city": None, "north": "city", "docks": "north", "hill": "north", "south": "city"})
    seen = visibility_of(tree, "dispatcher", "city", None, ["=city", "=north", "hill", "south"])
    assert seen.operational == {"city", "north", "hill", "south"}
    assert "docks" in seen.public


def test_where_units_are_is_shown_to_those_whose_work_it_is() -> None:
    working = {"call_taker", "dispatcher", "station", "officer", "commander"}
    for role in Role:
        assert visibility_of(TREE, role.value, "city", None, []).locates is (role.value in working)
