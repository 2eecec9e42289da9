"""What happens to an agency, on the stream `agency:<id>`. Nothing here is about a person."""

from typing import Any

from anlan.journal import Event, Public

__all__ = ["AgencyChanged", "AgencyRegistered"]


class AgencyRegistered(Event, kind="access.agency_registered"):
    """An agency joined. `agency_kind`: city, district, station or partner. `jurisdiction`: GeoJSON Polygon or
    MultiPolygon; `location`: [lon, lat] of its building; both WGS 84."""

    agency_kind: Public[str]
    name: Public[str]
    name_en: Public[str] = ""
    parent_id: Public[str | None] = None
    jurisdiction: Public[dict[str, Any] | None] = None
    location: Public[list[float] | None] = None


class AgencyChanged(Event, kind="access.agency_changed"):
    """Everything about the agency as it is from now on."""

    agency_kind: Public[str]
    name: Public[str]
    name_en: Public[str] = ""
    parent_id: Public[str | None] = None
    jurisdiction: Public[dict[str, Any] | None] = None
    location: Public[list[float] | None] = None
