"""The facts of a status report on initiatives: in short, with measures, who took part, what is unknown."""

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bokal.programme.initiatives.enums import MeasureUnit
from bokal.web.report.blocks import Block, Bullets, Cell, Paragraph
from bokal.web.report.status_cells import (
    Heading,
    Json,
    Row,
    count_rows,
    level_cell,
    mark_of,
    marks_of,
    pair_cell,
    source,
    state_rows,
    table,
    told,
    word,
)
from bokal.web.report.wording import day, isolated, range_words
from bokal.web.ui.formats import last_day, listed

OVERVIEW = (
    *("initiatives", "going_on", "documented"),
    *("measures", "measures_with_value", "unmeasured"),
)
WHYS = {
    "unmeasured": _("Not measured, because:"),
    "source": _("No source says:"),
    "value": _("No value:"),
    "baseline": _("Nothing to compare with from before:"),
}


def overview_facts(content: Json) -> Iterator[Block]:
    """Give the numbers in short; each initiative is counted once, however many goals it serves."""
    overview = content["overview"]
    title, columns = gettext("The programme in numbers"), (gettext("What"), (gettext("How many"), True))
    rows = [
        *count_rows("overview", overview, OVERVIEW),
        *state_rows("overview/kinds", overview["kinds"]),
        *state_rows("overview/phases", overview["phases"]),
    ]
    yield from table(title, columns, rows, name="overview", of=source(content, "initiatives"))


def initiatives_facts(content: Json) -> Iterator[Block]:
    """List the initiatives, and what each measure shows."""
    initiatives = content["initiatives"]
    columns = (gettext("Initiative"), gettext("How far it has come"), gettext("Kind"), gettext("Unit"))
    listed_rows: list[Row] = [
        (
            initiative_cell(one),
            Cell(word(one["phase"])),
            Cell(word(one["kind"])),
            Cell(told(one["unit"]["name"]) if one["unit"] else "–"),
        )
        for one in initiatives
    ]
    name, of = "initiatives", source(content, "initiatives")
    yield from table(gettext("Initiatives"), columns, listed_rows, name=name, of=of)
    columns_measured: list[Heading] = [
        gettext("Initiative"),
        gettext("Measure"),
        *((label, True) for label in (gettext("Before"), gettext("Target"), gettext("Now"))),
        (gettext("In the period"), True),
    ]
    rows = [measure_row(one, measure) for one in initiatives for measure in one["measures"]]
    of = source(content, "plans", "updates")
    yield from table(gettext("What was measured"), columns_measured, rows, name="measures", of=of)
    reasons = [reason for one in initiatives for measure in one["measures"] for reason in whys(one, measure)]
    if reasons:
        yield Paragraph(gettext("Times without a value, and why:"))
        yield Bullets(tuple(reasons))


def initiative_cell(one: Json) -> Cell:
    """Name an initiative; its numbers open."""
    opens = f"initiatives/{one['slug']}" if one["measures"] else ""
    return Cell(told(one["title"]), opens=opens, mark=mark_of(one))


def measure_row(one: Json, measure: Json) -> Row:
    """Write what a measure shows."""
    unit = str(MeasureUnit(measure["unit"]).label)
    named = gettext("%(measure)s (%(unit)s)") % {"measure": told(measure["name"]), "unit": unit}
    numbers = (pair_cell(measure, name) for name in ("baseline", "target", "value", "in_period"))
    return (initiative_cell(one), Cell(named), *numbers)


def whys(one: Json, measure: Json) -> Iterator[str]:
    """Say when a measure has no value, and why."""
    for reason in measure["without_value"]:
        yield gettext("%(initiative)s, %(period)s: %(because)s") % {
            "initiative": told(one["title"]),
            "period": range_words(day(reason["period_from"]), last_day(reason["period_to"])),
            "because": isolated(reason["because"]),
        }


def people_facts(content: Json) -> Iterator[Block]:
    """Say how many took part; a number that would tell of few people is not shown."""
    people, of = content["people"], source(content, "sessions")
    numbers = (gettext("Began"), gettext("Times they met"), gettext("Visits"))
    columns: list[Heading] = [gettext("Group"), *((label, True) for label in numbers)]
    rows = group_rows(content, "groups")
    yield from table(gettext("Who took part"), columns, rows, name="people", of=of)
    if people.get("late"):
        title = gettext("Before the period, counted since the last report")
        yield from table(title, columns, group_rows(content, "late"), name="people-late", of=of)
        note = gettext("Each number says how much more, or less, is known than in the last report.")
        yield Paragraph(note, "note")
    title, what = gettext("People reached in all"), (gettext("What"), (gettext("How many"), True))
    names = ("began", "visits", "hidden", "began_late", "visits_late", "hidden_late")
    together = count_rows("people", people, names)
    yield from table(title, what, together, name="people-together", of=of)
    yield Paragraph(
        gettext(
            "Whoever takes part in two groups is counted in both, because no names are kept. Numbers that "
            "would tell of few people are not shown and not in the sums."
        ),
        "note",
    )


def group_rows(content: Json, name: str) -> list[Row]:
    """Write the groups of the period, or what came late about the time before."""
    marks = marks_of(content)
    return [
        (
            Cell(
                f"{told(one['title'])}: {told(one['name'])}",
                opens=f"people/{name}",
                mark=marks[one["initiative"]],
            ),
            level_cell(one["people"]),
            level_cell(one["meetings"]),
            level_cell(one["came"]),
        )
        for one in content["people"][name]
    ]


def unknown_facts(content: Json) -> Iterator[Block]:
    """Say what is not known: values that are missing, what is not measured, and what no source says."""
    if not content["unknown"]:
        yield Paragraph(gettext("Every measure has a value and something to compare with."))
        return
    yield Bullets(tuple(unknown_words(one) for one in content["unknown"]))


def unknown_words(one: Json) -> str:
    """Say of one thing what is not known of it, and why."""
    about = listed([told(texts) for texts in (one["title"], one.get("name")) if texts])
    parts = {"about": about, "why": str(WHYS[one["why"]]), "text": told(one["text"])}
    return gettext("%(about)s. %(why)s %(text)s") % parts
