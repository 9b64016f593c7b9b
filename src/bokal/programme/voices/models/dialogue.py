from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area
from bokal.programme.history.services import Fixed, tracked
from bokal.programme.history.services.tracking import Operation
from bokal.programme.programmes.models import Unit
from bokal.programme.voices.enums import AgeBand, Gender, Ladder, Question


@tracked()
class Dialogue(models.Model):
    """A meeting with residents (dialog): what is open to influence, who was invited, who answers by when."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.JSONField(help_text="Text by language code.")
    area = models.ForeignKey(Area, null=True, blank=True, related_name="dialogues", on_delete=models.PROTECT)
    ladder = models.CharField(max_length=12, choices=Ladder)
    open_to_influence = models.JSONField(help_text="What can still be changed, by language code.")
    already_decided = models.JSONField(default=dict, help_text="What cannot, by language code.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    invited_how = models.TextField(blank=True, help_text="Letters, posters, doors, schools …")
    languages = models.JSONField(default=list, help_text="Language codes spoken or interpreted there.")
    interpreted = models.JSONField(default=list, help_text="Those of the languages that are interpreted.")
    child_care = models.BooleanField(default=False)
    follow_up_on = models.DateField(
        null=True, blank=True, help_text="When those who came hear what came of it."
    )
    answering_unit = models.ForeignKey(
        Unit, null=True, blank=True, related_name="dialogues_to_answer", on_delete=models.PROTECT
    )
    answers_due_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    constructed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-starts_at", "slug"]
        constraints = [
            models.CheckConstraint(name="dialogue_ladder_is_known", condition=Q(ladder__in=Ladder.values)),
            models.CheckConstraint(name="dialogue_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="closed_dialogue_promises_answers",
                condition=Q(closed_at__isnull=True)
                | Q(answering_unit__isnull=False, answers_due_on__isnull=False, follow_up_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.slug


@tracked()
class HeadCount(models.Model):
    """How many came: in all, and by group as far as people said so. Never names."""

    dialogue = models.ForeignKey(Dialogue, related_name="head_counts", on_delete=models.PROTECT)
    question = models.CharField(max_length=6, choices=Question, blank=True, help_text="Empty: all who came.")
    answer = models.CharField(max_length=6, blank=True)
    people = models.PositiveIntegerField()

    class Meta:
        ordering = ["dialogue", "question", "answer"]
        constraints = [
            models.UniqueConstraint(
                name="one_head_count_per_group", fields=["dialogue", "question", "answer"]
            ),
            models.CheckConstraint(
                name="head_count_question_is_known", condition=Q(question__in=["", *Question.values])
            ),
            models.CheckConstraint(
                name="head_count_group_is_one_of_the_list",
                condition=Q(question="", answer="")
                | Q(question=Question.AGE, answer__in=AgeBand.values)
                | Q(question=Question.GENDER, answer__in=Gender.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dialogue_id}: {self.people}"


@tracked(
    hidden=frozenset({"text"}),
    refused=frozenset({Operation.DELETE}),
    fixed=Fixed(frozenset({"dialogue", "version", "language", "by", "at"})),
)
class Minutes(models.Model):
    """What was written down at a dialogue; a better version is another row.

    The text loses what somebody takes back, and is changed for nothing else.
    """

    dialogue = models.ForeignKey(Dialogue, related_name="minutes", on_delete=models.PROTECT)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=12)
    text = models.TextField()
    by = models.ForeignKey(Account, null=True, blank=True, related_name="minutes", on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["dialogue", "version"]
        verbose_name_plural = "minutes"
        constraints = [models.UniqueConstraint(name="one_version_of_minutes", fields=["dialogue", "version"])]

    def __str__(self) -> str:
        return f"{self.dialogue_id}/{self.version}"
