"""What can be asked at the end of an incident."""

import msgspec

__all__ = ["CloseIncident", "FinishCallBack", "ReopenIncident"]


class CloseIncident(msgspec.Struct, frozen=True, kw_only=True):
    """Close it. `call_back`: whether the caller is owed a call; by default as the disposition says."""

    incident_id: str
    disposition: str
    note: str | None = None
    call_back: bool | None = None


class ReopenIncident(msgspec.Struct, frozen=True, kw_only=True):
    """Take it up again."""

    incident_id: str
    reason: str


class FinishCallBack(msgspec.Struct, frozen=True, kw_only=True):
    """The caller was called back."""

    incident_id: str
