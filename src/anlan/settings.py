"""Every setting of a running platform, with its default, in one place.

Read from `anlan.toml` in the working folder (table `[anlan]`, lower-case names without the prefix) and from the
environment (`ANLAN_*`, which wins). An unknown or wrong one stops the start with one clear sentence.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

__all__ = ["SettingError", "Settings", "load_settings"]


class SettingError(Exception):
    """One sentence that names the setting, what was found and what is allowed."""


@dataclass(frozen=True)
class Settings:
    """The settings by name; `ANLAN_DATA_DIR` is `data_dir`, and so on."""

    data_dir: Path = Path(".anlan")
    """Where the platform keeps its database (when embedded), keys, road graphs and pictures."""
    database_url: str = ""
    """PostgreSQL 15+ of one's own; empty means the embedded one under `data_dir`."""
    host: str = "127.0.0.1"
    """Address to listen on."""
    port: int = 8110
    """Port to listen on; 0 picks a free one."""
    language: str = "zh-CN"
    """Language of first sight, `zh-CN` or `en`; each person may change their own."""
    time_zone: str = "Asia/Shanghai"
    """IANA zone in which times are shown and incident numbers begin their day."""
    secret_file: Path | None = None
    """File of the master key that wraps all others; by default `data_dir/secret`."""
    shared_data: Path | None = None
    """Folder of data sets for tests and benches; by default `../shared/data` where it exists."""
    message_gateway: str = ""
    """http(s) address that rings people outside the console when an alarm is escalated; empty: desks only."""

    @property
    def secret_path(self) -> Path:
        return self.secret_file or self.data_dir / "secret"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def shared_path(self) -> Path | None:
        path = self.shared_data or Path("../shared/data")
        return path if path.is_dir() else None


def load_settings(environ: Mapping[str, str] | None = None, toml: Path | None = None) -> Settings:
    """The settings in force. Raises `SettingError`."""
    environ = os.environ if environ is None else environ
    toml = Path("anlan.toml") if toml is None else toml
    known = {field.name for field in fields(Settings)}
    found: dict[str, str] = {}
    if toml.is_file():
        try:
            table = tomllib.loads(toml.read_text("utf-8")).get("anlan", {})
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingError(f"{toml} is not valid TOML: {error}") from None
        found.update({name: str(value) for name, value in table.items()})
    found.update({name[6:].lower(): value for name, value in environ.items() if name.startswith("ANLAN_")})
    unknown = sorted(set(found) - known)
    if unknown:
        names = ", ".join("ANLAN_" + name.upper() for name in sorted(known))
        raise SettingError(f"unknown setting ANLAN_{unknown[0].upper()}; the settings are {names}")
    return _checked({name: value for name, value in found.items() if value != ""})


def _checked(found: Mapping[str, str]) -> Settings:
    values: dict[str, object] = dict(found)
    for name in ("data_dir", "secret_file", "shared_data"):
        if name in found:
            values[name] = Path(found[name]).expanduser()
    if "port" in found:
        if not found["port"].isdigit() or int(found["port"]) > 65535:
            raise SettingError(f"ANLAN_PORT must be a number from 0 to 65535, not {found['port']!r}")
        values["port"] = int(found["port"])
    if found.get("language", "zh-CN") not in ("zh-CN", "en"):
        raise SettingError(f"ANLAN_LANGUAGE must be zh-CN or en, not {found['language']!r}")
    if not found.get("message_gateway", "http://").startswith(("http://", "https://")):
        raise SettingError("ANLAN_MESSAGE_GATEWAY must be an http or https address")
    try:
        ZoneInfo(found.get("time_zone", "Asia/Shanghai"))
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingError(f"ANLAN_TIME_ZONE is not a known time zone: {found['time_zone']!r}") from None
    if not found.get("database_url", "postgresql://").startswith(("postgresql://", "postgres://")):
        raise SettingError("ANLAN_DATABASE_URL must begin with postgresql://")
    return Settings(**values)  # type: ignore[arg-type]
