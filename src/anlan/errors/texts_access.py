"""Texts of the errors that `access` raises: code -> (English, 中文)."""

TEXTS: dict[str, tuple[str, str]] = {
    "session.none": ("Sign in first.", "请先登录。"),
    "session.ended": ("This session has ended. Sign in again.", "会话已结束，请重新登录。"),
    "session.refused": (
        "The name or the password is not right.",
        "用户名或密码不正确。",
    ),
    "session.wrong_password": ("The password is not right.", "密码不正确。"),
    "session.locked": (
        "The session is locked. Unlock it with your password, or switch to another person.",
        "会话已锁定，请输入密码解锁，或切换用户。",
    ),
    "session.wait": (
        "Too many tries with this name from here. Try again in {retry_after} seconds.",
        "此用户名在本机尝试次数过多，请在 {retry_after} 秒后重试。",
    ),
    "session.crowded": (
        "Many people are signing in at this moment. Try again in {retry_after} seconds.",
        "当前登录人数较多，请在 {retry_after} 秒后重试。",
    ),
    "session.csrf": (
        "The X-CSRF-Token header must carry the value of the anlan_csrf cookie.",
        "请求缺少正确的 X-CSRF-Token（应与 anlan_csrf 一致）。",
    ),
    "session.origin": (
        "This connection came from another site and was refused.",
        "该连接来自其他站点，已拒绝。",
    ),
    "access.role": (
        "Your role ({role}) does not include this ({act}).",
        "您的角色（{role}）不包含此操作（{act}）。",
    ),
    "access.no_desk": (
        "Log on to a desk that controls this ground first.",
        "请先登录到管辖该区域的席位。",
    ),
    "access.not_your_work": (
        "This is not your work: neither your ground nor your unit is on it ({act}).",
        "这不是您的工作范围：不在您的辖区，您的警力也未参与（{act}）。",
    ),
    "access.other_matter": (
        "This belongs to another matter and cannot be opened with this one.",
        "该信息属于其他事由，不能一并打开。",
    ),
    "access.erased": ("This has been erased.", "该内容已被删除。"),
    "access.not_found": ("There is no such thing.", "没有找到。"),
    "account.not_found": ("There is no such account.", "没有这个账号。"),
    "account.name_taken": (
        "This sign-in name is taken. Choose another.",
        "该用户名已被使用，请换一个。",
    ),
    "account.invalid": ("The account cannot be kept like this.", "账号信息有误。"),
    "account.role_unknown": ("There is no such role.", "没有这个角色。"),
    "account.agency_unknown": ("There is no such agency.", "没有这个机构。"),
    "account.agency_needed": ("This role needs an agency.", "该角色必须属于一个机构。"),
    "account.field_needed": ("This cannot be empty.", "此项不能为空。"),
    "account.unit_needed": ("An officer belongs to a unit.", "民警必须属于一个警力单元。"),
    "account.unit_only_officer": ("Only an officer belongs to a unit.", "只有民警可以属于警力单元。"),
    "account.name_shape": (
        "A sign-in name has 2 to 64 characters and no blanks at its ends.",
        "用户名为 2 至 64 个字符，首尾不能有空格。",
    ),
    "account.display_name_shape": (
        "The name colleagues see has 1 to 64 characters.",
        "显示姓名为 1 至 64 个字符。",
    ),
    "account.password_shape": (
        "A password has 10 to 256 characters and is not the name.",
        "密码为 10 至 256 个字符，且不能与用户名相同。",
    ),
    "account.language_unknown": ("The languages are zh-CN and en.", "语言只能是 zh-CN 或 en。"),
    "account.erased": ("The account was erased and cannot be changed.", "该账号已被删除，不能再更改。"),
    "account.not_yourself": (
        "You cannot disable or erase your own account or change its role. Ask another administrator.",
        "不能停用、删除自己的账号或更改自己的角色，请由其他管理员操作。",
    ),
    "account.exists_already": (
        "There is an account already; the first administrator is made only once.",
        "已存在账号，首个管理员只能创建一次。",
    ),
    "agency.not_found": ("There is no such agency.", "没有这个机构。"),
    "agency.invalid": ("The agency cannot be kept like this.", "机构信息有误。"),
    "agency.kind_unknown": (
        "The kind is city, district, station or partner.",
        "机构类型只能是 city、district、station 或 partner。",
    ),
    "agency.parent_unknown": ("There is no such parent agency.", "没有这个上级机构。"),
    "agency.ring": (
        "An agency cannot lie below itself.",
        "机构不能是自己的下级。",
    ),
    "agency.name_needed": ("An agency has a name of 1 to 100 characters.", "机构名称为 1 至 100 个字符。"),
    "agency.jurisdiction_shape": (
        "The jurisdiction must be a closed GeoJSON Polygon or MultiPolygon in WGS 84: {why}",
        "辖区必须是 WGS 84 坐标的闭合 GeoJSON Polygon 或 MultiPolygon：{why}",
    ),
    "agency.changed": (
        "The agency was changed by someone else. Read it again.",
        "该机构信息已被他人修改，请重新读取。",
    ),
    "agency.twice": (
        "The agency is in the file twice; the row of line {line} counts.",
        "该机构在文件中重复出现，以第 {line} 行为准。",
    ),
    "agency.twice_field": ("Already in the file.", "文件中已有此项。"),
    "agency.file": (
        "The file is not a GeoJSON FeatureCollection: {why}",
        "文件不是 GeoJSON FeatureCollection：{why}",
    ),
    "request.cursor": ("The cursor is not one that this list gave.", "翻页游标无效。"),
    "request.if_match": (
        'If-Match must be the ETag that was read, such as "7".',
        'If-Match 必须是读取时得到的 ETag，例如 "7"。',
    ),
    "request.idempotency_key": (
        "Idempotency-Key has 1 to 200 visible ASCII characters.",
        "Idempotency-Key 为 1 至 200 个可见 ASCII 字符。",
    ),
    "reading.incident_needed": (
        "Say which incident is opened and for which view.",
        "请说明打开哪条警情以及用于什么界面。",
    ),
}
