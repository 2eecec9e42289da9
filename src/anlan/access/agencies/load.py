"""`anlan load agencies FILE`: GeoJSON or CSV. A bad row is told with its line and does not stop the rest; loading
the same file twice is loading it once."""

import asyncio
import csv
import dataclasses
import io
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import shapely

from anlan.access.agencies.handlers import Agencies
from anlan.access.agencies.rules import AgencyTold
from anlan.access.agencies.state import KINDS
from anlan.errors import AnlanError, Invalid
from anlan.ids import derived_id
from anlan.journal import Context

__all__ = ["BadRow", "Loaded", "agency_id_of", "load_agencies"]

_NAMES = ("name", "common_name", "名称")


@dataclasses.dataclass(frozen=True)
class BadRow:
    """A row that could not be taken: its line in the file (from 1), its number (from 1), and why."""

    line: int
    row: int
    why: AnlanError


@dataclasses.dataclass
class Loaded:
    """What came of a file. `ids` maps the file's own ids to agencies."""

    registered: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: list[BadRow] = dataclasses.field(default_factory=list)
    ids: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class _Row:
    line: int
    number: int
    facts: dict[str, Any]
    geometry: dict[str, Any] | None


def agency_id_of(own_id: str) -> str:
    """The agency's id from the id a file has for it: an id of ours stays, anything else always gives the same."""
    try:
        return str(uuid.UUID(own_id))
    except ValueError:
        return derived_id("agency", own_id)


async def load_agencies(agencies: Agencies, path: Path, actor: str = "system:load") -> Loaded:
    """Take in every agency of a file, parents before children whatever their order in it.

    Properties: `name` (or `common_name`), `name_en`, `kind` (station when not said), `id` (the name when not
    said), `parent` or `parent_id` (an id of the file or of an agency that is there). A polygon is the
    jurisdiction, a point the place of its building; in CSV they are `wkt`, or `lon` and `lat`. Raises `Invalid`
    when the file as a whole cannot be read; nothing was changed then.
    """
    loaded = Loaded()
    try:
        text = (await asyncio.to_thread(path.read_bytes)).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("agency.file", why=_short(error)) from None
    rows = _csv_rows(text) if path.suffix.lower() == ".csv" else _geojson_rows(text)
    waiting: list[tuple[_Row, AgencyTold]] = []
    seen: dict[str, int] = {}
    for row in rows:
        try:
            told = _told(row)
        except AnlanError as error:
            loaded.bad.append(BadRow(row.line, row.number, error))
            continue
        if told.id in seen:
            twice = Invalid("agency.twice", line=seen[told.id], fields=[("id", "agency.twice_field")])
            loaded.bad.append(BadRow(row.line, row.number, twice))
            continue
        seen[told.id] = row.line
        loaded.ids[_own_id(row.facts)] = told.id
        waiting.append((row, told))
    for row, told in _parents_first(waiting):
        await _take(agencies, row, told, actor, loaded)
    loaded.bad.sort(key=lambda bad: bad.row)
    return loaded


async def _take(agencies: Agencies, row: _Row, told: AgencyTold, actor: str, loaded: Loaded) -> None:
    present = (await agencies.all()).get(told.id)
    # The revision is part of the command: going back to what a file said earlier is a change of its own.
    digest = msgspec.json.encode(told, order="sorted").decode()
    revision = str(present.revision if present else 0)
    context = Context(command_id=derived_id("load-agency", told.id, revision, digest), actor=actor)
    try:
        done = await agencies.tell(context, told)
    except AnlanError as error:
        loaded.bad.append(BadRow(row.line, row.number, error))
        return
    what = done.answer["what"] if not done.repeated else "unchanged"
    setattr(loaded, what, getattr(loaded, what) + 1)


def _parents_first(rows: list[tuple[_Row, AgencyTold]]) -> Iterator[tuple[_Row, AgencyTold]]:
    """Each row after its parent's; rows in a ring come last, for the rules to refuse."""
    there = {told.id for _, told in rows}
    done: set[str] = set()
    while rows:
        ready = [pair for pair in rows if pair[1].parent_id not in there or pair[1].parent_id in done]
        if not ready:
            yield from rows
            return
        yield from ready
        done |= {told.id for _, told in ready}
        rows = [pair for pair in rows if pair[1].id not in done]


