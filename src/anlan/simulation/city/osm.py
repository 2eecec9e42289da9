"""A generated town as an OSM extract (PBF): the same door as for any real place.

Element ids count up from 1 in a fixed order and nothing carries a time, so the same town gives the same bytes.
"""

from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Relation, Way
from shapely import line_merge
from shapely.geometry import LineString, box
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from anlan.simulation.city.frame import XY, coordinates, lon_lat
from anlan.simulation.city.model import SPEEDS, City, Edge
from anlan.simulation.city.names import HARBOUR, ISLAND, RIVER, SEA, TOWN
from anlan.simulation.city.network import bridge_names
from anlan.simulation.city.places import block_tags
from anlan.simulation.city.shapes import lines_of, longest, polygons_of

Tags = dict[str, str]
GENERATOR = "anlan city generate; an invented place, not real"


def write_osm(city: City, path: Path) -> None:
    """Write `city` to `path` (`*.osm.pbf`), replacing what is there. Raises OSError when it cannot."""
    gathered = _Gatherer(city)
    header = osmium.io.Header()
    header.set("generator", GENERATOR)
    west, south, east, north = city.land.extent
    low, high = lon_lat((west, south)), lon_lat((east, north))
    header.add_box(osmium.osm.Box(osmium.osm.Location(*low), osmium.osm.Location(*high)))
    kind = osmium.io.File(str(path), "pbf,add_metadata=false")
    with osmium.SimpleWriter(kind, 4 << 20, header, overwrite=True) as writer:
        for number, (at, tags) in enumerate(gathered.nodes, 1):
            writer.add_node(Node(id=number, location=lon_lat(at), tags=tags))
        for number, (refs, tags) in enumerate(gathered.ways, 1):
            writer.add_way(Way(id=number, nodes=refs, tags=tags))
        for number, (members, tags) in enumerate(gathered.relations, 1):
            writer.add_relation(Relation(id=number, members=members, tags=tags))


