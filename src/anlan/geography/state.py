"""The ground in force, folded from its events."""

import msgspec

from anlan.geography.events import GroundLoaded
from anlan.journal import Stamp, evolves, register

__all__ = ["GROUND_STREAM", "GroundState"]

GROUND_STREAM = "ground:default"


class GroundState(msgspec.Struct, frozen=True, kw_only=True):
    """The ground that is used now."""

    hash: str
    name: str
    fictional: bool = False


register("ground", GroundState)


@evolves("ground", GroundLoaded)
def _loaded(state: GroundState | None, event: GroundLoaded, at: Stamp) -> GroundState:
    return GroundState(hash=event.ground_hash, name=event.name, fictional=event.fictional)
