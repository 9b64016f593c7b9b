"""The form that prepares a report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bokal.programme.reports.models import Report
from bokal.web.ui.asking import AskingForm
from bokal.web.workspace.fields import GeographyField, RunField, SelectionField


class ReportForm(AskingForm):
    """What a report about lowest welfare is built from."""

    slug = forms.SlugField(label=_("Address"), help_text=_("Letters, digits and hyphens."), max_length=80)
    run = RunField(label=_("Ranking"))
    city = GeographyField(label=_("The whole city"))
    composites = GeographyField(label=_("Programme areas"))
    context = GeographyField(label=_("Land around, on the map"), required=False)
    selection = SelectionField(label=_("Choice of areas"), required=False)

    known: Report | None = None
    """The report whose subject is changed; without one the address must be free."""

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if (self.known is None or self.known.slug != slug) and Report.objects.filter(slug=slug).exists():
            raise forms.ValidationError(
                _("There is a report with this address. Choose another, or change that report from the list.")
            )
        return slug

    def subject(self) -> dict[str, Any]:
        """Return what the report is built from, as its profile names it."""
        found = self.cleaned_data
        subject = {
            "run": found["run"].slug,
            "city": found["city"].code,
            "composites": found["composites"].code,
        }
        if found["context"]:
            subject["context"] = found["context"].code
        if found["selection"]:
            subject["selection"] = found["selection"].slug
        return subject
