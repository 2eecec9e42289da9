"""The processes that the supervisor starts: `_web`, `_worker`, `_simulator`. Not for people.

What a part prints on its standard output is a step of the start, shown to who started the platform; its log goes to
its standard error.
"""

import logging
import sys
from argparse import ArgumentParser, Namespace
from importlib import import_module

from anlan.logs import log_as_json
from anlan.run import Run
from anlan.settings import Settings

# Where each part begins: `main(settings, run)` lives as long as the process.
_MAINS = {"_web": "anlan.app.web", "_worker": "anlan.app.worker", "_simulator": "anlan.app.simulator"}


def configure(parser: ArgumentParser) -> None:
    Run.configure(parser)


def run(arguments: Namespace, settings: Settings) -> int:
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    log_as_json()
    try:
        import_module(_MAINS[arguments.command]).main(settings, Run.of(arguments))
    except Exception:
        logging.getLogger("anlan").exception("this process ends by a fault")
        raise
    return 0
