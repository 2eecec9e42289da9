"""What the embedded server runs with. Written anew at each start; `local.conf` beside it is the administrator's."""

from collections.abc import Mapping
from pathlib import Path

_SETTINGS: dict[str, str | int | bool] = {
    # Reached through a private folder only.
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": 200,
    # What was acknowledged is on disk.
    "fsync": True,
    "synchronous_commit": True,
    "full_page_writes": True,
    "wal_level": "replica",
    "max_wal_senders": 5,
    "min_wal_size": "128MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "10min",
    # A machine of a few gigabytes that also runs the platform.
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_parallel_workers_per_gather": 1,
    "jit": False,
    "random_page_cost": "1.1",
    # A command that hangs in a transaction must not hold the house.
    "idle_in_transaction_session_timeout": "60s",
    "track_io_timing": True,
    # The log names what went wrong and never what was in it: no statements, no parameters.
    "log_checkpoints": False,
    "log_min_error_statement": "panic",
    "log_parameter_max_length": 0,
    "log_parameter_max_length_on_error": 0,
    "log_error_verbosity": "terse",
    "log_line_prefix": "%m [%p] %u ",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}

HBA = "local all all trust\nlocal replication all trust\n"
"""Everyone who can enter the socket's private folder, and nobody else."""


def configuration(data: Path, hba: Path, socket: Path, port: int, extra: Mapping[str, str]) -> str:
    """The text of `postgresql.conf`. `extra` overrides by name (tests turn durability off)."""
    values: dict[str, str | int | bool] = {
        "data_directory": str(data),
        "hba_file": str(hba),
        "external_pid_file": "",
        "unix_socket_directories": str(socket),
        "port": port,
        **_SETTINGS,
        **extra,
    }
    lines = ["# Written by Anlan at each start: put your own settings in local.conf beside this file."]
    lines += [f"{name} = {_quoted(value)}" for name, value in values.items()]
    lines.append("include_if_exists = 'local.conf'")
    return "\n".join(lines) + "\n"


def _quoted(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    text = str(value).replace("\\", "\\\\").replace("'", "''")
    return f"'{text}'"
