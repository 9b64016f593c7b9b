from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from bokal.programme.areas.models import Area
from bokal.programme.history.services import append_only, tracked
from bokal.programme.voices.models.voice import Voice


@tracked()
class CardBatch(models.Model):
    """Cards printed together for one place or event, in the languages of the area."""

    title = models.CharField(max_length=120, help_text="Where the cards lie or are handed out.")
    area = models.ForeignKey(
        Area, null=True, blank=True, related_name="card_batches", on_delete=models.PROTECT
    )
    languages = models.JSONField(default=list, help_text="Language codes on the card, in order.")
    made_at = models.DateTimeField(auto_now_add=True)
    constructed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name_plural = "card batches"

    def __str__(self) -> str:
        return self.title


@append_only
class Card(models.Model):
    """A printed card that waits for a voice: its address is in the QR picture, its code beside it.

    The address lets somebody say something with the card; only the code leads back to it, so that no log of
    addresses ever holds a code.
    """

    batch = models.ForeignKey(CardBatch, related_name="cards", on_delete=models.PROTECT)
    number = models.PositiveIntegerField(help_text="Printed in the corner, so that a lost card can be named.")
    key = models.UUIDField(unique=True, default=uuid.uuid4, help_text="What its code is worked out from.")
    mark = models.SlugField(max_length=16, unique=True, help_text="The end of its address.")
    fingerprint = models.CharField(max_length=64, unique=True, help_text="Keyed fingerprint of the code.")

    class Meta:
        ordering = ["batch", "number"]
        constraints = [models.UniqueConstraint(name="one_card_per_number", fields=["batch", "number"])]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"


@append_only
class Receipt(models.Model):
    """The way back to a voice. Who has the code sees what came of it; we keep only a fingerprint."""

    voice = models.OneToOneField(Voice, related_name="receipt", on_delete=models.PROTECT)
    card = models.OneToOneField(Card, null=True, blank=True, related_name="receipt", on_delete=models.PROTECT)
    fingerprint = models.CharField(max_length=64, unique=True, help_text="Keyed fingerprint of the code.")

    class Meta:
        ordering = ["voice"]
        constraints = [models.CheckConstraint(name="receipt_has_a_fingerprint", condition=~Q(fingerprint=""))]

    def __str__(self) -> str:
        return str(self.voice_id)
