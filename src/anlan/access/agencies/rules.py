"""What may be told about an agency, and what follows from telling it. Pure."""

import math
from collections.abc import Mapping
from typing import Any

import msgspec

from anlan.access.agencies.events import AgencyChanged, AgencyRegistered
from anlan.access.agencies.state import KINDS, AgencyState
from anlan.errors import Invalid
from anlan.journal import Event

__all__ = ["AgencyTold", "checked", "decide"]

_NAME_LIMIT = 100


class AgencyTold(msgspec.Struct, frozen=True, kw_only=True):
    """An agency as someone tells it, not yet checked. `jurisdiction` is a GeoJSON geometry."""

    id: str
    kind: str
    name: str
    name_en: str = ""
    parent_id: str | None = None
    jurisdiction: dict[str, Any] | None = None
    location: list[float] | None = None


def checked(told: AgencyTold, parents: Mapping[str, str | None]) -> AgencyTold:
    """The telling if it can be kept beside the agencies `{id: parent id}` that there are. Raises `Invalid`."""
    faults: list[tuple[str, str]] = []
    if told.kind not in KINDS:
        faults.append(("kind", "agency.kind_unknown"))
    if not 1 <= len(told.name.strip()) <= _NAME_LIMIT or len(told.name_en) > _NAME_LIMIT:
        faults.append(("name", "agency.name_needed"))
    if told.parent_id is not None:
        if told.parent_id not in parents:
            faults.append(("parent_id", "agency.parent_unknown"))
        elif _below_itself(told, parents):
            faults.append(("parent_id", "agency.ring"))
    if faults:
        raise Invalid("agency.invalid", fields=faults)
    if told.jurisdiction is not None:
        why = _fault_of(told.jurisdiction)
        if why:
            raise Invalid(
                "agency.jurisdiction_shape", fields=[("jurisdiction", "agency.jurisdiction_shape")], why=why
            )
    return msgspec.structs.replace(told, name=told.name.strip(), name_en=told.name_en.strip())


def decide(state: AgencyState | None, told: AgencyTold) -> list[Event]:
    """Nothing when the agency already is as told, so that telling it twice is telling it once."""
    facts: dict[str, Any] = {
        "agency_kind": told.kind,
        "name": told.name,
        "name_en": told.name_en,
        "parent_id": told.parent_id,
        "jurisdiction": told.jurisdiction,
        "location": told.location,
    }
    if state is None:
        return [AgencyRegistered(**facts)]
    known = {
        "agency_kind": state.kind,
        "name": state.name,
        "name_en": state.name_en,
        "parent_id": state.parent_id,
        "jurisdiction": state.jurisdiction,
        "location": state.location,
    }
    return [] if known == facts else [AgencyChanged(**facts)]


def _below_itself(told: AgencyTold, parents: Mapping[str, str | None]) -> bool:
    above: str | None = told.parent_id
    seen: set[str] = set()
    while above is not None and above not in seen:
        if above == told.id:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def _fault_of(jurisdiction: dict[str, Any]) -> str:
    """What is wrong with a geometry, in a few words; empty when nothing is."""
    # Few processes ever look at a shape; the others start without it.
    import shapely
    from shapely.geometry import shape

    if jurisdiction.get("type") not in ("Polygon", "MultiPolygon"):
        return "type"
    try:
        geometry = shape(jurisdiction)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError):
        return "coordinates"
    if geometry.is_empty:
        return "empty"
    west, south, east, north = geometry.bounds
    if not all(map(math.isfinite, (west, south, east, north))):
        return "coordinates"
    if west < -180 or east > 180 or south < -90 or north > 90:
        return "WGS 84"
    return "" if geometry.is_valid else shapely.is_valid_reason(geometry)
