"""`anlan replay-calls FILE --map MAPPING --stations FILE`: past calls through the live loop, with figures."""

import asyncio
import hashlib
import json
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

from anlan.settings import Settings


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="past calls: CSV, or CSV packed by gzip")
    parser.add_argument("--map", type=Path, required=True, metavar="MAPPING", help="what the columns mean (TOML)")
    parser.add_argument("--stations", type=Path, required=True, metavar="FILE", help="stations (GeoJSON points)")
    parser.add_argument(
        "--roads", type=Path, metavar="EXTRACT", help="street map; by default what was loaded into the folder"
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="folder of the replay (a folder of its own under ANLAN_DATA_DIR)"
    )
    parser.add_argument("--speed", type=float, metavar="N", help="N replayed seconds a second (as fast as it goes)")
    parser.add_argument("--calls", type=int, metavar="N", help="only the first N calls")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(arguments: Namespace, settings: Settings) -> int:
    from anlan.simulation.calls.mapping import read_mapping
    from anlan.simulation.calls.rows import read_calls
    from anlan.simulation.calls.stations import read_stations

    mapping = read_mapping(arguments.map)
    calls = read_calls(arguments.file, mapping)
    stations = read_stations(arguments.stations, mapping)
    if arguments.calls is not None:
        calls.calls = calls.calls[: arguments.calls]
    if not calls.calls:
        print("anlan: the file holds no call that can be taken", file=sys.stderr)
        return 1
    data_dir = arguments.data or _folder(settings, arguments)
    # A replay has a database of its own; one that was given by address is somebody's present.
    settings = replace(settings, data_dir=data_dir, database_url="")
    figures = asyncio.run(_replay(settings, arguments, calls, mapping, stations))
    if arguments.json:
        print(json.dumps(figures.summary(), ensure_ascii=False))
    else:
        _show(figures.summary(), data_dir)
    return 0


def _folder(settings: Settings, arguments: Namespace) -> Path:
    digest = hashlib.sha256()
    for path in (arguments.file, arguments.map, arguments.stations):
        digest.update(path.read_bytes())
    return settings.data_dir / "replays" / digest.hexdigest()[:12]


async def _replay(settings: Settings, arguments: Namespace, calls: Any, mapping: Any, stations: Any) -> Any:
    from anlan.app.replay import replay_calls
    from anlan.database import reach_database
    from anlan.geography.handlers import load_roads

    terminal = sys.stderr.isatty()

    def say(text: str) -> None:
        print(text, file=sys.stderr)

    async def prepare(services: Any) -> None:
        if arguments.roads is not None:
            journal = services.core.journal
            await load_roads(journal, arguments.roads, settings.data_dir, lambda _step, _share: None)

    def progress(done: int, whole: int) -> None:
        if done == whole or done % 500 == 0:
            end = "\r" if terminal and done != whole else "\n"
            print(f"{done} of {whole} acts", end=end, file=sys.stderr, flush=True)

    async with reach_database(settings, say) as location:
        return await replay_calls(settings, location, calls, mapping, stations, prepare, progress, arguments.speed)


def _show(summary: dict[str, Any], data_dir: Path) -> None:
    print(f"calls in            {summary['calls']}")
    print(f"incidents           {summary['incidents']}")
    print(f"units sent          {summary['units_sent']}")
    print("\nrows that needed a rule")
    for sentence, count in summary["rows"].items():
        print(f"  {count:6}  {sentence}")
    print("\nstages                          median s     p90 s       n")
    for name, stage in summary["stages"].items():
        print(f"  {name:<28} {stage['median_s']:9} {stage['p90_s']:9} {stage['n']:7}")
    print("\ntravel time against the real one (Spearman)   ours   straight line       n")
    for name, order in summary["travel_time"].items():
        print(f"  {name:<40} {order['spearman']:8} {order['spearman_straight_line']:15} {order['n']:7}")
    print("\nfirst sent                     was our first   among our first three   calls")
    for kind, share in summary["first_sent"].items():
        print(
            f"  {kind:<28} {share['was_our_first']:13.1%} {share['among_our_first_three']:23.1%} {share['calls']:7}"
        )
    print(f"\nThe replayed days can be looked at: anlan serve with ANLAN_DATA_DIR={data_dir}")
