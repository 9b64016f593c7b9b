"""The words of a status report: frozen content in, one paper in the active language out.

Each section begins with what its author wrote, if anything, and goes on with the facts from the records.
"""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext

from bokal.programme.reports.enums import Section
from bokal.web.report.blocks import Block, Heading, Paper, Paragraph
from bokal.web.report.status_facts import initiatives_facts, overview_facts, people_facts, unknown_facts
from bokal.web.report.status_money import money_facts
from bokal.web.report.status_tables import (
    assumptions_facts,
    decisions_facts,
    gates_facts,
    handovers_facts,
    promises_facts,
    voices_facts,
    works_facts,
)
from bokal.web.report.wording import day, in_language, isolated, number
from bokal.web.ui.formats import last_day
from bokal.web.ui.status_naming import segments_in_words, where_it_stands

type Json = dict[str, Any]

FACTS: dict[Section, Callable[[Json], Iterator[Block]]] = {
    Section.OVERVIEW: overview_facts,
    Section.INITIATIVES: initiatives_facts,
    Section.PEOPLE: people_facts,
    Section.GATES: gates_facts,
    Section.DECISIONS: decisions_facts,
    Section.MONEY: money_facts,
    Section.WORKS: works_facts,
    Section.HANDOVERS: handovers_facts,
    Section.VOICES: voices_facts,
    Section.PROMISES: promises_facts,
    Section.ASSUMPTIONS: assumptions_facts,
    Section.UNKNOWN: unknown_facts,
}


def status_report_paper(content: Json, language: str) -> Paper:
    """Write the paper of one edition."""
    edition = content["edition"]
    subtitle = subtitle_of(content)
    texts = {entry["code"]: entry["text"] for entry in content["texts"]}
    figures = {figure["address"]: figure["value"] for figure in content["figures"]}
    blocks: list[Block] = list(what_it_is(content))
    for section, facts in FACTS.items():
        blocks.append(Heading(str(section.label), section.value))
        blocks += text_of(texts.get(section.value, {}), figures, language)
        blocks += facts(content)
    blocks += the_check(content)
    title = in_language(edition["title"])
    return Paper(
        title=title,
        subtitle=subtitle,
        language=language,
        author=content["programme"]["city"] or "Bokal",
        date=tuple(int(part) for part in edition["published_at"][:10].split("-")),
        blocks=tuple(blocks),
        footer=f"{title} · {subtitle}",
        pages=gettext("Page %(number)s of %(total)s") % {"number": "{page}", "total": "{pages}"},
    )


def subtitle_of(content: Json) -> str:
    """Say which edition it is, and of which time."""
    edition = content["edition"]
    said = (
        gettext("Draft of %(day)s, not published. %(from)s to %(to)s.")
        if edition.get("draft")
        else gettext("Edition %(number)s, published %(day)s. %(from)s to %(to)s.")
    )
    return said % {
        "number": edition["number"],
        "day": day(edition["published_at"]),
        "from": day(content["period"]["from"]),
        "to": last_day_of(content),
    }


def last_day_of(content: Json) -> str:
    """Write the last day of the period."""
    return last_day(datetime.date.fromisoformat(content["period"]["to"]))


def what_it_is(content: Json) -> Iterator[Block]:
    """Say what the report is about, and from when its facts are."""
    if content["area"]["code"]:
        about = gettext("It is about %(area)s.") % {"area": isolated(content["area"]["name"])}
        yield Paragraph(about, "lead")
    if content["funder"]:
        about = gettext("It is about what %(funder)s pays for.") % {"funder": isolated(content["funder"])}
        yield Paragraph(about, "lead")
    yield Paragraph(
        gettext(
            "The numbers come from the records of the programme as they were known on %(day)s. What was "
            "approved later belongs to the next report. A dash means that there is no value; zero is a value."
        )
        % {"day": known_until(content)},
        "note",
    )
    if content["period"].get("told_until"):
        yield Paragraph(
            gettext(
                "The last report told of the time before as it was known on %(day)s. What was recorded since "
                "then about that time stands here, and says that it is from before the period."
            )
            % {"day": day(content["period"]["told_until"])},
            "note",
        )
    for told in where_it_stands(content):
        yield Paragraph(told, "note")
    if content["constructed"]:
        yield Paragraph(made_up_words(content), "note")


def known_until(content: Json) -> str:
    """Write the day on which facts were known: the one that was chosen, or an earlier one when it closed."""
    if not (closed := content["subject"].get("closed_at")):
        return day(content["period"]["known_on"])
    return day(datetime.datetime.fromisoformat(closed) - datetime.timedelta(microseconds=1))


def made_up_words(content: Json) -> str:
    """Say how much of the report is made up: all that it lists, or some of it."""
    lists = content["initiatives"], content["decisions"]["decisions"], content["promises"]["promises"]
    if all(one["constructed"] for rows in lists for one in rows):
        return gettext("Constructed example: what is told here is made up.")
    return gettext(
        "Some of what is told here is made up. It is marked “Constructed example” where it is listed, "
        "and the sums count it too."
    )


def text_of(by_language: Json, figures: Json, language: str) -> Iterator[Block]:
    """Write what the author says, in another language where there is nothing in this one."""
    code = next((one for one in (language, "en", "sv", *by_language) if one in by_language), None)
    if code is None:
        return
    for part in segments_in_words(by_language[code], figures).split("\n"):
        if part.strip():
            yield Paragraph(part.strip())


def the_check(content: Json) -> Iterator[Block]:
    """Say how anyone can compute the figures again."""
    yield Heading(gettext("Check it yourself"), "check")
    yield Paragraph(
        gettext(
            "This edition is frozen. Whoever has the installation can compute every figure again (%(count)s) "
            "with the command %(command)s, which names each one that no longer agrees."
        )
        % {"count": number(len(content["figures"])), "command": isolated("bokal verify")}
    )
    yield Paragraph(
        gettext("Fingerprint of the figures: %(sha)s. Made with Bokal %(version)s.")
        % {
            "sha": isolated(content["edition"]["input_sha256"]),
            "version": isolated(content["edition"]["bokal_version"]),
        },
        "note",
    )
