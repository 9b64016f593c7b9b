"""Answer what was said: by a unit, in the languages it was said in, with one of the fixed status words."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.history.services import record
from bokal.programme.programmes.models import Unit
from bokal.programme.voices.enums import SPOKEN, Stage, Standing, Status
from bokal.programme.voices.errors import (
    AnswerEmpty,
    AnswerTakenBack,
    DayMissing,
    JoinedAlready,
    NotShownYet,
    TranslatedAlready,
    TranslationsMissing,
    UnitGone,
    Withdrawn,
    WrongLanguage,
)
from bokal.programme.voices.models import Answer, Case, CaseQuerySet, Problem, Proposal, Retraction, Voice
from bokal.programme.voices.services.dated import moment_of
from bokal.programme.voices.services.reach import Thing, cases_to_answer, kind_of, problems_in


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


@transaction.atomic
def assign_thing[T: Thing](*, thing: T, unit: Unit, due_on: datetime.date, actor: Account | None) -> T:
    """Say which unit owes the next step on a problem or a proposal, and by when."""
    require_unit(unit)
    held = locked_thing(thing)
    held.unit, held.due_on = unit, due_on
    held.save(update_fields=["unit", "due_on"])
    record(
        actor=actor, verb=f"{kind_of(held)}.assigned", subject=held, unit=unit.code, due_on=str(held.due_on)
    )
    return held


def require_unit(unit: Unit) -> None:
    """Refuse a unit that no longer exists."""
    if not Unit.objects.valid_on(timezone.localdate()).filter(pk=unit.pk).exists():
        raise UnitGone


def locked_thing[T: Thing](thing: T) -> T:
    """Return a problem or proposal that can be worked on, held until the change is done."""
    held = type(thing).objects.select_for_update(of=("self",)).get(pk=thing.pk)
    if isinstance(held, Problem) and held.joined_into_id is not None:
        raise JoinedAlready
    if isinstance(held, Proposal):
        # Its voices are those of its problems, so these are held too, in the same order by everybody.
        problems = Problem.objects.select_for_update(of=("self",)).filter(pk__in=problems_in(held))
        list(problems.order_by("pk"))
    return held  # type: ignore[return-value]


def texts_said(
    texts: Mapping[str, str], written_in: str, status: Status, next_on: datetime.date | None
) -> dict[str, str]:
    """Return the texts that say something, the one that was written first; refuse an answer that is none."""
    said = {code: text.strip() for code, text in texts.items() if text.strip()}
    if written_in not in said:
        raise AnswerEmpty
    if status is Status.LATER and next_on is None:
        raise DayMissing
    return {written_in: said.pop(written_in)} | said


def write_answer(
    to: Mapping[str, Voice | Thing],
    texts: Mapping[str, str],
    *,
    status: Status,
    unit: Unit,
    actor: Account | None,
    next_on: datetime.date | None,
    missing: Collection[str] = (),
    at: datetime.datetime | None = None,
) -> list[Answer]:
    """Write an answer, the first of the texts as the original and the others as its translations."""
    answers: list[Answer] = []
    for language, text in texts.items():
        original = answers[0] if answers else None
        answers.append(
            Answer.objects.create(
                **to,
                status=status,
                text=text,
                language=language,
                translated_from=original.language if original else "",
                translation_of=original,
                missing=sorted(missing),
                unit=unit,
                by=actor,
                next_on=next_on,
                at=at or timezone.now(),
            )
        )
    return answers


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
    at: datetime.datetime | None = None,
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
    at
        When a constructed voice was answered; a real one is answered now.
    """
    require_unit(unit)
    said = texts_said(texts, written_in, status, next_on)
    case = Case.objects.select_for_update(of=("self",)).select_related("voice").get(voice_id=voice_id)
    language = case.voice.language
    if language not in {"und", *said}:
        raise WrongLanguage(language)
    if case.standing == Standing.WITHDRAWN:
        raise Withdrawn
    given = moment_of(case, at)
    answers = write_answer(
        {"voice": case.voice}, said, status=status, unit=unit, actor=actor, next_on=next_on, at=given
    )
    case.status, case.unit = status, unit
    case.answered_at = case.answered_at or given
    case.due_on = next_on or case.due_on
    case.save(update_fields=["status", "unit", "answered_at", "due_on"])
    record(actor=actor, verb="voice.answered", subject=case.voice, status=str(status), unit=unit.code)
    return answers


