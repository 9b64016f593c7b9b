"""A voice at work: read it, decide about it, see to its answer."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from bokal.programme.voices.enums import SPOKEN
from bokal.programme.voices.models import Appeal, Case
from bokal.programme.voices.perms import (
    can_answer,
    can_moderate,
    can_see_voices_at_work,
)
from bokal.programme.voices.services import (
    READ_AT_WORK,
    Thread,
    answer_voice,
    assign_case,
    decide_appeal,
    language_of,
    moderate_pictures,
    moderate_voice,
    personal_data_in,
    photos_at_work,
    similar_at_work,
    thread_of,
    translations_in,
    without_flagged,
)
from bokal.web.ui.acts import done
from bokal.web.ui.guards import allow
from bokal.web.ui.sent_numbers import number_in
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.voices_forms import AnswerForm, AssignForm, ModerateForm
from bokal.web.workspace.voices_queue import voice_queue


def forms_of(thread: Thread) -> dict[str, forms.Form]:
    """Return the forms of a voice, filled in as far as is known."""
    words = getattr(thread.voice, "words", None)
    unit = thread.case.unit.code if thread.case.unit else ""
    masked = {"text": without_flagged(words.text), "place": words.place} if words else {}
    return {
        "moderate": ModerateForm(initial=masked),
        "pictures": forms.Form(),
        "assign": AssignForm(initial={"unit": unit, "due_on": thread.case.due_on}),
        "answer": AnswerForm(language=thread.voice.language, initial={"unit": unit}),
    }


def pieces(thread: Thread) -> list[dict[str, str]]:
    """Return the words in pieces, those that may point out a person with what they look like."""
    if not hasattr(thread.voice, "words"):
        return []
    text, last, found = thread.voice.words.text, 0, []
    for flag in personal_data_in(text):
        found += [
            {"text": text[last : flag.start], "kind": ""},
            {"text": text[flag.start : flag.end], "kind": flag.kind.value},
        ]
        last = flag.end
    return [*found, {"text": text[last:], "kind": ""}]


def language_seen(thread: Thread) -> str:
    """Name the language the words look like, when it is not the one that was said."""
    words = getattr(thread.voice, "words", None)
    found = language_of(words.text) if words else ""
    return dict(SPOKEN).get(found, "") if found != thread.voice.language else ""


def voice_page(request: HttpRequest, number: int, **sent: forms.Form) -> HttpResponse:
    """Draw the page of a voice, with the form that was refused when there is one."""
    try:
        thread = thread_of(number, language=get_language() or "sv", stages=READ_AT_WORK)
    except Case.DoesNotExist as missing:
        raise Http404 from missing
    appeal = Appeal.objects.filter(moderation__voice_id=number, outcome__isnull=True).first()
    context: dict[str, Any] = {
        "thread": thread,
        "pieces": pieces(thread),
        "translation": translations_in([number], get_language() or "sv").get(number),
        "appeal": appeal,
        "similar": similar_at_work(number),
        "looks_like": language_seen(thread),
        "photos": photos_at_work(number),
        "may_moderate": can_moderate(request.user, number=number),
        "may_answer": can_answer(request.user, number=number),
        "forms": forms_of(thread) | sent,
    }
    return render(request, "workspace/voices/voice.html", context, status=422 if sent else 200)


@allow(can_see_voices_at_work)
def voice(request: HttpRequest, number: int) -> HttpResponse:
    return voice_page(request, number)


def change(
    request: HttpRequest, number: int, name: str, form: forms.Form, act: Callable[[], object]
) -> HttpResponse:
    """Do what a form asks for; what is refused goes back into the form."""
    if done(form, act):
        return redirect("workspace:voice", number=number)
    return voice_page(request, number, **{name: form})


@allow(can_moderate)
@require_POST
def voice_moderate(request: HttpRequest, number: int) -> HttpResponse:
    form = ModerateForm(request.POST)
    appeal = Appeal.objects.filter(moderation__voice_id=number, outcome__isnull=True).first()

    def act() -> object:
        actor = account_of(request)
        if appeal is not None:
            return decide_appeal(appeal_id=appeal.pk, actor=actor, **form.decision())
        return moderate_voice(voice_id=number, actor=actor, **form.decision())

    return change(request, number, "moderate", form, act)


@allow(can_moderate)
@require_POST
def voice_pictures(request: HttpRequest, number: int) -> HttpResponse:
    """Let through the pictures that are ticked, and no others."""
    if not Case.objects.filter(voice_id=number).exists():
        raise Http404
    sent = {number_in(text) for text in request.POST.getlist("shown")}
    shown = {photo for photo in sent if photo is not None}
    form = forms.Form(request.POST)

    def act() -> object:
        return moderate_pictures(voice_id=number, shown=shown, actor=account_of(request))

    return change(request, number, "pictures", form, act)


@allow(can_answer)
@require_POST
def voice_assign(request: HttpRequest, number: int) -> HttpResponse:
    form = AssignForm(request.POST)

    def act() -> object:
        return assign_case(voice_id=number, actor=account_of(request), **form.cleaned_data)

    return change(request, number, "assign", form, act)


@allow(can_answer)
@require_POST
def voice_answer(request: HttpRequest, number: int) -> HttpResponse:
    case = Case.objects.select_related("voice").filter(voice_id=number).first()
    if case is None:
        raise Http404
    form = AnswerForm(request.POST, language=case.voice.language)

    def act() -> object:
        return answer_voice(voice_id=number, actor=account_of(request), **form.answer())

    return change(request, number, "answer", form, act)


urlpatterns = [
    path("", voice_queue, name="voice-queue"),
    path("<int:number>/", voice, name="voice"),
    path("<int:number>/moderate/", voice_moderate, name="voice-moderate"),
    path("<int:number>/pictures/", voice_pictures, name="voice-pictures"),
    path("<int:number>/assign/", voice_assign, name="voice-assign"),
    path("<int:number>/answer/", voice_answer, name="voice-answer"),
]
