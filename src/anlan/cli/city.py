"""`anlan city generate`: an invented town as an extract, with its agencies, units, desks and demand beside it."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

from anlan.settings import Settings


def configure(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="generate")
    generate = acts.add_parser(
        "generate",
        help="write a fictional town",
        description="Write a fictional town: the same seed, the same bytes.",
    )
    generate.add_argument("--population", type=int, default=50_000, help="5,000 to 200,000 (default 50,000)")
    generate.add_argument("--seed", type=int, default=1, help="another number, another town (default 1)")
    generate.add_argument("--out", type=_extract, required=True, metavar="FILE.osm.pbf")
    generate.add_argument("--json", action="store_true", help="say what was written as JSON")


def run(arguments: Namespace, settings: Settings) -> int:
    from anlan.simulation.city import generate_city, write_city

    if not 5_000 <= arguments.population <= 200_000:
        print("anlan city generate: --population is a number from 5,000 to 200,000", file=sys.stderr)
        return 2
    city = generate_city(arguments.population, arguments.seed)
    files = write_city(city, arguments.out)
    counts = {
        "street_kilometres": round(sum(edge.length for edge in city.network.edges) / 1000, 1),
        "addresses": len(city.buildings),
        "agencies": len(city.agencies),
        "units": len(city.units),
    }
    if arguments.json:
        print(json.dumps({"fictional": True, **counts, "files": [str(path) for path in files.all()]}))
        return 0
    print(
        f"A fictional town of {arguments.population:,} people: {counts['street_kilometres']} km of streets, "
        f"{counts['addresses']:,} addresses, {counts['agencies']} agencies, {counts['units']} units."
    )
    for path in files.all():
        print(f"  {path}")
    return 0


def _extract(text: str) -> Path:
    path = Path(text)
    if not path.name.endswith((".osm.pbf", ".pbf")):
        raise ArgumentTypeError("the file must end in .osm.pbf")
    return path
