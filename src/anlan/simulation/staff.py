"""What simulated call-takers and dispatchers decide, and how long they think. Pure."""

from random import Random

from anlan.flow.incident.state import IncidentState

# Type, or the root of its line -> units that go at once by priority; one where nothing is said.
_STRENGTH: dict[str, dict[str, int]] = {
    "fire.building": {"P1": 3, "P2": 2},
    "fire": {"P1": 2},
    "traffic.crash_injury": {"P1": 2},
    "police.fight": {"P1": 3, "P2": 2},
    "police.weapon": {"P1": 3, "P2": 2},
    "police.robbery": {"P1": 3, "P2": 2},
    "police": {"P1": 2},
    "rescue": {"P1": 2},
    "water": {"P1": 2},
    "help.missing_child": {"P1": 2},
}
# Type -> a unit of another kind that goes along, and whose.
_BESIDE: dict[str, str] = {
    "fire.building": "car",
    "fire.vehicle": "car",
    "traffic.crash_injury": "ambulance",
    "police.weapon": "ambulance",
    "water.drowning": "ambulance",
    "rescue.collapse": "ambulance",
}
_ADVISED = {"help.advice": 1.0, "help.lost_property": 0.6, "traffic.parking": 0.2, "police.noise": 0.12}
_DISPOSITIONS: dict[str, tuple[tuple[str, float], ...]] = {
    "police.dispute": (("settled", 6), ("handled", 2), ("gone", 1)),
    "police.domestic": (("settled", 5), ("handled", 3)),
    "police.noise": (("handled", 6), ("nothing_found", 2), ("gone", 1)),
    "police.theft": (("case", 6), ("handled", 1)),
    "police.burglary": (("case", 8), ("nothing_found", 1)),
    "police.fraud": (("case", 7), ("handled", 2)),
    "police.alarm_device": (("false_alarm", 5), ("nothing_found", 3)),
    "fire.alarm": (("false_alarm", 6), ("nothing_found", 2), ("handled", 1)),
    "traffic.parking": (("handled", 3), ("gone", 2)),
    "medical": (("transported", 6), ("handled", 3)),
}
_USUAL = (("handled", 8.0), ("nothing_found", 1.0), ("gone", 0.5))


def strength(incident: IncidentState) -> int:
    """How many of the recommended units are sent at once."""
    for name in (incident.type, incident.type.partition(".")[0]):
        if incident.priority in _STRENGTH.get(name, {}):
            return _STRENGTH[name][incident.priority]
    return 1


def goes_along(incident: IncidentState) -> str | None:
    """The kind of a unit that is sent besides, or None."""
    return _BESIDE.get(incident.type) if incident.priority in ("P1", "P2") else None


def is_advised(incident: IncidentState, seed: int) -> bool:
    """Whether a word of advice is enough and nobody is sent."""
    if incident.sent_before or incident.priority in ("P1", "P2"):
        return False
    return _chance(seed, f"{incident.id}:advised").random() < _ADVISED.get(incident.type, 0.0)


def disposition(incident: IncidentState, seed: int) -> str:
    """How the incident is closed."""
    if is_advised(incident, seed):
        return "advised"
    options = next(
        (_DISPOSITIONS[name] for name in (incident.type, incident.type.partition(".")[0]) if name in _DISPOSITIONS),
        _USUAL,
    )
    names, weights = zip(*options, strict=True)
    return str(_chance(seed, f"{incident.id}:disposition").choices(names, weights)[0])


def think_seconds(incident: IncidentState, seed: int) -> float:
    """How long a dispatcher takes from seeing an incident to sending, by its priority."""
    least, most = {"P1": (8, 25), "P2": (12, 45), "P3": (20, 90)}.get(incident.priority, (30, 240))
    return _chance(seed, f"{incident.id}:think:{incident.turn}").uniform(least, most)


def is_done(incident: IncidentState) -> bool:
    """Whether those who went have cleared it and nobody is there or asked any more: it only wants closing."""
    gone = not incident.assignments and not incident.offers
    return gone and any(past.how == "cleared" for past in incident.past)


def call_back_seconds(incident: IncidentState, seed: int) -> float:
    """How long after closing the caller is called back."""
    return _chance(seed, f"{incident.id}:call-back").uniform(6 * 60, 50 * 60)


def joins(report_id: str, seed: int) -> bool:
    """Whether a call-taker sees that a second report is about the same thing and joins it."""
    return _chance(seed, f"{report_id}:joins").random() < 0.92


def _chance(seed: int, what: str) -> Random:
    return Random(f"anlan-staff:{seed}:{what}")
