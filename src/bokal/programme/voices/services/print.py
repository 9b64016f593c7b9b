"""Receipt cards: made in a batch for one place or event, each with its own address and code."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area
from bokal.programme.history.services import record
from bokal.programme.voices.errors import TooManyCards
from bokal.programme.voices.models import Card, CardBatch
from bokal.programme.voices.services.codes import SIGNS, code_fingerprint
from bokal.programme.voices.services.say import codes_of, free_code

MOST_CARDS = 1000
MARK = 10
SHEET = re.compile(r"[Bb](\d{1,9})-(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands on one card: its number, the end of its address, and the code that leads back."""

    number: int
    mark: str
    code: str
    sheet: str


@transaction.atomic
def make_cards(
    *,
    title: str,
    area: Area | None,
    languages: Sequence[str],
    count: int,
    actor: Account | None,
    constructed: bool = False,
) -> CardBatch:
    """Make cards that wait for a voice."""
    if not 1 <= count <= MOST_CARDS:
        raise TooManyCards(MOST_CARDS)
    batch = CardBatch.objects.create(
        title=title.strip(), area=area, languages=list(languages), constructed=constructed
    )
    cards = [
        Card(batch=batch, number=number, mark="".join(secrets.choice(SIGNS) for _each in range(MARK)).lower())
        for number in range(1, count + 1)
    ]
    for card in cards:
        card.fingerprint = code_fingerprint(free_code(card.key))
    Card.objects.bulk_create(cards)
    record(actor=actor, verb="cards.made", subject=batch, cards=count)
    return batch


def printed_cards(batch: CardBatch) -> list[Printed]:
    """Return what stands on the cards of a batch that still wait for a voice.

    A batch can be printed again. A card that has its voice is left out: its code belongs to whoever spoke.
    """
    return [
        Printed(
            card.number,
            card.mark,
            next(code for code in codes_of(card.key) if code_fingerprint(code) == card.fingerprint),
            sheet_number(card),
        )
        for card in batch.cards.filter(receipt__isnull=True).order_by("number")
    ]


def sheet_number(card: Card) -> str:
    """Return the number in the corner of a card or sheet, such as B12-007."""
    return f"B{card.batch_id}-{card.number:03}"


def mark_of_sheet(sheet: str) -> str:
    """Return the end of the address of the card with a number, or nothing when no card of ours has it."""
    found = SHEET.fullmatch(sheet.strip())
    if found is None:
        return ""
    card = Card.objects.filter(batch_id=int(found[1]), number=int(found[2])).first()
    return card.mark if card is not None else ""
