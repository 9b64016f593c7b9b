"""A component is given what it says it takes: a condition on a name that nobody gave is never true."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "src" / "bokal" / "web" / "templates"
PAGES = {str(path.relative_to(TEMPLATES)): path.read_text() for path in sorted(TEMPLATES.rglob("*.html"))}

INCLUDE = re.compile(r'{%\s*include\s+"([^"]+)"(?:\s+with\s+(.*?))?\s+only\s*%}', re.DOTALL)
COMMENT = re.compile(r"{%\s*comment\s*%}.*?{%\s*endcomment\s*%}", re.DOTALL)
CONTEXT = re.compile(r"Context[^:]*:(.*?){%\s*endcomment\s*%}", re.DOTALL)
REMARK = re.compile(r"\(([^()]*)\)")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
# A remark that says what stands where nothing is given, such as “or nothing: the whole text”.
WITHOUT = re.compile(r"\bor (nothing|empty|none)\b")


def asked_for(component: str) -> Iterator[str]:
    """Yield each name that a component takes and uses, but those whose remark says what stands without it."""
    told = CONTEXT.search(component)
    body = COMMENT.sub("", component)
    words = told[1] if told else ""
    while REMARK.search(words):
        words = REMARK.sub(lambda remark: "?" if WITHOUT.search(remark[1]) else "", words)
    for name in re.split(r",|;|\band\b", words):
        bare = name.strip(" .\n")
        if re.fullmatch(r"[a-z_]+", bare) and bare != "nothing" and uses(body, bare):
            yield bare


def uses(body: str, name: str) -> bool:
    """Tell whether a template reads a name; links to other pages read the request by themselves."""
    if name == "request":
        return True
    return any(re.search(rf"\b{name}\b", tag) for tag in re.findall(r"{[{%].*?[%}]}", body, re.DOTALL))


def given(call: str) -> set[str]:
    """Return the names that an include gives."""
    return set(re.findall(r"\b([a-z_]+)=", QUOTED.sub("", call)))


def faults(page: str, pages: Mapping[str, str]) -> list[str]:
    """Name what a page gives that a component does not use, and what it leaves out."""
    found = []
    for name, call in INCLUDE.findall(page):
        component = pages[name]
        body = COMMENT.sub("", component)
        names = given(call)
        found += [f"{name} does not use “{one}”." for one in sorted(names) if not uses(body, one)]
        found += [f"{name} is not given “{one}”." for one in asked_for(component) if one not in names]
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_component_is_given_what_it_takes(name: str) -> None:
    assert faults(PAGES[name], PAGES) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{% include "a.html" with one=1 only %}', ["a.html is not given “two”."]),
        ('{% include "a.html" with one=1 two=2 three=3 only %}', ["a.html does not use “three”."]),
        ('{% include "a.html" with one="two=2" two=2 short=1 only %}', []),
    ],
)
def test_what_is_left_out_or_not_used_is_named(text: str, said: list[str]) -> None:
    component = (
        "{% comment %}Component. Context: one (a number), two, short (or nothing: all).{% endcomment %}"
        "{% if two %}{{ one }}{{ short }}{% endif %}"
    )
    assert faults(text, {"a.html": component}) == said
