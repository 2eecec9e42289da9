"""An agency as its events make it. Pure."""

from typing import Any

import msgspec

from anlan.access.agencies.events import AgencyChanged, AgencyRegistered
from anlan.journal import Stamp, evolves, register

__all__ = ["KINDS", "AgencyState", "agency_stream"]

KINDS = ("city", "district", "station", "partner")


class AgencyState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`revision` counts its events, for `ETag` and `If-Match`."""

    id: str
    kind: str
    name: str
    name_en: str = ""
    parent_id: str | None = None
    jurisdiction: dict[str, Any] | None = None
    location: list[float] | None = None
    revision: int = 0


def agency_stream(agency_id: str) -> str:
    return f"agency:{agency_id}"


register("agency", AgencyState)


def _as_told(event: AgencyRegistered | AgencyChanged, at: Stamp) -> AgencyState:
    return AgencyState(
        id=at.stream.partition(":")[2],
        kind=event.agency_kind,
        name=event.name,
        name_en=event.name_en,
        parent_id=event.parent_id,
        jurisdiction=event.jurisdiction,
        location=event.location,
        revision=at.version,
    )


@evolves("agency", AgencyRegistered)
def _registered(state: AgencyState | None, event: AgencyRegistered, at: Stamp) -> AgencyState:
    return _as_told(event, at)


@evolves("agency", AgencyChanged)
def _changed(state: AgencyState | None, event: AgencyChanged, at: Stamp) -> AgencyState:
    return _as_told(event, at)
