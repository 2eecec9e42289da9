"""One loaded ground: everything that geography answers, over the folder that an extract became.

Parts are opened when first asked for, and what they are made with is loaded then: a process that never searches
starts without it. A ground never changes: another extract is another ground with another hash.
"""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from anlan.errors import Unavailable
from anlan.geography.cells import cell_at
from anlan.geography.plane import Floats, LonLat, Plane
from anlan.geography.store import Folder
from anlan.geography.ways import Way

if TYPE_CHECKING:
    import shapely

    from anlan.geography.extract import Names
    from anlan.geography.graph import Network
    from anlan.geography.mvt import Geometries
    from anlan.geography.public import PublicPlaces
    from anlan.geography.route import Route
    from anlan.geography.search import Search
    from anlan.geography.tiles import Tiles
    from anlan.geography.travel import TravelTimes

Bounds = tuple[float, float, float, float]


class GroundFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a ground without opening its parts; `facts.json` in its folder."""

    hash: str
    name: str
    name_en: str
    fictional: bool
    attribution: str
    bounds: Bounds
    """West, south, east, north, degrees."""
    center: LonLat
    counts: dict[str, int]
    ways: tuple[Way, ...]
    """The ways of travelling that have a network here; the air needs none."""
    boundaries: list[dict[str, str]] = []


class PlaceAt(msgspec.Struct, frozen=True):
    """What is at a place, in public words."""

    public_place: str
    cell: str
    street: str | None
    street_en: str | None


class Ground:
    """Answers over one ground. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._folder = Folder(path)
        try:
            self.facts = msgspec.json.decode((path / "facts.json").read_bytes(), type=GroundFacts)
        except FileNotFoundError:
            raise Unavailable("geography.ground_missing", hash=path.name) from None
        except (OSError, msgspec.DecodeError) as error:
            raise Unavailable("geography.ground_damaged", hash=path.name, reason=str(error)) from None

    @property
    def hash(self) -> str:
        return self.facts.hash

    @property
    def path(self) -> Path:
        """Its folder."""
        return self._folder.path

    @cached_property
    def plane(self) -> Plane:
        return Plane(*self.facts.center)

    @cached_property
    def travel(self) -> "TravelTimes":
        """Travel times by each way of travelling."""
        from anlan.geography.travel import TravelTimes

        return TravelTimes(self._networks, self.plane, self.water_between)

    @cached_property
    def search(self) -> "Search":
        """Search by name."""
        from anlan.geography.search import Search

        return Search(self._folder)

    @cached_property
    def tiles(self) -> "Tiles":
        """The map's tiles, cached beside the ground's folder."""
        from anlan.geography.tiles import Tiles

        return Tiles(self._folder, self._folder.path.with_name(f"{self.hash}.tiles"))

    @cached_property
    def public(self) -> "PublicPlaces":
        """Coarse descriptions of places."""
        from anlan.geography.public import PublicPlaces

        land = [self._networks[way] for way in ("road", "walk") if way in self._networks]
        return PublicPlaces(self._folder, land, self.plane)

    def route(self, unit: LonLat, place: LonLat, way: Way) -> "Route":
        """The quickest way from a unit to a place, with its steps."""
        from anlan.geography.route import find_route

        return find_route(self.travel, self.street_names, unit, place, way)

    def street_names(self, street: int) -> "Names | None":
        """The names of a street by its index in this ground."""
        from anlan.geography.extract import Names

        names, english = self._street_texts
        return Names(names[street], english[street]) if 0 <= street < len(names) else None

    def place_at(self, location: LonLat) -> PlaceAt:
        """What is at a place, in public words. Raises `Invalid` if it is no place on earth."""
        street = self.public.street(location)
        return PlaceAt(self.public.describe(location), cell_at(location), *(street or (None, None)))

    def water_between(self, a: Floats, b: Floats) -> float:
        """Metres of water on the straight line between two points of the plane."""
        import shapely

        tree, waters = self._water
        line = shapely.LineString([a, b])
        hits = tree.query(line, predicate="intersects")
        return float(shapely.length(shapely.intersection(waters[hits], line)).sum()) if len(hits) else 0.0

    @cached_property
    def _networks(self) -> "dict[Way, Network]":
        from anlan.geography.graph import Network

        return {way: Network.load(self._folder, way) for way in self.facts.ways}

    @cached_property
    def _street_texts(self) -> tuple[list[str], list[str]]:
        return list(self._folder.read_texts("street.name")), list(self._folder.read_texts("street.name_en"))

    @cached_property
    def _water(self) -> "tuple[shapely.STRtree, Geometries]":
        import shapely

        coordinates = self._folder.read_array("water.points")
        offsets = tuple(self._folder.read_array(f"water.offsets{i}") for i in range(2))
        waters = shapely.from_ragged_array(shapely.GeometryType.POLYGON, self.plane.to_xy(coordinates), offsets)
        return shapely.STRtree(waters), waters


def ground_path(data_dir: Path, hash: str) -> Path:
    """The folder of a ground by its hash."""
    return data_dir / "roads" / hash


def open_ground(data_dir: Path, hash: str) -> Ground:
    """Opens a ground that was loaded. Raises `Unavailable` if it is not on this machine, or damaged."""
    if not hash.isalnum():
        raise Unavailable("geography.ground_missing", hash=hash[:80])
    return Ground(ground_path(data_dir, hash))
