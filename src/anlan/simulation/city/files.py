"""What is written beside the extract: agencies, units, desks and where people are, each loadable like real ones."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.polygon import orient

from anlan.simulation.city.frame import lon_lat
from anlan.simulation.city.model import City, DemandPlace
from anlan.simulation.city.osm import GENERATOR, write_osm


class CityFiles:
    """Where the parts of a town lie on disk, all named after its extract."""

    def __init__(self, extract: Path) -> None:
        stem = extract.name.removesuffix(".pbf").removesuffix(".osm")
        self.extract = extract
        self.agencies = extract.with_name(f"{stem}.agencies.geojson")
        self.units = extract.with_name(f"{stem}.units.csv")
        self.desks = extract.with_name(f"{stem}.desks.csv")
        self.demand = extract.with_name(f"{stem}.demand.csv")

    def all(self) -> list[Path]:
        return [self.extract, self.agencies, self.units, self.desks, self.demand]


def write_city(city: City, extract: Path) -> CityFiles:
    """Write the extract and its companions. Raises OSError when a file cannot be written."""
    files = CityFiles(extract)
    extract.parent.mkdir(parents=True, exist_ok=True)
    write_osm(city, files.extract)
    files.agencies.write_text(json.dumps(agencies_geojson(city), ensure_ascii=False, indent=1) + "\n", "utf-8")
    files.units.write_text(units_csv(city), "utf-8")
    files.desks.write_text(desks_csv(city), "utf-8")
    files.demand.write_text(demand_csv(city), "utf-8")
    return files


def agencies_geojson(city: City) -> dict[str, Any]:
    """A FeatureCollection: the jurisdiction is the geometry (null: none of its own), parents come first."""
    features: list[dict[str, Any]] = []
    for agency in city.agencies:
        seat = list(lon_lat(agency.seat))
        properties = {
            "id": agency.id,
            "name": agency.name,
            "name_en": agency.name_en,
            "kind": agency.kind,
            "parent_id": agency.parent_id,
            "location": seat,
        }
        geometry = None if agency.ground is None else _geometry(agency.ground)
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return {"type": "FeatureCollection", "generator": GENERATOR, "fictional": True, "features": features}


def _geometry(ground: Polygon | MultiPolygon) -> dict[str, Any]:
    parts = [ground] if isinstance(ground, Polygon) else list(ground.geoms)
    rings = []
    for part in parts:
        turned = orient(part, 1.0)
        rings.append(
            [[list(lon_lat((x, y))) for x, y in ring.coords] for ring in (turned.exterior, *turned.interiors)]
        )
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings[0]}
    return {"type": "MultiPolygon", "coordinates": rings}


def units_csv(city: City) -> str:
    """Columns id, call_sign, kind, agency_id, home_lon, home_lat, skills, equipment, crew; lists split by `;`."""
    rows: list[list[object]] = [
        ["id", "call_sign", "kind", "agency_id", "home_lon", "home_lat", "skills", "equipment", "crew"]
    ]
    for unit in city.units:
        lon, lat = lon_lat(unit.home)
        rows.append(
            [
                unit.id,
                unit.call_sign,
                unit.kind,
                unit.agency_id,
                lon,
                lat,
                ";".join(unit.skills),
                ";".join(unit.equipment),
                unit.crew,
            ]
        )
    return _csv(rows)


def desks_csv(city: City) -> str:
    """Columns id, name, name_en, agency_id, ground (agency ids split by `;`)."""
    rows: list[list[object]] = [["id", "name", "name_en", "agency_id", "ground"]]
    rows += [[d.id, d.name, d.name_en, d.agency_id, ";".join(d.ground)] for d in city.desks]
    return _csv(rows)


def demand_csv(city: City) -> str:
    """Columns id, kind, name, lon, lat, weight (people there on an ordinary day)."""
    rows: list[list[object]] = [["id", "kind", "name", "lon", "lat", "weight"]]
    rows += [[d.id, d.kind, d.name, d.lon, d.lat, d.weight] for d in city.demand]
    return _csv(rows)


def read_demand(path: Path) -> list[DemandPlace]:
    """The places of a `*.demand.csv`. Raises OSError, and ValueError or KeyError for a broken row."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            DemandPlace(r["id"], r["kind"], r["name"], float(r["lon"]), float(r["lat"]), float(r["weight"]))
            for r in csv.DictReader(file)
        ]


def _csv(rows: list[list[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
