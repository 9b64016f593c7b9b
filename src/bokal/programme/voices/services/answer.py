"""Answer a voice: by a unit, in the language it was said in, with one of the fixed status words."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.history.services import record
from bokal.programme.programmes.models import Unit
from bokal.programme.voices.enums import Standing, Status
from bokal.programme.voices.errors import AnswerEmpty, DayMissing, UnitGone, Withdrawn, WrongLanguage
from bokal.programme.voices.models import Answer, Case


@transaction.atomic
def assign_case(
    *, voice_id: int, unit: Unit, actor: Account | None, due_on: datetime.date | None = None
) -> Case:
    """Say which unit owes the answer; the day stays unless another is given."""
    require_unit(unit)
    case = Case.objects.select_for_update(of=("self",)).get(voice_id=voice_id)
    case.unit, case.due_on = unit, due_on or case.due_on
    case.save(update_fields=["unit", "due_on"])
    record(actor=actor, verb="voice.assigned", subject=case.voice, unit=unit.code, due_on=str(case.due_on))
    return case


def require_unit(unit: Unit) -> None:
    """Refuse a unit that no longer exists."""
    if not Unit.objects.valid_on(timezone.localdate()).filter(pk=unit.pk).exists():
        raise UnitGone


@transaction.atomic
def answer_voice(
    *,
    voice_id: int,
    status: Status,
    texts: Mapping[str, str],
    written_in: str,
    unit: Unit,
    actor: Account | None,
    next_on: datetime.date | None = None,
) -> list[Answer]:
    """Answer a voice in the language of its words; a translation is marked as one.

    Parameters
    ----------
    texts
        The answer by language code; it must hold the language of the voice, unless that is unknown.
    written_in
        The language it was written in; the other texts are translations of it.
    next_on
        The day by which more will be said. “Later” needs one.
    """
    require_unit(unit)
    said = {code: text.strip() for code, text in texts.items() if text.strip()}
    if written_in not in said:
        raise AnswerEmpty
    if status is Status.LATER and next_on is None:
        raise DayMissing
    case = Case.objects.select_for_update(of=("self",)).select_related("voice").get(voice_id=voice_id)
    language = case.voice.language
    if language not in {"und", *said}:
        raise WrongLanguage(language)
    if case.standing == Standing.WITHDRAWN:
        raise Withdrawn
    answers = [
        Answer.objects.create(
            voice=case.voice,
            status=status,
            text=text,
            language=code,
            translated_from="" if code == written_in else written_in,
            unit=unit,
            by=actor,
            next_on=next_on,
        )
        for code, text in said.items()
    ]
    case.status, case.unit = status, unit
    case.answered_at = case.answered_at or timezone.now()
    case.due_on = next_on or case.due_on
    case.save(update_fields=["status", "unit", "answered_at", "due_on"])
    record(actor=actor, verb="voice.answered", subject=case.voice, status=str(status), unit=unit.code)
    return answers
