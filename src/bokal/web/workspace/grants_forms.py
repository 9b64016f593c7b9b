"""The forms about small grants at work."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bokal.programme.initiatives.enums import GrantRule
from bokal.programme.initiatives.models import BudgetLine, GrantApplication, GrantCall, Initiative
from bokal.programme.initiatives.services.grants import Applied, Call
from bokal.programme.voices.enums import SPOKEN, Channel
from bokal.web.ui.asking import AskingForm, day_field
from bokal.web.ui.formats import language_here
from bokal.web.ui.kronor import KronorField
from bokal.web.workspace.money_forms import LineField, NamedField, line_choices
from bokal.web.workspace.programme_forms import TextsForm


class CallForm(TextsForm):
    """A call for small grants."""

    texts = (("title", _("Title"), True), ("text", _("For what, and for whom"), True))
    initiative = NamedField(
        label=_("Initiative whose money it is"),
        queryset=Initiative.objects.filter(documented=False).order_by("slug"),
        to_field_name="slug",
        empty_label=_("Choose …"),
    )
    opens_on = day_field(_("First day"))
    closes_on = day_field(_("First day it is too late"))
    decides_on = day_field(_("Day it is decided"))
    rule = forms.ChoiceField(label=_("Who decides"), choices=GrantRule.choices)
    total = KronorField(label=_("All there is, in kronor"))
    largest = KronorField(label=_("The most for one, in kronor"))

    def clean(self) -> dict[str, Any]:
        """Ask for days and sums in order."""
        found = super().clean()
        if found.get("opens_on") and found.get("closes_on") and found["closes_on"] <= found["opens_on"]:
            self.add_error("closes_on", _("This day lies after the first one."))
        if found.get("closes_on") and found.get("decides_on") and found["decides_on"] < found["closes_on"]:
            self.add_error("decides_on", _("It is decided once the call has closed."))
        total, largest = found.get("total"), found.get("largest")
        if total is not None and largest is not None and not 0 < largest <= total:
            self.add_error("largest", _("Give a sum above zero and no larger than all there is."))
        return found

    def call(self) -> Call:
        """Return the call; it is about the area of its initiative."""
        names = ("opens_on", "closes_on", "decides_on", "total", "largest")
        found = {name: self.cleaned_data[name] for name in names}
        initiative: Initiative = self.cleaned_data["initiative"]
        return Call(
            title=self.written("title"),
            text=self.written("text"),
            rule=GrantRule(self.cleaned_data["rule"]),
            area=initiative.area,
            constructed=initiative.constructed,
            **found,
        )


class ChangeCallForm(CallForm):
    """A call that nobody has answered; whose money it is stays."""

    initiative = None  # type: ignore[assignment]

    def __init__(self, *args: Any, of: GrantCall, **kwargs: Any) -> None:
        texts = {
            f"{name}_{code}": text for name in ("title", "text") for code, text in getattr(of, name).items()
        }
        facts = {name: getattr(of, name) for name in ("opens_on", "closes_on", "decides_on", "rule")}
        super().__init__(*args, initial=texts | facts | {"total": of.total, "largest": of.largest}, **kwargs)
        self.of = of

    def call(self) -> Call:
        """Return the call as it is to be."""
        self.cleaned_data["initiative"] = self.of.initiative
        return super().call()


class PaperGrantForm(AskingForm):
    """An application that came on paper."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("What they want to do, in a few words"),
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    words = forms.CharField(
        label=_("The words, as they stand on the sheet"),
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": 2000, "dir": "auto"}),
    )
    amount = KronorField(label=_("How much it costs, in kronor"))
    language = forms.ChoiceField(
        label=_("Language of the words"), choices=[*SPOKEN, ("und", _("Another language"))], initial="sv"
    )

    def applied(self) -> Applied:
        """Return the application."""
        return Applied(channel=Channel.PAPER, **self.cleaned_data)


class ReasonForm(TextsForm):
    """Why something was decided, in the language of whoever applied too."""

    texts = (("reason", _("Why"), True), ("decided_by", _("Who decided, by office"), True))
    on = day_field(_("Day of the decision"), initial=timezone.localdate)

    def __init__(self, *args: Any, application: GrantApplication, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = application.language
        if self.language != "und" and f"reason_{self.language}" not in self.fields:
            told = {"text": _("Why"), "language": language_here(self.language)}
            self.fields["reason_own"] = forms.CharField(
                label=_("%(text)s, %(language)s") % told,
                max_length=2000,
                widget=forms.TextInput(attrs={"lang": self.language, "dir": "auto"}),
            )

    def reason(self) -> dict[str, str]:
        """Return the reason by language, that of whoever applied among them."""
        own = self.cleaned_data.get("reason_own", "").strip()
        return self.written("reason") | ({self.language: own} if own else {})


class DecideForm(ReasonForm):
    """Granted or not, and why."""

    granted = forms.ChoiceField(
        label=_("Granted?"), choices=[("", _("Choose …")), ("yes", _("Yes")), ("no", _("No"))]
    )
    votes = forms.IntegerField(label=_("Votes, if there was a vote"), min_value=0, required=False)


class PayGrantForm(AskingForm):
    """The line it is paid from."""

    line = LineField(label=_("Budget line"), queryset=BudgetLine.objects.none(), empty_label=_("Choose …"))
    on = day_field(_("Day"), initial=timezone.localdate)

    def __init__(self, *args: Any, application: GrantApplication, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = line_choices().filter(initiative=application.call.initiative_id)
        self.fields["line"].queryset = lines  # type: ignore[attr-defined]


class ShowForm(forms.Form):
    """What everybody may read."""

    words = forms.BooleanField(label=_("Show title and words to everybody"), required=False)
    report = forms.BooleanField(label=_("Show the report to everybody"), required=False)
