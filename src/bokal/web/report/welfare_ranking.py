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
    level_words,
    method_words,
    number,
    range_words,
    source_words,
)

type Json = dict[str, Any]

LOWEST = 20
NAMED = 5


def welfare_ranking_paper(content: Json, language: str) -> Paper:
    """Write the paper of one edition."""
    edition = content["edition"]
    subtitle = gettext("Edition %(number)s, published %(day)s. Figures from %(year)s.") % {
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
    )


def place_name(area: Json) -> str:
    """Return a name that tells zones of the same neighbourhood apart."""
    return str(area["name"])


def the_answer(content: Json) -> Iterator[Block]:
    """Say the answer first, with how sure it is."""
    areas = content["areas"]
    lowest, total = areas[:NAMED], len(areas)
    yield Heading(gettext("The answer in short"), "answer")
    names = [place_name(area) for area in lowest]
    listed = gettext("%(some)s and %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}
    yield Paragraph(
        gettext("By %(count)s indicators, welfare in %(city)s %(year)s is lowest in %(places)s.")
        % {
            "count": len(content["domains"]),
            "city": content["programme"]["city"],
            "year": content["year"],
            "places": listed,
        },
        "lead",
    )
    unsure = max(lowest, key=lambda area: area["high"] - area["low"])
    yield Paragraph(
        gettext("The order is not exact: %(place)s lies %(interval)s.")
        % {"place": place_name(unsure), "interval": interval_words(unsure, total)}
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
    yield Heading(gettext("The %(count)s zones with the lowest welfare") % {"count": LOWEST}, "lowest")
    domains = content["domains"]
    columns = (
        Column(gettext("Zone")),
        Column(gettext("Rank"), numeric=True),
        Column(gettext("Likely ranks"), numeric=True),
        *(Column(in_language(domain["name"]), numeric=True) for domain in domains),
    )
    rows = tuple(
        (
            Cell(place_name(area), opens=f"areas/{area['code']}"),
            Cell(number(area["rank"])),
            Cell(range_words(number(area["low"]), number(area["high"]))),
            *(level_cell(area, domain) for domain in domains),
        )
        for area in content["areas"][:LOWEST]
    )
    title = gettext("Lowest welfare first, %(count)s of %(total)s zones") % {
        "count": LOWEST,
        "total": len(content["areas"]),
    }
    yield Table(title, columns, rows, "lowest", source=source_words(content))
    yield Paragraph(
        gettext("All %(total)s zones are in the file of figures, and each name opens its own figures.")
        % {"total": len(content["areas"])},
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
        % {"place": place_name(wide), "interval": interval_words(wide, total)}
    )
    steady = [area for area in content["areas"] if area["high"] <= LOWEST]
    yield Paragraph(
        ngettext(
            "%(count)s zone is among the %(lowest)s lowest in nearly every draw.",
            "%(count)s zones are among the %(lowest)s lowest in nearly every draw.",
            len(steady),
        )
        % {"count": len(steady), "lowest": LOWEST}
    )
    yield Paragraph(
        gettext(
            "Each rank was drawn %(draws)s times, with the weights moved at random and the figures moved "
            "within their rounding or sampling error. The interval holds 95 of 100 draws."
        )
        % {"draws": number(content["run"]["parameters"].get("draws", 0))},
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
        *(Column(in_language(entry["name"]), numeric=True) for entry in domains),
    )
    rows = []
    for area in content["composites"]:
        opens = f"composites/{area['code']}"
        rows.append((Cell(area["name"], opens=opens), *(level_cell(area, entry) for entry in domains)))
        rows.append(
            (Cell(gettext("lowest to highest zone inside")), *(inside_cell(area, d) for d in domains))
        )
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
    low, high = (number(value, domain["decimals"]) for value in found)
    return Cell(range_words(low, high))


def the_selection(content: Json) -> Iterator[Block]:
    """Say which areas were chosen, by whom and why."""
    selection = content["selection"]
    if selection is None:
        return
    yield Heading(in_language(selection["title"]), "selection")
    chosen = ", ".join(area["name"] for area in selection["areas"] if area["chosen"])
    yield Paragraph(
        gettext("%(who)s decided, %(day)s: %(areas)s.")
        % {"who": selection["decided_by"], "day": selection["decided_when"], "areas": chosen}
    )
    yield Paragraph(in_language(selection["reasons"]))
    yield Paragraph(gettext("Source: %(source)s") % {"source": selection["source"]}, "note")


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
    items = [in_language(domain["limits"]) for domain in content["domains"]]
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
            Cell(source["publisher"]),
            Cell(source["licence_name"]),
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
            "This edition is frozen. Whoever has the installation can compute all %(count)s figures again "
            "with the command “bokal verify”, which names each one that no longer agrees."
        )
        % {"count": number(len(content["figures"]))}
    )
    yield Paragraph(
        gettext("Fingerprint of the figures: %(sha)s. Made with Bokal %(version)s.")
        % {"sha": content["edition"]["input_sha256"], "version": content["edition"]["bokal_version"]},
        "note",
    )