class _Gatherer:
    """Collects elements with their ids before any is written: PBF wants nodes, ways, relations in this order."""

    def __init__(self, city: City) -> None:
        self.nodes: list[tuple[XY, Tags]] = []
        self.ways: list[tuple[list[int], Tags]] = []
        self.relations: list[tuple[list[tuple[str, int, str]], Tags]] = []
        self._city = city
        self._named_spots()
        self._streets()
        self._water()
        self._ground()
        self._buildings()

    def _node(self, at: XY, tags: Tags | None = None) -> int:
        self.nodes.append((at, tags or {}))
        return len(self.nodes)

    def _way(self, refs: list[int], tags: Tags) -> int:
        self.ways.append((refs, tags))
        return len(self.ways)

    def _ring(self, points: list[XY], tags: Tags) -> int:
        refs = [self._node(at) for at in points[:-1]]
        return self._way([*refs, refs[0]], tags)

    def _area(self, shape: BaseGeometry, tags: Tags) -> None:
        """A closed way, or a multipolygon where there are holes or several parts."""
        parts = polygons_of(shape)
        if len(parts) == 1 and not parts[0].interiors:
            self._ring(coordinates(LineString(parts[0].exterior.coords)), tags)
            return
        members: list[tuple[str, int, str]] = []
        for part in parts:
            members.append(("w", self._ring(coordinates(LineString(part.exterior.coords)), {}), "outer"))
            for hole in part.interiors:
                members.append(("w", self._ring(coordinates(LineString(hole.coords)), {}), "inner"))
        self.relations.append((members, {"type": "multipolygon", **tags}))

    def _named_spots(self) -> None:
        city = self._city
        town = {
            "place": "town",
            "name": TOWN[0],
            "name:en": TOWN[1],
            "population": str(city.land.people),
            "anlan:fictional": "yes",
            "note": "An invented town: nothing here is a real place. 虚构城镇",
        }
        self._node((0.0, 0.0), town)
        for place in city.places:
            self._node(place.at, {"name": place.name, "name:en": place.name_en, **dict(place.tags)})
        for agency in city.agencies:
            tags = {"name": agency.name, "name:en": agency.name_en}
            tags["amenity" if agency.kind != "partner" else "office"] = (
                "police" if agency.kind != "partner" else "government"
            )
            self._node(agency.seat, tags)

    def _streets(self) -> None:
        city, net = self._city, self._city.network
        meeting: dict[int, set[str]] = {}
        for edge in net.edges:
            for end in (edge.a, edge.b):
                meeting.setdefault(end, set()).add(
                    edge.kind if edge.kind in ("trunk", "primary", "secondary") else ""
                )
        at_ends: list[int] = []
        counts = _ends(net.edges)
        for i, point in enumerate(net.nodes):
            signals = len([kind for kind in meeting.get(i, set()) if kind]) and counts[i] >= 4
            at_ends.append(self._node(point, {"highway": "traffic_signals"} if signals else None))
        names = bridge_names(net)
        for i, edge in enumerate(net.edges):
            refs = [at_ends[edge.a], *(self._node(p) for p in edge.points[1:-1]), at_ends[edge.b]]
            self._way(refs, {**_street_tags(city, edge), **_bridge_tags(names.get(i))})
        ferry = city.ferry
        refs = [at_ends[ferry.a], *(self._node(p) for p in ferry.points[1:-1]), at_ends[ferry.b]]
        hours, minutes = divmod(ferry.minutes, 60)
        self._way(
            refs,
            {
                "route": "ferry",
                "name": ferry.name,
                "name:en": ferry.name_en,
                "foot": "yes",
                "motor_vehicle": "yes",
                "duration": f"{hours:02d}:{minutes:02d}",
            },
        )
        self._mileposts()

    def _mileposts(self) -> None:
        """Kilometre posts along the roads out of town, as callers there name them."""
        posts: dict[str, int] = {}
        for street in self._city.network.streets:
            if street.kind != "trunk":
                continue
            line = LineString(street.line)
            for metres in range(200, int(line.length), 500):
                posts[street.name] = posts.get(street.name, 0) + 1
                spot = line.interpolate(metres)
                self._node(
                    (spot.x, spot.y),
                    {
                        "highway": "milestone",
                        "distance": str(posts[street.name] * 0.5),
                        "name": f"{street.name}K{posts[street.name] * 0.5:g}",
                    },
                )

    def _water(self) -> None:
        land = self._city.land
        self._area(land.sea, {"natural": "water", "water": "sea", "name": SEA[0], "name:en": SEA[1]})
        self._area(land.basin, {"natural": "water", "water": "harbour", "name": HARBOUR[0], "name:en": HARBOUR[1]})
        self._area(land.river, {"natural": "water", "water": "river", "name": RIVER[0], "name:en": RIVER[1]})
        river = [self._node(p) for p in coordinates(longest(land.river_line.intersection(land.river)))]
        self._way(river, {"waterway": "river", "name": RIVER[0], "name:en": RIVER[1]})
        # OSM's coastline has the land on its left: islands and shores run anticlockwise around their land.
        island = coordinates(LineString(orient(land.island, 1.0).exterior.coords))
        self._ring(island, {"natural": "coastline", "place": "island", "name": ISLAND[0], "name:en": ISLAND[1]})
        inside = box(*land.extent).buffer(-1).difference(land.river.buffer(1))
        for part in polygons_of(land.mainland):
            rim = LineString(orient(part, 1.0).exterior.coords).intersection(inside)
            for line in _lines(rim):
                self._way([self._node(p) for p in coordinates(line)], {"natural": "coastline"})

    def _ground(self) -> None:
        for block in self._city.blocks:
            inset = block.shape.buffer(-5, join_style="mitre").simplify(0.5)
            for part in polygons_of(inset):
                self._area(part, dict(block_tags(block)))
        for area in self._city.areas:
            self._area(area.shape, dict(area.tags))

    def _buildings(self) -> None:
        for house in self._city.buildings:
            tags = {"building": house.kind, "building:levels": str(house.levels)}
            if house.number:
                tags["addr:street"] = house.street
                tags["addr:housenumber"] = house.number
                tags["addr:street:en"] = house.street_en
            if house.name:
                tags["name"] = house.name
            self._ring(coordinates(LineString(house.shape.exterior.coords)), tags)


def _lines(shape: BaseGeometry) -> list[LineString]:
    """The lines of a clipped ring, those that only its arbitrary starting point parted joined again."""
    merged = line_merge(shape, directed=True) if shape.geom_type == "MultiLineString" else shape
    return lines_of(merged)


def _ends(edges: list[Edge]) -> dict[int, int]:
    out: dict[int, int] = {}
    for edge in edges:
        out[edge.a] = out.get(edge.a, 0) + 1
        out[edge.b] = out.get(edge.b, 0) + 1
    return out


def _street_tags(city: City, edge: Edge) -> Tags:
    street = city.network.streets[edge.street]
    tags = {"highway": edge.kind, "name": street.name, "name:en": street.name_en}
    if SPEEDS[edge.kind]:
        tags["maxspeed"] = str(SPEEDS[edge.kind])
    if edge.kind in ("trunk", "primary", "secondary"):
        tags["lanes"] = {"trunk": "4", "primary": "6", "secondary": "4"}[edge.kind]
    if edge.oneway:
        tags["oneway"] = "yes"
    if edge.bridge:
        tags |= {"bridge": "yes", "layer": "1"}
    return tags


def _bridge_tags(name: tuple[str, str] | None) -> Tags:
    return {} if name is None else {"bridge:name": name[0], "bridge:name:en": name[1]}
