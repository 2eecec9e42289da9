"""The sea, from coastlines: lines that have land on their left and water on their right.

An extract holds only a stretch of coast, so the lines are joined, cut at the extract's bounds, carried on to the
nearest bound where they end short of it, and the pieces they cut the extract into are told apart by which side of
the coast most of their edge is on.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon, box

from anlan.geography.plane import Floats, LonLat

_TOUCHING = 1e-7
_ASIDE = 1e-6


def sea_polygons(coast: Sequence[Sequence[LonLat]], bounds: tuple[float, float, float, float]) -> list[Polygon]:
    """The sea within `bounds` (west, south, east, north), degrees; empty where no coastline is."""
    lines = [LineString(points) for points in coast if len(points) > 1]
    frame = box(*bounds)
    if not lines or frame.area == 0:
        return []
    joined = shapely.line_merge(shapely.union_all(lines), directed=True)
    rings = [line for line in _lines_of(joined) if line.is_ring]
    open_lines = [line for line in _lines_of(joined) if not line.is_ring]
    shore = [piece for line in open_lines for piece in _lines_of(line.intersection(frame))]
    reached = [_carried_on(piece, frame) for piece in shore]
    cuts = shapely.union_all([frame.boundary, *reached, *(ring.intersection(frame) for ring in rings)])
    faces = [face for face in shapely.get_parts(shapely.polygonize(_lines_of(cuts))) if face.area > 0]
    directed = [*shore, *(piece for ring in rings for piece in _lines_of(ring.intersection(frame)))]
    balance = _sea_balance(faces, directed)
    return [face for face, right in zip(faces, balance, strict=True) if right > 0]


def _sea_balance(faces: Sequence[Polygon], shore: Sequence[LineString]) -> Floats:
    """Per face the length of coast that has it on the right (sea) less that which has it on the left (land)."""
    points = np.concatenate([np.column_stack([shapely.get_coordinates(line)[:-1], shapely.get_coordinates(line)[1:]])
                             for line in shore])  # fmt: skip
    step = points[:, 2:] - points[:, :2]
    length = np.hypot(step[:, 0], step[:, 1])
    points, step, length = points[length > 0], step[length > 0], length[length > 0]
    aside = np.column_stack([step[:, 1], -step[:, 0]]) / length[:, None] * _ASIDE
    middle = (points[:, :2] + points[:, 2:]) / 2
    tree = shapely.STRtree(list(faces))
    balance = np.zeros(len(faces))
    for sign in (1, -1):
        near, face = tree.query(shapely.points(middle + sign * aside), predicate="within")
        np.add.at(balance, face, sign * length[near])
    return balance


def _lines_of(shape: shapely.Geometry) -> list[LineString]:
    return [part for part in shapely.get_parts(shape) if isinstance(part, LineString) and part.length > 0]


def _carried_on(line: LineString, frame: Polygon) -> LineString:
    """The line, its ends led straight to the frame's edge where they stop inside."""
    edge = frame.boundary
    points = list(line.coords)
    for end in (0, -1):
        at = shapely.Point(points[end])
        if edge.distance(at) > _TOUCHING:
            foot = edge.interpolate(edge.project(at))
            points.insert(0 if end == 0 else len(points), (foot.x, foot.y))
    return LineString(points)


def merged_water(parts: Sequence[Polygon | MultiPolygon]) -> list[Polygon]:
    """One shape of overlapping waters, as polygons."""
    if not parts:
        return []
    whole = shapely.union_all([shapely.make_valid(part) for part in parts])
    return [part for part in shapely.get_parts(whole) if isinstance(part, Polygon)]
