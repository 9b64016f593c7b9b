"""Forms about those who take part: a cohort, a time they met, what came of it. Numbers, never names."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bokal.programme.initiatives.models import Cohort
from bokal.programme.initiatives.services.social import Gathered
from bokal.programme.voices.enums import Gender
from bokal.web.ui.asking import AskingForm, day_field
from bokal.web.ui.formats import in_language
from bokal.web.workspace.programme_forms import TextsForm

DAY = datetime.timedelta(days=1)
MOST_PEOPLE = 100_000
MOST_STEPS = 8


def people_field(label: Any, *, required: bool = False, **options: Any) -> forms.IntegerField:
    """Return a field for a number of people."""
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_PEOPLE, required=required, **options)


class GroupsForm(AskingForm):
    """A form that asks for numbers by gender; each group may be left empty."""

    def ask_for_groups(self, known: dict[str, int]) -> None:
        """Ask how many of each group, as far as people say so."""
        for code, label in Gender.choices:
            self.fields[f"group_{code}"] = people_field(
                _("Of these: %(group)s") % {"group": label}, initial=known.get(code)
            )

    def groups(self) -> dict[str, int]:
        """Return the numbers that were given; an empty field is not known, which is not none."""
        found = {code: self.cleaned_data.get(f"group_{code}") for code in Gender.values}
        return {code: people for code, people in found.items() if people is not None}


class CohortForm(TextsForm, GroupsForm):
    """Who began to take part, as a number."""

    texts = (("name", _("Name of the group"), True),)
    field_order = ("name_sv", "name_en", "name_ar")
    from_day = day_field(_("First day"))
    last_day = day_field(_("Last day"), required=False)
    people = people_field(_("How many began"), required=True)
    steps = forms.CharField(
        label=_("What they are offered"),
        help_text=_("One step a line, in order."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def __init__(self, *args: Any, known: Cohort | None = None, language: str = "sv", **kwargs: Any) -> None:
        self.language = language
        texts: dict[str, Any] = {}
        if known is not None:
            texts = {"name": known.name}
            kwargs["initial"] = {
                "from_day": known.from_day,
                "last_day": known.to_day and known.to_day - DAY,
                "people": known.people,
                "steps": "\n".join(in_language(step) for step in known.steps),
            }
        super().__init__(*args, known=texts, **kwargs)
        self.order_fields(self.field_order)
        self.kept_steps = [] if known is None else known.steps
        self.ask_for_groups({} if known is None else known.groups)

    def step_texts(self) -> list[dict[str, str]]:
        """Return the steps; one whose words stayed keeps its other languages."""
        known = {in_language(step): step for step in self.kept_steps}
        lines = [line.strip() for line in self.cleaned_data["steps"].splitlines() if line.strip()]
        return [known.get(line, {self.language: line}) for line in lines[:MOST_STEPS]]

    def gathered(self) -> Gathered:
        """Return what was written."""
        found = self.cleaned_data
        return Gathered(
            name=self.written("name"),
            from_day=found["from_day"],
            to_day=found["last_day"] and found["last_day"] + DAY,
            people=found["people"],
            groups=self.groups(),
            steps=self.step_texts(),
        )


class SessionForm(GroupsForm):
    """How many came one day, or why nobody counted."""

    on = day_field(_("Day"))
    step = forms.TypedChoiceField(
        label=_("Step"),
        help_text=_(
            "Counted again for the same day and step, the new number takes the place of the old one."
        ),
        required=False,
        coerce=int,
        empty_value=None,
    )
    came = people_field(_("How many came"))
    not_counted_because = forms.CharField(label=_("Nobody counted, because"), required=False, max_length=200)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [(str(place), in_language(step)) for place, step in enumerate(cohort.steps)]
        self.fields["step"].choices = [("", _("No certain step")), *steps]  # type: ignore[attr-defined]
        self.ask_for_groups({})

    def counted(self) -> dict[str, Any]:
        """Return what was written."""
        names = ("on", "step", "came", "not_counted_because")
        return {name: self.cleaned_data[name] for name in names} | {"groups": self.groups()}


class OutcomeForm(TextsForm):
    """How many had reached something by the end of a time, of those who began."""

    texts = (("what", _("What they reached"), True),)
    field_order = ("what_sv", "what_en", "what_ar")
    period_from = day_field(_("First day"))
    last_day = day_field(_("Last day"))
    reached = people_field(_("How many of those who began reached it"), required=True)
    unknown = people_field(_("Of how many it is not known"), required=True, initial=0)
    source = forms.CharField(label=_("How that is known"), required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)

    def counted(self) -> dict[str, Any]:
        """Return what was written."""
        names = ("period_from", "reached", "unknown", "source")
        rest = {name: self.cleaned_data[name] for name in names}
        return rest | {"what": self.written("what"), "period_to": self.cleaned_data["last_day"] + DAY}
