from __future__ import annotations

from django.db import models
from django.db.models import Q

from bokal.programme.accounts.models import Account
from bokal.programme.history.services import tracked
from bokal.programme.history.services.tracking import Operation
from bokal.programme.voices.enums import Doubt
from bokal.programme.voices.models.voice import Voice


@tracked(hidden=frozenset({"text"}), refused=frozenset({Operation.UPDATE}))
class Translation(models.Model):
    """Published words in another language, by hand or by a service; the original stays the record.

    Nobody edits it: a correction is the next version, and the newest one stands. All versions go when the
    words do, or when other words are published in their place.
    """

    voice = models.ForeignKey(Voice, related_name="translations", on_delete=models.PROTECT)
    language = models.CharField(max_length=12)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    by = models.ForeignKey(
        Account,
        null=True,
        blank=True,
        related_name="translations",
        on_delete=models.PROTECT,
        help_text="Who wrote it; empty when a service did.",
    )
    service = models.CharField(
        max_length=80, blank=True, help_text="The service that made it; empty: by hand."
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["voice", "language", "version"]
        constraints = [
            models.CheckConstraint(name="translation_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="translation_names_its_language", condition=~Q(language="") & ~Q(language="und")
            ),
            models.CheckConstraint(
                name="translation_is_by_a_person_or_a_service",
                condition=Q(by__isnull=False, service="") | (Q(by__isnull=True) & ~Q(service="")),
            ),
            models.CheckConstraint(name="translation_version_counts_from_one", condition=Q(version__gte=1)),
            models.UniqueConstraint(
                name="one_translation_per_version", fields=["voice", "language", "version"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voice_id}/{self.language}/{self.version}"

    @property
    def by_machine(self) -> bool:
        """Whether a service made it."""
        return bool(self.service)


@tracked()
class TranslationDoubt(models.Model):
    """A reader finds a translation wrong. The same said again before somebody looked is no second one."""

    translation = models.ForeignKey(Translation, related_name="doubts", on_delete=models.PROTECT)
    reason = models.CharField(max_length=10, choices=Doubt)
    at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When it was found to be right.")
    settled_by = models.ForeignKey(
        Account, null=True, blank=True, related_name="doubts_settled", on_delete=models.PROTECT
    )

    class Meta:
        ordering = ["translation", "pk"]
        constraints = [
            models.CheckConstraint(name="doubt_reason_is_known", condition=Q(reason__in=Doubt.values)),
            models.CheckConstraint(
                name="doubt_is_settled_by_somebody",
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_open_doubt_per_reason",
                fields=["translation", "reason"],
                condition=Q(settled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.translation_id}: {self.reason}"
