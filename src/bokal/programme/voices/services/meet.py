"""Dialogues: say what is open before inviting, count heads, never names, close with answers promised."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area
from bokal.programme.history.services import record
from bokal.programme.programmes.models import Unit
from bokal.programme.voices.enums import Channel, Ladder, Question
from bokal.programme.voices.errors import AnswersNotPromised, DialogueClosed, EndsBeforeStart, ScopeMissing
from bokal.programme.voices.models import Dialogue, HeadCount, Minutes, Promise
from bokal.programme.voices.services.answer import require_unit
from bokal.programme.voices.services.say import Said, Taken, say_voice


@dataclass(frozen=True, slots=True)
class Invitation:
    """What is said of a dialogue before it takes place."""

    title: Mapping[str, str]
    area: Area | None
    ladder: Ladder
    open_to_influence: Mapping[str, str]
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    place: str
    already_decided: Mapping[str, str] = field(default_factory=dict)
    invited_how: str = ""
    languages: Sequence[str] = ()
    interpreted: Sequence[str] = ()
    child_care: bool = False
    follow_up_on: datetime.date | None = None
    constructed: bool = False

    def fields(self) -> dict[str, object]:
        """Return the columns of a dialogue."""
        return {
            "title": dict(self.title),
            "area": self.area,
            "ladder": self.ladder,
            "open_to_influence": dict(self.open_to_influence),
            "already_decided": dict(self.already_decided),
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "place": self.place,
            "invited_how": self.invited_how,
            "languages": list(self.languages),
            "interpreted": list(self.interpreted),
            "child_care": self.child_care,
            "follow_up_on": self.follow_up_on,
            "constructed": self.constructed,
        }


def check_invitation(invitation: Invitation) -> None:
    """Refuse an invitation that does not say what can be changed, or that ends before it starts."""
    if not any(text.strip() for text in invitation.open_to_influence.values()):
        raise ScopeMissing
    if invitation.ends_at <= invitation.starts_at:
        raise EndsBeforeStart


def open_dialogue(dialogue_id: int) -> Dialogue:
    """Return a dialogue that is not closed, held until the change is done."""
    dialogue = Dialogue.objects.select_for_update(of=("self",)).get(pk=dialogue_id)
    if dialogue.closed_at is not None:
        raise DialogueClosed
    return dialogue


@transaction.atomic
def plan_dialogue(*, slug: str, invitation: Invitation, actor: Account | None) -> Dialogue:
    """Plan a dialogue and say what it is about; the same address changes it until it is closed."""
    check_invitation(invitation)
    dialogue = Dialogue.objects.select_for_update(of=("self",)).filter(slug=slug).first()
    if dialogue is not None and dialogue.closed_at is not None:
        raise DialogueClosed
    dialogue, new = Dialogue.objects.update_or_create(slug=slug, defaults=invitation.fields())
    record(actor=actor, verb="dialogue.planned" if new else "dialogue.changed", subject=dialogue)
    return dialogue


@transaction.atomic
def count_heads(
    *, dialogue_id: int, counts: Mapping[tuple[Question | str, str], int], actor: Account | None
) -> None:
    """Write down how many came; ``("", "")`` counts everybody, a question and an answer those who said so."""
    dialogue = open_dialogue(dialogue_id)
    for (question, answer), people in counts.items():
        HeadCount.objects.update_or_create(
            dialogue=dialogue, question=question, answer=answer, defaults={"people": people}
        )
    record(actor=actor, verb="dialogue.counted", subject=dialogue)


@transaction.atomic
def write_minutes(*, dialogue_id: int, text: str, language: str, actor: Account | None) -> Minutes:
    """Keep the notes of a dialogue as a new version."""
    dialogue = open_dialogue(dialogue_id)
    last = dialogue.minutes.aggregate(last=Max("version"))["last"] or 0
    minutes = Minutes.objects.create(
        dialogue=dialogue, version=last + 1, language=language, text=text, by=actor
    )
    record(actor=actor, verb="dialogue.minutes_written", subject=dialogue, version=minutes.version)
    return minutes


def say_from_minutes(*, dialogue_id: int, said: Sequence[Said], actor: Account | None) -> list[Taken]:
    """Take in the voices that notes were split into; the meeting is their source."""
    dialogue = Dialogue.objects.get(pk=dialogue_id)
    if dialogue.closed_at is not None:
        raise DialogueClosed
    if any(voice.channel is not Channel.MEETING or voice.dialogue != dialogue for voice in said):
        raise ValueError("Voices from minutes name their meeting.")
    return [say_voice(said=voice, recorded_by=actor) for voice in said]


@transaction.atomic
def close_dialogue(
    *, dialogue_id: int, unit: Unit | None, answers_due_on: datetime.date | None, actor: Account | None
) -> Dialogue:
    """Close a dialogue: a unit promises answers by a day, and those who came know when they hear of it."""
    dialogue = open_dialogue(dialogue_id)
    if unit is None or answers_due_on is None or dialogue.follow_up_on is None:
        raise AnswersNotPromised
    require_unit(unit)
    dialogue.answering_unit, dialogue.answers_due_on = unit, answers_due_on
    dialogue.closed_at = timezone.now()
    dialogue.save(update_fields=["answering_unit", "answers_due_on", "closed_at"])
    Promise.objects.create(unit=unit, text=dialogue.title, due_on=answers_due_on, dialogue=dialogue)
    record(actor=actor, verb="dialogue.closed", subject=dialogue, unit=unit.code, due_on=str(answers_due_on))
    return dialogue
