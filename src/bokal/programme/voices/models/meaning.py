from __future__ import annotations

from django.db import models
from django.db.models import Q

from bokal.programme.voices.models.voice import Voice


class Meaning(models.Model):
    """What words mean to a language model, as numbers: can be worked out anew, and gone with the words."""

    voice = models.OneToOneField(Voice, primary_key=True, related_name="meaning", on_delete=models.PROTECT)
    model = models.CharField(max_length=40, help_text="Name and version of the language model.")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the text it was worked out from.")
    vector = models.BinaryField(help_text="Numbers of 16 bits, the lowest byte first.")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["voice"]
        constraints = [
            models.CheckConstraint(name="meaning_says_what_it_is_of", condition=~Q(fingerprint="", model=""))
        ]

    def __str__(self) -> str:
        return f"{self.voice_id}: {self.model}"
