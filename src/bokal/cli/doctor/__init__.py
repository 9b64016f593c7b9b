"""``bokal doctor``: say what is wrong with this installation and how to mend it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from bokal.cli.doctor.findings import Finding, Grade, findings_of

if TYPE_CHECKING:
    from argparse import _SubParsersAction

SIGNS = {Grade.GOOD: "ok    ", Grade.LOOK: "look  ", Grade.BROKEN: "BROKEN"}


def add_parser(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and what it takes."""
    text = "Say what is wrong with this installation and how to mend it."
    parser = subparsers.add_parser("doctor", help=text, description=text)
    parser.add_argument("--json", action="store_true", help="Write the findings as JSON.")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Look at everything; the answer is 1 when something is broken."""
    findings = examine()
    write = as_json if options.json else as_text
    sys.stdout.write(write(findings) + "\n")
    return int(any(finding.grade == Grade.BROKEN for finding in findings))


def examine() -> list[Finding]:
    """Return every finding; without a database, what lies in it is left out."""
    from bokal.cli.doctor import installation, records

    findings = [found for check in installation.CHECKS for found in findings_of(check)]
    reached = records.database_answers()
    findings.append(reached)
    if reached.grade == Grade.GOOD:
        findings += [found for check in records.CHECKS for found in findings_of(check)]
    return findings


def as_json(findings: Sequence[Finding]) -> str:
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2)


def as_text(findings: Sequence[Finding]) -> str:
    lines = []
    for finding in findings:
        lines.append(f"{SIGNS[finding.grade]}  {finding.subject}: {finding.sentence}")
        if finding.remedy:
            lines.append(f"        → {finding.remedy}")
    wrong = sum(finding.grade == Grade.BROKEN for finding in findings)
    lines.append(f"{wrong} of {len(findings)} things are broken." if wrong else "Nothing is broken.")
    return "\n".join(lines)
