"""What is taken from each element of an extract as it streams by."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import osmium
import shapely

from anlan.geography.extract import Address, Area, Boundary, Bounds, Extract, Names, Place, WaterLine
from anlan.geography.features import PLACE_KEYS, is_boatable, land_class, place_kind, water_class
from anlan.geography.passage import Tags, passage_of, stops_vehicles
from anlan.geography.plane import LonLat, is_position

FICTIONAL_TAG = "anlan:fictional"
"""`yes` on any element marks the whole extract as an invented place; that element's `name` is the ground's."""

_OTHER_NAMES = ("name:zh", "name:zh-Hans", "name:zh-Hant", "alt_name", "old_name", "short_name", "official_name",
                "loc_name", "name:sv", "name:fi", "name:de", "name:fr", "int_name")  # fmt: skip
_BOUNDARIES = ("administrative", "police", "fire", "jurisdiction")
TAKEN_KEYS = (
    "highway", "route", "barrier", "addr:housenumber", "boundary", "natural", "water", "waterway", "landuse",
    "building", "area", *PLACE_KEYS,
)  # fmt: skip
_WORDS = {"n": "node", "w": "way", "r": "relation"}
_OSM_ATTRIBUTION = "© OpenStreetMap contributors"


class Taker:
    """Takes one element after the other into an `Extract`."""

    def __init__(self) -> None:
        self.out = Extract()
        self.last = ""
        self._streets: dict[str, int] = {}
        self._wkb = osmium.geom.WKBFactory()
        self._named_areas: list[tuple[Names, str, str]] = []
        self._numbered_areas: list[tuple[str, str, str]] = []
        self._counts = dict.fromkeys(
            ("nodes", "ways", "relations", "areas", "street_points", "missing_points", "ids_below_zero", "bad_areas"),
            0,
        )
        self._bounds = [np.inf, np.inf, -np.inf, -np.inf]
        self._frame: Bounds | None = None

    def frame(self, box: Any) -> None:
        """Notes what the file says it was cut to, if it says so."""
        if box.valid() and box.size() > 0:
            low, high = box.bottom_left, box.top_right
            self._frame = (low.lon, low.lat, high.lon, high.lat)

    def take(self, element: Any) -> None:
        kind = element.type_str()
        tags: Tags = {tag.k: tag.v for tag in element.tags}
        if tags.get(FICTIONAL_TAG) == "yes":
            self.out.fictional = True
            self.out.title = tags.get("name", self.out.title)
            self.out.title_en = tags.get("name:en", self.out.title_en)
        if kind == "a":
            self._counts["areas"] += 1
            self._take_area(element, tags)
            return
        self.last = f"{_WORDS[kind]} {element.id}"
        if kind == "n":
            self._counts["nodes"] += 1
            self._take_node(element, tags)
        elif kind == "w":
            self._counts["ways"] += 1
            self._take_way(element, tags)
        else:
            self._counts["relations"] += 1

    def _take_node(self, node: Any, tags: Tags) -> None:
        if not node.location.valid():
            return
        location = (node.location.lon, node.location.lat)
        if stops_vehicles(tags):
            self.out.blocked.add(node.id)
        kind = place_kind(tags)
        if kind is not None and (names := names_of(tags)).name:
            self.out.places.append(Place(names, kind, location))
        if address := _address(tags):
            self.out.addresses.append(Address(*address, location))

    def _take_way(self, way: Any, tags: Tags) -> None:
        if "highway" in tags or tags.get("route") == "ferry":
            passage = passage_of(tags)
            if passage is not None:
                for run in self._runs(way):
                    self.out.ways.add(run, passage, self._street(tags))
        elif tags.get("natural") == "coastline":
            self.out.coast.extend([(lon, lat) for _, lon, lat in run] for run in self._runs(way))
        elif tags.get("waterway") in ("river", "canal", "stream", "fairway"):
            boatable = tags["waterway"] != "stream" and is_boatable(tags) and tags.get("tunnel", "no") == "no"
            for run in self._runs(way):
                line = [(lon, lat) for _, lon, lat in run]
                self.out.water_lines.append(WaterLine(tags["waterway"], line, boatable))

    def _runs(self, way: Any) -> Iterator[list[tuple[int, float, float]]]:
        """The way's unbroken pieces: where a node is not in the extract, the line must not jump the gap."""
        run: list[tuple[int, float, float]] = []
        for node in way.nodes:
            at = node.location
            if at.valid():
                lon, lat = at.lon, at.lat
                self._widen(lon, lat)
                run.append((node.ref, lon, lat))
                continue
            self._counts["missing_points"] += 1
            self._counts["ids_below_zero"] += node.ref < 0
            if len(run) > 1:
                yield run
            run = []
        self._counts["street_points"] += len(run)
        if len(run) > 1:
            yield run

    def _widen(self, lon: float, lat: float) -> None:
        west, south, east, north = self._bounds
        self._bounds = [min(west, lon), min(south, lat), max(east, lon), max(north, lat)]

    def _street(self, tags: Tags) -> int:
        names = names_of(tags)
        if not names.label:
            return -1
        key = names.name or names.label
        index = self._streets.setdefault(key, len(self._streets))
        if index == len(self.out.streets):
            self.out.streets.append(names)
        elif names != (known := self.out.streets[index]):
            # One name, differently rich from piece to piece: keep what any piece says.
            others = tuple(dict.fromkeys((*known.others, *names.others)))
            self.out.streets[index] = Names(
                known.name, known.name_en or names.name_en, known.ref or names.ref, others
            )
        return index

    def _take_area(self, area: Any, tags: Tags) -> None:
        if "highway" in tags and tags.get("area") != "yes" and area.from_way():
            return
        water, land = water_class(tags), land_class(tags)
        building = tags.get("building", "no") != "no"
        is_boundary = tags.get("boundary") in _BOUNDARIES or any(k.startswith("anlan:") for k in tags)
        kind, address = place_kind(tags), _address(tags)
        names = names_of(tags)
        if not (water or land or building or is_boundary or address or (kind and names.name)):
            return
        try:
            wkb = self._wkb.create_multipolygon(area)
        except RuntimeError:
            self._counts["bad_areas"] += 1
            return
        if is_boundary:
            keep = {k: v for k, v in tags.items() if k.startswith(("name", "anlan:")) or k in _BOUNDARY_KEYS}
            self.out.boundaries.append(Boundary(keep, wkb))
        if building:
            self.out.areas.append(Area("buildings", "building", wkb))
        elif water:
            self.out.areas.append(Area("water", water, wkb, is_boatable(tags)))
        elif land and not is_boundary:
            self.out.areas.append(Area("land", land, wkb))
        if kind and names.name and not is_boundary:
            self._named_areas.append((names, kind, wkb))
        if address:
            self._numbered_areas.append((*address, wkb))

    def finish(self, stem: str) -> Extract:
        out = self.out
        inside = _points_inside([wkb for *_, wkb in self._named_areas])
        for (names, kind, _), location in zip(self._named_areas, inside, strict=True):
            out.places.append(Place(names, kind, location))
        inside = _points_inside([wkb for *_, wkb in self._numbered_areas])
        for (street, number, _), location in zip(self._numbered_areas, inside, strict=True):
            out.addresses.append(Address(street, number, location))
        out.places = [place for place in out.places if is_position(*place.location)]
        if self._frame is not None:
            self._widen(*self._frame[:2])
            self._widen(*self._frame[2:])
        if np.isfinite(self._bounds).all():
            west, south, east, north = (float(v) for v in self._bounds)
            out.bounds = (west, south, east, north)
        out.frame = self._frame or out.bounds
        if not out.title:
            out.title, out.title_en = _title(out, stem)
        out.attribution = "" if out.fictional else _OSM_ATTRIBUTION
        out.counts = self._counts
        return out


