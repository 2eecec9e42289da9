"""Whose ground a place is on."""

from typing import Any

import pytest

from anlan.errors import Invalid
from anlan.geography.jurisdictions import Jurisdiction, Jurisdictions


def square(west: float, south: float, size: float) -> dict[str, Any]:
    east, north = west + size, south + size
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


@pytest.fixture
def grounds() -> Jurisdictions:
    return Jurisdictions(
        [
            Jurisdiction("city", square(0, 0, 10)),
            Jurisdiction("district", square(0, 0, 5)),
            Jurisdiction("station-a", square(0, 0, 2)),
            Jurisdiction("station-b", square(2, 0, 2)),
        ]
    )


@pytest.mark.parametrize(
    ("place", "agencies"),
    [
        ((1, 1), ["station-a", "district", "city"]),
        ((3, 1), ["station-b", "district", "city"]),
        ((4.5, 4.5), ["district", "city"]),
        ((9, 9), ["city"]),
        ((11, 11), []),
        ((float("nan"), 1), []),
    ],
)
def test_the_smallest_ground_has_the_place(
    grounds: Jurisdictions, place: tuple[float, float], agencies: list[str]
) -> None:
    assert grounds.agencies_at(place) == agencies
    assert grounds.agency_at(place) == (agencies[0] if agencies else None)


def test_a_border_belongs_to_somebody_always_the_same(grounds: Jurisdictions) -> None:
    assert grounds.agency_at((2, 1)) == "station-a"
    assert grounds.agency_at((0, 0)) == "station-a"


def test_outside_the_nearest_border_counts_if_asked(grounds: Jurisdictions) -> None:
    assert grounds.agency_at((11, 5)) is None
    assert grounds.nearest_agency((11, 5)) == "city"
    assert Jurisdictions([]).nearest_agency((1, 1)) is None
    assert Jurisdictions([]).agency_at((1, 1)) is None


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [1, 1]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [500, 0], [500, 1], [0, 0]]]},
        {"type": "Cube"},
        {},
    ],
)
def test_a_ground_that_is_no_polygon_is_refused_with_its_agency(geometry: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        Jurisdictions([Jurisdiction("odd", geometry)])
    assert refused.value.params["agency"] == "odd"
