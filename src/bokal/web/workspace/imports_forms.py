"""The form that hands in a file, and what it says about the file."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bokal.programme.areas.enums import Licence
from bokal.programme.areas.services import ImportOptions, Kind, Source, TableMapping, read_mapping
from bokal.web.ui.asking import AskingForm, day_field
from bokal.web.workspace.fields import DatasetField, GeographyField

KINDS = [
    (Kind.OBSERVATIONS, _("Figures")),
    (Kind.POPULATION, _("Population by age and sex")),
    (Kind.BOUNDARIES, _("Boundaries")),
    (Kind.GEOGRAPHIES, _("Geographies with their areas")),
    (Kind.AREAS, _("Areas")),
    (Kind.INDICATORS, _("Indicators and definitions")),
    (Kind.COMPOSITES, _("Composite areas")),
    (Kind.SOURCES, _("Sources")),
]


class ImportForm(AskingForm):
    """A file, what it holds, and where it comes from."""

    kind = forms.ChoiceField(label=_("What the file holds"), choices=KINDS)
    file = forms.FileField(label=_("File"), help_text=_("CSV, Excel, GeoJSON, GeoPackage or JSON."))
    dataset = DatasetField(
        label=_("A source that is known"),
        required=False,
        empty_label=_("None, it is described below or in the file"),
    )
    slug = forms.SlugField(label=_("A new source: short name"), required=False, max_length=80)
    title = forms.CharField(label=_("Its title"), required=False)
    publisher = forms.CharField(label=_("Its publisher"), required=False)
    reference = forms.CharField(label=_("Where a reader finds the original"), required=False)
    licence_name = forms.CharField(label=_("Its licence"), required=False, help_text=_("Such as CC0 1.0."))
    licence = forms.ChoiceField(label=_("What the licence allows"), choices=Licence, required=False)
    retrieved_on = day_field(_("Retrieved on"), required=False)
    geography = GeographyField(label=_("Geography, for boundaries"), required=False)
    valid_from = day_field(
        _("In force from, for boundaries"),
        required=False,
    )
    sheet = forms.CharField(label=_("Sheet, for workbooks"), required=False)
    mapping = forms.CharField(
        label=_("Mapping, for tables with other columns"),
        help_text=_("Written in TOML. Leave it empty when the columns have our names."),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "dir": "ltr"}),
    )

    def clean_mapping(self) -> TableMapping:
        """Read the mapping, or say line by line what is wrong with it."""
        mapping, problems = read_mapping(self.cleaned_data["mapping"].encode(), file="TOML")
        if mapping is None:
            found = [" ".join(filter(None, [one.column, one.reason, one.remedy])) for one in problems]
            raise forms.ValidationError(found)
        return mapping

    def clean(self) -> dict[str, Any]:
        """Ask for the whole description of a new source, or none of it."""
        found = super().clean() or {}
        if found.get("slug") and not found.get("dataset"):
            for name in ("title", "publisher", "reference", "licence_name", "retrieved_on"):
                if not found.get(name):
                    self.add_error(name, _("A new source needs this as well."))
        return found

    def options(self) -> ImportOptions:
        """Return what the form says about the file."""
        found = self.cleaned_data
        source = None
        if found["slug"] and not found["dataset"]:
            source = Source(
                slug=found["slug"],
                title={get_language() or "sv": found["title"]},
                publisher=found["publisher"],
                reference=found["reference"],
                licence_name=found["licence_name"],
                licence=found["licence"] or Licence.OPEN,
                retrieved_on=found["retrieved_on"],
            )
        return ImportOptions(
            source=source,
            dataset=found["dataset"].source if found["dataset"] else "",
            mapping=found["mapping"],
            geography=found["geography"].code if found["geography"] else "",
            valid_from=found["valid_from"],
            sheet=found["sheet"],
        )
