"""What the map draws, made ready at import: each layer in a few stages of detail, in world units.

A stage serves some zooms. Coarser stages leave small things out, join the pieces of a street, and bend less; so a
tile of any zoom is cut from about as many shapes as it shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from anlan.geography.extract import Extract
from anlan.geography.mvt import Geometries
from anlan.geography.passage import CLASSES
from anlan.geography.plane import to_world
from anlan.geography.store import Folder

MIN_ZOOM, MAX_ZOOM = 8, 16
TILE_PIXELS = 512


@dataclass(frozen=True)
class Stage:
    """One layer for the zooms `first` to `last`; streams are lines of the tiles' water layer."""

    layer: str
    first: int
    last: int
    classes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"map.{self.layer}.{self.first}"

    @property
    def pixel(self) -> float:
        """A pixel at the stage's finest zoom, world units."""
        return float(1 / (TILE_PIXELS * 2**self.last))


_MAIN = ("motorway", "trunk", "primary")
STAGES: tuple[Stage, ...] = (
    *(Stage(layer, *zooms) for layer in ("water", "land") for zooms in ((8, 10), (11, 12), (13, 14), (15, 16))),
    Stage("buildings", 14, 16),
    Stage("streams", 10, 12, ("river", "canal", "fairway")),
    Stage("streams", 13, 16, ("river", "canal", "fairway", "stream")),
    Stage("roads", 8, 9, _MAIN),
    Stage("roads", 10, 11, (*_MAIN, "secondary")),
    Stage("roads", 12, 12, (*_MAIN, "secondary", "tertiary")),
    Stage("roads", 13, 13, (*_MAIN, "secondary", "tertiary", "residential", "pedestrian")),
    Stage("roads", 14, 16, CLASSES[:10]),
    Stage("ferries", 8, 16),
    Stage("labels", 8, 16),
)

_LABEL_ZOOM = {"city": 8, "town": 8, "island": 10, "suburb": 11, "village": 11, "district": 11, "borough": 11,
               "quarter": 12, "hamlet": 12, "neighbourhood": 13, "locality": 13, "islet": 13, "harbour": 12,
               "water": 13, "bay": 12, "peak": 13, "park": 14, "hospital": 13, "police": 14, "fire_station": 14,
               "station": 13, "ferry_terminal": 13, "university": 14, "school": 14, "square": 14, "dock": 13,
               "aerodrome": 11, "townhall": 14, "stadium": 14, "attraction": 15, "museum": 15, "bus_station": 14,
               "railway_station": 13, "marketplace": 15, "mall": 14}  # fmt: skip
_OTHER_LABEL_ZOOM = 16
_NAMES_FROM = 13
"""From this zoom streets bear their names and directions."""


@dataclass(frozen=True)
class Drawn:
    """A stage's features: shapes in world units, a class and names each. `zoom`: the first that shows it."""

    shapes: Geometries
    kind: NDArray[np.int32]
    name: NDArray[np.int32]
    flag: NDArray[np.int8]
    """For roads: 1 one-way along the line, else 0. For labels: the first zoom that shows it."""

    def save(self, folder: Folder, name: str) -> None:
        kind, coordinates, offsets = shapely.to_ragged_array(self.shapes)
        folder.write_array(f"{name}.type", np.array([int(kind)]))
        folder.write_array(f"{name}.points", coordinates)
        for i, offset in enumerate(offsets):
            folder.write_array(f"{name}.offsets{i}", offset)
        for part in ("kind", "name", "flag"):
            folder.write_array(f"{name}.{part}", getattr(self, part))

    @classmethod
    def load(cls, folder: Folder, name: str) -> "Drawn":
        kind = shapely.GeometryType(int(folder.read_array(f"{name}.type")[0]))
        depth = {"POINT": 0, "LINESTRING": 1, "MULTILINESTRING": 2, "POLYGON": 2, "MULTIPOLYGON": 3}[kind.name]
        offsets = tuple(folder.read_array(f"{name}.offsets{i}") for i in range(depth))
        shapes = shapely.from_ragged_array(kind, np.asarray(folder.read_array(f"{name}.points")), offsets)
        return cls(shapes, *(folder.read_array(f"{name}.{part}") for part in ("kind", "name", "flag")))


@dataclass(frozen=True)
class Palette:
    """The texts that drawn features point into: classes, and (name, English name) pairs."""

    kinds: dict[str, int]
    names: dict[tuple[str, str], int]

    def kind(self, kind: str) -> int:
        return self.kinds.setdefault(kind, len(self.kinds))

    def name(self, name: str, name_en: str) -> int:
        return self.names.setdefault((name, name_en), len(self.names)) if name else -1


