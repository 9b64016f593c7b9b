"""The red thread as a page, as data and as a picture: from any point, both ways."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from bokal.programme.initiatives.perms import can_read_initiatives
from bokal.programme.initiatives.services import Knot, RedThread, Step, thread_through
from bokal.web.public.initiatives import RESTS_ON
from bokal.web.public.thread_picture import Rung, thread_svg
from bokal.web.ui.formats import day, in_language, language_of
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered

SHOWN = 12


def step_words() -> dict[Step, str]:
    """Return what each step of the thread is called."""
    return {
        Step.VOICE: gettext("What was said"),
        Step.PROBLEM: gettext("The problem"),
        Step.PROPOSAL: gettext("What would help"),
        Step.DECISION: gettext("What was decided"),
        Step.INITIATIVE: gettext("What is tried"),
        Step.WORK: gettext("What is built"),
        Step.MEASURE: gettext("How we tell"),
        Step.HANDOVER: gettext("What became of it"),
    }


def address_of_knot(knot: Knot) -> str:
    """Return the page of a thing on the thread."""
    if knot.step is Step.VOICE:
        return reverse("public:voice", kwargs={"number": int(knot.mark)})
    if knot.step in {Step.MEASURE, Step.HANDOVER}:
        return reverse("public:initiative", kwargs={"slug": knot.mark.partition("/")[0]})
    return reverse(f"public:{knot.step}", kwargs={"slug": knot.mark})


def rung_of(knot: Knot, start: Knot) -> Rung:
    """Return a thing on the thread as pages and the picture show it."""
    return Rung(
        title=in_language(knot.texts),
        language=language_of(knot.texts),
        address=address_of_knot(knot),
        thread=reverse("public:thread", kwargs={"step": str(knot.step), "mark": knot.mark}),
        status=knot.status,
        day=day(knot.day) if knot.day else "",  # type: ignore[arg-type]
        here=knot == start,
        constructed=knot.constructed,
    )


def found_thread(step: str, mark: str) -> RedThread:
    """Return a thread, or answer that it is not there; a step that is none is not there either."""
    thread = thread_through(Step(step), mark) if step in set(Step) else None
    if thread is None:
        raise Http404
    return thread


def ladder(thread: RedThread) -> list[dict[str, Any]]:
    """Return the steps of a thread in order, each with what stands on it."""
    words = step_words()
    return [
        {
            "step": str(step),
            "name": words[step],
            "rungs": [rung_of(knot, thread.start) for knot in thread.knots.get(step, ())],
            "voices": thread.voices if step is Step.VOICE else None,
        }
        for step in Step
    ]


@allow(can_read_initiatives)
@remembered(*RESTS_ON)
def thread(request: HttpRequest, step: str, mark: str) -> HttpResponse:
    """Show the thread; that of a decision that was corrected leads to the one that holds."""
    found = found_thread(step, mark)
    if found.start.mark != mark:
        return redirect("public:thread", step=step, mark=found.start.mark)
    steps = ladder(found)
    context = {
        "title": in_language(found.start.texts),
        "written_in": language_of(found.start.texts),
        "steps": [one | {"rungs": one["rungs"][:SHOWN], "more": len(one["rungs"]) - SHOWN} for one in steps],
        "step": step,
        "mark": mark,
    }
    return render(request, "public/thread.html", context)


@allow(can_read_initiatives)
@remembered(*RESTS_ON)
def thread_data(request: HttpRequest, step: str, mark: str) -> HttpResponse:
    """Give the thread as JSON, each thing with its texts by language and the address of its page."""
    found = found_thread(step, mark)
    steps = {
        str(one): [
            {
                "mark": knot.mark,
                "texts": dict(knot.texts),
                "status": knot.status,
                "day": knot.day,
                "constructed": knot.constructed,
                "address": request.build_absolute_uri(address_of_knot(knot)),
            }
            for knot in found.knots.get(one, ())
        ]
        for one in Step
    }
    answer = {"start": {"step": step, "mark": found.start.mark}, "voices": found.voices, "steps": steps}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False, "indent": 1})


@allow(can_read_initiatives)
@remembered(*RESTS_ON)
def thread_picture(request: HttpRequest, step: str, mark: str) -> HttpResponse:
    """Give the thread as a picture."""
    picture = thread_svg(ladder(found_thread(step, mark)))
    language = get_language() or "sv"
    response = HttpResponse(picture, content_type="image/svg+xml")
    response["Content-Disposition"] = f'inline; filename="thread-{step}-{language}.svg"'
    return response
