"""Write the reference pages that follow from the program: `generate.py [--check]`.

With --check nothing is written, and the exit status is 1 when a page is not as it should be.
"""

import argparse
import importlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
NOTE = "<!-- Written by ./dev docs. Change the program, not this page. -->"


def commands_page() -> str:
    """Return the page of all commands: each with its own help text."""
    from bokal.cli import COMMANDS

    os.environ |= {"COLUMNS": "100", "NO_COLOR": "1", "DJANGO_SETTINGS_MODULE": "bokal.config.settings"}
    django.setup()
    out = io.StringIO()
    out.write(f"{NOTE}\n\n# Commands\n\n`bokal COMMAND --help` says the same in the terminal.\n")
    for command in COMMANDS:
        parser = argparse.ArgumentParser(prog="bokal")
        subparsers = parser.add_subparsers()
        importlib.import_module(command.module).add_parser(subparsers)
        own = subparsers.choices[command.name]
        out.write(
            f"\n## `bokal {command.name}`\n\n{command.help}\n\n```text\n{own.format_help().rstrip()}\n```\n"
        )
    return out.getvalue()


def indicators_page() -> str:
    """Return the page of the demonstration's indicators and their definitions."""
    indicators: list[dict[str, Any]] = json.loads((ROOT / "data/malmo/indicators.json").read_text())
    out = io.StringIO()
    out.write(f"{NOTE}\n\n# Indicators of the demonstration\n\n")
    out.write("A figure belongs to one version of one definition. No line is drawn across two versions.\n")
    for indicator in indicators:
        names = indicator["name"]
        out.write(f"\n## {names['en']}\n\n")
        out.write(f"`{indicator['code']}` · {names['sv']} · {indicator['class']} · ")
        out.write(f"{indicator['unit']} · higher is {indicator['direction']}\n\n")
        out.write("| version | name | definition | what it cannot say |\n|---|---|---|---|\n")
        for version in indicator["versions"]:
            cells = [version[part]["en"] for part in ("name", "text", "limits")]
            out.write(f"| {version['version']} | " + " | ".join(cells) + " |\n")
    return out.getvalue()


PAGES = {"commands.md": commands_page, "indicators.md": indicators_page}


def main() -> int:
    """Write the pages, or say which are stale."""
    check = "--check" in sys.argv[1:]
    stale = []
    for name, build in PAGES.items():
        path, text = REFERENCE / name, build()
        if path.exists() and path.read_text() == text:
            continue
        stale.append(name)
        if not check:
            path.write_text(text)
    print("\n".join(f"docs/reference/{name} {'is stale' if check else 'written'}." for name in stale))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
