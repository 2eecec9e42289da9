"""`anlan catalogue`: every kind of event with its fields and their marks; docs/events.md is its output."""

from argparse import ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import anlan
from anlan.journal.catalogue import catalogue
from anlan.settings import Settings


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="FILE", help="write it there instead of printing it")


def run(arguments: Namespace, settings: Settings) -> int:
    text = whole_catalogue()
    if arguments.out is None:
        print(text, end="")
    else:
        arguments.out.write_text(text, "utf-8")
    return 0


def whole_catalogue() -> str:
    """The catalogue of all modules: whatever lies in a file `events.py`."""
    for module in walk_packages(anlan.__path__, "anlan."):
        if module.name.rpartition(".")[2] == "events":
            import_module(module.name)
    return catalogue()
