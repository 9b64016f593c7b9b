"""Say something as the organisation, and follow what comes of what it said."""

import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from bokal.programme.voices.models import Voice
from bokal.programme.voices.perms import can_speak_for_organisation
from bokal.programme.voices.services import (
    READ_BY_WHO_SPOKE,
    areas_to_speak_about,
    code_again,
    grouped,
    say_as_itself,
    thread_of,
)
from bokal.web.partner.speaker import speaker_of
from bokal.web.ui.acts import done
from bokal.web.ui.asking import AskingForm, LanguageField
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.guards import allow


class SayForm(AskingForm):
    """What the organisation wants to say."""

    words = forms.CharField(
        label=_("What does the organisation want to say?"),
        max_length=4000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    language = LanguageField()
    area = forms.ChoiceField(label=_("Which area is it about?"), required=False)
    place = forms.CharField(
        label=_("Where exactly, if it matters"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    # The same form sent twice is one voice.
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {area.code: area for area in areas_to_speak_about()}
        named = ((code, area.name) for code, area in self.areas.items())
        self.fields["area"].choices = [("", _("The whole programme")), *named]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """Return what was said as the service takes it."""
        return self.cleaned_data | {"area": self.areas.get(self.cleaned_data["area"])}


@allow(can_speak_for_organisation)
@keeps_draft(_("Say something as the organisation"))
def voice_new(request: HttpRequest) -> HttpResponse:
    speaker = speaker_of(request)
    area = speaker.organisation.area
    given = {"key": uuid.uuid4(), "area": area.code if area else ""}
    form = SayForm(request.POST or None, initial=given)

    def act() -> object:
        return say_as_itself(spokesperson_id=speaker.pk, **form.said())

    if request.method == "POST" and done(form, act):
        return redirect("partner:desk")
    context = {"form": form, "organisation": speaker.organisation}
    return render(request, "partner/voice_new.html", context, status=422 if form.is_bound else 200)


@allow(can_speak_for_organisation)
@never_cache
def voice(request: HttpRequest, number: int) -> HttpResponse:
    """Show what came of a voice of the organisation; the code lets it say whether it was understood."""
    speaker = speaker_of(request)
    own = Voice.objects.filter(pk=number, organisation=speaker.organisation).first()
    if own is None:
        raise Http404
    context = {
        "thread": thread_of(number, language=get_language() or "sv", stages=READ_BY_WHO_SPOKE),
        "code": grouped(code_again(own)),
    }
    return render(request, "partner/voice.html", context)


urlpatterns = [
    path("new/", voice_new, name="voice-new"),
    path("<int:number>/", voice, name="voice"),
]
