"""Follow a voice by its code. The code is never in an address, and guessing is slow."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bokal.programme.history.errors import Refused
from bokal.programme.initiatives.services import came_of_problems
from bokal.programme.voices.enums import Reply
from bokal.programme.voices.perms import can_say_something
from bokal.programme.voices.services import (
    READ_BY_WHO_SPOKE,
    appeal_moderation,
    as_typed,
    confirm_outcome,
    confirm_wording,
    grouped,
    thread_of,
    voice_of_code,
    withdraw_voice,
)
from bokal.web.public.keep import ways_to_keep
from bokal.web.public.say_forms import CodeForm
from bokal.web.ui.guards import allow
from bokal.web.ui.sent_numbers import number_in
from bokal.web.ui.tries import may_try


def refused(request: HttpRequest, form: CodeForm, message: str, status: int) -> HttpResponse:
    """Show the form for the code again, and why it led nowhere."""
    form.add_error("code", message)
    return render(request, "public/follow.html", {"form": form}, status=status)


def with_code(request: HttpRequest, act: Callable[[int], object] | None = None) -> HttpResponse:
    """Find the voice of the code that was sent, do what was asked, and show what has come of it."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return render(request, "public/follow.html", {"form": form}, status=422)
    if not may_try(request):
        return render(request, "429.html", status=429)
    try:
        voice = voice_of_code(form.cleaned_data["code"])
    except Refused as refusal:
        return refused(request, form, str(refusal), 404)
    problem = ""
    if act is not None:
        try:
            act(voice)
        except Refused as refusal:
            problem = str(refusal)
    thread = thread_of(voice, language=get_language() or "sv", stages=READ_BY_WHO_SPOKE)
    code = grouped(as_typed(form.cleaned_data["code"]) or "")
    context = {
        "thread": thread,
        "came_of": came_of_problems([part.problem.pk for part in thread.parts]),
        "code": code,
        "problem": problem,
        "keep": ways_to_keep(request, code, thread.case),
    }
    return render(request, "public/followed.html", context, status=409 if problem else 200)


def number_sent(request: HttpRequest, name: str) -> int | None:
    """Return a number that a form of ours sends along, or None when it is none."""
    return number_in(request.POST.get(name, ""))


@allow(can_say_something)
@csrf_exempt
@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return with_code(request)
    return render(request, "public/follow.html", {"form": CodeForm()})


@allow(can_say_something)
@csrf_exempt
@never_cache
@require_POST
def follow_withdraw(request: HttpRequest) -> HttpResponse:
    """Take the words back, once it was said that this is meant."""
    if request.POST.get("sure") != "yes":
        return with_code(request)
    return with_code(request, lambda voice: withdraw_voice(voice_id=voice))


@allow(can_say_something)
@csrf_exempt
@never_cache
@require_POST
def follow_appeal(request: HttpRequest) -> HttpResponse:
    because = request.POST.get("because", "")[:2000]
    return with_code(request, lambda voice: appeal_moderation(voice_id=voice, because=because))


@allow(can_say_something)
@csrf_exempt
@never_cache
@require_POST
def follow_confirm(request: HttpRequest) -> HttpResponse:
    """Say of a wording that it is what was meant, or what is not quite right."""
    number = number_sent(request, "wording")
    reply = Reply.YES if request.POST.get("reply") == Reply.YES else Reply.NOT_QUITE
    because = request.POST.get("because", "")[:2000]
    if number is None:
        return with_code(request)
    return with_code(
        request,
        lambda voice: confirm_wording(wording_id=number, voice_id=voice, reply=reply, because=because),
    )


@allow(can_say_something)
@csrf_exempt
@never_cache
@require_POST
def follow_outcome(request: HttpRequest) -> HttpResponse:
    """Say of something that the city calls done whether it is better now."""
    number, reply = number_sent(request, "answer"), request.POST.get("better", "")
    because = request.POST.get("because", "")[:2000]
    if number is None or reply not in {"yes", "no"}:
        return with_code(request)
    return with_code(
        request,
        lambda voice: confirm_outcome(
            answer_id=number, voice_id=voice, better=reply == "yes", because=because
        ),
    )
