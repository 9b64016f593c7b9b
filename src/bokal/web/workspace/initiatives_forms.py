"""The forms by which initiatives are planned: what they answer, expect, assume and are told by."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bokal.programme.areas.enums import Direction
from bokal.programme.initiatives.enums import (
    LONGEST_CADENCE,
    USUAL_CADENCE,
    Accumulation,
    Grade,
    Held,
    Kind,
    MeasureUnit,
)
from bokal.programme.initiatives.models import Initiative
from bokal.programme.initiatives.services import Measured, Plan
from bokal.programme.programmes.models import Goal
from bokal.programme.voices.models import Organisation
from bokal.web.ui.asking import AskingForm, day_field
from bokal.web.ui.thing_choosers import PromiseField
from bokal.web.workspace.programme_forms import TextsForm
from bokal.web.workspace.things_forms import AreaField
from bokal.web.workspace.voices_forms import UnitField

if TYPE_CHECKING:
    ModelMultipleChoiceField = forms.ModelMultipleChoiceField[Any]
else:
    ModelMultipleChoiceField = forms.ModelMultipleChoiceField

NEUTRAL = Direction.NEUTRAL


def amount_field(label: Any, **options: Any) -> forms.DecimalField:
    """Return a field for an exact number."""
    return forms.DecimalField(label=label, max_digits=15, decimal_places=3, **options)


class PlanForm(TextsForm):
    """What an initiative is, who answers for it, and what it is expected to do."""

    texts = (
        ("title", _("What it is called"), True),
        ("summary", _("What is done, in a sentence or two"), False),
        ("if_we", _("If we …"), False),
        ("then", _("then …"), False),
        ("because", _("because …"), False),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose …")), *Kind.choices])
    area = AreaField(label=_("Area"), required=False)
    unit = UnitField(label=_("Unit that answers for it"), required=False)
    starts_on = day_field(_("First day"), required=False)
    ends_on = day_field(_("First day after it, when that is known"), required=False)
    decide_on = day_field(_("What becomes of it is decided by"), required=False)
    shown = forms.BooleanField(label=_("Show it to everybody while it is an idea"), required=False)

    def __init__(self, *args: Any, areas: frozenset[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].among(areas)  # type: ignore[attr-defined]
        self.fields["unit"].among_todays()  # type: ignore[attr-defined]

    @classmethod
    def of(cls, initiative: Initiative, data: Any, areas: frozenset[str] | None) -> "PlanForm":
        """Return the form, filled with what is planned."""
        names = ("kind", "starts_on", "ends_on", "decide_on", "shown")
        plain = {name: getattr(initiative, name) for name in names}
        plain["area"] = initiative.area.code if initiative.area else ""
        plain["unit"] = initiative.unit.code if initiative.unit else ""
        known = {name: getattr(initiative, name) for name, _label, _needed in cls.texts}
        return cls(data, initial=plain, known=known, areas=areas)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        found = super().clean()
        starts, ends = found.get("starts_on"), found.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("It ends before it starts. Look at both days."))
        return found

    def plan(self, *, constructed: bool = False) -> Plan:
        """Return what was written, as the service takes it."""
        found = self.cleaned_data
        texts: dict[str, Any] = {name: self.written(name) for name, _label, _needed in self.texts}
        names = ("area", "unit", "starts_on", "ends_on", "decide_on", "shown")
        rest = {name: found[name] for name in names}
        return Plan(**texts, **rest, kind=Kind(found["kind"]), constructed=constructed)


class AmendForm(TextsForm):
    """What may change of an initiative under way; what it is judged by may not."""

    texts = (PlanForm.texts[0], PlanForm.texts[1])
    unit = UnitField(label=_("Unit that answers for it"))
    ends_on = day_field(_("First day after it, when that is known"), required=False)

    @classmethod
    def of(cls, initiative: Initiative, data: Any) -> "AmendForm":
        """Return the form, filled with what stands."""
        unit = initiative.unit.code if initiative.unit else ""
        known = {name: getattr(initiative, name) for name, _label, _needed in cls.texts}
        form = cls(data, initial={"unit": unit, "ends_on": initiative.ends_on}, known=known)
        form.fields["unit"].among_todays()  # type: ignore[attr-defined]
        return form


class AssumptionForm(TextsForm):
    """What must be true, and what would show that it is not."""

    texts = (
        ("text", _("What must be true"), True),
        ("wrong_when", _("We will know it is wrong when …"), True),
    )
    grade = forms.ChoiceField(label=_("What it rests on"), choices=Grade)
    unit = UnitField(label=_("Unit that watches it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].among_todays()  # type: ignore[attr-defined]


class AssumptionFoundForm(TextsForm):
    """What was seen of an assumption."""

    texts = (("found", _("What was seen"), False),)
    held = forms.ChoiceField(label=_("Does it hold?"), choices=Held)
    on = day_field(_("When it was seen"))


class MeasureForm(TextsForm):
    """One measure: where it stands, what it is held to, and the target."""

    texts = (
        ("name", _("What is counted"), True),
        ("comparator", _("What it is held against"), True),
        ("no_baseline_because", _("If it is not known where it stands: why"), False),
    )
    unit = forms.ChoiceField(label=_("Counted in"), choices=MeasureUnit)
    direction = forms.ChoiceField(
        label=_("What is better"), choices=[one for one in Direction.choices if one[0] != NEUTRAL]
    )
    accumulation = forms.ChoiceField(label=_("How values of several times make one"), choices=Accumulation)
    baseline = amount_field(_("Where it stands now"), required=False)
    baseline_of = amount_field(_("of how many (for a share)"), required=False)
    baseline_on = day_field(_("on the day"), required=False)
    baseline_source = forms.CharField(label=_("Source"), required=False, max_length=500)
    target = amount_field(_("Target"))
    target_of = amount_field(_("of how many (for a share)"), required=False)
    target_on = day_field(_("to be reached by"))
    owner = UnitField(label=_("Unit that reports it"))
    every_months = forms.IntegerField(
        label=_("A value is due every so many months"),
        min_value=1,
        max_value=LONGEST_CADENCE,
        initial=USUAL_CADENCE,
    )
    groups = forms.CharField(
        label=_("Groups it is divided into"),
        help_text=_("Short names with commas between, such as women, men. Leave it empty for none."),
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].among_todays()  # type: ignore[attr-defined]

    def measured(self) -> Measured:
        """Return the measure, as the service takes it."""
        found = self.cleaned_data
        texts: dict[str, Any] = {name: self.written(name) for name, _label, _needed in self.texts}
        names = ("baseline", "baseline_of", "baseline_on", "baseline_source", "target", "target_of")
        rest = {name: found[name] for name in (*names, "target_on", "owner", "every_months")}
        return Measured(
            **texts,
            **rest,
            unit=MeasureUnit(found["unit"]),
            direction=Direction(found["direction"]),
            accumulation=Accumulation(found["accumulation"]),
            groups=[part.strip() for part in found["groups"].split(",") if part.strip()],
        )


class WaiveForm(TextsForm):
    """Why something cannot be measured."""

    texts = (("because", _("It cannot be measured, because …"), True),)


class WithdrawForm(TextsForm):
    """Why a reason for no measure no longer holds."""

    texts = (("because", _("Why it is withdrawn"), True),)


class GoalsForm(AskingForm):
    """Which goals of the programme an initiative serves."""

    goals = ModelMultipleChoiceField(
        label=_("Goals"),
        queryset=Goal.objects.order_by("position"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class PartnerForm(TextsForm):
    """Which organisation takes part, and what it promised."""

    texts = (("role", _("What it does"), False),)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.filter(verified_on__isnull=False).order_by("name", "pk"),
        to_field_name="slug",
    )
    promise = PromiseField(
        label=_("Promise"), help_text=_("One that the organisation has made already."), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Refuse the promise of another organisation."""
        found = super().clean()
        promise, organisation = found.get("promise"), found.get("organisation")
        if promise and organisation and promise.organisation_id != organisation.pk:
            self.add_error("promise", _("Another organisation made this promise. Choose one of its own."))
        return found


class LearnForm(TextsForm):
    """What was learned."""

    texts = (("lesson", _("What was learned"), True),)


class InitiativesFileForm(AskingForm):
    """A table of initiatives."""

    file = forms.FileField(label=_("File"), help_text=_("CSV or Excel (.xlsx), one row for each initiative."))
    sheet = forms.CharField(label=_("Sheet, for workbooks with several"), required=False, max_length=100)
