"""`recommend.p99_ms`: `POST /incidents/{id}/recommendation` from the request to the answer, over HTTP, on a platform
that really runs: ranked over the whole force, kept durably with its inputs' digest, answered.

Sixty open incidents are asked for in turn, on San Francisco's roads with 5,000 and 1,000 units, then on a generated
town (suffix `.town`). The floor is a bare server of the same make that keeps one row durably. The decision alone is
in decide.py.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from anlan.app.services import Services
from anlan.geography.handlers import load_roads
from bench import Figure, decide, figure, force, percentile
from bench.floor import floor
from bench.platform import Desk, each_in_turn, platform, shared_data, temporary_folder, wait_until_quiet

INCIDENTS = 60


def run(rounds: int = 600) -> Iterator[Figure]:
    """Every figure of this family."""
    with temporary_folder() as folder:
        for suffix, extract in extracts(folder):
            for count in (5_000, 1_000):
                yield from over_http(extract, count, rounds, suffix)
    yield from decide.run()


def extracts(folder: Path) -> Iterator[tuple[str, Path]]:
    """San Francisco where the shared data is, and a generated town: the names' suffix, and the file."""
    shared = shared_data()
    if shared is not None:
        yield "", shared / "roads" / "san-francisco.osm.pbf"
    from anlan.simulation.city import generate_city, write_city

    town = folder / "town.osm.pbf"
    write_city(generate_city(50_000, 1), town)
    yield "" if shared is None else ".town", town


def over_http(extract: Path, count: int, rounds: int, suffix: str = "") -> Iterator[Figure]:
    """The figures of one force on one ground."""

    async def prepare(services: Services) -> list[str]:
        journal, data_dir = services.core.journal, services.core.settings.data_dir
        loaded = await load_roads(journal, extract, data_dir, lambda _step, _share: None)
        await services.territory.open_ground(loaded.hash)
        agencies = await force.stations(services)
        await force.units(services, count, agencies)
        await force.people(services, ["desk"], [force.CITY])
        return await force.incidents(services, INCIDENTS)

    with platform(prepare) as (port, incidents, folder), floor(folder) as bare:
        desk = Desk(port, "desk", force.PASSWORD)
        wait_until_quiet(desk)

        def recommend(n: int) -> Any:
            return desk.ask("POST", f"/incidents/{incidents[n % INCIDENTS]}/recommendation")

        times, least = each_in_turn((recommend, bare.post), rounds, warm=30)
    for name, share in (("p99", 0.99), ("p50", 0.5)):
        yield figure(
            f"recommend.{name}_ms.units{count}{suffix}",
            percentile(times, share),
            "ms",
            rounds,
            peer="bare HTTP server, one durable row",
            peer_value=percentile(least, share),
        )
