"""What may be said of a place to everybody: the street or the corner, never the house.

`public_place` names the nearest street, and the corner if one is within `CORNER_METRES`; where no street is near, a
village or quarter; where nothing has a name, the coarse cell. It is made from public map data alone.
"""

import numpy as np
from scipy.spatial import cKDTree

from anlan.geography.cells import cell_at
from anlan.geography.gazetteer import CROSSING
from anlan.geography.graph import Network
from anlan.geography.plane import Floats, LonLat, Plane
from anlan.geography.segments import SegmentIndex
from anlan.geography.store import Folder

STREET_METRES = 250.0
CORNER_METRES = 60.0
PLACE_METRES = 5_000.0
_SETTLEMENTS = (
    "city", "town", "village", "suburb", "quarter", "hamlet", "neighbourhood", "locality", "island", "islet",
)  # fmt: skip


class PublicPlaces:
    """Coarse descriptions over one ground. Safe to share between threads."""

    def __init__(self, folder: Folder, networks: list[Network], plane: Plane) -> None:
        self._plane = plane
        self._names, self._names_en = folder.read_texts("street.name"), folder.read_texts("street.name_en")
        starts, ends, streets = [], [], []
        for network in networks:
            named = np.flatnonzero(network.street >= 0)
            begin, end = network.line_start[named], network.line_end[named]
            count = end - begin
            step = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
            first = np.repeat(begin, count) + step
            xy = plane.to_xy(network.line_lonlat)
            starts.append(xy[first])
            ends.append(xy[first + 1])
            streets.append(np.repeat(network.street[named], count))
        none = np.zeros((0, 2))
        self._segments = SegmentIndex(np.concatenate([none, *starts]), np.concatenate([none, *ends]))
        self._street = np.concatenate([np.zeros(0, dtype=np.int32), *streets])
        kind, lonlat = np.asarray(folder.read_array("found.kind")), folder.read_array("found.lonlat")
        corner = np.flatnonzero(kind == CROSSING)
        self._corner_streets = np.column_stack(
            [folder.read_array("found.first")[corner], folder.read_array("found.second")[corner]]
        )
        self._corners = _tree(plane.to_xy(lonlat[corner]))
        self._place_names = folder.read_texts("place.name")
        kinds = folder.read_texts("place.kind")
        place = np.flatnonzero(kind == 2)
        index = folder.read_array("found.first")[place]
        settled = np.array([kinds[int(i)] in _SETTLEMENTS for i in index], dtype=bool)
        self._settlement = index[settled]
        self._settlements = _tree(plane.to_xy(lonlat[place[settled]]))

    def street(self, location: LonLat) -> tuple[str, str] | None:
        """Name and English name of the nearest named street, None if none is near."""
        at = self._nearest_street(self._plane.to_xy([location]))
        return None if at is None else (str(self._names[at]), str(self._names_en[at] or self._names[at]))

    def describe(self, location: LonLat) -> str:
        """The public description of a place. Raises `Invalid` if it is no place on earth."""
        cell = cell_at(location)
        xy = self._plane.to_xy([location])
        street = self._nearest_street(xy)
        if street is not None:
            corner = self._corner(xy[0], street)
            name = str(self._names[street])
            return name if corner is None else f"{name} / {self._names[corner]}"
        if self._settlements is not None:
            far, index = self._settlements.query(xy[0], distance_upper_bound=PLACE_METRES)
            if np.isfinite(far):
                return str(self._place_names[int(self._settlement[int(index)])])
        return cell

    def _nearest_street(self, xy: Floats) -> int | None:
        found = int(self._segments.nearest(xy, STREET_METRES).segment[0])
        return None if found < 0 else int(self._street[found])

    def _corner(self, xy: Floats, street: int) -> int | None:
        """The other street of the nearest corner that the street has close by."""
        if self._corners is None:
            return None
        far, index = self._corners.query(xy, k=min(8, self._corners.n), distance_upper_bound=CORNER_METRES)
        for one in np.atleast_1d(index)[np.isfinite(np.atleast_1d(far))]:
            pair = [int(s) for s in self._corner_streets[int(one)]]
            if street in pair:
                return pair[1] if pair[0] == street else pair[0]
        return None


def _tree(xy: Floats) -> "cKDTree | None":
    return cKDTree(xy) if len(xy) else None
