"""Logs of the platform's processes: one JSON object a line, one file a process, never what people said or wrote."""

import json
import logging
import os
import sys
import time
from pathlib import Path
from types import TracebackType

_LARGE = 10_000_000
"""Bytes after which a log is put aside at the next start; one older file is kept."""


class LogFile:
    """A log file opened for adding, as a file descriptor that a child process can be given."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _LARGE:
            path.replace(path.with_suffix(path.suffix + ".1"))
        self.handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def __enter__(self) -> int:
        return self.handle

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        os.close(self.handle)


class JsonLines(logging.Formatter):
    """`time` (UTC), `level`, `logger`, `text`, and `error` with the traceback when there is one."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": self.formatTime(record),
            "level": record.levelname.lower(),
            "process": record.process,
            "logger": record.name,
            "text": record.getMessage(),
        }
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z"


def log_as_json(level: int = logging.INFO) -> None:
    """Send this process's log to its standard error, which the supervisor keeps in `logs/NAME.log`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
