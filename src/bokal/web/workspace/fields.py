"""Form fields that name records the way people do."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bokal.programme.areas.models import Dataset, Geography, IndexRun, Selection
from bokal.web.ui.formats import in_language, isolated

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Any]
else:
    ModelChoiceField = forms.ModelChoiceField


def first_choice(required: bool) -> str | Promise:
    """Return the words of the choice that is none."""
    return _("Choose …") if required else _("None")


class GeographyField(ModelChoiceField):
    """One of the geographies, by name."""

    def __init__(self, **options: Any) -> None:
        ordered = Geography.objects.order_by("position", "code")
        options.setdefault("empty_label", first_choice(options.get("required", True)))
        super().__init__(queryset=ordered, to_field_name="code", **options)

    def label_from_instance(self, obj: Geography) -> str:
        return f"{in_language(obj.name)} ({isolated(obj.code)})"


class TitledField(ModelChoiceField):
    """One of the records that have a title and an address."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("empty_label", first_choice(options.get("required", True)))
        super().__init__(to_field_name="slug", **options)

    def label_from_instance(self, obj: IndexRun | Selection | Dataset) -> str:
        return f"{in_language(obj.title)} ({isolated(obj.slug)})"


class RunField(TitledField):
    """One of the rankings, newest first."""

    def __init__(self, **options: Any) -> None:
        ordered = IndexRun.objects.defer("summary").order_by("-computed_at", "-pk")
        super().__init__(queryset=ordered, **options)


class SelectionField(TitledField):
    """One of the recorded choices of areas."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Selection.objects.order_by("slug"), **options)


class DatasetField(TitledField):
    """One of the sources that are known."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Dataset.objects.newest().order_by("source"), **options)
