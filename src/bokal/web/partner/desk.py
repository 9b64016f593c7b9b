"""My organisation: what is due, what was said that concerns it, what it proposed and said itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from bokal.programme.initiatives.services.taking_part import initiatives_with, takes_part
from bokal.programme.voices.enums import PromiseFilter
from bokal.programme.voices.models import Case
from bokal.programme.voices.perms import can_speak_for_organisation
from bokal.programme.voices.services import (
    READ_AT_WORK,
    abouts_of,
    listed,
    promises_listed,
    proposals_listed,
    what_concerns,
)
from bokal.web.partner.speaker import speaker_of
from bokal.web.ui.drafts import unfinished
from bokal.web.ui.guards import allow

SHOWN = 10


@allow(can_speak_for_organisation)
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    speaker, language = speaker_of(request), get_language() or "sv"
    organisation = speaker.organisation
    due = list(promises_listed(PromiseFilter.OPEN).filter(organisation=organisation)[:SHOWN])
    said = Case.objects.filter(voice__organisation=organisation).select_related("voice__words", "area")
    parts = takes_part(organisation, list(initiatives_with(organisation)[:SHOWN]))
    promised = [promise for part in parts for promise in part.promises]
    context = {
        "organisation": organisation,
        "until": speaker.membership.valid_to,
        "due": due,
        "abouts": abouts_of([*due, *promised], language),
        "parts": parts,
        "concern": what_concerns(organisation, language),
        "proposals": listed(proposals_listed(READ_AT_WORK).filter(organisation=organisation), language),
        "said": said.order_by("-voice_id")[:SHOWN],
        "drafts": unfinished(speaker.membership.account),
    }
    return render(request, "partner/desk.html", context)
