"""Small grants: the calls and their votes, an application without an account, and what came of the grants."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from bokal.programme.history.errors import Refused
from bokal.programme.initiatives.enums import GrantState
from bokal.programme.initiatives.models import GrantCall
from bokal.programme.initiatives.perms import can_apply_for_grant
from bokal.programme.initiatives.services.change_grants import paid_now
from bokal.programme.initiatives.services.grant_votes import result_of, told_about, vote_of, vote_on
from bokal.programme.initiatives.services.grants import apply_for_grant, grant_of_code, report_on_grant
from bokal.programme.initiatives.services.read_grants import calls_opened, first_grants, grants_given, shown
from bokal.programme.voices.services import FEWEST, as_typed, grouped
from bokal.web.public.grants_forms import GrantForm, ReportForm
from bokal.web.public.parameters import Asked
from bokal.web.public.say_forms import CodeForm, new_token
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered
from bokal.web.ui.tries import may_try

CALLS = 10
GRANTS = 25
OF_EACH = 5
RESTS_ON = ("programmes", "areas", "initiatives")


@allow(can_apply_for_grant)
@require_safe
@remembered(*RESTS_ON)
def grant_list(request: HttpRequest) -> HttpResponse:
    """Show the calls, each with its first grants; the rest stands on the page of the call."""
    asked = Asked(request.GET)
    today, page = timezone.localdate(), asked.page_of(calls_opened(), CALLS)
    grants = first_grants(page.object_list, most=OF_EACH)
    context = {
        "page": page,
        "calls": [(call, grants.get(call.pk, []), call.closes_on > today) for call in page],
        "most": OF_EACH,
        "form": CodeForm(),
        "notes": asked.notes,
    }
    return render(request, "public/grants/list.html", context)


def call_here(slug: str) -> GrantCall:
    """Return a call that has opened."""
    return get_object_or_404(calls_opened(), slug=slug)


@allow(can_apply_for_grant)
@require_safe
@remembered(*RESTS_ON)
def grant_call(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a call and a page of what it granted; the form to apply has a page of its own, with its mark."""
    call, asked = call_here(slug), Asked(request.GET)
    page = asked.page_of(grants_given(call), GRANTS)
    context = {
        "call": call,
        "is_open": call.closes_on > timezone.localdate(),
        "page": page,
        "grants": [shown(one) for one in page],
        "vote": vote_of(call),
        "fewest": FEWEST,
        "notes": asked.notes,
    }
    return render(request, "public/grants/call.html", context)


@allow(can_apply_for_grant)
@require_safe
@remembered(*RESTS_ON)
def grant_votes(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how a vote was held, what it gave each application, and what that means for the sum."""
    call = call_here(slug)
    result = result_of(call)
    if result is None:
        raise Http404
    return render(request, "public/grants/votes.html", {"call": call, "result": result, "fewest": FEWEST})


@allow(can_apply_for_grant)
@csrf_exempt
@never_cache
def grant_apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form, or take in an application; the signed mark makes one sent twice one.

    As when something is said, there is no session that another site could misuse.
    """
    call = call_here(slug)
    if request.method != "POST":
        return apply_page(request, call, GrantForm(initial={"token": new_token()}))
    if not may_try(request):
        return render(request, "429.html", status=429)
    form = GrantForm(request.POST)
    if form.is_valid():
        try:
            _application, code = apply_for_grant(call_id=call.pk, applied=form.applied())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "public/grants/applied.html", {"call": call, "code": grouped(code)})
    if "token" in form.errors:
        fresh = request.POST.copy()
        fresh["token"] = new_token()
        form.data = fresh
    return apply_page(request, call, form, status=422)


def apply_page(request: HttpRequest, call: GrantCall, form: GrantForm, *, status: int = 200) -> HttpResponse:
    """Draw the form while the call is open."""
    context = {"call": call, "form": form, "is_open": call.closes_on > timezone.localdate()}
    return render(request, "public/grants/apply.html", context, status=status)


def followed(request: HttpRequest, form: CodeForm, report: ReportForm | None = None) -> HttpResponse:
    """Show the application of a code, and the form for the report once it is paid."""
    if not may_try(request):
        return render(request, "429.html", status=429)
    try:
        if "code" not in form.cleaned_data:
            raise Http404
        application = grant_of_code(form.cleaned_data["code"])
    except Refused as refusal:
        asked = CodeForm(request.POST)
        asked.add_error("code", str(refusal))
        return render(request, "public/grants/follow.html", {"form": asked}, status=404)
    code = grouped(as_typed(form.cleaned_data["code"]) or "")
    if report is not None and report.is_valid():
        try:
            told = {name: report.cleaned_data[name] for name in ("report", "language")}
            application = report_on_grant(application_id=application.pk, **told)
        except Refused as refusal:
            report.add_error(None, str(refusal))
        else:
            report = None
    vote = vote_on(application)
    empty = ReportForm(initial={"code": code})
    context = {
        "application": application,
        "earlier": list(application.earlier.order_by("pk")),
        "vote": vote,
        "about_votes": told_about(application),
        "paid": paid_now(application),
        "code": code,
        "form": (report or empty) if application.state == GrantState.PAID else None,
    }
    status = 422 if report is not None else 200
    return render(request, "public/grants/followed.html", context, status=status)


@allow(can_apply_for_grant)
@csrf_exempt
@never_cache
def grant_follow(request: HttpRequest) -> HttpResponse:
    """Follow an application by its code, which is never in an address."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return followed(request, form)
    status = 422 if form.is_bound else 200
    return render(request, "public/grants/follow.html", {"form": form}, status=status)


@allow(can_apply_for_grant)
@csrf_exempt
@never_cache
@require_POST
def grant_report(request: HttpRequest) -> HttpResponse:
    """Take in what came of a grant."""
    form = ReportForm(request.POST)
    form.is_valid()
    return followed(request, form, form)
