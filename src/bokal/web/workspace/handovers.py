"""Handovers at work: proposed, accepted by another, settled line by line, looked at again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document
from bokal.programme.initiatives.enums import Carried
from bokal.programme.initiatives.models import Handover, HandoverLine, Initiative, LookBack
from bokal.programme.initiatives.perms import (
    can_accept_handover,
    can_plan_initiatives,
    can_settle_handover,
)
from bokal.programme.initiatives.services.handover import (
    accept_handover,
    propose_handover,
    settle_line,
    waive_line,
)
from bokal.programme.initiatives.services.look_back import look_back
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.guards import allow
from bokal.web.workspace.handovers_forms import LookBackForm, ProposeForm, SettleForm, WaiveLineForm
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.initiatives import act_page, done_or_told, initiative_here
from bokal.web.workspace.kept_files import with_file


def handover_here(slug: str) -> Handover:
    """Return the handover of an initiative that is run here."""
    found = Handover.objects.select_related("initiative__area", "initiative__unit", "receiver")
    return get_object_or_404(found, initiative__slug=slug, initiative__documented=False)


def line_here(slug: str, carried: str) -> HandoverLine:
    """Return a line of a handover."""
    if carried not in Carried:
        raise Http404
    return get_object_or_404(
        handover_here(slug).lines.select_related("handover__initiative", "document"), carried=carried
    )


@allow(can_plan_initiatives)
@keeps_draft(_("Propose a handover"))
def handover_propose(request: HttpRequest, slug: str) -> HttpResponse:
    found = initiative_here(slug)
    form = ProposeForm.of(Handover.objects.filter(initiative=found).first(), request.POST or None)

    def act() -> object:
        proposed, actor = form.proposed(), account_of(request)
        return propose_handover(initiative_id=found.pk, proposed=proposed, actor=actor)

    return act_page(request, found, _("Propose a handover"), form, act)


@allow(can_accept_handover)
@require_POST
def handover_accept(request: HttpRequest, slug: str) -> HttpResponse:
    """Take it on; whoever proposed it cannot, and a unit that has ceased cannot either."""
    key = handover_here(slug).initiative_id
    return done_or_told(request, slug, lambda: accept_handover(initiative_id=key, actor=account_of(request)))


@allow(can_settle_handover)
def handover_settle(request: HttpRequest, slug: str, carried: str) -> HttpResponse:
    line = line_here(slug, carried)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form, actor = SettleForm(*data, line=line), account_of(request)

    def settle(document: Document | None) -> object:
        return settle_line(
            initiative_id=line.handover.initiative_id,
            carried=Carried(carried),
            settled=form.settled(document),
            actor=actor,
        )

    def act() -> object:
        return with_file(form.cleaned_data["document"], Access.STAFF, actor, settle)

    return act_page(request, line.handover.initiative, line.get_carried_display(), form, act)


@allow(can_settle_handover)
def handover_waive(request: HttpRequest, slug: str, carried: str) -> HttpResponse:
    line = line_here(slug, carried)
    form = WaiveLineForm(request.POST or None, known={"because": line.waived_because})

    def act() -> object:
        return waive_line(
            initiative_id=line.handover.initiative_id,
            carried=Carried(carried),
            because=form.written("because"),
            actor=account_of(request),
        )

    title = gettext("%(line)s: nothing to settle") % {"line": line.get_carried_display()}
    return act_page(request, line.handover.initiative, title, form, act)


def look_page(request: HttpRequest, initiative: Initiative, row: LookBack | None) -> HttpResponse:
    """Ask what is left, at a time that was due or at another."""
    form = LookBackForm.of(row, request.POST or None)

    def act() -> object:
        return look_back(
            initiative_id=initiative.pk,
            seen=form.seen(),
            look_back_id=row.pk if row else None,
            actor=account_of(request),
        )

    return act_page(request, initiative, pgettext("handover", "Look at it again"), form, act)


@allow(can_settle_handover)
def look_back_new(request: HttpRequest, slug: str) -> HttpResponse:
    return look_page(request, handover_here(slug).initiative, None)


@allow(can_settle_handover)
def look_back_made(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    handover = handover_here(slug)
    return look_page(request, handover.initiative, get_object_or_404(handover.look_backs, pk=number))


urlpatterns = [
    path("", handover_propose, name="handover-propose"),
    path("accept/", handover_accept, name="handover-accept"),
    path("lines/<slug:carried>/", handover_settle, name="handover-settle"),
    path("lines/<slug:carried>/waive/", handover_waive, name="handover-waive"),
    path("look-back/", look_back_new, name="look-back-new"),
    path("look-back/<int:number>/", look_back_made, name="look-back"),
]
