"""The names of a ground, prepared at import: streets, crossings, places, addresses, and the index over them.

A street of one name in two towns is two entries, each where its pieces lie together. Crossings are where streets of
two names share a point. The index holds every name an entry answers to, and for each pair of neighbouring characters
which names contain it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from anlan.geography.extract import Extract, Names
from anlan.geography.plane import Floats, Plane
from anlan.geography.store import Folder
from anlan.geography.wording import bigrams, has_chinese, pinyin_of, plain, squeezed, without_direction

STREET, CROSSING, PLACE, ADDRESS = range(4)
KINDS = ("street", "crossing", "place", "address")
BY_NAME, BY_PINYIN, BY_INITIALS, BY_NUMBER, BY_SHORT = range(5)

TOGETHER_METRES = 500.0
"""Pieces of one name farther apart than this are different streets."""
_ONE_CROSSING_METRES = 120.0


@dataclass(frozen=True)
class Entries:
    """What can be found: a kind, a place on earth, and the streets or place it is of."""

    kind: NDArray[np.int8]
    lonlat: Floats
    first: NDArray[np.int32]
    """Street index, or place index."""
    second: NDArray[np.int32]
    """The other street of a crossing; the number's index of an address; else -1."""


def write_gazetteer(extract: Extract, plane: Plane, folder: Folder) -> dict[str, int]:
    """Writes the entries and their index; answers how many there are of each kind."""
    streets = _streets(extract, plane)
    crossings = _crossings(extract, plane)
    places = [(PLACE, *place.location, i, -1) for i, place in enumerate(extract.places)]
    known = {names.label: i for i, names in enumerate(extract.streets)}
    extra: list[Names] = []
    addresses: list[tuple[int, float, float, int, int]] = []
    for i, address in enumerate(extract.addresses):
        if address.street not in known:
            # An address may name a village or a street that has no line here.
            known[address.street] = len(extract.streets) + len(extra)
            extra.append(Names(address.street))
        addresses.append((ADDRESS, *address.location, known[address.street], i))
    names = [*extract.streets, *extra]
    streets += [(STREET, lon, lat, i, -1) for i, (lon, lat) in _middles(addresses, len(extract.streets), len(names))]
    rows = [*streets, *crossings, *places, *addresses]
    table = np.array(rows, dtype=np.float64).reshape(-1, 5)
    folder.write_array("found.kind", table[:, 0].astype(np.int8))
    folder.write_array("found.lonlat", table[:, 1:3])
    folder.write_array("found.first", table[:, 3].astype(np.int32))
    folder.write_array("found.second", table[:, 4].astype(np.int32))
    folder.write_texts("street.name", [n.label for n in names])
    folder.write_texts("street.name_en", [n.name_en for n in names])
    folder.write_texts("place.name", [p.names.label for p in extract.places])
    folder.write_texts("place.name_en", [p.names.name_en for p in extract.places])
    folder.write_texts("place.kind", [p.kind for p in extract.places])
    folder.write_texts("address.number", [a.number for a in extract.addresses])
    _write_index(names, [p.names for p in extract.places], folder)
    return {
        "streets": len(streets),
        "crossings": len(crossings),
        "places": len(places),
        "addresses": len(addresses),
    }


Row = tuple[int, float, float, int, int]


def _streets(extract: Extract, plane: Plane) -> list[Row]:
    """One row for each street, at the middle of its longest piece, apart where the name occurs far apart."""
    ways = extract.ways
    starts = np.array(ways.starts, dtype=np.int64)
    street_of = np.repeat(np.array(ways.streets, dtype=np.int64), np.diff(starts))
    way_of = np.repeat(np.arange(len(ways.passages)), np.diff(starts))
    lonlat, xy = ways.lonlat, plane.to_xy(ways.lonlat)
    order = np.argsort(street_of, kind="stable")
    begin = np.searchsorted(street_of[order], np.arange(len(extract.streets) + 1))
    rows: list[Row] = []
    for street in range(len(extract.streets)):
        some = order[begin[street] : begin[street + 1]]
        label = _clusters(xy[some], way_of[some])
        for cluster in range(int(label.max()) + 1 if len(label) else 0):
            members = some[label == cluster]
            centre = np.median(xy[members], axis=0)
            middle = members[np.argmin(((xy[members] - centre) ** 2).sum(axis=1))]
            rows.append((STREET, float(lonlat[middle, 0]), float(lonlat[middle, 1]), street, -1))
    return rows


