"""The forms about promises: what a unit of the city promises, and what came of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bokal.programme.voices.enums import PromiseState
from bokal.web.workspace.organisations_forms import PromiseForm
from bokal.web.workspace.programme_forms import TextsForm
from bokal.web.workspace.voices_forms import UnitField


class UnitPromiseForm(PromiseForm):
    """What a unit of the city promises; who writes in some areas alone says what of theirs it is about."""

    unit = UnitField(label=_("Unit that promises"), error_messages={"required": _("Choose a unit.")})
    field_order = ("unit", "text_sv", "text_en", "text_ar", "due_on", "about")

    def __init__(self, *args: Any, areas: frozenset[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, areas=areas, about_needed=areas is not None, **kwargs)
        self.fields["unit"].among_todays()  # type: ignore[attr-defined]
        self.order_fields(self.field_order)


class SettleForm(TextsForm):
    """What came of a promise."""

    texts = (("outcome", _("What came of it"), True),)
    state = forms.ChoiceField(
        label=_("Was it kept?"),
        choices=[(one.value, one.label) for one in PromiseState if one is not PromiseState.OPEN],
        widget=forms.RadioSelect,
    )