@transaction.atomic
def answer_thing(
    *,
    thing: Thing,
    status: Status,
    texts: Mapping[str, str],
    written_in: str,
    unit: Unit,
    actor: Account | None,
    next_on: datetime.date | None = None,
    missing: Collection[str] = (),
) -> list[Answer]:
    """Answer a problem or a proposal once; the answer reaches every voice in it.

    A voice counts as answered when the answer is there in its language: those whose translation is marked as
    missing move on with the others, and are owed it until ``translate_answer`` adds it. A proposal that is
    refused does not refuse the problem, so its voices keep their status.

    Parameters
    ----------
    missing
        The languages of its voices that the answer is knowingly not translated into yet.

    Raises
    ------
    TranslationsMissing
        A voice is in a language that the answer is neither in nor marked as missing in.
    """
    require_unit(unit)
    said = texts_said(texts, written_in, status, next_on)
    held = locked_thing(thing)
    if held.stage == Stage.DRAFT:
        raise NotShownYet
    cases = cases_to_answer(held)
    reached = list(cases.select_for_update(of=("self",)).select_related("voice"))
    lacking = {case.voice.language for case in reached} - {"und", *said}
    if lacking - set(missing):
        raise TranslationsMissing(languages_named(lacking - set(missing)))
    kind = kind_of(held)
    answers = write_answer(
        {kind: held}, said, status=status, unit=unit, actor=actor, next_on=next_on, missing=lacking
    )
    held.status, held.unit, held.due_on = status, unit, next_on or held.due_on
    held.save(update_fields=["status", "unit", "due_on"])
    refused_proposal = kind == "proposal" and status is Status.NO
    move_cases(cases, None if refused_proposal else status, unit, next_on)
    count_as_answered(cases, said)
    record(
        actor=actor,
        verb=f"{kind}.answered",
        subject=held,
        status=str(status),
        unit=unit.code,
        voices=len(reached),
    )
    return answers


def move_cases(cases: CaseQuerySet, status: Status | None, unit: Unit, next_on: datetime.date | None) -> None:
    """Let voices follow what was answered to all of them."""
    changes: dict[str, Any] = {"unit": unit}
    if status is not None:
        changes["status"] = status
    if next_on is not None:
        changes["due_on"] = next_on
    cases.update(**changes)


def count_as_answered(cases: CaseQuerySet, languages: Collection[str]) -> int:
    """Note of voices that nobody had answered that they are, where the answer is in their language."""
    can_read = Q(voice__language__in=[*languages, "und"])
    return int(cases.filter(can_read, answered_at__isnull=True).update(answered_at=timezone.now()))


def languages_named(codes: Collection[str]) -> str:
    """Write languages by their own names."""
    names = dict(SPOKEN)
    return ", ".join(names.get(code, code) for code in sorted(codes))


@transaction.atomic
def translate_answer(*, answer_id: int, language: str, text: str, actor: Account | None) -> Answer:
    """Add a translation of an answer that was missing; whoever waited for it is answered now."""
    if not text.strip():
        raise AnswerEmpty
    original = Answer.objects.select_related("problem", "proposal", "voice", "unit").get(
        pk=answer_id, translation_of__isnull=True
    )
    thing = original.problem or original.proposal
    cases = (
        Case.objects.filter(voice=original.voice) if thing is None else cases_to_answer(locked_thing(thing))
    )
    # Asked once the thing is held: it may just have been taken back.
    if Retraction.objects.filter(answer=original).exists():
        raise AnswerTakenBack
    there = Answer.objects.filter(Q(pk=original.pk) | Q(translation_of=original), language=language)
    if there.exists():
        raise TranslatedAlready
    translation = Answer.objects.create(
        voice=original.voice,
        problem=original.problem,
        proposal=original.proposal,
        status=original.status,
        text=text.strip(),
        language=language,
        translated_from=original.language,
        translation_of=original,
        missing=original.missing,
        unit=original.unit,
        by=actor,
        next_on=original.next_on,
    )
    answered = count_as_answered(cases.filter(voice__language=language), [language])
    record(actor=actor, verb="answer.translated", subject=original, language=language, voices=answered)
    return translation
