"""What a way's tags allow, and how fast."""

import pytest

from anlan.geography.passage import CLASSES, parse_duration, parse_kmh, passage_of, stops_vehicles


@pytest.mark.parametrize(
    ("tags", "forward", "backward"),
    [
        ({}, True, True),
        ({"oneway": "yes"}, True, False),
        ({"oneway": "1"}, True, False),
        ({"oneway": "-1"}, False, True),
        ({"oneway": "no"}, True, True),
        ({"oneway": "reversible"}, False, False),
        ({"junction": "roundabout"}, True, False),
        ({"junction": "roundabout", "oneway": "no"}, True, True),
        ({"highway": "motorway"}, True, False),
        ({"highway": "motorway_link"}, True, False),
    ],
)
def test_direction(tags: dict[str, str], forward: bool, backward: bool) -> None:
    passage = passage_of({"highway": "residential", "foot": "yes", **tags})
    assert passage is not None
    assert (passage.forward > 0, passage.backward > 0) == (forward, backward)


@pytest.mark.parametrize(
    ("tags", "drives", "walks"),
    [
        ({"highway": "footway"}, False, True),
        ({"highway": "footway", "emergency": "yes"}, True, True),
        ({"highway": "motorway"}, True, False),
        ({"highway": "residential", "access": "private"}, True, True),
        ({"highway": "residential", "access": "no"}, False, False),
        ({"highway": "residential", "access": "no", "emergency": "yes"}, True, False),
        ({"highway": "service", "motor_vehicle": "no"}, False, True),
        ({"highway": "residential", "foot": "no"}, True, False),
        ({"highway": "construction"}, False, False),
        ({"highway": "pedestrian"}, True, True),
        ({"route": "ferry"}, False, True),
        ({"route": "ferry", "motor_vehicle": "yes"}, True, True),
        ({"route": "ferry", "access": "private"}, False, False),
        ({"building": "yes"}, False, False),
    ],
)
def test_who_may_pass(tags: dict[str, str], drives: bool, walks: bool) -> None:
    passage = passage_of(tags)
    assert (passage is not None and passage.forward > 0, passage is not None and passage.walk > 0) == (drives, walks)


def test_a_signed_limit_counts_at_four_fifths_of_its_number() -> None:
    passage = passage_of({"highway": "residential", "maxspeed": "50", "maxspeed:backward": "30 mph"})
    assert passage is not None
    assert passage.forward == pytest.approx(40)
    assert passage.backward == pytest.approx(0.8 * 30 * 1.609344)


def test_links_count_as_the_road_they_lead_to() -> None:
    passage = passage_of({"highway": "trunk_link"})
    assert passage is not None and CLASSES[passage.kind] == "trunk"


@pytest.mark.parametrize(
    ("text", "kmh"),
    [("50", 50), ("30 mph", 48.28), ("walk", 5), ("none", None), ("CN:urban", None), ("0", None), ("", None)],
)
def test_limits(text: str, kmh: float | None) -> None:
    assert parse_kmh(text) == (None if kmh is None else pytest.approx(kmh, abs=0.01))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("25", 1500), ("0:25", 1500), ("1:30:15", 5415), ("PT1H5M", 3900), ("PT", None), ("soon", None), ("", None)],
)
def test_durations(text: str, seconds: float | None) -> None:
    assert parse_duration(text) == seconds


def test_a_bollard_stops_vehicles_and_a_gate_does_not() -> None:
    assert stops_vehicles({"barrier": "bollard"})
    assert not stops_vehicles({"barrier": "bollard", "emergency": "yes"})
    assert not stops_vehicles({"barrier": "gate"})
    assert not stops_vehicles({})
