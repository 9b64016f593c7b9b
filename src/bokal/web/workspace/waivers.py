"""Why an initiative cannot be measured: said by one person, agreed to by another, or withdrawn."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bokal.programme.initiatives.models import Waiver
from bokal.programme.initiatives.perms import can_plan_initiatives
from bokal.programme.initiatives.services import approve_waiver, waive_measure, withdraw_waiver
from bokal.web.ui.guards import allow
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.initiatives import act_page, done_or_told, initiative_here
from bokal.web.workspace.initiatives_forms import WaiveForm, WithdrawForm


def waiver_here(slug: str, number: int) -> Waiver:
    """Return a reason for no measure of an initiative; one that was withdrawn is in the history alone."""
    return get_object_or_404(Waiver.objects.standing(), initiative__slug=slug, pk=number)


@allow(can_plan_initiatives)
def initiative_waive(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = initiative_here(slug), WaiveForm(request.POST or None)

    def act() -> object:
        because = form.written("because")
        return waive_measure(initiative_id=found.pk, because=because, actor=account_of(request))

    return act_page(request, found, _("It cannot be measured"), form, act)


@allow(can_plan_initiatives)
@require_POST
def initiative_approve(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Agree that it cannot be measured; whoever wrote the reason cannot."""
    waiver = waiver_here(slug, number)
    return done_or_told(request, slug, lambda: approve_waiver(waiver_id=waiver.pk, actor=account_of(request)))


@allow(can_plan_initiatives)
def initiative_withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a reason back, approved or not; a new one can be written."""
    waiver, form = waiver_here(slug, number), WithdrawForm(request.POST or None)

    def act() -> object:
        because = form.written("because")
        return withdraw_waiver(waiver_id=waiver.pk, because=because, actor=account_of(request))

    return act_page(request, initiative_here(slug), _("Withdraw the reason for no measure"), form, act)


urlpatterns = [
    path("", initiative_waive, name="initiative-waive"),
    path("<int:number>/", initiative_approve, name="initiative-approve"),
    path("<int:number>/withdraw/", initiative_withdraw, name="initiative-withdraw"),
]
