"""How sure an ETA is: a band around the computed seconds.

Until real runs teach better, the band is a stated rule: the low end is `LOW` of the computed time, the high end
`HIGH` of it plus `SETTLING` seconds, by way of travelling. By road the computed times are free-flow and prove about
two thirds of real ones, so the band reaches much farther up than down.
"""

from anlan.geography.plane import Floats
from anlan.geography.snap import Way

LOW: dict[Way, float] = {"road": 0.8, "walk": 0.9, "water": 0.8, "air": 0.9}
HIGH: dict[Way, float] = {"road": 2.0, "walk": 1.4, "water": 1.6, "air": 1.3}
SETTLING = 60.0
"""Seconds to start moving and to find the door, in the high end only."""


def eta_band(seconds: Floats, way: Way) -> tuple[Floats, Floats]:
    """`(low, high)` seconds for computed `seconds`; infinite stays infinite."""
    return seconds * LOW[way], seconds * HIGH[way] + SETTLING
