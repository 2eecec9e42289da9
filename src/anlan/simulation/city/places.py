"""Named places of everyday life, and how many people are where: what demand is drawn from."""

import math
from random import Random

from shapely import STRtree
from shapely.geometry import LineString, Point

from anlan.simulation.city.blocks import people_of
from anlan.simulation.city.frame import XY, along, chance, lon_lat
from anlan.simulation.city.land import Land
from anlan.simulation.city.model import Block, Building, DemandPlace, Network, Place
from anlan.simulation.city.names import SEA, NameBook, pinyin

_BLOCK_TAGS: dict[str, tuple[tuple[str, str], ...]] = {
    "residential": (("landuse", "residential"),),
    "commercial": (("landuse", "commercial"),),
    "school": (("amenity", "school"),),
    "hospital": (("amenity", "hospital"), ("healthcare", "hospital"), ("emergency", "yes")),
    "market": (("amenity", "marketplace"),),
    "park": (("leisure", "park"),),
    "civic": (("landuse", "commercial"), ("amenity", "townhall")),
    "stadium": (("leisure", "stadium"),),
    "square": (("place", "square"),),
    "bus_station": (("amenity", "bus_station"),),
    "industrial": (("landuse", "industrial"),),
    "port": (("landuse", "industrial"), ("industrial", "port")),
}

# Chinese ending, English ending, kind in demand, tags; the first half of the name is invented.
_SHOPS: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
    ("超市", "Supermarket", "shop", (("shop", "supermarket"),)),
    ("便利店", "Convenience Store", "shop", (("shop", "convenience"),)),
    ("面馆", "Noodle House", "shop", (("amenity", "restaurant"),)),
    ("海鲜楼", "Seafood Restaurant", "shop", (("amenity", "restaurant"),)),
    ("茶楼", "Tea House", "shop", (("amenity", "cafe"),)),
    ("药房", "Pharmacy", "shop", (("amenity", "pharmacy"),)),
    ("五金店", "Hardware Shop", "shop", (("shop", "hardware"),)),
    ("书店", "Bookshop", "shop", (("shop", "books"),)),
    ("宾馆", "Hotel", "hotel", (("tourism", "hotel"),)),
    ("网咖", "Internet Cafe", "nightlife", (("amenity", "internet_cafe"),)),
    ("歌厅", "Karaoke Bar", "nightlife", (("amenity", "karaoke_box"),)),
    ("酒馆", "Bar", "nightlife", (("amenity", "bar"),)),
    ("加油站", "Petrol Station", "petrol", (("amenity", "fuel"),)),
    ("幼儿园", "Kindergarten", "school", (("amenity", "kindergarten"),)),
    ("社区卫生站", "Community Clinic", "clinic", (("amenity", "clinic"),)),
    ("银行", "Bank", "bank", (("amenity", "bank"),)),
)


def block_tags(block: Block) -> tuple[tuple[str, str], ...]:
    """OSM tags of a block's use and name."""
    tags = _BLOCK_TAGS[block.use]
    if block.name:
        tags = (*tags, ("name", block.name), ("name:en", block.name_en))
    return tags


