"""Status reports at work: say what one is about, write its sections, send it in, send it back, approve it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from bokal.programme.history.errors import Refused
from bokal.programme.reports.enums import ReviewStep, Section
from bokal.programme.reports.models import Report
from bokal.programme.reports.perms import can_publish_report, can_review_report
from bokal.programme.reports.services import (
    MOST_WORDS,
    Preview,
    approve_report,
    first_that_follows,
    last_step,
    missing_approval,
    prepare_report,
    preview_report,
    return_report,
    send_in_report,
    words_in,
    write_text,
)
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.guards import allow
from bokal.web.ui.status_naming import where_it_stands
from bokal.web.workspace.counted_words import told_of_draft
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.report_prompts import prompt_for
from bokal.web.workspace.status_reports_forms import ReturnForm, SectionForm, StatusReportForm

PROFILE = "status-report"


def report_at(slug: str) -> Report:
    """Return a status report."""
    return get_object_or_404(Report, slug=slug, profile=PROFILE)


@allow(can_publish_report)
@keeps_draft(_("Prepare a status report"))
def report_status_new(request: HttpRequest) -> HttpResponse:
    slug = request.GET.get("report", "").replace("\0", "")
    known = Report.objects.filter(slug=slug, profile=PROFILE).first()
    form = StatusReportForm.of(known, request.POST or None)
    if request.method == "POST" and form.is_valid():
        report = prepare_report(
            slug=form.cleaned_data["slug"],
            profile=PROFILE,
            title=form.written("title"),
            subject=form.subject(),
            actor=account_of(request),
        )
        return redirect("workspace:report-write", slug=report.slug)
    status = 422 if form.is_bound else 200
    return render(request, "workspace/reports/status_new.html", {"form": form}, status=status)


def preview_of(report: Report) -> tuple[Preview | None, str]:
    """Return what the next edition would say, or why there can be none."""
    try:
        return preview_report(slug=report.slug), ""
    except Refused as refusal:
        return None, str(refusal)


def sections_of(report: Report) -> list[tuple[str, str, list[tuple[str, int]]]]:
    """Return the sections with how many words each has, by language."""
    texts = report.subject.get("texts", {})
    languages = [code for code, _name in settings.LANGUAGES]
    return [
        (
            section.value,
            str(section.label),
            [(code, words_in(texts.get(section.value, {}).get(code, ""))) for code in languages],
        )
        for section in Section
    ]


@allow(can_review_report)
@never_cache
def report_write(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how far the next edition has come: its sections, who has to do what, and the buttons for it."""
    return write_page(request, report_at(slug), said="", form=ReturnForm())


def write_page(
    request: HttpRequest, report: Report, *, said: str, form: ReturnForm, status: int = 200
) -> HttpResponse:
    """Draw the page of a report that is being written, with what was refused."""
    preview, refusal = preview_of(report)
    step = last_step(report)
    approved = step is not None and step.step == ReviewStep.APPROVED
    context = {
        "report": report,
        "preview": preview,
        "refusal": said or refusal,
        "step": step,
        "lapsed": missing_approval(report, preview.content) if preview and approved else "",
        "being_written": step is None or step.step == ReviewStep.RETURNED,
        "own": step is not None and step.sent_in_by_id == account_of(request).pk,
        "sections": sections_of(report),
        "most": MOST_WORDS,
        "stands": list(where_it_stands(preview.content)) if preview else [],
        "first_that_follows": first_that_follows(preview.content["subject"]) if preview else None,
        "form": form,
        "may_write": can_publish_report(request.user),
    }
    return render(request, "workspace/reports/write.html", context, status=status)


@allow(can_publish_report)
@keeps_draft(_("Write a section of a report"), tell=told_of_draft)
def report_text(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    report = report_at(slug)
    if section not in Section.values:
        raise Http404
    known = report.subject.get("texts", {}).get(section, {})
    form = SectionForm(request.POST or None, known=known)
    if request.method == "POST" and form.is_valid() and write(request, report, section, form):
        return redirect("workspace:report-write", slug=slug)
    preview, refusal = preview_of(report)
    context = {
        "report": report,
        "title": Section(section).label,
        "form": form,
        "prompt": prompt_for(preview, section) if preview else None,
        "refusal": refusal,
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/reports/text.html", context, status=status)


def write(request: HttpRequest, report: Report, section: str, form: SectionForm) -> bool:
    """Keep the text of a section; a refusal goes back into the form."""
    try:
        write_text(slug=report.slug, section=section, texts=form.texts(), actor=account_of(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def after(request: HttpRequest, slug: str, step: Callable[..., Any]) -> HttpResponse:
    """Take a step with what was seen, and show the report again; a refusal is told on it."""
    report = report_at(slug)
    try:
        step(slug=slug, seen=request.POST.get("seen", ""), actor=account_of(request))
    except Refused as refusal:
        return write_page(request, report, said=str(refusal), form=ReturnForm(), status=409)
    return redirect("workspace:report-write", slug=slug)


@allow(can_publish_report)
@require_POST
def report_send_in(request: HttpRequest, slug: str) -> HttpResponse:
    return after(request, slug, send_in_report)


@allow(can_review_report)
@require_POST
def report_approve(request: HttpRequest, slug: str) -> HttpResponse:
    return after(request, slug, approve_report)


@allow(can_review_report)
@require_POST
def report_return(request: HttpRequest, slug: str) -> HttpResponse:
    report, form = report_at(slug), ReturnForm(request.POST)
    if not form.is_valid():
        return write_page(request, report, said="", form=form, status=422)
    try:
        return_report(slug=slug, because=form.cleaned_data["because"], actor=account_of(request))
    except Refused as refusal:
        return write_page(request, report, said=str(refusal), form=form, status=409)
    return redirect("workspace:report-write", slug=slug)


urlpatterns = [
    path("new/status/", report_status_new, name="report-status-new"),
    path("<slug:slug>/write/", report_write, name="report-write"),
    path("<slug:slug>/write/<slug:section>/", report_text, name="report-text"),
    path("<slug:slug>/send-in/", report_send_in, name="report-send-in"),
    path("<slug:slug>/send-back/", report_return, name="report-return"),
    path("<slug:slug>/approve/", report_approve, name="report-approve"),
]
