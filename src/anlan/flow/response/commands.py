"""What units, and desks for them, can tell."""

import msgspec

__all__ = ["AddPicture", "RequestBackup", "SetStatus"]


class SetStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's status as it was at the time of the context. `incident_id` says of which incident, for a phone that
    was away; `desk_id` when a desk sets it on the unit's behalf."""

    unit_id: str
    status: str
    incident_id: str | None = None
    desk_id: str | None = None


class RequestBackup(msgspec.Struct, frozen=True, kw_only=True):
    """Those who are there need more."""

    incident_id: str
    unit_id: str | None = None
    kinds: list[str] = []
    note: str | None = None


class AddPicture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture that was stored: `digest` is the SHA-256 of its ciphertext, by which the store finds it."""

    incident_id: str
    media_type: str
    size: int
    digest: str
    unit_id: str | None = None
