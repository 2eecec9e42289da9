"""What a replay is judged by: stage times, the order of travel times, and who would have been proposed."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.stats import spearmanr

__all__ = ["Figures", "Journey"]


@dataclass(frozen=True, slots=True)
class Journey:
    """One unit's way to one call: what it really took, what our network says, and the straight line."""

    kind: str
    real_seconds: float
    our_seconds: float
    straight_metres: float


@dataclass
class Figures:
    """Collected act by act; `summary` is what is printed."""

    calls: int = 0
    incidents: int = 0
    units_sent: int = 0
    acts: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    stages: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    journeys: list[Journey] = field(default_factory=list)
    firsts: defaultdict[str, list[int | None]] = field(default_factory=lambda: defaultdict(list))
    """Kind of unit -> for each call the rank that the first sent unit of that kind had among ours (1 is first), or
    None where it was not among them."""

    def summary(self) -> dict[str, Any]:
        """Everything by name, ready for `--json`."""
        return {
            "calls": self.calls,
            "incidents": self.incidents,
            "units_sent": self.units_sent,
            "acts": self.acts,
            "rows": dict(self.faults.most_common()),
            "stages": {
                name: {
                    "median_s": _round(np.median(values)),
                    "p90_s": _round(np.percentile(values, 90)),
                    "n": len(values),
                }
                for name, values in self.stages.items()
                if values
            },
            "travel_time": {
                name: _order(journeys)
                for name, journeys in (
                    ("all", self.journeys),
                    *((kind, [j for j in self.journeys if j.kind == kind]) for kind in ("engine", "truck")),
                )
                if len(journeys) > 2
            },
            "first_sent": {
                kind: {
                    "calls": len(ranks),
                    "was_our_first": _round(sum(rank == 1 for rank in ranks) / len(ranks), 3),
                    "among_our_first_three": _round(
                        sum(rank is not None and rank <= 3 for rank in ranks) / len(ranks), 3
                    ),
                }
                for kind, ranks in self.firsts.items()
                if ranks
            },
        }


def _order(journeys: Sequence[Journey]) -> dict[str, Any]:
    real = [journey.real_seconds for journey in journeys]
    ours = [journey.our_seconds for journey in journeys]
    straight = [journey.straight_metres for journey in journeys]
    return {
        "spearman": _round(spearmanr(real, ours).statistic, 3),
        "spearman_straight_line": _round(spearmanr(real, straight).statistic, 3),
        "median_real_s": _round(np.median(real)),
        "median_ours_s": _round(np.median(ours)),
        "n": len(journeys),
    }


def _round(value: float, digits: int = 1) -> float | None:
    return None if math.isnan(value) else round(float(value), digits)
