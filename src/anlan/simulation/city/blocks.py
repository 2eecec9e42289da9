"""What the ground between the streets is used for."""

import math
from random import Random

from shapely import union_all
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import polygonize

from anlan.simulation.city.frame import XY, chance
from anlan.simulation.city.land import Land
from anlan.simulation.city.model import Block, Network
from anlan.simulation.city.names import ISLAND, NameBook
from anlan.simulation.city.plan import Plan, river_y
from anlan.simulation.city.shapes import largest, polygons_of

PEOPLE_A_HECTARE = {
    ("residential", "old"): 240.0,
    ("residential", "south"): 210.0,
    ("residential", "north"): 170.0,
    ("residential", "harbour"): 60.0,
    ("residential", "island"): 75.0,
    ("residential", "village"): 60.0,
    ("commercial", ""): 260.0,
    ("market", ""): 300.0,
    ("school", ""): 150.0,
    ("hospital", ""): 220.0,
    ("bus_station", ""): 300.0,
    ("civic", ""): 90.0,
    ("industrial", ""): 35.0,
    ("port", ""): 45.0,
    ("park", ""): 25.0,
}
"""People there on an ordinary day, before they are scaled to the town's number."""


def lay_blocks(plan: Plan, net: Network) -> list[Block]:
    """Every block with its use, west to east; named where people would name it."""
    land = plan.land
    faces = [face for face in polygonize([LineString(e.points) for e in net.edges]) if face.area > 600]
    faces.sort(key=lambda face: face.representative_point().coords[0])
    free: list[tuple[Polygon, str]] = []
    for face in faces:
        if land.water.intersection(face).area < 0.08 * face.area:
            free.append((face, zone_of(plan, face.representative_point())))
    choice = _Choice(plan, free)
    _choose_public(choice, land)
    _choose_workplaces(choice, land)
    choice.rest()
    return choice.blocks


def zone_of(plan: Plan, point: Point) -> str:
    """old, north, south, harbour, island or village."""
    land = plan.land
    if land.island.contains(point):
        return "island"
    if land.old_town.contains(point):
        return "old"
    if not plan.town.contains(point):
        return "harbour" if point.x > 900 * land.scale and point.y > 0 else "village"
    if point.y > river_y(land, point.x):
        return "harbour" if point.y > 800 * land.scale and point.x > 0 else "north"
    return "south"


class _Choice:
    """Gives away blocks one use after the other."""

    def __init__(self, plan: Plan, free: list[tuple[Polygon, str]]) -> None:
        self.plan = plan
        self.names: NameBook = plan.names
        self.free = free
        self.blocks: list[Block] = []

    def near(self, at: XY, use: str, name: tuple[str, str], zones: str, least: float, most: float) -> Block | None:
        """Use the free block nearest to `at` whose area in hectares lies between; None where there is none."""
        fitting = [
            (math.dist(at, (face.centroid.x, face.centroid.y)), i)
            for i, (face, zone) in enumerate(self.free)
            if zone in zones.split() and least * 1e4 <= face.area <= most * 1e4 and self._compact(face)
        ]
        if not fitting:
            return None
        face, zone = self.free.pop(min(fitting)[1])
        block = Block(face, zone, use, *name)
        self.blocks.append(block)
        return block

    def take(self, use: str, wanted: "list[Polygon]") -> None:
        for face in wanted:
            i = next(i for i, (shape, _) in enumerate(self.free) if shape is face)
            shape, zone = self.free.pop(i)
            self.blocks.append(Block(shape, zone, use))

    def rest(self) -> None:
        """Homes everywhere else: with the name of a community where it is large enough for a gate."""
        for face, zone in self.free:
            named = zone in ("south", "north") and face.area > 9_000
            name = self.names.community() if named else ("", "")
            self.blocks.append(Block(face, zone, "residential", *name))
        self.free = []
        self.blocks.sort(key=lambda block: block.shape.representative_point().coords[0])

    @staticmethod
    def _compact(face: Polygon) -> bool:
        return bool(4 * math.pi * face.area / face.length**2 > 0.45)


def _choose_public(choice: _Choice, land: Land) -> None:
    s, rng, fine = land.scale, chance(land.seed, "public"), land.fineness**2
    park = choice.plan.park
    inside = [face for face, _ in choice.free if face.intersection(park).area > 0.7 * face.area]
    for face in inside:
        i = next(i for i, (shape, _) in enumerate(choice.free) if shape is face)
        _, zone = choice.free.pop(i)
        choice.blocks.append(Block(face, zone, "park", "澜江公园", "Lan River Park"))

    def put(x: float, y: float, use: str, name: tuple[str, str], zones: str, least: float, most: float) -> None:
        choice.near((x * s, y * s), use, name, zones, least * fine, most)

    put(60, -560, "civic", ("市民中心", "Civic Centre"), "south", 0.9, 5)
    put(-420, -360, "hospital", ("澜港市第一人民医院", "Langang First People's Hospital"), "south", 1.2, 6)
    put(-450, 560, "hospital", ("澜港市第二人民医院", "Langang Second People's Hospital"), "north", 1.2, 6)
    put(330, 130, "market", ("南门集市", "South Gate Market"), "old north", 0.25, 2.5)
    put(1150, 700, "market", ("渔港水产市场", "Fishing Port Market"), "north harbour old", 0.3, 5)
    put(-900, -520, "market", ("新城农贸市场", "New Town Market"), "south", 0.8, 4)
    put(-300, 1350, "bus_station", ("澜港汽车客运站", "Langang Bus Station"), "north harbour", 0.9, 6)
    put(430, -800, "commercial", ("澜港广场", "Langang Plaza"), "south", 0.9, 5)
    put(-200, -560, "commercial", ("海悦城", "Haiyue Mall"), "south", 0.9, 5)
    put(60, -200, "commercial", ("江畔天地", "Riverside Quarter"), "south", 0.5, 5)
    put(-700, 880, "commercial", ("北城商厦", "North Town Store"), "north", 0.8, 5)
    put(-1000, -960, "stadium", ("澜港体育场", "Langang Stadium"), "south", 1.4, 6)
    put(1200, -1200, "park", ("滨海公园", "Seaside Park"), "south", 0.9, 6)
    put(-1300, 330, "park", ("西苑公园", "Xiyuan Park"), "north south", 0.9, 6)
    put(600, 350, "square", ("鼓楼广场", "Drum Tower Square"), "old", 0.15, 1.2)
    put(-1050, 1000, "park", ("北湖公园", "Beihu Park"), "north", 0.9, 6)
    _choose_schools(choice, land, rng)
    name = (ISLAND[0] + "小学", ISLAND[1] + " Primary School")
    choice.near((land.island.centroid.x, land.island.centroid.y), "school", name, "island", 0.3, 4)


