"""Reading an OSM extract: `.osm.pbf`, `.osm`, `.osm.gz` or `.osm.bz2`, whatever the file is called.

One streaming pass (two where multipolygons need their members) into an `Extract`. Nothing is written here, so a
broken file leaves everything as it was; the error says where it breaks and what was read before.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import osmium

from anlan.errors import Invalid
from anlan.geography.extract import Extract
from anlan.geography.faults import detect_format, locate_fault
from anlan.geography.taker import FICTIONAL_TAG, TAKEN_KEYS, Taker

Progress = Callable[[str, float | None], None]
"""Told `(stage, share)`: what is being done, and how much of it (0 to 1, None where unknown)."""

_KEYS = (FICTIONAL_TAG, *TAKEN_KEYS)
_REPORT_EVERY = 20_000
_SPARSE = 0.3


def read_extract(path: Path, progress: Progress) -> Extract:
    """Everything of use in the file. Raises `Invalid` when it is not OSM, broken, or has no street in it."""
    form = detect_format(path)
    found = _read(path, form, path.stem.split(".")[0], progress)
    points, missing = found.counts["street_points"], found.counts["missing_points"]
    if missing > _SPARSE * (points + missing):
        # Exports of some query tools put ways before their nodes, and drawing tools give ids below zero; the
        # reader needs neither.
        found = _read_sorted(path, form, progress, found)
    if not found.ways.passages:
        elements = sum(found.counts[kind] for kind in ("nodes", "ways", "relations"))
        raise Invalid("geography.no_roads", path=path.name, elements=elements)
    return found


def _read_sorted(path: Path, form: str, progress: Progress, first: Extract) -> Extract:
    progress("sorting", None)
    with tempfile.TemporaryDirectory() as folder:
        ordered = Path(folder) / "ordered.osm.pbf"
        merge = osmium.MergeInputReader()
        merge.add_buffer(path.read_bytes(), form)
        with osmium.SimpleWriter(str(ordered)) as writer:
            merge.apply(_Renumbered(writer) if first.counts["ids_below_zero"] else writer, simplify=True)
        again = _read(ordered, "pbf", path.stem.split(".")[0], progress)
    return again if again.counts["missing_points"] < first.counts["missing_points"] else first


class _Renumbered:
    """Hands elements on to a writer with ids above zero: n becomes 2n, -n becomes 2n + 1."""

    def __init__(self, writer: osmium.SimpleWriter) -> None:
        self._writer = writer

    def node(self, node: Any) -> None:
        self._writer.add_node(node.replace(id=self._above_zero(node.id)))

    def way(self, way: Any) -> None:
        refs = [self._above_zero(node.ref) for node in way.nodes]
        self._writer.add_way(way.replace(id=self._above_zero(way.id), nodes=refs))

    def relation(self, relation: Any) -> None:
        members = [(m.type, self._above_zero(m.ref), m.role) for m in relation.members]
        self._writer.add_relation(relation.replace(id=self._above_zero(relation.id), members=members))

    @staticmethod
    def _above_zero(number: int) -> int:
        return 2 * number if number > 0 else -2 * number + 1


def _read(path: Path, form: str, stem: str, progress: Progress) -> Extract:
    taker = Taker()
    processor = osmium.FileProcessor(osmium.io.File(str(path), form)).with_areas()
    processor = processor.with_filter(osmium.filter.KeyFilter(*_KEYS))
    try:
        taker.frame(processor.header.box())
        for number, element in enumerate(processor):
            taker.take(element)
            if number % _REPORT_EVERY == 0:
                progress("reading", _share_read(path))
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        where, where_zh = locate_fault(path, form, str(error))
        if taker.last:
            where, where_zh = f"{where}, after {taker.last}", f"{where_zh}，{taker.last} 之后"
        reason = str(error).strip().rstrip(".")
        raise Invalid(
            "geography.broken_file", path=path.name, where=where, where_zh=where_zh, reason=reason
        ) from None
    return taker.finish(stem)


def _share_read(path: Path) -> float | None:
    """How far the reader's own file handle has come; Linux tells, elsewhere it is unknown."""
    try:
        size, whole = path.stat().st_size, path.resolve()
        for entry in Path("/proc/self/fd").iterdir():
            if entry.exists() and entry.resolve() == whole:
                lines = Path(f"/proc/self/fdinfo/{entry.name}").read_text("ascii")
                return min(1.0, int(lines.split()[1]) / max(size, 1))
    except (OSError, ValueError, IndexError):
        return None
    return None
