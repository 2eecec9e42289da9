"""The main roads: along the coast and the river, around the town, through it, and out of it."""

import math

from shapely.geometry import LineString, Point, Polygon

from anlan.simulation.city.frame import XY, along, chance, coordinates, heading, smooth
from anlan.simulation.city.land import Land
from anlan.simulation.city.names import street_name
from anlan.simulation.city.plan import OVERSHOOT, Plan, Warp, coast_road, west_of
from anlan.simulation.city.shapes import largest, lines_of, longest


def draw_main_roads(plan: Plan) -> None:
    land, s, warp = plan.land, plan.land.scale, Warp(plan.land)
    west, south, _, north = land.extent
    coast = coast_road(land)
    ring = _ring(land)
    inside = Polygon(coordinates(ring)).buffer(OVERSHOOT)
    landward = Polygon([*coordinates(coast), (west - 500, north + 500), (west - 500, south - 500)]).buffer(OVERSHOOT)
    plan.town = largest(inside.intersection(landward))
    plan.add(("滨海路", "Binhai Road"), "secondary", longest(coast.intersection(inside)))
    plan.add(("环城路", "Huancheng Road"), "primary", longest(ring.intersection(landward)))
    for name, offset in ((("沿江北路", "Yanjiang North Road"), 1), (("江滨南路", "Jiangbin South Road"), -1)):
        bank = longest(land.river_line.offset_curve(offset * land.bank))
        plan.add(name, "tertiary", longest(bank.intersection(inside).intersection(landward)))
    reach = 3000 * s + 500
    middle = warp.meridian(-60 * s, -reach, reach)
    plan.add(street_name("安澜", "avenue"), "primary", longest(middle.intersection(inside)))
    for part in lines_of(middle.difference(inside.buffer(-2 * OVERSHOOT))):
        name = ("北省道", "North Provincial Road") if part.centroid.y > 0 else ("南省道", "South Provincial Road")
        plan.add(name, "trunk", _within_extent(part, land), "country")
    plan.add(
        plan.names.street("road"), "secondary", longest(warp.meridian(-850 * s, -reach, reach).intersection(inside))
    )
    across = warp.parallel(-640 * s, -reach, reach).intersection(landward)
    plan.add(street_name("新港", "avenue"), "primary", longest(across.intersection(inside)))
    for part in lines_of(across.difference(inside.buffer(-2 * OVERSHOOT))):
        plan.add(("西省道", "West Provincial Road"), "trunk", _within_extent(part, land), "country")
    plan.add(
        street_name("建港", "road"),
        "secondary",
        longest(warp.parallel(820 * s, -reach, reach).intersection(inside).intersection(landward)),
    )
    park = LineString(plan.park.exterior.coords)
    plan.add(plan.names.street("road"), "residential", park, "south")
    _old_town_frame(plan)


def _old_town_frame(plan: Plan) -> None:
    """The road where the wall stood, two market streets that cross at the drum tower, a foot bridge."""
    land, s = plan.land, plan.land.scale
    bank = longest(land.river_line.offset_curve(land.bank))
    wall = LineString(land.old_town.exterior.coords)  # begins and ends in the south, where the river cuts it
    north_side = Polygon([*coordinates(bank), (3000 * s, 3000 * s), (-3000 * s, 3000 * s)]).buffer(OVERSHOOT)
    plan.add(("护城路", "Hucheng Road"), "tertiary", longest(wall.intersection(north_side)), "old")
    rng = chance(land.seed, "market streets")
    x, y = 600 * s, 330 * s
    half = 520 * s
    oval = land.old_town.intersection(north_side).buffer(OVERSHOOT)
    b = [rng.uniform(-26, 26) * s for _ in range(4)]
    for name_west, name_east, points in (
        (("西大街", "West Street"), ("东大街", "East Street"), [(x - half, y + b[0]), (x, y), (x + half, y + b[1])]),
        (
            ("南大街", "South Street"),
            ("北大街", "North Street"),
            [(x + b[2], y - half), (x, y), (x + b[3], y + half)],
        ),
    ):
        for name, pair in ((name_west, points[:2]), (name_east, points[1:])):
            bent = [
                pair[0],
                (
                    (pair[0][0] + pair[1][0]) / 2 + rng.uniform(-9, 9) * s,
                    (pair[0][1] + pair[1][1]) / 2 + rng.uniform(-9, 9) * s,
                ),
                pair[1],
            ]
            plan.add(name, "tertiary", longest(LineString(smooth(bent)).intersection(oval)), "old")
    # Out of the old town to the avenue and to the coast road, so that it is not an island of its own.
    for start, end in (
        ((x - 380 * s, y), (-90 * s, y + 20 * s)),
        ((x + 380 * s, y), (west_of(coast_road(land), y) + 2 * OVERSHOOT, y)),
        ((x, y + 330 * s), (x + 25 * s, 860 * s)),
    ):
        line = LineString([start, end]).difference(land.old_town.buffer(-OVERSHOOT))
        plan.add(plan.names.street("street"), "tertiary", longest(line.intersection(_dry(land))), "north")
    crossing = land.river_line.interpolate(land.river_line.project(Point(470 * s, 0)))
    reach = land.bank + 2 * OVERSHOOT
    at = land.river_line.project(crossing)
    flow = heading(along(land.river_line, at - 15), along(land.river_line, at + 15))
    nx, ny = -math.sin(flow) * reach, math.cos(flow) * reach
    plan.footbridge = [(crossing.x + nx, crossing.y + ny), (crossing.x - nx, crossing.y - ny)]
    plan.add(("青石古桥", "Qingshi Old Bridge"), "footway", plan.footbridge)


def _ring(land: Land) -> LineString:
    s = land.scale
    rng = chance(land.seed, "ring")

    def j(x: float, y: float) -> XY:
        return ((x + rng.uniform(-45, 45)) * s, (y + rng.uniform(-45, 45)) * s)

    far = 1700 * s
    controls = [
        (far, 1510 * s),
        j(620, 1440),
        j(-60, 1420),
        j(-800, 1330),
        j(-1330, 1000),
        j(-1560, 480),
        j(-1600, 0),
        j(-1560, -520),
        j(-1300, -1010),
        j(-800, -1290),
        j(-60, -1350),
        j(620, -1330),
        (far, -1350 * s),
    ]
    return LineString(smooth(controls))


def _dry(land: Land) -> Polygon:
    return land.mainland.buffer(-6)


def _within_extent(line: LineString, land: Land) -> LineString:
    west, south, east, north = land.extent
    frame = Polygon(
        [(west + 30, south + 30), (east - 30, south + 30), (east - 30, north - 30), (west + 30, north - 30)]
    )
    return longest(line.intersection(frame).intersection(land.mainland.buffer(-20)))