def _choose_schools(choice: _Choice, land: Land, rng: Random) -> None:
    wanted = max(3, round(land.people / 4_500))
    spots: list[XY] = []
    for i in range(wanted):
        fitting = [
            (face.centroid.x, face.centroid.y)
            for face, zone in choice.free
            if zone in ("south", "north", "old") and 0.9e4 * land.fineness**2 <= face.area <= 4.5e4
        ]
        if not fitting:
            return
        # The spot farthest from the schools there are, so that no part of town goes without.
        at = max(fitting, key=lambda p: (min((math.dist(p, q) for q in spots), default=rng.random()), p))
        spots.append(at)
        kind = (("小学", "Primary School"), ("中学", "Middle School"), ("小学", "Primary School"))[i % 3]
        stem, english = choice.names.stem()
        choice.near(
            at, "school", (stem + kind[0], f"{english} {kind[1]}"), "south north old", 0.5 * land.fineness**2, 5
        )


def _choose_workplaces(choice: _Choice, land: Land) -> None:
    """Quays and works by the harbour, more works in the far south-west."""
    s = land.scale
    harbour = [face for face, zone in choice.free if zone == "harbour"]
    choice.take("port", [face for face in harbour if face.centroid.x > 1150 * s and face.centroid.y < 1150 * s])
    choice.take(
        "industrial",
        [
            face
            for face in harbour
            if face.centroid.y > 880 * s and face.centroid.x > 350 * s and face.centroid.x <= 1150 * s
        ],
    )
    choice.take(
        "industrial",
        [
            face
            for face, zone in choice.free
            if zone == "south" and face.centroid.x < -1050 * s and face.centroid.y < -640 * s
        ],
    )
    avenue = LineString([(-60 * s, -1500 * s), (-60 * s, 1500 * s)]).buffer(170 * s)
    centre = [
        face
        for face, zone in choice.free
        if zone == "south" and avenue.contains(face.centroid) and face.centroid.y > -900 * s
    ]
    choice.take("commercial", centre[::2])


def people_of(block: Block) -> float:
    """About how many people are in a block on an ordinary day, before scaling to the town."""
    density = PEOPLE_A_HECTARE.get((block.use, block.zone), PEOPLE_A_HECTARE.get((block.use, ""), 30.0))
    return density * float(block.shape.area) / 10_000


def green_ground(land: Land, blocks: list[Block]) -> list[tuple[str, Polygon]]:
    """Woods and fields around the town as `(tag value, polygon)`, clear of blocks and water."""
    west, south, east, north = land.extent
    rng = chance(land.seed, "green")
    built = union_all([block.shape.buffer(35) for block in blocks])
    out: list[tuple[str, Polygon]] = []
    shapes: list[tuple[str, Polygon]] = []
    for _ in range(14):
        at = (
            rng.uniform(west + 100, -0.1 * west),
            rng.choice((rng.uniform(south, 0.72 * south), rng.uniform(0.74 * north, north))),
        )
        shapes.append(
            (
                rng.choice(("forest", "farmland", "farmland", "orchard")),
                _patch(at, rng.uniform(160, 330) * land.scale, rng),
            )
        )
    for _ in range(6):
        at = (rng.uniform(west, 0.8 * west), rng.uniform(south, north))
        shapes.append(
            (rng.choice(("forest", "forest", "farmland")), _patch(at, rng.uniform(200, 380) * land.scale, rng))
        )
    centre = land.island.centroid
    low_x, low_y, high_x, high_y = land.island.bounds
    hill = _patch((centre.x + 0.3 * (high_x - low_x), centre.y), 0.3 * (high_y - low_y), rng)
    shapes.append(("forest", largest(hill.intersection(land.island.buffer(-18)))))
    dry = (
        land.mainland.buffer(-25)
        .union(land.island.buffer(-10))
        .intersection(Polygon([(west, south), (east, south), (east, north), (west, north)]))
    )
    taken = built
    for value, shape in shapes:
        clear = shape.intersection(dry).difference(taken)
        for part in polygons_of(clear):
            if part.area > 6_000:
                out.append((value, largest(Polygon(part.exterior).simplify(1.5))))
        taken = union_all([taken, shape.buffer(6)])
    return out


def _patch(at: XY, size: float, rng: Random) -> Polygon:
    points: list[XY] = []
    for i in range(18):
        r = size * rng.uniform(0.75, 1.2)
        angle = 2 * math.pi * i / 18
        points.append((at[0] + 1.3 * r * math.cos(angle), at[1] + r * math.sin(angle)))
    return Polygon(points).buffer(size / 8).buffer(0)
