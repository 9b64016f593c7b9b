"""How long answers take, who still waits, and what nothing has come of; and the answers as a feed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import get_language, gettext

from bokal.programme.voices.models import Answer
from bokal.programme.voices.perms import can_read_published_voices
from bokal.programme.voices.services import (
    FEWEST,
    GAP_DAYS,
    GAP_VOICES,
    answer_times,
    answers_given,
    coverage,
    gaps,
    some_are_constructed,
)
from bokal.web.public.parameters import Asked
from bokal.web.public.translations import readable_in_own_language
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered
from bokal.web.ui.site import current_site

PAGE_SIZE = 25
IN_FEED = 50


@allow(can_read_published_voices)
@remembered("programmes", "areas", "voices")
def answers(request: HttpRequest) -> HttpResponse:
    asked = Asked(request.GET)
    times = answer_times()
    forgotten = asked.page_of(gaps(), PAGE_SIZE)
    context = {
        "times": times,
        "tables": [
            (gettext("By area"), times.areas),
            (gettext("By channel"), times.channels),
            (gettext("By language"), times.languages),
        ],
        "coverage": coverage(),
        "gaps": forgotten,
        "translations": readable_in_own_language(forgotten),
        "latest": answers_given().select_related("voice")[:3],
        "constructed": some_are_constructed(),
        "fewest": FEWEST,
        "gap_days": GAP_DAYS,
        "gap_voices": GAP_VOICES,
        "notes": asked.notes,
    }
    return render(request, "public/answers.html", context)


def place_of(answer: Answer) -> str:
    """Return the address of the page that an answer stands on."""
    if answer.problem is not None:
        return reverse("public:problem", kwargs={"slug": answer.problem.slug})
    if answer.proposal is not None:
        return reverse("public:proposal", kwargs={"slug": answer.proposal.slug})
    return reverse("public:voice", kwargs={"number": answer.voice_id})


@allow(can_read_published_voices)
@remembered("programmes", "areas", "voices")
def answers_feed(request: HttpRequest) -> HttpResponse:
    """Send the newest answers as an Atom feed, each as it was written."""
    site = current_site()
    feed = Atom1Feed(
        title=gettext("Answers given: %(name)s") % {"name": in_language(site.name) or "Bokal"},
        link=request.build_absolute_uri(reverse("public:answers")),
        description="",
        language=get_language() or "sv",
        feed_url=request.build_absolute_uri(),
    )
    for answer in answers_given().select_related("voice")[:IN_FEED]:
        address = request.build_absolute_uri(place_of(answer))
        unit = in_language(answer.unit.name)
        made_up = [gettext("Constructed example")] if answer.constructed else []
        feed.add_item(
            title=" · ".join([answer.get_status_display(), unit, *made_up]),
            link=address,
            # A summary is HTML to whoever reads the feed, and an answer is plain words.
            description=linebreaks(answer.text, autoescape=True),
            author_name=unit,
            pubdate=answer.at,
            updateddate=answer.at,
            unique_id=f"{address}#answer-{answer.pk}",
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
