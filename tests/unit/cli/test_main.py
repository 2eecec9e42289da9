"""The command line's manners: exit codes, one sentence, help that costs nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from anlan.cli.main import COMMANDS, main
from anlan.database import Location
from anlan.run import Run


def test_the_overview_lists_every_command_of_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    for name, entry in COMMANDS.items():
        assert (f"  {name} " in shown) == bool(entry.summary)


@pytest.mark.parametrize("name", [name for name, entry in COMMANDS.items() if entry.summary])
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    assert f"usage: anlan {name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [[], ["nothing"], ["demo", "--port", "70000"], ["demo", "--speed", "0"], ["serve", "x"]]
)
def test_wrong_usage_is_two(words: list[str]) -> None:
    assert main(words) == 2


def test_a_wrong_setting_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ANLAN_PROT", "1")
    assert main(["doctor"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("anlan: unknown setting ANLAN_PROT") and said.count("\n") == 1


def test_a_refusal_speaks_the_readers_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    for language, words in (("zh-CN", "数据目录"), ("en", "The data folder")):
        monkeypatch.setenv("ANLAN_LANGUAGE", language)
        assert main(["demo", "--no-browser", "--port", "0", "--data", str(tmp_path / "file")]) == 1
        said = capsys.readouterr().err
        assert words in said and said.count("\n") == 1


def test_the_overview_imports_no_command() -> None:
    script = "import sys; from anlan.cli.main import main; main(['--help']); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    for heavy in ("asyncio", "asyncpg", "fastapi", "anlan.cli.demo", "alembic"):
        assert f"'{heavy}'" not in done.stdout


def test_doctor_tells_people_and_programs_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ANLAN_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ANLAN_PORT", "0")
    code = main(["doctor", "--json"])
    items = json.loads(capsys.readouterr().out)["items"]
    assert {"python", "postgresql", "database", "orphan clusters", "port", "chromium"} <= {
        item["name"] for item in items
    }
    assert all(item["mend"] for item in items if item["state"] != "ok")
    assert code == (1 if any(item["state"] == "lack" for item in items) else 0)
    assert main(["doctor"]) == code
    shown = capsys.readouterr().out
    assert all(item["name"] in shown for item in items)
    assert not (tmp_path / "data").exists()


def test_what_a_part_is_told_survives_the_command_line() -> None:
    import argparse

    parser = argparse.ArgumentParser()
    Run.configure(parser)
    for told in (Run(), Run(demo=True, speed=2.5, seed=7, listen_fd=9), Run(speed=1.0)):
        assert Run.of(parser.parse_args(told.words())) == told


def test_a_database_that_keeps_us_out_is_one_sentence_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data_dir: Path, location: Location
) -> None:
    monkeypatch.setenv("ANLAN_DATA_DIR", str(data_dir))
    for user, database in (("nobody_known", location.database), ("postgres", "no_such_city")):
        monkeypatch.setenv("ANLAN_DATABASE_URL", f"postgresql://{user}@/{database}?host={location.socket}")
        assert main(["serve", "--port", "0"]) == 1
        said = capsys.readouterr().err
        assert "does not let us in" in said and said.count("\n") == 1


def test_what_nobody_foresaw_is_a_sentence_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("nine by nought")

    monkeypatch.setattr("anlan.cli.main.load_settings", fail)
    assert main(["doctor"]) == 1
    said = capsys.readouterr().err
    assert "ZeroDivisionError: nine by nought" in said and said.count("\n") == 1
    with pytest.raises(ZeroDivisionError):
        main(["--trace", "doctor"])