def name_places(land: Land, net: Network, blocks: list[Block], names: NameBook) -> list[Place]:
    """Shops and services on the streets, bus stops, docks, the names of the parts of town."""
    s = land.scale
    out = [
        _place(
            (600 * s, 330 * s), "鼓楼", "Drum Tower", "sight", ("historic", "building"), ("tourism", "attraction")
        ),
        _place(
            (land.island.bounds[2] - 40, land.island.centroid.y),
            "鸥屿灯塔",
            "Ouyu Lighthouse",
            "sight",
            ("man_made", "lighthouse"),
        ),
        _place(land.ferry_landing, "澜港车渡码头", "Langang Ferry Pier", "dock", ("amenity", "ferry_terminal")),
        _place(
            (land.island.bounds[0] + 14, _landing_y(land)),
            "鸥屿码头",
            "Ouyu Pier",
            "dock",
            ("amenity", "ferry_terminal"),
        ),
        _place((1600 * s, 1060 * s), "澜港锚地", "Langang Anchorage", "water", ("seamark:type", "anchorage")),
    ]
    for name, english, x, y in (
        ("老城", "Old Town", 600, 250),
        ("北城", "North Town", -480, 700),
        ("新城", "New Town", -480, -500),
        ("港区", "Port", 1000, 1080),
        ("海湾", "Seaside", 900, -600),
        ("西苑", "Xiyuan", -1200, 500),
    ):
        out.append(_place((x * s, y * s), name, english, "suburb", ("place", "suburb")))
    for i, pier in enumerate(land.piers):
        tip = along(LineString(pier.coords), pier.length * 0.8)
        out.append(_place(tip, f"澜港{'一二三'[i]}号泊位", f"Langang Berth {i + 1}", "dock", ("man_made", "pier")))
    for name, english, anchor in (
        ("北坞村", "Beiwu Village", "北坞"),
        ("南塘村", "Nantang Village", "南塘"),
        ("西岙村", "Xi'ao Village", "西岙"),
    ):
        line = next((street.line for street in net.streets if street.name.startswith(anchor)), None)
        if line is not None:
            out.append(_place(line[len(line) // 2], name, english, "village", ("place", "village")))
    out += _on_the_streets(land, net, blocks, names)
    out += _bus_stops(land, net)
    return out


def _place(at: XY, name: str, name_en: str, kind: str, *tags: tuple[str, str]) -> Place:
    return Place(at, name, name_en, kind, tags)


def _landing_y(land: Land) -> float:
    return float(min(land.island.exterior.coords)[1])


def _on_the_streets(land: Land, net: Network, blocks: list[Block], names: NameBook) -> list[Place]:
    rng = chance(land.seed, "shops")
    busy = [b for b in blocks if b.use in ("commercial", "market") or (b.use == "residential" and b.zone == "old")]
    other = [b for b in blocks if b.use == "residential" and b.zone != "old"]
    wanted = max(24, min(320, land.people // 320))
    used: set[str] = set()
    out: list[Place] = []
    for i in range(wanted):
        pool = busy if busy and rng.random() < 0.55 else other
        block = pool[rng.randrange(len(pool))]
        ending, english, kind, tags = _SHOPS[i % len(_SHOPS)]
        stem = names.stem()[0]
        name = stem + ending
        if name in used:
            continue
        used.add(name)
        out.append(Place(_front(block, rng), name, f"{pinyin(stem)} {english}", kind, tags))
    return out


def _front(block: Block, rng: Random) -> XY:
    """A spot just inside the block's edge, where a shop has its door."""
    rim = block.shape.buffer(-6)
    line = LineString((rim if rim.geom_type == "Polygon" and not rim.is_empty else block.shape).exterior.coords)
    return along(line, rng.uniform(0, line.length))


def _bus_stops(land: Land, net: Network) -> list[Place]:
    rng = chance(land.seed, "bus stops")
    out: list[Place] = []
    for edge in net.edges:
        if edge.kind in ("primary", "secondary") and not edge.bridge and edge.length > 110 and rng.random() < 0.22:
            x, y = along(LineString(edge.points), edge.length * 0.6)
            street = net.streets[edge.street]
            out.append(
                _place(
                    (x + 6, y - 6), street.name + "站", street.name_en + " Stop", "bus_stop", ("highway", "bus_stop")
                )
            )
    return out


def spread_people(
    land: Land, net: Network, blocks: list[Block], buildings: list[Building], places: list[Place]
) -> list[DemandPlace]:
    """Where reports may come from, with weights that add up to about the town's number of people.

    Kinds: `address` (a house with its number), `crossing`, `road`, `water`, and the kinds of places and blocks.
    """
    out: list[DemandPlace] = []
    tree = STRtree([block.shape for block in blocks])
    houses: dict[int, list[Building]] = {}
    for building in buildings:
        near = int(tree.nearest(building.shape.centroid))
        houses.setdefault(near, []).append(building)
    for i, block in enumerate(blocks):
        people = people_of(block)
        if block.use == "residential":
            here = houses.get(i, [])
            for building in here:
                point = building.shape.centroid
                out.append(_demand(len(out), "address", _said(building), (point.x, point.y), people / len(here)))
        else:
            point = block.shape.representative_point()
            label = block.name or {"port": "港区码头", "industrial": "工业区", "commercial": "商业街"}.get(
                block.use, "街区"
            )
            out.append(_demand(len(out), block.use, label, (point.x, point.y), people))
    for place in places:
        if place.kind not in ("suburb", "island", "village", "water"):
            weight = {"shop": 30.0, "nightlife": 60.0, "hotel": 50.0, "dock": 45.0, "bus_stop": 12.0}.get(
                place.kind, 25.0
            )
            out.append(_demand(len(out), place.kind, place.name, place.at, weight))
    out += _on_roads(net, len(out))
    rng = chance(land.seed, "demand on the water")
    _, south, east, north = land.extent
    while sum(1 for d in out if d.kind == "water") < 14:
        at = (rng.uniform(1350 * land.scale, east - 200), rng.uniform(0.7 * south, 0.7 * north))
        if land.sea.buffer(-60).contains(Point(at)) or land.basin.contains(Point(at)):
            label = "澜港港池内" if land.basin.contains(Point(at)) else f"{SEA[0]}海面"
            out.append(_demand(len(out), "water", label, at, 12.0))
    total = sum(place.weight for place in out)
    return [DemandPlace(d.id, d.kind, d.name, d.lon, d.lat, round(d.weight * land.people / total, 3)) for d in out]


def _said(building: Building) -> str:
    """An address as a caller says it."""
    if building.name and building.place and building.name != building.place:
        return f"{building.street}{building.number}号 {building.name}"
    return f"{building.street}{building.number}号"


def _on_roads(net: Network, first: int) -> list[DemandPlace]:
    meeting: dict[int, list[int]] = {}
    for i, edge in enumerate(net.edges):
        if edge.kind in ("trunk", "primary", "secondary", "tertiary", "residential"):
            meeting.setdefault(edge.a, []).append(i)
            meeting.setdefault(edge.b, []).append(i)
    out: list[DemandPlace] = []
    for node, at in sorted(meeting.items()):
        streets = list(dict.fromkeys(net.streets[net.edges[i].street].name for i in at))
        if len(streets) >= 2:
            traffic = sum(
                {"trunk": 9.0, "primary": 8.0, "secondary": 5.0, "tertiary": 2.0}.get(net.edges[i].kind, 0.4)
                for i in at
            )
            label = f"{streets[0]}与{streets[1]}路口"
            out.append(_demand(first + len(out), "crossing", label, net.nodes[node], traffic))
    for edge in net.edges:
        if edge.kind in ("trunk", "primary") and edge.length > 90:
            middle = along(LineString(edge.points), edge.length / 2)
            out.append(
                _demand(first + len(out), "road", net.streets[edge.street].name, middle, math.sqrt(edge.length) / 2)
            )
    return out


def _demand(number: int, kind: str, name: str, at: XY, weight: float) -> DemandPlace:
    lon, lat = lon_lat(at)
    return DemandPlace(f"p{number}", kind, name, lon, lat, weight)
