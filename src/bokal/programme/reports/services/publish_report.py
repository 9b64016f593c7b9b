"""Publish = freeze: figures, page and PDF become one edition that never changes."""

import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from bokal import __version__
from bokal.programme.accounts.models import Account
from bokal.programme.areas.enums import Occasion
from bokal.programme.areas.services import show_run
from bokal.programme.documents.enums import Access
from bokal.programme.documents.services import keep_document
from bokal.programme.history.services import record
from bokal.programme.reports.errors import (
    ChangedSinceSeen,
    FiguresAlike,
    NothingNew,
    PeriodAhead,
    PublishedMeanwhile,
)
from bokal.programme.reports.models import Rendition, Report, Snapshot
from bokal.programme.reports.services.compare_contents import compare_contents
from bokal.programme.reports.services.figures import Figure, as_json, figures_of, fingerprint
from bokal.programme.reports.services.profiles import PROFILES, build_content
from bokal.programme.reports.services.review_state import require_approval
from bokal.programme.reports.services.seen_parts import parts_changed

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


def publish_report(
    *,
    report_id: int,
    actor: Account | None,
    job: uuid.UUID | None = None,
    seen: str | None = None,
    tell: Tell = tell_nobody,
) -> Snapshot:
    """Freeze the report as its next edition.

    The figures are computed again from the stored observations, never copied from an earlier answer.
    Drawing takes seconds, so it is done before the short transaction that stores the edition.
    ``tell`` hears how many steps are done, and of how many: figures, each language, storing.
    A ``job`` that is done a second time gets the edition it published the first time.
    ``seen`` is what the preview gave to whoever publishes; None stands for nobody who could have looked.

    Raises
    ------
    ApprovalLapsed
        Records have changed since another person approved the report.
    ChangedSinceSeen
        The edition would say something else than the preview did.
    FiguresAlike
        Two figures would have one address.
    InputsChanged
        The run speaks of other figures than those that are stored by now.
    NotApproved
        Another person approves reports of this kind first, and nobody has.
    NothingNew
        The last edition says the same.
    PeriodAhead
        It is about a time that has not begun.
    PublishedMeanwhile
        Somebody else was quicker.
    """
    report = Report.objects.get(pk=report_id)
    if (known := published_by_job(job)) is not None:
        return known
    last = report.snapshots.order_by("-edition").first()
    content = next_content(report=report, last=last)
    if last is not None and says_the_same(last, report.title, content):
        raise NothingNew
    if seen is not None and (changed := parts_changed(seen, content)):
        raise ChangedSinceSeen(changed)
    require_begun(content)
    require_approval(report, content)
    steps = len(settings.LANGUAGES) + 2
    tell(1, steps)
    rendered = render_languages(content, tell=tell)
    snapshot = freeze(report_id=report_id, content=content, rendered=rendered, actor=actor, job=job)
    tell(steps, steps)
    return snapshot


def require_begun(content: dict[str, Any]) -> None:
    """Refuse an edition about a time of which nothing can be known yet."""
    if not PROFILES[content["profile"]].has_begun(content["subject"]):
        raise PeriodAhead


def next_content(*, report: Report, last: Snapshot | None) -> dict[str, Any]:
    """Compute what the next edition would say, with all its figures."""
    content = build_content(profile=report.profile, subject=report.subject, as_run=True)
    content["figures"] = as_json(each_once(figures_of(content)))
    content["edition"] = {
        "number": last.edition + 1 if last is not None else 1,
        "title": report.title,
        "published_at": timezone.now().replace(microsecond=0).isoformat(),
        "bokal_version": __version__,
        "template_version": TEMPLATE_VERSION,
        "input_sha256": fingerprint(content["figures"]),
    }
    return content


def each_once(figures: list[Figure]) -> list[Figure]:
    """Return the figures, or refuse when two have one address: an indicator may be called “rank”."""
    counts = Counter(entry.address for entry in figures)
    address, count = counts.most_common(1)[0]
    if count > 1:
        raise FiguresAlike(address)
    return figures


def published_by_job(job: uuid.UUID | None) -> Snapshot | None:
    """Return the edition a job published already."""
    return Snapshot.objects.filter(job=job).first() if job is not None else None


def says_the_same(last: Snapshot, title: dict[str, str], content: dict[str, Any]) -> bool:
    """Tell whether a content would be published under the same title with nothing new in it."""
    return last.title == title and compare_contents(last.content, content).agrees


def held_with_its_kind(report_id: int, profile: str) -> Report:
    """Return a report, held together with all others of its kind, which an edition may follow."""
    alike = Report.objects.select_for_update(of=("self",)).filter(Q(pk=report_id) | Q(profile=profile))
    return {report.pk: report for report in alike.order_by("pk")}[report_id]


@transaction.atomic
def freeze(
    *,
    report_id: int,
    content: dict[str, Any],
    rendered: dict[str, Rendered],
    actor: Account | None,
    job: uuid.UUID | None = None,
) -> Snapshot:
    """Store an edition with all its renditions, once."""
    report = held_with_its_kind(report_id, content["profile"])
    if (known := published_by_job(job)) is not None:
        return known
    edition = content["edition"]
    last = report.snapshots.order_by("-edition").first()
    if last is not None and last.edition >= edition["number"]:
        raise NothingNew if says_the_same(last, edition["title"], content) else PublishedMeanwhile
    if not PROFILES[content["profile"]].still_follows(content["subject"]):
        raise PublishedMeanwhile
    snapshot = Snapshot.objects.create(
        report=report,
        edition=edition["number"],
        title=edition["title"],
        published_at=edition["published_at"],
        published_by=actor,
        job=job,
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
            pdf_sha256=document.sha256,
        )
    if "run" in content["subject"]:
        show_run(slug=content["subject"]["run"], actor=actor, occasion=Occasion.PUBLISHED)
    record(actor=actor, verb="report.published", subject=snapshot, edition=edition["number"])
    return snapshot