def _told(row: _Row) -> AgencyTold:
    facts = row.facts
    name = next((str(facts[key]).strip() for key in _NAMES if facts.get(key)), "")
    parent = str(facts.get("parent") or facts.get("parent_id") or "").strip()
    kind = str(facts.get("kind") or "station").strip()
    if not name:
        raise Invalid("agency.invalid", fields=[("name", "agency.name_needed")])
    if kind not in KINDS:
        raise Invalid("agency.invalid", fields=[("kind", "agency.kind_unknown")])
    geometry = row.geometry or {}
    is_point = geometry.get("type") == "Point"
    return AgencyTold(
        id=agency_id_of(_own_id(facts)),
        kind=kind,
        name=name,
        name_en=str(facts.get("name_en") or "").strip(),
        parent_id=agency_id_of(parent) if parent else None,
        jurisdiction=None if is_point or not geometry else _plain(geometry),
        location=_point(geometry) if is_point else None,
    )


def _own_id(facts: dict[str, Any]) -> str:
    given = facts.get("id")
    if given is None or str(given).strip() == "":
        given = next((facts[key] for key in _NAMES if facts.get(key)), "")
    return str(given).strip()


def _point(geometry: dict[str, Any]) -> list[float]:
    try:
        lon, lat = (float(part) for part in geometry["coordinates"][:2])
    except (TypeError, ValueError, KeyError):
        raise Invalid("agency.jurisdiction_shape", why="coordinates") from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Invalid("agency.jurisdiction_shape", why="WGS 84")
    return [lon, lat]


def _plain(geometry: dict[str, Any]) -> dict[str, Any]:
    """Only what GeoJSON means, so that a tool's extras do not make the same ground look changed."""
    return {"type": geometry.get("type"), "coordinates": geometry.get("coordinates")}


def _geojson_rows(text: str) -> list[_Row]:
    try:
        whole = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Invalid("agency.file", why=_short(error)) from None
    if not isinstance(whole, dict) or not isinstance(whole.get("features"), list):
        raise Invalid("agency.file", why="FeatureCollection")
    lines = _feature_lines(text, len(whole["features"]))
    rows = []
    for number, (line, given) in enumerate(zip(lines, whole["features"], strict=True), 1):
        feature = given if isinstance(given, dict) else {}
        facts, geometry = feature.get("properties"), feature.get("geometry")
        facts = dict(facts) if isinstance(facts, dict) else {}
        if facts.get("id") is None and isinstance(feature.get("id"), str | int):
            facts["id"] = feature["id"]
        rows.append(_Row(line, number, facts, geometry if isinstance(geometry, dict) else None))
    return rows


def _feature_lines(text: str, count: int) -> list[int]:
    """The line on which each feature begins. The text is known to be JSON with an array `features`."""
    decoder = json.JSONDecoder()
    at = text.find("[", text.find('"features"')) + 1
    lines: list[int] = []
    line, counted = 1, 0
    try:
        while len(lines) < count:
            while text[at] in " \t\r\n,":
                at += 1
            line += text.count("\n", counted, at)
            counted = at
            lines.append(line)
            _, at = decoder.raw_decode(text, at)
    except (IndexError, json.JSONDecodeError):
        # A stray "features" earlier in the text misled the search: the numbers of the features still serve.
        return [1] * count
    return lines


def _csv_rows(text: str) -> list[_Row]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    rows: list[_Row] = []
    try:
        for number, facts in enumerate(reader, 1):
            named = {key: value for key, value in facts.items() if isinstance(key, str)}
            rows.append(_Row(reader.line_num, number, named, _csv_geometry(named)))
    except csv.Error as error:
        raise Invalid("agency.file", why=f"{error} ({reader.line_num})") from None
    return rows


def _csv_geometry(facts: dict[str, Any]) -> dict[str, Any] | None:
    if facts.get("wkt"):
        try:
            found: dict[str, Any] = json.loads(shapely.to_geojson(shapely.from_wkt(facts["wkt"])))
        except shapely.errors.ShapelyError:
            return {"type": "wkt"}
        return found
    if facts.get("lon") and facts.get("lat"):
        return {"type": "Point", "coordinates": [facts["lon"], facts["lat"]]}
    return None


def _short(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:200]
