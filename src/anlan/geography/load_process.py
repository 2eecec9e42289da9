"""The process that builds a ground: `python -m anlan.geography.load_process EXTRACT FOLDER HASH`.

It writes one line of JSON a stage, `{"stage", "share"}`, or one that says why it stopped, `{"error", ...}`. It ends
itself when the process that started it is gone.
"""

import json
import os
import sys
from pathlib import Path

from anlan.errors import AnlanError
from anlan.geography.build import build_ground


def main(arguments: list[str]) -> int:
    """Builds, and answers the exit status: 0 also for an extract that was refused in good order."""
    path, folder, hash = arguments
    parent = os.getppid()

    def report(stage: str, share: float | None) -> None:
        if os.getppid() != parent:
            raise SystemExit(1)
        sys.stdout.write(json.dumps({"stage": stage, "share": share}) + "\n")
        sys.stdout.flush()

    try:
        build_ground(Path(path), Path(folder), hash, report)
    except AnlanError as error:
        _refuse(error.code, error.status, error.params)
    except OSError as error:
        _refuse("geography.disk", AnlanError.status, {"reason": error.strerror or str(error)})
    return 0


def _refuse(code: str, status: int, params: dict[str, object]) -> None:
    sys.stdout.write(json.dumps({"error": code, "status": status, "params": params}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
