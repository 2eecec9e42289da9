"""Finds the command, runs it, and turns whatever goes wrong into one plain sentence and an exit code.

Exit codes: 0 done, 2 wrong usage, 1 failure. A command's file offers `configure(parser)`, which adds its arguments,
and `run(arguments, settings)`, which answers the exit code. A new command is its file and a line in `COMMANDS`.
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from anlan import __version__
from anlan.errors import AnlanError
from anlan.settings import SettingError, Settings, load_settings


@dataclass(frozen=True)
class Entry:
    """`module` is under `anlan.cli`; one without a summary is for our own processes and not shown."""

    module: str
    summary: str = ""


COMMANDS: dict[str, Entry] = {
    "demo": Entry("demo", "the whole platform with a generated city and a day under way"),
    "serve": Entry("serve", "the platform, with settings from the environment or anlan.toml"),
    "replay-calls": Entry("replay_calls", "past calls through the live loop, with figures"),
    "account": Entry("account", "the first administrator (`anlan account first NAME`)"),
    "load": Entry("load", "roads, agencies or units from a file"),
    "export": Entry("export", "one incident as a folder that can be opened without the platform"),
    "rebuild": Entry("rebuild", "the read tables from the journal, or compared with it (--check)"),
    "doctor": Entry("doctor", "what this machine has, lacks, and how to mend it"),
    "city": Entry("city", "a fictional town: streets, names, addresses, places, jurisdictions, units"),
    "catalogue": Entry("catalogue", "every kind of event with its fields and their marks"),
    "bench": Entry("bench", "what is fast, measured beside a peer or a floor"),
    "_web": Entry("parts"),
    "_worker": Entry("parts"),
    "_simulator": Entry("parts"),
}


class Command(Protocol):
    """What a command's file offers."""

    def configure(self, parser: ArgumentParser) -> None: ...

    def run(self, arguments: Namespace, settings: Settings) -> int: ...


def main(argv: list[str] | None = None) -> int:
    """The exit code of the command line `argv`, by default this process's."""
    words = sys.argv[1:] if argv is None else argv
    if traced := words[:1] == ["--trace"]:
        words = words[1:]
    name = words[0] if words else "--help"
    if name in ("-h", "--help", "help"):
        print(_overview())
        return 0 if words else 2
    if name in ("-V", "--version"):
        print(f"anlan {__version__}")
        return 0
    entry = COMMANDS.get(name)
    if entry is None:
        print(f"anlan: there is no command {name!r}; `anlan --help` lists them", file=sys.stderr)
        return 2
    try:
        return _run(name, entry, words[1:], traced)
    except SystemExit as leaving:  # argparse: 0 after --help, 2 after wrong usage
        return leaving.code if isinstance(leaving.code, int) else 1


def _run(name: str, entry: Entry, words: list[str], traced: bool) -> int:
    command = cast(Command, import_module(f"anlan.cli.{entry.module}"))
    parser = ArgumentParser(prog=f"anlan {name}", description=entry.summary or None, allow_abbrev=False)
    parser.set_defaults(command=name)
    command.configure(parser)
    arguments = parser.parse_args(words)
    try:
        return command.run(arguments, load_settings())
    except BrokenPipeError:  # the reader of our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (Exception, KeyboardInterrupt) as error:
        if traced:
            raise
        print(f"anlan: {_sentence(error, name)}", file=sys.stderr)
    return 1


def _sentence(error: BaseException, name: str) -> str:
    if isinstance(error, AnlanError):
        return error.text(_language())
    if isinstance(error, SettingError):
        return str(error)
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
    return f"unforeseen: {type(error).__name__}: {error}; `anlan --trace {name} ...` shows where"


def _language() -> str:
    """The language of a sentence on the terminal: the setting's if one is given, else the terminal's own."""
    named = os.environ.get("ANLAN_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh-CN" if named.startswith("zh") else "en"


def _overview() -> str:
    shown = {name: entry.summary for name, entry in COMMANDS.items() if entry.summary}
    width = max(len(name) for name in shown)
    lines = [
        "usage: anlan COMMAND [--help] ...",
        "",
        "Anlan 安澜: an open emergency response and command platform",
        "",
    ]
    lines += [f"  {name:<{width}}  {summary}" for name, summary in shown.items()]
    lines += [
        "",
        "Settings are ANLAN_* in the environment or anlan.toml; `anlan COMMAND --help` tells more,",
        "`anlan --trace COMMAND` shows where something went wrong.",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
