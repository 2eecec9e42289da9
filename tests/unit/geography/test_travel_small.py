"""Travel times and routes on the small place, worked out on paper."""

import numpy as np
import pytest
from small_ground import at

from anlan.errors import Invalid
from anlan.geography.eta import eta_band
from anlan.geography.ground import Ground
from anlan.geography.passage import FERRY_BOARDING_SECONDS, ROAD_KMH
from anlan.geography.plane import metres_between

CITY_KMH = 25.0


def seconds(ground: Ground, unit: tuple[float, float], place: tuple[float, float], way: str = "road") -> float:
    return float(ground.travel.to_place(at(*place), [at(*unit)], way).seconds[0])  # type: ignore[arg-type]


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(metres_between(*at(*a), *at(*b)))


def test_along_one_street(small: Ground) -> None:
    assert seconds(small, (0, 0), (3, 0)) == pytest.approx(metres((0, 0), (3, 0)) * 3.6 / 60, rel=1e-3)


def test_from_the_middle_of_a_block_only_the_rest_counts(small: Ground) -> None:
    assert seconds(small, (0.25, 0), (0.75, 0)) == pytest.approx(metres((0.25, 0), (0.75, 0)) * 3.6 / 60, rel=1e-3)
    assert seconds(small, (0.75, 0), (0.25, 0)) == pytest.approx(metres((0.25, 0), (0.75, 0)) * 3.6 / 60, rel=1e-3)


def test_a_one_way_street_is_quick_one_way_and_round_about_the_other(small: Ground) -> None:
    with_it = seconds(small, (1.25, 2), (1.75, 2))
    against = seconds(small, (1.75, 2), (1.25, 2))
    assert with_it == pytest.approx(metres((1.25, 2), (1.75, 2)) * 3.6 / CITY_KMH, rel=1e-3)
    # On to the corner, down North Street, back along Backward Lane, up Middle Road, and in again.
    around = metres((1.75, 2), (2, 2)) + metres((2, 2), (2, 1)) + metres((2, 1), (1, 1)) + metres((1, 1), (1, 2))
    around += metres((1, 2), (1.25, 2))
    assert against == pytest.approx(around * 3.6 / CITY_KMH, rel=1e-3)


def test_oneway_minus_one_runs_against_its_points(small: Ground) -> None:
    assert seconds(small, (1.9, 1), (1.1, 1)) < 15 < seconds(small, (1.1, 1), (1.9, 1))


def test_vehicles_stop_at_a_bollard_and_walkers_do_not(small: Ground) -> None:
    # The stub behind the bollard is a crumb: a car there counts from the bollard, over the open ground.
    behind = small.travel.snap([at(-0.9, 0)], "road")
    assert behind.leg[0] == pytest.approx(metres((-0.9, 0), (-0.5, 0)) / 2.8, rel=0.01)
    assert small.travel.snap([at(-0.9, 0)], "walk").leg[0] < 1


def test_by_ferry_to_the_island(small: Ground) -> None:
    sailing = 600 + FERRY_BOARDING_SECONDS
    on_land = metres((2, 0), (3, 0)) * 3.6 / 60 + metres((6, 0), (6, 1)) * 3.6 / ROAD_KMH["tertiary"]
    assert seconds(small, (2, 0), (6, 1)) == pytest.approx(sailing + on_land, rel=1e-3)


def test_no_road_to_the_lone_island_but_on_it(small: Ground) -> None:
    assert np.isinf(seconds(small, (1, 0), (12, 3)))
    assert np.isfinite(seconds(small, (12, 1), (12, 3)))
    assert small.route(at(1, 0), at(12, 3), "road").reason == "not_connected"


def test_far_out_at_sea_there_is_no_road_and_a_boat_is_quick(small: Ground) -> None:
    place = at(15, 5)
    assert small.travel.to_place(place, [at(1, 0)], "road").reason == "place_across_water"
    assert small.travel.to_place(at(40, 5), [at(1, 0)], "road").reason == "place_off_roads"
    boat = small.travel.to_place(place, [at(4, -1)], "water")
    straight = metres((4, -1), (15, 5))
    # Round Ferry Island: longer than straight, but not by much.
    assert straight * 3.6 / 30 <= boat.seconds[0] <= 1.35 * straight * 3.6 / 30


