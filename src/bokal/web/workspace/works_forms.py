"""The forms by which a work is described, placed, followed step by step and illustrated."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bokal.programme.initiatives.enums import Moment, WorkKind, WorkStep
from bokal.programme.initiatives.models import Initiative, Work
from bokal.programme.initiatives.services.work_place import read_text
from bokal.programme.initiatives.services.works import PhaseFacts, RentFacts, WorkFacts
from bokal.web.ui.asking import AskingForm, day_field
from bokal.web.workspace.programme_forms import TextsForm

LARGEST_PASTE = 200_000


class WorkForm(TextsForm):
    """What is built, and where it is in words."""

    texts = (
        ("name", _("Name"), True),
        ("place", _("Where it is, in words"), False),
        ("unknown", _("What is not known"), False),
    )
    kind = forms.ChoiceField(label=_("Kind of work"), choices=[("", _("Choose …")), *WorkKind.choices])
    source = forms.CharField(label=_("Source"), required=False, max_length=500)

    @classmethod
    def of(cls, work: Work | None, data: Any = None) -> "WorkForm":
        """Return the form, filled with what is known."""
        if work is None:
            return cls(data)
        known = {name: getattr(work, name) for name, _label, _needed in cls.texts}
        return cls(data, initial={"kind": work.kind, "source": work.source}, known=known)

    def facts(self, *, initiative: Initiative, work: Work | None = None) -> WorkFacts:
        """Return what was written; what the form does not ask for stays as it was."""
        return WorkFacts(
            kind=WorkKind(self.cleaned_data["kind"]),
            source=self.cleaned_data["source"],
            about=work.about if work else False,
            constructed=work.constructed if work else initiative.constructed,
            **{name: self.written(name) for name, _label, _needed in self.texts},
        )


class AboutForm(forms.Form):
    """Whether a place is exact."""

    about = forms.BooleanField(label=_("The place is only approximate"), required=False)


class GivenForm(AboutForm):
    """A place from a file, or pasted."""

    field_order = ("text", "file", "about")

    text = forms.CharField(
        label=_("Coordinates or GeoJSON"),
        help_text=_("One point a line in degrees, such as 55.5881, 13.0412. An outline ends where it began."),
        required=False,
        max_length=LARGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "dir": "ltr"}),
    )
    file = forms.FileField(
        label=_("Or a GeoJSON file with one shape"), required=False, max_length=200, allow_empty_file=True
    )

    def given(self) -> object:
        """Return the place that was given; the file comes before the text."""
        upload = self.cleaned_data["file"]
        text = upload.read(LARGEST_PASTE + 1).decode("utf-8-sig", "replace") if upload else ""
        return read_text(text or self.cleaned_data["text"])


class PhaseForm(AskingForm):
    """When a step begins and ends."""

    step = forms.ChoiceField(label=_("Step"), choices=[("", _("Choose …")), *WorkStep.choices])
    planned_from = day_field(_("Planned: first day"), required=False)
    planned_to = day_field(_("Planned: first day after it"), required=False)
    from_day = day_field(_("As it came: first day"), required=False)
    to_day = day_field(_("As it came: first day after it"), required=False)
    year_only = forms.BooleanField(label=_("Only the years are known"), required=False)

    def facts(self) -> PhaseFacts:
        """Return the step as the service takes it."""
        return PhaseFacts(**(self.cleaned_data | {"step": WorkStep(self.cleaned_data["step"])}))


class QuantityForm(TextsForm):
    """How much of what."""

    texts = (("what", _("What is counted"), True),)
    value = forms.DecimalField(label=_("How much"), min_value=0, max_digits=15, decimal_places=3)
    unit = forms.CharField(label=_("Unit"), help_text=_("Such as m, m² or homes."), max_length=20)
    source = forms.CharField(label=_("Source"), required=False, max_length=500)

    def amount(self) -> dict[str, Any]:
        """Return the amount as the service takes it."""
        found = self.cleaned_data
        return {"what": self.written("what"), **{name: found[name] for name in ("value", "unit", "source")}}


class RentForm(AskingForm):
    """Rent and turnover before or after the work."""

    moment = forms.ChoiceField(label=_("Before or after"), choices=[("", _("Choose …")), *Moment.choices])
    on = day_field(_("On the day"))
    rent = forms.DecimalField(
        label=_("Rent in kronor for a square metre and year"),
        required=False,
        min_value=0,
        max_value=20_000_000,
        decimal_places=2,
    )
    moved = forms.IntegerField(
        label=_("Homes that changed hands in the year before that day"), required=False, min_value=0
    )
    homes = forms.IntegerField(label=_("Of how many homes"), required=False, min_value=1)
    source = forms.CharField(label=_("Source"), max_length=500)

    def facts(self) -> RentFacts:
        """Return the figures as the service takes them, the rent in öre."""
        found, rent = self.cleaned_data, self.cleaned_data["rent"]
        return RentFacts(
            moment=Moment(found["moment"]),
            on=found["on"],
            source=found["source"],
            rent=None if rent is None else int(Decimal(rent) * 100),
            moved=found["moved"],
            homes=found["homes"],
        )


class WorkPhotoForm(TextsForm):
    """A picture of the place."""

    texts = (("alt", _("What the picture shows"), True),)
    file = forms.FileField(
        label=_("Picture"),
        help_text=_("PNG, JPEG or WebP. Where it was taken and by whom is taken out. Show no faces."),
    )
    moment = forms.ChoiceField(label=_("Before or after"), choices=[("", _("Choose …")), *Moment.choices])
    taken_on = day_field(_("Taken on"))

    def photo(self) -> dict[str, Any]:
        """Return the picture as the service takes it."""
        found = self.cleaned_data
        about = {"moment": Moment(found["moment"]), "taken_on": found["taken_on"], "alt": self.written("alt")}
        return about | {"content": found["file"].file, "name": found["file"].name}


class NoiseForm(TextsForm):
    """What neighbours will hear, and when."""

    texts = (("noise", _("What neighbours will hear, and when"), False),)


class WorksFileForm(AskingForm):
    """A file of works."""

    file = forms.FileField(label=_("GeoJSON file"))
