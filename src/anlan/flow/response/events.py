"""What units told us from where they are."""

import msgspec

from anlan.journal import Event, Operational, Public

__all__ = ["BackupRequested", "PictureAdded", "StatusReported"]


class StatusReported(Event, kind="response.status_reported"):
    """A unit's progress on this incident. `late`: something later was known already, so this only fills the record.
    `desk_id` when a desk set it on the unit's behalf."""

    assignment_id: Public[str]
    unit_id: Public[str]
    status: Public[str]
    late: Public[bool] = False
    desk_id: Public[str | None] = None


class BackupRequested(Event, kind="response.backup_requested"):
    """Those who are there need more. `kinds` of unit wanted; empty: as the type needs."""

    unit_id: Public[str | None] = None
    kinds: Public[list[str]] = msgspec.field(default_factory=list)
    words: Operational[str | None] = None


class PictureAdded(Event, kind="response.picture_added"):
    """A picture of this incident lies, encrypted, in the attachments under the hash of its ciphertext. It has no
    index but its incident."""

    picture_id: Public[str]
    media_type: Public[str]
    size: Public[int]
    digest: Public[str]
    unit_id: Public[str | None] = None
