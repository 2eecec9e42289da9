"""Texts of the errors that `database` and the supervisor raise: code -> (English, 中文)."""

TEXTS: dict[str, tuple[str, str]] = {
    "database.unavailable": (
        "The database does not answer; try again in a moment ({reason}).",
        "数据库暂时没有响应，请稍后重试（{reason}）。",
    ),
    "database.no_entry": (
        "The database does not let us in ({reason}): check ANLAN_DATABASE_URL.",
        "数据库拒绝连接（{reason}）：请检查 ANLAN_DATABASE_URL。",
    ),
    "database.no_rights": (
        "The user of ANLAN_DATABASE_URL lacks rights ({reason}): it must own its database and have CREATEROLE.",
        "ANLAN_DATABASE_URL 的用户权限不足（{reason}）：它须拥有该数据库并具有 CREATEROLE 权限。",
    ),
    "database.no_binaries": (
        "The PostgreSQL binaries are not installed: run `make setup`, or set ANLAN_DATABASE_URL.",
        "缺少 PostgreSQL 程序：请运行 `make setup`，或设置 ANLAN_DATABASE_URL。",
    ),
    "database.no_service_user": (
        "PostgreSQL does not run as root and the service user {user} could not be made ({reason}): "
        "make it with `useradd --system {user}`, start as an ordinary user, or set ANLAN_DATABASE_URL.",
        "PostgreSQL 不能以 root 运行，且无法创建服务用户 {user}（{reason}）："
        "请执行 `useradd --system {user}`、改用普通用户启动，或设置 ANLAN_DATABASE_URL。",
    ),
    "database.in_use": (
        "The data folder {folder} is in use by process {pid}: stop that one first, or choose another with --data.",
        "数据目录 {folder} 正被进程 {pid} 使用：请先停止它，或用 --data 另选目录。",
    ),
    "database.unfit_folder": (
        "The data folder {folder} cannot hold a database ({reason}): choose another with ANLAN_DATA_DIR.",
        "数据目录 {folder} 无法存放数据库（{reason}）：请用 ANLAN_DATA_DIR 另选目录。",
    ),
    "database.other_owner": (
        "The database in {folder} belongs to the user {owner}: start as that user or as root.",
        "{folder} 中的数据库属于用户 {owner}：请以该用户或 root 启动。",
    ),
    "database.copied": (
        "The data folder {folder} is a copy of {original}, whose database it would share: "
        "use `anlan backup` and `anlan restore` to copy one.",
        "数据目录 {folder} 是 {original} 的副本，会与其共用同一数据库："
        "复制请使用 `anlan backup` 和 `anlan restore`。",
    ),
    "database.cluster_gone": (
        "The data folder {folder} names a database in {cluster} that is not there: "
        "bring it back, or choose an empty data folder.",
        "数据目录 {folder} 所指的数据库 {cluster} 不存在：请恢复它，或另选一个空目录。",
    ),
    "database.other_version": (
        "The database in {folder} was made by PostgreSQL {found}, this is PostgreSQL {known}: "
        "carry it over with `anlan backup` of the old version and `anlan restore` of this one.",
        "{folder} 中的数据库由 PostgreSQL {found} 创建，当前为 PostgreSQL {known}："
        "请用旧版本 `anlan backup`、再用新版本 `anlan restore` 迁移。",
    ),
    "database.start_failed": (
        "The database did not start: {reason} (the whole story is in {log}).",
        "数据库未能启动：{reason}（详情见 {log}）。",
    ),
    "database.newer_schema": (
        "The database has schema {found} and this program knows up to {known}: use the newer program.",
        "数据库结构版本为 {found}，本程序只支持到 {known}：请使用更新的程序。",
    ),
    "database.older_server": (
        "The database is PostgreSQL {found}; 15 or later is needed.",
        "数据库为 PostgreSQL {found}，需要 15 或更高版本。",
    ),
    "supervisor.port_in_use": (
        "Port {port} on {host} is in use by another program: stop that one, or choose another with --port.",
        "{host} 的端口 {port} 已被其他程序占用：请停止该程序，或用 --port 另选端口。",
    ),
    "supervisor.no_address": (
        "Cannot listen on {host} port {port} ({reason}): choose others with ANLAN_HOST and --port.",
        "无法在 {host} 的端口 {port} 上监听（{reason}）：请用 ANLAN_HOST 和 --port 另行指定。",
    ),
    "supervisor.child_failed": (
        "The {name} process did not start: {reason} (the whole story is in {log}).",
        "{name} 进程未能启动：{reason}（详情见 {log}）。",
    ),
}
