"""Coarse cells: the same everywhere, about 500 m across, and nothing finer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.errors import Invalid
from anlan.geography.cells import cell_at, cell_bounds, cell_centre
from anlan.geography.plane import metres_between

LON = st.floats(-180, 180, allow_nan=False)
LAT = st.floats(-90, 90, allow_nan=False)


@given(lon=LON, lat=LAT)
def test_a_place_lies_in_its_cell(lon: float, lat: float) -> None:
    west, south, east, north = cell_bounds(cell_at((lon, lat)))
    assert west - 1e-9 <= lon <= east + 1e-9
    assert south - 1e-9 <= lat <= north + 1e-9


@given(lon=LON, lat=st.floats(-85, 85))
def test_the_middle_of_a_cell_is_in_it(lon: float, lat: float) -> None:
    cell = cell_at((lon, lat))
    assert cell_at(cell_centre(cell)) == cell


@given(lon=st.floats(-179, 179), lat=st.floats(-80, 80))
def test_a_cell_is_about_500_metres_across(lon: float, lat: float) -> None:
    west, south, east, north = cell_bounds(cell_at((lon, lat)))
    middle = (south + north) / 2
    assert 495 < metres_between(west, south, west, north) < 505
    if east < 180:
        assert 490 < metres_between(west, middle, east, middle) < 510


@pytest.mark.parametrize("location", [(181.0, 0.0), (0.0, 91.0), (float("nan"), 0.0), (0.0, float("inf"))])
def test_no_place_on_earth_has_no_cell(location: tuple[float, float]) -> None:
    with pytest.raises(Invalid):
        cell_at(location)


@pytest.mark.parametrize("cell", ["", "1", "a-b", "-1-5", "99999999-1", "1-99999999", "1-1-1", "1" * 40])
def test_what_is_no_cell_is_refused(cell: str) -> None:
    with pytest.raises(Invalid):
        cell_bounds(cell)
