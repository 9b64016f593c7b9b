"""What is recorded of voices, one module a noun."""

from bokal.programme.voices.models.answer import Answer
from bokal.programme.voices.models.moderation import Appeal, Moderation
from bokal.programme.voices.models.receipt import Card, CardBatch, Receipt
from bokal.programme.voices.models.voice import Case, GroupAnswer, Photo, Voice, Words

__all__ = [
    "Answer",
    "Appeal",
    "Card",
    "CardBatch",
    "Case",
    "GroupAnswer",
    "Moderation",
    "Photo",
    "Receipt",
    "Voice",
    "Words",
]