def test_water_between_a_place_and_the_street_across_is_not_walked(small: Ground) -> None:
    times = small.travel.to_place(at(5.0, -3), [at(1, 0)], "road")
    assert times.reason == "place_across_water"


def test_a_boat_does_not_come_inland(small: Ground) -> None:
    assert small.travel.to_place(at(0, 0), [at(4, -1)], "water").reason == "place_off_water"
    assert np.isinf(small.travel.to_place(at(4, -2), [at(-1, 0)], "water").seconds[0])


def test_a_drone_flies_straight(small: Ground) -> None:
    times = small.travel.to_place(at(12, 3), [at(1, 0), (np.nan, np.nan)], "air", speed_kmh=36.0)
    assert times.seconds[0] == pytest.approx(metres((1, 0), (12, 3)) / 10)
    assert np.isinf(times.seconds[1])


def test_on_foot_both_ways_along_a_one_way_street(small: Ground) -> None:
    assert seconds(small, (1.75, 2), (1.25, 2), "walk") == pytest.approx(
        metres((1.25, 2), (1.75, 2)) * 3.6 / 5, rel=1e-3
    )


def test_snapped_units_may_be_kept_moved_and_picked(small: Ground) -> None:
    travel, place = small.travel, at(2, 0)
    kept = travel.snap([at(0, 0), at(1, 1), at(3, 0)], "road")
    kept.put([1], travel.snap([at(2, 1)], "road"))
    fresh = travel.to_place(place, [at(0, 0), at(2, 1), at(3, 0)], "road").seconds
    assert travel.seconds_to(place, kept).seconds.tolist() == fresh.tolist()
    assert travel.seconds_to(place, kept.take([2, 0])).seconds.tolist() == fresh[[2, 0]].tolist()
    assert len(travel.seconds_to(place, kept.take(np.zeros(3, dtype=bool))).seconds) == 0


def test_no_place_on_earth_is_refused(small: Ground) -> None:
    for place in ((np.nan, 0.0), (200.0, 0.0), (0.0, np.inf)):
        with pytest.raises(Invalid):
            small.travel.to_place(place, [at(0, 0)], "road")


def test_a_route_says_its_turns_in_street_names(small: Ground) -> None:
    route = small.route(at(0, 0), at(1.8, 2), "road")
    said = [(step.turn, step.street, step.street_en) for step in route.steps]
    assert said == [
        ("depart", "人民路", "Renmin Road"),
        ("left", "中山中路", "Zhongshan Middle Road"),
        ("right", "单行街", "One Way Street"),
        ("arrive", "单行街", "One Way Street"),
    ]
    assert route.steps[1].metres == pytest.approx(metres((1, 0), (1, 2)), rel=1e-3)
    assert route.metres == pytest.approx(sum(step.metres for step in route.steps[:-1]), abs=1)


def test_a_route_by_ferry_says_so(small: Ground) -> None:
    route = small.route(at(2, 0), at(8, 3), "road")
    assert [step.turn for step in route.steps] == ["depart", "ferry", "left", "arrive"]
    assert [step.street for step in route.steps] == ["人民路", "轮渡", "渡岛路", "渡岛路"]
    assert route.steps[1].seconds == pytest.approx(600 + FERRY_BOARDING_SECONDS)


def test_a_route_over_water_stays_on_it(small: Ground) -> None:
    route = small.route(at(4, -1), at(15, 5), "water")
    assert np.isfinite(route.seconds)
    for lon, lat in route.geometry[1:-1]:
        x, y = (lon - 120) / 0.001, (lat - 30) / 0.001
        assert not (5.8 <= x <= 9.5 and -0.5 <= y <= 3.5)


def test_the_band_around_an_eta(small: Ground) -> None:
    low, high = eta_band(np.array([300.0, np.inf]), "road")
    assert low.tolist() == [195.0, np.inf] and high.tolist() == [510.0, np.inf]
