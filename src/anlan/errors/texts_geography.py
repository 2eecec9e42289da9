"""Texts of the errors that `geography` raises: code -> (English, 中文)."""

TEXTS: dict[str, tuple[str, str]] = {
    "geography.not_a_file": (
        "{path} is a folder; name an OSM extract.",
        "{path} 是文件夹，请指定一个 OSM 数据文件。",
    ),
    "geography.unreadable": ("{path} cannot be read: {reason}.", "无法读取 {path}：{reason}。"),
    "geography.empty_file": ("{path} is empty; what was loaded before stays.", "{path} 是空文件，原有路网保持不变。"),
    "geography.not_osm": (
        "{path} is not an OSM extract (.osm, .osm.gz, .osm.bz2 or .osm.pbf); what was loaded before stays.",
        "{path} 不是 OSM 数据（.osm、.osm.gz、.osm.bz2 或 .osm.pbf），原有路网保持不变。",
    ),
    "geography.broken_file": (
        "{path} is broken at {where}: {reason}. What was loaded before stays.",
        "{path} 在{where_zh}处损坏：{reason}。原有路网保持不变。",
    ),
    "geography.no_roads": (
        "{path} has no street that can be travelled ({elements} elements read); what was loaded before stays.",
        "{path} 中没有可通行的道路（共读取 {elements} 个要素），原有路网保持不变。",
    ),
    "geography.import_crashed": (
        "Loading {path} stopped unexpectedly while {stage} ({reason}); what was loaded before stays.",
        "导入 {path} 在“{stage}”阶段意外中止（{reason}），原有路网保持不变。",
    ),
    "geography.disk": (
        "The road folder cannot be written: {reason}. What was loaded before stays.",
        "无法写入路网文件夹：{reason}。原有路网保持不变。",
    ),
    "geography.no_ground": (
        "No streets are loaded yet; load an extract with `anlan load roads FILE`.",
        "尚未载入路网，请先运行 `anlan load roads 文件`。",
    ),
    "geography.ground_missing": (
        "The road folder {hash} is not on this machine; load the same extract again with `anlan load roads FILE`.",
        "本机没有路网 {hash}，请用 `anlan load roads 文件` 重新载入同一数据。",
    ),
    "geography.ground_damaged": (
        "The road folder {hash} is damaged ({reason}); delete it and load the extract again.",
        "路网 {hash} 已损坏（{reason}），请删除后重新载入。",
    ),
    "geography.not_a_location": (
        "A location is [longitude, latitude] in degrees, for example 121.47,31.23.",
        "位置应为 [经度, 纬度]（度），例如 121.47,31.23。",
    ),
    "geography.not_a_cell": ("That is no cell of this platform.", "这不是本平台的网格编号。"),
    "geography.not_a_tile": ("There is no such tile; zooms 8 to 16 are served.", "没有这个瓦片，仅提供 8 至 16 级。"),
    "geography.bad_shape": (
        "The jurisdiction of {agency} is not a valid polygon: {reason}.",
        "{agency} 的辖区不是有效的多边形：{reason}。",
    ),
    "geography.no_route": (
        "No route from there to there by this way of travelling: {reason}",
        "以此方式无法到达：{reason}",
    ),
}

REACH_TEXTS: dict[str, tuple[str, str]] = {
    "place_off_roads": ("no street is near enough to the place", "该位置附近没有道路"),
    "place_across_water": ("water lies between the place and the nearest street", "该位置与最近道路之间隔着水面"),
    "place_off_water": ("the place is too far from water for a boat", "该位置离水面太远，船艇无法到达"),
    "no_water": ("the loaded map has no water that a boat could travel", "已载入的地图没有可通航水面"),
    "no_walkways": ("the loaded map has no way that can be walked", "已载入的地图没有可步行的道路"),
    "no_streets": ("the loaded map has no street that can be driven", "已载入的地图没有可行车的道路"),
    "unit_off_network": ("the unit is too far from any way it can use", "警力所在处没有可用的通路"),
    "not_connected": ("no way leads from the unit to the place", "警力所在处与该位置之间没有通路"),
}
"""Why something cannot be reached: code -> (English, 中文). Reasons beside a result, not errors."""
