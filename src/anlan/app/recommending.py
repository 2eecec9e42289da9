"""Recommendations, computed where the field is hot: in the worker (see `remote`)."""

from collections.abc import Callable
from typing import Any

import msgspec

from anlan.errors import Unavailable
from anlan.flow.dispatch.field import Field
from anlan.flow.dispatch.rules_recommend import rank
from anlan.flow.ports import Draft, LonLat, Needs
from anlan.geography.ground import Ground

__all__ = ["FieldKeeper"]


class FieldKeeper:
    """The field over whatever ground is loaded, and what is recommended on it. `ground` answers None before roads
    were loaded; another ground puts every unit on its streets anew."""

    def __init__(self, ground: Callable[[], Ground | None]) -> None:
        self._ground = ground
        self._field: Field | None = None
        self._hash = ""

    def field(self) -> Field | None:
        """The field on the present ground; None without one."""
        ground = self._ground()
        if ground is None:
            return None
        if self._field is None:
            self._field = Field(ground.travel)
            self._hash = ground.hash
        elif self._hash != ground.hash:
            self._field.stand_on(ground.travel)
            self._hash = ground.hash
        return self._field

    async def recommend(self, location: LonLat, needs: Needs, agency_id: str) -> Draft:
        """The ranked units now. Raises `Unavailable` before roads are loaded."""
        field, ground = self.field(), self._ground()
        if field is None or ground is None:
            raise Unavailable("app.no_ground")
        seconds, reasons = field.seconds_to(location, needs.kinds)
        return rank(field.units, seconds, needs, agency_id, reasons, ground.hash)

    async def answer(self, params: dict[str, Any]) -> Draft:
        """The same for a question over the socket."""
        lon, lat = params["location"]
        return await self.recommend((lon, lat), msgspec.convert(params["needs"], Needs), params["agency_id"])
