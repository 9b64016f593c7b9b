"""Report from the work in a minute, see what became of each report, change, correct, approve, send back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document
from bokal.programme.documents.services import IMAGES
from bokal.programme.initiatives.enums import UpdateState
from bokal.programme.initiatives.models import Initiative, Measure, Update
from bokal.programme.initiatives.perms import (
    can_approve_updates,
    can_report,
    can_see_initiatives_at_work,
)
from bokal.programme.initiatives.services.photos import hide_photo
from bokal.programme.initiatives.services.updates import (
    Report,
    approve_update,
    correct_update,
    drop_update,
    return_update,
    send_again,
    send_update,
)
from bokal.web.ui.acts import done
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.guards import allow
from bokal.web.ui.measure_pictures import update_words
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.kept_files import with_file
from bokal.web.workspace.updates_forms import (
    ApproveForm,
    CorrectForm,
    RemoveForm,
    ReportForm,
    ReturnForm,
)

OPEN = (UpdateState.DRAFT, UpdateState.RETURNED)


def initiative_of(slug: str) -> Initiative:
    """Return an initiative that is run here."""
    return get_object_or_404(Initiative.objects.select_related("area"), slug=slug, documented=False)


def update_of(slug: str, number: int) -> Update:
    """Return a report on an initiative."""
    found = Update.objects.select_related("initiative", "measure", "photo", "corrects__photo", "by")
    return get_object_or_404(found, initiative__slug=slug, initiative__documented=False, pk=number)


def measure_asked(request: HttpRequest, measures: list[Measure]) -> Measure | None:
    """Return the measure that is asked for; with a single one there is nothing to ask."""
    word = request.GET.get("measure", "")
    if len(measures) == 1 and word != "0":
        return measures[0]
    return next((one for one in measures if str(one.position) == word), None)


def sent(request: HttpRequest, form: ReportForm, act: Callable[[Report], object]) -> bool:
    """Do something with what a form reports; what is refused goes back into the form, without its picture."""

    def report() -> object:
        def act_with(photo: Document | None) -> object:
            return act(form.report(photo))

        photo, actor = form.cleaned_data["photo"], account_of(request)
        return with_file(photo, Access.STAFF, actor, act_with, allowed=IMAGES, name="report")

    return request.method == "POST" and done(form, report)


@allow(can_report)
@keeps_draft(_("Report on an initiative"))
def update_report(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a number, a picture and a sentence; with several measures, ask first which it is about."""
    initiative = initiative_of(slug)
    measures = list(initiative.measures.order_by("position"))
    measure = measure_asked(request, measures)
    if measure is None and measures and request.GET.get("measure") != "0":
        context: dict[str, Any] = {"initiative": initiative, "measures": measures}
        return render(request, "workspace/updates/choose.html", context)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form, actor = ReportForm(*data, initiative=initiative, measure=measure), account_of(request)
    if sent(
        request,
        form,
        lambda report: send_update(initiative_id=initiative.pk, report=report, actor=actor),
    ):
        return redirect("workspace:update-list", slug=slug)
    context = {"initiative": initiative, "measure": measure, "measures": measures, "form": form}
    return render(request, "workspace/updates/report.html", context, status=422 if data else 200)


def keeps_shown_photo(update: Update) -> bool:
    """Tell whether a correction keeps a picture that everybody sees."""
    old, kept = update.corrects and update.corrects.photo, update.photo
    return bool(old and kept and old.sha256 == kept.sha256 and old.access == Access.PUBLIC)


def update_page(request: HttpRequest, update: Update, **sent: forms.Form) -> HttpResponse:
    """Draw the page of a report, with the form that was refused when there is one.

    A form that has no place on it any more, as another person was first, is told above with what was written.
    """
    slug = update.initiative.slug
    own = request.user.pk in (update.by_id, update.submitted_by_id)
    waits = update.state == UpdateState.SUBMITTED
    corrected = Update.objects.filter(corrects=update).first()
    stands = update.state == UpdateState.APPROVED and corrected is None
    reports = can_report(request.user, slug=slug)
    may_decide = waits and not own and can_approve_updates(request.user, slug=slug)
    if "approve" in sent:
        sent["approve"].data = {}  # A tick was for the picture that was seen, which may be another by now.
    drawn = {"approve": may_decide, "return": may_decide, "remove": stands and reports}
    shown = update.photo is not None and update.photo.access == Access.PUBLIC
    context: dict[str, Any] = {
        "update": update,
        "initiative": update.initiative,
        "words": update_words(update),
        "portions": list(update.portions.order_by("group")),
        "corrected": corrected,
        "may_decide": may_decide,
        "refused": next((form for name, form in sent.items() if not drawn.get(name)), None),
        "own": waits and own,
        "may_hide": shown and can_approve_updates(request.user, slug=slug),
        "may_change": update.state in OPEN and reports and not update.removes,
        "may_drop": update.state in OPEN and reports,
        "may_correct": stands and reports,
        "forms": {
            "approve": ApproveForm(initial={"show_photo": keeps_shown_photo(update)}),
            "return": ReturnForm(),
            "remove": RemoveForm(),
        }
        | sent,
    }
    return render(request, "workspace/updates/update.html", context, status=422 if sent else 200)


