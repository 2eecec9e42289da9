"""The reports of a day: when, what, where, in which words. Pure: the same seed and day give the same reports."""

import math
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from anlan.simulation.city.model import DemandPlace
from anlan.simulation.demand.callers import SAID, make_caller
from anlan.simulation.demand.scenarios import Scenario, scenarios

PER_PERSON = 0.003
"""Reports a day for each inhabitant: 150 for a town of 50,000."""

_CHANNELS = (("voice", 84), ("web", 6), ("sms", 4), ("video", 2), ("officer", 2), ("partner", 2))
_METRES_A_DEGREE = 111_000.0


@dataclass(frozen=True)
class Telling:
    """One report to come. `matter`: what truly happened; two tellings of one matter are about the same thing.

    `talk_seconds`: how long the caller stays on the line; `scene_minutes`: what a crew will need there.
    """

    id: str
    at: datetime
    matter: int
    channel: str
    type: str
    text: str
    place: str
    location: tuple[float, float]
    caller: dict[str, str]
    answers: dict[str, str]
    talk_seconds: float
    scene_minutes: float
    located: bool = True
    again: bool = False


class Demand:
    """Draws days of reports for one set of places."""

    def __init__(self, places: Sequence[DemandPlace], seed: int, *, per_day: float | None = None) -> None:
        if not places:
            raise ValueError("demand needs places")
        self._seed = seed
        self._places = list(places)
        self.per_day = per_day if per_day is not None else PER_PERSON * sum(place.weight for place in places)
        self._sums = {each.type: self._cumulated(each) for each in scenarios()}
        self._kinds = [each for each in scenarios() if self._sums[each.type][-1] > 0]

    def of_day(self, day: date, zone: ZoneInfo, *, evenly: float = 0.0) -> list[Telling]:
        """The reports of `day` in the town's own time, in order. `evenly` from 0 (as a real town: quiet before
        dawn) to 1 (the same every hour), for a demo that somebody opens at night. Doubled reports are among the
        `per_day`, and those of a late matter may reach past midnight."""
        rng = Random(f"anlan-demand:{self._seed}:{day.isoformat()}")
        kinds, weights = self._kinds, [each.weight for each in self._kinds]
        more = [w * sum(each.again**n for n in (1, 2, 3)) for w, each in zip(weights, kinds, strict=True)]
        matters = self._count(rng, self.per_day / (1 + sum(more) / sum(weights)))
        begin = datetime.combine(day, time(), zone)
        out: list[Telling] = []
        for matter in range(matters):
            scenario = rng.choices(kinds, weights)[0]
            hours = [hour * (1 - evenly) + evenly * sum(scenario.hours) / 24 for hour in scenario.hours]
            seconds = 3600 * (rng.choices(range(24), hours)[0] + rng.random())
            out += self._tellings(scenario, matter, begin + timedelta(seconds=seconds), rng)
        out.sort(key=lambda telling: (telling.at, telling.matter))
        # Another rate or spread draws other reports, which must not be taken for these.
        name = f"{self._seed}:{day.isoformat()}:{self.per_day:g}:{evenly:g}"
        return [replace(telling, id=f"{name}:{n}") for n, telling in enumerate(out)]

    def _tellings(self, scenario: Scenario, matter: int, at: datetime, rng: Random) -> list[Telling]:
        place = self._place(scenario, rng)
        said = rng.choice(scenario.texts)
        first = Telling(
            id="",
            at=at,
            matter=matter,
            channel=scenario.channel or rng.choices(*zip(*_CHANNELS, strict=True))[0],
            type=scenario.type,
            text=SAID + said.text.format(place=place.name),
            place=place.name,
            location=(place.lon, place.lat),
            caller=make_caller(rng),
            answers=dict(said.answers),
            talk_seconds=round(rng.uniform(25, 140), 1),
            scene_minutes=round(min(scenario.minutes * math.exp(rng.gauss(0, 0.35)), 150), 1),
            located=rng.random() < 0.94,
        )
        out = [first]
        while len(out) < 4 and rng.random() < scenario.again:
            out.append(self._once_more(first, scenario, rng))
        return out

    def _once_more(self, first: Telling, scenario: Scenario, rng: Random) -> Telling:
        """Another person who saw the same: other words, a little later, from a few steps away."""
        said = rng.choice(scenario.texts)
        east, north = rng.gauss(0, 30), rng.gauss(0, 30)
        lon, lat = first.location
        location = (
            round(lon + east / (_METRES_A_DEGREE * math.cos(math.radians(lat))), 7),
            round(lat + north / _METRES_A_DEGREE, 7),
        )
        return replace(
            first,
            at=first.at + timedelta(seconds=rng.uniform(15, 420)),
            channel="voice",
            text=SAID + said.text.format(place=first.place) + "，有人报过了吗",
            location=location,
            caller=make_caller(rng),
            answers=dict(said.answers),
            talk_seconds=round(rng.uniform(15, 60), 1),
            located=True,
            again=True,
        )

    def _place(self, scenario: Scenario, rng: Random) -> DemandPlace:
        sums = self._sums[scenario.type]
        return self._places[bisect(sums, rng.random() * sums[-1], hi=len(sums) - 1)]

    def _cumulated(self, scenario: Scenario) -> list[float]:
        return list(accumulate(place.weight * scenario.places.get(place.kind, 0.0) for place in self._places))

    @staticmethod
    def _count(rng: Random, mean: float) -> int:
        """How many in a day: about Poisson, by the normal that it approaches."""
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
