"""From an extract to the folder of a ground: every part computed once, so that opening it costs nothing."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from anlan.geography.drawing import draw
from anlan.geography.extract import Extract
from anlan.geography.gazetteer import write_gazetteer
from anlan.geography.graph import Network
from anlan.geography.ground import GroundFacts
from anlan.geography.networks import road_network, walk_network
from anlan.geography.osm import Progress, read_extract
from anlan.geography.plane import Floats, LonLat, Plane
from anlan.geography.store import Folder
from anlan.geography.water import water_network, water_shapes
from anlan.geography.ways import Way

FORMAT = 3
"""Part of every ground's hash: whatever changes what an extract becomes raises it."""


def build_ground(extract_path: Path, folder_path: Path, hash: str, progress: Progress) -> GroundFacts:
    """Reads an extract and fills an empty folder. Raises `Invalid` for a file that cannot be taken, and OSError."""
    extract = read_extract(extract_path, progress)
    folder = Folder(folder_path)
    center = _centre(extract)
    plane = Plane(*center)
    counts = {"nodes_read": extract.counts["nodes"], "ways_read": extract.counts["ways"]}
    counts |= {name: extract.counts[name] for name in ("missing_points", "bad_areas")}
    progress("streets", None)
    networks: dict[Way, Network] = {}
    for way, network in (("road", road_network(extract)), ("walk", walk_network(extract))):
        if network is not None:
            networks[way] = network  # type: ignore[index]
    progress("water", None)
    sea, waters = water_shapes(extract)
    if (water := water_network(extract, waters, plane)) is not None:
        networks["water"] = water
    _write_water(waters, folder)
    for way, network in networks.items():
        network.save(folder, way)
        counts |= {f"{way}_nodes": network.node_count, f"{way}_edges": network.edge_count}
        if way != "water":
            counts[f"{way}_metres"] = round(float(network.metres.sum()))
    progress("names", None)
    counts |= write_gazetteer(extract, plane, folder)
    progress("map", None)
    drawn = draw(extract, sea, folder)
    counts |= {f"drawn_{layer}": count for layer, count in drawn.items()}
    boundaries = _write_boundaries(extract, folder)
    facts = GroundFacts(
        hash=hash,
        name=extract.title,
        name_en=extract.title_en,
        fictional=extract.fictional,
        attribution=extract.attribution,
        bounds=extract.bounds,
        center=center,
        counts=counts,
        ways=tuple(networks),
        boundaries=boundaries,
    )
    # Written last: a folder without its facts was never finished.
    folder.settle()
    folder.write_json("facts", msgspec.to_builtins(facts))
    folder.settle()
    return facts


def _centre(extract: Extract) -> LonLat:
    """The middle of what the file was cut to; where it does not say, of its streets."""
    west, south, east, north = extract.frame
    if extract.frame != extract.bounds:
        return (west + east) / 2, (south + north) / 2
    lon, lat = np.median(extract.ways.lonlat, axis=0)
    return float(lon), float(lat)


def _write_water(waters: Sequence[Polygon], folder: Folder) -> None:
    points: Floats = np.zeros((0, 2))
    starts: list[NDArray[np.int64]] = [np.zeros(1, dtype=np.int64)] * 2
    if waters:
        _, points, offsets = shapely.to_ragged_array(np.array(list(waters), dtype=object))
        starts = [offset.astype(np.int64) for offset in offsets]
    folder.write_array("water.points", points)
    folder.write_array("water.offsets0", starts[0])
    folder.write_array("water.offsets1", starts[1])


def _write_boundaries(extract: Extract, folder: Folder) -> list[dict[str, str]]:
    """The extract's boundaries: tags in the facts, shapes in the same order in `boundaries.json`."""
    shapes = shapely.from_wkb([boundary.wkb for boundary in extract.boundaries])
    folder.write_json("boundaries", [shapely.geometry.mapping(one) for one in shapes])
    return [dict(boundary.tags) for boundary in extract.boundaries]
