"""The sea, from coastlines that an extract cut through, and boats on lines of water."""

from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from small_ground import Plan, at, quiet

from anlan.geography.coast import sea_polygons
from anlan.geography.ground import open_ground
from anlan.geography.load import load_extract

FRAME = (0.0, 0.0, 10.0, 10.0)
# Southwards with the land on its left: the land is in the east, the sea in the west.
SHORE = [(4.0, 12.0), (4.0, 5.0), (4.0, -2.0)]
ISLAND = [(1.0, 4.0), (2.0, 4.0), (2.0, 5.0), (1.0, 5.0), (1.0, 4.0)]


def area(sea: list[shapely.Polygon]) -> float:
    return float(shapely.union_all(sea).area)


def holds(sea: list[shapely.Polygon], x: float, y: float) -> bool:
    return bool(shapely.union_all(sea).contains(shapely.Point(x, y)))


def test_the_sea_is_on_the_right_of_the_coast() -> None:
    west = sea_polygons([SHORE], FRAME)
    assert area(west) == pytest.approx(40) and holds(west, 2, 2) and not holds(west, 8, 8)
    east = sea_polygons([SHORE[::-1]], FRAME)
    assert area(east) == pytest.approx(60) and holds(east, 8, 8)


def test_a_coast_in_pieces_is_one_coast() -> None:
    assert area(sea_polygons([SHORE[1:], SHORE[:2]], FRAME)) == pytest.approx(40)


def test_an_island_is_land_in_the_sea() -> None:
    sea = sea_polygons([SHORE, ISLAND], FRAME)
    assert area(sea) == pytest.approx(39)
    assert not holds(sea, 1.5, 4.5) and holds(sea, 0.5, 4.5)


def test_a_bay_cut_out_clockwise_is_sea_in_the_land() -> None:
    lagoon = [(x + 6, y) for x, y in ISLAND[::-1]]
    sea = sea_polygons([lagoon], FRAME)
    assert area(sea) == pytest.approx(1) and holds(sea, 7.5, 4.5)


def test_a_coast_that_ends_short_is_led_to_the_frame() -> None:
    sea = sea_polygons([[(4.0, 9.0), (4.0, 5.0), (4.0, 1.0)]], FRAME)
    assert holds(sea, 1, 5) and not holds(sea, 9, 5)


def test_without_coast_there_is_no_sea() -> None:
    assert sea_polygons([], FRAME) == []
    assert sea_polygons([[(1.0, 1.0)]], FRAME) == []
    assert sea_polygons([SHORE], (0.0, 0.0, 0.0, 0.0)) == []


@given(
    wiggle=st.lists(st.integers(-300, 300).map(lambda hundredths: hundredths / 100), min_size=1, max_size=12),
    seaward=st.booleans(),
)
def test_any_shore_parts_the_frame_in_two(wiggle: list[float], seaward: bool) -> None:
    steps = [12.0 - 14.0 * i / (len(wiggle) + 1) for i in range(len(wiggle) + 2)]
    shore = [(5.0, steps[0]), *((5.0 + w, y) for w, y in zip(wiggle, steps[1:-1], strict=True)), (5.0, steps[-1])]
    sea = sea_polygons([shore if seaward else shore[::-1]], FRAME)
    assert holds(sea, 0.5, 5.0) == seaward and holds(sea, 9.5, 5.0) != seaward


def test_boats_follow_a_canal_that_is_only_a_line_and_stop_where_it_is_forbidden(tmp_path: Path) -> None:
    plan = Plan()
    plan.way([(0, -1), (20, -1)], highway="residential", name="河边路")
    plan.way([(0, 0), (8, 0)], waterway="canal", name="运河")
    plan.way([(8, 0), (20, 0)], waterway="canal", boat="no")
    path = tmp_path / "canal.osm"
    path.write_text(plan.xml(), "utf-8")
    ground = open_ground(tmp_path, load_extract(path, tmp_path, quiet).hash)
    assert ground.travel.to_place(at(7, 0), [at(1, 0)], "water").seconds[0] == pytest.approx(69.3, rel=0.02)
    assert ground.travel.to_place(at(15, 0), [at(1, 0)], "water").reason == "place_off_water"
