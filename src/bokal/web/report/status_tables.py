"""The tables of a status report on decisions, works, handovers, voices and promises."""

from collections.abc import Iterator

from django.utils.translation import gettext

from bokal.programme.initiatives.enums import Afterlife, GateKind, GateRuling, WorkKind
from bokal.web.report.blocks import Block, Bullets, Cell, Paragraph
from bokal.web.report.status_cells import (
    Json,
    Row,
    count_rows,
    counts_in_words,
    late_mark,
    level_text,
    mark_of,
    marks_of,
    source,
    state_rows,
    table,
    told,
    word,
)
from bokal.web.report.wording import day, isolated
from bokal.web.ui.formats import listed
from bokal.web.ui.status_naming import plain


def day_or_none(text: str) -> str:
    """Write a day, or a dash; a year that stands alone stays as it is."""
    return day(text) if len(text) > len("2026") else text or "–"


def who_and_when(one: Json) -> str:
    """Say who decided, by office, and on which day."""
    return f"{told(one['body'])}, {day(one['decided_on'])}"


def gates_facts(content: Json) -> Iterator[Block]:
    """Say what was decided at gates and by whom, who thought otherwise, and which gates are due."""
    gates, of, marks = content["gates"], source(content, "gates"), marks_of(content)
    counts = count_rows("gates", gates, ("passed_count", "late_count", "due_count", "dissent_count"))
    what = (gettext("What"), (gettext("How many"), True))
    yield from table(gettext("Gates in numbers"), what, counts, name="gates", of=of)
    columns = (
        *(gettext("Initiative"), gettext("Gate"), gettext("Decided")),
        *(gettext("Why"), gettext("Those who thought otherwise")),
    )
    rows: list[Row] = [
        (
            Cell(told(one["title"]), mark=marks[one["initiative"]]),
            Cell(str(GateKind(one["kind"]).label)),
            Cell(f"{GateRuling(one['ruling']).label}, {who_and_when(one)}", mark=late_mark(one)),
            Cell(told(one["reason"])),
            Cell(told(one["dissent"])),
        )
        for one in gates["passed"]
    ]
    yield from table(gettext("Gates passed"), columns, rows, name="gates-passed", of=of)
    due: list[Row] = [
        (
            Cell(told(one["title"]), mark=marks[one["initiative"]]),
            Cell(str(GateKind(one["kind"]).label)),
            Cell(day(one["due_on"])),
        )
        for one in gates["due"]
    ]
    columns_due = (gettext("Initiative"), gettext("Gate"), gettext("Due"))
    yield from table(gettext("Gates due and not passed"), columns_due, due, name="gates-due", of=of)


def decisions_facts(content: Json) -> Iterator[Block]:
    """List what was decided, by whom and why, and who thought otherwise."""
    decisions = content["decisions"]
    columns = (
        *(gettext("Decision"), gettext("Decided by"), gettext("What it says")),
        *(gettext("Why"), gettext("Those who thought otherwise")),
    )
    rows: list[Row] = [
        (
            Cell(told(one["title"]), opens="decisions/decisions", mark=mark_of(one)),
            Cell(who_and_when(one), mark=late_mark(one)),
            Cell(said_by(one)),
            Cell(told(one["reason"])),
            Cell(told(one["dissent"])),
        )
        for one in decisions["decisions"]
    ]
    of = source(content, "decisions")
    yield from table(gettext("Decisions of the period"), columns, rows, name="decisions", of=of)
    what = (gettext("What"), (gettext("How many"), True))
    counts = count_rows("decisions", decisions, ("count", "late_count", "dissent_count"))
    yield from table(gettext("Decisions in numbers"), what, counts, name="decisions-count", of=of)


def said_by(decision: Json) -> str:
    """Write what a decision says, and of one that was corrected since that it was."""
    said = counts_in_words(decision["rulings"])
    return (
        listed([said, gettext("corrected since by another decision")]) if decision["corrected_by"] else said
    )


def works_facts(content: Json) -> Iterator[Block]:
    """List what is built, and how far it has come."""
    works, of, marks = content["works"], source(content, "works"), marks_of(content)
    what = (gettext("What"), (gettext("How many"), True))
    steps = [*count_rows("works", works, ("count",)), *state_rows("works/steps", works["steps"])]
    yield from table(gettext("Works in numbers"), what, steps, name="works-count", of=of)
    columns = (gettext("Work"), gettext("Kind"), gettext("Step"), gettext("Since"), gettext("How much"))
    rows: list[Row] = [
        (
            Cell(
                told(one["name"]),
                opens="works/works" if one["quantities"] else "",
                mark=marks[one["initiative"]],
            ),
            Cell(str(WorkKind(one["kind"]).label)),
            Cell(word(one["step"])),
            Cell(day_or_none(one["since"])),
            Cell(listed([quantity_words(entry) for entry in one["quantities"]]) or "–"),
        )
        for one in works["works"]
    ]
    yield from table(gettext("Works"), columns, rows, name="works", of=of)


