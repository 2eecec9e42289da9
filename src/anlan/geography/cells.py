"""Coarse cells: the only form in which a place is public.

The earth is cut into rows of 0.0045 degrees of latitude (500 m) and each row into columns as wide as the row is
high, measured at the row's middle. A cell's id is `<row>-<column>`, counted from the south pole and the date line,
so it needs no map and means the same everywhere and always.
"""

import math

from anlan.errors import Invalid
from anlan.geography.plane import LonLat, is_position

ROW_DEGREES = 0.0045
"""Height of a row; 500 m on the ground."""


def cell_at(location: LonLat) -> str:
    """The id of the cell that holds `location`. Raises `Invalid` if it is no place on earth."""
    lon, lat = location
    if not is_position(lon, lat):
        raise Invalid("geography.not_a_location", fields=[("location", "geography.not_a_location")])
    row = min(int((lat + 90) / ROW_DEGREES), _LAST_ROW)
    return f"{row}-{int((lon + 180) / _column_degrees(row))}"


def cell_bounds(cell: str) -> tuple[float, float, float, float]:
    """`(west, south, east, north)` of a cell in degrees. Raises `Invalid` if the id is none of ours."""
    row_text, _, column_text = cell.partition("-")
    if not (row_text.isdecimal() and column_text.isdecimal() and len(cell) <= 16):
        raise Invalid("geography.not_a_cell", fields=[("cell", "geography.not_a_cell")])
    row, column = int(row_text), int(column_text)
    if row > _LAST_ROW or column * _column_degrees(row) > 360:
        raise Invalid("geography.not_a_cell", fields=[("cell", "geography.not_a_cell")])
    width = _column_degrees(row)
    south, west = row * ROW_DEGREES - 90, column * width - 180
    return west, south, min(west + width, 180.0), south + ROW_DEGREES


def cell_centre(cell: str) -> LonLat:
    """The middle of a cell, degrees."""
    west, south, east, north = cell_bounds(cell)
    return (west + east) / 2, (south + north) / 2


_LAST_ROW = int(180 / ROW_DEGREES) - 1


def _column_degrees(row: int) -> float:
    middle = math.radians(row * ROW_DEGREES - 90 + ROW_DEGREES / 2)
    return min(ROW_DEGREES / max(math.cos(middle), 1e-6), 360.0)
