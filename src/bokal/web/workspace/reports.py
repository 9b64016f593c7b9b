"""Reports: prepare one, publish an edition, verify it."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bokal.programme.areas.models import Geography, IndexRun, Selection
from bokal.programme.areas.perms import can_see_figures_at_work
from bokal.programme.history.errors import Refused
from bokal.programme.reports.models import Report, Snapshot
from bokal.programme.reports.perms import can_publish_report
from bokal.programme.reports.services import prepare_report, publish_report, verify_snapshot
from bokal.web.ui.guards import allow
from bokal.web.workspace.imports import account_of

SHOWN = 50


class ReportForm(forms.Form):
    """What a report about lowest welfare is built from."""

    slug = forms.SlugField(label=_("Address"), help_text=_("Letters, digits and hyphens."), max_length=80)
    run = forms.ModelChoiceField(
        label=_("Ranking"), queryset=IndexRun.objects.order_by("-computed_at"), to_field_name="slug"
    )
    city = forms.ModelChoiceField(
        label=_("The whole city"), queryset=Geography.objects.order_by("position"), to_field_name="code"
    )
    composites = forms.ModelChoiceField(
        label=_("Programme areas"), queryset=Geography.objects.order_by("position"), to_field_name="code"
    )
    context = forms.ModelChoiceField(
        label=_("Land around, on the map"),
        queryset=Geography.objects.order_by("position"),
        to_field_name="code",
        required=False,
    )
    selection = forms.ModelChoiceField(
        label=_("Choice of areas"),
        queryset=Selection.objects.order_by("slug"),
        to_field_name="slug",
        required=False,
    )

    def subject(self) -> dict[str, str]:
        """Return what the report is built from."""
        found = self.cleaned_data
        subject = {
            "run": found["run"].slug,
            "city": found["city"].code,
            "composites": found["composites"].code,
        }
        if found["context"]:
            subject["context"] = found["context"].code
        if found["selection"]:
            subject["selection"] = found["selection"].slug
        return subject


@allow(can_see_figures_at_work)
def report_list(request: HttpRequest) -> HttpResponse:
    editions = Snapshot.objects.defer("content").select_related("report").order_by("report__slug", "-edition")
    reports = {report: [] for report in Report.objects.order_by("slug")}  # type: dict[Report, list[Snapshot]]
    for edition in editions:
        reports[edition.report].append(edition)
    return render(request, "workspace/reports/list.html", {"reports": reports})


@allow(can_publish_report)
def report_new(request: HttpRequest) -> HttpResponse:
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        prepare_report(
            slug=form.cleaned_data["slug"],
            profile="welfare-ranking",
            title=form.cleaned_data["run"].title,
            subject=form.subject(),
            actor=account_of(request),
        )
        return redirect("workspace:report-list")
    status = 422 if form.is_bound else 200
    return render(request, "workspace/reports/new.html", {"form": form}, status=status)


@allow(can_publish_report)
@require_POST
def report_publish(request: HttpRequest, slug: str) -> HttpResponse:
    report = get_object_or_404(Report, slug=slug)
    try:
        snapshot = publish_report(report_id=report.pk, actor=account_of(request))
    except Refused as refusal:
        context = {"report": report, "refusal": str(refusal)}
        return render(request, "workspace/reports/refused.html", context, status=409)
    return redirect("report:report-edition", slug=slug, edition=snapshot.edition)


@allow(can_see_figures_at_work)
@require_POST
def report_verify(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    snapshot = get_object_or_404(
        Snapshot.objects.select_related("report"), report__slug=slug, edition=edition
    )
    found = verify_snapshot(snapshot)
    context = {"snapshot": snapshot, "found": found, "differences": found.differences[:SHOWN]}
    return render(request, "workspace/reports/verified.html", context)


urlpatterns = [
    path("", report_list, name="report-list"),
    path("new/", report_new, name="report-new"),
    path("<slug:slug>/publish/", report_publish, name="report-publish"),
    path("<slug:slug>/<int:edition>/verify/", report_verify, name="report-verify"),
]
