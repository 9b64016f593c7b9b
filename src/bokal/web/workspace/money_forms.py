"""The forms about money: lines, what is entered on them, and extracts of the ledger."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bokal.programme.decisions.services import in_force
from bokal.programme.initiatives.enums import EntryKind
from bokal.programme.initiatives.models import BudgetLine
from bokal.programme.initiatives.services.money import LineFacts
from bokal.programme.programmes.models import Unit
from bokal.web.ui.asking import AskingForm, day_field
from bokal.web.ui.choosing import OneField
from bokal.web.ui.formats import day, in_language, kronor
from bokal.web.ui.kronor import KronorField
from bokal.web.ui.sent_numbers import number_in
from bokal.web.ui.thing_choosers import DecisionField, InitiativeField
from bokal.web.workspace.programme_forms import TextsForm

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Any]
else:
    ModelChoiceField = forms.ModelChoiceField


class NamedField(ModelChoiceField):
    """One of the records that have a name by language."""

    def label_from_instance(self, obj: Any) -> str:
        return in_language(obj.name)


def line_words(line: BudgetLine) -> str:
    """Name a budget line by its year, initiative, funder, account and object."""
    parts = (str(line.year), in_language(line.initiative.title), line.funder, line.account, line.object_code)
    return " · ".join(part for part in parts if part)


class LineField(ModelChoiceField):
    """One of a few budget lines."""

    def label_from_instance(self, obj: BudgetLine) -> str:
        return line_words(obj)


class FoundLineField(OneField):
    """One of very many budget lines, found by initiative, funder, unit, account or object."""

    def among(self, rows: QuerySet[BudgetLine]) -> None:
        """Offer some lines, in their order."""
        self.offer(rows, lines_fitting)

    def label_from_instance(self, obj: BudgetLine) -> str:
        return line_words(obj)


def lines_fitting(words: str) -> Q:
    """Return the condition by which budget lines fit some words; each of them must fit somewhere."""
    fits = Q()
    for word in words.split():
        one = Q(funder__icontains=word) | Q(account__startswith=word) | Q(object_code__icontains=word)
        one |= Q(initiative__slug__icontains=word) | Q(unit__code__iexact=word)
        for code, _name in settings.LANGUAGES:
            one |= Q(**{f"initiative__title__{code}__icontains": word})
        fits &= one
    return fits


def line_choices() -> QuerySet[BudgetLine]:
    """Return the lines that money can be entered on."""
    lines = BudgetLine.objects.filter(initiative__documented=False).select_related("initiative")
    return lines.order_by("-year", "initiative__slug", "account", "pk")


class LineForm(AskingForm):
    """A line for the money of an initiative."""

    initiative = InitiativeField(label=_("Initiative"))
    unit = NamedField(
        label=_("Unit"),
        queryset=Unit.objects.order_by("code"),
        to_field_name="code",
        empty_label=_("Choose …"),
    )
    funder = forms.CharField(
        label=_("Who pays"), help_text=_("The city, a fund, the state, a company."), max_length=120
    )
    account = forms.RegexField(r"^[0-9]{1,20}$", label=_("Account"), help_text=_("Digits, as in the ledger."))
    object_code = forms.RegexField(
        r"^[0-9]{1,4}:\S{1,50}$",
        label=_("Object in the ledger"),
        help_text=_("Dimension and object, such as 6:1203 for a project."),
        required=False,
    )
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    amount = KronorField(
        label=_("Planned, in kronor"),
        help_text=_("As planned today. What was planned on another day is entered on the line itself."),
        required=False,
    )

    def facts(self) -> LineFacts:
        """Return which money the line holds."""
        names = ("unit", "funder", "account", "object_code", "year")
        return LineFacts(**{name: self.cleaned_data[name] for name in names})


class MovesForm(TextsForm):
    """Something that is entered on a line on a day."""

    kind = ""
    texts = (("overrun", _("If it is more than the line has: why"), False),)
    amount = KronorField(label=_("Amount in kronor"))
    on = day_field(_("Day"), initial=timezone.localdate)


class PlanForm(AskingForm):
    """Money that is planned."""

    amount = KronorField(label=_("Amount in kronor"))
    on = day_field(_("Day"), initial=timezone.localdate)
    text = forms.CharField(label=_("What for"), max_length=500, required=False)


class ReviseForm(MovesForm):
    """A change of the plan."""

    amount = KronorField(label=_("By how much, in kronor"), help_text=_("−500 takes away."), signed=True)
    because = forms.CharField(label=_("Why"), max_length=500)


class CommitForm(MovesForm):
    """Money that is ordered."""

    text = forms.CharField(label=_("What is ordered"), max_length=500, required=False)


class ReleaseForm(PlanForm):
    """A commitment that ends without a payment."""

    text = forms.CharField(label=_("What is not needed"), max_length=500, required=False)


class PayForm(MovesForm):
    """A payment."""

    text = forms.CharField(label=_("What is paid"), max_length=500, required=False)
    releases = KronorField(
        label=_("Of what was committed, this ends, in kronor"), help_text=_("Empty if none."), required=False
    )


class CarryForm(AskingForm):
    """What is carried over to a later year."""

    amount = KronorField(label=_("Amount in kronor"))
    on = day_field(_("Day"), initial=timezone.localdate)
    to_year = forms.IntegerField(label=_("To the year"), min_value=1990, max_value=2100)
    because = forms.CharField(label=_("Why"), max_length=500)


class MoveForm(AskingForm):
    """Money that moves to another line."""

    to = FoundLineField(label=_("To the line"))
    amount = KronorField(label=_("Amount in kronor"))
    on = day_field(_("Day"), initial=timezone.localdate)
    because = forms.CharField(label=_("Why"), max_length=500)
    decision = DecisionField(label=_("By the decision"), empty_label=_("None of these"), required=False)
    decided = forms.CharField(
        label=_("Or who decided, and when"), max_length=500, required=False, help_text=_("One of the two.")
    )

    def __init__(self, *args: Any, line: BudgetLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        same = line_choices().filter(year=line.year, funder=line.funder).exclude(pk=line.pk)
        self.fields["to"].among(same)  # type: ignore[attr-defined]
        self.fields["decision"].among(in_force())  # type: ignore[attr-defined]


class CorrectForm(MovesForm):
    """A payment that was entered wrongly."""

    entry = ModelChoiceField(label=_("Payment"), queryset=None, widget=forms.HiddenInput)
    amount = KronorField(label=_("What it should have been, in kronor"), signed=True)
    because = forms.CharField(label=_("What was wrong"), max_length=500)

    def __init__(self, *args: Any, line: BudgetLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payments = line.entries.filter(kind=EntryKind.PAY).order_by("-on", "-pk")
        self.fields["entry"].queryset = payments  # type: ignore[attr-defined]
        paid = payments.filter(pk=number_in(str(self["entry"].value() or "")) or 0).first()
        if paid is not None:
            told = " · ".join(part for part in (day(paid.on), kronor(paid.amount), paid.text) if part)
            self.fields["amount"].help_text = told


class ExplainForm(TextsForm):
    """Why more is paid and committed than planned."""

    texts = (("because", _("Why more is paid and committed than planned"), True),)


class LedgerForm(AskingForm):
    """An extract of the ledger."""

    file = forms.FileField(
        label=_("Extract of the ledger"), help_text=_("SIE of type 4, or a table (CSV) in our columns.")
    )


class LedgerTermsForm(TextsForm):
    """What an extract of the ledger does not say itself."""

    texts = (("overrun", _("If a line has more than it was given: why"), False),)
    releases = forms.BooleanField(
        label=_("The payments end commitments of their line, as far as there are any"), required=False
    )
