"""Sums the JUnit files of every runner into one closing line: `tally.py FOLDER FAILED`.

FAILED is 1 when a check or a runner ended badly. A report that was announced in FOLDER/expected and is not there, or
cannot be read, counts as one failure: a runner that died must not look like a runner with nothing to say.
Exits 0 only when something passed and nothing failed.
"""

import sys
from pathlib import Path
from xml.etree import ElementTree


def count(report: Path) -> tuple[int, int, int]:
    """Passed, failed and skipped test cases of one report. Raises `OSError` or `ElementTree.ParseError`."""
    passed = failed = skipped = 0
    for case in ElementTree.parse(report).iter("testcase"):
        outcomes = {child.tag for child in case}
        if outcomes & {"failure", "error"}:
            failed += 1
        elif "skipped" in outcomes:
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def tally(folder: Path, ended_badly: bool) -> tuple[str, int]:
    """The closing line and the exit code."""
    expected = folder / "expected"
    names = set(expected.read_text("utf-8").split()) if expected.is_file() else set()
    passed = failed = skipped = 0
    for report in sorted({folder / name for name in names} | set(folder.glob("*.xml"))):
        try:
            counted = count(report)
        except (OSError, ElementTree.ParseError):
            counted = (0, 1, 0)
            print(f"{report.name}: the runner left no report", file=sys.stderr)
        passed, failed, skipped = passed + counted[0], failed + counted[1], skipped + counted[2]
    if ended_badly and not failed:
        failed = 1  # a check such as the linter, which has no test cases
    line = f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")
    return line, 0 if passed and not failed else 1


def main(argv: list[str]) -> int:
    line, code = tally(Path(argv[0]), argv[1] != "0")
    print(line, flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
