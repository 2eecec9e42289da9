"""Whose ground is what: the tree of agencies, the desks that control it, the line of alarm, and the loaded map.

A reading in memory, kept by the hub's listener; commands ask it for what must be known before deciding.
"""

import asyncio
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from anlan.access.agencies.state import AgencyState
from anlan.command.alarms import Link
from anlan.errors import AnlanError
from anlan.flow.intake.commands import Spot
from anlan.force.ground import agencies_of
from anlan.force.state import DeskState
from anlan.geography.cells import cell_at
from anlan.geography.ground import Ground, open_ground
from anlan.geography.ways import Way

if TYPE_CHECKING:
    from anlan.geography.jurisdictions import Jurisdictions

__all__ = ["Territory"]

log = logging.getLogger(__name__)

LonLat = tuple[float, float]


class Territory:
    """What is known of the ground now. `ground` is None until roads were loaded."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._agencies: dict[str, AgencyState] = {}
        self._desks: dict[str, DeskState] = {}
        self._made: Jurisdictions | None = None
        self.children: dict[str, list[str]] = {}
        self.ground: Ground | None = None

    def put_agencies(self, agencies: Iterable[AgencyState]) -> None:
        """The whole tree as it is now."""
        self._agencies = {agency.id: agency for agency in agencies}
        self.children = {}
        for agency in self._agencies.values():
            if agency.parent_id is not None:
                self.children.setdefault(agency.parent_id, []).append(agency.id)
        self._made = None

    @property
    def _jurisdictions(self) -> "Jurisdictions":
        """Made when first asked for: a process that is only starting has no use for them yet."""
        from anlan.geography.jurisdictions import Jurisdiction, Jurisdictions

        if self._made is None:
            # Partners are handed incidents; the ground is the police's.
            self._made = Jurisdictions(
                Jurisdiction(agency.id, agency.jurisdiction)
                for agency in self._agencies.values()
                if agency.jurisdiction is not None and agency.kind != "partner"
            )
        return self._made

    def warm(self) -> None:
        """Make what the first question would wait for. Blocks."""
        if self.ground is not None:
            self.agency_at(self.ground.facts.center)
            self.ground.place_at(self.ground.facts.center)
            self.ground.search.find("a", None, 1)
            _ = self.ground.tiles

    def put_desk(self, desk: DeskState) -> None:
        """A desk as it is now."""
        self._desks[desk.id] = desk

    async def open_ground(self, ground_hash: str) -> None:
        """Use this loaded extract from now on. One that is not on this machine leaves what was there."""
        if self.ground is not None and self.ground.hash == ground_hash:
            return
        try:
            self.ground = await asyncio.to_thread(open_ground, self._data_dir, ground_hash)
        except AnlanError as error:
            log.error("the ground %s cannot be opened: %s", ground_hash[:12], error.code)

    @property
    def agencies(self) -> dict[str, AgencyState]:
        return self._agencies

    def city(self) -> str | None:
        """The agency at the top: where an incident without a place belongs."""
        tops = [agency.id for agency in self._agencies.values() if agency.parent_id is None]
        return min(tops, key=lambda each: (self._agencies[each].kind != "city", each), default=None)

    def agency_at(self, location: LonLat) -> str | None:
        """The station whose ground it is, or that is nearest."""
        return self._jurisdictions.nearest_agency(location) or self.city()

    def chain(self, agency_id: str) -> list[Link]:
        """The line of alarm from an agency up to the city, with who is at work where now."""
        links: list[Link] = []
        at: str | None = agency_id
        while at is not None and at in self._agencies and len(links) < 10:
            desk = self._manned_desk(at)
            links.append(Link(agency_id=at, manned=desk is not None, desk_id=desk))
            at = self._agencies[at].parent_id
        return links or [Link(agency_id=agency_id)]

    def _manned_desk(self, agency_id: str) -> str | None:
        manned = [desk for desk in self._desks.values() if desk.account_id is not None]
        own = [desk.id for desk in manned if desk.agency_id == agency_id]
        if own:
            return min(own)
        controlling = [desk.id for desk in manned if agency_id in agencies_of(desk.ground, self.children)]
        return min(controlling, default=None)

    async def describe(self, location: LonLat) -> Spot | None:
        """What is public about a place; None where no agency is known at all."""
        agency_id = self.agency_at(location)
        if agency_id is None:
            return None
        if self.ground is None:
            return Spot(agency_id=agency_id, cell=cell_at(location))
        found = await asyncio.to_thread(self.ground.place_at, location)
        return Spot(agency_id=agency_id, cell=found.cell, public_place=found.public_place)

    async def route(self, begin: LonLat, place: LonLat, way: str) -> dict[str, Any] | None:
        """The quickest way as the API tells it; None where there is none, or no map."""
        if self.ground is None:
            return None
        found = await asyncio.to_thread(self.ground.route, begin, place, cast(Way, way))
        if found.reason is not None:
            return None
        return {
            "seconds": round(found.seconds, 1),
            "metres": round(found.metres, 1),
            "geometry": [[round(lon, 6), round(lat, 6)] for lon, lat in found.geometry],
            "steps": [
                {
                    "street": step.street,
                    "street_en": step.street_en,
                    "metres": round(step.metres, 1),
                    "seconds": round(step.seconds, 1),
                    "turn": step.turn,
                    "location": [round(step.location[0], 6), round(step.location[1], 6)],
                }
                for step in found.steps
            ],
        }

    async def answer_route(self, params: dict[str, Any]) -> dict[str, Any]:
        """The same for a question over the socket: `{"route": ... or None}`."""
        (begin_lon, begin_lat), (lon, lat) = params["begin"], params["place"]
        return {"route": await self.route((begin_lon, begin_lat), (lon, lat), params["way"])}
