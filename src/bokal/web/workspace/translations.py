"""Translations at work: what waits for one, what readers doubt, written by hand or asked of the service."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bokal.programme.history.errors import Refused
from bokal.programme.voices.enums import SPOKEN, Standing
from bokal.programme.voices.models import Case, Translation
from bokal.programme.voices.perms import (
    areas_worked_in,
    areas_written_in,
    can_ask_service,
    can_see_translations_at_work,
    can_see_voices_at_work,
    can_translate,
)
from bokal.programme.voices.services import (
    cases_to_translate,
    counts_to_translate,
    doubts_to_look_at,
    service_set,
    settle_doubts,
    translation_mark,
    translations_in,
    translations_standing,
    write_translation,
)
from bokal.programme.voices.tasks import ask_service
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.guards import allow
from bokal.web.ui.sent_numbers import number_in, numbers_in
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.translations_forms import TranslationForm

PAGE_SIZE = 25
LANGUAGES = dict(SPOKEN)


def asked_language(word: str, otherwise: str) -> str:
    """Return a language of the list."""
    return word if word in LANGUAGES else otherwise


@allow(can_see_translations_at_work)
def translation_list(request: HttpRequest) -> HttpResponse:
    into = asked_language(request.GET.get("into", ""), get_language() or "sv")
    areas = areas_worked_in(request.user)
    counts = counts_to_translate(into, areas=areas)
    source = request.GET.get("from", "")
    source = source if source in counts else ""
    cases = cases_to_translate(into, areas=areas, source=source).select_related("voice", "area")
    context = {
        "into": into,
        "source": source,
        "languages": SPOKEN,
        "counts": counts,
        "cases": Paginator(cases, PAGE_SIZE).get_page(request.GET.get("page")),
        "doubts": doubts_to_look_at(areas)[:PAGE_SIZE],
        "service": service_set(),
        "may_ask": can_ask_service(request.user),
        "asked": number_in(request.GET.get("asked", ""), digits=3),
    }
    return render(request, "workspace/translations/list.html", context)


@allow(can_ask_service)
@require_POST
def translation_ask_many(request: HttpRequest) -> HttpResponse:
    """Ask the service for the ticked voices, those that are in one's areas and may be sent."""
    into = asked_language(request.POST.get("into", ""), "")
    numbers = numbers_in(request.POST.getlist("voices"), most=PAGE_SIZE)
    actor = account_of(request)
    asked = 0
    cases = cases_to_translate(into, areas=areas_written_in(request.user)).filter(voice_id__in=numbers)
    for voice_id in cases.values_list("voice_id", flat=True):
        try:
            ask_service(voice_id=voice_id, language=into, actor=actor)
        except Refused:
            continue
        asked += 1
    return redirect(f"{reverse('workspace:translation-list')}?into={into}&asked={asked}")


def case_at_work(number: int) -> Case:
    """Return where a voice stands."""
    return get_object_or_404(Case.objects.select_related("voice", "area"), voice_id=number)


@allow(can_see_voices_at_work)
def voice_translations(request: HttpRequest, number: int) -> HttpResponse:
    case = case_at_work(number)
    context = {
        "case": case,
        "standing": translations_standing(number),
        "doubted": set(
            doubts_to_look_at()
            .filter(translation__voice=number)
            .values_list("translation__language", flat=True)
        ),
        "languages": [code for code in LANGUAGES if code != case.voice.language],
        "may_translate": can_translate(request.user, number=number),
    }
    return render(request, "workspace/translations/voice.html", context)


def page_of(
    request: HttpRequest, case: Case, language: str, form: TranslationForm | None = None
) -> HttpResponse:
    """Draw the page of one translation, with the form that was refused when there is one."""
    current = translations_in([case.voice_id], language).get(case.voice_id)
    mark = translation_mark(case, current)
    if form is None:
        form = TranslationForm(
            language=language, initial={"text": current.text if current else "", "rests_on": mark}
        )
    else:
        form.seen_now(mark)
    versions = Translation.objects.filter(voice=case.voice, language=language).select_related("by")
    doubts = doubts_to_look_at().filter(translation__voice=case.voice, translation__language=language)
    context = {
        "case": case,
        "into": language,
        "published": case.standing == Standing.PUBLISHED,
        "current": current,
        "versions": versions.order_by("-version"),
        "doubts": doubts,
        "service": service_set(),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/translations/write.html", context, status=status)


def to_translate(number: int, language: str) -> Case:
    """Return a voice that is not in a language already; what is no language of ours is not there."""
    case = case_at_work(number)
    if language not in LANGUAGES or language == case.voice.language:
        raise Http404
    return case


@allow(can_translate)
@keeps_draft(_("Translate a voice"))
def translation_write(request: HttpRequest, number: int, language: str) -> HttpResponse:
    case = to_translate(number, language)
    if request.method != "POST":
        return page_of(request, case, language)
    form = TranslationForm(request.POST, language=language)
    if form.is_valid():
        try:
            write_translation(
                voice_id=number, language=language, actor=account_of(request), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("workspace:voice-translations", number=number)
    return page_of(request, case, language, form)


@allow(can_translate)
@require_POST
def translation_ask(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """Ask the service for a translation, and show how far it has come."""
    to_translate(number, language)
    try:
        job = ask_service(voice_id=number, language=language, actor=account_of(request))
    except Refused as refusal:
        context = {"number": number, "into": language, "refusal": str(refusal)}
        return render(request, "workspace/translations/refused.html", context, status=409)
    return redirect("workspace:job-progress", public_id=job.id)


@allow(can_translate)
@require_POST
def translation_settle(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """Find a translation right as it is, whatever readers said."""
    to_translate(number, language)
    settle_doubts(voice_id=number, language=language, actor=account_of(request))
    return redirect("workspace:voice-translations", number=number)


urlpatterns = [
    path("", translation_list, name="translation-list"),
    path("ask/", translation_ask_many, name="translation-ask-many"),
    path("<int:number>/", voice_translations, name="voice-translations"),
    path("<int:number>/<slug:language>/", translation_write, name="translation-write"),
    path("<int:number>/<slug:language>/ask/", translation_ask, name="translation-ask"),
    path("<int:number>/<slug:language>/settle/", translation_settle, name="translation-settle"),
]
