"""Writing Mapbox Vector Tiles 2.1, whole layers at once in numpy.

A layer's geometries become one array of commands and zigzag steps, the array becomes varint bytes, and the bytes
are cut at the features' borders; only the few bytes around each feature are put together one by one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from anlan.geography.plane import Floats

EXTENT = 4096
Value = str | int | bool
Geometries = NDArray[np.object_]

_POINT, _LINE, _POLYGON = 1, 2, 3


@dataclass(frozen=True)
class Paths:
    """The flat form of a layer's geometries: q paths of whole-number points, in feature order."""

    points: NDArray[np.int64]
    """(p, 2) in tile units, y down."""
    path_of: NDArray[np.int64]
    """(p,) which path each point belongs to, rising."""
    feature_of: NDArray[np.int64]
    """(q,) which feature each path belongs to, rising."""
    kind_of: NDArray[np.int64]
    """(q,) 1 point, 2 line, 3 ring."""


def encode_layer(name: str, geometries: Geometries, properties: Sequence[Mapping[str, Value]]) -> bytes:
    """One layer as bytes, ready to be joined to others; empty if nothing of it is left to draw.

    `geometries` are in tile units (0..4096, y down), points, lines or polygons or many of one; polygons have
    their outer rings anticlockwise as shapely sees them.
    """
    paths = _flatten(geometries)
    if not len(paths.feature_of):
        return b""
    shapes, features = _commands(paths)
    kind = np.zeros(len(geometries), dtype=np.int64)
    kind[paths.feature_of] = paths.kind_of
    keys: dict[str, int] = {}
    values: dict[tuple[type, Value], int] = {}
    tags: dict[tuple[tuple[str, Value], ...], bytes] = {}
    out = [_field(1, name.encode())]
    for shape, feature in zip(shapes, features, strict=True):
        known = tuple(properties[feature].items())
        if known not in tags:
            numbers: list[int] = []
            for key, value in known:
                numbers.append(keys.setdefault(key, len(keys)))
                numbers.append(values.setdefault((type(value), value), len(values)))
            tags[known] = _field(2, b"".join(_varint(n) for n in numbers))
        body = tags[known] + b"\x18" + bytes([int(kind[feature])]) + _field(4, shape)
        out.append(_field(2, body))
    out += [_field(3, key.encode()) for key in keys]
    out += [_field(4, _value(value)) for _, value in values]
    out.append(b"\x28" + _varint(EXTENT) + b"\x78\x02")
    return _field(3, b"".join(out))


def _flatten(geometries: Geometries) -> Paths:
    parts, feature = shapely.get_parts(geometries, return_index=True)
    kind = shapely.get_type_id(parts)
    solid = kind == 3
    rings, of_part = shapely.get_rings(parts[solid], return_index=True)
    # Rings take their polygon's place in the order, outer ring first.
    pieces = np.concatenate([parts[~solid], rings])
    place = np.concatenate([np.flatnonzero(~solid), np.flatnonzero(solid)[of_part]])
    order = np.argsort(place, kind="stable")
    pieces, place = pieces[order], place[order]
    outer = np.ones(len(pieces), dtype=bool)
    outer[1:] = place[1:] != place[:-1]
    path_kind = np.where(kind[place] == 3, _POLYGON, np.where(kind[place] == 0, _POINT, _LINE))
    coordinates, path = shapely.get_coordinates(pieces, return_index=True)
    points = np.rint(coordinates).astype(np.int64)
    fresh = np.ones(len(points), dtype=bool)
    fresh[1:] = (path[1:] != path[:-1]) | (points[1:] != points[:-1]).any(axis=1)
    # A ring is closed by a command, not by its first point again.
    last = np.ones(len(points), dtype=bool)
    last[:-1] = path[1:] != path[:-1]
    fresh &= ~(last & (path_kind[path] == _POLYGON))
    points, path = points[fresh], path[fresh]
    count = np.bincount(path, minlength=len(pieces))
    good = count >= np.array([0, 1, 2, 3])[path_kind]
    good &= (path_kind != _POLYGON) | (np.abs(_areas(points, path, len(pieces))) >= 1)
    # A hole without its outer ring would be filled instead.
    good_part = np.zeros(len(parts), dtype=bool)
    good_part[place[good & outer]] = True
    good &= good_part[place]
    number = np.cumsum(good) - 1
    keep = good[path]
    return Paths(points[keep], number[path[keep]], feature[place[good]], path_kind[good])


