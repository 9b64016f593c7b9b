"""The style guide shows every component in its states, and says when to use it and when not."""

import re
from pathlib import Path

import pytest
from django.test import Client

TEMPLATES = Path(__file__).resolve().parents[3] / "src" / "bokal" / "web" / "templates"
COMPONENTS = sorted(path.name for path in (TEMPLATES / "components").glob("*.html"))
# A whole form is drawn from parts that each have their place in the guide.
SHOWN_BY_PARTS = {"form.html", "form_fields.html"}


def includes(template: str) -> set[str]:
    """Return every component that a template draws, itself or through another."""
    named = set(re.findall(r'include "components/([\w.]+)"', (TEMPLATES / template).read_text()))
    return named.union(*(includes(f"components/{name}") for name in named)) if named else named


def test_every_component_stands_in_the_guide() -> None:
    assert set(COMPONENTS) - includes("styleguide/styleguide.html") - SHOWN_BY_PARTS == set()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["sv", "en", "ar"])
def test_every_chapter_says_when_to_use_its_components(client: Client, language: str) -> None:
    page = client.get(f"/{language}/styleguide/").text
    main = page.partition("<main")[2].partition("</main>")[0]
    chapters = re.split(r"<h2[ >]", main)[1:]
    # The summary of errors brings a heading of its own, which the chapter above it explains.
    without = [text[:60] for text in chapters if 'class="note"' not in text and "<ul>" not in text]
    assert without == []
    assert len(chapters) >= 13


@pytest.mark.django_db
def test_the_states_of_a_draft_and_the_printed_address_are_shown(client: Client) -> None:
    page = client.get("/en/styleguide/").text
    for part in (
        "This is your draft of 2026-11-24, 14:03.",
        "Saved 14:03",
        "Save draft",
        "Discard the draft",
    ):
        assert part in page, part
    assert page.count('class="print-address"') == 2
