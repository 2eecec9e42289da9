"""Degrees, metres and map units: the three ways this package writes a position.

Positions come and go as WGS 84 `[lon, lat]`; distances are measured on the sphere; nearest-point questions are
asked on a flat plane around the middle of the loaded ground, true to about 1 % within 200 km of it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
LonLat = tuple[float, float]

EARTH_RADIUS = 6_371_008.8
"""Mean radius of the earth, metres (IUGG)."""
_MAX_LATITUDE = 85.051_128_779_806_59


def metres_between(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Floats:
    """Great-circle metres between positions in degrees; shapes broadcast."""
    a, b, c, d = (np.radians(np.asarray(v, dtype=np.float64)) for v in (lon1, lat1, lon2, lat2))
    half = np.sin((d - b) / 2) ** 2 + np.cos(b) * np.cos(d) * np.sin((c - a) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.minimum(half, 1.0))), dtype=np.float64)


@dataclass(frozen=True)
class Plane:
    """A flat plane that touches the earth at `(lon, lat)`: metres east and north of it."""

    lon: float
    lat: float

    @property
    def scale(self) -> tuple[float, float]:
        """Metres a degree of longitude and of latitude."""
        degree = float(np.radians(1.0)) * EARTH_RADIUS
        return degree * float(np.cos(np.radians(self.lat))), degree

    def to_xy(self, positions: ArrayLike) -> Floats:
        """`(n, 2)` degrees -> `(n, 2)` metres."""
        array = np.asarray(positions, dtype=np.float64).reshape(-1, 2)
        return np.asarray((array - (self.lon, self.lat)) * self.scale, dtype=np.float64)

    def to_lonlat(self, xy: ArrayLike) -> Floats:
        """`(n, 2)` metres -> `(n, 2)` degrees."""
        array = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
        return np.asarray(array / self.scale + (self.lon, self.lat), dtype=np.float64)


def to_world(lonlat: ArrayLike) -> Floats:
    """`(n, 2)` degrees -> `(n, 2)` web-Mercator units: 0..1 east and 0..1 *down*, as tiles are counted."""
    array = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    sine = np.sin(np.radians(np.clip(array[:, 1], -_MAX_LATITUDE, _MAX_LATITUDE)))
    y = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    return np.column_stack([array[:, 0] / 360 + 0.5, y])


def is_position(lon: float, lat: float) -> bool:
    """Whether two numbers are a place on earth (NaN and infinity are not)."""
    return -180 <= lon <= 180 and -90 <= lat <= 90
