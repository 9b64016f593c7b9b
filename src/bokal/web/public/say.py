"""Say something: one page, no account, no cookie; the answer is a code that leads back to it."""

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bokal.programme.areas.models import Area
from bokal.programme.history.errors import Refused
from bokal.programme.voices.enums import Channel
from bokal.programme.voices.models import Card, Case, Receipt, Words
from bokal.programme.voices.perms import can_say_something
from bokal.programme.voices.services import (
    add_support,
    added_today,
    areas_to_speak_about,
    as_typed,
    grouped,
    is_taken_in,
    say_voice,
    similar_published,
    voice_of_code,
)
from bokal.web.public.keep import ways_to_keep
from bokal.web.public.say_forms import SayForm, new_token, read_point
from bokal.web.public.say_map import Pointing, can_point, is_pointing, pointing_of
from bokal.web.public.support_forms import fingerprint_of, new_support, read_support
from bokal.web.public.translations import readable_in_own_language
from bokal.web.ui.guards import allow
from bokal.web.ui.tries import may_act, may_try
from bokal.web.ui.work import BITS, PARTS, is_done, new_challenge

TOGETHER = 10
"""Everybody together may say so many times what one address may."""


@allow(can_say_something)
@csrf_exempt
@never_cache
def say(request: HttpRequest) -> HttpResponse:
    """Show the form, or take in what was said.

    There is no session that another site could misuse, so the form needs no cookie against it; the signed
    mark in the form makes the same voice sent twice one voice.
    """
    areas = areas_to_speak_about()
    if request.method != "POST":
        given = {"area": request.GET.get("area", ""), "token": new_token()}
        return form_page(request, SayForm(areas=areas, initial=given))
    if is_pointing(request.POST):
        return point_at(request, areas)
    form = SayForm(request.POST, request.FILES, areas=areas)
    if form.is_valid():
        if not may_say(request, form.said().key):
            return too_many(request, form)
        try:
            taken = say_voice(said=form.said())
        except Refused as refusal:
            form.add_error("card" if "card" in type(refusal).__name__.lower() else None, str(refusal))
        else:
            return said(request, taken.voice.pk, grouped(taken.code))
    return said_wrong(request, form)


def may_say(request: HttpRequest, key: uuid.UUID) -> bool:
    """Tell whether a voice may come in now: within the limits, sent once more, or with the work done."""
    if is_taken_in(key) or is_done(request.POST.get("work", ""), request.POST.get("proof", ""), str(key)):
        return True
    each = settings.VOICES_PER_MINUTE
    return may_act(request, "say", each=each, together=TOGETHER * each)


def too_many(request: HttpRequest, form: SayForm) -> HttpResponse:
    """Show the form again with every word in it, and work for the browser; without script, one waits."""
    given = request.POST.copy()
    given["work"], given["proof"] = new_challenge(str(form.said().key)), ""
    form.data = given
    work = {"parts": PARTS, "bits": BITS, "photos": bool(form.said().photos)}
    answer = form_page(request, form, work=work, status=429)
    answer["Retry-After"] = "60"
    return answer


def form_page(
    request: HttpRequest,
    form: SayForm,
    *,
    pointing: Pointing | None = None,
    work: Mapping[str, int] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw the form, with the map where it is open, and with work where there is too much at once."""
    context = {"form": form, "pointing": pointing, "can_point": can_point(), "work": work}
    return render(request, "public/say.html", context, status=status)


def point_at(request: HttpRequest, areas: list[Area]) -> HttpResponse:
    """Show the form again with the map; nothing has been sent yet."""
    given = {name: request.POST.get(name, "") for name in SayForm.base_fields}
    names = {area.code: area.name for area in areas}
    point = read_point(given["point"])
    pointing = pointing_of(request.POST, area=names.get(given["area"], ""), point=point)
    if pointing is not None:
        given["point"] = pointing.degrees
    form = SayForm(areas=areas, initial=given | {"may_publish": "may_publish" in request.POST})
    return form_page(request, form, pointing=pointing)


def said(
    request: HttpRequest, voice: int, code: str, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """Show the receipt of a voice, and what others have said that is like it."""
    words = Words.objects.filter(voice=voice).first()
    found = similar_published(words.text, without=voice) if words else []
    added = added_today(fingerprint_of(request), [one.case.voice_id for one in found])
    readable = readable_in_own_language([one.case for one in found])
    similar = [
        {
            "suggestion": one,
            "translation": readable.get(one.case.voice_id),
            "added": one.case.voice_id in added,
            "token": new_support(one.case.voice_id),
        }
        for one in found
    ]
    keep = ways_to_keep(request, code, Case.objects.get(voice=voice))
    context = {"code": code, "similar": similar, "problem": problem, "keep": keep}
    return render(request, "public/said.html", context, status=status)


@allow(can_say_something)
@csrf_exempt
@never_cache
@require_POST
def say_add(request: HttpRequest) -> HttpResponse:
    """Add oneself to what another said, and show the receipt of one's own voice again.

    As with the form, there is no session to misuse: the mark in the button is signed, and counts once.
    """
    if not may_try(request):
        return render(request, "429.html", status=429)
    code = request.POST.get("code", "")
    try:
        own = voice_of_code(code)
    except Refused:
        raise Http404 from None
    shown = grouped(as_typed(code) or "")
    mark = read_support(request.POST.get("support", ""))
    if mark is None:
        old = _("This page was open for long. Press the button again.")
        return said(request, own, shown, problem=old, status=422)
    voice, key = mark
    try:
        add_support(voice_id=voice, key=key, channel=Channel.WEB, fingerprint=fingerprint_of(request))
    except Refused as refusal:
        return said(request, own, shown, problem=str(refusal), status=409)
    return said(request, own, shown)


def said_wrong(request: HttpRequest, form: SayForm) -> HttpResponse:
    """Show the form again with every word in it, and with a fresh mark when the old one cannot be used."""
    if "token" in form.errors:
        fresh = request.POST.copy()
        fresh["token"] = new_token()
        form.data = fresh
    return form_page(request, form, status=422)


@allow(can_say_something)
@never_cache
def card(request: HttpRequest, mark: str) -> HttpResponse:
    """Open a printed card: say something with it, or follow what was said with it."""
    found = Card.objects.select_related("batch__area").filter(mark=mark.lower()).first()
    if found is None:
        raise Http404
    if Receipt.objects.filter(card=found).exists():
        return redirect("public:follow")
    area = found.batch.area.code if found.batch.area else ""
    given = {"area": area, "card": found.mark, "token": new_token()}
    return form_page(request, SayForm(areas=areas_to_speak_about(), initial=given))
