"""The queues of voices at work: what nobody has read, what is owed an answer, and all of it."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext

from bokal.programme.history.services import history_mark, kept, marks_held
from bokal.programme.voices.enums import Standing, Status
from bokal.programme.voices.models import Appeal, Case, CaseQuerySet, Translation
from bokal.programme.voices.perms import areas_worked_in, can_see_voices_at_work, can_write_problems
from bokal.programme.voices.services import doubts_to_look_at, tally, translations_in
from bokal.web.ui.formats import day, in_language
from bokal.web.ui.guards import allow
from bokal.web.ui.paging import LongList

PAGE_SIZE = 50
LONGEST = 120
QUEUES: dict[str, Callable[[], CaseQuerySet]] = {
    "unread": lambda: Case.objects.to_moderate(),
    "owed": lambda: Case.objects.owed(),
    "all": lambda: Case.objects.order_by("-voice_id"),
}

IN_QUEUE = (
    *("voice_id", "standing", "status", "answered_at", "due_on", "voice__language", "voice__constructed"),
    *("voice__words__text", "area__name", "unit__name"),
)
RESTS_ON = (
    *("voices.case", "voices.voice", "voices.words", "voices.translation"),
    *("areas.area", "programmes.unit"),
)
DOUBTS_REST_ON = ("voices.translationdoubt", "voices.translation", "voices.case", "areas.area")
APPEALS_REST_ON = ("voices.appeal", "voices.moderation", "voices.voice", "voices.case", "areas.area")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which voices somebody is shown, and all else that decides how their table looks.

    Tables are kept under this, so who may read other areas, or may not write problems, wants another one.
    """

    queue: str
    areas: frozenset[str] | None
    page: int
    may_write: bool
    language: str
    today: datetime.date

    @property
    def cases(self) -> CaseQuerySet:
        """The voices of the queue, in its order."""
        return QUEUES[self.queue]().within(self.areas)


@dataclass(frozen=True, slots=True)
class Row:
    """A voice in the table, in the words of the page; of one that was taken back there are no words."""

    number: int
    name: str
    withdrawn: bool
    text: str
    language: str
    translation: Translation | None
    constructed: bool
    area: str
    unit: str
    owed_by: str
    late: bool


def count_queues(areas: frozenset[str] | None) -> dict[str, int]:
    """Count the voices in each queue, those about some areas."""
    found = tally().within(areas)
    return {"unread": found.standing(Standing.WAITING), "owed": found.owed, "all": found.voices}


def count_doubts(areas: frozenset[str] | None) -> int:
    """Count what readers find wrong with translations about some areas."""
    return kept(("doubts", areas), lambda: doubts_to_look_at(areas).count(), of=DOUBTS_REST_ON)


def appeals_waiting(areas: frozenset[str] | None) -> list[Appeal]:
    """Return the appeals that wait for a second moderator, the oldest first."""
    return kept(("appeals", areas), lambda: read_appeals(areas), of=APPEALS_REST_ON)


def read_appeals(areas: frozenset[str] | None) -> list[Appeal]:
    """Read the appeals that wait."""
    waiting = Appeal.objects.filter(outcome__isnull=True).select_related("moderation__voice")
    waiting = waiting.exclude(moderation__voice__case__standing=Standing.WITHDRAWN)
    if areas is not None:
        waiting = waiting.filter(moderation__voice__case__area__code__in=areas)
    return list(waiting.order_by("made_at", "pk"))


def rows_of(wanted: Wanted) -> list[Row]:
    """Read the voices of a page as plain values; three queries."""
    by_day = Case.objects.within(wanted.areas).owed_in_order() if wanted.queue == "owed" else None
    first = (wanted.page - 1) * PAGE_SIZE
    numbers = LongList(wanted.cases, numbers=by_day).numbers_of(slice(first, first + PAGE_SIZE))
    found = list(wanted.cases.filter(pk__in=numbers).values_list(*IN_QUEUE))
    translations = translations_in([number for number, *_rest in found], wanted.language)
    name = gettext("Voice %(number)s")
    rows = []
    for number, standing, status, answered, due, language, constructed, text, area, unit in found:
        withdrawn, open_still = standing == Standing.WITHDRAWN, not answered or status == Status.REOPENED
        rows.append(
            Row(
                number=number,
                name=name % {"number": number},
                withdrawn=withdrawn,
                text="" if withdrawn else Truncator(text).chars(LONGEST),
                language=language,
                translation=None if withdrawn else translations.get(number),
                constructed=constructed,
                area=area or "",
                unit=in_language(unit),
                owed_by=day(due) if open_still else "",
                late=open_still and due < wanted.today,
            )
        )
    return rows


def draw(wanted: Wanted) -> SafeString:
    """Draw the table of a page."""
    context = {"rows": rows_of(wanted), "queue": wanted.queue, "may_write": wanted.may_write}
    return render_to_string("workspace/voices/rows.html", context)


def table_of(wanted: Wanted) -> SafeString:
    """Return the table of a page, kept until something it shows changes; it names nobody who reads it."""
    return kept(("voices in a queue", wanted), lambda: draw(wanted), of=RESTS_ON)


@allow(can_see_voices_at_work)
def voice_queue(request: HttpRequest) -> HttpResponse:
    queue = request.GET.get("queue", "")
    queue = queue if queue in QUEUES else "unread"
    areas, may_write = areas_worked_in(request.user), can_write_problems(request.user)
    with marks_held():
        # All that the page rests on is asked for at once.
        history_mark(*RESTS_ON, *DOUBTS_REST_ON, *APPEALS_REST_ON, "programmes.programme")
        counts = count_queues(areas)
        page = Paginator(range(counts[queue]), PAGE_SIZE).get_page(request.GET.get("page"))
        today, language = timezone.localdate(), get_language() or "sv"
        wanted = Wanted(queue, areas, page.number, may_write, language, today)
        context = {
            "queue": queue,
            "page": page,
            "table": table_of(wanted) if page else "",
            "doubts": count_doubts(areas),
            "counts": counts,
            "appeals": appeals_waiting(areas),
            "may_write": may_write,
        }
        return render(request, "workspace/voices/queue.html", context)