_BOUNDARY_KEYS = ("admin_level", "boundary", "ref", "operator", "place")


def names_of(tags: Tags) -> Names:
    """The names an element answers to; the local name first, Chinese or English standing in for it."""
    english = tags.get("name:en", "")
    chinese = tags.get("name:zh", "") or tags.get("name:zh-Hans", "")
    name = tags.get("name", "") or chinese or english
    others = dict.fromkeys(part.strip() for key in _OTHER_NAMES for part in tags.get(key, "").split(";"))
    kept = tuple(other for other in others if other and other not in (name, english))
    return Names(name[:200], english[:200], tags.get("ref", "")[:40], kept)


def _address(tags: Tags) -> tuple[str, str] | None:
    street = tags.get("addr:street", "") or tags.get("addr:place", "")
    number = tags.get("addr:housenumber", "")
    return (street, number) if street and number else None


def _points_inside(wkbs: list[str]) -> list[LonLat]:
    if not wkbs:
        return []
    points = shapely.point_on_surface(shapely.from_wkb(wkbs))
    return [(float(x), float(y)) for x, y in zip(shapely.get_x(points), shapely.get_y(points), strict=True)]


def _title(out: Extract, stem: str) -> tuple[str, str]:
    """What to call the ground: the area that fills most of it, else its city or town, else the file."""
    west, south, east, north = out.bounds
    named = [b for b in out.boundaries if b.tags.get("name") and b.tags.get("admin_level", "").isdecimal()]
    for boundary in sorted(named, key=lambda b: int(b.tags["admin_level"])):
        if shapely.from_wkb(boundary.wkb).envelope.area > 0.25 * (east - west) * (north - south):
            return boundary.tags["name"], boundary.tags.get("name:en", "")
    for kind in ("city", "town"):
        for place in out.places:
            if place.kind == kind:
                return place.names.name, place.names.name_en
    return stem, ""
