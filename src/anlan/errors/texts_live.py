"""Texts of the errors that `live` raises: code -> (English, 中文)."""

TEXTS: dict[str, tuple[str, str]] = {
    "live.span": (
        "The span must end after it begins and be at most {hours} hours long.",
        "结束时间须晚于开始时间，且跨度不超过 {hours} 小时。",
    ),
    "live.no_offset": (
        "The time needs an offset, such as 2026-03-01T08:00:00+08:00 or ...Z.",
        "时间须带时区偏移，例如 2026-03-01T08:00:00+08:00 或以 Z 结尾。",
    ),
}
