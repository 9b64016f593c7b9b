"""The forms that describe a ranking before it is computed."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bokal.programme.areas.enums import Direction, Method
from bokal.programme.areas.models import Definition
from bokal.programme.areas.services import DomainChoice, RunSpec
from bokal.web.ui.asking import AskingForm
from bokal.web.ui.formats import from_left, in_language
from bokal.web.workspace.fields import GeographyField

KINDS = [("", _("As defined")), ("score", _("Higher is worse")), ("good", _("Higher is better"))]
LANGUAGES = (("sv", _("Title in Swedish")), ("en", _("Title in English")), ("ar", _("Title in Arabic")))


@dataclass(frozen=True, slots=True)
class Counted:
    """One indicator of a run as it is shown for checking; ``share`` is in per cent of all weights."""

    definition: Definition
    weight: float
    share: float
    direction: str


class PlaceForm(AskingForm):
    """Which areas are ranked, and in which year."""

    geography = GeographyField(label=_("Geography"))
    year = forms.IntegerField(label=_("Year"), min_value=1900, max_value=2200)


class RunForm(AskingForm):
    """What a run is made of; a weight field for each definition that has figures."""

    slug = forms.SlugField(label=_("Address"), help_text=_("Letters, digits and hyphens."), max_length=80)
    title_sv, title_en, title_ar = (
        forms.CharField(label=label, widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}))
        for code, label in LANGUAGES
    )
    method = forms.ChoiceField(label=_("Method"), choices=Method)
    rank_rule = forms.ChoiceField(
        label=_("How a rank becomes a share"),
        choices=[(rule, from_left(rule.replace("-", "−"))) for rule in ("(N-r+1)/N", "(N-r)/N")],
    )
    draws = forms.IntegerField(
        label=_("Draws for the intervals"), initial=1000, min_value=20, max_value=10_000
    )
    left_out = forms.CharField(
        label=_("Areas left out"),
        help_text=_("One area a line: its code, a colon, and the reason."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, definitions: list[Definition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definitions = definitions
        for definition in definitions:
            name = in_language(definition.name)
            self.fields[f"weight_{definition.pk}"] = forms.FloatField(
                label=_("Weight: %(name)s") % {"name": name}, min_value=0, initial=0, required=False
            )
            if definition.indicator.direction == Direction.NEUTRAL:
                self.fields[f"kind_{definition.pk}"] = forms.ChoiceField(
                    label=_("Direction: %(name)s") % {"name": name}, choices=KINDS, required=False
                )

    def clean_left_out(self) -> dict[str, str]:
        """Read the reasons by area."""
        reasons: dict[str, str] = {}
        for line in filter(str.strip, self.cleaned_data["left_out"].splitlines()):
            code, _colon, reason = (part.strip() for part in line.partition(":"))
            if not code or not reason:
                raise forms.ValidationError(
                    _("“%(line)s” is not a code, a colon and a reason."), params={"line": line}
                )
            reasons[code] = reason
        return reasons

    @property
    def chosen(self) -> list[Definition]:
        """The definitions that were given a weight."""
        return [item for item in self.definitions if self.cleaned_data.get(f"weight_{item.pk}")]

    def kind_of(self, definition: Definition) -> str:
        """Return the direction that was chosen for a neutral indicator."""
        return str(self.cleaned_data.get(f"kind_{definition.pk}", ""))

    def spec(self, *, geography: str, year: int) -> RunSpec:
        """Return the run the form asks for."""
        found = self.cleaned_data
        return RunSpec(
            slug=found["slug"],
            title={code: found[f"title_{code}"] for code, _label in LANGUAGES},
            geography=geography,
            year=year,
            domains=[
                DomainChoice(item.pk, found[f"weight_{item.pk}"], self.kind_of(item)) for item in self.chosen
            ],
            method=found["method"],
            rank_rule=found["rank_rule"],
            draws=found["draws"],
            left_out=found["left_out"],
        )

    def counted(self) -> list[Counted]:
        """Return what counts, and how much of the whole, for checking before anything is computed."""
        weights = {item: self.cleaned_data[f"weight_{item.pk}"] for item in self.chosen}
        total = sum(weights.values())
        words = dict(KINDS)
        return [
            Counted(
                item,
                weight,
                100 * weight / total,
                str(
                    words[self.kind_of(item)]
                    if self.kind_of(item)
                    else Direction(item.indicator.direction).label
                ),
            )
            for item, weight in weights.items()
        ]
