from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area
from bokal.programme.history.services import append_only, tracked
from bokal.programme.initiatives.enums import GrantRule, GrantState
from bokal.programme.initiatives.models.initiative import Initiative
from bokal.programme.initiatives.models.money import BudgetEntry
from bokal.programme.voices.enums import Channel


@tracked()
class GrantCall(models.Model):
    """A sum that residents can apply for, for what they want to do themselves."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.JSONField(help_text="Text by language code.")
    text = models.JSONField(help_text="For what, and for whom, by language code.")
    area = models.ForeignKey(
        Area, null=True, blank=True, related_name="grant_calls", on_delete=models.PROTECT
    )
    initiative = models.ForeignKey(
        Initiative,
        related_name="grant_calls",
        on_delete=models.PROTECT,
        help_text="Whose budget it is paid from.",
    )
    opens_on = models.DateField()
    closes_on = models.DateField(help_text="First day it is too late.")
    decides_on = models.DateField()
    rule = models.CharField(max_length=5, choices=GrantRule)
    total = models.BigIntegerField(help_text="In öre.")
    largest = models.BigIntegerField(help_text="In öre: the most one application may ask for.")
    constructed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="grant_rule_is_known", condition=Q(rule__in=GrantRule.values)),
            models.CheckConstraint(
                name="grant_call_has_days_in_order",
                condition=Q(closes_on__gt=F("opens_on"), decides_on__gte=F("closes_on")),
            ),
            models.CheckConstraint(
                name="grant_call_has_money", condition=Q(largest__gt=0, total__gte=F("largest"))
            ),
        ]

    def __str__(self) -> str:
        return self.slug


@tracked(hidden=frozenset({"title", "words", "report"}))
class GrantApplication(models.Model):
    """What residents want to do with a small grant, in their own words; it has a code and no name."""

    call = models.ForeignKey(GrantCall, related_name="applications", on_delete=models.PROTECT)
    number = models.PositiveIntegerField(help_text="Its number in the call.")
    title = models.CharField(max_length=150)
    words = models.TextField()
    language = models.CharField(max_length=12)
    channel = models.CharField(max_length=8, choices=Channel)
    amount = models.BigIntegerField(help_text="In öre.")
    code_sha256 = models.CharField(max_length=64, unique=True, help_text="Fingerprint of its code.")
    state = models.CharField(max_length=9, choices=GrantState, default=GrantState.SUBMITTED)
    votes = models.PositiveIntegerField(
        null=True, blank=True, help_text="What the vote gave it; nothing when it was not put to the vote."
    )
    about_votes = models.JSONField(
        default=dict,
        help_text="How a tie in the vote was broken, or why the vote was not followed, by language code.",
    )
    about_tie = models.JSONField(
        default=dict,
        help_text="How the tie it was in was broken, as told when that was decided, by language code.",
    )
    reason = models.JSONField(default=dict, help_text="Why it was granted or not, by language code.")
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.JSONField(default=dict, help_text="By office, by language code.")
    payment = models.OneToOneField(
        BudgetEntry, null=True, blank=True, related_name="grant", on_delete=models.PROTECT
    )
    report = models.TextField(blank=True, help_text="What came of it, in the words of those who did it.")
    report_language = models.CharField(max_length=12, blank=True)
    reported_on = models.DateField(null=True, blank=True)
    words_shown = models.BooleanField(default=False, help_text="Title and words are shown to everybody.")
    report_shown = models.BooleanField(default=False, help_text="The report is shown to everybody.")
    by = models.ForeignKey(
        Account, null=True, blank=True, related_name="grant_applications", on_delete=models.PROTECT
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(name="one_application_per_number", fields=["call", "number"]),
            models.CheckConstraint(name="grant_state_is_known", condition=Q(state__in=GrantState.values)),
            models.CheckConstraint(name="grant_channel_is_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(name="application_asks_for_money", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="decided_application_says_why",
                condition=Q(state=GrantState.SUBMITTED) | (~Q(reason={}) & Q(decided_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="paid_application_has_its_payment",
                condition=~Q(state__in=[GrantState.PAID, GrantState.REPORTED]) | Q(payment__isnull=False),
            ),
            models.CheckConstraint(
                name="words_are_shown_once_granted",
                condition=Q(words_shown=False, report_shown=False)
                | Q(state__in=[GrantState.GRANTED, GrantState.PAID, GrantState.REPORTED]),
            ),
            models.CheckConstraint(
                name="report_is_shown_once_it_is_there",
                condition=Q(report_shown=False) | Q(state=GrantState.REPORTED),
            ),
            models.CheckConstraint(
                name="reported_application_has_a_report",
                condition=~Q(state=GrantState.REPORTED) | (~Q(report="") & Q(reported_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}.{self.number}"


@tracked()
class GrantVote(models.Model):
    """A vote on the applications of a call, as it was counted: numbers, never persons."""

    call = models.OneToOneField(GrantCall, related_name="vote", on_delete=models.PROTECT)
    on = models.DateField(help_text="Day of the vote; its last one when there were several.")
    way = models.JSONField(help_text="Where and how it was voted, by language code.")
    entitled = models.PositiveIntegerField(help_text="How many had a vote.")
    voted = models.PositiveIntegerField(help_text="How many of them voted.")
    each = models.PositiveSmallIntegerField(help_text="For how many applications one could vote at most.")
    because = models.JSONField(default=dict, help_text="Why the count was entered anew, by language code.")
    by = models.ForeignKey(
        Account, null=True, blank=True, related_name="grant_votes", on_delete=models.PROTECT
    )
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["call"]
        constraints = [
            models.CheckConstraint(
                name="no_more_voted_than_had_a_vote", condition=Q(voted__lte=F("entitled"), voted__gt=0)
            ),
            models.CheckConstraint(name="each_has_a_vote", condition=Q(each__gt=0)),
            models.CheckConstraint(name="vote_says_where_and_how", condition=~Q(way={})),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}"


@append_only
class EarlierDecision(models.Model):
    """A decision on an application that holds no more, as it was told to those who applied."""

    application = models.ForeignKey(GrantApplication, related_name="earlier", on_delete=models.PROTECT)
    granted = models.BooleanField()
    reason = models.JSONField(help_text="By language code.")
    decided_on = models.DateField()
    decided_by = models.JSONField(help_text="By office, by language code.")
    about_votes = models.JSONField(default=dict, help_text="What was told about the vote, by language code.")
    because = models.JSONField(
        default=dict,
        help_text="Why it was taken up again, by language code; empty when a grant was taken back, "
        "as the decision that did so says why.",
    )
    by = models.ForeignKey(
        Account, null=True, blank=True, related_name="earlier_decisions", on_delete=models.PROTECT
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["application", "pk"]
        constraints = [models.CheckConstraint(name="earlier_decision_says_why", condition=~Q(reason={}))]

    def __str__(self) -> str:
        return f"{self.application_id}"
