"""What the web process does not compute itself: it asks the worker, and starts without what computes it."""

from typing import Any

import msgspec

from anlan.app.rpc import Client
from anlan.flow.ports import Draft, LonLat, Needs

__all__ = ["RemoteRecommender"]


class RemoteRecommender:
    """Asks the worker."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def recommend(self, location: LonLat, needs: Needs, agency_id: str) -> Draft:
        """The ranked units now. Raises `Unavailable` while the worker is away."""
        params = {"location": location, "needs": msgspec.to_builtins(needs), "agency_id": agency_id}
        return msgspec.convert(await self._client.ask("recommend", params), Draft)

    async def route(self, begin: LonLat, place: LonLat, way: str) -> dict[str, Any] | None:
        """The quickest way. Raises as `recommend` does."""
        answer = await self._client.ask("route", {"begin": begin, "place": place, "way": way})
        found: dict[str, Any] | None = answer["route"]
        return found
