"""What happened to alarms and settings. All of it is public: an alarm names work, never a person."""

from datetime import datetime
from typing import Any

from anlan.journal import Event, Public

__all__ = ["AlarmAcknowledged", "AlarmEnded", "AlarmEscalated", "AlarmRaised", "AlarmRang", "SettingsChanged"]


class AlarmRaised(Event, kind="command.alarm_raised"):
    """A promise is late or somebody asks for help. `agency_id` is whose ground it is on; `to_agency` the one whose
    room hears it: `level` 1 is the station, 2 the district, 3 the city. `due_at`: when it goes a level up unless
    acknowledged."""

    alarm_id: Public[str]
    alarm_kind: Public[str]
    level: Public[int]
    agency_id: Public[str]
    to_agency: Public[str]
    incident_id: Public[str | None] = None
    unit_id: Public[str | None] = None
    desk_id: Public[str | None] = None
    due_at: Public[datetime | None] = None


class AlarmEscalated(Event, kind="command.alarm_escalated"):
    """The same alarm, now also for this level's agency, or for another reason."""

    alarm_id: Public[str]
    alarm_kind: Public[str]
    level: Public[int]
    to_agency: Public[str]
    unit_id: Public[str | None] = None
    desk_id: Public[str | None] = None
    due_at: Public[datetime | None] = None


class AlarmRang(Event, kind="command.alarm_rang"):
    """Where an alarm was made heard: `desks` alone (no gateway is set), or the `gateway` that rings people."""

    alarm_id: Public[str]
    where: Public[str]


class AlarmAcknowledged(Event, kind="command.alarm_acknowledged"):
    """A person has taken notice; the actor of the event is who."""

    alarm_id: Public[str]
    account_id: Public[str]


class AlarmEnded(Event, kind="command.alarm_ended"):
    """What it was about is no longer so."""

    alarm_id: Public[str]


class SettingsChanged(Event, kind="command.settings_changed"):
    """Settings that differ from now on: a part of the tree of `PlatformSettings`."""

    values: Public[dict[str, Any]]
