"""Blocks by splitting: a quarter is cut across its longer side, and its parts again, until they are small.

Every cut runs from street to street, so what comes out is connected by construction.
"""

import math
from random import Random

from shapely.geometry import LineString, Polygon
from shapely.ops import split

from anlan.simulation.city.frame import XY
from anlan.simulation.city.shapes import box_corners


def split_quarter(
    quarter: Polygon, size: float, wild: float, rng: Random, overshoot: float
) -> list[tuple[int, LineString]]:
    """`(depth, line)` of every cut, from the first. `size` in square metres is about what a block ends with;
    `wild` from 0 (straight) to 0.3 (old lanes) turns and bends the cuts. Lines run `overshoot` m past their ends."""
    cuts: list[tuple[int, LineString]] = []
    waiting = [(0, quarter)]
    while waiting:
        depth, part = waiting.pop(0)
        if part.area < size * rng.uniform(1.15, 1.9) or depth > 12:
            continue
        line = _cut(part, wild, rng)
        if line is None:
            continue
        pieces = [p for p in split(part, line).geoms if isinstance(p, Polygon)]
        inside = line.intersection(part)
        if len(pieces) != 2 or not isinstance(inside, LineString) or inside.length < 20:
            continue
        cuts.append((depth, _extended(inside, overshoot)))
        waiting.extend((depth + 1, piece) for piece in pieces)
    return cuts


def _cut(part: Polygon, wild: float, rng: Random) -> LineString | None:
    a, b, c = box_corners(part)[:3]
    if math.dist(a, b) < math.dist(b, c):
        a, b, c = b, c, (a[0] + c[0] - b[0], a[1] + c[1] - b[1])
    long, short = math.dist(a, b), math.dist(b, c)
    if short < 28:
        return None
    at = rng.uniform(0.42 - wild / 2, 0.58 + wild / 2)
    along = ((b[0] - a[0]) / long, (b[1] - a[1]) / long)
    across = ((c[0] - b[0]) / short, (c[1] - b[1]) / short)
    lean = rng.uniform(-wild, wild) * short * 0.5

    def point(u: float, v: float) -> XY:
        return (a[0] + along[0] * u + across[0] * v, a[1] + along[1] * u + across[1] * v)

    bow = rng.uniform(-wild, wild) * short * 0.35
    line = [point(at * long - lean * 1.1, -0.1 * short)]
    line += [
        point(at * long + lean * (2 * t - 1) + bow * math.sin(math.pi * t), t * short)
        for t in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    line.append(point(at * long + lean * 1.1, 1.1 * short))
    return LineString(line if wild > 0.04 else [line[0], line[-1]])


def _extended(line: LineString, by: float) -> LineString:
    points = [(float(x), float(y)) for x, y in line.coords]
    return LineString([_past(points[1], points[0], by), *points[1:-1], _past(points[-2], points[-1], by)])


def _past(a: XY, b: XY, by: float) -> XY:
    reach = math.dist(a, b) or 1.0
    return (b[0] + (b[0] - a[0]) / reach * by, b[1] + (b[1] - a[1]) / reach * by)
