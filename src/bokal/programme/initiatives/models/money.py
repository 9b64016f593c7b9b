from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from bokal.programme.accounts.models import Account
from bokal.programme.decisions.models import Decision
from bokal.programme.documents.models import Document
from bokal.programme.history.services import Fixed, append_only, tracked
from bokal.programme.initiatives.enums import EntryKind
from bokal.programme.initiatives.models.initiative import Initiative
from bokal.programme.programmes.models import Unit


@tracked(fixed=Fixed(frozenset({"initiative", "account", "year", "unit", "funder"}), used="entries"))
class BudgetLine(models.Model):
    """Money for an initiative: from whom, on which account of which unit, in which year.

    The four sums are those of its entries, kept beside them by the same change and looked over each night.
    """

    initiative = models.ForeignKey(Initiative, related_name="budget_lines", on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, related_name="budget_lines", on_delete=models.PROTECT)
    funder = models.CharField(max_length=120, help_text="Who pays: the city, a fund, the state, a company.")
    account = models.CharField(max_length=20, help_text="The account in the ledger of the unit.")
    object_code = models.CharField(
        max_length=60, blank=True, help_text="Object in the ledger, such as 6:1203 for a project."
    )
    year = models.PositiveSmallIntegerField()
    planned = models.BigIntegerField(default=0, help_text="In öre: the first plan.")
    revised = models.BigIntegerField(default=0, help_text="In öre: the plan as it is now.")
    committed = models.BigIntegerField(default=0, help_text="In öre: ordered and not yet paid.")
    actual = models.BigIntegerField(default=0, help_text="In öre: paid.")
    overrun_because = models.JSONField(
        default=dict, help_text="Why more is paid and committed than planned, by language code."
    )
    constructed = models.BooleanField(default=False)

    class Meta:
        ordering = ["initiative", "year", "account", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_budget_line_per_account_and_year",
                fields=["initiative", "unit", "funder", "account", "object_code", "year"],
            ),
            models.CheckConstraint(
                name="no_sum_is_negative",
                condition=Q(planned__gte=0, revised__gte=0, committed__gte=0, actual__gte=0),
            ),
            models.CheckConstraint(
                name="overrun_says_why",
                condition=Q(revised__gte=F("committed") + F("actual")) | ~Q(overrun_because={}),
            ),
        ]
        indexes = [models.Index(name="line_by_account", fields=["account", "year"])]

    def __str__(self) -> str:
        return f"{self.initiative_id}: {self.account} {self.year}"


@tracked()
class LedgerFile(models.Model):
    """An extract of the ledger that was read in, once for each content."""

    document = models.ForeignKey(Document, related_name="ledger_files", on_delete=models.PROTECT)
    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    form = models.CharField(max_length=10, help_text="sie4 or csv.")
    vouchers = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(
        Account, null=True, blank=True, related_name="ledger_files", on_delete=models.PROTECT
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name


@append_only
class BudgetEntry(models.Model):
    """One movement of money on a budget line; a mistake is mended by another entry.

    An amount is in öre with its sign. What moves between two lines is two entries of one ``act``.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, help_text="The same wherever it is brought.")
    line = models.ForeignKey(BudgetLine, related_name="entries", on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=EntryKind)
    amount = models.BigIntegerField(help_text="In öre, with its sign.")
    on = models.DateField()
    text = models.CharField(max_length=500, blank=True)
    because = models.CharField(max_length=500, blank=True)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, related_name="entries", on_delete=models.PROTECT
    )
    act = models.UUIDField(default=uuid.uuid4, help_text="What was entered together.")
    corrects = models.ForeignKey(
        "self", null=True, blank=True, related_name="corrections", on_delete=models.PROTECT
    )
    ledger_file = models.ForeignKey(
        LedgerFile, null=True, blank=True, related_name="entries", on_delete=models.PROTECT
    )
    voucher = models.CharField(max_length=300, blank=True, help_text="Company, year, series, number and row.")
    by = models.ForeignKey(
        Account, null=True, blank=True, related_name="ledger_entries", on_delete=models.PROTECT
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(name="budget_entry_kind_is_known", condition=Q(kind__in=EntryKind.values)),
            models.CheckConstraint(name="entry_moves_something", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="entry_has_the_sign_of_its_kind",
                condition=(Q(kind__in=[EntryKind.PLAN, EntryKind.COMMIT]) & Q(amount__gt=0))
                | (Q(kind=EntryKind.RELEASE) & Q(amount__lt=0))
                | (Q(kind=EntryKind.PAY) & (Q(amount__gt=0) | ~Q(voucher="")))
                | Q(
                    kind__in=[
                        EntryKind.REVISE,
                        EntryKind.REALLOCATE,
                        EntryKind.CARRY_OVER,
                        EntryKind.CORRECT,
                    ]
                ),
            ),
            models.CheckConstraint(
                name="correction_names_what_it_corrects",
                condition=Q(kind=EntryKind.CORRECT, corrects__isnull=False)
                | (~Q(kind=EntryKind.CORRECT) & Q(corrects__isnull=True)),
            ),
            models.CheckConstraint(
                name="changed_plan_says_why",
                condition=~Q(
                    kind__in=[
                        EntryKind.REVISE,
                        EntryKind.REALLOCATE,
                        EntryKind.CARRY_OVER,
                        EntryKind.CORRECT,
                    ]
                )
                | ~Q(because=""),
            ),
            models.CheckConstraint(
                name="reallocation_rests_on_a_decision",
                condition=~Q(kind=EntryKind.REALLOCATE) | Q(decision__isnull=False) | ~Q(text=""),
            ),
            models.UniqueConstraint(
                name="one_entry_per_voucher_row", fields=["voucher"], condition=~Q(voucher="")
            ),
        ]
        indexes = [models.Index(name="entry_by_line", fields=["line", "kind"])]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.kind} {self.amount}"
