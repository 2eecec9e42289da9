"""`anlan load roads|agencies|units FILE`: what is told from a file goes in by the same handlers as anything else."""

import asyncio
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from anlan.errors import AnlanError
from anlan.settings import Settings


def configure(parser: ArgumentParser) -> None:
    things = parser.add_subparsers(dest="thing", required=True, metavar="THING")
    for thing, summary in (
        ("roads", "an OpenStreetMap extract: .osm.pbf, .osm, .osm.gz or .osm.bz2"),
        ("agencies", "agencies with their jurisdictions: GeoJSON or CSV"),
        ("units", "units with kind, agency, skills, equipment and home: CSV or GeoJSON"),
    ):
        one = things.add_parser(thing, help=summary, description=summary)
        one.add_argument("file", type=Path, metavar="FILE")
        one.add_argument("--data", type=Path, metavar="DIR", help="data folder (ANLAN_DATA_DIR, else .anlan)")
        one.add_argument("--json", action="store_true", help="say what was done as JSON")


def run(arguments: Namespace, settings: Settings) -> int:
    if arguments.data is not None:
        settings = replace(settings, data_dir=arguments.data)
    summary, faults = asyncio.run(_load(arguments, settings))
    if arguments.json:
        print(json.dumps({**summary, "faults": faults}, ensure_ascii=False))
        return 1 if faults and not any(isinstance(v, int) and v for v in summary.values()) else 0
    print(", ".join(f"{name.replace('_', ' ')} {value}" for name, value in summary.items()))
    for fault in faults:
        print(f"  line {fault['line']}: {fault['why']}", file=sys.stderr)
    return 0


async def _load(arguments: Namespace, settings: Settings) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    from anlan.app.core import open_core
    from anlan.clock import WallClock
    from anlan.database import reach_database
    from anlan.geography.faults import detect_format

    def say(text: str) -> None:
        print(text, file=sys.stderr)

    if arguments.thing == "roads":
        # What is no extract is said before a database is started for it.
        detect_format(arguments.file)
    async with (
        reach_database(settings, say) as location,
        open_core(settings, location, WallClock(), connections=4) as core,
    ):
        if arguments.thing == "roads":
            return await _roads(core, arguments.file), []
        if arguments.thing == "agencies":
            from anlan.access.agencies.load import load_agencies

            agencies = await load_agencies(core.access.agencies, arguments.file)
            counts = {
                "registered": agencies.registered,
                "changed": agencies.changed,
                "unchanged": agencies.unchanged,
            }
            return counts, _faults(((bad.line, bad.why) for bad in agencies.bad), settings)
        from anlan.access.agencies.load import agency_id_of
        from anlan.force.load import load_units

        known = set(await core.access.agencies.all())
        units = await load_units(core.journal, arguments.file, agency_id_of, known)
        return {"registered": units.registered, "unchanged": units.unchanged}, _faults(units.bad, settings)


async def _roads(core: Any, path: Path) -> dict[str, Any]:
    from anlan.geography.handlers import load_roads

    terminal = sys.stderr.isatty()
    last = ""

    def progress(step: str, share: float | None) -> None:
        nonlocal last
        text = step if share is None else f"{step} {share:.0%}"
        if terminal:
            print(f"\r{text:<60}", end="", file=sys.stderr, flush=True)
        elif step != last:
            last = step
            print(step, file=sys.stderr)

    loaded = await load_roads(core.journal, path, core.settings.data_dir, progress)
    if terminal:
        print(file=sys.stderr)
    facts = loaded.facts
    return {"name": facts.name or path.name, "already": loaded.already, "hash": facts.hash[:12], **facts.counts}


def _faults(bad: Iterable[tuple[int, AnlanError]], settings: Settings) -> list[dict[str, Any]]:
    rows = []
    for line, why in bad:
        fields = ", ".join(name for name, _code in why.fields)
        rows.append({"line": line, "why": why.text(settings.language) + (f" ({fields})" if fields else "")})
    return rows
