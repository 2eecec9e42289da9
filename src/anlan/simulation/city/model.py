"""What a generated town is made of. Positions in metres (see `frame.lon_lat`); lists in a fixed order."""

from dataclasses import dataclass, field

from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from anlan.simulation.city.frame import XY
from anlan.simulation.city.land import Land

# Highway classes from the widest; a merge of two streets keeps the wider.
CLASSES = (
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "residential",
    "living_street",
    "service",
    "footway",
)
CAR_CLASSES = frozenset(CLASSES[:7])
SPEEDS = {
    "trunk": 80,
    "primary": 60,
    "secondary": 50,
    "tertiary": 40,
    "residential": 30,
    "living_street": 20,
    "service": 20,
    "footway": 0,
}
"""Speed limits in km/h; 0 where no car may go."""


@dataclass(frozen=True)
class Street:
    """One name on the ground, before crossings cut it up. `zone` says who may build along it."""

    name: str
    name_en: str
    kind: str
    line: tuple[XY, ...]
    zone: str = ""


@dataclass
class Edge:
    """A stretch of street between two junctions; `points` runs from `a` to `b` in the street's direction."""

    a: int
    b: int
    points: list[XY]
    street: int
    kind: str
    oneway: bool = False
    bridge: bool = False
    length: float = 0.0


@dataclass
class Network:
    """Junctions by number and the stretches between them."""

    streets: list[Street]
    nodes: list[XY]
    edges: list[Edge]
    island_nodes: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Ferry:
    """A car ferry: `points` from the mainland's junction to the island's."""

    a: int
    b: int
    points: tuple[XY, ...]
    name: str
    name_en: str
    minutes: int


@dataclass(frozen=True)
class Block:
    """Ground between streets. `use`: residential, commercial, school, hospital, market, park, civic, ..."""

    shape: Polygon
    zone: str
    use: str
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class Building:
    """A house; `number` is its number in `street` ("" when it has none of its own)."""

    shape: Polygon
    kind: str
    street: str = ""
    street_en: str = ""
    number: str = ""
    name: str = ""
    levels: int = 1
    place: str = ""


@dataclass(frozen=True)
class Place:
    """A named place of everyday life, a point; `tags` in OSM's words."""

    at: XY
    name: str
    name_en: str
    kind: str
    tags: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DemandPlace:
    """Where reports may come from: `weight` is about the number of people there on an ordinary day."""

    id: str
    kind: str
    name: str
    lon: float
    lat: float
    weight: float


@dataclass(frozen=True)
class AgencyPlan:
    """An agency and its ground; the ground of a bureau is that of its stations together."""

    id: str
    name: str
    name_en: str
    kind: str
    parent_id: str | None
    ground: Polygon | MultiPolygon | None
    seat: XY


@dataclass(frozen=True)
class UnitPlan:
    """A unit with the post it starts its day from."""

    id: str
    call_sign: str
    kind: str
    agency_id: str
    home: XY
    skills: tuple[str, ...]
    equipment: tuple[str, ...]
    crew: int


@dataclass(frozen=True)
class DeskPlan:
    """A working place and the agencies whose ground it starts with."""

    id: str
    name: str
    name_en: str
    agency_id: str
    ground: tuple[str, ...]


@dataclass(frozen=True)
class Area:
    """A named or unnamed patch of the map that is neither block nor building."""

    shape: BaseGeometry
    tags: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class City:
    """A whole generated town."""

    land: Land
    network: Network
    ferry: Ferry
    blocks: list[Block]
    areas: list[Area]
    buildings: list[Building]
    places: list[Place]
    demand: list[DemandPlace]
    agencies: list[AgencyPlan]
    units: list[UnitPlan]
    desks: list[DeskPlan]
