"""Every street of a town as a named line. The ground that main roads enclose is a *quarter*."""

from shapely import union_all
from shapely.geometry import LineString, Polygon
from shapely.ops import polygonize, unary_union

from anlan.simulation.city.fill import lay_grid, split_up
from anlan.simulation.city.land import Land
from anlan.simulation.city.mains import draw_main_roads
from anlan.simulation.city.outskirts import draw_harbour_streets, draw_island_streets, draw_villages
from anlan.simulation.city.plan import Plan, is_north


def draw_streets(land: Land) -> Plan:
    """Every street of the town as a named line."""
    plan = Plan(land)
    draw_main_roads(plan)
    mains = [LineString(street.line) for street in plan.streets]
    quarters = sorted(polygonize(union_all(mains, grid_size=0.1)), key=lambda q: q.representative_point().coords[0])
    south: list[Polygon] = []
    for quarter in quarters:
        inside = quarter.representative_point()
        if land.river.intersects(quarter) and land.river.intersection(quarter).area > 0.25 * quarter.area:
            continue
        if land.old_town.contains(inside):
            split_up(plan, quarter, "old")
        elif is_north(land, inside):
            split_up(plan, quarter, "harbour" if inside.y > 800 * land.scale and inside.x > 0 else "north")
        else:
            south.append(quarter)
    if south:
        lay_grid(plan, unary_union(south))
    draw_harbour_streets(plan)
    draw_villages(plan)
    draw_island_streets(plan)
    return plan
