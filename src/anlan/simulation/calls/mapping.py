"""The mapping file: which column means what. TOML, so that a person can read it and no code is needed.

time_zone = "America/Los_Angeles"          # zone of local times in the file
time_format = "%m/%d/%Y %I:%M:%S %p"       # as Python's strptime has it; "iso" for ISO 8601

[call]                                     # one report; rows with the same id belong together
id = "Call Number"
received = "Received DtTm"
ready = "Entry DtTm"                       # when type and place were known
longitude, latitude = ...                  # or: location = "Location", a text with "lat, lon" in it
place = "Address"
[call.type]      column = "Call Type",  default = "fire_other", [call.type.values] "Medical Incident" = "medical"
[call.priority]  column = "Priority",   default = "P2",  values = { "3" = "P1" }

[unit]                                     # one unit's part in it
id = "Unit ID"
[unit.kind]      column = "Unit Type",  default = "car",  values = { "ENGINE" = "engine" }
[unit.times]     assigned = "Dispatch DtTm", enroute = ..., onscene = ..., transporting = ..., available = ...

[stations]                                 # the GeoJSON of --stations
number = 'common_name'                     # property with the station's number in it
home = '^[A-Z]+0*([0-9]+)$'                # the number within a unit's id; units without one have no home
"""

import re
import tomllib
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from anlan.errors import Invalid

__all__ = ["Mapping", "Translated", "read_mapping"]

STATUSES = ("assigned", "enroute", "onscene", "transporting", "available")
"""The moments of a unit's part, in the order they should have."""


@dataclass(frozen=True)
class Translated:
    """A column whose values are given other names; what is not listed becomes `default`."""

    column: str
    default: str
    values: Map[str, str] = field(default_factory=dict)

    def of(self, row: Map[str, str]) -> str:
        return self.values.get((row.get(self.column) or "").strip(), self.default)


@dataclass(frozen=True)
class Mapping:
    """A mapping file that has been read and checked."""

    zone: ZoneInfo
    time_format: str
    call_id: str
    received: str
    ready: str
    place: str
    location: str
    longitude: str
    latitude: str
    type: Translated
    priority: Translated
    unit_id: str
    unit_kind: Translated
    times: Map[str, str]
    station_number: str
    home: re.Pattern[str] | None

    def columns(self) -> set[str]:
        """Every column that a file must have."""
        named = {self.call_id, self.received, self.ready, self.place, self.location, self.longitude, self.latitude}
        named |= {self.unit_id, self.type.column, self.priority.column, self.unit_kind.column, *self.times.values()}
        return named - {""}


def read_mapping(path: Path) -> Mapping:
    """Raises `Invalid` saying what is missing or wrong."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        call, unit = raw["call"], raw["unit"]
        stations = raw.get("stations", {})
        times = {status: str(unit["times"][status]) for status in STATUSES if status in unit["times"]}
        mapping = Mapping(
            zone=ZoneInfo(raw["time_zone"]),
            time_format=str(raw.get("time_format", "iso")),
            call_id=str(call["id"]),
            received=str(call["received"]),
            ready=str(call.get("ready", call["received"])),
            place=str(call.get("place", "")),
            location=str(call.get("location", "")),
            longitude=str(call.get("longitude", "")),
            latitude=str(call.get("latitude", "")),
            type=_translated(call["type"]),
            priority=_translated(call["priority"]),
            unit_id=str(unit["id"]),
            unit_kind=_translated(unit["kind"]),
            times=times,
            station_number=str(stations.get("number", "")),
            home=re.compile(stations["home"]) if "home" in stations else None,
        )
    except FileNotFoundError:
        raise Invalid("replay.no_file", file=path) from None
    except KeyError as missing:
        raise Invalid("replay.mapping_lacks", file=path, name=missing.args[0]) from None
    except (
        tomllib.TOMLDecodeError,
        UnicodeDecodeError,
        ZoneInfoNotFoundError,
        re.error,
        TypeError,
        ValueError,
    ) as error:
        raise Invalid("replay.mapping_wrong", file=path, reason=str(error)) from None
    if "assigned" not in times or not (mapping.location or (mapping.longitude and mapping.latitude)):
        raise Invalid("replay.mapping_lacks", file=path, name="unit.times.assigned, call.location")
    return mapping


def _translated(raw: Any) -> Translated:
    values = {str(name): str(value) for name, value in raw.get("values", {}).items()}
    return Translated(str(raw["column"]), str(raw["default"]), values)
