"""Templates say what they accept, and bring no script or style of their own."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "bokal"
TEMPLATES = SOURCE / "web" / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))

# Django wants {% extends %} before every other tag, so the comment may come second.
START = re.compile(r"\s*({%\s*extends\s[^%]*%}\s*)?{% comment %}")
INCLUDE = re.compile(r"{%\s*include\b(.*?)%}", re.DOTALL)
INLINE_SCRIPT = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*\btype=[\"']application/(?:json|ld\+json)[\"'])", re.I
)
INLINE_STYLE = re.compile(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']", re.I)
# What is told of whole sentences is translated with them.
SENTENCE = re.compile(r"{% (blocktranslate|comment).*?end\1 %}", re.DOTALL)
LATIN_COMMA = re.compile(r"[%}]}, {")
REFERENCE = re.compile(r"[\"']([\w./-]+\.(?:html|txt|typ))(?:#[\w-]+)?[\"']")


def faults(text: str) -> list[str]:
    """Name what a template does that a template here must not do."""
    found = []
    if not START.match(text):
        found.append("It does not start with {% comment %} saying what it is and what it accepts.")
    found += [
        f"include{call.rstrip()}: end it with “only”, so that it sees what it is given and nothing else."
        for call in INCLUDE.findall(text)
        if not call.rstrip().endswith("only")
    ]
    if INLINE_SCRIPT.search(text):
        found.append("It has an inline script. Put it into web/static/js.")
    if INLINE_STYLE.search(text):
        found.append("It has an inline style or event handler. Put it into web/static.")
    if LATIN_COMMA.search(SENTENCE.sub("{{ }}", text)):
        found.append("It parts two texts with a Latin comma. Write {% comma %}, which Arabic has its own of.")
    return found


def unused(pages: list[Path], sources: list[str]) -> list[str]:
    """Name each template that no view, template or setting refers to."""
    mentioned = {name for text in sources for name in REFERENCE.findall(text)}
    names = [str(path.relative_to(TEMPLATES)) for path in pages]
    named_by_libraries = (
        "account/",
        "mfa/",
        "socialaccount/",
        "allauth/",
        "400.html",
        "403.html",
        "404.html",
        "429.html",
    )
    by_library = (*named_by_libraries, "500.html", "403_csrf.html", "django/")
    return [name for name in names if name not in mentioned and not name.startswith(by_library)]


def sources() -> list[str]:
    files = [*SOURCE.rglob("*.py"), *TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.typ")]
    return [path.read_text() for path in files]


@pytest.mark.parametrize("template", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_keeps_the_rules(template: Path) -> None:
    assert faults(template.read_text()) == []


def test_every_template_is_used() -> None:
    assert unused(PAGES, sources()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<p>Hello</p>", "does not start"),
        ('{% comment %} Page {% endcomment %}{% include "a.html" with b=1 %}', "only"),
        ("{% comment %} Page {% endcomment %}<script>alert(1)</script>", "inline script"),
        ('{% comment %} Page {% endcomment %}<p style="color:red">', "inline style"),
        ("{% comment %} Page {% endcomment %}<a onclick='go()'>", "inline style"),
        ("{% comment %} Page {% endcomment %}{{ one }}, {{ other }}", "Latin comma"),
    ],
)
def test_a_fault_is_named(text: str, said: str) -> None:
    (fault,) = faults(text)
    assert said in fault


def test_a_template_nobody_uses_is_named() -> None:
    page = TEMPLATES / "public" / "forgotten.html"
    assert unused([page], ["render(request, 'public/start.html')"]) == ["public/forgotten.html"]


def test_numbers_are_written_by_one_function_alone() -> None:
    other = re.compile(r"\b(floatformat|number_format|intcomma|localize)\b")
    files = [*(SOURCE / "web").rglob("*.py"), *TEMPLATES.rglob("*.html")]
    assert [str(path.relative_to(SOURCE)) for path in files if other.search(path.read_text())] == []
