"""What a simulated crew does next, and when. Pure: a status, the moment it became true and a seed decide.

So a simulator that was stopped goes on as it would have: nothing of this is kept anywhere but in the journal.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from anlan.force.state import UnitState
from anlan.simulation.demand.scenarios import scenarios
from anlan.simulation.paths import LonLat, metres

ROAMING = frozenset({"car", "motorcycle", "foot"})
"""Kinds that patrol while they are free; the others wait at their post."""

_STOPS = 5
# Kind -> metres from home that a patrol goes.
_BEAT = {"car": 1300.0, "motorcycle": 900.0, "foot": 380.0}
# Status -> (median seconds, spread, least, most) until the next act.
_HUMAN = {
    "offered": (9.0, 0.5, 3.0, 25.0),
    "assigned": (8.0, 0.5, 3.0, 22.0),
    "acknowledged": (28.0, 0.5, 8.0, 110.0),
}
_FOLLOWING = {"assigned": "acknowledged", "acknowledged": "enroute", "onscene": "leave"}
_TURNOUT = {"engine": 1.7, "truck": 1.9, "boat": 2.6, "drone": 3.0, "ambulance": 1.3, "motorcycle": 0.7, "foot": 0.6}
_DECLINES = 0.05
_TRANSPORTS = 0.62
_USUAL_MINUTES = 20.0
WITHOUT_PLACE_SECONDS = 420.0
"""How long a crew looks for an incident whose place nobody knows, or to which no way leads."""


@dataclass(frozen=True)
class Deed:
    """What a crew does at `at`: accept, decline, acknowledged, enroute, onscene, transporting, leave, available.

    `key` makes its command id: the same deed of the same assignment has the same key.
    """

    what: str
    at: datetime
    key: str


def next_deed(unit: UnitState, seed: int, incident_type: str | None = None) -> Deed | None:
    """What the crew does next by itself. What ends a journey (onscene, available after a way home) is not here:
    it comes when the crew is there, see `arrival`."""
    if not unit.on_duty or unit.retired:
        return None
    if unit.offer is not None:
        what = "decline" if _chance(seed, f"{unit.offer.id}:declines").random() < _DECLINES else "accept"
        return Deed(what, unit.known_at + _human(unit, seed, unit.offer.id), f"{unit.offer.id}:{what}")
    assignment = unit.assignment_id
    if assignment is None or unit.status not in _FOLLOWING:
        return None
    if unit.status == "onscene":
        what = leaves_by(unit, seed)
        stay = timedelta(seconds=scene_seconds(assignment, incident_type, seed))
    else:
        what = _FOLLOWING[unit.status]
        stay = _human(unit, seed, assignment)
    return Deed(what, unit.known_at + stay, f"{assignment}:{what}")


def arrival(unit: UnitState, at: datetime) -> Deed | None:
    """What the crew says when its journey ends at `at`; None for a journey that nobody hears of."""
    if unit.status == "enroute" and unit.assignment_id:
        return Deed("onscene", at, f"{unit.assignment_id}:onscene")
    if unit.status == "transporting" and unit.assignment_id:
        return Deed("leave", at, f"{unit.assignment_id}:leave")
    if unit.status == "returning":
        return Deed("available", at, f"{unit.id}:{unit.since.isoformat()}:available")
    return None


def leaves_by(unit: UnitState, seed: int) -> str:
    """Whether a crew leaves the scene with a patient (transporting) or without (leave)."""
    if unit.kind != "ambulance" or unit.assignment_id is None:
        return "leave"
    rng = _chance(seed, f"{unit.assignment_id}:patient")
    return "transporting" if rng.random() < _TRANSPORTS else "leave"


def scene_seconds(assignment_id: str, incident_type: str | None, seed: int) -> float:
    """How long a crew stays: about the usual time for the type, between a quarter and two and a half times."""
    usual = next((each.minutes for each in scenarios() if each.type == incident_type), _USUAL_MINUTES)
    factor = math.exp(_chance(seed, f"{assignment_id}:scene").gauss(0, 0.4))
    return 60 * usual * min(2.5, max(0.25, factor))


def pause_seconds(unit_id: str, seed: int, turn: int) -> float:
    """How long a patrol stands before it goes on."""
    return _chance(seed, f"{unit_id}:pause:{turn}").uniform(60, 600)


def choose_beat(unit: UnitState, home: LonLat, stops: Sequence[LonLat], seed: int) -> list[LonLat]:
    """The places that a crew's patrols go to: its post and a few others around it; none for one that waits."""
    reach = _BEAT.get(unit.kind, 0.0)
    near = [stop for stop in stops if metres(home, stop) < reach]
    if not near:
        return []
    return [home, *_chance(seed, f"{unit.id}:beat").sample(near, min(_STOPS, len(near)))]


def next_stop(unit_id: str, beat: Sequence[LonLat], here: LonLat, seed: int, turn: int) -> LonLat | None:
    """Where a patrol goes next; None where its beat is only where it stands."""
    others = [stop for stop in beat if metres(stop, here) > 25]
    return _chance(seed, f"{unit_id}:patrol:{turn}").choice(others) if others else None


def _human(unit: UnitState, seed: int, about: str) -> timedelta:
    """How long a person takes to act on the unit's present status."""
    median, spread, least, most = _HUMAN[unit.status]
    if unit.status == "acknowledged":
        median *= _TURNOUT.get(unit.kind, 1.0)
    seconds = median * math.exp(_chance(seed, f"{about}:{unit.status}").gauss(0, spread))
    return timedelta(seconds=round(min(most, max(least, seconds)), 2))


def _chance(seed: int, what: str) -> Random:
    return Random(f"anlan-crews:{seed}:{what}")
