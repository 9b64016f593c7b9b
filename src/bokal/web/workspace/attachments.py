"""The documents of an initiative at work: attach, show to everybody or not, detach, attach again."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bokal.programme.accounts.models import Account
from bokal.programme.history.errors import Refused
from bokal.programme.initiatives.models import Initiative
from bokal.programme.initiatives.perms import can_plan_initiatives, can_see_initiatives_at_work
from bokal.programme.initiatives.services.attachments import (
    Attached,
    attach,
    attach_again,
    attachments_of,
    detach,
    show_attachment,
)
from bokal.web.ui.acts import done
from bokal.web.ui.guards import allow
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.programme_forms import TextsForm

type Act = Callable[[int, Account], object]

ACTS: dict[str, Act] = {
    "detach": lambda number, actor: detach(attachment_id=number, actor=actor),
    "attach": lambda number, actor: attach_again(attachment_id=number, actor=actor),
    "show": lambda number, actor: show_attachment(attachment_id=number, shown=True, actor=actor),
    "hide": lambda number, actor: show_attachment(attachment_id=number, shown=False, actor=actor),
}


class AttachForm(TextsForm):
    """A file, what it is called, and who may read it."""

    texts = (("title", _("What it is called"), True),)
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, picture, Excel, CSV or text. Where a picture was taken is taken out of it."),
        max_length=200,
    )
    shown = forms.BooleanField(
        label=_("Everybody may read it"),
        help_text=_("Look through it for names and addresses first. Without, only those who work here do."),
        required=False,
    )

    def attached(self) -> Attached:
        """Return what is said of the file as the service takes it."""
        return Attached(title=self.written("title"), shown=self.cleaned_data["shown"])


def initiative_of(slug: str) -> Initiative:
    """Return an initiative; whether it is in one's areas, the guard has asked."""
    return get_object_or_404(Initiative, slug=slug)


def documents_page(request: HttpRequest, initiative: Initiative, form: forms.Form) -> HttpResponse:
    """Draw the documents of an initiative, with the form that was refused when there is one."""
    taken_off = initiative.attachments.filter(detached_at__isnull=False).select_related("document")
    may_plan = can_plan_initiatives(request.user, slug=initiative.slug) and not initiative.documented
    context: dict[str, Any] = {
        "initiative": initiative,
        "attachments": attachments_of(initiative, at_work=True).select_related("by"),
        "taken_off": taken_off.order_by("-detached_at"),
        "may_plan": may_plan,
        "public": Initiative.objects.public().filter(pk=initiative.pk).exists(),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/initiatives/documents.html", context, status=status)


@allow(can_see_initiatives_at_work)
def attachment_list(request: HttpRequest, slug: str) -> HttpResponse:
    return documents_page(request, initiative_of(slug), AttachForm())


@allow(can_plan_initiatives)
@require_POST
def attachment_new(request: HttpRequest, slug: str) -> HttpResponse:
    initiative, form = initiative_of(slug), AttachForm(request.POST, request.FILES)

    def act() -> object:
        file, actor = form.cleaned_data["file"], account_of(request)
        return attach(
            initiative_id=initiative.pk,
            content=file.file,
            name=file.name,
            attached=form.attached(),
            actor=actor,
        )

    if done(form, act):
        return redirect("workspace:attachment-list", slug=slug)
    return documents_page(request, initiative, form)


@allow(can_plan_initiatives)
@require_POST
def attachment_change(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Do what a button beside a document asks for."""
    initiative = initiative_of(slug)
    known = get_object_or_404(initiative.attachments, pk=number)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    try:
        act(known.pk, account_of(request))
    except Refused as refusal:
        context = {"initiative": initiative, "refusal": refusal}
        return render(request, "workspace/initiatives/refused.html", context, status=409)
    return redirect("workspace:attachment-list", slug=slug)


urlpatterns = [
    path("", attachment_list, name="attachment-list"),
    path("new/", attachment_new, name="attachment-new"),
    path("<int:number>/", attachment_change, name="attachment-change"),
]
