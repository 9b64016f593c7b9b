from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area
from bokal.programme.decisions.enums import Decider, Ruled
from bokal.programme.documents.models import Document
from bokal.programme.history.services import append_only, append_only_but
from bokal.programme.programmes.models import Unit
from bokal.programme.voices.models import Answer, Problem, Proposal


@append_only_but("document")
class Decision(models.Model):
    """What an officer or a board decided (beslut), with its reason and who thought otherwise.

    A decision that was written down wrongly is corrected by another one, which names it. Who may read its
    document can change: that is another row for the same file.
    """

    slug = models.SlugField(max_length=80, unique=True)
    title = models.JSONField(help_text="Text by language code.")
    decider = models.CharField(max_length=7, choices=Decider)
    body = models.JSONField(help_text="Who decided, by office and not by name, by language code.")
    unit = models.ForeignKey(
        Unit, related_name="decisions", on_delete=models.PROTECT, help_text="Carries it out."
    )
    area = models.ForeignKey(Area, null=True, blank=True, related_name="decisions", on_delete=models.PROTECT)
    decided_on = models.DateField()
    scope = models.JSONField(help_text="What it was allowed to decide on, by language code.")
    reason = models.JSONField(help_text="Text by language code.")
    dissent = models.JSONField(
        default=dict, help_text="What those said who thought otherwise, by language code."
    )
    reference = models.CharField(max_length=120, blank=True, help_text="The number of the case.")
    document = models.ForeignKey(
        Document, null=True, blank=True, related_name="decisions", on_delete=models.PROTECT
    )
    corrects = models.OneToOneField(
        "self", null=True, blank=True, related_name="corrected_by", on_delete=models.PROTECT
    )
    first = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        related_name="corrections",
        on_delete=models.PROTECT,
        help_text="The oldest of those that a correction stands for; whoever holds it holds all.",
    )
    source = models.TextField(blank=True, help_text="Where it can be read, when it was made elsewhere.")
    constructed = models.BooleanField(default=False)
    by = models.ForeignKey(Account, null=True, blank=True, related_name="decisions", on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="decider_is_known", condition=Q(decider__in=Decider.values)),
            models.CheckConstraint(
                name="decision_does_not_correct_itself",
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("id")),
            ),
            models.CheckConstraint(
                name="correction_names_the_first",
                condition=Q(corrects__isnull=True, first__isnull=True)
                | Q(corrects__isnull=False, first__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.slug


@append_only
class Ruling(models.Model):
    """What a decision says of one problem or one proposal; those who spoke read it on their receipts."""

    decision = models.ForeignKey(Decision, related_name="rulings", on_delete=models.PROTECT)
    problem = models.ForeignKey(
        Problem, null=True, blank=True, related_name="rulings", on_delete=models.PROTECT
    )
    proposal = models.ForeignKey(
        Proposal, null=True, blank=True, related_name="rulings", on_delete=models.PROTECT
    )
    ruled = models.CharField(max_length=5, choices=Ruled)
    reason = models.JSONField(help_text="Text by language code.")
    next_on = models.DateField(null=True, blank=True, help_text="When it is taken up again.")
    answer = models.OneToOneField(
        Answer,
        related_name="ruling",
        on_delete=models.PROTECT,
        help_text="What those who spoke were told, as it was written.",
    )

    class Meta:
        ordering = ["decision", "pk"]
        constraints = [
            models.CheckConstraint(name="ruling_is_known", condition=Q(ruled__in=Ruled.values)),
            models.CheckConstraint(
                name="ruling_is_on_one_thing",
                condition=Q(problem__isnull=False, proposal__isnull=True)
                | Q(problem__isnull=True, proposal__isnull=False),
            ),
            models.CheckConstraint(
                name="later_says_when", condition=~Q(ruled=Ruled.LATER) | Q(next_on__isnull=False)
            ),
            models.UniqueConstraint(name="one_ruling_per_problem", fields=["decision", "problem"]),
            models.UniqueConstraint(name="one_ruling_per_proposal", fields=["decision", "proposal"]),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.ruled}"


@append_only
class Withdrawal(models.Model):
    """What a decision ruled by mistake is taken back by the one that corrects it, with the reason.

    Each ruling of a decision that was corrected is either taken back, or the correction rules on the same
    thing anew. So what is not taken back holds still, in the words of the newest correction.
    """

    decision = models.ForeignKey(Decision, related_name="withdrawals", on_delete=models.PROTECT)
    ruling = models.OneToOneField(Ruling, related_name="withdrawal", on_delete=models.PROTECT)
    because = models.JSONField(help_text="Text by language code.")

    class Meta:
        ordering = ["decision", "pk"]
        constraints = [models.CheckConstraint(name="withdrawal_says_why", condition=~Q(because={}))]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.ruling_id}"
