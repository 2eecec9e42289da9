"""The map's vector tiles, cut on demand from the loaded ground: nothing is fetched from anywhere.

Layers: `water` (class sea, river, lake; lines are streams), `land` (class), `buildings`, `roads` (class, name,
name_en, oneway), `ferries` (name), `labels` (class, name, name_en). Zooms 8 to 16. A tile once cut is kept in memory
and on disk; the address of a tile bears the ground's hash, so it never changes.
"""

import contextlib
import os
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import shapely

from anlan.errors import NotFound
from anlan.geography.drawing import MAX_ZOOM, MIN_ZOOM, STAGES, Drawn, Stage
from anlan.geography.mvt import EXTENT, Geometries, Value, encode_layer
from anlan.geography.store import Folder

BUFFER = 64
"""Tile units around a tile that are drawn too, so that wide lines meet across its edge."""
MOST_LABELS = 80
"""Labels in one tile; the most important stay."""
_MEMORY_TILES = 512
_LAYERS = ("land", "water", "buildings", "ferries", "roads", "labels")


class _Loaded:
    """One stage with its spatial index."""

    def __init__(self, drawn: Drawn) -> None:
        self.drawn = drawn
        self.tree = shapely.STRtree(drawn.shapes)


@dataclass(frozen=True)
class _Cut:
    """Where a tile is: its corner and size in world units."""

    z: int
    x: int
    y: int

    @property
    def size(self) -> float:
        return float(1 / 2**self.z)

    @property
    def window(self) -> tuple[float, float, float, float]:
        edge = self.size * BUFFER / EXTENT
        west, north = self.x * self.size, self.y * self.size
        return west - edge, north - edge, west + self.size + edge, north + self.size + edge

    def to_units(self, shapes: Geometries) -> Geometries:
        corner = np.array([self.x, self.y]) * self.size
        return np.asarray(shapely.transform(shapes, lambda points: (points - corner) * (EXTENT / self.size)))


class Tiles:
    """Tiles of one ground. Safe to share between threads. `cache`: a folder of our own, or None for no disk."""

    def __init__(self, folder: Folder, cache: Path | None = None) -> None:
        self._folder, self._cache = folder, cache
        self._memory: OrderedDict[tuple[int, int, int], bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._stages: dict[str, _Loaded | None] = {}

    def tile(self, z: int, x: int, y: int) -> bytes:
        """The tile's bytes, empty where nothing is. Raises `NotFound` outside zooms 8 to 16."""
        if not (MIN_ZOOM <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
            raise NotFound("geography.not_a_tile")
        key = (z, x, y)
        with self._lock:
            if key in self._memory:
                self._memory.move_to_end(key)
                return self._memory[key]
        data = self._from_disk(key)
        if data is None:
            data = self.cut(z, x, y)
            if not data:
                # There are billions of empty tiles around the ground, and each is cut in no time.
                return data
            self._to_disk(key, data)
        with self._lock:
            self._memory[key] = data
            while len(self._memory) > _MEMORY_TILES:
                self._memory.popitem(last=False)
        return data

    def cut(self, z: int, x: int, y: int) -> bytes:
        """Cuts a tile anew."""
        where = _Cut(z, x, y)
        return b"".join(self._layer(name, where) for name in _LAYERS)

    def _layer(self, name: str, where: _Cut) -> bytes:
        sources = (name, "streams") if name == "water" else (name,)
        shapes: list[Geometries] = []
        properties: list[Mapping[str, Value]] = []
        for stage in STAGES:
            if stage.layer not in sources or not stage.first <= where.z <= stage.last:
                continue
            loaded = self._stage(stage)
            if loaded is None:
                continue
            hits = np.sort(loaded.tree.query(shapely.box(*where.window)))
            if name == "labels":
                # Stored with the most important first.
                hits = hits[loaded.drawn.flag[hits] <= where.z][:MOST_LABELS]
            cut = shapely.clip_by_rect(loaded.drawn.shapes[hits], *where.window) if name != "labels" else None
            kept = loaded.drawn.shapes[hits] if cut is None else cut
            full = ~shapely.is_empty(kept)
            kept, hits = kept[full], hits[full]
            if name in ("water", "land", "buildings") and stage.layer != "streams":
                kept = np.asarray(shapely.orient_polygons(kept, exterior_cw=False))
            shapes.append(where.to_units(kept))
            properties += [self._properties(name, loaded.drawn, int(i)) for i in hits]
        return encode_layer(name, np.concatenate(shapes), properties) if properties else b""

    def _properties(self, layer: str, drawn: Drawn, i: int) -> Mapping[str, Value]:
        out: dict[str, Value] = {}
        if layer != "buildings":
            out["class"] = self._kinds[int(drawn.kind[i])]
        if layer == "roads":
            out["oneway"] = int(drawn.flag[i])
        at = int(drawn.name[i])
        if at >= 0:
            out["name"] = self._names[at]
            if english := self._names_en[at]:
                out["name_en"] = english
        return out

    @cached_property
    def _kinds(self) -> list[str]:
        return [str(kind) for kind in self._folder.read_json("map")["kinds"]]

    @cached_property
    def _present(self) -> frozenset[str]:
        return frozenset(self._folder.read_json("map")["stages"])

    @cached_property
    def _names(self) -> list[str]:
        return list(self._folder.read_texts("map.names"))

    @cached_property
    def _names_en(self) -> list[str]:
        return list(self._folder.read_texts("map.names_en"))

    def _stage(self, stage: Stage) -> _Loaded | None:
        with self._lock:
            if stage.name not in self._stages:
                here = stage.name in self._present
                self._stages[stage.name] = _Loaded(Drawn.load(self._folder, stage.name)) if here else None
            return self._stages[stage.name]

    def _path(self, key: tuple[int, int, int]) -> Path | None:
        return self._cache and self._cache / str(key[0]) / str(key[1]) / f"{key[2]}.mvt"

    def _from_disk(self, key: tuple[int, int, int]) -> bytes | None:
        path = self._path(key)
        try:
            return path.read_bytes() if path else None
        except OSError:
            return None

    def _to_disk(self, key: tuple[int, int, int], data: bytes) -> None:
        path = self._path(key)
        if path is None:
            return
        # The cache only spares work: a full disk must not keep the map from being drawn.
        part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            part.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
