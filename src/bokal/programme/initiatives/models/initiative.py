from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area
from bokal.programme.decisions.models import Ruling
from bokal.programme.documents.models import Document
from bokal.programme.history.services import Fixed, Needs, tracked
from bokal.programme.initiatives.enums import NEVER_STARTED, STARTED, UNDER_WAY, Grade, Held, Kind, Phase
from bokal.programme.programmes.models import Goal, Unit
from bokal.programme.voices.models import Organisation, Problem, Promise, Proposal

A_MEASURE = Needs(
    name="measure",
    field="phase",
    values=STARTED,
    ways=("measures__commitment", "waivers!withdrawal__approval"),
    spared_by="documented",
)
AN_ORIGIN = Needs(name="origin", field="phase", values=STARTED, ways=("origins",), spared_by="documented")


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    def under_way(self) -> InitiativeQuerySet:
        """Keep what is being tried out or going on."""
        return self.filter(phase__in=UNDER_WAY)

    def public(self) -> InitiativeQuerySet:
        """Keep what everybody may read: all but ideas that nobody has decided to show."""
        return self.filter(~Q(phase__in=NEVER_STARTED) | Q(shown=True))


@tracked(fixed=Fixed(frozenset({"documented"})), needs=(A_MEASURE, AN_ORIGIN))
class Initiative(models.Model):
    """Something that is tried (insats), physical or social, to see whether it helps.

    The database lets it start only with a measure that is committed to, or an approved reason for having
    none, and with what it answers. What was done before this system, and is known from sources, is marked
    ``documented`` once and for all; it names its source, and nothing is made up for it.
    """

    slug = models.SlugField(max_length=80, unique=True)
    title = models.JSONField(help_text="Text by language code.")
    summary = models.JSONField(default=dict, help_text="What is done, by language code.")
    kind = models.CharField(max_length=8, choices=Kind)
    area = models.ForeignKey(
        Area, null=True, blank=True, related_name="initiatives", on_delete=models.PROTECT
    )
    unit = models.ForeignKey(
        Unit, null=True, blank=True, related_name="initiatives", on_delete=models.PROTECT, help_text="Owner."
    )
    phase = models.CharField(max_length=11, choices=Phase, default=Phase.IDEA)
    if_we = models.JSONField(default=dict, help_text="If we do this …, by language code.")
    then = models.JSONField(default=dict, help_text="… then this happens …, by language code.")
    because = models.JSONField(default=dict, help_text="… because of this, by language code.")
    decide_on = models.DateField(null=True, blank=True, help_text="When it is decided what becomes of it.")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="First day it is no longer done.")
    start_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The year it began, when a source gives no day."
    )
    end_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The last year of it, when a source gives no day."
    )
    shown = models.BooleanField(default=False, help_text="Shown to everybody while it is an idea.")
    lesson = models.JSONField(default=dict, help_text="What was learned, by language code.")
    lesson_due_on = models.DateField(null=True, blank=True)
    documented = models.BooleanField(default=False, help_text="Known from sources, not run in this system.")
    source = models.TextField(blank=True)
    unknown = models.JSONField(default=dict, help_text="What no source says, by language code.")
    constructed = models.BooleanField(default=False)
    goals = models.ManyToManyField(Goal, through="Service", related_name="initiatives")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="initiative_kind_is_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="initiative_phase_is_known", condition=Q(phase__in=Phase.values)),
            models.CheckConstraint(
                name="only_documented_initiatives_are_unknown_or_give_years_alone",
                condition=Q(documented=True)
                | (~Q(phase=Phase.UNKNOWN) & Q(start_year__isnull=True, end_year__isnull=True)),
            ),
            models.CheckConstraint(
                name="documented_initiative_has_a_source", condition=Q(documented=False) | ~Q(source="")
            ),
            models.CheckConstraint(
                name="initiative_ends_after_start",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
            ),
            models.CheckConstraint(
                name="started_initiative_says_what_it_expects",
                condition=Q(phase__in=NEVER_STARTED)
                | Q(documented=True)
                | (
                    ~Q(if_we={})
                    & ~Q(then={})
                    & ~Q(because={})
                    & Q(decide_on__isnull=False, starts_on__isnull=False, unit__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="stopped_initiative_owes_a_lesson",
                condition=~Q(phase=Phase.STOPPED) | Q(documented=True) | Q(lesson_due_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="initiative_by_area", fields=["area", "phase"]),
            models.Index(name="initiative_by_day", fields=["decide_on"]),
        ]

    def __str__(self) -> str:
        return self.slug


@tracked()
class Service(models.Model):
    """An initiative serves a goal of the programme; what serves several is still counted once."""

    initiative = models.ForeignKey(Initiative, related_name="services", on_delete=models.PROTECT)
    goal = models.ForeignKey(Goal, related_name="services", on_delete=models.PROTECT)

    class Meta:
        ordering = ["initiative", "goal"]
        constraints = [
            models.UniqueConstraint(name="initiative_serves_a_goal_once", fields=["initiative", "goal"])
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id} → {self.goal_id}"


@tracked()
class Origin(models.Model):
    """What an initiative answers: a problem, a proposal, a decision; or why it answers none of them."""

    initiative = models.ForeignKey(Initiative, related_name="origins", on_delete=models.PROTECT)
    problem = models.ForeignKey(
        Problem, null=True, blank=True, related_name="initiatives", on_delete=models.PROTECT
    )
    proposal = models.ForeignKey(
        Proposal, null=True, blank=True, related_name="initiatives", on_delete=models.PROTECT
    )
    ruling = models.ForeignKey(
        Ruling, null=True, blank=True, related_name="initiatives", on_delete=models.PROTECT
    )
    because = models.JSONField(default=dict, help_text="Why it answers none, by language code.")

    class Meta:
        ordering = ["initiative", "pk"]
        constraints = [
            models.CheckConstraint(
                name="origin_is_one_thing_or_a_reason",
                condition=Q(problem__isnull=False, proposal__isnull=True, ruling__isnull=True, because={})
                | Q(problem__isnull=True, proposal__isnull=False, ruling__isnull=True, because={})
                | Q(problem__isnull=True, proposal__isnull=True, ruling__isnull=False, because={})
                | (Q(problem__isnull=True, proposal__isnull=True, ruling__isnull=True) & ~Q(because={})),
            ),
            models.UniqueConstraint(
                name="initiative_answers_a_problem_once", fields=["initiative", "problem"]
            ),
            models.UniqueConstraint(
                name="initiative_answers_a_proposal_once", fields=["initiative", "proposal"]
            ),
            models.UniqueConstraint(name="initiative_answers_a_ruling_once", fields=["initiative", "ruling"]),
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id} ← {self.problem_id or self.proposal_id or self.ruling_id or '–'}"


@tracked()
class Assumption(models.Model):
    """What must be true for an initiative to work, put so that it can turn out to be wrong."""

    initiative = models.ForeignKey(Initiative, related_name="assumptions", on_delete=models.PROTECT)
    text = models.JSONField(help_text="Text by language code.")
    wrong_when = models.JSONField(help_text="We will know it is wrong when …, by language code.")
    grade = models.CharField(max_length=10, choices=Grade, default=Grade.GUESS)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, related_name="assumptions", on_delete=models.PROTECT, help_text="Owner."
    )
    held = models.CharField(max_length=5, choices=Held, default=Held.OPEN)
    found = models.JSONField(default=dict, help_text="What was seen, by language code.")
    found_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["initiative", "pk"]
        constraints = [
            models.CheckConstraint(name="assumption_grade_is_known", condition=Q(grade__in=Grade.values)),
            models.CheckConstraint(name="assumption_state_is_known", condition=Q(held__in=Held.values)),
            models.CheckConstraint(
                name="settled_assumption_says_what_was_seen",
                condition=Q(held=Held.OPEN) | (~Q(found={}) & Q(found_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id}: {self.held}"


@tracked()
class Partnership(models.Model):
    """An organisation takes part in an initiative, in a role, with what it promised."""

    initiative = models.ForeignKey(Initiative, related_name="partnerships", on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, related_name="partnerships", on_delete=models.PROTECT)
    role = models.JSONField(default=dict, help_text="What it does, by language code.")
    promise = models.ForeignKey(
        Promise, null=True, blank=True, related_name="partnerships", on_delete=models.PROTECT
    )

    class Meta:
        ordering = ["initiative", "organisation", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_partnership_per_promise", fields=["initiative", "organisation", "promise"]
            ),
            models.UniqueConstraint(
                name="one_partnership_without_promise",
                fields=["initiative", "organisation"],
                condition=Q(promise__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id}: {self.organisation_id}"


@tracked()
class Attachment(models.Model):
    """A file that belongs to an initiative: a letter of intent, a drawing, minutes.

    Everybody reads one that is shown; one that was detached stays here, so that it can be attached again.
    """

    initiative = models.ForeignKey(Initiative, related_name="attachments", on_delete=models.PROTECT)
    document = models.ForeignKey(Document, related_name="initiatives", on_delete=models.PROTECT)
    title = models.JSONField(help_text="Text by language code.")
    by = models.ForeignKey(
        Account, null=True, blank=True, related_name="attachments", on_delete=models.PROTECT
    )
    at = models.DateTimeField(auto_now_add=True)
    shown = models.BooleanField(default=False, help_text="Everybody may read it.")
    detached_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["initiative", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_attachment_per_document", fields=["initiative", "document"])
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id}: {self.document_id}"
