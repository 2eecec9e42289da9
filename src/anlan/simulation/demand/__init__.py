"""What an invented town's people report in a day: seeded, marked as generated, from callers who cannot exist.

一天的模拟警情. It promises: the same places, seed and day give the same reports; every type and answer is one of the
default tree; no name or number is anybody's.
"""

from anlan.simulation.demand.day import PER_PERSON, Demand, Telling

__all__ = ["PER_PERSON", "Demand", "Telling"]
