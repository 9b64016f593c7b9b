"""The words of “Where is welfare lowest?”: frozen content in, one paper in the active language out."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext, ngettext

from bokal.web.report.blocks import Block, Bullets, Cell, Column, Heading, Paper, Paragraph, Table
from bokal.web.report.pictures import map_picture, rank_picture
from bokal.web.report.wording import (
    day,
    in_language,
    interval_words,
    isolated,
    level_words,
    licence_words,
    method_words,
    name_with_unit,
    names_listed,
    number,
    place_name,
    range_words,
    source_words,
)

type Json = dict[str, Any]

LOWEST = 20
NAMED = 5


def welfare_ranking_paper(content: Json, language: str) -> Paper:
    """Write the paper of one edition."""
    edition = content["edition"]
    said = (
        gettext("Draft of %(day)s, not published. Figures from %(year)s.")
        if edition.get("draft")
        else gettext("Edition %(number)s, published %(day)s. Figures from %(year)s.")
    )
    subtitle = said % {
        "number": edition["number"],
        "day": day(edition["published_at"]),
        "year": content["year"],
    }
    blocks: list[Block] = [
        *the_answer(content),
        *the_map(content),
        *the_lowest(content),
        *how_sure(content),
        *the_programme_areas(content),
        *the_selection(content),
        *the_method(content),
        *the_unknown(content),
        *the_sources(content),
        *the_check(content),
    ]
    return Paper(
        title=in_language(content["title"]),
        subtitle=subtitle,
        language=language,
        author=content["programme"]["city"] or "Bokal",
        date=tuple(int(part) for part in edition["published_at"][:10].split("-")),
        blocks=tuple(blocks),
        footer=f"{in_language(content['title'])} · {subtitle}",
        pages=gettext("Page %(number)s of %(total)s") % {"number": "{page}", "total": "{pages}"},
    )


def the_answer(content: Json) -> Iterator[Block]:
    """Say the answer first, with how sure it is."""
    areas = content["areas"]
    lowest, total = areas[:NAMED], len(areas)
    yield Heading(gettext("The answer in short"), "answer")
    yield Paragraph(
        ngettext(
            "By %(count)s indicator, welfare in %(year)s is lowest in %(places)s.",
            "By %(count)s indicators, welfare in %(year)s is lowest in %(places)s.",
            len(content["domains"]),
        )
        % {
            "count": number(len(content["domains"])),
            "year": content["year"],
            "places": names_listed([area["name"] for area in lowest]),
        },
        "lead",
    )
    unsure = max(lowest, key=lambda area: area["high"] - area["low"])
    yield Paragraph(
        gettext("The order is not exact: %(place)s lies %(interval)s.")
        % {"place": place_name(unsure["name"]), "interval": interval_words(unsure, total)}
    )
    yield Paragraph(
        gettext(
            "Welfare here means what the indicators measure, and nothing else. "
            "The figures describe zones, not the people in them."
        ),
        "note",
    )


def the_map(content: Json) -> Iterator[Block]:
    """Draw where."""
    yield Heading(gettext("Where it is"), "map")
    yield map_picture(content)


def the_lowest(content: Json) -> Iterator[Block]:
    """List the lowest areas with every figure the ranking rests on."""
    shown = content["areas"][:LOWEST]
    heading = ngettext(
        "The zone with the lowest welfare", "The %(count)s zones with the lowest welfare", len(shown)
    )
    yield Heading(heading % {"count": number(len(shown))}, "lowest")
    domains = content["domains"]
    columns = (
        Column(gettext("Zone")),
        Column(gettext("Rank"), numeric=True),
        Column(gettext("Likely ranks"), numeric=True),
        *(Column(name_with_unit(domain), numeric=True) for domain in domains),
    )
    rows = tuple(
        (
            Cell(place_name(area["name"]), opens=f"areas/{area['code']}"),
            Cell(number(area["rank"])),
            Cell(range_words(number(area["low"]), number(area["high"]))),
            *(level_cell(area, domain) for domain in domains),
        )
        for area in shown
    )
    total = len(content["areas"])
    title = ngettext(
        "Lowest welfare first, %(count)s of %(total)s zone",
        "Lowest welfare first, %(count)s of %(total)s zones",
        total,
    ) % {"count": number(len(shown)), "total": number(total)}
    yield Table(title, columns, rows, "lowest", source=source_words(content))
    yield Paragraph(
        ngettext(
            "The %(total)s zone is in the file of figures. On the web, its name opens its own figures.",
            "All %(total)s zones are in the file of figures. On the web, each name opens its own figures.",
            total,
        )
        % {"total": number(total)},
        "note",
    )


def level_cell(area: Json, domain: Json) -> Cell:
    """Write one level; what is not measured is marked."""
    level = area["values"].get(domain["indicator"])
    return Cell(*level_words(level, domain))


def how_sure(content: Json) -> Iterator[Block]:
    """Say how far the order can be trusted."""
    yield Heading(gettext("How sure the order is"), "certainty")
    yield rank_picture(content, LOWEST)
    total = len(content["areas"])
    wide = max(content["areas"][:LOWEST], key=lambda area: area["high"] - area["low"])
    yield Paragraph(
        gettext("Among these, %(place)s is the least certain: it lies %(interval)s.")
        % {"place": place_name(wide["name"]), "interval": interval_words(wide, total)}
    )
    draws = content["run"]["parameters"].get("draws", 0)
    steady = [area for area in content["areas"] if area["high"] <= LOWEST]
    yield Paragraph(
        ngettext(
            "%(count)s zone is among the %(lowest)s lowest also when weights and rounding are varied.",
            "%(count)s zones are among the %(lowest)s lowest also when weights and rounding are varied.",
            len(steady),
        )
        % {"count": number(len(steady)), "lowest": number(LOWEST)}
    )
    yield Paragraph(
        ngettext(
            "Each rank was drawn %(draws)s time, with the weights moved at random and the figures moved "
            "within their rounding or sampling error. The interval holds 95 of 100 draws.",
            "Each rank was drawn %(draws)s times, with the weights moved at random and the figures moved "
            "within their rounding or sampling error. The interval holds 95 of 100 draws.",
            draws,
        )
        % {"draws": number(draws)},
        "note",
    )


def the_programme_areas(content: Json) -> Iterator[Block]:
    """Show the programme areas beside the city, and what lies inside each mean."""
    if not content["composites"]:
        return
    yield Heading(gettext("The programme areas of 2010, today"), "programme-areas")
    domains = content["domains"]
    columns = (
        Column(gettext("Area")),
        *(Column(name_with_unit(entry), numeric=True) for entry in domains),
    )
    rows = []
    for area in content["composites"]:
        opens = f"composites/{area['code']}"
        rows.append(
            (Cell(place_name(area["name"]), opens=opens), *(level_cell(area, entry) for entry in domains))
        )
        zones = gettext("Its zones, from the lowest to the highest")
        rows.append((Cell(zones), *(inside_cell(area, entry) for entry in domains)))
    city = content["city"]
    rows.append((Cell(gettext("The whole city")), *(level_cell(city, entry) for entry in domains)))
    yield Table(
        gettext("A mean can hide a poor zone and a rich one"),
        columns,
        tuple(rows),
        "programme-areas",
        source=source_words(content),
    )
    yield Paragraph(
        gettext(
            "The levels of the areas are estimated: zones are weighted by how many of their people live in "
            "the area. The figures say nothing about whether the choice of areas in 2010 was right."
        ),
        "note",
    )


def inside_cell(area: Json, domain: Json) -> Cell:
    """Write the lowest and highest level among the zones of an area."""
    found = area["inside"].get(domain["indicator"])
    if not found:
        return Cell("–")
    low, high = (number(found[end], domain["decimals"]) for end in ("lowest", "highest"))
    return Cell(range_words(low, high))


def the_selection(content: Json) -> Iterator[Block]:
    """Say which areas were chosen, by whom and why."""
    selection = content["selection"]
    if selection is None:
        return
    yield Heading(in_language(selection["title"]), "selection")
    chosen = names_listed([area["name"] for area in selection["areas"] if area["chosen"]])
    yield Paragraph(
        gettext("%(who)s chose %(areas)s (decided %(day)s).")
        % {
            "who": isolated(selection["decided_by"]),
            "day": day(selection["decided_when"]),
            "areas": chosen,
        }
    )
    yield Paragraph(in_language(selection["reasons"]))
    yield Paragraph(gettext("Source: %(source)s") % {"source": isolated(selection["source"])}, "note")


def the_method(content: Json) -> Iterator[Block]:
    """Say how the index is made, and define each indicator."""
    yield Heading(gettext("How it is computed"), "method")
    yield Paragraph(method_words(content["run"]))
    columns = (
        Column(gettext("Indicator")),
        Column(gettext("Weight"), numeric=True),
        Column(gettext("Definition")),
    )
    rows = tuple(
        (Cell(in_language(d["name"])), Cell(number(d["weight"], 1)), Cell(in_language(d["text"])))
        for d in content["domains"]
    )
    yield Table(gettext("The indicators and their weights"), columns, rows, "weights")


def the_unknown(content: Json) -> Iterator[Block]:
    """Say what the figures cannot say."""
    yield Heading(gettext("What is not known"), "unknown")
    items = [
        f"{in_language(domain['name'])}: {in_language(domain['limits'])}"
        for domain in content["domains"]
        if domain["limits"]
    ]
    items.append(gettext("How those who live there judge their own welfare. No indicator here asks them."))
    items.append(
        gettext("Whether anything the city did has changed the levels. That needs a comparison over time.")
    )
    yield Bullets(tuple(item for item in items if item))


def the_sources(content: Json) -> Iterator[Block]:
    """Name every dataset with its licence and fingerprint."""
    yield Heading(gettext("Sources"), "sources")
    columns = (
        Column(gettext("Dataset")),
        Column(gettext("Publisher")),
        Column(gettext("Licence")),
        Column(gettext("Retrieved")),
    )
    rows = tuple(
        (
            Cell(in_language(source["title"])),
            Cell(isolated(source["publisher"])),
            Cell(licence_words(source)),
            Cell(day(source["retrieved_on"])),
        )
        for source in content["sources"]
    )
    yield Table(gettext("Where the figures and outlines come from"), columns, rows, "sources")


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
