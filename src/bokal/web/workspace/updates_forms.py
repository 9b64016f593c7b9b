"""Forms about reports from the work: report, correct, send back, approve, find."""

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bokal.programme.documents.models import Document
from bokal.programme.initiatives.calculations import UNKNOWN, Pair
from bokal.programme.initiatives.enums import Accumulation, MeasureUnit, UpdateState
from bokal.programme.initiatives.models import Initiative, Measure, Update
from bokal.programme.initiatives.services.updates import Report
from bokal.programme.voices.enums import SPOKEN
from bokal.web.ui.asking import AskingForm, day_field
from bokal.web.ui.formats import in_language
from bokal.web.ui.kronor import PLAIN
from bokal.web.ui.measure_pictures import group_name

DAY = datetime.timedelta(days=1)
MOST_DIGITS = 12


class NumberField(forms.DecimalField):
    """A number as people write it: with a decimal comma or point, spaces, and digits of either script."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "dir": "ltr"})
        super().__init__(widget=widget, max_digits=MOST_DIGITS, decimal_places=3, required=False, **options)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.translate(PLAIN) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        """Write a number without noughts at its end."""
        return plain_text(value) if isinstance(value, Decimal) else value


def plain_text(value: Decimal) -> str:
    """Write a number with a point and no noughts at its end."""
    return f"{value.normalize():f}"


class ReportForm(AskingForm):
    """One minute on a phone: a number, a picture, one sentence."""

    value = NumberField(label=_("Number"))
    value_of = NumberField(label=_("Of how many"))
    no_value_because = forms.CharField(
        label=_("There is no number, because"),
        help_text=_("Nought is a number. Write here only when nobody could count."),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    sentence = forms.CharField(
        label=_("One sentence"),
        help_text=_("What happened? Write in any language, and no names."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language you wrote in"), choices=SPOKEN)
    photo = forms.FileField(
        label=_("Picture"),
        help_text=_("Where and when it was taken is removed. Show nobody who has not agreed."),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    drop_photo = forms.BooleanField(label=_("Take the picture away"), required=False)
    first_day = day_field(_("First day"))
    last_day = day_field(_("Last day"))
    falls_because = forms.CharField(
        label=_("It is less than last time, because"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(
        self,
        *args: Any,
        initiative: Initiative,
        measure: Measure | None,
        known: Update | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = beginning(initiative, measure) if known is None else said_before(known)
        super().__init__(*args, **kwargs)
        self.measure = measure
        self.groups = [] if measure is None else [*measure.groups, *([UNKNOWN] if measure.groups else [])]
        self.share = measure is not None and measure.unit == MeasureUnit.PERCENT
        self.drop_what_is_not_asked(pictured=known is not None and known.photo_id is not None)
        self.name_the_number()
        self.ask_for_groups({} if known is None else {one.group: one for one in known.portions.all()})

    def drop_what_is_not_asked(self, *, pictured: bool) -> None:
        """Take out the fields that this measure, or a report without a picture, has no use for."""
        unused = [] if self.share else ["value_of"]
        if not pictured:
            unused.append("drop_photo")
        if self.measure is None:
            unused += ["value", "no_value_because"]
        if self.measure is None or self.measure.accumulation != Accumulation.CUMULATIVE:
            unused.append("falls_because")
        for name in unused:
            del self.fields[name]

    def name_the_number(self) -> None:
        """Ask for the number by the name of the measure, and say what kind of number it is."""
        if self.measure is None:
            return
        hints = {
            Accumulation.FLOW: _("Only what is new in these days."),
            Accumulation.STOCK: _("How it stands on the last day."),
            Accumulation.CUMULATIVE: _("The sum so far, from the start to the last day."),
        }
        field = self.fields["value"]
        unit = "" if self.share else f" ({self.measure.get_unit_display()})"
        field.label = f"{in_language(self.measure.name)}{unit}"
        field.help_text = str(hints[Accumulation(self.measure.accumulation)])

    def ask_for_groups(self, known: dict[str, Any]) -> None:
        """Ask how many of each group, with those nobody knows about as a group."""
        for group in self.groups:
            there = known.get(group)
            label = _("Of these: %(group)s") % {"group": group_name(group)}
            self.fields[f"group_{group}"] = NumberField(label=label, initial=there and there.value)
            if self.share:
                of = _("Of these: %(group)s, of how many") % {"group": group_name(group)}
                self.fields[f"whole_{group}"] = NumberField(label=of, initial=there and there.value_of)
        places = [name for name in self.fields if name.startswith(("group_", "whole_"))]
        self.order_fields(["value", "value_of", *places])

    def portions(self) -> dict[str, Pair]:
        """Return the numbers of the groups that were given."""
        given = ((group, self.cleaned_data.get(f"group_{group}")) for group in self.groups)
        wholes = {group: self.cleaned_data.get(f"whole_{group}") for group in self.groups}
        return {group: Pair(value, wholes[group]) for group, value in given if value is not None}

    def report(self, photo: Document | None) -> Report:
        """Return what was written."""
        found = self.cleaned_data
        return Report(
            measure=self.measure,
            period_from=found["first_day"],
            period_to=found["last_day"] + DAY,
            value=found.get("value"),
            value_of=found.get("value_of"),
            no_value_because=found.get("no_value_because", ""),
            sentence=found["sentence"],
            language=found["language"],
            photo=photo,
            portions=self.portions(),
            falls_because=found.get("falls_because", ""),
            drop_photo=found.get("drop_photo", False),
        )


def beginning(initiative: Initiative, measure: Measure | None) -> dict[str, Any]:
    """Return the days a report is probably about: from where the last one ended up to today."""
    today = timezone.localdate()
    last = None
    if measure is not None:
        reported = Update.objects.filter(measure=measure, removes=False, corrected_by=None)
        last = reported.order_by("-period_to").values_list("period_to", flat=True).first()
    first = last or initiative.starts_on or today
    return {"first_day": min(first, today), "last_day": today, "language": get_language() or "sv"}


def said_before(update: Update) -> dict[str, Any]:
    """Return what an update says, for a form that changes or corrects it."""
    names = ("value", "value_of", "no_value_because", "sentence", "language", "falls_because")
    return {name: getattr(update, name) for name in names} | {
        "first_day": update.period_from,
        "last_day": update.period_to - DAY,
    }


class CorrectForm(ReportForm):
    """The right numbers, and why the approved ones were wrong."""

    because = forms.CharField(
        label=_("What was wrong"), max_length=500, widget=forms.TextInput(attrs={"dir": "auto"})
    )


class RemoveForm(AskingForm):
    """Why there was no such value."""

    because = forms.CharField(
        label=_("Why there was no such value"), max_length=500, widget=forms.TextInput(attrs={"dir": "auto"})
    )


class ReturnForm(AskingForm):
    """What is missing, in words that those who wrote it can act on."""

    because = forms.CharField(
        label=_("What should be different"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class ApproveForm(forms.Form):
    """Whether everybody may see the picture."""

    show_photo = forms.BooleanField(
        label=_("Everybody may see the picture: nobody is shown who has not agreed"), required=False
    )


class FindForm(forms.Form):
    """Which reports to show, and in what order."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Waiting for an approval")), ("all", _("All")), *UpdateState.choices],
    )
    area = forms.ChoiceField(label=_("Area"), required=False)
    late = forms.ChoiceField(
        label=_("In time"), required=False, choices=[("", _("All")), ("late", _("Only late ones"))]
    )
    q = forms.CharField(label=_("Words in the sentence"), required=False, max_length=80)
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("", _("Waited longest first")),
            ("newest", _("Newest first")),
            ("initiative", _("Initiative")),
            ("period", _("Time it is about")),
        ],
    )

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", _("All areas")), *areas]  # type: ignore[attr-defined]