def draw(extract: Extract, sea: Sequence[Polygon], folder: Folder) -> dict[str, int]:
    """Writes every stage; answers how many features each layer has at its finest."""
    palette = Palette({}, {})
    streets = [palette.name(s.label, s.name_en) for s in extract.streets]
    counts: dict[str, int] = {}
    for stage in STAGES:
        if stage.layer in ("roads", "ferries"):
            drawn = _roads(extract, stage, palette, streets)
        elif stage.layer == "labels":
            drawn = _labels(extract, palette)
        elif stage.layer == "streams":
            drawn = _streams(extract, stage, palette)
        else:
            drawn = _areas(extract, stage, sea, palette)
        if drawn is not None:
            drawn.save(folder, stage.name)
        counts[stage.layer] = len(drawn.shapes) if drawn is not None else 0
    present = sorted(p.name.removesuffix(".type.npy") for p in folder.path.glob("map.*.type.npy"))
    folder.write_json("map", {"stages": present, "kinds": list(palette.kinds)})
    folder.write_texts("map.names", [name for name, _ in palette.names])
    folder.write_texts("map.names_en", [name_en for _, name_en in palette.names])
    return counts


def _roads(extract: Extract, stage: Stage, palette: Palette, streets: list[int]) -> Drawn | None:
    wanted = {"ferry"} if stage.layer == "ferries" else set(stage.classes)
    world = to_world(extract.ways.lonlat)
    starts = extract.ways.starts
    named = stage.last >= _NAMES_FROM
    groups: dict[tuple[int, int, int], list[NDArray[np.float64]]] = {}
    for i, passage in enumerate(extract.ways.passages):
        kind = CLASSES[passage.kind]
        if kind not in wanted:
            continue
        line = world[starts[i] : starts[i + 1]]
        oneway = bool(passage.forward) != bool(passage.backward)
        if oneway and passage.backward:
            line = line[::-1]
        street = extract.ways.streets[i]
        key = (palette.kind(kind), streets[street] if street >= 0 else -1, int(oneway and named))
        groups.setdefault(key, []).append(line)
    shapes: list[Geometries] = []
    keys: list[tuple[int, int, int]] = []
    for key, lines in groups.items():
        pieces = np.array([shapely.linestrings(line) for line in lines], dtype=object)
        if stage.last < 14:
            merged = shapely.line_merge(shapely.multilinestrings(pieces), directed=bool(key[2]))
            pieces = shapely.get_parts(shapely.simplify(merged, stage.pixel / 2))
        shapes.append(pieces)
        # A street is joined along its name even where the name is not drawn: its pieces make the longest lines.
        keys += [key if named else (key[0], -1, 0)] * len(pieces)
    if not keys:
        return None
    kind_of, name_of, flag = np.array(keys, dtype=np.int32).T
    return Drawn(np.concatenate(shapes), kind_of.copy(), name_of.copy(), flag.astype(np.int8))


def _areas(extract: Extract, stage: Stage, sea: Sequence[Polygon], palette: Palette) -> Drawn | None:
    areas = [a for a in extract.areas if a.layer == stage.layer]
    shapes = shapely.from_wkb([a.wkb for a in areas]) if areas else np.array([], dtype=object)
    kinds = [palette.kind(a.kind) for a in areas]
    if stage.layer == "water":
        shapes = np.concatenate([shapes, np.array(list(sea), dtype=object)])
        kinds += [palette.kind("sea")] * len(sea)
    if not len(shapes):
        return None
    shapes = shapely.transform(shapes, to_world)
    if stage.last < 16:
        size = shapely.area(shapes)
        shapes = shapely.simplify(shapes, stage.pixel / 2)
    else:
        size = np.full(len(shapes), np.inf)
    least = 4 * stage.pixel**2
    keep = (size > least) & ~shapely.is_empty(shapes)
    kind = np.array(kinds, dtype=np.int32)[keep]
    drawn = Drawn(_turned(shapes[keep]), kind, np.full(len(kind), -1, dtype=np.int32), np.zeros(len(kind), np.int8))
    return drawn if len(kind) else None


def _streams(extract: Extract, stage: Stage, palette: Palette) -> Drawn | None:
    lines = [line for line in extract.water_lines if line.kind in stage.classes]
    if not lines:
        return None
    shapes = np.array([shapely.linestrings(to_world(line.points)) for line in lines], dtype=object)
    kind = np.array([palette.kind(line.kind) for line in lines], dtype=np.int32)
    shapes = shapely.simplify(shapes, stage.pixel / 2)
    return Drawn(shapes, kind, np.full(len(kind), -1, dtype=np.int32), np.zeros(len(kind), np.int8))


def _turned(shapes: Geometries) -> Geometries:
    """Polygons with outer rings anticlockwise, which the tile writer expects."""
    return np.asarray(shapely.orient_polygons(shapes, exterior_cw=False))


def _labels(extract: Extract, palette: Palette) -> Drawn | None:
    if not extract.places:
        return None
    ranked = sorted(extract.places, key=lambda p: (_LABEL_ZOOM.get(p.kind, _OTHER_LABEL_ZOOM), p.names.label))
    world = to_world([place.location for place in ranked])
    return Drawn(
        np.asarray(shapely.points(world), dtype=object),
        np.array([palette.kind(place.kind) for place in ranked], dtype=np.int32),
        np.array([palette.name(place.names.label, place.names.name_en) for place in ranked], dtype=np.int32),
        np.array([_LABEL_ZOOM.get(place.kind, _OTHER_LABEL_ZOOM) for place in ranked], dtype=np.int8),
    )
