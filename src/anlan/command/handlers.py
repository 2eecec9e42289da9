"""Alarms and settings: authorise, load, decide, append."""

from datetime import datetime
from typing import Any

from anlan.access import Act, Caller, Matter, require
from anlan.command.alarms import AlarmState, acknowledge_alarm, alarm_stream
from anlan.command.settings import SETTINGS_STREAM, PlatformSettings, change_settings, settings_of
from anlan.errors import NotFound
from anlan.journal import Context, Decision, Done, Streams
from anlan.journal.journal import Journal

__all__ = ["Alarms", "SettingsBook"]


class Alarms:
    """What people do about alarms; raising them is the stages' own."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def acknowledge(self, ctx: Context, alarm_id: str, caller: Caller, matter: Matter | None = None) -> Done:
        """The caller takes notice. `matter` is the alarm's incident, whose ground may be theirs when the alarm's
        own level is not."""
        stream = alarm_stream(alarm_id)

        def decide(streams: Streams, now: datetime) -> Decision:
            state = streams.of(AlarmState, stream)
            if state is None:
                raise NotFound("command.no_alarm")
            seen = caller.visibility.sees_agency(state.agency_id)
            if not seen and (matter is None or not caller.visibility.sees(matter)):
                raise NotFound("command.no_alarm")
            require(caller, Act.ALARM_ACKNOWLEDGE, agency_id=state.agency_id, matter=matter)
            return acknowledge_alarm(state, alarm_id, caller.account_id)

        return await self._journal.run(ctx, [stream], decide)

    async def get(self, alarm_id: str) -> AlarmState:
        """The alarm as it is now, or `NotFound`."""
        state = await self._journal.state(alarm_stream(alarm_id), AlarmState)
        if state is None:
            raise NotFound("command.no_alarm")
        return state


class SettingsBook:
    """The settings in force, and changing them."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def get(self) -> PlatformSettings:
        """The settings in force."""
        return settings_of(await self._journal.state(SETTINGS_STREAM, PlatformSettings))

    async def change(self, ctx: Context, values: dict[str, Any], caller: Caller | None = None) -> Done:
        """Change part of them. Answers all."""
        if caller is not None:
            require(caller, Act.SETTING_MANAGE)
        return await self._journal.run(
            ctx,
            [SETTINGS_STREAM],
            lambda s, now: change_settings(s.of(PlatformSettings, SETTINGS_STREAM), values),
        )