def _clusters(xy: Floats, way: NDArray[np.int64]) -> NDArray[np.int32]:
    """Which points lie together: on one way, or within `TOGETHER_METRES` of each other."""
    if len(xy) < 2:
        return np.zeros(len(xy), dtype=np.int32)
    span = xy.max(axis=0) - xy.min(axis=0)
    if float(np.hypot(*span)) <= TOGETHER_METRES:
        return np.zeros(len(xy), dtype=np.int32)
    # A cell of the tenth of the distance stands for its points, or long streets would have millions of pairs.
    cell = np.floor(xy / (TOGETHER_METRES / 10)).astype(np.int64)
    _, first, of_cell = np.unique(cell, axis=0, return_index=True, return_inverse=True)
    of_cell = of_cell.reshape(-1)
    pairs = cKDTree(xy[first]).query_pairs(TOGETHER_METRES, output_type="ndarray")
    on_way = np.flatnonzero(way[1:] == way[:-1])
    rows = np.concatenate([pairs[:, 0], of_cell[on_way]])
    columns = np.concatenate([pairs[:, 1], of_cell[on_way + 1]])
    graph = csr_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(len(first), len(first)))
    _, label = connected_components(graph, directed=False)
    return np.asarray(label[of_cell], dtype=np.int32)


def _crossings(extract: Extract, plane: Plane) -> list[Row]:
    """One row for each place where two names share a point; carriageways of one crossing are one."""
    ways = extract.ways
    starts = np.array(ways.starts, dtype=np.int64)
    street = np.repeat(np.array(ways.streets, dtype=np.int64), np.diff(starts))
    named = street >= 0
    refs, street, lonlat = ways.point_refs[named], street[named], ways.lonlat[named]
    pairs = np.unique(np.column_stack([refs, street]), axis=0, return_index=True)
    refs, street, lonlat = pairs[0][:, 0], pairs[0][:, 1], lonlat[pairs[1]]
    _, first, uses = np.unique(refs, return_index=True, return_counts=True)
    found: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for at, count in zip(first[uses > 1], uses[uses > 1], strict=True):
        here = [int(s) for s in street[at : at + count]]
        where = (float(lonlat[at, 0]), float(lonlat[at, 1]))
        for i, a in enumerate(here):
            for b in here[i + 1 :]:
                found.setdefault((a, b), []).append(where)
    rows: list[Row] = []
    for (a, b), points in found.items():
        rows += [(CROSSING, lon, lat, a, b) for lon, lat in _merged(points, plane)]
    return rows


def _merged(points: Sequence[tuple[float, float]], plane: Plane) -> Iterator[tuple[float, float]]:
    """Points of one crossing taken together: the one nearest to their middle."""
    left = list(points)
    while left:
        xy = plane.to_xy(left)
        near = np.hypot(*(xy - xy[0]).T) <= _ONE_CROSSING_METRES
        group = np.flatnonzero(near)
        centre = xy[group].mean(axis=0)
        yield left[int(group[np.argmin(((xy[group] - centre) ** 2).sum(axis=1))])]
        left = [point for point, taken in zip(left, near, strict=True) if not taken]


def _middles(rows: Sequence[Row], begin: int, end: int) -> list[tuple[int, tuple[float, float]]]:
    """The middle of the addresses of each street from `begin` to `end`."""
    where: dict[int, list[tuple[float, float]]] = {}
    for _, lon, lat, street, _ in rows:
        if begin <= street < end:
            where.setdefault(street, []).append((lon, lat))
    out: list[tuple[int, tuple[float, float]]] = []
    for street, points in sorted(where.items()):
        lon, lat = np.median(np.array(points), axis=0)
        out.append((street, (float(lon), float(lat))))
    return out


def _write_index(streets: Sequence[Names], places: Sequence[Names], folder: Folder) -> None:
    """Keys: each comparable form, of which street or place, and in which manner it names it."""
    forms: list[str] = []
    owner: list[int] = []
    manner: list[int] = []
    for i, names in enumerate((*streets, *places)):
        seen: dict[str, int] = {}
        for form, how in _forms(names):
            if form and form not in seen:
                seen[form] = how
        forms += seen
        owner += [i] * len(seen)
        manner += seen.values()
    folder.write_texts("key.form", forms)
    folder.write_array("key.owner", np.array(owner, dtype=np.int32))
    folder.write_array("key.manner", np.array(manner, dtype=np.int8))
    folder.write_json("key", {"streets": len(streets), "places": len(places)})
    codes: list[int] = []
    keys: list[int] = []
    for i, form in enumerate(forms):
        pairs = bigrams(squeezed(form))
        codes += pairs
        keys += [i] * len(pairs)
    code = np.array(codes, dtype=np.int64)
    order = np.argsort(code, kind="stable")
    distinct, first = np.unique(code[order], return_index=True)
    folder.write_array("pair.code", distinct)
    folder.write_array("pair.first", np.append(first, len(code)).astype(np.int64))
    folder.write_array("pair.keys", np.array(keys, dtype=np.int32)[order])


def _forms(names: Names) -> Iterator[tuple[str, int]]:
    for name in (names.name, names.name_en, *names.others):
        form = plain(name)
        if not form:
            continue
        yield form, BY_NAME
        if short := without_direction(name):
            yield plain(short), BY_SHORT
        if has_chinese(name):
            full, initials = pinyin_of(name[:60])
            yield full, BY_PINYIN
            if len(initials) > 1:
                yield initials, BY_INITIALS
    if names.ref:
        yield plain(names.ref), BY_NUMBER
