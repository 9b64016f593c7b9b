"""Small grants at work: open a call, type in paper, decide with a reason, pay, show the words."""

import uuid
from collections.abc import Callable

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from bokal.programme.history.errors import Refused
from bokal.programme.initiatives.enums import GrantRule, GrantState
from bokal.programme.initiatives.models import GrantApplication, GrantCall
from bokal.programme.initiatives.perms import can_handle_grants
from bokal.programme.initiatives.services.change_grants import (
    change_call,
    paid_now,
    reopen_grant,
    take_back_grant,
)
from bokal.programme.initiatives.services.grant_votes import BALLOT_MOST, by_votes_now, count_votes, vote_of
from bokal.programme.initiatives.services.grants import (
    apply_for_grant,
    decide_grant,
    open_call,
    pay_grant,
    show_grant,
)
from bokal.programme.initiatives.services.rank_votes import Ranked
from bokal.programme.voices.services import free_slug, grouped
from bokal.web.ui.choosing import handed_in, with_search
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.guards import allow
from bokal.web.workspace.grants_forms import (
    CallForm,
    ChangeCallForm,
    DecideForm,
    PaperGrantForm,
    PayGrantForm,
    ShowForm,
    TakeBackForm,
    ToldForm,
    VoteForm,
)
from bokal.web.workspace.imports import account_of


