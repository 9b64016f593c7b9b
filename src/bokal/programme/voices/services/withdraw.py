"""Take words back: the text goes everywhere, the count stays."""

from django.db import transaction

from bokal.programme.accounts.models import Account
from bokal.programme.history.services import record
from bokal.programme.voices.enums import Standing
from bokal.programme.voices.models import Case, Meaning, Voice, Words
from bokal.programme.voices.services.pictures import remove_pictures
from bokal.programme.voices.services.translate import remove_translations


@transaction.atomic
def withdraw_voice(*, voice_id: int, actor: Account | None = None) -> Case:
    """Remove the words, the place in words and the pictures of a voice; that it was said stays counted.

    Whoever has the receipt may do so. Doing it again changes nothing.
    """
    case = Case.objects.select_for_update(of=("self",)).get(voice_id=voice_id)
    if case.standing == Standing.WITHDRAWN:
        return case
    Words.objects.filter(voice_id=voice_id).delete()
    remove_pictures(voice_id)
    remove_translations(voice_id)
    Meaning.objects.filter(voice_id=voice_id).delete()
    case.standing = Standing.WITHDRAWN
    case.text, case.place, case.masked = "", "", False
    case.save(update_fields=["standing", "text", "place", "masked"])
    record(actor=actor, verb="voice.withdrawn", subject=Voice.objects.get(pk=voice_id))
    return case
