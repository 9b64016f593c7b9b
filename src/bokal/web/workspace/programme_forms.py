"""Forms about the programme: its texts, goals, units and what is open."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bokal.programme.areas.models import Area
from bokal.programme.programmes.enums import Stage
from bokal.programme.programmes.models import Goal, Programme, Unit
from bokal.programme.programmes.services import Description
from bokal.web.ui.asking import AskingForm, day_field


class TextsForm(AskingForm):
    """A form with texts in each language; at least one language of a needed text must be written."""

    texts: tuple[tuple[str, Any, bool], ...] = ()

    def __init__(
        self, *args: Any, known: Mapping[str, Mapping[str, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, label, _needed in self.texts:
            for code, language in settings.LANGUAGES:
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=_("%(text)s, %(language)s") % {"text": label, "language": language},
                    required=False,
                    max_length=2000,
                    initial=(known or {}).get(name, {}).get(code, ""),
                    widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
                )

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing, at the field of the first language."""
        for name, _label, needed in self.texts:
            if needed and not self.written(name):
                field = f"{name}_{settings.LANGUAGES[0][0]}"
                self.add_error(field, _("Write this in at least one language."))
        return self.cleaned_data

    def written(self, name: str) -> dict[str, str]:
        """Return a text by language, without the languages that were left empty."""
        found = {code: self.cleaned_data.get(f"{name}_{code}", "") for code, _name in settings.LANGUAGES}
        return {code: text.strip() for code, text in found.items() if text.strip()}


class DescribeForm(TextsForm):
    """What the programme says of itself."""

    texts = (
        ("name", _("Name"), True),
        ("summary", _("One sentence"), False),
        ("contact", _("Who runs this"), True),
        ("visit", _("Visiting address and hours"), False),
    )
    city = forms.CharField(label=_("City"), max_length=100)
    starts_on = day_field(_("First day"))
    ends_on = day_field(_("First day after the programme"))
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=_("Currency"), help_text=_("Three letters, such as SEK."), initial="SEK"
    )
    phone = forms.CharField(label=_("Phone number that readers may call"), required=False, max_length=60)
    source = forms.CharField(label=_("Source"), required=False, max_length=500)

    @classmethod
    def of(cls, programme: Programme | None, data: Any = None) -> "DescribeForm":
        """Return the form, filled with what is known."""
        if programme is None:
            return cls(data)
        plain = {name: getattr(programme, name) for name in cls.base_fields}
        texts = {name: getattr(programme, name) for name, _label, _needed in cls.texts}
        return cls(data, initial=plain, known=texts)

    def description(self, programme: Programme | None) -> Description:
        """Return what was written; what the form does not ask for stays as it was."""
        plain = {name: self.cleaned_data[name] for name in self.base_fields}
        texts: dict[str, Any] = {name: self.written(name) for name, _label, _needed in self.texts}
        kept: dict[str, Any] = {}
        if programme is not None:
            kept = {"languages": programme.languages, "constructed": programme.constructed}
        return Description(**plain, **texts, **kept)


class GoalForm(TextsForm):
    """One goal; a goal whose texts are emptied falls away."""

    texts = (("text", _("Goal"), False),)
    source = forms.CharField(label=_("Source"), required=False, max_length=500)
    field_order = ("text_sv", "text_en", "text_ar", "source")


def goal_forms(goals: list[Goal], data: Any = None) -> list[GoalForm]:
    """Return a form for each goal and two for new ones."""
    known = [({"text": goal.text}, goal.source) for goal in goals] + [({}, "")] * 2
    return [
        GoalForm(data, prefix=f"goal-{place}", known=texts, initial={"source": source})
        for place, (texts, source) in enumerate(known, start=1)
    ]


class UnitForm(TextsForm):
    """A part of the organisation."""

    texts = (("name", _("Name"), True),)
    code = forms.SlugField(label=_("Code"), help_text=_("Letters, digits and hyphens. It never changes."))
    valid_from = day_field(_("First day"))
    valid_to = day_field(_("First day it no longer exists"), required=False)
    source = forms.CharField(label=_("Source"), required=False, max_length=500)

    def clean_code(self) -> str:
        """Return a code that no unit has yet."""
        code: str = self.cleaned_data["code"]
        if Unit.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Another unit has this code. Choose another."))
        return code


class ReorganiseForm(AskingForm):
    """Which units take over from which, and on what day."""

    predecessors = forms.ModelMultipleChoiceField(
        label=_("Units that end"), queryset=Unit.objects.order_by("code"), to_field_name="code"
    )
    successors = forms.ModelMultipleChoiceField(
        label=_("Units that take over"), queryset=Unit.objects.order_by("code"), to_field_name="code"
    )
    on = day_field(_("From the day"), initial=timezone.localdate)
    note = forms.CharField(label=_("Note"), required=False, max_length=500)


class WindowForm(AskingForm):
    """Open a stage, in the whole programme or in one area."""

    stage = forms.ChoiceField(label=_("Stage"), choices=[("", _("Choose …")), *Stage.choices])
    area_code = forms.CharField(
        label=_("Code of the area"),
        help_text=_("Leave it empty for the whole programme."),
        required=False,
        max_length=40,
    )

    def clean_stage(self) -> Stage:
        """Return the stage as such."""
        return Stage(self.cleaned_data["stage"])

    def clean_area_code(self) -> str:
        """Return the code of an area that there is."""
        code: str = self.cleaned_data["area_code"].strip()
        if code and not Area.objects.filter(code=code).exists():
            raise forms.ValidationError(_("No area has this code. Look it up under Areas."))
        return code


class CloseWindowForm(forms.Form):
    """Close a stage; it holds a refusal when there is one."""
