"""Which ground the platform stands on."""

from anlan.journal import Event, Public

__all__ = ["GroundLoaded"]


class GroundLoaded(Event, kind="geography.ground_loaded"):
    """An extract became the ground: from here on travel times, names and the map are of it. `ground_hash` names it
    on every machine; `bounds` are west, south, east, north in degrees."""

    ground_hash: Public[str]
    name: Public[str]
    name_en: Public[str] = ""
    fictional: Public[bool] = False
    bounds: Public[list[float] | None] = None
    counts: Public[dict[str, int] | None] = None
