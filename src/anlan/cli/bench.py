"""`anlan bench NAME`: one family of the figures in `bench/`, or all of them, one line a figure."""

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from anlan.errors import Unavailable
from anlan.settings import Settings

_ROOT = Path(__file__).parents[3]
_NAMES = ("journal", "recommend", "desk", "board-at", "start")


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("name", choices=(*_NAMES, "all"), metavar="NAME", help=f"{', '.join(_NAMES)}, or all")
    parser.add_argument("--json", action="store_true", help="print each figure as one line of JSON")


def run(arguments: Namespace, settings: Settings) -> int:
    folder = _ROOT / "bench"
    if not folder.is_dir():
        raise Unavailable("bench.not_here", folder=folder)
    sys.path.insert(0, str(_ROOT))
    # Benches start platforms of their own; what this one's settings say must not reach them.
    for name in [name for name in os.environ if name.startswith("ANLAN_") and name != "ANLAN_SHARED_DATA"]:
        del os.environ[name]
    if settings.shared_path is not None:
        os.environ["ANLAN_SHARED_DATA"] = str(settings.shared_path.absolute())
    for name in _NAMES if arguments.name == "all" else (arguments.name,):
        for found in _figures(name):
            print(json.dumps(found) if arguments.json else _sentence(found), flush=True)
    print(f"load of this machine: {' '.join(f'{each:.1f}' for each in os.getloadavg())}", file=sys.stderr)
    return 0


def _figures(name: str) -> Iterator[dict[str, Any]]:
    family = import_module(f"bench.{name.replace('-', '_')}")
    found: Iterator[dict[str, Any]] = family.run()
    return found


def _sentence(found: dict[str, Any]) -> str:
    beside = ""
    if found.get("peer"):
        beside = f"   {found['peer']}: {found['peer_value']} {found['unit']}, ratio {found['ratio']}"
    return f"{found['name']:<40} {found['value']:>10} {found['unit']:<6} n {found['n']:<6}{beside}"
