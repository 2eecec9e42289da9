"""Texts of the errors that `app` raises: code -> (English, 中文)."""

TEXTS: dict[str, tuple[str, str]] = {
    "app.worker_away": (
        "The part that computes travel times is starting again. Try once more in a few seconds; sending by call sign"
        " works meanwhile.",
        "计算服务正在重启，请几秒后重试；期间可按呼号直接派警。",
    ),
    "app.worker_failed": (
        "The computation failed and has been noted. Sending by call sign works meanwhile.",
        "计算失败，已记录；期间可按呼号直接派警。",
    ),
    "app.no_ground": (
        "No roads are loaded, so travel times cannot be computed. Run `anlan load roads FILE`; sending by call sign"
        " works meanwhile.",
        "尚未加载路网，无法计算行程时间。请运行 `anlan load roads FILE`；期间可按呼号直接派警。",
    ),
    "app.keys": (
        "The keys cannot be opened: {reason}.",
        "密钥无法打开：{reason}。",
    ),
    "app.socket_folder": (
        "The folder {folder} belongs to somebody else or is open to others. Remove it, then start again.",
        "目录 {folder} 属于他人或权限过宽，请删除后重新启动。",
    ),
    "bench.not_here": (
        "The benches are in the source tree ({folder}), which is not here.",
        "性能测试在源代码目录（{folder}）中，此处没有。",
    ),
}
