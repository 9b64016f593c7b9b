from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.history.services import append_only, tracked
from bokal.programme.voices.enums import Act, HeldReason
from bokal.programme.voices.models.voice import Voice


@append_only
class Moderation(models.Model):
    """What a moderator decided about the words of a voice, and why. Another decision is another row."""

    voice = models.ForeignKey(Voice, related_name="moderations", on_delete=models.PROTECT)
    act = models.CharField(max_length=14, choices=Act)
    reason = models.CharField(max_length=13, choices=HeldReason, blank=True)
    by = models.ForeignKey(
        Account, null=True, blank=True, related_name="moderations", on_delete=models.PROTECT
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["voice", "at", "pk"]
        constraints = [
            models.CheckConstraint(name="moderation_act_is_known", condition=Q(act__in=Act.values)),
            models.CheckConstraint(
                name="moderation_reason_is_known", condition=Q(reason__in=["", *HeldReason.values])
            ),
            models.CheckConstraint(
                name="moderation_says_why_words_are_held",
                condition=Q(act=Act.PUBLISH, reason="")
                | Q(act=Act.PUBLISH_MASKED, reason=HeldReason.PERSONAL_DATA)
                | Q(act=Act.HOLD, reason__in=HeldReason.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voice_id}: {self.act}"


@tracked(hidden=frozenset({"because"}))
class Appeal(models.Model):
    """Somebody does not accept that their words are held; another moderator looks at them."""

    moderation = models.OneToOneField(Moderation, related_name="appeal", on_delete=models.PROTECT)
    because = models.TextField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    outcome = models.OneToOneField(
        Moderation, null=True, blank=True, related_name="decided_appeal", on_delete=models.PROTECT
    )

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="appeal_is_not_decided_by_what_it_is_about",
                condition=Q(outcome__isnull=True) | ~Q(outcome=F("moderation")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.moderation_id)
