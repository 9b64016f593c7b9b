"""Receipt cards: make a batch for a place or an event, and print it."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from bokal.programme.history.errors import Refused
from bokal.programme.voices.models import CardBatch
from bokal.programme.voices.perms import areas_recorded_in, can_record_voices
from bokal.programme.voices.services import make_cards
from bokal.web.ui.asking import AskingForm
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.guards import allow
from bokal.web.workspace.card_papers import CARDS, SHEETS, draw_cards
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.scope import AreaField, require_area

MOST_SHOWN = 100


class BatchForm(AskingForm):
    """Where the cards are handed out, for which area, in which languages, and how many."""

    title = forms.CharField(
        label=_("Place or event"),
        help_text=_("It is printed on every card. For example: the library, or the summer fair."),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    area = AreaField()
    languages = forms.MultipleChoiceField(
        label=_("Languages on the card"),
        help_text=_("Whoever speaks may write in any language."),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        initial=[code for code, _name in settings.LANGUAGES],
    )
    count = forms.IntegerField(
        label=_("Number of cards"), help_text=_("Four fit on a sheet."), initial=40, min_value=1
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].offer(request)  # type: ignore[attr-defined]


@allow(can_record_voices)
def card_list(request: HttpRequest) -> HttpResponse:
    batches = CardBatch.objects.select_related("area").annotate(
        printed=Count("cards"), used=Count("cards__receipt")
    )
    codes = areas_recorded_in(request.user)
    mine = batches if codes is None else batches.filter(area__code__in=codes)
    return render(request, "workspace/cards/list.html", {"batches": mine.order_by("-pk")[:MOST_SHOWN]})


@allow(can_record_voices)
@keeps_draft(_("Make receipt cards"))
def card_new(request: HttpRequest) -> HttpResponse:
    form = BatchForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        try:
            make_cards(**form.cleaned_data, actor=account_of(request))
        except Refused as refusal:
            form.add_error("count", str(refusal))
        else:
            return redirect("workspace:card-list")
    return render(request, "workspace/cards/new.html", {"form": form}, status=422 if form.is_bound else 200)


def card_pdf(request: HttpRequest, batch: int, layout: str) -> HttpResponse:
    """Send the cards of a batch that nobody has used as PDF; the codes on it are kept by no browser."""
    found = get_object_or_404(CardBatch.objects.select_related("area"), pk=batch)
    require_area(request, found.area)
    pdf = draw_cards(request, found, layout)
    if pdf is None:
        return render(request, "workspace/cards/used.html", {"batch": found}, status=409)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{layout}-{found.pk}.pdf"'
    return response


@allow(can_record_voices)
@never_cache
def card_cards(request: HttpRequest, batch: int) -> HttpResponse:
    return card_pdf(request, batch, CARDS)


@allow(can_record_voices)
@never_cache
def card_sheets(request: HttpRequest, batch: int) -> HttpResponse:
    return card_pdf(request, batch, SHEETS)


urlpatterns = [
    path("", card_list, name="card-list"),
    path("new/", card_new, name="card-new"),
    path("<int:batch>/cards.pdf", card_cards, name="card-cards"),
    path("<int:batch>/sheets.pdf", card_sheets, name="card-sheets"),
]
