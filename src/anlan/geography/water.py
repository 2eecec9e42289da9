"""Where boats can go: a network over the water itself.

Water polygons (the sea, harbours, rivers, lakes of a hectare or more) are covered by a grid; each grid point is
joined to its sixteen neighbours, the knight's moves among them, where the straight line stays on water, so a way is
at most 3 % longer than the straightest. Rivers and canals drawn only as lines, and ferry routes, are joined to it.
The grid is as fine as 40 m and as coarse as keeps it under `MOST_POINTS`. Depth, locks and bridges are not known.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry import MultiPolygon, Polygon

from anlan.geography.coast import merged_water, sea_polygons
from anlan.geography.extract import Extract
from anlan.geography.graph import Ints, Network, find_parts
from anlan.geography.passage import BOAT_KMH, CLASSES
from anlan.geography.plane import Floats, Plane, metres_between

FINEST_METRES = 40.0
MOST_POINTS = 12_000
LEAST_AREA = 10_000.0
"""Square metres below which a water counts as a pond."""

_MOVES = ((1, 0), (0, 1), (1, 1), (1, -1), (2, 1), (1, 2), (2, -1), (1, -2))


def water_shapes(extract: Extract) -> tuple[list[Polygon], list[Polygon]]:
    """`(sea, boatable)` polygons in degrees: the sea to be drawn where only its coast is mapped; all boats may use.

    Where the extract draws the sea as an area, its coastlines say nothing more and are not used.
    """
    drawn = [a for a in extract.areas if a.layer == "water"]
    shapes = shapely.from_wkb([a.wkb for a in drawn]) if drawn else np.array([], dtype=object)
    sea = [] if any(a.kind == "sea" for a in drawn) else sea_polygons(extract.coast, extract.frame)
    floatable: list[Polygon | MultiPolygon] = [s for s, a in zip(shapes, drawn, strict=True) if a.boatable]
    return sea, merged_water([*floatable, *sea])


def water_network(extract: Extract, waters: Sequence[Polygon], plane: Plane) -> Network | None:
    """The network over `waters` (degrees) and along boatable lines; None where no boat could go."""
    flat = [shapely.transform(water, plane.to_xy) for water in waters]
    flat = [water for water in flat if water.area >= LEAST_AREA]
    points, tail, head = _grid(flat)
    points, tail, head = _with_lines(_boat_lines(extract, plane), points, tail, head)
    if not len(tail):
        return None
    lonlat = plane.to_lonlat(points)
    metres = metres_between(lonlat[tail, 0], lonlat[tail, 1], lonlat[head, 0], lonlat[head, 1])
    seconds = np.maximum(metres * 3.6 / BOAT_KMH, 0.001)
    edges = len(tail)
    # Each edge is its own straight line of two points.
    line = np.empty((2 * edges, 2))
    line[0::2], line[1::2] = lonlat[tail], lonlat[head]
    return Network(
        node_lonlat=lonlat,
        node_part=find_parts(len(points), tail, head, seconds, seconds, metres),
        tail=tail,
        head=head,
        metres=metres,
        forward=seconds,
        backward=seconds.copy(),
        street=np.full(edges, -1, dtype=np.int32),
        kind=np.full(edges, CLASSES.index("water"), dtype=np.uint8),
        roundabout=np.zeros(edges, dtype=np.bool_),
        line_start=np.arange(0, 2 * edges, 2, dtype=np.int64),
        line_end=np.arange(1, 2 * edges, 2, dtype=np.int64),
        line_lonlat=line,
    )


def _grid(waters: Sequence[Polygon]) -> tuple[Floats, Ints, Ints]:
    """Grid points on the water, `(n, 2)` metres, and the pairs of them that are joined."""
    none = np.zeros(0, dtype=np.int32)
    if not waters:
        return np.zeros((0, 2)), none, none
    whole = shapely.union_all(list(waters))
    step = max(FINEST_METRES, float(np.sqrt(whole.area / MOST_POINTS)))
    west, south, east, north = whole.bounds
    columns, rows = int((east - west) / step) + 1, int((north - south) / step) + 1
    found: list[NDArray[np.int64]] = []
    for water in waters:
        w, s, e, n = water.bounds
        c = np.arange(max(0, int((w - west) / step)), min(columns, int((e - west) / step) + 2))
        r = np.arange(max(0, int((s - south) / step)), min(rows, int((n - south) / step) + 2))
        cc, rr = (axis.ravel() for axis in np.meshgrid(c, r))
        shapely.prepare(water)
        inside = shapely.contains_xy(water, west + (cc + 0.5) * step, south + (rr + 0.5) * step)
        found.append(rr[inside] * (columns + 4) + cc[inside])
    cell = np.unique(np.concatenate(found))
    row, column = cell // (columns + 4), cell % (columns + 4)
    points = np.column_stack([west + (column + 0.5) * step, south + (row + 0.5) * step])
    shapely.prepare(whole)
    tails, heads = [none], [none]
    for right, up in _MOVES:
        target = (row + up) * (columns + 4) + column + right
        at = np.searchsorted(cell, target)
        at[at == len(cell)] = 0
        pair = np.flatnonzero((cell[at] == target) & (column + right >= 0))
        lines = shapely.linestrings(np.stack([points[pair], points[at[pair]]], axis=1))
        wet = shapely.covers(whole, lines)
        tails.append(pair[wet].astype(np.int32))
        heads.append(at[pair[wet]].astype(np.int32))
    return points, np.concatenate(tails), np.concatenate(heads)


def _boat_lines(extract: Extract, plane: Plane) -> list[Floats]:
    lines = [plane.to_xy(line.points) for line in extract.water_lines if line.boatable]
    lonlat, starts = extract.ways.lonlat, extract.ways.starts
    for i, passage in enumerate(extract.ways.passages):
        if passage.ferry:
            lines.append(plane.to_xy(lonlat[starts[i] : starts[i + 1]]))
    return lines


def _with_lines(lines: Sequence[Floats], points: Floats, tail: Ints, head: Ints) -> tuple[Floats, Ints, Ints]:
    """Adds lines as chains of points, joined to each other and to the grid where they come close."""
    all_points, tails, heads = [points], [tail], [head]
    begin = count = len(points)
    for line in lines:
        dense = shapely.get_coordinates(shapely.segmentize(shapely.linestrings(line), FINEST_METRES))
        number = np.arange(count, count + len(dense), dtype=np.int32)
        all_points.append(dense)
        tails.append(number[:-1])
        heads.append(number[1:])
        count += len(dense)
    joined = np.concatenate(all_points)
    if count > begin:
        near = cKDTree(joined).query_pairs(FINEST_METRES * 1.5, output_type="ndarray")
        # Grid points among themselves are joined already, by what the shore allows.
        near = near[near.max(axis=1) >= begin]
        tails.append(near[:, 0].astype(np.int32))
        heads.append(near[:, 1].astype(np.int32))
    return joined, np.concatenate(tails), np.concatenate(heads)
