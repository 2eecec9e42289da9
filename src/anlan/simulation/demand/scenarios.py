"""The kinds of thing that happen in an invented town, read from `scenarios.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

HOURS: Mapping[str, tuple[float, ...]] = {
    "flat": (1.0,) * 24,
    "day": (1, 1, 1, 1, 1, 2, 4, 7, 10, 12, 12, 11, 9, 10, 11, 11, 11, 11, 10, 9, 7, 5, 3, 2),
    "commute": (2, 1, 1, 1, 1, 3, 7, 13, 13, 9, 8, 8, 8, 8, 8, 9, 11, 14, 13, 9, 7, 6, 4, 3),
    "evening": (7, 5, 3, 2, 1, 1, 1, 2, 3, 4, 4, 5, 6, 5, 5, 6, 7, 9, 11, 12, 13, 13, 12, 10),
    "night": (12, 10, 7, 5, 4, 3, 2, 2, 2, 2, 2, 2, 3, 3, 2, 2, 2, 3, 5, 8, 11, 14, 15, 14),
}
"""How likely a thing is in each hour of the day, beside its other hours."""


@dataclass(frozen=True)
class Said:
    """Words with a gap for the place, and the answers they give to the type's questions."""

    text: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Scenario:
    """One kind of thing. `places`: kind of place -> factor on its people; `again`: chance of another caller."""

    type: str
    weight: float
    hours: tuple[float, ...]
    places: Mapping[str, float]
    minutes: float
    again: float
    channel: str | None
    texts: tuple[Said, ...]


@lru_cache(maxsize=1)
def scenarios() -> tuple[Scenario, ...]:
    """All of them, in the order of the file."""
    told = tomllib.loads(files("anlan.simulation.demand").joinpath("scenarios.toml").read_text("utf-8"))
    return tuple(
        Scenario(
            type=each["type"],
            weight=float(each["weight"]),
            hours=HOURS[each["hours"]],
            places={kind: float(factor) for kind, factor in each["places"].items()},
            minutes=float(each["minutes"]),
            again=float(each.get("again", 0.0)),
            channel=each.get("channel"),
            texts=tuple(Said(said["text"], said["answers"]) for said in each["texts"]),
        )
        for each in told["scenario"]
    )
