"""What stands on receipt cards and on the sheets to write on, in the languages of a place."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, override

from bokal.programme.voices.models import CardBatch
from bokal.programme.voices.services import Printed, grouped, printed_cards
from bokal.web.ui.font_signs import printable
from bokal.web.ui.formats import in_language
from bokal.web.ui.paper import code_picture, set_pdf
from bokal.web.ui.site import current_site

CARDS, SHEETS = "cards", "sheets"


def words_in(language: str) -> dict[str, str]:
    """Return the texts of a card in one language."""
    with override(language):
        return {
            "language": language,
            "ask": gettext("What do you want to say?"),
            "scan": gettext(
                "What is wrong here, or what would help? Point the camera of your phone at the square, "
                "and write."
            ),
            "keep": gettext("Keep the card: you get an answer, and find it with these ten signs."),
            "follow": gettext("See what came of it:"),
            "write": gettext(
                "What is wrong here, or what would help? Write in any language. Write no names and no "
                "telephone numbers. Hand in this part and keep the slip below."
            ),
            "slip": gettext("Your slip. You get an answer within 30 days, and find it with these ten signs."),
            "publish": gettext("My words may be shown to everybody, without my name."),
        }


def absolute(request: HttpRequest, language: str, name: str, **kwargs: Any) -> dict[str, str]:
    """Return an address in full, and short as it is printed.

    With one language the address is of the page in it; with several it has none, and the site leads on to
    the page in the language of the phone.
    """
    with override(language or settings.LANGUAGE_CODE):
        path = reverse(name, kwargs=kwargs)
    path = path if language else path.removeprefix(f"/{settings.LANGUAGE_CODE}")
    address = request.build_absolute_uri(path)
    return {"address": address, "shown": address.partition("://")[2]}


def card_paper(request: HttpRequest, batch: CardBatch, layout: str) -> dict[str, Any]:
    """Return the data of the cards of a batch that still wait for a voice."""
    languages = batch.languages or [get_language() or settings.LANGUAGE_CODE]
    one = languages[0] if len(languages) == 1 else ""

    def printed(card: Printed) -> dict[str, str]:
        address = absolute(request, one, "public:card", mark=card.mark)
        picture = code_picture(address["address"])
        return address | {"picture": picture, "code": grouped(card.code), "number": card.sheet}

    today = timezone.localdate()
    with override(languages[0]):
        return {
            "layout": layout,
            "title": gettext("Receipt cards: %(place)s") % {"place": printable(batch.title)},
            "author": in_language(current_site().name) or "Bokal",
            "date": [today.year, today.month, today.day],
            "place": printable(batch.title),
            "texts": [words_in(language) for language in languages],
            "follow": absolute(request, one, "public:follow"),
            "cards": [printed(card) for card in printed_cards(batch)],
        }


def draw_cards(request: HttpRequest, batch: CardBatch, layout: str) -> bytes | None:
    """Set the cards of a batch as PDF, or nothing when each has its voice."""
    paper = card_paper(request, batch, layout)
    return set_pdf("workspace/cards/cards.typ", paper) if paper["cards"] else None
