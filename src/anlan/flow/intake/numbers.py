"""Incident numbers people can say on the radio: `MMDD-NNN`, counted per local day. Pure.

The day's counter is a stream of its own, appended to in the transaction that opens the incident: no number is
given twice and none is skipped. Two openings at the same instant meet on that stream, and the journal lets the
second decide again; within one process they queue (see `flow.incident.handlers`).
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from anlan.flow.intake.events import NumberGiven
from anlan.journal import Planned, Stamp, evolves, register

__all__ = ["NumberState", "give_number", "number_stream"]


class NumberState(msgspec.Struct, frozen=True):
    """The last number given on a day."""

    last: int = 0


register("number", NumberState)


def number_stream(now: datetime, zone: ZoneInfo) -> str:
    """The counter of the local day that holds `now`."""
    return f"number:{now.astimezone(zone):%Y-%m-%d}"


@evolves("number", NumberGiven)
def _given(state: NumberState | None, event: NumberGiven, at: Stamp) -> NumberState:
    return NumberState(event.number)


def give_number(state: NumberState | None, stream: str, incident_id: str) -> tuple[str, Planned]:
    """The next number of the day as text, and the event that takes it."""
    day = stream.partition(":")[2]
    number = (state.last if state else 0) + 1
    text = f"{day[5:7]}{day[8:10]}-{number:03d}"
    return text, Planned(stream, NumberGiven(day=day, number=number, incident_id=incident_id), matter=incident_id)
