"""What intake can be asked. What was computed from a place (agency, cell, public words for it, which open
incidents are near) comes with the command, because rules may not compute with sealed fields."""

import msgspec

from anlan.flow.intake.same import Nearby

__all__ = ["CHANNELS", "AddToReport", "EndReport", "Spot", "TakeReport"]

CHANNELS = ("voice", "sms", "web", "video", "device", "partner", "officer")


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """What is public about a place: whose ground it is, the coarse cell, and words that name no dwelling."""

    agency_id: str
    cell: str = ""
    public_place: str = ""


class TakeReport(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody told us something. `incident_id` is the open incident to join; `new_incident_id` the id to open
    one under otherwise. `spot` is None when the place is not known; then `agency_id` is where the taker works."""

    new_incident_id: str
    channel: str
    agency_id: str
    text: str | None = None
    type: str | None = None
    location: tuple[float, float] | None = None
    place: str | None = None
    spot: Spot | None = None
    caller: dict[str, str] | None = None
    answers: dict[str, str] = {}
    live: bool = False
    desk_id: str | None = None
    incident_id: str | None = None
    nearby: list[Nearby] = []


class AddToReport(msgspec.Struct, frozen=True, kw_only=True):
    """The caller says more. `caller` holds what is new or was wrong; `text` is added to what was said."""

    report_id: str
    text: str | None = None
    caller: dict[str, str] | None = None


class EndReport(msgspec.Struct, frozen=True, kw_only=True):
    """The caller hung up."""

    report_id: str
