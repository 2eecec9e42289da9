"""How each kind of street may be used, and how fast: the tables and rules, in one place.

`ROAD_KMH` are assumed speeds from door to door in a built-up area, where a main street is hardly twice as fast as a
side street because junctions count for both: flatter than the free-flow profiles of routing engines. Beside a week of
real fire engines in San Francisco these order travel times better than the straight line does, and free-flow speeds
(90 on motorways, 65 on primary streets) order them worse (docs/benchmarks.md). A signed limit is taken at 0.8 of its
number. What the service may do that the public may not is said here too: it enters private, customers' and
agricultural ways and pedestrian streets; it keeps to one-way streets and to what is closed to all (`access=no`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

Tags = Mapping[str, str]

CLASSES: tuple[str, ...] = (
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "residential",
    "pedestrian",
    "service",
    "track",
    "path",
    "ferry",
    "water",
)
"""Street classes as stored and as drawn; an arc keeps the index. Links count as the road they lead to."""

ROAD_KMH: dict[str, float] = {
    "motorway": 60, "motorway_link": 40, "trunk": 42, "trunk_link": 35, "primary": 36, "primary_link": 32,
    "secondary": 32, "secondary_link": 30, "tertiary": 30, "tertiary_link": 28, "unclassified": 26,
    "residential": 25, "road": 25, "living_street": 10, "service": 15, "busway": 30, "track": 12, "pedestrian": 10,
}  # fmt: skip
"""Assumed km/h of a vehicle where no limit is signed, stops at junctions included."""
FASTEST_KMH = 130.0
"""No street is taken faster than this, whatever number a limit bears."""
WALK_KMH = 5.0
"""Km/h of a crew on foot; half of it on steps."""
BOAT_KMH = 30.0
"""Km/h of a boat on open water, about 16 knots."""
DRONE_KMH = 54.0
"""Km/h of a drone in a straight line (15 m/s)."""
FERRY_KMH = 15.0
"""Km/h of a ferry whose duration is not tagged."""
FERRY_BOARDING_SECONDS = 300.0
"""Wait and boarding added to each crossing by ferry."""

_WALK_ONLY = ("footway", "path", "steps", "cycleway", "bridleway", "corridor", "platform", "crossing")
_CLASS_OF = {
    **{name: name for name in CLASSES[:9]},
    **{f"{name}_link": name for name in CLASSES[:5]},
    **dict.fromkeys(("unclassified", "road", "living_street"), "residential"),
    "busway": "service",
    **dict.fromkeys(_WALK_ONLY, "path"),
}
_OPEN = ("yes", "designated", "official", "permissive", "emergency")
_BARRIERS = ("bollard", "block", "jersey_barrier", "log", "debris", "stile", "turnstile", "kissing_gate", "planter")
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(mph|knots)?", re.IGNORECASE)
_ISO_DURATION = re.compile(r"P?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", re.IGNORECASE)


@dataclass(frozen=True)
class Passage:
    """What one OSM way offers. Speeds in km/h; 0 means not that way. `seconds`: the whole length by ferry."""

    kind: int
    forward: float
    backward: float
    walk: float
    seconds: float | None = None
    roundabout: bool = False

    @property
    def ferry(self) -> bool:
        return CLASSES[self.kind] == "ferry"


def passage_of(tags: Tags) -> Passage | None:
    """How a way may be used, or None if it is neither a street, a path nor a ferry that takes anybody."""
    if tags.get("route") == "ferry":
        return _ferry(tags)
    highway = tags.get("highway", "")
    kind = _CLASS_OF.get(highway)
    if kind is None or (tags.get("area") == "yes" and highway != "pedestrian"):
        return None
    road = _road_speed(highway, tags)
    forward, backward = _directions(highway, tags)
    walk = _walk_speed(highway, tags)
    if not (road * (forward + backward) or walk):
        return None
    return Passage(
        kind=CLASSES.index(kind),
        forward=_signed(tags, "maxspeed:forward", road) * forward,
        backward=_signed(tags, "maxspeed:backward", road) * backward,
        walk=walk,
        roundabout=tags.get("junction") in ("roundabout", "circular"),
    )


def stops_vehicles(tags: Tags) -> bool:
    """Whether a barrier at a node keeps vehicles from passing; a gate is opened, a bollard is not."""
    barrier = tags.get("barrier")
    if barrier is None or tags.get("emergency") in _OPEN:
        return False
    access = next((tags[k] for k in ("motorcar", "motor_vehicle", "vehicle", "access") if k in tags), None)
    return barrier in _BARRIERS and access not in _OPEN


def parse_kmh(text: str) -> float | None:
    """A tagged speed limit in km/h; None where it names no number (`none`, `signals`, `CN:urban`)."""
    if text.strip().lower() == "walk":
        return WALK_KMH
    match = _NUMBER.match(text.strip())
    if match is None:
        return None
    factor = {"mph": 1.609344, "knots": 1.852}.get((match[2] or "").lower(), 1.0)
    return float(match[1]) * factor or None


def parse_duration(text: str) -> float | None:
    """Seconds of a ferry's `duration`: `25` (minutes), `1:30`, `1:30:00` or `PT1H30M`; None if none of these."""
    text = text.strip()
    if re.fullmatch(r"\d{1,4}", text):
        return float(text) * 60 or None
    if re.fullmatch(r"\d{1,3}:\d{1,2}(:\d{1,2})?", text):
        hours, minutes, *rest = (int(part) for part in text.split(":"))
        return float(hours * 3600 + minutes * 60 + (rest[0] if rest else 0)) or None
    match = _ISO_DURATION.fullmatch(text)
    if match is None or not any(match.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return float(hours * 3600 + minutes * 60 + seconds) or None


def _road_speed(highway: str, tags: Tags) -> float:
    emergency = tags.get("emergency")
    if emergency == "no":
        return 0.0
    value = next((tags[k] for k in ("motorcar", "motor_vehicle", "vehicle", "access") if k in tags), None)
    opened = emergency in _OPEN or tags.get("service") == "emergency_access"
    if value == "no" and not opened:
        return 0.0
    assumed = ROAD_KMH.get(highway)
    if assumed is None:
        vehicles = any(tags.get(k) in _OPEN for k in ("motorcar", "motor_vehicle", "vehicle"))
        assumed = 10.0 if (opened or vehicles) and highway != "steps" else 0.0
    return _signed(tags, "maxspeed", assumed) if assumed else 0.0


def _signed(tags: Tags, key: str, otherwise: float) -> float:
    limit = parse_kmh(tags[key]) if key in tags and otherwise else None
    return otherwise if limit is None else min(max(0.8 * limit, WALK_KMH), FASTEST_KMH)


def _directions(highway: str, tags: Tags) -> tuple[int, int]:
    oneway = tags.get("oneway", "").lower()
    if oneway in ("-1", "reverse"):
        return 0, 1
    if oneway == "reversible":
        # Which way it runs now is not in the map; a route may rely on neither.
        return 0, 0
    if oneway in ("yes", "true", "1"):
        return 1, 0
    implied = tags.get("junction") in ("roundabout", "circular") or highway in ("motorway", "motorway_link")
    return (1, 0) if implied and oneway not in ("no", "false", "0") else (1, 1)


def _walk_speed(highway: str, tags: Tags) -> float:
    foot = tags.get("foot")
    if foot in ("no", "use_sidepath"):
        return 0.0
    closed = highway in ("motorway", "motorway_link", "busway") or tags.get("motorroad") == "yes"
    if (closed or tags.get("access") == "no") and foot not in _OPEN:
        return 0.0
    return WALK_KMH / 2 if highway == "steps" else WALK_KMH


def _ferry(tags: Tags) -> Passage | None:
    if tags.get("access") in ("no", "private"):
        return None
    # A passenger boat takes no car: only a ferry that says it does counts as a road.
    cars = any(tags.get(key) in _OPEN for key in ("motorcar", "motor_vehicle", "vehicle", "emergency"))
    walk = tags.get("foot") not in ("no",)
    if not (cars or walk):
        return None
    forward, backward = _directions("ferry", tags)
    seconds = parse_duration(tags.get("duration", ""))
    return Passage(
        kind=CLASSES.index("ferry"),
        forward=FERRY_KMH * forward * cars,
        backward=FERRY_KMH * backward * cars,
        walk=FERRY_KMH * walk,
        seconds=seconds,
    )
