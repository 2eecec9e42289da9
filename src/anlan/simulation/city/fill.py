"""Filling quarters with streets: the old town's and the north's are split again and again (lanes, roads that bend),
the south's are cut by one grid of straight streets that runs on across the main roads."""

from itertools import pairwise
from random import Random

from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from anlan.simulation.city.frame import chance
from anlan.simulation.city.plan import OVERSHOOT, Plan, Warp
from anlan.simulation.city.shapes import largest, lines_of
from anlan.simulation.city.splitting import split_quarter


def split_up(plan: Plan, quarter: Polygon, zone: str) -> None:
    """Fill a quarter by splitting it until the blocks are small enough."""
    land = plan.land
    rng = chance(land.seed, f"quarter {round(quarter.centroid.x)} {round(quarter.centroid.y)}")
    quarter = largest(quarter.difference(unary_union([land.water.buffer(12), plan.park.buffer(2)])))
    if quarter.is_empty:
        return
    size = {"old": 7_000.0, "north": 21_000.0, "harbour": 42_000.0, "island": 11_000.0, "village": 7_500.0}[
        zone
    ] * land.fineness**2
    wild = {"old": 0.20, "north": 0.06, "harbour": 0.03, "island": 0.16, "village": 0.14}[zone]
    for depth, line in split_quarter(quarter, size, wild, rng, OVERSHOOT):
        if zone == "old":
            width = "street" if depth == 0 else rng.choice(("lane", "lane", "alley"))
            kind = "residential" if depth < 2 else rng.choice(("living_street", "living_street", "footway"))
        else:
            big = depth == 0 and line.length > 380 and zone == "north"
            kind = "tertiary" if big else "residential"
            width = "road" if depth < 2 else rng.choice(("street", "street", "road"))
        plan.add(plan.names.street(width), kind, line, zone)


def lay_grid(plan: Plan, ground: BaseGeometry) -> None:
    """Straight streets from edge to edge of the whole south, between the main ones that are there."""
    land, s, warp = plan.land, plan.land.scale, Warp(plan.land)
    rng = chance(land.seed, "grid")
    reach = 2200 * s + 400
    inner = ground.difference(unary_union([land.water.buffer(14), plan.park])).buffer(OVERSHOOT)
    mains = unary_union([LineString(street.line).buffer(42) for street in plan.streets])
    lines: list[tuple[LineString, str]] = []
    for stops, spacing in (((-1700 * s, -850 * s, -60 * s, 1500 * s), 185.0),):
        for a, b in pairwise(stops):
            lines += [
                (warp.meridian(u, -reach, reach), "street") for u in _between(a, b, spacing * land.fineness, rng)
            ]
    for a, b in ((-1500 * s, -640 * s), (-640 * s, 250 * s)):
        lines += [(warp.parallel(v, -reach, reach), "road") for v in _between(a, b, 135.0 * land.fineness, rng)]
    for i, (line, width) in enumerate(lines):
        name = plan.names.street(width)
        kind = "tertiary" if i % 4 == 2 else "residential"
        for part in lines_of(line.intersection(inner).difference(_beside(line, mains))):
            if part.length > 45:
                plan.add(name, kind, part, "south")


def _beside(line: LineString, mains: BaseGeometry) -> BaseGeometry:
    """Where `line` would run along a main road instead of across it."""
    close = [part for part in lines_of(line.intersection(mains)) if part.length > 170]
    return unary_union([part.buffer(1) for part in close]) if close else Polygon()


def _between(a: float, b: float, spacing: float, rng: Random) -> list[float]:
    count = round((b - a) / spacing)
    step = (b - a) / max(count, 1)
    return [a + step * i + rng.uniform(-0.14, 0.14) * step for i in range(1, count)]
