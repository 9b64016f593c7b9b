"""The documentation mentions everything a reader can meet, and its links lead somewhere."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
SETTING = re.compile(r"env_[a-z]+\(\s*\"([A-Z_]+)\"")
LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")


def missing(names: set[str], text: str) -> list[str]:
    """Return the names that ``text`` does not mention as code."""
    return sorted(name for name in names if not re.search(rf"`{re.escape(name)}(?![A-Za-z0-9_-])", text))


def test_every_setting_is_described() -> None:
    settings = (ROOT / "src/bokal/config/settings.py").read_text()
    names = set(SETTING.findall(settings))
    assert len(names) > 10
    assert missing(names, (DOCS / "reference/settings.md").read_text()) == []


def test_every_command_is_described() -> None:
    from bokal.cli import COMMANDS

    pages = "".join(path.read_text() for path in sorted((DOCS / "reference").glob("commands.md")))
    assert missing({f"bokal {command.name}" for command in COMMANDS}, pages) == []


def test_every_indicator_of_the_demonstration_is_described() -> None:
    indicators = json.loads((ROOT / "data/malmo/indicators.json").read_text())
    listed = indicators["indicators"] if isinstance(indicators, dict) else indicators
    page = (DOCS / "reference/indicators.md").read_text()
    assert missing({indicator["code"] for indicator in listed}, page) == []


def test_what_is_not_described_is_named() -> None:
    assert missing({"BOKAL_NEW", "BOKAL_OLD"}, "| `BOKAL_OLD` | … |") == ["BOKAL_NEW"]
    assert missing({"BOKAL_OLD"}, "| `BOKAL_OLD_NAME` | … |") == ["BOKAL_OLD"]
    assert missing({"bokal index"}, "## `bokal index TABLE`") == []


def test_decision_records_are_numbered_once_and_listed() -> None:
    numbers = [path.name[:4] for path in DECISIONS]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    index = (DOCS / "decisions/README.md").read_text()
    assert [path.name for path in DECISIONS if f"({path.name})" not in index] == []


@pytest.mark.parametrize("record", DECISIONS, ids=lambda path: path.name)
def test_a_decision_record_has_its_four_parts_on_one_page(record: Path) -> None:
    text = record.read_text()
    assert [
        part for part in ("Status", "Context", "Decision", "Consequences") if f"## {part}" not in text
    ] == []
    assert len(text.split()) <= 600


@pytest.mark.parametrize(
    "text", [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))], ids=lambda path: str(path.relative_to(ROOT))
)
def test_links_lead_somewhere(text: Path) -> None:
    assert [link for link in LINK.findall(text.read_text()) if not (text.parent / link).exists()] == []


def test_no_committed_file_names_a_registry() -> None:
    hosts = ("pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org", "deb.debian" + ".org")
    files = [
        *(ROOT / "requirements").glob("*"),
        ROOT / "package-lock.json",
        ROOT / "package.json",
        ROOT / ".npmrc",
    ]
    texts = {path: path.read_text() for path in files if path.is_file()}
    assert [(path, host) for path, text in texts.items() for host in hosts if host in text] == []


def test_generated_pages_are_as_the_program_is() -> None:
    answer = subprocess.run(
        [sys.executable, DOCS / "generate.py", "--check"], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr + "Run ./dev docs."
