from __future__ import annotations

import datetime
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area
from bokal.programme.documents.models import Document
from bokal.programme.history.services import append_only, tracked
from bokal.programme.history.services.tracking import Operation
from bokal.programme.programmes.models import Unit
from bokal.programme.voices.enums import AgeBand, Channel, Gender, Placing, Question, Standing, Status
from bokal.programme.voices.models.dialogue import Dialogue
from bokal.programme.voices.models.organisation import Organisation

ANSWERS = {Question.AGE: AgeBand, Question.GENDER: Gender}


@append_only
class Voice(models.Model):
    """One act of speaking (röst): how it came, from where, when, who wrote it down. It never changes."""

    key = models.UUIDField(
        unique=True, default=uuid.uuid4, help_text="Made where it was said, so that it is taken in once."
    )
    language = models.CharField(max_length=12, help_text="Language code of the words; und if unknown.")
    channel = models.CharField(max_length=8, choices=Channel)
    area = models.ForeignKey(Area, null=True, blank=True, related_name="voices", on_delete=models.PROTECT)
    placing = models.CharField(max_length=10, choices=Placing, default=Placing.WHOLE_AREA)
    said_at = models.DateTimeField(help_text="When it was said, by the clock of the device.")
    received_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        Account, null=True, blank=True, related_name="recorded_voices", on_delete=models.PROTECT
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, related_name="voices", on_delete=models.PROTECT
    )
    dialogue = models.ForeignKey(
        Dialogue, null=True, blank=True, related_name="voices", on_delete=models.PROTECT
    )
    sheet = models.CharField(max_length=40, blank=True, help_text="Number of the paper it was written on.")
    may_publish = models.BooleanField(help_text="Whether the person allowed the words to be published.")
    source = models.CharField(max_length=300, blank=True, help_text="Where imported words come from.")
    constructed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="voice_channel_is_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(name="voice_placing_is_known", condition=Q(placing__in=Placing.values)),
            models.UniqueConstraint(
                name="one_voice_per_sheet_and_area",
                fields=["area", "sheet"],
                condition=~Q(sheet=""),
            ),
            # To a database two missing areas differ, so voices without one need a rule of their own.
            models.UniqueConstraint(
                name="one_voice_per_sheet_without_area",
                fields=["sheet"],
                condition=~Q(sheet="") & Q(area__isnull=True),
            ),
        ]
        indexes = [
            models.Index(name="voice_by_area_and_time", fields=["area", "-received_at"]),
            # Holds all that is counted about who speaks how, so that counting reads no voice.
            models.Index(name="voice_by_channel", fields=["channel", "language"]),
        ]

    def __str__(self) -> str:
        return str(self.key)


@tracked(hidden=frozenset({"text", "place"}), refused=frozenset({Operation.UPDATE}))
class Words(models.Model):
    """What was said, as it was said. Nobody edits it; only whoever said it may take it back."""

    voice = models.OneToOneField(Voice, primary_key=True, related_name="words", on_delete=models.PROTECT)
    text = models.TextField()
    place = models.CharField(max_length=200, blank=True, help_text="A place in the person's own words.")

    class Meta:
        verbose_name_plural = "words"
        constraints = [models.CheckConstraint(name="words_are_not_empty", condition=~Q(text=""))]

    def __str__(self) -> str:
        return str(self.voice_id)


@tracked(hidden=frozenset({"longitude", "latitude"}), refused=frozenset({Operation.UPDATE}))
class Pin(models.Model):
    """The point that somebody pointed at. It can tell where a person lives, so it goes when the words go."""

    voice = models.OneToOneField(Voice, primary_key=True, related_name="pin", on_delete=models.PROTECT)
    longitude = models.FloatField()
    latitude = models.FloatField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pin_is_a_place_on_earth",
                condition=Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
            )
        ]

    def __str__(self) -> str:
        return str(self.voice_id)


