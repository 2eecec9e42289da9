"""Which map feature an area or a point is: the classes the map draws and the search names."""

from anlan.geography.passage import Tags

PLACE_KEYS = (
    "place", "amenity", "shop", "tourism", "leisure", "office", "healthcare", "emergency", "railway",
    "public_transport", "aeroway", "historic", "harbour", "man_made", "craft", "club", "natural", "landuse",
    "building",
)  # fmt: skip
"""Keys that make a named thing a place to search, the most telling first."""

AREA_KEYS = ("natural", "water", "waterway", "landuse", "leisure", "place", "amenity", "man_made", "aeroway")

_LAND: dict[tuple[str, str], str] = {
    **{("natural", v): c for v, c in {
        "wood": "wood", "grassland": "grass", "heath": "scrub", "scrub": "scrub", "beach": "sand", "sand": "sand",
        "bare_rock": "rock", "scree": "rock", "wetland": "wetland", "glacier": "ice",
    }.items()},
    **{("landuse", v): c for v, c in {
        "forest": "wood", "grass": "grass", "meadow": "grass", "village_green": "grass", "farmland": "farmland",
        "farmyard": "farmland", "orchard": "farmland", "vineyard": "farmland", "allotments": "farmland",
        "residential": "residential", "commercial": "commercial",
        "retail": "commercial", "industrial": "industrial", "port": "industrial",
        "harbour": "industrial", "quarry": "industrial", "railway": "industrial", "construction": "industrial",
        "cemetery": "cemetery", "recreation_ground": "park", "military": "industrial",
    }.items()},
    **{("leisure", v): c for v, c in {
        "park": "park", "garden": "park", "golf_course": "park", "nature_reserve": "park", "common": "park",
        "pitch": "pitch", "track": "pitch", "playground": "pitch", "stadium": "pitch", "sports_centre": "pitch",
    }.items()},
    **{("amenity", v): c for v, c in {
        "school": "school", "university": "school", "college": "school", "kindergarten": "school",
        "hospital": "hospital", "parking": "parking", "grave_yard": "cemetery",
    }.items()},
    **{("man_made", v): "pier" for v in ("pier", "breakwater", "groyne", "quay")},
    ("place", "square"): "square", ("place", "island"): "island", ("place", "islet"): "island",
    ("aeroway", "aerodrome"): "industrial",
}  # fmt: skip
_WATERWAY_AREAS = ("riverbank", "dock", "river", "canal")
_NOT_BOATABLE = ("wastewater", "reflecting_pool", "fountain", "pool", "moat")
_ORDINARY_PLACES = ("yes", "no", "tree", "tree_row", "crossing", "traffic_signals", "coastline", "surveillance")


def water_class(tags: Tags) -> str | None:
    """`sea`, `river` or `lake` where an area is water, else None."""
    if tags.get("place") in ("sea", "ocean") or tags.get("water") in ("sea", "ocean", "harbour", "bay"):
        return "sea"
    if tags.get("waterway") in _WATERWAY_AREAS or tags.get("water") in ("river", "canal"):
        return "river"
    if tags.get("natural") == "water" or tags.get("landuse") in ("reservoir", "basin"):
        return "lake"
    return None


def is_boatable(tags: Tags) -> bool:
    """Whether a boat may be thought to float there: not dry for months, not a pool, not forbidden."""
    return (
        tags.get("water") not in _NOT_BOATABLE
        and tags.get("intermittent") != "yes"
        and tags.get("landuse") != "basin"
        and "no" not in (tags.get("boat"), tags.get("motorboat"))
    )


def land_class(tags: Tags) -> str | None:
    """The class under which an area of land is drawn, or None."""
    if tags.get("highway") == "pedestrian":
        return "square"
    for key in AREA_KEYS:
        if key in tags and (key, tags[key]) in _LAND:
            return _LAND[key, tags[key]]
    return None


def place_kind(tags: Tags) -> str | None:
    """What a named thing is (`village`, `hospital`, `station`, ...), or None if it is no place to look for."""
    for key in PLACE_KEYS:
        value = tags.get(key)
        if value is None or value in _ORDINARY_PLACES[1:]:
            continue
        if key in ("building", "shop", "office", "harbour", "craft", "club"):
            return key
        return value if value != "yes" else key
    return None
