"""`anlan serve`: the platform with the settings in force; on several machines, one role each."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace

from anlan.cli.demo import port
from anlan.cli.platform import address_of, run_platform
from anlan.run import Run
from anlan.settings import Settings

_PARTS = {"all": ("worker", "web"), "web": ("web",), "worker": ("worker",)}


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--port", type=port, help="port of the console (ANLAN_PORT, else 8110; 0 picks a free one)")
    parser.add_argument("--role", choices=sorted(_PARTS), default="all", help="which processes run here (all)")


def run(arguments: Namespace, settings: Settings) -> int:
    if arguments.port is not None:
        settings = replace(settings, port=arguments.port)

    def greet(settings: Settings) -> None:
        print(
            f"Anlan 安澜 is ready: {address_of(settings)}" if arguments.role != "worker" else "The worker is ready."
        )

    return run_platform(settings, _PARTS[arguments.role], Run(), greet)
