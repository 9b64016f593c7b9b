"""Reports: prepare one, publish an edition, verify it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bokal.programme.areas.perms import can_see_figures_at_work
from bokal.programme.history.errors import Refused
from bokal.programme.reports.errors import ApprovalLapsed
from bokal.programme.reports.models import Report, Snapshot
from bokal.programme.reports.perms import can_publish_report, can_review_report
from bokal.programme.reports.services import (
    Comparison,
    Verification,
    draw_draft,
    missing_approval,
    prepare_report,
    preview_report,
    shape_of,
    verify_snapshot,
)
from bokal.programme.reports.tasks import publish_edition
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.formats import listed
from bokal.web.ui.guards import allow
from bokal.web.ui.naming import figure_words
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.reports_forms import ReportForm

SHOWN = 50
PROFILE = "welfare-ranking"


@allow(can_see_figures_at_work)
def report_list(request: HttpRequest) -> HttpResponse:
    editions = Snapshot.objects.defer("content").select_related("report").order_by("report__slug", "-edition")
    reports: dict[Report, list[Snapshot]] = {report: [] for report in Report.objects.order_by("slug")}
    for edition in editions:
        reports[edition.report].append(edition)
    context = {"reports": reports, "may_publish": can_publish_report(request.user)}
    context["may_review"] = can_review_report(request.user)
    return render(request, "workspace/reports/list.html", context)


@allow(can_publish_report)
@keeps_draft(_("Prepare a report"))
def report_new(request: HttpRequest) -> HttpResponse:
    slug = request.GET.get("report", "").replace("\0", "")
    known = Report.objects.filter(slug=slug, profile=PROFILE).first()
    initial = {"slug": known.slug, **known.subject} if known else {"run": request.GET.get("run", "")}
    form = ReportForm(request.POST or None, initial=initial)
    form.known = known
    if request.method == "POST" and form.is_valid() and prepare(request, form) is not None:
        return redirect("workspace:report-list")
    status = 422 if form.is_bound else 200
    return render(request, "workspace/reports/new.html", {"form": form}, status=status)


def prepare(request: HttpRequest, form: ReportForm) -> Report | None:
    """Prepare the report; a refusal goes back into the form."""
    try:
        return prepare_report(
            slug=form.cleaned_data["slug"],
            profile=PROFILE,
            title=form.cleaned_data["run"].title,
            subject=form.subject(),
            actor=account_of(request),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


@allow(can_publish_report)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the next edition would say; then publish just that, in the background: drawing takes seconds.

    What differs by now from what was shown is not published but shown again.
    """
    report = get_object_or_404(Report, slug=slug)
    template, asked = "workspace/reports/publish.html", request.method == "POST"
    try:
        preview = preview_report(slug=slug)
    except Refused as refusal:
        return render(request, template, {"report": report, "refusal": str(refusal)}, status=409)
    changed = preview.changed_since(request.POST.get("seen", "")) if asked else []
    waits = missing_approval(report, preview.content)
    if asked and preview.says_something_new and not changed and not waits:
        job = publish_edition.enqueue(report.pk, account_of(request).pk, preview.seen)
        return redirect("workspace:job-progress", public_id=job.id)
    context = {"report": report, "preview": preview, "changed": listed(changed)}
    context |= {"waits": waits, "lapsed": isinstance(waits, ApprovalLapsed)}
    context |= {"figures": len(preview.content["figures"])} | differences_of(
        preview.comparison, preview.content
    )
    return render(request, template, context, status=409 if asked else 200)


def differences_of(found: Comparison | Verification | None, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the first differences and changes, and how many there are; there can be thousands."""
    if found is None:
        return {}
    parts = shape_of(content).parts
    return {
        "differences": [(one, figure_words(one.address, content)) for one in found.differences[:SHOWN]],
        "changes": [(one, parts.get(one.address.partition("/")[0])) for one in found.changes[:SHOWN]],
        "difference_count": len(found.differences),
        "change_count": len(found.changes),
    }


@allow(can_review_report)
def report_draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the next edition as PDF, marked as a draft; it is drawn for this reader and not kept."""
    get_object_or_404(Report, slug=slug)
    try:
        pdf = draw_draft(slug=slug, language=get_language() or settings.LANGUAGE_CODE)
    except Refused:
        return redirect("workspace:report-publish", slug=slug)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slug}-draft.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@allow(can_see_figures_at_work)
@require_POST
def report_verify(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    snapshot = get_object_or_404(
        Snapshot.objects.select_related("report"), report__slug=slug, edition=edition
    )
    found = verify_snapshot(snapshot)
    context = {"snapshot": snapshot, "found": found} | differences_of(found, snapshot.content)
    return render(request, "workspace/reports/verified.html", context)


urlpatterns = [
    path("", report_list, name="report-list"),
    path("new/", report_new, name="report-new"),
    path("<slug:slug>/publish/", report_publish, name="report-publish"),
    path("<slug:slug>/draft.pdf", report_draft, name="report-draft"),
    path("<slug:slug>/<int:edition>/verify/", report_verify, name="report-verify"),
]
