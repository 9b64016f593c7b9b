"""The forms that record a choice of areas."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bokal.programme.areas.enums import Precision
from bokal.programme.areas.models import Area, Choice, Selection
from bokal.programme.areas.services import ChoiceOf, Decision
from bokal.web.ui.asking import AskingForm, day_field
from bokal.web.ui.formats import in_language, place_name
from bokal.web.workspace.fields import GeographyField, RunField

LANGUAGES = (("sv", _("Swedish")), ("en", _("English")), ("ar", _("Arabic")))


class GeographyForm(AskingForm):
    """Among which areas the choice is made."""

    geography = GeographyField(label=_("Geography"))


class DecisionForm(AskingForm):
    """A decision, and for each area considered whether it was chosen and why."""

    run = RunField(label=_("Ranking it rests on"), required=False, empty_label=_("None"))
    decided_by = forms.CharField(
        label=_("Decided by"), max_length=200, error_messages={"required": _("Write who decided.")}
    )
    decided_on = day_field(
        _("Decided on"),
        error_messages={"required": _("Give the day of the decision.")},
    )
    precision = forms.ChoiceField(label=_("How exactly the day is known"), choices=Precision)
    source = forms.CharField(label=_("Source"), required=False)

    def __init__(self, *args: Any, areas: list[Area], known: Selection | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = areas
        self.known = known
        choices = known.choices.order_by("pk") if known else []
        self.before: dict[int, Choice] = {choice.area_id: choice for choice in choices}
        self.add_texts()
        for area in areas:
            self.add_area(area, self.before.get(area.pk))
        if known is not None:
            plain = ("decided_by", "decided_on", "precision", "source")
            self.initial = {name: getattr(known, name) for name in plain}
            self.initial["run"] = known.run.slug if known.run else ""

    def add_texts(self) -> None:
        """Ask for title and reasons in each language."""
        title = self.known.title if self.known else {}
        reasons = self.known.reasons if self.known else {}
        for code, name in LANGUAGES:
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Title, %(language)s") % {"language": name},
                error_messages={"required": _("Write a title. Language: %(language)s.") % {"language": name}},
                initial=title.get(code, ""),
                widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
            )
            self.fields[f"reasons_{code}"] = forms.CharField(
                label=_("Reasons, %(language)s") % {"language": name},
                error_messages={
                    "required": _("Write why it was decided so. Language: %(language)s.") % {"language": name}
                },
                initial=reasons.get(code, ""),
                widget=forms.Textarea(attrs={"rows": 3, "lang": code, "dir": "auto"}),
            )

    def add_area(self, area: Area, before: Choice | None) -> None:
        """Ask of an area whether it was chosen, and why."""
        self.fields[f"chosen_{area.pk}"] = forms.BooleanField(
            label=_("%(name)s is chosen") % {"name": place_name(area.name)},
            required=False,
            initial=before.chosen if before else True,
        )
        self.fields[f"reason_{area.pk}"] = forms.CharField(
            label=_("Reason for %(name)s") % {"name": place_name(area.name)},
            error_messages={
                "required": _("Write why %(name)s was chosen or not.") % {"name": place_name(area.name)}
            },
            initial=in_language(before.reason) if before else "",
        )

    def clean_decided_on(self) -> Any:
        """Refuse a day that has not come, at its own field."""
        day = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                _("The decision has a day that has not come yet. Record it when it is taken.")
            )
        return day

    def texts(self, name: str) -> dict[str, str]:
        """Return a text in each language."""
        return {code: self.cleaned_data[f"{name}_{code}"] for code, _name in LANGUAGES}

    def choice_of(self, area: Area) -> ChoiceOf:
        """Return what was said of an area; a reason in another language stays unless this one changed."""
        before = self.before.get(area.pk)
        kept = dict(before.reason) if before else {}
        reason = self.cleaned_data[f"reason_{area.pk}"]
        if not kept or reason != in_language(kept):
            kept[get_language() or "sv"] = reason
        return ChoiceOf(area, self.cleaned_data[f"chosen_{area.pk}"], kept)

    def decision(self) -> Decision:
        """Return the decision as it is recorded."""
        found = self.cleaned_data
        return Decision(
            title=self.texts("title"),
            run=found["run"],
            decided_by=found["decided_by"],
            decided_on=found["decided_on"],
            reasons=self.texts("reasons"),
            choices=[self.choice_of(area) for area in self.areas],
            source=found["source"],
            constructed=bool(self.known and self.known.constructed),
            precision=found["precision"],
        )


class SelectionForm(DecisionForm):
    """A decision that is recorded for the first time."""

    slug = forms.SlugField(label=_("Address"), help_text=_("Letters, digits and hyphens."), max_length=80)
    field_order = ("slug",)


class RevisionForm(DecisionForm):
    """A decision whose record is corrected."""

    because = forms.CharField(
        label=_("Why the record is revised"),
        max_length=500,
        error_messages={"required": _("Write why the record is revised.")},
    )
    field_order = ("because",)
