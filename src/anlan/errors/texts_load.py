"""Texts of the errors of loading files and replaying past calls: code -> (English, 中文)."""

TEXTS: dict[str, tuple[str, str]] = {
    "force.file": ("{file} cannot be read: {reason}.", "{file} 无法读取：{reason}。"),
    "force.column": ("The file has no column {name}.", "文件缺少列 {name}。"),
    "replay.no_file": ("There is no file {file}.", "文件 {file} 不存在。"),
    "replay.unreadable": ("{file} cannot be read: {reason}.", "{file} 无法读取：{reason}。"),
    "replay.mapping_lacks": ("The mapping {file} lacks {name}.", "映射文件 {file} 缺少 {name}。"),
    "replay.mapping_wrong": ("The mapping {file} is wrong: {reason}.", "映射文件 {file} 有误：{reason}。"),
    "replay.no_column": (
        "{file} has no column {name}, which the mapping names.",
        "{file} 没有映射文件所指的列 {name}。",
    ),
    "export.exists": (
        "{folder} is there already. Name a folder that is not.",
        "{folder} 已存在，请指定一个不存在的目录。",
    ),
    "export.no_platform": (
        "No platform answers at {address} ({reason}). Start it, or name it with --address.",
        "{address} 没有平台响应（{reason}）。请先启动平台，或用 --address 指定地址。",
    ),
    "export.refused": ("The platform refused: {reason}", "平台拒绝：{reason}"),
    "replay.not_empty": (
        "This data folder has a present of its own. Give the replay another with --data DIR.",
        "该数据目录已有自己的数据，请用 --data DIR 为回放另指定目录。",
    ),
    "replay.no_roads": (
        "No roads are loaded for this replay. Give an extract with --roads.",
        "该回放没有路网，请用 --roads 指定地图数据。",
    ),
}
