"""Who may take in, read, moderate and answer voices: everywhere, or in the areas of their roles."""

from typing import Any

from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account
from bokal.programme.accounts.perms import (
    Actor,
    Predicate,
    anyone,
    areas_held,
    has_role_in_area,
    has_role_somewhere,
    roles_of,
)
from bokal.programme.voices.models import Case, Spokesperson

WORKING_WITH_VOICES = (Role.RECORDER, Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR)
RECORDING_VOICES = (Role.RECORDER, Role.COORDINATOR, Role.ADMINISTRATOR)
WRITING_PROBLEMS = (Role.COORDINATOR, Role.ADMINISTRATOR)


def where_the_voice_is(*roles: Role) -> Predicate:
    """Allow whoever has one of the roles where a voice is about; without a voice, anywhere."""
    somewhere = has_role_somewhere(*roles)

    def predicate(account: Actor | None, number: int | None = None, **_scope: Any) -> bool:
        if number is None or not somewhere(account):
            return somewhere(account)
        area = Case.objects.filter(voice_id=number).values_list("area__code", flat=True).first()
        return has_role_in_area(account, roles, area or "")

    predicate.__name__ = f"where_the_voice_is({', '.join(sorted(roles))})"
    return predicate


def areas_worked_in(account: Actor | None) -> frozenset[str] | None:
    """Return the codes of the areas whose voices somebody works with, or None for the whole programme."""
    return areas_held(account, WORKING_WITH_VOICES)


def areas_written_in(account: Actor | None) -> frozenset[str] | None:
    """Return the codes of the areas whose problems and proposals somebody writes and answers."""
    return areas_held(account, WRITING_PROBLEMS)


def areas_recorded_in(account: Actor | None) -> frozenset[str] | None:
    """Return the codes of the areas where somebody may take in voices, or None for the whole programme."""
    return areas_held(account, RECORDING_VOICES)


def speaks_for(account: Actor | None) -> Spokesperson | None:
    """Return for which organisation somebody speaks today, while the role and its own term hold."""
    if not isinstance(account, Account) or (Role.PARTNER.value, "") not in roles_of(account):
        return None
    today = Spokesperson.objects.speaking_on(timezone.localdate())
    held = today.select_related("organisation__area", "membership__account")
    return held.filter(membership__account=account).order_by("pk").first()


def can_speak_for_organisation(account: Actor | None, **_scope: Any) -> bool:
    """Allow whoever speaks for an organisation today; behind this door there is that one alone."""
    return speaks_for(account) is not None


can_say_something = anyone
can_read_published_voices = anyone
can_see_voices_at_work = where_the_voice_is(*WORKING_WITH_VOICES)
can_record_voices = where_the_voice_is(*RECORDING_VOICES)
can_moderate = where_the_voice_is(Role.COORDINATOR, Role.ADMINISTRATOR)
can_answer = where_the_voice_is(Role.COORDINATOR, Role.ADMINISTRATOR)
can_translate = where_the_voice_is(Role.COORDINATOR, Role.ADMINISTRATOR)
can_see_translations_at_work = has_role_somewhere(*WORKING_WITH_VOICES)
can_ask_service = has_role_somewhere(*WRITING_PROBLEMS)

# Behind these doors each problem, proposal and organisation is looked up among those of one's areas alone.
can_see_problems_at_work = has_role_somewhere(*WORKING_WITH_VOICES)
can_write_problems = has_role_somewhere(*WRITING_PROBLEMS)
