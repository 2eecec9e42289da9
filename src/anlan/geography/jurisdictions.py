"""Whose ground a place is on: point in polygon over the agencies' jurisdictions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from anlan.errors import Invalid
from anlan.geography.plane import LonLat, is_position

Geometry = Mapping[str, Any]
"""A GeoJSON geometry, Polygon or MultiPolygon, degrees."""


@dataclass(frozen=True)
class Jurisdiction:
    """The ground of one agency."""

    agency_id: str
    geometry: Geometry


def check_shape(agency_id: str, geometry: Geometry) -> shapely.Geometry:
    """The polygon of a jurisdiction. Raises `Invalid` with the reason where it is none."""
    try:
        polygon = shape(dict(geometry))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, shapely.errors.ShapelyError) as error:
        raise Invalid("geography.bad_shape", agency=agency_id, reason=str(error)[:120] or "not GeoJSON") from None
    if polygon.geom_type not in ("Polygon", "MultiPolygon") or polygon.is_empty:
        raise Invalid("geography.bad_shape", agency=agency_id, reason=f"a {polygon.geom_type}, not a polygon")
    west, south, east, north = polygon.bounds
    if not (is_position(west, south) and is_position(east, north)):
        raise Invalid("geography.bad_shape", agency=agency_id, reason="not longitude and latitude in degrees")
    if not polygon.is_valid:
        raise Invalid("geography.bad_shape", agency=agency_id, reason=shapely.is_valid_reason(polygon)[:120])
    return polygon


class Jurisdictions:
    """All jurisdictions at once. Where grounds lie within grounds, the smallest one has the place."""

    def __init__(self, grounds: Iterable[Jurisdiction]) -> None:
        ordered = sorted(grounds, key=lambda one: one.agency_id)
        polygons = np.array([check_shape(one.agency_id, one.geometry) for one in ordered], dtype=object)
        shapely.prepare(polygons)
        area = shapely.area(polygons) if len(polygons) else np.zeros(0)
        # The smallest first, so that the first that holds a place is the nearest to it; ties by id.
        order = np.argsort(area, kind="stable")
        self._agencies = [ordered[int(i)].agency_id for i in order]
        self._polygons = polygons[order]
        self._tree = shapely.STRtree(self._polygons)

    def agency_at(self, location: LonLat) -> str | None:
        """The agency with the smallest ground that holds the place (its border included), None outside all."""
        held = self.agencies_at(location)
        return held[0] if held else None

    def agencies_at(self, location: LonLat) -> list[str]:
        """All agencies whose ground holds the place, smallest ground first."""
        if not is_position(*location) or not self._agencies:
            return []
        hits = np.sort(self._tree.query(shapely.Point(location), predicate="intersects"))
        return [self._agencies[int(i)] for i in hits]

    def nearest_agency(self, location: LonLat) -> str | None:
        """As `agency_at`; outside all grounds the agency whose border is nearest. None if there are no grounds."""
        if (held := self.agency_at(location)) is not None or not self._agencies or not is_position(*location):
            return held
        distances = shapely.distance(self._polygons, shapely.Point(location))
        return self._agencies[int(np.argmin(distances))]
