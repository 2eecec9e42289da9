"""A tiny invented place as an OSM extract, made by hand so that every answer can be worked out on paper.

Units of the plan: 0.001 degrees from (120 E, 30 N); one unit is 96 m east, 111 m north. The mainland has a main
street, three side streets and a lane; a car ferry leads to Ferry Island; Lone Island has a road and no way to it.
"""

import bz2
import gzip
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

import osmium

from anlan.geography.ground import Ground
from anlan.geography.load import load_extract

LON, LAT, UNIT = 120.0, 30.0, 0.001
XY = tuple[float, float]


def at(x: float, y: float) -> tuple[float, float]:
    """Plan units -> `(lon, lat)`."""
    return LON + x * UNIT, LAT + y * UNIT


@dataclass
class Plan:
    """Gathers elements and writes them as XML. Points at the same spot are the same node."""

    nodes: dict[XY, int] = field(default_factory=dict)
    node_tags: dict[int, dict[str, str]] = field(default_factory=dict)
    ways: list[tuple[list[int], dict[str, str]]] = field(default_factory=list)
    relations: list[tuple[list[tuple[int, str]], dict[str, str]]] = field(default_factory=list)

    def node(self, xy: XY, **tags: str) -> int:
        number = self.nodes.setdefault(xy, len(self.nodes) + 1)
        self.node_tags.setdefault(number, {}).update(_keys(tags))
        return number

    def way(self, points: list[XY], **tags: str) -> int:
        self.ways.append(([self.node(xy) for xy in points], _keys(tags)))
        return len(self.ways)

    def relation(self, members: list[tuple[int, str]], **tags: str) -> None:
        self.relations.append((members, _keys(tags)))

    def xml(self, order: str = "nwr") -> str:
        """The document, with nodes, ways and relations in this order."""
        parts = {"n": self._nodes(), "w": self._ways(), "r": self._relations()}
        return f"<osm version='0.6'>\n{''.join(parts[kind] for kind in order)}</osm>\n"

    def _nodes(self) -> str:
        out = ""
        for (x, y), number in self.nodes.items():
            lon, lat = at(x, y)
            tags = _tags(self.node_tags[number])
            out += f"<node id='{number}' version='1' lon='{lon:.7f}' lat='{lat:.7f}'>{tags}</node>\n"
        return out

    def _ways(self) -> str:
        out = ""
        for number, (refs, tags) in enumerate(self.ways, 1):
            inside = "".join(f"<nd ref='{ref}'/>" for ref in refs)
            out += f"<way id='{number}' version='1'>{inside}{_tags(tags)}</way>\n"
        return out

    def _relations(self) -> str:
        out = ""
        for number, (members, tags) in enumerate(self.relations, 1):
            inside = "".join(f"<member type='way' ref='{ref}' role='{role}'/>" for ref, role in members)
            out += f"<relation id='{number}' version='1'>{inside}{_tags(tags)}</relation>\n"
        return out


def _keys(tags: dict[str, str]) -> dict[str, str]:
    return {key.replace("__", ":"): value for key, value in tags.items()}


def _tags(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())


def ring(west: float, south: float, east: float, north: float) -> list[XY]:
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def small_plan() -> Plan:
    """The place described above."""
    plan = Plan()
    plan.node((1.5, -1), place="town", name="小镇", name__en="Smalltown", anlan__fictional="yes")
    # 60 km/h main street, four blocks.
    plan.way(
        [(0, 0), (1, 0), (2, 0), (3, 0)], highway="primary", name="人民路", name__en="Renmin Road", maxspeed="75"
    )
    plan.way([(1, 0), (1, 1), (1, 2)], highway="residential", name="中山中路", name__en="Zhongshan Middle Road")
    plan.way([(1, 2), (2, 2)], highway="residential", name="单行街", name__en="One Way Street", oneway="yes")
    plan.way([(2, 2), (2, 1), (2, 0)], highway="residential", name="北街", name__en="North Street")
    plan.way([(1, 1), (2, 1)], highway="residential", name="反行巷", name__en="Backward Lane", oneway="-1")
    plan.way([(0, 0), (0, 2), (1, 2)], highway="footway", name="步行道")
    plan.way([(0, 0), (-0.5, 0), (-1, 0)], highway="service")
    plan.node((-0.5, 0.0), barrier="bollard")
    plan.way(
        [(3, 0), (6, 0)], route="ferry", name="轮渡", name__en="The Ferry", motor_vehicle="yes", duration="00:10"
    )
    plan.way([(6, 0), (6, 3), (9, 3)], highway="tertiary", name="渡岛路", name__en="Ferry Island Road")
    plan.way([(12, 0), (12, 6)], highway="tertiary", name="孤岛路", name__en="Lone Island Road")
    outer = plan.way(ring(3.2, -6, 18, 10))
    inner_one = plan.way(ring(5.8, -0.5, 9.5, 3.5))
    inner_two = plan.way(ring(11.5, -0.5, 12.5, 6.5))
    members = [(outer, "outer"), (inner_one, "inner"), (inner_two, "inner")]
    plan.relation(members, type="multipolygon", natural="water", water="sea", name="东海湾")
    plan.way(ring(0.2, 0.2, 0.8, 0.8), leisure="park", name="人民公园", name__en="People's Park")
    plan.way(ring(1.2, 0.1, 1.4, 0.3), building="yes", addr__street="人民路", addr__housenumber="12号")
    plan.node((1.6, 0.1), addr__street="人民路", addr__housenumber="18号")
    plan.node((1.0, 1.9), amenity="hospital", name="第一医院", name__en="First Hospital")
    plan.way(ring(-2, -2, 3.2, 3), boundary="administrative", admin_level="8", name="小镇", anlan__agency="town")
    return plan


def write_forms(plan: Plan, folder: Path) -> dict[str, Path]:
    """The same extract in each form that is read."""
    text = plan.xml().encode()
    paths = {form: folder / f"small.{form}" for form in ("osm", "osm.gz", "osm.bz2", "osm.pbf")}
    paths["osm"].write_bytes(text)
    paths["osm.gz"].write_bytes(gzip.compress(text, mtime=0))
    paths["osm.bz2"].write_bytes(bz2.compress(text))
    with osmium.SimpleWriter(str(paths["osm.pbf"])) as writer:
        for element in osmium.FileProcessor(str(paths["osm"])):
            writer.add(element)
    return paths


def quiet(_stage: str, _share: float | None) -> None:
    """Progress that nobody watches."""


def load_small(folder: Path, plan: Plan | None = None) -> Ground:
    """The ground of a plan, by default of the small place."""
    path = folder / "small.osm"
    path.write_text((plan or small_plan()).xml(), "utf-8")
    loaded = load_extract(path, folder / "data", quiet)
    return Ground(folder / "data" / "roads" / loaded.hash)
