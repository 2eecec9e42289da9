"""The latest recommendation of an incident, kept beside it: making one never makes a person's edit fail."""

from datetime import datetime
from typing import Any

import msgspec

from anlan.flow.dispatch.events import RecommendationMade
from anlan.journal import Stamp, evolves, register

__all__ = ["RecommendationState", "recommendation_stream"]


class RecommendationState(msgspec.Struct, frozen=True, kw_only=True):
    """As it was made."""

    event_id: str
    incident_id: str
    made_at: datetime
    items: list[dict[str, Any]]
    excluded: list[dict[str, Any]]
    digest: str
    roads: str


register("recommendation", RecommendationState)


def recommendation_stream(incident_id: str) -> str:
    """The journal's name of the stream of an incident's recommendations."""
    return f"recommendation:{incident_id}"


@evolves("recommendation", RecommendationMade)
def _made(state: RecommendationState | None, event: RecommendationMade, at: Stamp) -> RecommendationState:
    return RecommendationState(
        event_id=at.event_id,
        incident_id=event.incident_id,
        made_at=at.recorded_at,
        items=event.items,
        excluded=event.excluded,
        digest=event.digest,
        roads=event.roads,
    )
