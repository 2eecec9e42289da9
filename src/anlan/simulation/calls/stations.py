"""Stations of a replay: where units without a known position begin and return to."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from anlan.errors import Invalid
from anlan.simulation.calls.mapping import Mapping

__all__ = ["Station", "read_stations"]


@dataclass(frozen=True)
class Station:
    """`number` as it stands in the ids of its units, without leading zeros; empty when it has none."""

    name: str
    number: str
    location: tuple[float, float]


def read_stations(path: Path, mapping: Mapping) -> list[Station]:
    """The points of a GeoJSON file. Raises `Invalid` when it is none."""
    try:
        features = json.loads(path.read_text("utf-8"))["features"]
        stations = []
        for feature in features:
            name = str(feature["properties"].get(mapping.station_number, ""))
            found = re.search(r"0*([0-9]+)", name)
            lon, lat = feature["geometry"]["coordinates"][:2]
            stations.append(Station(name, found.group(1) if found else "", (float(lon), float(lat))))
    except FileNotFoundError:
        raise Invalid("replay.no_file", file=path) from None
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise Invalid("replay.unreadable", file=path, reason=str(error)) from None
    return stations