def quantity_words(entry: Json) -> str:
    """Say how much is built."""
    amount = isolated(f"{plain(entry['value']['value'])} {entry['unit']}")
    return gettext("%(what)s: %(count)s") % {"what": told(entry["what"]), "count": amount}


def handovers_facts(content: Json) -> Iterator[Block]:
    """Say what becomes of initiatives, who takes them on, and what was left when somebody looked again."""
    handovers, of, marks = content["handovers"], source(content, "handovers"), marks_of(content)
    columns = (
        *(gettext("Initiative"), gettext("What becomes of it"), gettext("Who takes it on")),
        *(gettext("State"), gettext("Looked at again")),
    )
    rows: list[Row] = [handover_row(one, marks[one["slug"]]) for one in handovers["handovers"]]
    yield from table(gettext("Handovers"), columns, rows, name="handovers", of=of)
    what = (gettext("What"), (gettext("How many"), True))
    counts = count_rows("handovers", handovers, ("count", "complete", "looks_due"))
    yield from table(gettext("Handovers in numbers"), what, counts, name="handovers-count", of=of)


def handover_row(one: Json, mark: str) -> Row:
    """Write one handover."""
    counts = {"count": level_text(one["lines_settled"])[0], "total": level_text(one["lines"])[0]}
    settled = gettext("%(count)s of %(total)s") % counts
    state = gettext("Accepted") if one["accepted"] else gettext("Not accepted yet")
    looks = listed([f"{look['seen']}: {told(look['text'])}" for look in one["looks"]])
    return (
        Cell(told(one["title"]), opens="handovers/handovers", mark=mark),
        Cell(str(Afterlife(one["afterlife"]).label)),
        Cell(told(one["receiver"] or one["receiver_outside"])),
        Cell(gettext("Complete") if one["complete"] else f"{state} ({settled})"),
        Cell(looks or "–"),
    )


def voices_facts(content: Json) -> Iterator[Block]:
    """Count the voices that were answered and those that wait."""
    names = ("received", "received_in_period", "answered", "answered_in_period", "waiting", "overdue")
    rows = count_rows("voices", content["voices"], names)
    what, of = (gettext("What"), (gettext("How many"), True)), source(content, "voices")
    yield from table(gettext("Voices and their answers"), what, rows, name="voices", of=of)
    if content["funder"]:
        note = gettext("Voices cannot be told by who pays: these are of the whole area or programme.")
        yield Paragraph(note, "note")


def promises_facts(content: Json) -> Iterator[Block]:
    """Say which promises were settled in the period, and which are overdue."""
    promises, of = content["promises"], source(content, "promises")
    columns = (gettext("Who promised"), gettext("What"), gettext("By"), gettext("What came of it"))
    rows: list[Row] = [
        (
            Cell(told(one["by"]), mark=mark_of(one)),
            Cell(told(one["text"])),
            Cell(day(one["due_on"])),
            Cell(gettext("Overdue") if one["overdue"] else word(one["state"])),
        )
        for one in promises["promises"]
    ]
    yield from table(gettext("Promises settled or overdue"), columns, rows, name="promises", of=of)
    what = (gettext("What"), (gettext("How many"), True))
    overdue = count_rows("promises", promises, ("overdue",))
    counts = [*state_rows("promises/states", promises["states"]), *overdue]
    yield from table(gettext("Promises in numbers"), what, counts, name="promises-count", of=of)


def assumptions_facts(content: Json) -> Iterator[Block]:
    """Say which assumptions were found to be wrong."""
    if not content["assumptions"]:
        yield Paragraph(gettext("No assumption was found to be wrong in this period."))
        return
    yield Bullets(
        tuple(
            gettext("%(initiative)s: we assumed “%(text)s”. Seen on %(day)s: %(found)s")
            % {
                "initiative": told(one["title"]),
                "text": told(one["text"]),
                "day": day(one["found_on"]),
                "found": told(one["found"]),
            }
            + (f" ({late})" if (late := late_mark(one)) else "")
            for one in content["assumptions"]
        )
    )
