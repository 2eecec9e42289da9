"""Texts of the errors that `journal` raises: code -> (English, 中文)."""

TEXTS: dict[str, tuple[str, str]] = {
    "journal.changed_meanwhile": (
        "Somebody changed this while you were looking at it. Look again, then decide.",
        "您查看期间他人已作修改，请刷新后再决定。",
    ),
    "journal.busy": (
        "Too many people are changing this at once. Try again.",
        "同时修改的人过多，请重试。",
    ),
    "journal.command_reused": (
        "This idempotency key was used for a different request. Use a new key.",
        "该幂等键已用于其他请求，请更换。",
    ),
    "journal.erased": (
        "This record has been erased; nothing more can be written to it.",
        "该记录已被擦除，不能再写入。",
    ),
    "journal.answer_erased": (
        "This was done, and what was answered then has been erased since.",
        "该操作已完成，当时的答复已被擦除。",
    ),
    "journal.timer_void": (
        "This was no longer due: it was settled or moved meanwhile.",
        "该定时事项已处理或已改期，不再到期。",
    ),
    "journal.no_database": (
        "The database does not answer at the moment. What you typed is kept; try again in a few seconds.",
        "数据库暂时无响应，已输入内容会保留，请稍后重试。",
    ),
}
