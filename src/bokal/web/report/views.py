"""Published reports: the list, each edition as page and PDF, and every number opened."""

from typing import Any

from django.db.models import Case, OuterRef, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from bokal.programme.documents.services import document_bytes
from bokal.programme.reports.models import Rendition, Snapshot
from bokal.programme.reports.perms import can_read_published_report
from bokal.web.report.blocks import Table
from bokal.web.report.figure_rows import csv_text
from bokal.web.report.kinds import kind_of
from bokal.web.report.pictures import picture_in
from bokal.web.report.rendering import paper_of
from bokal.web.ui.downloads import picture_answer
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
    newest = Snapshot.objects.filter(report=OuterRef("report")).order_by("-edition").values("edition")[:1]
    snapshots = Snapshot.objects.filter(edition=newest).select_related("report").defer("content")
    # Asked of the database, because the content itself is large.
    made_up = Case(When(content__constructed=True, then=Value(True)), default=Value(False))
    marked = snapshots.annotate(constructed=made_up).order_by("report__slug")
    reports = [{"report": one.report, "snapshot": one, "constructed": one.constructed} for one in marked]
    return render(request, "report/report_list.html", {"reports": reports})


@allow(can_read_published_report)
def report_latest(request: HttpRequest, slug: str) -> HttpResponse:
    return redirect("report:report-edition", slug=slug, edition=edition_of(slug, None).edition)


def head_and_body(html: str) -> tuple[str, str]:
    """Part the frozen page after its heading, so that ways on stand below the heading and not above it."""
    head, end, body = html.partition("</header>")
    return (head + end, body) if end else ("", html)


@allow(can_read_published_report)
@remembered("programmes", "reports", "documents")
def report_edition(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    snapshot = edition_of(slug, edition)
    rendition = rendition_of(snapshot)
    head, body = head_and_body(rendition.html)
    editions = snapshot.report.snapshots.order_by("-edition").values("edition", "published_at")
    context = {
        "snapshot": snapshot,
        "rendition": rendition,
        "head": head,
        "body": body,
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
    snapshot = edition_of(slug, edition)
    figures = figures_in(snapshot)
    columns, rows = kind_of(snapshot.content).rows(snapshot.content, figures)
    return frozen_file(csv_text(columns, rows), f"{slug}-{edition}-figures.csv", "text/csv; charset=utf-8")


@allow(can_read_published_report)
def report_table(request: HttpRequest, slug: str, edition: int, block: str) -> HttpResponse:
    """Send a table of an edition as it stands in it."""
    found = table_named(edition_of(slug, edition), block)
    columns = [column.label for column in found.columns]
    rows = ([f"{cell.text} ({cell.mark})" if cell.mark else cell.text for cell in row] for row in found.rows)
    return frozen_file(csv_text(columns, rows), f"{slug}-{edition}-{block}.csv", "text/csv; charset=utf-8")


def table_named(snapshot: Snapshot, name: str) -> Table:
    """Return a table of an edition by its name, drawn from the frozen content in the reader's language."""
    snapshot.refresh_from_db(fields=["content"])
    paper = paper_of(snapshot.content, get_language() or "en")
    found = next((one for one in paper.blocks if isinstance(one, Table) and one.name == name), None)
    if found is None:
        raise Http404
    return found


def frozen_file(text: str, name: str, kind: str) -> HttpResponse:
    """Send a file that never changes."""
    response = HttpResponse(text, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@allow(can_read_published_report)
@remembered("programmes", "reports", "documents")
def report_figure(request: HttpRequest, slug: str, edition: int, part: str, area: str) -> HttpResponse:
    snapshot = edition_of(slug, edition)
    prefix = f"{part}/{area}/"
    figures = [figure for figure in figures_in(snapshot) if f"{figure['address']}/".startswith(prefix)]
    if not figures:
        raise Http404
    content, kind = snapshot.content, kind_of(snapshot.content)
    context = {
        "snapshot": snapshot,
        "figures": kind.figures(content, prefix, figures),
        "place": kind.place(content, part, area),
        "own_names": kind.own_names,
        "sources": {source["slug"]: source for source in content["sources"]},
        "code": area,
    }
    return render(request, "report/report_figure.html", context)


@allow(can_read_published_report)
def report_picture(request: HttpRequest, slug: str, edition: int, name: str, kind: str) -> HttpResponse:
    """Send a picture of an edition as a file, the way it is frozen in the page."""
    snapshot = edition_of(slug, edition)
    snapshot.refresh_from_db(fields=["content"])
    drawn = picture_in(rendition_of(snapshot).html, name, snapshot.content)
    if drawn is None:
        raise Http404
    response = picture_answer(request, drawn, kind)
    response["Content-Disposition"] = f'attachment; filename="{slug}-{edition}-{name}.{kind}"'
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
