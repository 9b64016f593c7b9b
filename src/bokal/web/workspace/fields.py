"""Form fields that name records the way people do."""

from typing import TYPE_CHECKING, Any

from django import forms

from bokal.programme.areas.models import Dataset, Geography, IndexRun, Selection
from bokal.web.ui.formats import in_language

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Any]
else:
    ModelChoiceField = forms.ModelChoiceField


class GeographyField(ModelChoiceField):
    """One of the geographies, by name."""

    def __init__(self, **options: Any) -> None:
        ordered = Geography.objects.order_by("position", "code")
        super().__init__(queryset=ordered, to_field_name="code", **options)

    def label_from_instance(self, obj: Geography) -> str:
        return f"{in_language(obj.name)} ({obj.code})"


class TitledField(ModelChoiceField):
    """One of the records that have a title and an address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(to_field_name="slug", **options)

    def label_from_instance(self, obj: IndexRun | Selection | Dataset) -> str:
        return f"{in_language(obj.title)} ({obj.slug})"


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