def _areas(points: NDArray[np.int64], path: NDArray[np.int64], paths: int) -> Floats:
    """Twice the signed area of each path taken as a ring."""
    if not len(points):
        return np.zeros(paths)
    following = np.arange(1, len(points) + 1)
    first = np.searchsorted(path, np.arange(paths))
    ends = np.flatnonzero(np.append(path[1:] != path[:-1], True))
    following[ends] = first[path[ends]]
    cross = points[:, 0] * points[following, 1] - points[following, 0] * points[:, 1]
    return np.asarray(np.bincount(path, weights=cross, minlength=paths), dtype=np.float64)


def _commands(paths: Paths) -> tuple[list[bytes], list[int]]:
    """The geometry bytes of each feature that has any, and which features these are."""
    points, count = paths.points, np.bincount(paths.path_of, minlength=len(paths.feature_of))
    owner = paths.feature_of[paths.path_of]
    step = points.copy()
    same = np.flatnonzero(owner[1:] == owner[:-1]) + 1
    step[same] -= points[same - 1]
    zigzag = (step << 1) ^ (step >> 63)
    single = paths.kind_of == _POINT
    ring = paths.kind_of == _POLYGON
    size = 1 + 2 * count + ~single + ring
    begin = np.cumsum(size) - size
    numbers = np.zeros(int(size.sum()), dtype=np.int64)
    numbers[begin] = np.where(single, (count << 3) | 1, 9)
    first = np.cumsum(count) - count
    within = np.arange(len(points)) - first[paths.path_of]
    at = begin[paths.path_of] + 1 + 2 * within + ((within > 0) & ~single[paths.path_of])
    numbers[at], numbers[at + 1] = zigzag[:, 0], zigzag[:, 1]
    lines = np.flatnonzero(~single)
    numbers[begin[lines] + 3] = ((count[lines] - 1) << 3) | 2
    rings = np.flatnonzero(ring)
    numbers[begin[rings] + size[rings] - 1] = 15
    data, ends = _varints(numbers)
    starts_feature = np.ones(len(paths.feature_of), dtype=bool)
    starts_feature[1:] = paths.feature_of[1:] != paths.feature_of[:-1]
    heads = np.flatnonzero(starts_feature)
    cuts = np.append(np.where(begin[heads] > 0, ends[begin[heads] - 1], 0), len(data))
    whole = data.tobytes()
    shapes = [whole[a:b] for a, b in pairwise(cuts)]
    return shapes, [int(f) for f in paths.feature_of[heads]]


def _varints(numbers: NDArray[np.int64]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """All numbers as varint bytes, and where each one's bytes end."""
    length = np.ones(len(numbers), dtype=np.int64)
    for bits in (7, 14, 21, 28):
        length += numbers >= 1 << bits
    ends = np.cumsum(length)
    out = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    for byte in range(5):
        some = np.flatnonzero(length > byte)
        more = (length[some] > byte + 1).astype(np.int64) << 7
        out[ends[some] - length[some] + byte] = ((numbers[some] >> (7 * byte)) & 0x7F) | more
    return out, ends


def _value(value: Value) -> bytes:
    if isinstance(value, bool):
        return b"\x38" + (b"\x01" if value else b"\x00")
    if isinstance(value, int):
        return b"\x30" + _varint((value << 1) ^ (value >> 63))
    return _field(1, value.encode())


def _field(number: int, body: bytes) -> bytes:
    return bytes([number << 3 | 2]) + _varint(len(body)) + body


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
