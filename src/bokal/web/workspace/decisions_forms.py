"""The form by which a decision is recorded: what it is about, who decided, why, and on each thing what."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bokal.programme.decisions.enums import Decider, Ruled
from bokal.programme.decisions.models import Decision
from bokal.programme.decisions.services import Minuted, RuledOn
from bokal.programme.decisions.services.take_back import things_of
from bokal.programme.documents.models import Document
from bokal.programme.voices.models import Problem, Proposal
from bokal.programme.voices.services import READ_BY_WHO_SPOKE, listed, proposals_listed
from bokal.programme.voices.services.read import latest_wording
from bokal.web.ui.asking import day_field
from bokal.web.ui.formats import own_language
from bokal.web.ui.thing_fields import problems_to_choose
from bokal.web.workspace.minutes_forms import ask_for_minutes
from bokal.web.workspace.programme_forms import TextsForm
from bokal.web.workspace.things_forms import AreaField
from bokal.web.workspace.voices_forms import UnitField

type Thing = Problem | Proposal
type Offered = dict[str, tuple[Thing, str]]


def things_to_rule_on(areas: frozenset[str] | None) -> Offered:
    """Return the problems and proposals that were shown, by a mark, each with how it is put."""
    problems = problems_to_choose(areas, READ_BY_WHO_SPOKE)
    proposals = proposals_listed(READ_BY_WHO_SPOKE)
    proposals = proposals if areas is None else proposals.filter(area__code__in=areas)
    found: Offered = {}
    for kind, things in (("problem", problems), ("proposal", proposals)):
        for one in listed(things, "sv"):
            title = one.wording.title if one.wording else one.thing.slug
            found[f"{kind}-{one.thing.pk}"] = (one.thing, title)
    return found


def things_ruled_on(decision: Decision, areas: frozenset[str] | None) -> Offered | None:
    """Return what a decision ruled on, by a mark; nothing when a part of it is not in these areas."""
    things = things_of(decision)
    if areas is not None and any(one.area is None or one.area.code not in areas for one in things):
        return None
    found: Offered = {}
    for thing in things:
        kind = "problem" if isinstance(thing, Problem) else "proposal"
        wordings = list(thing.wordings.all())
        title = latest_wording(wordings, "sv").title if wordings else thing.slug
        found[f"{kind}-{thing.pk}"] = (thing, title)
    return found


class ChooseForm(forms.Form):
    """Which problems and proposals a decision is about."""

    things = forms.MultipleChoiceField(
        label=_("What is it about?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one problem or proposal.")},
    )

    def __init__(self, *args: Any, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["things"].choices = [(mark, title) for mark, (_thing, title) in offered.items()]  # type: ignore[attr-defined]


class DecisionForm(TextsForm):
    """A decision on the things that were chosen, with a reason for each."""

    texts = (
        ("title", _("What the decision is called"), True),
        ("body", _("Who decided, by office"), True),
        ("scope", _("What it was allowed to decide on"), True),
        ("reason", _("Why"), True),
        ("dissent", _("What those said who thought otherwise"), False),
    )
    decider = forms.ChoiceField(label=_("Decided by"), choices=Decider)
    unit = UnitField(label=_("Unit that carries it out"))
    area = AreaField(label=_("Area"), required=False)
    decided_on = day_field(_("Day of the decision"))
    reference = forms.CharField(label=_("Number of the case"), required=False, max_length=120)
    written_in = forms.ChoiceField(
        label=_("The language it was written in"),
        help_text=_("The other texts are marked as translations."),
        choices=[(code, own_language(code)) for code, _name in settings.LANGUAGES],
    )

    def __init__(
        self,
        *args: Any,
        chosen: Offered,
        areas: frozenset[str] | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = chosen
        self.fields["unit"].among_todays()  # type: ignore[attr-defined]
        self.fields["area"].among(areas)  # type: ignore[attr-defined]
        for mark, (_thing, title) in chosen.items():
            self.fields[f"ruled_{mark}"] = forms.ChoiceField(
                label=gettext("Decision on “%(title)s”") % {"title": title},
                choices=Ruled,
                widget=forms.RadioSelect,
            )
            self.fields[f"next_on_{mark}"] = day_field(_("If later: taken up again by"), required=False)
            for code, language in settings.LANGUAGES:
                words = {"title": title, "language": language}
                self.fields[f"why_{mark}_{code}"] = forms.CharField(
                    label=gettext("Why, to those who spoke of “%(title)s”, %(language)s") % words,
                    required=False,
                    max_length=5000,
                    widget=forms.Textarea(attrs={"lang": code, "dir": "auto", "rows": 2}),
                )
        ask_for_minutes(self)

    @classmethod
    def of(
        cls, decision: Decision, *data: Any, chosen: Offered, areas: frozenset[str] | None
    ) -> "DecisionForm":
        """Return the form to correct a decision, filled with what it says."""
        names = ("decider", "decided_on", "reference")
        plain: dict[str, Any] = {name: getattr(decision, name) for name in names}
        plain |= {"unit": decision.unit.code, "area": decision.area.code if decision.area else ""}
        rulings = list(decision.rulings.all())
        written = [code for code, _name in settings.LANGUAGES if all(code in one.reason for one in rulings)]
        plain["written_in"] = next(iter(written), "")
        for one in rulings:
            mark = f"problem-{one.problem_id}" if one.problem_id else f"proposal-{one.proposal_id}"
            plain |= {f"ruled_{mark}": one.ruled, f"next_on_{mark}": one.next_on}
            plain |= {f"why_{mark}_{code}": text for code, text in one.reason.items()}
        known = {name: getattr(decision, name) for name, _label, _needed in cls.texts}
        return cls(*data, initial=plain, known=known, chosen=chosen, areas=areas)

    def clean(self) -> dict[str, Any]:
        """Ask for each reason in the language it was written in, and for the day of each “later”."""
        found = super().clean()
        code = found.get("written_in", "sv")
        for mark in self.chosen:
            if not found.get(f"why_{mark}_{code}", "").strip():
                self.add_error(f"why_{mark}_{code}", _("Write why, so that those who spoke can read it."))
            if found.get(f"ruled_{mark}") == Ruled.LATER and not found.get(f"next_on_{mark}"):
                self.add_error(f"next_on_{mark}", _("“Later” needs a day on which it is taken up again."))
        return found

    def minuted(self, document: Document | None = None) -> Minuted:
        """Return what the minutes say, as the service takes it."""
        found = self.cleaned_data
        texts: dict[str, Any] = {name: self.written(name) for name, _label, _needed in self.texts}
        names = ("unit", "area", "decided_on", "reference", "written_in")
        rest = {name: found[name] for name in names}
        return Minuted(**texts, **rest, decider=Decider(found["decider"]), document=document)

    def rulings(self) -> list[RuledOn]:
        """Return what is decided on each thing."""
        found = self.cleaned_data
        return [
            RuledOn(
                thing=thing,
                ruled=Ruled(found[f"ruled_{mark}"]),
                reason={code: found[f"why_{mark}_{code}"] for code, _name in settings.LANGUAGES},
                next_on=found[f"next_on_{mark}"],
            )
            for mark, (thing, _title) in self.chosen.items()
        ]
