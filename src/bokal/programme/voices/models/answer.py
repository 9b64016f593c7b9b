from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.history.services import append_only, tracked
from bokal.programme.programmes.models import Unit
from bokal.programme.voices.enums import Status
from bokal.programme.voices.models.problem import Problem, Proposal
from bokal.programme.voices.models.voice import Voice

SAID_BY_THE_CITY = [Status.LOOKING, Status.UNDER_WAY, Status.LATER, Status.NO, Status.DONE]


@append_only
class Answer(models.Model):
    """What the city answered, by which unit, in which language. A new answer is a new row.

    An answer to a problem or a proposal reaches every voice in it.
    """

    voice = models.ForeignKey(Voice, null=True, blank=True, related_name="answers", on_delete=models.PROTECT)
    problem = models.ForeignKey(
        Problem, null=True, blank=True, related_name="answers", on_delete=models.PROTECT
    )
    proposal = models.ForeignKey(
        Proposal, null=True, blank=True, related_name="answers", on_delete=models.PROTECT
    )
    status = models.CharField(max_length=9, choices=[(one.value, one.label) for one in SAID_BY_THE_CITY])
    text = models.TextField()
    language = models.CharField(max_length=12)
    translated_from = models.CharField(
        max_length=12, blank=True, help_text="The language it was written in, when this is a translation."
    )
    translation_of = models.ForeignKey(
        "self", null=True, blank=True, related_name="translations", on_delete=models.PROTECT
    )
    missing = models.JSONField(
        default=list, help_text="Languages of its voices that it was not there in when it was given."
    )
    unit = models.ForeignKey(Unit, related_name="answers", on_delete=models.PROTECT)
    by = models.ForeignKey(Account, null=True, blank=True, related_name="answers", on_delete=models.PROTECT)
    at = models.DateTimeField(default=timezone.now)
    next_on = models.DateField(null=True, blank=True, help_text="When more will be said, if it is promised.")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="answer_is_to_one_thing",
                condition=Q(voice__isnull=False, problem__isnull=True, proposal__isnull=True)
                | Q(voice__isnull=True, problem__isnull=False, proposal__isnull=True)
                | Q(voice__isnull=True, problem__isnull=True, proposal__isnull=False),
            ),
            models.CheckConstraint(name="answer_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="answer_has_a_status_the_city_can_give", condition=Q(status__in=SAID_BY_THE_CITY)
            ),
            models.CheckConstraint(
                name="answer_promises_a_day_when_it_is_later",
                condition=~Q(status=Status.LATER) | Q(next_on__isnull=False),
            ),
            models.CheckConstraint(
                name="translated_answer_names_what_it_was_made_from",
                condition=Q(translation_of__isnull=True, translated_from="")
                | (Q(translation_of__isnull=False) & ~Q(translated_from="")),
            ),
            models.UniqueConstraint(
                name="one_translation_of_an_answer_per_language", fields=["translation_of", "language"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.status}"

    @property
    def constructed(self) -> bool:
        """Whether what it answers is made up."""
        about = self.voice or self.problem or self.proposal
        return about is not None and about.constructed

    @property
    def taken_back(self) -> Retraction | None:
        """Why and when it was taken back, if it was; a translation goes with what it was made from."""
        found: Retraction | None = getattr(self.translation_of or self, "retraction", None)
        return found


@append_only
class Retraction(models.Model):
    """An answer that should never have been given is taken back, with the reason; both stay to be read."""

    answer = models.OneToOneField(
        Answer,
        related_name="retraction",
        on_delete=models.PROTECT,
        help_text="As it was written; its translations go with it.",
    )
    because = models.JSONField(help_text="Text by language code.")
    by = models.ForeignKey(
        Account, null=True, blank=True, related_name="retractions", on_delete=models.PROTECT
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="retraction_says_why", condition=~Q(because={}))]

    def __str__(self) -> str:
        return f"{self.answer_id}, {self.at:%Y-%m-%d}"


@tracked(hidden=frozenset({"because"}))
class Outcome(models.Model):
    """What somebody who spoke says once the city calls it done: it is better now, or it is not."""

    answer = models.ForeignKey(Answer, related_name="outcomes", on_delete=models.PROTECT)
    voice = models.ForeignKey(Voice, related_name="outcomes", on_delete=models.PROTECT)
    better = models.BooleanField()
    because = models.TextField(blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["answer", "voice"]
        constraints = [models.UniqueConstraint(name="one_outcome_per_voice", fields=["answer", "voice"])]

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.better}"
