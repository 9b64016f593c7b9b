"""Publish = freeze: figures, page and PDF become one edition that never changes."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from bokal import __version__
from bokal.programme.accounts.models import Account
from bokal.programme.documents.enums import Access
from bokal.programme.documents.services import keep_document
from bokal.programme.history.services import record
from bokal.programme.reports.errors import NothingNew
from bokal.programme.reports.models import Rendition, Report, Snapshot
from bokal.programme.reports.services.figures import as_json, figures_of, fingerprint
from bokal.programme.reports.services.profiles import build_content

TEMPLATE_VERSION = "1"


type Rendered = tuple[str, bytes]
type Renderer = Callable[[dict[str, Any], str], Rendered]
type Tell = Callable[[int, int], None]


def tell_nobody(done: int, total: int) -> None:
    """Stand in where nobody waits for news."""


def renderer() -> Renderer:
    """Return what draws reports; the configuration names it, so that the domain need not know the web."""
    return cast(Renderer, import_string(settings.REPORT_RENDERER))


def render_languages(content: dict[str, Any], *, tell: Tell = tell_nobody) -> dict[str, Rendered]:
    """Draw the content in each language of the site: the body of its page, and its PDF."""
    draw = renderer()
    rendered = {}
    steps = len(settings.LANGUAGES) + 2
    for done, (language, _name) in enumerate(settings.LANGUAGES, start=2):
        with translation.override(language):
            rendered[language] = draw(content, language)
        tell(done, steps)
    return rendered


def publish_report(*, report_id: int, actor: Account | None, tell: Tell = tell_nobody) -> Snapshot:
    """Freeze the report as its next edition.

    The figures are computed again from the stored observations, never copied from an earlier answer.
    Drawing takes seconds, so it is done before the short transaction that stores the edition.
    ``tell`` hears how many steps are done, and of how many: figures, each language, storing.
    """
    report = Report.objects.get(pk=report_id)
    content = build_content(profile=report.profile, subject=report.subject)
    content["figures"] = as_json(figures_of(content))
    steps = len(settings.LANGUAGES) + 2
    tell(1, steps)
    edition = (report.snapshots.aggregate(last=Max("edition"))["last"] or 0) + 1
    content["edition"] = {
        "number": edition,
        "published_at": timezone.now().replace(microsecond=0).isoformat(),
        "bokal_version": __version__,
        "template_version": TEMPLATE_VERSION,
        "input_sha256": fingerprint(content["figures"]),
    }
    rendered = render_languages(content, tell=tell)
    snapshot = freeze(report_id=report_id, content=content, rendered=rendered, actor=actor)
    tell(steps, steps)
    return snapshot


@transaction.atomic
def freeze(
    *, report_id: int, content: dict[str, Any], rendered: dict[str, Rendered], actor: Account | None
) -> Snapshot:
    """Store an edition with all its renditions, once."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report_id)
    edition = content["edition"]
    last = report.snapshots.order_by("-edition").first()
    if last and (last.edition >= edition["number"] or last.input_sha256 == edition["input_sha256"]):
        raise NothingNew
    snapshot = Snapshot.objects.create(
        report=report,
        edition=edition["number"],
        published_at=edition["published_at"],
        published_by=actor,
        template_version=edition["template_version"],
        bokal_version=edition["bokal_version"],
        content=content,
        content_sha256=fingerprint(content),
        input_sha256=edition["input_sha256"],
    )
    for language, (html, pdf) in rendered.items():
        name = f"{report.slug}-{edition['number']}-{language}.pdf"
        document = keep_document(content=pdf, name=name, access=Access.PUBLIC, actor=actor)
        Rendition.objects.create(
            snapshot=snapshot,
            language=language,
            html=html,
            html_sha256=fingerprint(html),
            pdf=document,
        )
    record(actor=actor, verb="report.published", subject=snapshot, edition=edition["number"])
    return snapshot
