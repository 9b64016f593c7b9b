"""Sheets of paper, typed in one after the other without leaving the keyboard."""

import csv
import io
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from bokal.programme.documents.services import disarmed
from bokal.programme.history.errors import Refused
from bokal.programme.voices.errors import CardUsed, SaidInFuture, SheetTaken
from bokal.programme.voices.perms import can_record_voices
from bokal.programme.voices.services import Typed, grouped, say_voice, typed_lately
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.guards import allow
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.paper_forms import PaperForm

SHOWN = 10
AT_FIELD = {SheetTaken: "sheet", CardUsed: "sheet", SaidInFuture: "said_on"}
COLUMNS = ("sheet", "code", "area", "language", "dialogue", "written_on", "typed_in_at")


@allow(can_record_voices)
@never_cache
@keeps_draft(_("Type in paper sheets"))
def paper(request: HttpRequest) -> HttpResponse:
    """Take in a sheet and go on with the next: place, language and meeting stay, the number counts on."""
    kept = {name: request.GET[name] for name in PaperForm.base_fields if name in request.GET}
    form = PaperForm(request.POST or None, request=request, initial=kept)
    if request.method == "POST" and form.is_valid():
        try:
            say_voice(said=form.said(), recorded_by=account_of(request))
        except Refused as refusal:
            form.add_error(AT_FIELD.get(type(refusal), "words"), str(refusal))
        else:
            return redirect(f"{reverse('workspace:paper')}?{urlencode(form.kept())}")
    typed = [(one.voice, grouped(one.code)) for one in typed_lately(account_of(request), most=SHOWN)]
    context = {"form": form, "typed": typed}
    return render(request, "workspace/paper/paper.html", context, status=422 if form.is_bound else 200)


def row_of(typed: Typed) -> list[object]:
    """Return a sheet as a line of a file."""
    voice = typed.voice
    return [
        disarmed(voice.sheet),
        grouped(typed.code),
        voice.area.code if voice.area else "",
        voice.language,
        voice.dialogue.slug if voice.dialogue else "",
        timezone.localtime(voice.said_at).date().isoformat(),
        timezone.localtime(voice.received_at).isoformat(timespec="seconds"),
    ]


@allow(can_record_voices)
@never_cache
def paper_sheets(request: HttpRequest) -> HttpResponse:
    """Send the sheets that somebody typed in within a day, with the codes for the slips."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(row_of(typed) for typed in reversed(typed_lately(account_of(request))))
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="sheets-{timezone.localdate()}.csv"'
    return response


urlpatterns = [
    path("", paper, name="paper"),
    path("sheets.csv", paper_sheets, name="paper-sheets"),
]
