"""Published reports: the list, each edition as page and PDF, and every number opened."""

import csv
import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from bokal.programme.documents.services import document_bytes
from bokal.programme.reports.models import Rendition, Report, Snapshot
from bokal.programme.reports.perms import can_read_published_report
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered


def edition_of(slug: str, edition: int | None) -> Snapshot:
    """Return an edition of a report, the newest when none is named."""
    snapshots = Snapshot.objects.filter(report__slug=slug).select_related("report").defer("content")
    wanted = snapshots if edition is None else snapshots.filter(edition=edition)
    snapshot = wanted.order_by("-edition").first()
    if snapshot is None:
        raise Http404
    return snapshot


def rendition_of(snapshot: Snapshot) -> Rendition:
    """Return the edition in the reader's language."""
    renditions = Rendition.objects.select_related("pdf")
    return get_object_or_404(renditions, snapshot=snapshot, language=get_language())


@allow(can_read_published_report)
@remembered("programmes", "reports", "documents")
def report_list(request: HttpRequest) -> HttpResponse:
    reports = [
        {"report": report, "snapshot": report.snapshots.defer("content").order_by("-edition").first()}
        for report in Report.objects.filter(snapshots__isnull=False).distinct().order_by("slug")
    ]
    return render(request, "report/report_list.html", {"reports": reports})


@allow(can_read_published_report)
def report_latest(request: HttpRequest, slug: str) -> HttpResponse:
    return redirect("report:report-edition", slug=slug, edition=edition_of(slug, None).edition)


@allow(can_read_published_report)
@remembered("programmes", "reports", "documents")
def report_edition(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    snapshot = edition_of(slug, edition)
    rendition = rendition_of(snapshot)
    editions = snapshot.report.snapshots.order_by("-edition").values("edition", "published_at")
    context = {
        "snapshot": snapshot,
        "rendition": rendition,
        "editions": list(editions),
        "newest": editions[0]["edition"] == snapshot.edition,
    }
    return render(request, "report/report_edition.html", context)


@allow(can_read_published_report)
def report_pdf(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    rendition = rendition_of(edition_of(slug, edition))
    response = HttpResponse(document_bytes(rendition.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slug}-{edition}-{rendition.language}.pdf"'
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def figures_in(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return the frozen figures of an edition."""
    snapshot.refresh_from_db(fields=["content"])
    figures: list[dict[str, Any]] = snapshot.content["figures"]
    return figures


@allow(can_read_published_report)
def report_figures(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["address", "value", "status", "sources", "sha256"])
    for figure in figures_in(edition_of(slug, edition)):
        value = "" if figure["value"] is None else repr(figure["value"])
        row = [figure["address"], value, figure["status"], " ".join(figure["sources"]), figure["sha256"]]
        writer.writerow(row)
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{edition}-figures.csv"'
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@allow(can_read_published_report)
@remembered("programmes", "reports", "documents")
def report_figure(request: HttpRequest, slug: str, edition: int, part: str, area: str) -> HttpResponse:
    snapshot = edition_of(slug, edition)
    prefix = f"{part}/{area}/"
    figures = [figure for figure in figures_in(snapshot) if figure["address"].startswith(prefix)]
    if not figures:
        raise Http404
    content = snapshot.content
    names = {domain["indicator"]: domain for domain in content["domains"]}
    places = {place["code"]: place.get("name", "") for place in [*content["composites"], *content["areas"]]}
    for figure in figures:
        figure["name"] = figure["address"].removeprefix(prefix)
        figure["domain"] = names.get(figure["name"].removeprefix("contribution/"))
    context = {
        "snapshot": snapshot,
        "figures": figures,
        "place": places.get(area) or content["programme"]["city"],
        "sources": {source["slug"]: source for source in content["sources"]},
        "code": area,
    }
    return render(request, "report/report_figure.html", context)
