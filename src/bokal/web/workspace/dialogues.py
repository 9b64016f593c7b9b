"""Dialogues: plan them, count who came, write minutes, cut the minutes into voices, promise the answers."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bokal.programme.history.errors import Refused
from bokal.programme.voices.errors import AddressTaken, CutChangesWords
from bokal.programme.voices.models import Dialogue, Minutes
from bokal.programme.voices.perms import areas_recorded_in, can_answer, can_record_voices
from bokal.programme.voices.services import (
    close_dialogue,
    count_heads,
    mark_of_minutes,
    paragraphs_of,
    plan_dialogue,
    take_in_minutes,
    write_minutes,
)
from bokal.web.ui.acts import done
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.guards import allow
from bokal.web.workspace.dialogues_forms import (
    CloseForm,
    ConsentForm,
    CutForm,
    HeadsForm,
    MinutesForm,
    PlanForm,
    cut_forms,
)
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.scope import require_area

MOST_SHOWN = 100


def dialogue_of(request: HttpRequest, slug: str) -> Dialogue:
    """Return a dialogue in the areas of whoever asks."""
    dialogue = get_object_or_404(Dialogue.objects.select_related("area", "answering_unit"), slug=slug)
    require_area(request, dialogue.area)
    return dialogue


@allow(can_record_voices)
def dialogue_list(request: HttpRequest) -> HttpResponse:
    codes = areas_recorded_in(request.user)
    dialogues = Dialogue.objects.select_related("area").order_by("-starts_at", "-pk")
    mine = dialogues if codes is None else dialogues.filter(area__code__in=codes)
    context = {"dialogues": mine[:MOST_SHOWN], "may_plan": can_answer(request.user)}
    return render(request, "workspace/dialogues/list.html", context)


def plan(request: HttpRequest, form: PlanForm, *, new: bool) -> HttpResponse:
    """Plan a dialogue as the form says, or show the form."""

    def act() -> object:
        slug = form.cleaned_data["slug"]
        if new and Dialogue.objects.filter(slug=slug).exists():
            raise AddressTaken
        return plan_dialogue(slug=slug, invitation=form.invitation(), actor=account_of(request))

    if request.method == "POST" and done(form, act):
        return redirect("workspace:dialogue", slug=form.cleaned_data["slug"])
    status = 422 if form.is_bound else 200
    return render(request, "workspace/dialogues/plan.html", {"form": form, "new": new}, status=status)


@allow(can_answer)
@keeps_draft(_("Plan a dialogue"))
def dialogue_new(request: HttpRequest) -> HttpResponse:
    return plan(request, PlanForm(request.POST or None, request=request), new=True)


@allow(can_answer)
@keeps_draft(_("Change a dialogue"))
def dialogue_change(request: HttpRequest, slug: str) -> HttpResponse:
    dialogue = dialogue_of(request, slug)
    return plan(request, PlanForm(request.POST or None, request=request, dialogue=dialogue), new=False)


def dialogue_page(request: HttpRequest, dialogue: Dialogue, **sent: forms.Form) -> HttpResponse:
    """Draw the page of a dialogue, with the form that was refused when there is one."""
    own = {"heads": HeadsForm(dialogue=dialogue), "minutes": MinutesForm(), "close": CloseForm()}
    context: dict[str, Any] = {
        "dialogue": dialogue,
        "forms": own | sent,
        "versions": dialogue.minutes.order_by("-version"),
        "heads": dialogue.head_counts.filter(question="").first(),
        "voices": dialogue.voices.count(),
        "may_plan": can_answer(request.user),
    }
    return render(request, "workspace/dialogues/dialogue.html", context, status=422 if sent else 200)


@allow(can_record_voices)
def dialogue(request: HttpRequest, slug: str) -> HttpResponse:
    return dialogue_page(request, dialogue_of(request, slug))


def change(
    request: HttpRequest, known: Dialogue, name: str, form: forms.Form, act: Callable[[], object]
) -> HttpResponse:
    """Do what a form on the page of a dialogue asks for; what is refused goes back into the form."""
    if done(form, act):
        return redirect("workspace:dialogue", slug=known.slug)
    return dialogue_page(request, known, **{name: form})


@allow(can_record_voices)
@require_POST
def dialogue_heads(request: HttpRequest, slug: str) -> HttpResponse:
    known = dialogue_of(request, slug)
    form = HeadsForm(request.POST, dialogue=known)
    actor = account_of(request)
    return change(
        request,
        known,
        "heads",
        form,
        lambda: count_heads(dialogue_id=known.pk, counts=form.counts(), actor=actor),
    )


@allow(can_record_voices)
@require_POST
def dialogue_minutes(request: HttpRequest, slug: str) -> HttpResponse:
    known, form, actor = dialogue_of(request, slug), MinutesForm(request.POST), account_of(request)
    return change(
        request,
        known,
        "minutes",
        form,
        lambda: write_minutes(dialogue_id=known.pk, **form.cleaned_data, actor=actor),
    )


@allow(can_answer)
@require_POST
def dialogue_close(request: HttpRequest, slug: str) -> HttpResponse:
    known, form, actor = dialogue_of(request, slug), CloseForm(request.POST), account_of(request)
    return change(
        request,
        known,
        "close",
        form,
        lambda: close_dialogue(dialogue_id=known.pk, **form.cleaned_data, actor=actor),
    )


def take_in(request: HttpRequest, minutes: Minutes, sheets: list[CutForm], consent: ConsentForm) -> bool:
    """Take in the voices that the forms cut minutes into; a refusal goes to the paragraph it is about."""
    if not all([consent.is_valid(), *(sheet.is_valid() for sheet in sheets)]):
        return False
    try:
        take_in_minutes(
            minutes_id=minutes.pk,
            cuts=[sheet.cut() for sheet in sheets],
            may_publish=consent.cleaned_data["may_publish"],
            actor=account_of(request),
        )
    except CutChangesWords as refusal:
        sheets[refusal.place - 1].add_error("text", str(refusal))
    except Refused as refusal:
        consent.add_error(None, str(refusal))
    else:
        return True
    return False


@allow(can_record_voices)
@keeps_draft(_("Cut minutes into voices"))
def dialogue_split(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """Cut minutes into voices: each paragraph is one, goes with the one above, or is left out."""
    known = dialogue_of(request, slug)
    minutes = known.minutes.filter(version=version).first()
    if minutes is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    sheets = cut_forms(paragraphs_of(minutes.text), data)
    consent = ConsentForm(data, initial={"rests_on": mark_of_minutes(minutes)})
    if data is not None and take_in(request, minutes, sheets, consent):
        return redirect("workspace:dialogue", slug=slug)
    context = {"dialogue": known, "minutes": minutes, "sheets": sheets, "consent": consent}
    return render(request, "workspace/dialogues/split.html", context, status=200 if data is None else 422)


urlpatterns = [
    path("", dialogue_list, name="dialogue-list"),
    path("new/", dialogue_new, name="dialogue-new"),
    path("<slug:slug>/", dialogue, name="dialogue"),
    path("<slug:slug>/change/", dialogue_change, name="dialogue-change"),
    path("<slug:slug>/heads/", dialogue_heads, name="dialogue-heads"),
    path("<slug:slug>/minutes/", dialogue_minutes, name="dialogue-minutes"),
    path("<slug:slug>/minutes/<int:version>/", dialogue_split, name="dialogue-split"),
    path("<slug:slug>/close/", dialogue_close, name="dialogue-close"),
]
