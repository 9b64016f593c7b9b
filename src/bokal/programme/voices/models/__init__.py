"""What is recorded of voices, one module a noun."""

from bokal.programme.voices.models.answer import SAID_BY_THE_CITY, Answer, Outcome, Retraction
from bokal.programme.voices.models.dialogue import Dialogue, HeadCount, Minutes
from bokal.programme.voices.models.meaning import Meaning
from bokal.programme.voices.models.moderation import Appeal, Moderation
from bokal.programme.voices.models.organisation import (
    Organisation,
    Spokesperson,
    SpokespersonQuerySet,
)
from bokal.programme.voices.models.problem import (
    Confirmation,
    Grouping,
    Problem,
    Proposal,
    Purpose,
    Wording,
)
from bokal.programme.voices.models.promise import Promise, PromiseQuerySet
from bokal.programme.voices.models.receipt import Card, CardBatch, Receipt
from bokal.programme.voices.models.translation import Translation, TranslationDoubt
from bokal.programme.voices.models.voice import (
    Case,
    CaseQuerySet,
    GroupAnswer,
    Photo,
    Pin,
    ShownPhoto,
    Support,
    SupportMark,
    Voice,
    Words,
)

__all__ = [
    "SAID_BY_THE_CITY",
    "Answer",
    "Appeal",
    "Card",
    "CardBatch",
    "Case",
    "CaseQuerySet",
    "Confirmation",
    "Dialogue",
    "GroupAnswer",
    "Grouping",
    "HeadCount",
    "Meaning",
    "Minutes",
    "Moderation",
    "Organisation",
    "Outcome",
    "Photo",
    "Pin",
    "Problem",
    "Promise",
    "PromiseQuerySet",
    "Proposal",
    "Purpose",
    "Receipt",
    "Retraction",
    "ShownPhoto",
    "Spokesperson",
    "SpokespersonQuerySet",
    "Support",
    "SupportMark",
    "Translation",
    "TranslationDoubt",
    "Voice",
    "Wording",
    "Words",
]
