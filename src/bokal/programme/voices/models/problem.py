from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area
from bokal.programme.history.services import append_only, tracked
from bokal.programme.programmes.models import Unit
from bokal.programme.voices.enums import Author, Feasibility, Reply, Stage, Status
from bokal.programme.voices.models.organisation import Organisation
from bokal.programme.voices.models.voice import Voice


@tracked()
class Problem(models.Model):
    """What is wrong, written from what people said (problem). It only points to their words."""

    slug = models.SlugField(max_length=80, unique=True)
    area = models.ForeignKey(Area, null=True, blank=True, related_name="problems", on_delete=models.PROTECT)
    stage = models.CharField(max_length=9, choices=Stage, default=Stage.DRAFT)
    status = models.CharField(max_length=9, choices=Status, default=Status.RECEIVED)
    unit = models.ForeignKey(Unit, null=True, blank=True, related_name="problems", on_delete=models.PROTECT)
    due_on = models.DateField(null=True, blank=True)
    joined_into = models.ForeignKey(
        "self", null=True, blank=True, related_name="joined", on_delete=models.PROTECT
    )
    joined_by_act = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    constructed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="joined_problem_names_its_act",
                condition=Q(joined_into__isnull=True, joined_by_act__isnull=True)
                | Q(joined_into__isnull=False, joined_by_act__isnull=False),
            ),
            models.CheckConstraint(name="problem_stage_is_known", condition=Q(stage__in=Stage.values)),
            models.CheckConstraint(name="problem_status_is_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="problem_is_not_joined_into_itself",
                condition=Q(joined_into__isnull=True) | ~Q(joined_into=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.slug


@tracked()
class Proposal(models.Model):
    """What would help (förslag): by residents, an organisation or the city, for problems that it names."""

    slug = models.SlugField(max_length=80, unique=True)
    area = models.ForeignKey(Area, null=True, blank=True, related_name="proposals", on_delete=models.PROTECT)
    stage = models.CharField(max_length=9, choices=Stage, default=Stage.DRAFT)
    status = models.CharField(max_length=9, choices=Status, default=Status.RECEIVED)
    unit = models.ForeignKey(Unit, null=True, blank=True, related_name="proposals", on_delete=models.PROTECT)
    due_on = models.DateField(null=True, blank=True)
    author = models.CharField(max_length=12, choices=Author)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, related_name="proposals", on_delete=models.PROTECT
    )
    cost = models.PositiveBigIntegerField(null=True, blank=True, help_text="In öre; empty: not known.")
    feasibility = models.CharField(max_length=10, choices=Feasibility, default=Feasibility.UNKNOWN)
    offer = models.TextField(blank=True, help_text="Work that those who propose offer to do.")
    made_at = models.DateTimeField(default=timezone.now)
    constructed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="proposal_author_is_known", condition=Q(author__in=Author.values)),
            models.CheckConstraint(name="proposal_stage_is_known", condition=Q(stage__in=Stage.values)),
            models.CheckConstraint(name="proposal_status_is_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="proposal_feasibility_is_known", condition=Q(feasibility__in=Feasibility.values)
            ),
            models.CheckConstraint(
                name="proposal_names_its_organisation_and_only_then",
                condition=Q(author=Author.ORGANISATION, organisation__isnull=False)
                | Q(author__in=[Author.RESIDENTS, Author.CITY], organisation__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.slug


@append_only
class Wording(models.Model):
    """One version of how a problem or a proposal is put, in one language. A better one is another row."""

    problem = models.ForeignKey(
        Problem, null=True, blank=True, related_name="wordings", on_delete=models.PROTECT
    )
    proposal = models.ForeignKey(
        Proposal, null=True, blank=True, related_name="wordings", on_delete=models.PROTECT
    )
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=12)
    translated_from = models.CharField(max_length=12, blank=True)
    title = models.CharField(max_length=150)
    text = models.TextField(blank=True)
    by = models.ForeignKey(Account, null=True, blank=True, related_name="wordings", on_delete=models.PROTECT)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["version", "pk"]
        constraints = [
            models.CheckConstraint(
                name="wording_is_of_one_thing",
                condition=Q(problem__isnull=False, proposal__isnull=True)
                | Q(problem__isnull=True, proposal__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_wording_of_a_problem_per_version", fields=["problem", "version", "language"]
            ),
            models.UniqueConstraint(
                name="one_wording_of_a_proposal_per_version", fields=["proposal", "version", "language"]
            ),
            models.CheckConstraint(name="wording_has_a_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title


class LinkQuerySet[L: models.Model](models.QuerySet[L]):
    def now(self) -> LinkQuerySet[L]:
        """Keep the links that hold."""
        return self.filter(ended_at__isnull=True)


@tracked()
class Grouping(models.Model):
    """A voice is part of a problem for as long as somebody thinks so; its end is kept, never its removal."""

    problem = models.ForeignKey(Problem, related_name="groupings", on_delete=models.PROTECT)
    voice = models.ForeignKey(Voice, related_name="groupings", on_delete=models.PROTECT)
    act = models.UUIDField(default=uuid.uuid4, help_text="What was done together, to be undone together.")
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_act = models.UUIDField(null=True, blank=True)

    objects = LinkQuerySet["Grouping"].as_manager()

    class Meta:
        ordering = ["problem", "voice", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_voice_is_in_a_problem_once",
                fields=["problem", "voice"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="ended_grouping_names_its_act",
                condition=Q(ended_at__isnull=True, ended_by_act__isnull=True)
                | Q(ended_at__isnull=False, ended_by_act__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.problem_id} ← {self.voice_id}"


@tracked()
class Purpose(models.Model):
    """A proposal answers a problem, for as long as somebody thinks so."""

    proposal = models.ForeignKey(Proposal, related_name="purposes", on_delete=models.PROTECT)
    problem = models.ForeignKey(Problem, related_name="purposes", on_delete=models.PROTECT)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet["Purpose"].as_manager()

    class Meta:
        ordering = ["proposal", "problem", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_proposal_answers_a_problem_once",
                fields=["proposal", "problem"],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} → {self.problem_id}"


@tracked(hidden=frozenset({"because"}))
class Confirmation(models.Model):
    """What somebody who spoke says of a wording: that is what I meant, or not quite."""

    wording = models.ForeignKey(Wording, related_name="confirmations", on_delete=models.PROTECT)
    voice = models.ForeignKey(Voice, related_name="confirmations", on_delete=models.PROTECT)
    reply = models.CharField(max_length=9, choices=Reply)
    because = models.TextField(blank=True)
    taken_back = models.BooleanField(default=False, help_text="The reason went with the words of the voice.")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["wording", "voice"]
        constraints = [
            models.UniqueConstraint(name="one_reply_per_voice_and_wording", fields=["wording", "voice"]),
            models.CheckConstraint(name="confirmation_reply_is_known", condition=Q(reply__in=Reply.values)),
            models.CheckConstraint(
                name="not_quite_says_why_until_it_is_taken_back",
                condition=Q(reply=Reply.YES, taken_back=False, because="")
                | Q(reply=Reply.NOT_QUITE, taken_back=True, because="")
                | (Q(reply=Reply.NOT_QUITE, taken_back=False) & ~Q(because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wording_id}: {self.reply}"
