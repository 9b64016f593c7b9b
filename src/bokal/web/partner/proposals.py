"""Propose something as the organisation: for which problems, at what cost, and what it would do itself."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from bokal.programme.voices.perms import can_speak_for_organisation
from bokal.programme.voices.services import READ_BY_ALL, Offer, Text, propose_as_itself
from bokal.web.partner.speaker import speaker_of
from bokal.web.ui.acts import done
from bokal.web.ui.asking import AskingForm, LanguageField
from bokal.web.ui.choosing import handed_in, with_search
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.guards import allow
from bokal.web.ui.kronor import KronorField
from bokal.web.ui.thing_choosers import ProblemsField


class ProposalForm(AskingForm):
    """What would help, for which problems, at what cost, and what the organisation offers to do."""

    title = forms.CharField(
        label=_("In one sentence"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    text = forms.CharField(
        label=_("More about it"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    language = LanguageField()
    problems = ProblemsField(
        label=_("Problems it answers"),
        error_messages={"required": _("A proposal answers at least one problem. Choose which.")},
    )
    cost = KronorField(
        label=_("Cost in kronor"), help_text=_("Leave it empty when it is not known."), required=False
    )
    offer = forms.CharField(
        label=_("What you offer to do yourselves"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["problems"].among(None, READ_BY_ALL)  # type: ignore[attr-defined]

    def proposed(self) -> Offer:
        """Return what is proposed as the service takes it."""
        found = self.cleaned_data
        return Offer(
            text=Text(found["title"], found["text"]),
            language=found["language"],
            problems=[problem.pk for problem in found["problems"]],
            cost=found["cost"],
            own_work=found["offer"],
        )


@allow(can_speak_for_organisation)
@keeps_draft(_("Propose something"))
def proposal_new(request: HttpRequest) -> HttpResponse:
    speaker = speaker_of(request)
    form = ProposalForm(handed_in(request), initial={"problems": request.GET.getlist("problem")})
    form = with_search(form, request)

    def act() -> object:
        return propose_as_itself(spokesperson_id=speaker.pk, offer=form.proposed())

    if request.method == "POST" and done(form, act):
        return redirect("partner:desk")
    context = {"form": form, "organisation": speaker.organisation}
    return render(request, "partner/proposal_new.html", context, status=422 if form.is_bound else 200)


urlpatterns = [path("new/", proposal_new, name="proposal-new")]
