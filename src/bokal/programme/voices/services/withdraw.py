"""Take words back: what somebody wrote goes everywhere, the count stays."""

from django.db import transaction

from bokal.programme.accounts.models import Account
from bokal.programme.history.services import record
from bokal.programme.voices.enums import Reply, Standing
from bokal.programme.voices.models import (
    Appeal,
    Case,
    Confirmation,
    Meaning,
    Outcome,
    Pin,
    Voice,
    Words,
)
from bokal.programme.voices.services.pictures import remove_pictures
from bokal.programme.voices.services.split import take_out_of_minutes
from bokal.programme.voices.services.translate import remove_translations


@transaction.atomic
def withdraw_voice(*, voice_id: int, actor: Account | None = None) -> Case:
    """Remove everything that was written with a voice, its place and its pictures; it stays counted.

    Whoever has the receipt may do so. Doing it again changes nothing.
    """
    case = Case.objects.select_for_update(of=("self",)).get(voice_id=voice_id)
    if case.standing == Standing.WITHDRAWN:
        return case
    voice = Voice.objects.get(pk=voice_id)
    take_out_of_minutes(voice, Words.objects.get(voice=voice).text)
    for model in (Words, Pin, Meaning):
        model._default_manager.filter(voice_id=voice_id).delete()
    remove_pictures(voice_id)
    remove_translations(voice_id)
    empty_reasons(voice_id)
    case.standing = Standing.WITHDRAWN
    case.text, case.place, case.masked = "", "", False
    case.save(update_fields=["standing", "text", "place", "masked"])
    record(actor=actor, verb="voice.withdrawn", subject=voice)
    return case


def empty_reasons(voice_id: int) -> None:
    """Empty why somebody did not agree with a wording, with what was done, or with a moderator.

    That they did not agree is counted, and when they said so stays as it was.
    """
    said = Confirmation.objects.filter(voice_id=voice_id, reply=Reply.NOT_QUITE)
    said.update(because="", taken_back=True)
    Outcome.objects.filter(voice_id=voice_id).exclude(because="").update(because="")
    Appeal.objects.filter(moderation__voice_id=voice_id).exclude(because="").update(because="")
