from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bokal.programme.accounts.models import Account
from bokal.programme.documents.models import Document
from bokal.programme.history.services import append_only, tracked
from bokal.programme.reports.enums import ReviewStep


@tracked()
class Report(models.Model):
    """A report that is published in editions; its address never changes."""

    slug = models.SlugField(max_length=80, unique=True)
    profile = models.CharField(
        max_length=40, help_text="What kind of report it is; says how its figures are made."
    )
    title = models.JSONField(help_text="Text by language code.")
    subject = models.JSONField(
        help_text="What it is built from, as the profile names it (a run, a selection)."
    )

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


@append_only
class Snapshot(models.Model):
    """One published edition, frozen: every figure with source and fingerprint; it needs no live record."""

    report = models.ForeignKey(Report, related_name="snapshots", on_delete=models.PROTECT)
    edition = models.PositiveSmallIntegerField()
    title = models.JSONField(help_text="Of the report when this was published; text by language code.")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, related_name="+", on_delete=models.PROTECT
    )
    job = models.UUIDField(
        null=True, blank=True, help_text="The job that published it; done twice, it still publishes once."
    )
    template_version = models.CharField(max_length=20)
    bokal_version = models.CharField(max_length=20)
    content = models.JSONField(help_text="All figures, tables, shapes, sources and texts by language.")
    content_sha256 = models.CharField(max_length=64)
    input_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["report", "-edition"]
        constraints = [
            models.UniqueConstraint(name="one_snapshot_per_edition", fields=["report", "edition"]),
            models.UniqueConstraint(name="one_snapshot_per_job", fields=["job"]),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.edition}"


@append_only
class Rendition(models.Model):
    """A snapshot as a page and as a PDF in one language, exactly as published."""

    snapshot = models.ForeignKey(Snapshot, related_name="renditions", on_delete=models.PROTECT)
    language = models.CharField(max_length=10)
    html = models.TextField(help_text="The body of the page.")
    html_sha256 = models.CharField(max_length=64)
    pdf = models.ForeignKey(Document, related_name="+", on_delete=models.PROTECT)
    pdf_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["snapshot", "language"]
        constraints = [
            models.UniqueConstraint(name="one_rendition_per_language", fields=["snapshot", "language"])
        ]

    def __str__(self) -> str:
        return f"{self.snapshot} {self.language}"


@append_only
class Review(models.Model):
    """A step of an edition on its way to being published: sent in, sent back with a reason, or approved.

    ``seen`` is the fingerprint of what whoever took the step looked at, so that nothing else is published.
    """

    report = models.ForeignKey(Report, related_name="reviews", on_delete=models.PROTECT)
    edition = models.PositiveSmallIntegerField(help_text="The edition it is about, before there is one.")
    step = models.CharField(max_length=9, choices=ReviewStep)
    because = models.CharField(max_length=1000, blank=True, help_text="Why it is sent back.")
    seen = models.TextField(blank=True)
    sent_in_by = models.ForeignKey(Account, related_name="+", on_delete=models.PROTECT)
    by = models.ForeignKey(Account, related_name="+", on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["report", "pk"]
        constraints = [
            models.CheckConstraint(name="review_step_is_known", condition=Q(step__in=ReviewStep.values)),
            models.CheckConstraint(
                name="report_sent_back_says_why",
                condition=~Q(step=ReviewStep.RETURNED) | ~Q(because=""),
            ),
            models.CheckConstraint(
                name="report_is_approved_by_another",
                condition=~Q(step=ReviewStep.APPROVED) | ~Q(by=F("sent_in_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.edition}: {self.step}"
