"""The forms of gates: when one is due, what it is judged by, and what was decided."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bokal.programme.documents.models import Document
from bokal.programme.initiatives.enums import GATES_AHEAD, RULINGS, GateKind, GateRuling, Phase
from bokal.programme.initiatives.models import Gate
from bokal.programme.initiatives.services import Judged
from bokal.web.ui.asking import day_field
from bokal.web.ui.formats import in_language
from bokal.web.workspace.minutes_forms import ask_for_minutes, refuse_to_show_nothing
from bokal.web.workspace.programme_forms import TextsForm

CRITERIA = 4
MET = [
    ("yes", pgettext_lazy("criterion", "Yes")),
    ("no", pgettext_lazy("criterion", "No")),
    ("unknown", pgettext_lazy("criterion", "Not known")),
]
AS_TOLD = {"yes": True, "no": False, "unknown": None}


class GateForm(TextsForm):
    """When a gate is due, and up to four criteria it is judged by."""

    texts = tuple(
        (f"criterion{place}", _("Criterion %(number)s") % {"number": place}, place == 1)
        for place in range(1, CRITERIA + 1)
    )
    kind = forms.ChoiceField(label=_("What is decided"), choices=GateKind)
    due_on = day_field(_("To be decided by"))

    @classmethod
    def at(cls, phase: Phase, data: Any) -> "GateForm":
        """Return the form with the decisions that can lie ahead of an initiative."""
        form = cls(data)
        offered = [(one.value, one.label) for one in GATES_AHEAD.get(phase, ())]
        form.fields["kind"].choices = offered  # type: ignore[attr-defined]
        return form

    @classmethod
    def of(cls, gate: Gate, data: Any) -> "GateForm":
        """Return the form, filled with what is planned; the kind of a gate stays."""
        known = {f"criterion{place}": text for place, text in enumerate(gate.criteria, start=1)}
        form = cls(data, initial={"due_on": gate.due_on, "kind": gate.kind}, known=known)
        form.fields["kind"].disabled = True
        return form

    def criteria(self) -> list[dict[str, str]]:
        """Return the criteria that were written, in order."""
        found = (self.written(name) for name, _label, _needed in self.texts)
        return [one for one in found if one]


class PassForm(TextsForm):
    """What was decided at a gate: each criterion, the decision, who, why, who thought otherwise."""

    texts = (
        ("body", _("Who decided, by office"), True),
        ("reason", _("Why"), True),
        ("dissent", _("What those said who thought otherwise"), False),
        ("conditions", _("Conditions"), False),
    )

    def __init__(self, *args: Any, gate: Gate, criteria: list[dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, text in enumerate(criteria):
            words = {"criterion": in_language(text)}
            self.fields[f"met_{place}"] = forms.ChoiceField(
                label=gettext("Is this met: %(criterion)s") % words, choices=MET, widget=forms.RadioSelect
            )
        over = gate.initiative.phase == Phase.HANDED_OVER
        offered = [one for one in RULINGS[GateKind(gate.kind)] if not (over and one is GateRuling.STOP)]
        self.fields["ruling"] = forms.ChoiceField(
            label=_("Decision"),
            choices=[(one.value, one.label) for one in offered],
            widget=forms.RadioSelect,
        )
        self.fields["decided_on"] = day_field(_("Day of the decision"))
        self.fields["conditions_due_on"] = day_field(_("Conditions are to be met by"), required=False)
        self.fields["next_on"] = day_field(
            _("Decided on again by"), help_text=_("A new gate is put into the calendar."), required=False
        )
        ask_for_minutes(self)
        self.criteria = criteria
        texts = [
            f"{name}_{code}" for name, _label, _needed in self.texts for code, _name in settings.LANGUAGES
        ]
        met = [f"met_{place}" for place in range(len(criteria))]
        self.order_fields([*met, "ruling", "decided_on", *texts, "conditions_due_on", "next_on"])

    def clean(self) -> dict[str, Any]:
        """Ask for the document that everybody may read."""
        found = super().clean()
        refuse_to_show_nothing(self)
        return found

    def judged(self, document: Document | None = None) -> Judged:
        """Return what was decided, as the service takes it."""
        found = self.cleaned_data
        texts: dict[str, Any] = {name: self.written(name) for name, _label, _needed in self.texts}
        return Judged(
            **texts,
            ruling=GateRuling(found["ruling"]),
            decided_on=found["decided_on"],
            met=[AS_TOLD[found[f"met_{place}"]] for place in range(len(self.criteria))],
            conditions_due_on=found["conditions_due_on"],
            next_on=found["next_on"],
            document=document,
        )
