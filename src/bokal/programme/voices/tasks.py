"""What is worked out about voices beside the pages."""

from __future__ import annotations

import hashlib
from typing import Any

from django.tasks import TaskResult, task

from bokal.programme.accounts.models import Account
from bokal.programme.queue.services import enqueue_once, last_attempt, recurring
from bokal.programme.voices import services
from bokal.programme.voices.errors import ServiceBusy
from bokal.programme.voices.models import Case, Moderation


@recurring(minutes=10)
@task(priority=-50)
def learn_meanings() -> int:
    """Work out what new words mean, where the extra ``languages`` is installed."""
    return services.learn_meanings()


@recurring(minutes=60)
@task(priority=-50)
def forget_browsers() -> int:
    """Forget which browsers added themselves more than a day ago."""
    return services.forget_browsers()


class ServiceAskedAgain(Exception):
    """The translation service was busy, and is asked again after a pause."""


@task()
def translate_voice(voice_id: int, language: str, rests_on: str, actor_id: int) -> dict[str, Any]:
    """Have the service translate a published voice; a busy one is asked again after longer and longer pauses.

    The job holds no words: they are read when it runs, and only while everybody may read them.
    """
    actor = Account.objects.get(pk=actor_id)
    try:
        translation = services.translate_by_service(
            voice_id=voice_id, language=language, rests_on=rests_on, actor=actor
        )
    except ServiceBusy:
        if last_attempt():
            raise
        raise ServiceAskedAgain from None
    return {"voice": voice_id, "language": language, "version": translation.version}


def ask_service(*, voice_id: int, language: str, actor: Account) -> TaskResult[..., Any]:
    """Ask the service for a translation in the background; asked twice about the same words it is one job."""
    services.service_needed()
    case = Case.objects.select_related("voice").get(voice_id=voice_id)
    mark = services.mark_to_ask(case, language)
    # Words that were taken away and came back are asked about anew.
    decided = Moderation.objects.filter(voice_id=voice_id).order_by("-pk").values_list("pk", flat=True)
    told = f"{voice_id}:{language}:{mark}:{decided.first()}".encode()
    key = f"translate:{hashlib.sha256(told).hexdigest()}"
    return enqueue_once(task=translate_voice, key=key, args=[voice_id, language, mark, actor.pk])
