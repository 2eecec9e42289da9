"""`recommend.decide_ms`: one recommendation decided in memory, beside one bare one-to-all Dijkstra on the same graph.

The decision is all that happens between having the units' state and having the answer: the place put on the
streets, one search backwards, every unit's time, who is free and able, the ranking with its reasons and digest.
Units stand where streets are, one in ten busy; each decision is for another place. Medians of the deciding thread's
own processor time: what other programs take of the machine meanwhile is not counted, of either side.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from anlan.flow.dispatch.field import Field
from anlan.flow.dispatch.rules_recommend import rank
from anlan.flow.ports import Needs
from anlan.force.state import UnitState
from anlan.geography.ground import Ground
from anlan.geography.load import load_extract

Figure = dict[str, object]
_NOW = datetime(2026, 3, 1, tzinfo=UTC)
_KINDS = ("car", "motorcycle", "engine", "truck", "ambulance")


def grounds(folder: Path) -> Iterator[tuple[str, Ground]]:
    """San Francisco where the shared data is, and a generated town: the name's suffix, and the ground."""
    shared = Path(os.environ.get("ANLAN_SHARED_DATA") or "../shared/data")
    city = shared / "roads" / "san-francisco.osm.pbf"
    if city.is_file():
        yield "", _load(city, folder)
    from anlan.simulation.city import generate_city, write_city

    town = folder / "town.osm.pbf"
    write_city(generate_city(50_000, 1), town)
    yield (".town" if city.is_file() else ""), _load(town, folder)


def _load(path: Path, folder: Path) -> Ground:
    loaded = load_extract(path, folder, lambda _stage, _share: None)
    return Ground(folder / "roads" / loaded.hash)


def figures(ground: Ground, suffix: str, count: int, rounds: int) -> Iterator[Figure]:
    searcher = ground.travel.searcher("road")
    assert searcher is not None
    network = searcher.network
    rng = np.random.default_rng(count)
    on_streets = network.line_lonlat[rng.integers(0, len(network.line_lonlat), count + rounds)]
    field = Field(ground.travel)
    for n in range(count):
        home = [float(on_streets[n, 0]), float(on_streets[n, 1])]
        field.put(_unit(n, home, "busy" if n % 10 == 0 else "available"))
    field.settle()
    needs = Needs(kinds=[], skills=["medical"] if count > 1000 else [])
    places = [(float(lon), float(lat)) for lon, lat in on_streets[count:]]

    def decide(n: int) -> None:
        seconds, reasons = field.seconds_to(places[n])
        rank(field.units, seconds, needs, "station-1", reasons, ground.hash)

    arcs = searcher.arcs
    size = arcs.nodes
    matrix = csr_array((arcs.data[:-16], arcs.indices[:-16], arcs.indptr[:-1]), shape=(size, size))
    sources = rng.choice(np.flatnonzero(network.node_part == 0), rounds)

    def bare(n: int) -> None:
        dijkstra(matrix, directed=True, indices=np.array(sources[n]))

    def travel_alone(n: int) -> None:
        field.seconds_to(places[n])

    floor, whole, travel = _medians((bare, decide, travel_alone), rounds)
    for name, value in ((f"recommend.decide_ms.units{count}", whole), (f"recommend.travel_ms.units{count}", travel)):
        yield {
            "name": name + suffix,
            "value": round(value, 3),
            "unit": "ms",
            "peer": "one one-to-all Dijkstra",
            "peer_value": round(floor, 3),
            "ratio": round(value / floor, 2),
            "n": rounds,
        }


def _unit(n: int, home: list[float], status: str) -> UnitState:
    return UnitState(
        id=f"unit-{n:05}",
        call_sign=f"A{n}",
        kind=_KINDS[n % len(_KINDS)],
        agency_id=f"station-{n % 40}",
        since=_NOW,
        known_at=_NOW,
        skills=["medical", "driver"] if n % 3 else ["driver"],
        home=home,
        on_duty=True,
        duty_since=_NOW,
        status=status,
    )


def _medians(acts: Sequence[Callable[[int], None]], rounds: int) -> list[float]:
    """Milliseconds of each, taken in turn after a warm-up, so that a busy machine slows all of them alike."""
    taken: list[list[float]] = [[] for _ in acts]
    for n in (*range(min(20, rounds)), *range(rounds)):
        for act, times in zip(acts, taken, strict=True):
            began = time.thread_time()
            act(n)
            times.append(time.thread_time() - began)
    return [float(np.median(times[-rounds:])) * 1000 for times in taken]


def run(rounds: int = 300) -> Iterator[Figure]:
    """Every figure of this file."""
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        for suffix, ground in grounds(Path(folder)):
            for count in (1_000, 5_000):
                yield from figures(ground, suffix, count, rounds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    for figure in run(parser.parse_args().rounds):
        print(json.dumps(figure))
        sys.stdout.flush()