@allow(can_handle_grants)
def grant_new(request: HttpRequest) -> HttpResponse:
    form = with_search(CallForm(handed_in(request)), request)
    if request.method == "POST" and form.is_valid():
        slug = free_slug(GrantCall, next(iter(form.written("title").values())))
        initiative = form.cleaned_data["initiative"]
        try:
            made = open_call(slug=slug, initiative=initiative, call=form.call(), actor=account_of(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("workspace:grant-call", number=made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "workspace/grants/new.html", {"form": form}, status=status)


@allow(can_handle_grants)
def grant_change(request: HttpRequest, number: int) -> HttpResponse:
    """Change a call that nobody has answered."""
    call = get_object_or_404(GrantCall.objects.select_related("initiative__area"), pk=number)
    form = ChangeCallForm(request.POST or None, of=call)
    if request.method == "POST" and form.is_valid():
        try:
            change_call(call_id=call.pk, call=form.call(), actor=account_of(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("workspace:grant-call", number=call.pk)
    status = 422 if form.is_bound else 200
    return render(request, "workspace/grants/change.html", {"form": form, "call": call}, status=status)


@allow(can_handle_grants)
@never_cache
def grant_paper(request: HttpRequest, number: int) -> HttpResponse:
    """Type in an application that came on paper; its code is written on the slip."""
    call = get_object_or_404(GrantCall, pk=number)
    form, code = PaperGrantForm(request.POST or None, initial={"key": uuid.uuid4()}), ""
    if request.method == "POST" and form.is_valid():
        try:
            made = apply_for_grant(call_id=call.pk, applied=form.applied(), actor=account_of(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            form, code = PaperGrantForm(initial={"key": uuid.uuid4()}), grouped(made[1])
    context = {"call": call, "form": form, "code": code}
    return render(request, "workspace/grants/paper.html", context, status=422 if form.is_bound else 200)


@allow(can_handle_grants)
@keeps_draft(_("Enter the count of a vote"))
def grant_vote(request: HttpRequest, number: int) -> HttpResponse:
    """Enter how a vote fell, on every application that waits for a decision."""
    call = get_object_or_404(GrantCall, pk=number, rule=GrantRule.VOTE)
    waiting = call.applications.filter(state=GrantState.SUBMITTED).order_by("number")
    vote, ballot = vote_of(call), list(waiting[: BALLOT_MOST + 1])
    form = VoteForm(request.POST or None, vote=vote, ballot=ballot[:BALLOT_MOST])
    if request.method == "POST" and form.is_valid():
        try:
            count_votes(call_id=call.pk, counted=form.counted(), actor=account_of(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("workspace:grant-call", number=call.pk)
    too_many = BALLOT_MOST if len(ballot) > BALLOT_MOST else 0
    context = {"call": call, "form": form, "vote": vote, "ballot": ballot, "too_many": too_many}
    return render(request, "workspace/grants/vote.html", context, status=422 if form.is_bound else 200)


def ranked_now(application: GrantApplication) -> Ranked | None:
    """Return what the votes say about an application, with what was decided on others so far."""
    return None if application.votes is None else by_votes_now(application.call)[application.number]


def application_page(request: HttpRequest, application: GrantApplication, **sent: forms.Form) -> HttpResponse:
    """Draw an application, with the form that was refused when there is one."""
    ranked = ranked_now(application)
    fresh: dict[str, forms.Form] = {
        "decide": DecideForm(application=application, says=ranked.says if ranked else None),
        "take_back": TakeBackForm(application=application, auto_id="back-%s"),
        "reopen": ToldForm(application=application, auto_id="again-%s"),
        "pay": PayGrantForm(application=application),
        "show": ShowForm(initial={"words": application.words_shown, "report": application.report_shown}),
    }
    context = {
        "application": application,
        "earlier": list(application.earlier.order_by("pk")),
        "ranked": ranked,
        "vote": vote_of(application.call),
        "paid": paid_now(application),
        "forms": fresh | sent,
    }
    return render(request, "workspace/grants/application.html", context, status=422 if sent else 200)


def application_here(number: int) -> GrantApplication:
    """Return an application."""
    found = GrantApplication.objects.select_related("call__initiative", "payment").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


@allow(can_handle_grants)
def grant_application(request: HttpRequest, number: int) -> HttpResponse:
    return application_page(request, application_here(number))


def change(
    request: HttpRequest,
    application: GrantApplication,
    name: str,
    form: forms.Form,
    act: Callable[[], object],
) -> HttpResponse:
    """Do what a form asks for; what is refused goes back into the form."""
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("workspace:grant-application", number=application.pk)
    return application_page(request, application, **{name: form})


@allow(can_handle_grants)
@require_POST
def grant_decide(request: HttpRequest, number: int) -> HttpResponse:
    application = application_here(number)
    ranked = ranked_now(application)
    form = DecideForm(request.POST, application=application, says=ranked.says if ranked else None)

    def act() -> object:
        return decide_grant(application_id=application.pk, settled=form.settled(), actor=account_of(request))

    return change(request, application, "decide", form, act)


@allow(can_handle_grants)
@require_POST
def grant_take_back(request: HttpRequest, number: int) -> HttpResponse:
    application = application_here(number)
    form = TakeBackForm(request.POST, application=application, auto_id="back-%s")

    def act() -> object:
        return take_back_grant(
            application_id=application.pk,
            reason=form.reason(),
            decided_by=form.written("decided_by"),
            on=form.cleaned_data["on"],
            actor=account_of(request),
            about_votes=form.written("about_votes"),
        )

    return change(request, application, "take_back", form, act)


@allow(can_handle_grants)
@require_POST
def grant_reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Take an application up again that was decided wrongly."""
    application = application_here(number)
    form = ToldForm(request.POST, application=application, auto_id="again-%s")

    def act() -> object:
        return reopen_grant(application_id=application.pk, because=form.reason(), actor=account_of(request))

    return change(request, application, "reopen", form, act)


@allow(can_handle_grants)
@require_POST
def grant_pay(request: HttpRequest, number: int) -> HttpResponse:
    application = application_here(number)
    form = PayGrantForm(request.POST, application=application)

    def act() -> object:
        line, on = form.cleaned_data["line"].pk, form.cleaned_data["on"]
        return pay_grant(application_id=application.pk, line_id=line, on=on, actor=account_of(request))

    return change(request, application, "pay", form, act)


@allow(can_handle_grants)
@require_POST
def grant_show(request: HttpRequest, number: int) -> HttpResponse:
    application = application_here(number)
    form = ShowForm(request.POST)

    def act() -> object:
        return show_grant(application_id=application.pk, actor=account_of(request), **form.cleaned_data)

    return change(request, application, "show", form, act)


urlpatterns = [
    path("", include("bokal.web.workspace.grants_list")),
    path("new/", grant_new, name="grant-new"),
    path("<int:number>/change/", grant_change, name="grant-change"),
    path("<int:number>/paper/", grant_paper, name="grant-paper"),
    path("<int:number>/vote/", grant_vote, name="grant-vote"),
    path("applications/<int:number>/", grant_application, name="grant-application"),
    path("applications/<int:number>/decide/", grant_decide, name="grant-decide"),
    path("applications/<int:number>/take-back/", grant_take_back, name="grant-take-back"),
    path("applications/<int:number>/reopen/", grant_reopen, name="grant-reopen"),
    path("applications/<int:number>/pay/", grant_pay, name="grant-pay"),
    path("applications/<int:number>/show/", grant_show, name="grant-show"),
]
