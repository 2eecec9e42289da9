"""What comes out of cutting shapes: plain lists of lines and polygons, whatever the cut made of them."""

from collections.abc import Iterator

from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry, BaseMultipartGeometry

from anlan.simulation.city.frame import XY, coordinates


def lines_of(shape: BaseGeometry) -> list[LineString]:
    """Every line in a shape; points and polygons are left out."""
    return [part for part in _parts(shape) if isinstance(part, LineString) and not part.is_empty]


def polygons_of(shape: BaseGeometry) -> list[Polygon]:
    """Every polygon in a shape; lines and points are left out."""
    return [part for part in _parts(shape) if isinstance(part, Polygon) and not part.is_empty]


def longest(shape: BaseGeometry) -> LineString:
    """The longest line in a shape; an empty one where there is none."""
    return max(lines_of(shape), key=lambda part: part.length, default=LineString())


def largest(shape: BaseGeometry) -> Polygon:
    """The largest polygon in a shape; an empty one where there is none."""
    return max(polygons_of(shape), key=lambda part: part.area, default=Polygon())


def _parts(shape: BaseGeometry) -> Iterator[BaseGeometry]:
    if isinstance(shape, BaseMultipartGeometry):
        for part in shape.geoms:
            yield from _parts(part)
    else:
        yield shape


def ground_of(shape: BaseGeometry) -> Polygon | MultiPolygon:
    """The polygons of a shape as one shape."""
    parts = polygons_of(shape)
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def outline_of(shape: Polygon) -> LineString:
    """A polygon's outer ring as a line."""
    return LineString(shape.exterior.coords)


def box_corners(shape: Polygon) -> list[XY]:
    """Five corners, the first again at the end, of the smallest turned rectangle around a polygon."""
    return coordinates(outline_of(largest(shape.minimum_rotated_rectangle)))
