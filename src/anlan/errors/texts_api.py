"""Texts of the errors that `api` raises: code -> (English, 中文)."""

TEXTS: dict[str, tuple[str, str]] = {
    "request.malformed": (
        "The body is not JSON as RFC 8259 has it. Nothing was done.",
        "请求内容不是合法的 JSON，未做任何更改。",
    ),
    "request.invalid": (
        "Some fields cannot be taken as they are; errors says which. Nothing was done.",
        "部分字段有误，详见 errors，未做任何更改。",
    ),
    "request.characters": (
        "Control characters, half surrogates and numbers beyond 64 bits cannot be taken.",
        "不接受控制字符、不完整的代理字符或超过 64 位的数字。",
    ),
    "request.too_large": ("The body is larger than is taken here.", "请求内容过大。"),
    "request.content_type": (
        "This content type is not taken here. Expected: {expected}.",
        "不支持此内容类型，应为 {expected}。",
    ),
    "request.not_found": ("There is nothing at this address.", "该地址没有内容。"),
    "request.method": (
        "This address does not take this method; Allow says which it takes.",
        "该地址不支持此方法，可用方法见 Allow。",
    ),
    "request.fault": (
        "Something went wrong on our side. It has been noted under {instance}; trying again is safe with the same"
        " Idempotency-Key.",
        "系统出现故障，已记录（{instance}）。使用相同的 Idempotency-Key 重试是安全的。",
    ),
    "request.unavailable": (
        "The database is away for a moment. Try again; with the same Idempotency-Key nothing is done twice.",
        "数据库暂时不可用，请重试；使用相同的 Idempotency-Key 不会重复执行。",
    ),
    "request.not_ready": ("The platform is still starting.", "平台正在启动。"),
    "request.loopback_only": (
        "Demo accounts are told only to this machine itself.",
        "演示账号只能在本机查看。",
    ),
    "field.missing": ("This field is needed.", "缺少此字段。"),
    "field.unknown": ("There is no such field here.", "没有此字段。"),
    "field.too_long": ("Too long.", "过长。"),
    "field.too_short": ("Too short.", "过短。"),
    "field.range": ("Out of range.", "超出范围。"),
    "field.choice": ("Not one of the possible values.", "不是可选的值。"),
    "field.shape": ("Not in the expected form.", "格式不正确。"),
    "field.time": (
        "A time is ISO 8601 with an offset, such as 2026-03-01T08:00:00+08:00.",
        "时间应为带时区的 ISO 8601 格式，例如 2026-03-01T08:00:00+08:00。",
    ),
    "field.wrong": ("Not of the expected kind.", "类型不正确。"),
}
