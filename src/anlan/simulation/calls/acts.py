"""The week as a list of acts in the order in which they became known. Pure."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from anlan.simulation.calls.mapping import STATUSES
from anlan.simulation.calls.rows import Call, UnitPart

__all__ = ["Act", "acts_of"]

_ORDER = {"received": 0, "ready": 1, **{status: 2 + n for n, status in enumerate(STATUSES)}, "closed": 9}


@dataclass(frozen=True, slots=True)
class Act:
    """Something that is told at `known`, and was true at `occurred`. `kind`: received, ready, a unit's status, or
    closed; `part` is the unit's, where it is about one."""

    known: datetime
    occurred: datetime
    kind: str
    call: Call
    part: UnitPart | None = None

    @property
    def key(self) -> tuple[datetime, int, str, str]:
        return self.known, _ORDER[self.kind], self.call.id, self.part.unit_id if self.part else ""


def acts_of(calls: list[Call], faults: Counter[str]) -> list[Act]:
    """Every act of these calls. A time that lies before the step it must follow is kept as told (`occurred`), and
    is told right after that step (`known`); each such row is counted in `faults`. A unit without a time of becoming
    available is free again at its last known time; a call closes when its last unit is free."""
    acts: list[Act] = []
    for call in calls:
        acts.append(Act(call.received, call.received, "received", call))
        acts.append(Act(call.ready, call.ready, "ready", call))
        end = call.ready
        for part in call.units:
            known = call.ready
            contradiction = part.contradiction
            if contradiction is not None:
                faults[f"{contradiction}: both kept, the later step told after the earlier"] += 1
            elif part.times["assigned"] < call.ready:
                faults["assigned before type and place were entered: told right after"] += 1
            for status in STATUSES:
                told = part.times.get(status)
                if told is None and status != "available":
                    continue
                known = max(known, told) if told is not None else known
                acts.append(Act(known, told or known, status, call, part))
            end = max(end, known)
        acts.append(Act(end + timedelta(seconds=1), end + timedelta(seconds=1), "closed", call))
    return sorted(acts, key=lambda act: act.key)
