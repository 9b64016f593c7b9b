"""Codes for voices to come: a recorder without network can hand out the receipt at once."""

import uuid

from bokal.programme.voices.models import Card, Receipt
from bokal.programme.voices.services.codes import code_fingerprint, code_of

MOST_SPARE = 60


def spare_codes(count: int) -> list[tuple[uuid.UUID, str]]:
    """Return keys for voices that are not said yet, each with the code that it will have.

    A code leads nowhere until a voice with its key is kept. Nothing is written down about it here.
    """
    spare = {code_fingerprint(code): (key, code) for key, code in drawn(min(max(count, 0), MOST_SPARE))}
    for model in (Receipt, Card):
        for taken in model.objects.filter(fingerprint__in=spare).values_list("fingerprint", flat=True):
            del spare[taken]
    return list(spare.values())


def drawn(count: int) -> list[tuple[uuid.UUID, str]]:
    """Draw keys and work out the usual code of each."""
    return [(key, code_of(key)) for key in (uuid.uuid4() for _each in range(count))]
