"""The forms about small grants at work."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bokal.programme.history.errors import Refused
from bokal.programme.initiatives.enums import ByVotes, GrantRule
from bokal.programme.initiatives.errors.money import MoreVotedThanCould, MoreVotesThanVoters, VoteNotFollowed
from bokal.programme.initiatives.models import BudgetLine, GrantApplication, GrantCall, GrantVote, Initiative
from bokal.programme.initiatives.services.grant_votes import BALLOT_MOST, Counted
from bokal.programme.initiatives.services.grants import Applied, Call, Settled
from bokal.programme.voices.enums import SPOKEN, Channel
from bokal.web.ui.asking import AskingForm, day_field
from bokal.web.ui.formats import isolated, language_here
from bokal.web.ui.kronor import KronorField
from bokal.web.ui.thing_choosers import InitiativeField
from bokal.web.workspace.money_forms import LineField, line_choices
from bokal.web.workspace.programme_forms import TextsForm

MOST_PEOPLE = 10_000_000
NOT_FOLLOWED = _("If the votes are not followed: why, for everybody to read")

type Texts = tuple[tuple[str, Any, bool], ...]


def people_field(label: Any, *, fewest: int = 1, **options: Any) -> forms.IntegerField:
    """Return a field for a number of people, or of their votes."""
    return forms.IntegerField(label=label, min_value=fewest, max_value=MOST_PEOPLE, **options)


class CallForm(TextsForm):
    """A call for small grants."""

    texts = (("title", _("Title"), True), ("text", _("For what, and for whom"), True))
    initiative = InitiativeField(label=_("Initiative whose money it is"))
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


class ToldForm(TextsForm):
    """What is told to those who applied, in their language too."""

    texts: Texts = (("reason", _("Why"), True),)

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


class ReasonForm(ToldForm):
    """Why something was decided, by whom and when."""

    texts: Texts = (("reason", _("Why"), True), ("decided_by", _("Who decided, by office"), True))
    on = day_field(_("Day of the decision"), initial=timezone.localdate)


class TakeBackForm(ReasonForm):
    """Why a grant is taken back; where it came from a vote, why that is not followed."""

    def __init__(self, *args: Any, application: GrantApplication, **kwargs: Any) -> None:
        if application.votes is not None:
            self.texts = (*self.texts, ("about_votes", NOT_FOLLOWED, True))
        super().__init__(*args, application=application, **kwargs)


class DecideForm(ReasonForm):
    """Granted or not, and why; how a tie of the votes was broken, or why they are not followed."""

    granted = forms.ChoiceField(
        label=_("Granted?"), choices=[("", _("Choose …")), ("yes", _("Yes")), ("no", _("No"))]
    )

    def __init__(self, *args: Any, says: ByVotes | None = None, **kwargs: Any) -> None:
        if says is ByVotes.TIED:
            self.texts = (*self.texts, ("about_votes", _("How the tie was broken"), True))
        elif says is ByVotes.FITS:
            self.texts = (*self.texts, ("about_votes", NOT_FOLLOWED, False))
        self.says = says
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Ask why the votes are not followed, where they are enough and the answer is no."""
        found = super().clean()
        declined = self.says is ByVotes.FITS and found.get("granted") == "no"
        if declined and not self.written("about_votes"):
            self.add_error("about_votes_sv", VoteNotFollowed.message)
        return found

    def settled(self) -> Settled:
        """Return the decision."""
        return Settled(
            granted=self.cleaned_data["granted"] == "yes",
            reason=self.reason(),
            decided_by=self.written("decided_by"),
            on=self.cleaned_data["on"],
            about_votes=self.written("about_votes"),
        )


class VoteForm(TextsForm):
    """The count of a vote: how many could vote, how many did, and the votes for each application."""

    texts: Texts = (("way", _("Where and how it was voted"), True),)
    on = day_field(_("Day of the vote, the last one when there were several"), initial=timezone.localdate)
    entitled = people_field(_("How many had a vote"))
    voted = people_field(_("How many of them voted"))
    each = forms.IntegerField(
        label=_("For how many applications one could vote at most"), min_value=1, max_value=BALLOT_MOST
    )

    def __init__(
        self, *args: Any, vote: GrantVote | None, ballot: Iterable[GrantApplication], **kwargs: Any
    ) -> None:
        known: dict[str, Any] = {}
        if vote is not None:
            self.texts = (*self.texts, ("because", _("Why the count is entered anew"), True))
            kwargs["initial"] = {name: getattr(vote, name) for name in ("on", "entitled", "voted", "each")}
            known = {"way": vote.way}
        super().__init__(*args, known=known, **kwargs)
        self.numbers = {}
        for one in ballot:
            told = {"number": one.number, "title": isolated(one.title)}
            self.numbers[f"votes_{one.number}"] = one.number
            self.fields[f"votes_{one.number}"] = people_field(
                _("Votes for application %(number)s, %(title)s") % told,
                fewest=0,
                required=False,
                initial=one.votes,
            )

    def counted(self) -> Counted:
        """Return the count; an application whose field is empty was not put to the vote."""
        found = self.cleaned_data
        votes = {number: found[name] for name, number in self.numbers.items() if found[name] is not None}
        return Counted(
            way=self.written("way"),
            because=self.written("because") if len(self.texts) > 1 else {},
            votes=votes,
            **{name: found[name] for name in ("on", "entitled", "voted", "each")},
        )

    def refuse(self, refusal: Refused) -> None:
        """Say what was refused, at the field it is about where there is one."""
        field = f"votes_{refusal.number}" if isinstance(refusal, MoreVotesThanVoters) else None
        field = "voted" if isinstance(refusal, MoreVotedThanCould) else field
        self.add_error(field, str(refusal))


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
