"""`anlan doctor`: what this machine has, what it lacks, and how to mend it. Changes nothing."""

import json
import sys
from argparse import ArgumentParser, Namespace

from anlan.cli.findings import Finding, State
from anlan.cli.findings_data import data_findings
from anlan.cli.findings_machine import machine_findings
from anlan.settings import Settings

_MARKS = {State.ok: "ok  ", State.note: "note", State.lack: "LACK"}


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(arguments: Namespace, settings: Settings) -> int:
    findings = [*machine_findings(settings), *data_findings(settings)]
    if arguments.json:
        items = [{"name": f.name, "state": f.state.value, "found": f.found, "mend": f.mend} for f in findings]
        print(json.dumps({"items": items}, ensure_ascii=False))
    else:
        _print(findings)
    lacking = [finding.name for finding in findings if finding.state is State.lack]
    if lacking:
        print(f"anlan: this machine lacks {', '.join(lacking)}", file=sys.stderr)
    return 1 if lacking else 0


def _print(findings: list[Finding]) -> None:
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        print(f"{_MARKS[finding.state]}  {finding.name:<{width}}  {finding.found}")
        if finding.mend:
            print(f"      {'':<{width}}  → {finding.mend}")
