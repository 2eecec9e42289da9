"""Streets outside the quarters: harbour and ferry, villages along the roads, the island."""

import math

from shapely.geometry import LineString, Point, Polygon
from shapely.ops import substring

from anlan.simulation.city.fill import split_up
from anlan.simulation.city.frame import chance, coordinates, smooth
from anlan.simulation.city.plan import OVERSHOOT, Plan, coast_road, island_landing, west_of
from anlan.simulation.city.shapes import largest, longest, outline_of


def draw_harbour_streets(plan: Plan) -> None:
    """Roads of the quays, the piers and the ferry."""
    land, s = plan.land, plan.land.scale
    coast = coast_road(land)
    back = max(10.0, 16 * s)
    quay_x = 1300 * s - back
    top, bottom = 1115 * s, 575 * s
    rows = [(west_of(coast, top), top), (quay_x, top), (quay_x, bottom), (west_of(coast, bottom), bottom)]
    plan.add(("港区路", "Gangqu Road"), "service", rows, "harbour")
    for i, pier in enumerate(land.piers):
        (_, y), (tip, _) = pier.coords
        digit, english = (("一", "1st"), ("二", "2nd"), ("三", "3rd"))[i]
        plan.add(
            (f"{digit}号码头", f"{english} Pier"), "service", [(quay_x - OVERSHOOT, y), (tip - 14, y)], "harbour"
        )
    x, y = land.ferry_landing
    plan.add(("轮渡路", "Lundu Road"), "tertiary", [(west_of(coast, y), y), (x, y)], "harbour")


def draw_villages(plan: Plan) -> None:
    """A hamlet along each road out of town, where reports have a long way to come."""
    land = plan.land
    rng = chance(land.seed, "villages")
    size = max(150.0, 210 * land.scale)
    trunks = [street for street in plan.streets if street.kind == "trunk"]
    called = {"北": ("北坞", "Beiwu"), "南": ("南塘", "Nantang"), "西": ("西岙", "Xi'ao")}
    for street in trunks:
        name = called[street.name[0]]
        road = LineString(street.line)
        start = road.length * rng.uniform(0.42, 0.5)
        if start + 1.5 * size > road.length - 40:
            start = road.length - 40 - 1.5 * size
        if start < 60:
            continue
        side = longest(substring(road, start, start + 1.5 * size))
        other = longest(side.offset_curve(rng.choice((-1, 1)) * size * 0.8))
        outline = Polygon([*coordinates(side), *reversed(coordinates(other))])
        if not outline.is_valid or not land.mainland.buffer(-30).contains(outline):
            continue
        back = [coordinates(side)[0], *coordinates(other), coordinates(side)[-1]]
        plan.add((name[0] + "村路", name[1] + " Village Road"), "residential", back, "village")
        split_up(plan, outline, "village")


def draw_island_streets(plan: Plan) -> None:
    """A road around the island's western half, lanes inside, a path to the lighthouse."""
    land = plan.land
    room = max(26.0, 40 * land.scale)
    centre = land.island.centroid
    low_x, low_y, _, high_y = land.island.bounds
    spread = high_y - low_y
    west_half = Polygon(
        [
            (low_x - 10, low_y + 0.14 * spread),
            (centre.x + 0.03 * spread, low_y + 0.14 * spread),
            (centre.x + 0.03 * spread, high_y - 0.12 * spread),
            (low_x - 10, high_y - 0.12 * spread),
        ]
    )
    village = largest(land.island.buffer(-room).intersection(west_half).buffer(-18).buffer(18))
    village = largest(village.simplify(5))
    rim = outline_of(village)
    plan.add(("环岛路", "Huandao Road"), "tertiary", rim, "island")
    landing = island_landing(land)
    inward = village.exterior.interpolate(village.exterior.project(Point(landing)))
    reach = math.dist(landing, (inward.x, inward.y))
    towards = ((inward.x - landing[0]) / reach, (inward.y - landing[1]) / reach)
    plan.add(
        ("渡口路", "Dukou Road"),
        "tertiary",
        [landing, (inward.x + towards[0] * OVERSHOOT, inward.y + towards[1] * OVERSHOOT)],
        "island",
    )
    split_up(plan, village, "island")
    tip = (land.island.bounds[2] - 45, centre.y + 0.02 * spread)
    path = smooth([(centre.x, centre.y - 5), (centre.x + 0.12 * spread, centre.y + 0.06 * spread), tip], 25)
    dry = longest(LineString(path).intersection(land.island.buffer(-10)))
    plan.add(("灯塔山道", "Lighthouse Path"), "footway", dry, "hill")
