"""What is taken from an extract, before anything is computed from it."""

from array import array
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from anlan.geography.passage import Passage
from anlan.geography.plane import Floats, LonLat

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Names:
    """The names of one thing: as written on the spot, in English, its number, and others it answers to."""

    name: str
    name_en: str = ""
    ref: str = ""
    others: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.name or self.name_en or self.ref


@dataclass
class Ways:
    """Streets, paths and ferries: ragged arrays, way `i` holds points `starts[i]:starts[i+1]`."""

    refs: "array[int]" = field(default_factory=lambda: array("q"))
    lon: "array[float]" = field(default_factory=lambda: array("d"))
    lat: "array[float]" = field(default_factory=lambda: array("d"))
    starts: "array[int]" = field(default_factory=lambda: array("q", [0]))
    passages: list[Passage] = field(default_factory=list)
    streets: "array[int]" = field(default_factory=lambda: array("l"))

    def add(self, points: list[tuple[int, float, float]], passage: Passage, street: int) -> None:
        """One way through `points` (node id, lon, lat); `street` is an index of names or -1."""
        self.refs.extend(p[0] for p in points)
        self.lon.extend(p[1] for p in points)
        self.lat.extend(p[2] for p in points)
        self.starts.append(len(self.refs))
        self.passages.append(passage)
        self.streets.append(street)

    @property
    def lonlat(self) -> Floats:
        """All points, `(n, 2)` degrees."""
        return np.column_stack([np.array(self.lon, dtype=np.float64), np.array(self.lat, dtype=np.float64)])

    @property
    def point_refs(self) -> NDArray[np.int64]:
        return np.array(self.refs, dtype=np.int64)


@dataclass(frozen=True)
class Place:
    names: Names
    kind: str
    location: LonLat


@dataclass(frozen=True)
class Address:
    street: str
    number: str
    location: LonLat


@dataclass(frozen=True)
class Area:
    """A polygon of the map as WKB (hex): `layer` is water, land or buildings."""

    layer: str
    kind: str
    wkb: str
    boatable: bool = False


@dataclass(frozen=True)
class Boundary:
    """An administrative or jurisdiction boundary with the tags that say whose it is."""

    tags: dict[str, str]
    wkb: str


@dataclass(frozen=True)
class WaterLine:
    """A stream, river or canal drawn as a line. `boatable`: a boat can follow it."""

    kind: str
    points: list[LonLat]
    boatable: bool


@dataclass
class Extract:
    """Everything read from one file."""

    title: str = ""
    title_en: str = ""
    fictional: bool = False
    attribution: str = ""
    bounds: Bounds = (0.0, 0.0, 0.0, 0.0)
    """West, south, east, north of all that was read, degrees: ways may reach past the frame."""
    frame: Bounds = (0.0, 0.0, 0.0, 0.0)
    """What the file says it was cut to, else `bounds`."""
    ways: Ways = field(default_factory=Ways)
    streets: list[Names] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    places: list[Place] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    boundaries: list[Boundary] = field(default_factory=list)
    coast: list[list[LonLat]] = field(default_factory=list)
    water_lines: list[WaterLine] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
