"""The closing line of a test run: every runner is summed, and a runner that died is a failure."""

import importlib.util
from pathlib import Path

import pytest

_PATH = Path(__file__).parents[2] / ".ci" / "tally.py"
_SPEC = importlib.util.spec_from_file_location("tally", _PATH)
assert _SPEC is not None and _SPEC.loader is not None
tally = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(tally)

_PYTEST = """<?xml version="1.0"?><testsuites><testsuite name="pytest" tests="4" failures="1" errors="1" skipped="1">
<testcase name="a"/><testcase name="b"><failure message="no">x</failure></testcase>
<testcase name="c"><skipped message="why"/></testcase><testcase name="d"><error>x</error></testcase>
</testsuite></testsuites>"""
_VITEST = """<?xml version="1.0"?><testsuites tests="2"><testsuite name="one"><testcase name="e"/></testsuite>
<testsuite name="two"><testcase name="f"><system-out>text</system-out></testcase></testsuite></testsuites>"""


def test_every_runner_is_summed(tmp_path: Path) -> None:
    (tmp_path / "python.xml").write_text(_PYTEST)
    (tmp_path / "console.xml").write_text(_VITEST)
    assert tally.tally(tmp_path, ended_badly=True) == ("3 passed, 2 failed, 1 skipped", 1)


def test_all_well(tmp_path: Path) -> None:
    (tmp_path / "console.xml").write_text(_VITEST)
    (tmp_path / "expected").write_text("console.xml\n")
    assert tally.tally(tmp_path, ended_badly=False) == ("2 passed, 0 failed", 0)


def test_a_runner_that_left_no_report_failed(tmp_path: Path) -> None:
    (tmp_path / "console.xml").write_text(_VITEST)
    (tmp_path / "expected").write_text("console.xml\nbrowser.xml\n")
    assert tally.tally(tmp_path, ended_badly=False) == ("2 passed, 1 failed", 1)


def test_a_broken_report_failed(tmp_path: Path) -> None:
    (tmp_path / "python.xml").write_text(_PYTEST[:90])
    assert tally.tally(tmp_path, ended_badly=False) == ("0 passed, 1 failed", 1)


def test_a_linter_without_test_cases_counts_as_one(tmp_path: Path) -> None:
    (tmp_path / "console.xml").write_text(_VITEST)
    assert tally.tally(tmp_path, ended_badly=True) == ("2 passed, 1 failed", 1)


def test_no_test_at_all_is_not_a_success(tmp_path: Path) -> None:
    assert tally.tally(tmp_path, ended_badly=False) == ("0 passed, 0 failed", 1)


def test_the_line_is_the_last_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "console.xml").write_text(_VITEST)
    assert tally.main([str(tmp_path), "0"]) == 0
    assert capsys.readouterr().out == "2 passed, 0 failed\n"
