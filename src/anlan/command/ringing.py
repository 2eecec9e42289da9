"""Making an alarm heard outside the console: the outbox's effect `command.ring`, its outcome an event."""

from typing import Any

from anlan.command.alarms import alarm_stream
from anlan.command.events import AlarmRang
from anlan.journal import Context, Decision, Journal, Planned

__all__ = ["Ringing"]

_SECONDS = 10.0


class Ringing:
    """Posts alarms to the message gateway of the settings (`gateway`, empty: there is none, desks ring by
    themselves). The message names work, never a person: alarm, kind, level, agency and incident ids."""

    def __init__(self, journal: Journal, gateway: str) -> None:
        self._journal = journal
        self._gateway = gateway

    async def ring(self, payload: dict[str, Any], ctx: Context, effect: str) -> None:
        """Ring once more or less: a gateway that answered but whose answer was lost is asked again, with the same
        `Idempotency-Key`. Raises httpx.HTTPError when it is away or refuses; the outbox tries again."""
        where = "desks"
        if self._gateway:
            # Most platforms have no gateway, and all of them start sooner without its client.
            import httpx

            async with httpx.AsyncClient(timeout=_SECONDS) as client:
                answer = await client.post(self._gateway, json=payload, headers={"Idempotency-Key": effect})
                answer.raise_for_status()
            where = "gateway"
        alarm_id = str(payload["alarm_id"])
        event = Planned(
            alarm_stream(alarm_id), AlarmRang(alarm_id=alarm_id, where=where), matter=payload["incident_id"]
        )
        await self._journal.run(ctx, [event.stream], lambda _streams, _now: Decision([event], effects_done=[effect]))
