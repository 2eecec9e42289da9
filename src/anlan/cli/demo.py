"""`anlan demo`: the whole platform on an embedded database, with a generated city and a day under way."""

import json
import os
import webbrowser
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import replace
from pathlib import Path

from anlan.app.clocks import set_clock
from anlan.cli.platform import address_of, run_platform
from anlan.run import Run
from anlan.settings import Settings

ACCOUNTS = "demo-accounts.json"


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--port", type=port, help="port of the console (8110; 0 picks a free one)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder (ANLAN_DATA_DIR, else .anlan)")
    parser.add_argument(
        "--speed", type=_speed, metavar="N", help="run the city's clock N times as fast as the wall's"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument(
        "--seed", type=int, default=1, metavar="S", help="another number makes another city and day (1)"
    )


def run(arguments: Namespace, settings: Settings) -> int:
    # The demo never touches a database of one's own.
    settings = replace(settings, database_url="")
    if arguments.port is not None:
        settings = replace(settings, port=arguments.port)
    if arguments.data is not None:
        settings = replace(settings, data_dir=arguments.data)

    def greet(settings: Settings) -> None:
        address = address_of(settings)
        print(f"\n  Anlan 安澜 is ready: {address}\n")
        _show_accounts(settings.data_dir / ACCOUNTS)
        if not arguments.no_browser and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            webbrowser.open(address)

    told = Run(demo=True, speed=arguments.speed, seed=arguments.seed)
    return run_platform(
        settings,
        ("worker", "web", "simulator"),
        told,
        greet,
        before=lambda settings: set_clock(settings.data_dir, arguments.speed),
    )


def _show_accounts(path: Path) -> None:
    try:
        accounts = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return
    width = max((len(account["name"]) for account in accounts), default=0)
    seen: set[str] = set()
    for account in accounts:
        if account["role"] not in seen:  # one of each; the file has them all
            seen.add(account["role"])
            print(f"  {account['role']:<14} {account['name']:<{width}}  {account['password']}")
    print(f"\n  All accounts: {path}. Ctrl-C stops everything.\n")


def port(text: str) -> int:
    """A port number from 0 to 65535."""
    if not text.isdigit() or int(text) > 65535:
        raise ArgumentTypeError(f"{text!r} is not a port from 0 to 65535")
    return int(text)


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= 1000:
        raise ArgumentTypeError(f"{text!r} is not a number above 0 and up to 1000")
    return speed
