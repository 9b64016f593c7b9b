"""Small grants: the calls, an application without an account, what was granted and what came of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bokal.programme.history.errors import Refused
from bokal.programme.initiatives.enums import GrantState
from bokal.programme.initiatives.models import GrantCall
from bokal.programme.initiatives.perms import can_apply_for_grant
from bokal.programme.initiatives.services.change_grants import paid_now
from bokal.programme.initiatives.services.grants import (
    apply_for_grant,
    first_grants,
    grant_of_code,
    grants_shown,
    report_on_grant,
)
from bokal.programme.voices.services import as_typed, grouped
from bokal.web.public.grants_forms import GrantForm, ReportForm
from bokal.web.public.say_forms import CodeForm, new_token
from bokal.web.ui.guards import allow
from bokal.web.ui.tries import may_try

SHOWN = 20
OF_EACH = 5


@allow(can_apply_for_grant)
def grant_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    found = GrantCall.objects.select_related("area").filter(opens_on__lte=today).order_by("-opens_on", "-pk")
    some = list(found[:SHOWN])
    grants = first_grants(some, most=OF_EACH)
    calls = [(call, grants.get(call.pk, []), call.closes_on > today) for call in some]
    return render(request, "public/grants/list.html", {"calls": calls, "form": CodeForm()})


@allow(can_apply_for_grant)
@csrf_exempt
@never_cache
def grant_call(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a call with its form, or take in an application; the signed mark makes one sent twice one.

    As when something is said, there is no session that another site could misuse.
    """
    today = timezone.localdate()
    call = get_object_or_404(GrantCall.objects.select_related("area"), slug=slug, opens_on__lte=today)
    if request.method != "POST":
        return call_page(request, call, GrantForm(initial={"token": new_token()}))
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
    return call_page(request, call, form, status=422)


def call_page(request: HttpRequest, call: GrantCall, form: GrantForm, *, status: int = 200) -> HttpResponse:
    """Draw a call, with the form while it is open."""
    is_open = call.closes_on > timezone.localdate()
    context = {"call": call, "form": form, "is_open": is_open, "grants": grants_shown(call)}
    return render(request, "public/grants/call.html", context, status=status)


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
    empty = ReportForm(initial={"code": code})
    context = {
        "application": application,
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
