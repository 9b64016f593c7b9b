"""The form by which a decision is recorded: what it is about, who decided, why, and on each thing what."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bokal.programme.decisions.enums import Decider, Ruled
from bokal.programme.decisions.models import Decision
from bokal.programme.decisions.services import Minuted, RuledOn, Withdrawn, ruled_elsewhere
from bokal.programme.decisions.services.take_back import things_of
from bokal.programme.documents.models import Document
from bokal.programme.voices.models import Problem, Proposal
from bokal.programme.voices.services import READ_BY_WHO_SPOKE
from bokal.web.ui.asking import day_field
from bokal.web.ui.formats import own_language
from bokal.web.ui.sent_numbers import numbers_in
from bokal.web.ui.thing_choosers import (
    ProblemsField,
    ProposalsField,
    problems_among,
    proposals_among,
    title_of,
)
from bokal.web.workspace.minutes_forms import ask_for_another, ask_for_minutes, refuse_to_show_nothing
from bokal.web.workspace.programme_forms import TextsForm
from bokal.web.workspace.things_forms import AreaField
from bokal.web.workspace.voices_forms import UnitField

type Thing = Problem | Proposal
type Offered = dict[str, tuple[Thing, str]]

MOST = 50
"""Of how many things at most an address makes fields; a form with more could not be filled in."""

TAKE_BACK = ("taken_back", _("It was ruled on by mistake: take it back, and owe another answer"))

JOINED = _(
    "It is part of another problem now, so it is not ruled on by itself. Undo the joining and join them "
    "again once this is recorded, or take back what was ruled on it and name the other problem too."
)


def offered(things: Iterable[Thing]) -> Offered:
    """Return problems and proposals by a mark, each with how it is put."""
    return {mark_of(one): (one, title_of(one)) for one in things}


def mark_of(thing: Thing) -> str:
    """Return what names a problem or proposal in an address and in the fields of a form."""
    return f"problem-{thing.pk}" if isinstance(thing, Problem) else f"proposal-{thing.pk}"


def things_marked(marks: Sequence[str], areas: frozenset[str] | None) -> Offered:
    """Return the things of these areas that an address names, and that were shown to those who spoke."""
    named = {
        kind: numbers_in([one.removeprefix(f"{kind}-") for one in marks if one.startswith(kind)], most=MOST)
        for kind in ("problem", "proposal")
    }
    problems = problems_among(areas, READ_BY_WHO_SPOKE).filter(pk__in=named["problem"])
    proposals = proposals_among(areas, READ_BY_WHO_SPOKE).filter(pk__in=named["proposal"])
    return offered([*problems, *proposals])


def things_ruled_on(decision: Decision, areas: frozenset[str] | None) -> Offered | None:
    """Return what a decision ruled on, by a mark; nothing when a part of it is not in these areas.

    What it took back, or one it stands for did, is a part of it too.
    """
    if areas is not None and ruled_elsewhere([decision], areas):
        return None
    return offered(things_of(decision))


class ChooseForm(forms.Form):
    """Which problems and proposals a decision is about."""

    problems = ProblemsField(label=_("Problems"), required=False)
    proposals = ProposalsField(label=_("Proposals"), required=False)

    def __init__(self, *args: Any, areas: frozenset[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["problems"].among(areas, READ_BY_WHO_SPOKE)  # type: ignore[attr-defined]
        self.fields["proposals"].among(areas, READ_BY_WHO_SPOKE)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for something that the decision is about."""
        if not self.errors and not self.marks():
            raise forms.ValidationError(_("Choose at least one problem or proposal."))
        if len(self.marks()) > MOST:
            words = _(
                "A decision names %(most)s problems and proposals at most. Record the others by another."
            )
            raise forms.ValidationError(words % {"most": MOST})
        return self.cleaned_data

    def marks(self) -> list[str]:
        """Return what was chosen as it stands in the address of the next step."""
        found = self.cleaned_data
        return [mark_of(one) for one in (*found.get("problems", ()), *found.get("proposals", ()))]

    def has_choices(self) -> bool:
        """Tell whether there is anything to choose."""
        return any(self.fields[name].queryset.exists() for name in self.fields)  # type: ignore[attr-defined]


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
        before: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = chosen
        self.fields["unit"].among_todays()  # type: ignore[attr-defined]
        self.fields["area"].among(areas)  # type: ignore[attr-defined]
        for mark, (thing, title) in chosen.items():
            self.fields[f"ruled_{mark}"] = forms.ChoiceField(
                label=gettext("Decision on “%(title)s”") % {"title": title},
                choices=[*Ruled.choices, *([TAKE_BACK] if mark in before else [])],
                widget=forms.RadioSelect,
                help_text=JOINED if isinstance(thing, Problem) and thing.joined_into_id else "",
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
        # One that rules on nothing any more was written in a language of its own reason.
        reasons = [one.reason for one in rulings] or [decision.reason]
        written = [code for code, _name in settings.LANGUAGES if all(code in one for one in reasons)]
        plain["written_in"] = next(iter(written), "")
        for one in rulings:
            mark = f"problem-{one.problem_id}" if one.problem_id else f"proposal-{one.proposal_id}"
            plain |= {f"ruled_{mark}": one.ruled, f"next_on_{mark}": one.next_on}
            plain |= {f"why_{mark}_{code}": text for code, text in one.reason.items()}
        known = {name: getattr(decision, name) for name, _label, _needed in cls.texts}
        before = [mark_of(one) for one in things_of(decision)]
        form = cls(*data, initial=plain, known=known, chosen=chosen, areas=areas, before=before)
        ask_for_another(form, decision.document)
        return form

    def clean(self) -> dict[str, Any]:
        """Ask for each reason in the language it was written in, and for the day of each “later”."""
        found = super().clean()
        code = found.get("written_in", "sv")
        for mark in self.chosen:
            if not found.get(f"why_{mark}_{code}", "").strip():
                self.add_error(f"why_{mark}_{code}", _("Write why, so that those who spoke can read it."))
            if found.get(f"ruled_{mark}") == Ruled.LATER and not found.get(f"next_on_{mark}"):
                self.add_error(f"next_on_{mark}", _("“Later” needs a day on which it is taken up again."))
        refuse_to_show_nothing(self)
        return found

    def minuted(self, document: Document | None = None) -> Minuted:
        """Return what the minutes say, as the service takes it."""
        found = self.cleaned_data
        texts: dict[str, Any] = {name: self.written(name) for name, _label, _needed in self.texts}
        names = ("unit", "area", "decided_on", "reference", "written_in")
        rest = {name: found[name] for name in names}
        return Minuted(**texts, **rest, decider=Decider(found["decider"]), document=document)

    def reason_of(self, mark: str) -> dict[str, str]:
        """Return why, to those who spoke of a thing, by language."""
        return {code: self.cleaned_data[f"why_{mark}_{code}"] for code, _name in settings.LANGUAGES}

    def rulings(self) -> list[RuledOn]:
        """Return what is decided on each thing."""
        found = self.cleaned_data
        return [
            RuledOn(
                thing=thing,
                ruled=Ruled(found[f"ruled_{mark}"]),
                reason=self.reason_of(mark),
                next_on=found[f"next_on_{mark}"],
            )
            for mark, (thing, _title) in self.chosen.items()
            if found[f"ruled_{mark}"] != TAKE_BACK[0]
        ]

    def withdrawn(self) -> list[Withdrawn]:
        """Return what was ruled on by mistake, each with the reason."""
        return [
            Withdrawn(thing=thing, reason=self.reason_of(mark))
            for mark, (thing, _title) in self.chosen.items()
            if self.cleaned_data[f"ruled_{mark}"] == TAKE_BACK[0]
        ]
