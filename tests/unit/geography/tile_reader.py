"""A vector tile read back, by the letter of the specification and nothing of the writer's code."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Point = tuple[int, int]


@dataclass(frozen=True)
class Feature:
    """`kind`: 1 point, 2 line, 3 polygon; `paths`: its lines or rings, rings closed."""

    kind: int
    properties: dict[str, Any]
    paths: list[list[Point]]


def read_tile(data: bytes) -> dict[str, list[Feature]]:
    """Layers by name. Raises ValueError for what the specification does not allow."""
    layers: dict[str, list[Feature]] = {}
    for number, layer in _fields(data):
        if number != 3:
            raise ValueError(f"field {number} in a tile")
        name, features = _layer(layer)
        if name in layers:
            raise ValueError(f"two layers {name}")
        layers[name] = features
    return layers


def _layer(data: Any) -> tuple[str, list[Feature]]:
    name, extent, version = "", 0, 0
    keys: list[str] = []
    values: list[Any] = []
    raw: list[bytes] = []
    for number, value in _fields(data):
        if number == 1:
            name = value.decode()
        elif number == 2:
            raw.append(value)
        elif number == 3:
            keys.append(value.decode())
        elif number == 4:
            values.append(_value(value))
        elif number == 5:
            extent = value
        elif number == 15:
            version = value
    if (extent, version) != (4096, 2) or len(set(keys)) != len(keys):
        raise ValueError("layer header")
    return name, [_feature(one, keys, values) for one in raw]


def _feature(data: bytes, keys: list[str], values: list[Any]) -> Feature:
    tags: list[int] = []
    kind, geometry = 0, b""
    for number, value in _fields(data):
        if number == 2:
            tags = _numbers(value)
        elif number == 3:
            kind = value
        elif number == 4:
            geometry = value
    properties = {keys[k]: values[v] for k, v in zip(tags[0::2], tags[1::2], strict=True)}
    return Feature(kind, properties, _paths(_numbers(geometry)))


def _paths(numbers: list[int]) -> list[list[Point]]:
    paths: list[list[Point]] = []
    x = y = at = 0
    while at < len(numbers):
        command, count = numbers[at] & 7, numbers[at] >> 3
        at += 1
        if command == 7:
            if count != 1 or len(paths[-1]) < 3:
                raise ValueError("a ring of fewer than three points")
            paths[-1].append(paths[-1][0])
            continue
        if command not in (1, 2) or count < 1:
            raise ValueError(f"command {command} x {count}")
        for _ in range(count):
            dx, dy = _signed(numbers[at]), _signed(numbers[at + 1])
            if command == 2 and (dx, dy) == (0, 0):
                raise ValueError("a step to the same point")
            x, y, at = x + dx, y + dy, at + 2
            if command == 1:
                paths.append([(x, y)])
            else:
                paths[-1].append((x, y))
    return paths


def ring_area(ring: list[Point]) -> float:
    """Signed area in tile units, y down: above zero for an outer ring."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def _value(data: Any) -> Any:
    [(number, value)] = _fields(data)
    return value.decode() if number == 1 else bool(value) if number == 7 else _signed(value)


def _signed(number: int) -> int:
    return (number >> 1) ^ -(number & 1)


def _numbers(data: bytes) -> list[int]:
    at, out = 0, []
    while at < len(data):
        value, at = _varint(data, at)
        out.append(value)
    return out


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        value, at = _varint(data, at)
        if key & 7 == 2:
            if at + value > len(data):
                raise ValueError("a field past the end")
            yield key >> 3, data[at : at + value]
            at += value
        elif key & 7 == 0:
            yield key >> 3, value
        else:
            raise ValueError(f"wire type {key & 7}")


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value, at, shift = value | (byte & 0x7F) << shift, at + 1, shift + 7
        if byte < 0x80:
            return value, at