@allow(can_see_initiatives_at_work)
def update(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return update_page(request, update_of(slug, number))


@allow(can_report)
@keeps_draft(_("Change a report"))
def update_change(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    known = update_of(slug, number)
    if known.state not in OPEN or known.removes:
        raise Http404
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ReportForm(*data, initiative=known.initiative, measure=known.measure, known=known)
    actor = account_of(request)
    if sent(request, form, lambda report: send_again(update_id=known.pk, report=report, actor=actor)):
        return redirect("workspace:update", slug=slug, number=number)
    context = {"initiative": known.initiative, "update": known, "form": form}
    return render(request, "workspace/updates/change.html", context, status=422 if data else 200)


@allow(can_report)
@keeps_draft(_("Correct a report"))
def update_correct(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Correct what was approved: the correction takes its place once another person approves it."""
    known = update_of(slug, number)
    if known.state != UpdateState.APPROVED:
        raise Http404
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = CorrectForm(*data, initiative=known.initiative, measure=known.measure, known=known)

    def act(report: Report) -> object:
        because = form.cleaned_data["because"]
        return correct_update(update_id=known.pk, report=report, because=because, actor=account_of(request))

    if sent(request, form, act):
        return redirect("workspace:update-list", slug=slug)
    context = {"initiative": known.initiative, "update": known, "form": form}
    return render(request, "workspace/updates/correct.html", context, status=422 if data else 200)


def change(
    request: HttpRequest,
    known: Update,
    name: str,
    form: forms.Form,
    act: Callable[[], object],
    leads_to: str = "update-list",
) -> HttpResponse:
    """Do what a form on the page of a report asks for; what is refused goes back into the form."""
    if form.is_valid() and done(form, act):
        if leads_to == "update-queue":
            return redirect("workspace:update-queue")
        return redirect(f"workspace:{leads_to}", slug=known.initiative.slug)
    return update_page(request, update_of(known.initiative.slug, known.pk), **{name: form})


@allow(can_report)
@require_POST
def update_remove(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    known, form = update_of(slug, number), RemoveForm(request.POST)

    def act() -> object:
        because = form.cleaned_data["because"]
        return correct_update(update_id=known.pk, because=because, actor=account_of(request))

    return change(request, known, "remove", form, act)


@allow(can_report)
@require_POST
def update_drop(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    known, form = update_of(slug, number), forms.Form(request.POST)
    return change(
        request, known, "drop", form, lambda: drop_update(update_id=known.pk, actor=account_of(request))
    )


@allow(can_approve_updates)
@require_POST
def update_approve(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    known, form, actor = update_of(slug, number), ApproveForm(request.POST), account_of(request)

    def act() -> object:
        show_photo, read = form.cleaned_data["show_photo"], request.POST.get("read", "")
        return approve_update(update_id=known.pk, actor=actor, show_photo=show_photo, read=read)

    return change(request, known, "approve", form, act, "update-queue")


@allow(can_approve_updates)
@require_POST
def update_return(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    known, form, actor = update_of(slug, number), ReturnForm(request.POST), account_of(request)

    def act() -> object:
        because, read = form.cleaned_data["because"], request.POST.get("read", "")
        return return_update(update_id=known.pk, because=because, actor=actor, read=read)

    return change(request, known, "return", form, act, "update-queue")


@allow(can_approve_updates)
@require_POST
def update_hide(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a picture back from everybody."""
    known = update_of(slug, number)
    hide_photo(update_id=known.pk, actor=account_of(request))
    return redirect("workspace:update", slug=slug, number=number)


urlpatterns = [
    path("report/", update_report, name="update-report"),
    path("updates/<int:number>/", update, name="update"),
    path("updates/<int:number>/change/", update_change, name="update-change"),
    path("updates/<int:number>/correct/", update_correct, name="update-correct"),
    path("updates/<int:number>/remove/", update_remove, name="update-remove"),
    path("updates/<int:number>/drop/", update_drop, name="update-drop"),
    path("updates/<int:number>/approve/", update_approve, name="update-approve"),
    path("updates/<int:number>/return/", update_return, name="update-return"),
    path("updates/<int:number>/hide/", update_hide, name="update-hide"),
]
