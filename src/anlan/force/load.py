"""`anlan load units FILE`: CSV or GeoJSON points. A bad row is told with its line and does not stop the rest;
loading the same file twice is loading it once. Desks of a generated city come by the same door."""

import asyncio
import csv
import dataclasses
import io
import json
import uuid
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

from anlan.errors import AnlanError, Invalid
from anlan.force import commands as c
from anlan.force.rules_desks import register_desk
from anlan.force.rules_units import register_unit
from anlan.force.state import DeskState, UnitState, desk_stream, unit_stream
from anlan.ids import derived_id
from anlan.journal import Context, Decision, Journal, Streams

__all__ = ["LoadedForce", "load_desks", "load_units", "unit_id_of"]

AgencyOf = Callable[[str], str]
"""From the id a file has for an agency to ours."""


@dataclasses.dataclass
class LoadedForce:
    """What came of a file; `bad` holds the line of each row that could not be taken, and why."""

    registered: int = 0
    unchanged: int = 0
    ids: list[str] = dataclasses.field(default_factory=list)
    bad: list[tuple[int, AnlanError]] = dataclasses.field(default_factory=list)


def unit_id_of(own_id: str) -> str:
    """The unit's id from the id a file has for it: an id of ours stays, anything else always gives the same."""
    try:
        return str(uuid.UUID(own_id))
    except ValueError:
        return derived_id("unit", own_id)


async def load_units(
    journal: Journal, path: Path, agency_of: AgencyOf, known: Collection[str], actor: str = "system:load"
) -> LoadedForce:
    """Take in every unit of a file. Columns: `call_sign`, `kind`, `agency_id`; also `id` (the call sign when not
    said), `home_lon` and `home_lat`, `skills` and `equipment` split by `;`. `known` are the ids of agencies that
    are there. Raises `Invalid` when the file as a whole cannot be read."""
    loaded = LoadedForce()
    for line, row in await asyncio.to_thread(_rows, path):
        try:
            command = _unit(row, agency_of)
            if command.agency_id not in known:
                raise Invalid("force.unit_wrong", fields=[("agency_id", "field.choice")])
            stream = unit_stream(command.unit_id)
            ctx = Context(command_id=_command_id("load-unit", row), actor=actor)

            def decide(streams: Streams, _now: datetime, c: c.RegisterUnit = command, s: str = stream) -> Decision:
                return register_unit(streams.of(UnitState, s), c)

            done = await journal.run(ctx, [stream], decide)
        except AnlanError as error:
            loaded.bad.append((line, error))
            continue
        _count(loaded, command.unit_id, done.repeated or not done.answer.get("changed"))
    return loaded


async def load_desks(journal: Journal, path: Path, agency_of: AgencyOf, actor: str = "system:load") -> LoadedForce:
    """Take in desks: columns `id`, `name`, `agency_id`, `ground` (agencies split by `;`)."""
    loaded = LoadedForce()
    for line, row in await asyncio.to_thread(_rows, path):
        try:
            command = c.RegisterDesk(
                desk_id=derived_id("desk", row["id"]),
                name=row["name"],
                agency_id=agency_of(row["agency_id"]),
                ground=[agency_of(each) for each in _split(row.get("ground", ""))],
            )
            stream = desk_stream(command.desk_id)
            ctx = Context(command_id=_command_id("load-desk", row), actor=actor)

            def decide(streams: Streams, _now: datetime, c: c.RegisterDesk = command, s: str = stream) -> Decision:
                return register_desk(streams.of(DeskState, s), c)

            done = await journal.run(ctx, [stream], decide)
        except KeyError as missing:
            loaded.bad.append((line, Invalid("force.column", name=missing.args[0])))
            continue
        except AnlanError as error:
            loaded.bad.append((line, error))
            continue
        _count(loaded, command.desk_id, done.repeated or not done.answer.get("changed"))
    return loaded


def _count(loaded: LoadedForce, own_id: str, unchanged: bool) -> None:
    loaded.ids.append(own_id)
    if unchanged:
        loaded.unchanged += 1
    else:
        loaded.registered += 1


def _command_id(what: str, row: dict[str, str]) -> str:
    # Another content is another command, so a changed row changes the unit and the same row does nothing.
    return derived_id(what, json.dumps(row, sort_keys=True, ensure_ascii=False))


def _unit(row: dict[str, str], agency_of: AgencyOf) -> c.RegisterUnit:
    call_sign = row.get("call_sign", "").strip()
    home: list[float] | None = None
    if row.get("home_lon") and row.get("home_lat"):
        try:
            home = [float(row["home_lon"]), float(row["home_lat"])]
        except ValueError:
            raise Invalid("force.unit_wrong", fields=[("home", "field.shape")]) from None
    return c.RegisterUnit(
        unit_id=unit_id_of(row.get("id", "").strip() or call_sign),
        call_sign=call_sign,
        kind=row.get("kind", "").strip(),
        agency_id=agency_of(row.get("agency_id", "").strip()),
        skills=_split(row.get("skills", "")),
        equipment=_split(row.get("equipment", "")),
        home=home,
    )


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("force.file", file=path.name, reason=str(error)) from None
    if path.suffix.lower() in (".geojson", ".json"):
        return _features(path, text)
    reader = csv.DictReader(io.StringIO(text), restval="")
    if "call_sign" not in (reader.fieldnames or ()) and "name" not in (reader.fieldnames or ()):
        raise Invalid("force.column", name="call_sign")
    return [(reader.line_num, {k: v or "" for k, v in row.items() if isinstance(k, str)}) for row in reader]


def _features(path: Path, text: str) -> list[tuple[int, dict[str, str]]]:
    try:
        features = json.loads(text)["features"]
        rows = []
        for number, feature in enumerate(features, 1):
            facts = {k: ";".join(v) if isinstance(v, list) else str(v) for k, v in feature["properties"].items()}
            point = (feature.get("geometry") or {}).get("coordinates")
            if point:
                facts["home_lon"], facts["home_lat"] = str(point[0]), str(point[1])
            rows.append((number, facts))
        return rows
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Invalid("force.file", file=path.name, reason=str(error)) from None
