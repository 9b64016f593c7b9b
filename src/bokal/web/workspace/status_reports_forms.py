"""The forms of a status report: what it is about, the text of a section, and why it is sent back."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bokal.programme.initiatives.models import BudgetLine
from bokal.programme.reports.errors import OutOfLine, PeriodTold, PeriodWrong
from bokal.programme.reports.models import Report
from bokal.programme.reports.services import MOST_WORDS, followed
from bokal.programme.reports.services.status_span import span_of
from bokal.web.ui.asking import AskingForm, day_field
from bokal.web.workspace.counted_words import CountedField
from bokal.web.workspace.programme_forms import TextsForm
from bokal.web.workspace.things_forms import AreaField

DAY = datetime.timedelta(days=1)


class StatusReportForm(TextsForm):
    """What a status report is about."""

    texts = (("title", _("What the report is called"), True),)
    slug = forms.SlugField(label=_("Address"), help_text=_("Letters, digits and hyphens."), max_length=80)
    period_from = day_field(_("First day of the period"))
    last_day = day_field(_("Last day of the period"))
    known_on = day_field(
        _("Facts as known on"),
        help_text=_("What was approved by this day counts. What comes later belongs to the next report."),
    )
    area = AreaField(label=_("Area"), required=False)
    funder = forms.ChoiceField(label=_("Who pays"), required=False)
    mends_days = forms.BooleanField(
        label=_("The days of the last edition were wrong, and this one takes its place"), required=False
    )
    field_order = ("slug", "title_sv", "title_en", "title_ar")

    known: Report | None = None
    """The report whose subject is changed; without one the address must be free."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].among(None)  # type: ignore[attr-defined]
        funders = sorted(set(BudgetLine.objects.order_by().values_list("funder", flat=True).distinct()))
        choices = [("", gettext("Everybody")), *((name, name) for name in funders)]
        self.fields["funder"].choices = choices  # type: ignore[attr-defined]

    @classmethod
    def of(cls, report: Report | None, data: Any = None) -> "StatusReportForm":
        """Return the form, filled with what the report is about so far."""
        if report is None:
            form = cls(data, initial={"known_on": timezone.localdate()})
        else:
            subject = report.subject
            last = datetime.date.fromisoformat(subject["period_to"]) - DAY
            initial = {"slug": report.slug, "last_day": last, **subject, "mends_days": False}
            form = cls(data, initial=initial, known={"title": report.title})
        form.known = report
        if report is None or not report.snapshots.exists():
            del form.fields["mends_days"]
        return form

    def clean(self) -> dict[str, Any]:
        """Hold the address and the days against each other."""
        found = super().clean()
        slug = found.get("slug")
        first, last, known = (found.get(name) for name in ("period_from", "last_day", "known_on"))
        taken = slug and (self.known is None or self.known.slug != slug)
        if taken and Report.objects.filter(slug=slug).exists():
            words = _("There is a report with this address. Choose another, or change that report.")
            self.add_error("slug", words)
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first. Change one of them."))
        if first and known and known < first:
            words = _("Nothing of the period is known before its first day. Change one of them.")
            self.add_error("known_on", words)
        if not self.errors:
            self.follow()
        return found

    def follow(self) -> None:
        """Hold the days against the reports on the time before and after."""
        try:
            followed(self.subject())
        except (PeriodTold, PeriodWrong) as refusal:
            self.add_error("period_from", str(refusal))
        except OutOfLine as refusal:
            self.add_error("known_on", str(refusal))

    def subject(self) -> dict[str, Any]:
        """Return what the report is about; the texts stay as long as it is about some of the same days."""
        found = self.cleaned_data
        before = self.known.subject if self.known else {}
        subject = {
            "period_from": found["period_from"].isoformat(),
            "period_to": (found["last_day"] + DAY).isoformat(),
            "known_on": found["known_on"].isoformat(),
            "area": found["area"].code if found["area"] else "",
            "funder": found["funder"],
            "address": found["slug"],
            "mends_days": found.get("mends_days", False),
        }
        kept = before and span_of(before).shares_days(span_of(subject))
        return subject | {"texts": before.get("texts", {}) if kept else {}}


class SectionForm(AskingForm):
    """The text of one section in each language; the words are counted beside it."""

    def __init__(self, *args: Any, known: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, language in settings.LANGUAGES:
            self.fields[f"text_{code}"] = CountedField(
                label=gettext("Text, %(language)s") % {"language": language},
                most=MOST_WORDS,
                required=False,
                max_length=8000,
                initial=known.get(code, ""),
                widget=forms.Textarea(attrs={"lang": code, "dir": "auto", "rows": 8}),
            )

    def texts(self) -> dict[str, str]:
        """Return what was written, by language."""
        return {code: self.cleaned_data[f"text_{code}"] for code, _name in settings.LANGUAGES}


class ReturnForm(AskingForm):
    """Why a report is sent back, in words that its author can act on."""

    because = forms.CharField(
        label=_("What should be different"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
