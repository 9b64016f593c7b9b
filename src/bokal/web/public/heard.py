"""Who was heard against who lives there: the programme as a whole, and each area."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from bokal.programme.areas.models import Dataset
from bokal.programme.areas.services import deliveries
from bokal.programme.voices.perms import can_read_published_voices
from bokal.programme.voices.services import (
    AT_A_TIME,
    FEWEST,
    GAP_DAYS,
    GAP_VOICES,
    Division,
    Heard,
    Ratio,
    coverage,
    gaps,
    who_was_heard,
)
from bokal.web.public.translations import readable_in_own_language
from bokal.web.ui.area_pictures import source_of
from bokal.web.ui.chart_files import Drawn
from bokal.web.ui.chart_ratios import RatioRow, ratio_plot
from bokal.web.ui.charts import chart
from bokal.web.ui.downloads import as_download, mark_of, not_modified, picture_answer, unchanged
from bokal.web.ui.formats import listed, number, range_words
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered

RESTS_ON = ("programmes", "areas", "voices")
GAPS_SHOWN = 5
DECIMALS = 2


def in_words(ratio: Ratio | None) -> tuple[str, str]:
    """Write a ratio and its interval; one that is not told is a dash."""
    if ratio is None:
        return number(None), number(None)
    ends = range_words(number(ratio.low, DECIMALS), number(ratio.high, DECIMALS))
    return number(ratio.ratio, DECIMALS), ends


def finding(division: Division) -> str:
    """Say which groups were heard more and less often than they live there, beyond what chance does."""
    more = [one.name for one in division.compared if one.ratio and one.ratio.low > 1]
    less = [one.name for one in division.compared if one.ratio and one.ratio.high < 1]
    if more and less:
        words = gettext("%(question)s: heard more than their share of residents: %(more)s. Less: %(less)s.")
    elif more:
        words = gettext("%(question)s: heard more than their share of residents: %(more)s.")
    elif less:
        words = gettext("%(question)s: heard less than their share of residents: %(less)s.")
    else:
        words = gettext("%(question)s: no group was heard clearly more or less than its share of residents.")
    return words % {"question": division.name, "more": listed(more), "less": listed(less)}


def picture_of(heard: Heard, division: Division, sources: Sequence[Dataset]) -> Drawn | None:
    """Draw how often the groups of one question were heard."""
    rows = [
        RatioRow(one.name, one.ratio.ratio, one.ratio.low, one.ratio.high)
        for one in division.compared
        if one.ratio is not None
    ]
    if not rows or heard.living is None:
        return None
    title = finding(division)
    sentence = gettext(
        "The share of a group among those who answered, divided by its share of the people who live there. "
        "At 1 both are equal. Chance alone could have put the dot anywhere on its line."
    )
    told = "; ".join(f"{row.label}: {number(row.ratio, DECIMALS)}" for row in rows)
    drawn = chart(
        ratio_plot,
        name=f"heard-{division.question}",
        rows=rows,
        title=title,
        description=told,
    )
    source = source_of(sources, heard.living.year)
    return Drawn(title=title, sentence=sentence, picture=drawn, source=source)


def sources_of(heard: Heard) -> list[Dataset]:
    """Return the deliveries that tell who lives there."""
    return deliveries(heard.living.datasets) if heard.living else []


def shown_divisions(heard: Heard, sources: Sequence[Dataset]) -> list[dict[str, Any]]:
    """Return each question with its picture, and its groups with their intervals in words."""
    return [
        {
            "division": division,
            "drawn": picture_of(heard, division, sources),
            "empty": listed(division.empty),
            "rows": [(one, *in_words(one.ratio)) for one in division.groups],
        }
        for division in heard.divisions
    ]


def page_of(request: HttpRequest, heard: Heard, areas: Sequence[Heard]) -> HttpResponse:
    """Draw the page of an area, or of the programme with its areas."""
    found, sources = who_was_heard(), sources_of(heard)
    forgotten = list(gaps(heard.area_code)[:GAPS_SHOWN])
    context = {
        "heard": heard,
        "areas": areas,
        "divisions": shown_divisions(heard, sources),
        "sources": sources,
        "coverage": coverage(heard.area_code),
        "gaps": forgotten,
        "translations": readable_in_own_language(forgotten),
        "gap_days": GAP_DAYS,
        "gap_voices": GAP_VOICES,
        "fewest": FEWEST,
        "at_a_time": AT_A_TIME,
        "on": found.on,
        "constructed": found.constructed,
    }
    return render(request, "public/heard.html", context)


@allow(can_read_published_voices)
@remembered(*RESTS_ON)
def heard(request: HttpRequest) -> HttpResponse:
    found = who_was_heard()
    return page_of(request, found.whole, found.areas)


def heard_in(code: str) -> Heard:
    """Return who was heard in an area; without a code, in the whole programme."""
    found = who_was_heard().area(code) if code else who_was_heard().whole
    if found is None:
        raise Http404
    return found


@allow(can_read_published_voices)
@remembered(*RESTS_ON)
def heard_area(request: HttpRequest, code: str) -> HttpResponse:
    return page_of(request, heard_in(code), [])


@allow(can_read_published_voices)
def heard_picture(request: HttpRequest, question: str, kind: str, code: str = "") -> HttpResponse:
    """Send the picture of one question as a file."""
    mark = mark_of(request, of=RESTS_ON)
    if unchanged(request, mark):
        return not_modified(request, mark)
    found = heard_in(code)
    asked = [division for division in found.divisions if division.question == question]
    drawn = picture_of(found, asked[0], sources_of(found)) if asked else None
    if drawn is None:
        raise Http404
    name = f"heard-{code or 'programme'}-{question}.{kind}"
    return as_download(request, picture_answer(request, drawn, kind), name, mark)
