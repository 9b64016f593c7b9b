"""The areas in which somebody takes in voices; what lies outside is answered as if it were not there."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from bokal.programme.areas.models import Area
from bokal.programme.voices.perms import areas_recorded_in
from bokal.programme.voices.services import areas_to_speak_about


def areas_to_record(request: HttpRequest) -> list[Area]:
    """Return the areas in which somebody takes in voices."""
    codes = areas_recorded_in(request.user)
    return [area for area in areas_to_speak_about() if codes is None or area.code in codes]


def records_everywhere(request: HttpRequest) -> bool:
    """Tell whether somebody takes in voices for the whole programme."""
    return areas_recorded_in(request.user) is None


def require_area(request: HttpRequest, area: Area | None) -> None:
    """Answer as if it were not there when something belongs to an area where somebody has no role."""
    codes = areas_recorded_in(request.user)
    if codes is not None and (area is None or area.code not in codes):
        raise Http404


class AreaField(forms.ChoiceField):
    """One of the areas in which somebody takes in voices, or the whole programme where they may."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Area"))
        super().__init__(**options)
        self.areas: dict[str, Area] = {}

    def offer(self, request: HttpRequest) -> None:
        """Offer the areas of whoever fills in the form."""
        areas = areas_to_record(request)
        self.areas = {area.code: area for area in areas}
        self.required = not records_everywhere(request)
        first = _("Choose …") if self.required else _("The whole programme")
        self.choices = [("", first), *((area.code, area.name) for area in areas)]

    def clean(self, value: Any) -> Area | None:
        code = super().clean(value)
        return self.areas.get(code)
