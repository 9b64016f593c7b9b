from __future__ import annotations

from django.db import models

from bokal.programme.history.enums import Kind, Origin


class Entry(models.Model):
    """Something that happened: what, to what, when, by whom and from where. No personal data."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=6, choices=Kind)
    origin = models.CharField(max_length=8, choices=Origin)
    actor = models.CharField(max_length=40, blank=True, help_text="Number of the account, or empty.")
    reference = models.CharField(max_length=80, blank=True, help_text="The job it was part of.")
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=80)
    details = models.JSONField(default=dict)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(name="entry_kind_is_known", condition=models.Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="entry_origin_is_known", condition=models.Q(origin__in=Origin.values)
            ),
        ]
        indexes = [
            models.Index(name="entry_by_subject", fields=["subject_type", "subject_id"]),
            models.Index(name="newest_entry_of_a_kind", fields=["subject_type", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"


class Seal(models.Model):
    """An entry's place in the chain: each fingerprint covers the entry and the fingerprint before it."""

    position = models.PositiveBigIntegerField(unique=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT)
    subject_type = models.CharField(max_length=60, help_text="As in the entry, to find the newest of a kind.")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(name="newest_seal_of_a_kind", fields=["subject_type", "position"])]

    def __str__(self) -> str:
        return f"{self.position} {self.sha256[:12]}"


class Context(models.Model):
    """Who acts in the running statement; the triggers of SQLite read it. Empty between statements."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    origin = models.CharField(max_length=8, choices=Origin)
    actor = models.CharField(max_length=40, blank=True)
    reference = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="context_is_the_only_one", condition=models.Q(id=1)),
            models.CheckConstraint(
                name="context_origin_is_known", condition=models.Q(origin__in=Origin.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.actor}"
