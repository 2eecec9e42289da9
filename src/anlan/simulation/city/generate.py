"""From a number of people and a seed to a whole town."""

from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from anlan.simulation.city.agencies import plan_agencies, plan_desks
from anlan.simulation.city.blocks import green_ground, lay_blocks
from anlan.simulation.city.buildings import build_houses
from anlan.simulation.city.force import plan_units
from anlan.simulation.city.land import Land, make_land
from anlan.simulation.city.model import Area, Block, City
from anlan.simulation.city.network import build_network
from anlan.simulation.city.places import name_places, spread_people
from anlan.simulation.city.plan import Plan, coast_road
from anlan.simulation.city.shapes import largest, polygons_of
from anlan.simulation.city.streets import draw_streets


def generate_city(people: int = 50_000, seed: int = 1) -> City:
    """A town of `people` inhabitants (5,000 to 200,000); the same arguments give the same town."""
    land = make_land(people, seed)
    plan = draw_streets(land)
    net, ferry = build_network(plan)
    blocks = lay_blocks(plan, net)
    buildings = build_houses(land, net, blocks)
    places = name_places(land, net, blocks, plan.names)
    agencies = plan_agencies(land)
    return City(
        land=land,
        network=net,
        ferry=ferry,
        blocks=blocks,
        areas=_areas(land, plan, blocks),
        buildings=buildings,
        places=places,
        demand=spread_people(land, net, blocks, buildings, places),
        agencies=agencies,
        units=plan_units(land, net, agencies),
        desks=plan_desks(),
    )


def _areas(land: Land, plan: Plan, blocks: list[Block]) -> list[Area]:
    """Woods, fields, the green banks of the river, beaches and piers."""
    out = [
        Area(shape, (("natural", "wood"),) if value == "forest" else (("landuse", value),))
        for value, shape in green_ground(land, blocks)
    ]
    banks = land.river_line.buffer(land.bank - 7, cap_style="flat").intersection(plan.town.buffer(-12))
    out += [Area(part, (("landuse", "grass"),)) for part in _polygons(banks.difference(land.river.buffer(2)))]
    landward = Polygon(
        [
            *((x, y) for x, y in coast_road(land).coords),
            (land.extent[2], land.extent[3]),
            (land.extent[2], land.extent[1]),
        ]
    ).buffer(-14)
    shore = land.shore.buffer(34).intersection(land.mainland).intersection(landward)
    shore = shore.difference(land.basin.buffer(120 * land.scale)).difference(land.river.buffer(30))
    out += [Area(part, (("natural", "beach"),)) for part in _polygons(shore)]
    for pier in land.piers:
        out.append(Area(pier.buffer(max(8.0, 16 * land.scale), cap_style="flat"), (("man_made", "pier"),)))
    return out


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    return [largest(Polygon(p.exterior).simplify(0.8)) for p in polygons_of(shape) if p.area > 900]
