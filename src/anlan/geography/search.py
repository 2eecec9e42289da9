"""Finding a place by what a caller says: a street, a crossing, a place, an address; whole or in part, misspelt.

Answers are ordered by how well the name matches, then by how near they are; each says why it is there. Any text is
a query: odd characters, ten thousand of them or none find nothing or something, and never fail.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from anlan.geography.gazetteer import ADDRESS, CROSSING, KINDS, PLACE, STREET
from anlan.geography.matching import Hit, Matcher
from anlan.geography.plane import Floats, LonLat, is_position, metres_between
from anlan.geography.store import Folder
from anlan.geography.wording import core, has_chinese, number_value, split_crossing, split_number

MOST_RESULTS = 50
_LEAST_STREET = 0.4
"""A street named with a number or another street must match at least so well."""
_LEAST_SHARE = 0.5
"""What scores less than this share of the best answer is left out."""
_STREETS_TRIED = 40
_COORDINATES = re.compile(r"^\s*\(?\s*(-?\d{1,3}\.\d+)\s*[,，;\s]\s*(-?\d{1,3}\.\d+)\s*\)?\s*$")

WHY: dict[str, tuple[str, str]] = {
    "exact": ("same name", "名称相同"),
    "prefix": ("name begins so", "名称以此开头"),
    "words": ("all the words occur", "包含所有词"),
    "contains": ("name contains it", "名称包含"),
    "within": ("named in the text", "文字中提到"),
    "similar": ("similar name", "名称相近"),
    "crossing": ("these two streets meet here", "两路在此相交"),
    "number": ("this house number", "门牌号相符"),
    "nearest_number": ("nearest known number: {number}", "最接近的已知门牌：{number}"),
    "street_of_number": ("the street; this number is not known", "仅找到道路，门牌号未知"),
    "coordinates": ("these coordinates", "坐标"),
}
"""Why a result is there: code -> (English, 中文)."""


@dataclass(frozen=True)
class Found:
    """One answer. `kind`: street, crossing, place or address; `why`: a code of `WHY`, `number` fills its text."""

    name: str
    name_en: str
    kind: str
    location: LonLat
    why: str
    score: float
    metres: float | None = None
    number: str = ""

    def why_text(self, language: str) -> str:
        english, chinese = WHY[self.why]
        return (chinese if language.startswith("zh") else english).format(number=self.number)


class Search:
    """The search over one ground. Safe to share between threads."""

    def __init__(self, folder: Folder) -> None:
        read, texts = folder.read_array, folder.read_texts
        self._kind, self._lonlat = read("found.kind"), read("found.lonlat")
        self._first, self._second = read("found.first"), read("found.second")
        self._street_name, self._street_en = texts("street.name"), texts("street.name_en")
        self._place_name, self._place_en = texts("place.name"), texts("place.name_en")
        self._number = texts("address.number")
        self._matcher = Matcher(folder)
        self._streets = int(folder.read_json("key")["streets"])
        # For each street and place the rows that are of it, so that a name leads to rows.
        kind = np.asarray(self._kind)
        self._rows = {k: _grouped(np.asarray(self._first), np.flatnonzero(kind == k)) for k in range(4)}
        self._other = _grouped(np.asarray(self._second), np.flatnonzero(kind == CROSSING))

    def find(self, query: str, near: LonLat | None = None, limit: int = 10) -> list[Found]:
        """The best `limit` answers (50 at most); `near`, degrees, orders equally good ones."""
        if near is not None and not is_position(*near):
            near = None
        query = core(query)
        if (at := _coordinates(query, self._lonlat)) is not None:
            return [Found(f"{at[0]:.5f}, {at[1]:.5f}", "", "place", at, "coordinates", 1.0)]
        found = [*self._crossings(query), *self._addresses(query), *self._named(query)]
        if near is not None and found:
            lonlat = np.array([one.location for one in found])
            metres = metres_between(lonlat[:, 0], lonlat[:, 1], near[0], near[1])
            found = [replace(one, metres=float(m)) for one, m in zip(found, metres, strict=True)]
        found.sort(key=lambda one: (-round(one.score, 2), one.metres or 0.0, len(one.name), one.name, one.location))
        found = [one for one in found if one.score >= _LEAST_SHARE * found[0].score]
        distinct: dict[tuple[str, str, int, int], Found] = {}
        for one in found:
            # The same name at the same corner: one answer is enough.
            lon, lat = one.location
            distinct.setdefault((one.name, one.kind, round(lon * 1000), round(lat * 1000)), one)
        return list(distinct.values())[: max(0, min(limit, MOST_RESULTS))]

    def crossings_of(self, street: int) -> NDArray[np.int64]:
        """Rows of the crossings that a street has."""
        return np.concatenate([_rows_of(self._rows[CROSSING], street), _rows_of(self._other, street)])

    def _named(self, query: str) -> Iterable[Found]:
        for hit in self._matcher.match(query):
            if hit.owner < self._streets:
                name, english = self._street_name[hit.owner], self._street_en[hit.owner]
                rows = _rows_of(self._rows[STREET], hit.owner)
            else:
                place = hit.owner - self._streets
                name, english = self._place_name[place], self._place_en[place]
                rows = _rows_of(self._rows[PLACE], place)
            for row in rows[:MOST_RESULTS]:
                yield Found(name, english, KINDS[self._kind[row]], self._at(int(row)), hit.why, hit.score)

    def _crossings(self, query: str) -> Iterable[Found]:
        for first, second in split_crossing(query):
            one, two = self._street_hits(first), self._street_hits(second)
            for street, hit in one.items():
                rows = self.crossings_of(street)
                for row in rows:
                    a, b = int(self._first[row]), int(self._second[row])
                    other = b if a == street else a
                    if (also := two.get(other)) is not None:
                        name = f"{self._street_name[street]} / {self._street_name[other]}"
                        english = f"{self._english(street)} / {self._english(other)}"
                        score = 0.1 + (hit.score + also.score) / 2
                        yield Found(name, english, "crossing", self._at(int(row)), "crossing", score)

    def _addresses(self, query: str) -> Iterable[Found]:
        split = split_number(query)
        if split is None:
            return
        text, number = split
        value = number_value(number)
        for street, hit in self._street_hits(text).items():
            rows = _rows_of(self._rows[ADDRESS], street)
            numbers = [self._number[int(self._second[row])] for row in rows]
            same = [i for i, one in enumerate(numbers) if one.casefold().rstrip("号號") == number]
            for i in same[:MOST_RESULTS]:
                yield self._address(street, numbers[i], int(rows[i]), "number", hit.score + 0.1)
            if same:
                continue
            known = ((number_value(n), i) for i, n in enumerate(numbers))
            values = [(abs(v - value), i) for v, i in known if v is not None] if value is not None else []
            if values:
                _, i = min(values)
                yield self._address(street, numbers[i], int(rows[i]), "nearest_number", hit.score - 0.05)
            elif hit.why != "similar":
                name, english = self._street_name[street], self._street_en[street]
                for row in _rows_of(self._rows[STREET], street)[:3]:
                    yield Found(name, english, "street", self._at(int(row)), "street_of_number", hit.score - 0.1)

    def _address(self, street: int, number: str, row: int, why: str, score: float) -> Found:
        name, english = self._street_name[street], self._street_en[street]
        chinese = has_chinese(name)
        label = f"{name}{number}{'' if number.endswith(('号', '號')) else '号'}" if chinese else f"{name} {number}"
        label_en = f"{number} {english}" if english else ""
        return Found(label, label_en, "address", self._at(row), why, score, number=number)

    def _street_hits(self, text: str) -> dict[int, Hit]:
        hits = (hit for hit in self._matcher.match(text) if hit.owner < self._streets and hit.score >= _LEAST_STREET)
        return {hit.owner: hit for _, hit in zip(range(_STREETS_TRIED), hits, strict=False)}

    def _english(self, street: int) -> str:
        return str(self._street_en[street] or self._street_name[street])

    def _at(self, row: int) -> LonLat:
        return float(self._lonlat[row, 0]), float(self._lonlat[row, 1])


def _coordinates(query: str, lonlat: Floats) -> LonLat | None:
    """A query that is two numbers, in the order that lies nearer to the ground."""
    match = _COORDINATES.match(query[:60])
    if match is None or not len(lonlat):
        return None
    a, b = float(match[1]), float(match[2])
    centre = (float(np.median(lonlat[:, 0])), float(np.median(lonlat[:, 1])))
    ways = [way for way in ((a, b), (b, a)) if is_position(*way)]
    return min(ways, key=lambda way: float(metres_between(way[0], way[1], centre[0], centre[1])), default=None)


def _grouped(owner: NDArray[np.int32], rows: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Rows ordered by owner, and those owners, for `_rows_of`."""
    order = np.argsort(owner[rows], kind="stable")
    return owner[rows][order], rows[order]


def _rows_of(grouped: tuple[NDArray[np.int32], NDArray[np.int64]], owner: int) -> NDArray[np.int64]:
    begin, end = np.searchsorted(grouped[0], [owner, owner + 1])
    return grouped[1][begin:end]