@append_only
class GroupAnswer(models.Model):
    """What a person said about themselves when speaking; later changes of theirs do not reach it."""

    voice = models.ForeignKey(Voice, related_name="group_answers", on_delete=models.PROTECT)
    question = models.CharField(max_length=6, choices=Question)
    answer = models.CharField(max_length=6)

    class Meta:
        ordering = ["voice", "question"]
        constraints = [
            models.UniqueConstraint(name="one_answer_per_question", fields=["voice", "question"]),
            models.CheckConstraint(
                name="group_answer_question_is_known", condition=Q(question__in=Question.values)
            ),
            models.CheckConstraint(
                name="group_answer_is_one_of_the_list",
                condition=Q(question=Question.AGE, answer__in=AgeBand.values)
                | Q(question=Question.GENDER, answer__in=Gender.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.answer}"


@tracked(refused=frozenset({Operation.UPDATE}))
class Photo(models.Model):
    """A picture that belongs to a voice, without its hidden data; it goes when the words go."""

    voice = models.ForeignKey(Voice, related_name="photos", on_delete=models.PROTECT)
    document = models.ForeignKey(Document, related_name="photos", on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["voice", "position"]
        constraints = [models.UniqueConstraint(name="one_photo_per_place", fields=["voice", "position"])]

    def __str__(self) -> str:
        return f"{self.voice_id}/{self.position}"

    @property
    def is_shown(self) -> bool:
        """Whether a moderator let it through."""
        return hasattr(self, "shown")


@tracked(refused=frozenset({Operation.UPDATE}))
class ShownPhoto(models.Model):
    """A picture that a moderator let through, in a small version; without this nobody outside sees it."""

    photo = models.OneToOneField(Photo, related_name="shown", on_delete=models.PROTECT)
    key = models.UUIDField(unique=True, default=uuid.uuid4, help_text="The end of its address.")
    document = models.ForeignKey(
        Document, related_name="shown_photos", on_delete=models.PROTECT, help_text="The small version."
    )
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    by = models.ForeignKey(
        Account, null=True, blank=True, related_name="shown_photos", on_delete=models.PROTECT
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["photo"]
        constraints = [
            models.CheckConstraint(name="shown_photo_has_a_size", condition=Q(width__gt=0, height__gt=0))
        ]

    def __str__(self) -> str:
        return str(self.key)


class CaseQuerySet(models.QuerySet["Case"]):
    def readable(self) -> CaseQuerySet:
        """Keep the voices whose words everybody may read."""
        return self.filter(standing=Standing.PUBLISHED)

    def within(self, areas: frozenset[str] | None) -> CaseQuerySet:
        """Keep the voices about some areas; None keeps all."""
        return self if areas is None else self.filter(area__code__in=areas)

    def to_moderate(self) -> CaseQuerySet:
        """Keep the voices that nobody has read yet, the oldest first."""
        return self.filter(standing=Standing.WAITING).order_by("voice_id")

    def owed(self) -> CaseQuerySet:
        """Keep the voices that are owed an answer, also those opened again; the most urgent first."""
        return (
            self.filter(Q(answered_at__isnull=True) | Q(status=Status.REOPENED))
            .exclude(standing=Standing.WITHDRAWN)
            .order_by("due_on", "pk")
        )

    def owed_in_order(self) -> models.QuerySet[Case, tuple[datetime.date, int]]:
        """Return day and number of each voice that is owed an answer, in the order of ``owed``.

        Each half comes in order out of an index of its own, so that nothing has to be sorted.
        """
        live = self.exclude(standing=Standing.WITHDRAWN).order_by()
        never = live.filter(answered_at__isnull=True).values_list("due_on", "pk")
        again = live.filter(answered_at__isnull=False, status=Status.REOPENED).values_list("due_on", "pk")
        return never.union(again, all=True).order_by("due_on", "pk")


@tracked(hidden=frozenset({"text", "place"}))
class Case(models.Model):
    """Where a voice stands (ärende): what may be read, what has come of it, who owes the answer by when."""

    voice = models.OneToOneField(Voice, related_name="case", on_delete=models.PROTECT)
    area = models.ForeignKey(Area, null=True, blank=True, related_name="cases", on_delete=models.PROTECT)
    standing = models.CharField(max_length=9, choices=Standing, default=Standing.WAITING)
    text = models.TextField(blank=True, help_text="The words as everybody reads them, once published.")
    place = models.CharField(max_length=200, blank=True, help_text="The place as everybody reads it.")
    masked = models.BooleanField(default=False, help_text="Something that pointed out a person was left out.")
    status = models.CharField(max_length=9, choices=Status, default=Status.RECEIVED)
    unit = models.ForeignKey(Unit, null=True, blank=True, related_name="cases", on_delete=models.PROTECT)
    due_on = models.DateField(help_text="The day by which an answer is owed.")
    answered_at = models.DateTimeField(null=True, blank=True, help_text="When the first answer was given.")

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-voice"]
        constraints = [
            models.CheckConstraint(name="case_standing_is_known", condition=Q(standing__in=Standing.values)),
            models.CheckConstraint(name="case_status_is_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="words_are_readable_only_when_published",
                condition=Q(standing=Standing.PUBLISHED) | Q(text="", place=""),
            ),
            models.CheckConstraint(
                name="published_words_are_there", condition=~Q(standing=Standing.PUBLISHED, text="")
            ),
        ]
        indexes = [
            models.Index(name="case_by_standing", fields=["standing", "-voice"]),
            models.Index(name="case_by_area", fields=["area", "standing", "-voice"]),
            models.Index(name="case_owed", fields=["due_on"], condition=Q(answered_at__isnull=True)),
            models.Index(name="case_by_status_and_day", fields=["status", "due_on"]),
            # Holds all that is counted about voices, so that counting them reads no voice.
            models.Index(name="case_in_piles", fields=["area", "standing", "status", "answered_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.voice_id}: {self.status}"


@append_only
class Support(models.Model):
    """Somebody else has the same to say and adds themselves, without words of their own; each counts once."""

    voice = models.ForeignKey(Voice, related_name="supports", on_delete=models.PROTECT)
    key = models.UUIDField(
        unique=True, default=uuid.uuid4, help_text="Made by the page, so it is counted once."
    )
    channel = models.CharField(max_length=8, choices=Channel)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["voice", "pk"]
        constraints = [
            models.CheckConstraint(name="support_channel_is_known", condition=Q(channel__in=Channel.values))
        ]

    def __str__(self) -> str:
        return str(self.voice_id)


@tracked(hidden=frozenset({"fingerprint"}))
class SupportMark(models.Model):
    """Finds the same browser adding itself twice. Kept apart from what was supported, and for a day alone."""

    voice = models.ForeignKey(Voice, related_name="support_marks", on_delete=models.PROTECT)
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_support_per_browser_and_voice", fields=["voice", "fingerprint"])
        ]

    def __str__(self) -> str:
        return str(self.voice_id)
