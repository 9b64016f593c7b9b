"""What an organisation does itself: each act is one of the person who speaks for it, and none of another."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area
from bokal.programme.voices.enums import Author, Channel, PromiseState, Stage
from bokal.programme.voices.errors import DayOver, NotInPublic, NotOwnPromise, SpeaksNoMore
from bokal.programme.voices.models import Organisation, Problem, Promise, Proposal, Spokesperson
from bokal.programme.voices.services.organise import About, make_promise, settle_promise
from bokal.programme.voices.services.say import Said, Taken, say_voice
from bokal.programme.voices.services.word import Terms, Text, draft_proposal, free_slug


def speaking_now(spokesperson_id: int) -> tuple[Organisation, Account]:
    """Return for which organisation somebody speaks, and who it is; refuse whose term is over."""
    held = Spokesperson.objects.speaking_on(timezone.localdate()).select_for_update(of=("self",))
    speaker = held.select_related("organisation", "membership__account").filter(pk=spokesperson_id).first()
    if speaker is None:
        raise SpeaksNoMore
    return speaker.organisation, speaker.membership.account


def require_public(about: About) -> None:
    """Refuse to promise something on what nobody can read yet."""
    things = [thing for thing in (about.problem, about.proposal) if thing is not None]
    if any(thing.stage != Stage.PUBLISHED for thing in things):
        raise NotInPublic


@transaction.atomic
def promise_as_itself(
    *, spokesperson_id: int, text: Mapping[str, str], due_on: datetime.date, about: About | None = None
) -> Promise:
    """Promise something as an organisation, in public and at once, by a day that is still to come."""
    organisation, actor = speaking_now(spokesperson_id)
    if due_on < timezone.localdate():
        raise DayOver
    require_public(about or About())
    return make_promise(by=organisation, text=text, due_on=due_on, about=about, actor=actor)


@transaction.atomic
def settle_as_itself(
    *, spokesperson_id: int, promise_id: int, state: PromiseState, outcome: Mapping[str, str]
) -> Promise:
    """Say what came of a promise that the organisation made."""
    organisation, actor = speaking_now(spokesperson_id)
    if not Promise.objects.filter(pk=promise_id, organisation=organisation).exists():
        raise NotOwnPromise
    return settle_promise(promise_id=promise_id, state=state, outcome=outcome, actor=actor)


@dataclass(frozen=True, slots=True)
class Offer:
    """What an organisation proposes: for which problems, at what cost in öre, and what it would do itself."""

    text: Text
    language: str
    problems: Sequence[int]
    cost: int | None = None
    own_work: str = ""


@transaction.atomic
def propose_as_itself(*, spokesperson_id: int, offer: Offer) -> Proposal:
    """Hand in a proposal as an organisation; the office shows it to those who spoke, then publishes."""
    organisation, actor = speaking_now(spokesperson_id)
    problems = list(Problem.objects.filter(pk__in=offer.problems).select_related("area").order_by("pk"))
    for problem in problems:
        require_public(About(problem=problem))
    return draft_proposal(
        slug=free_slug(Proposal, offer.text.title),
        area=area_of(organisation, problems),
        problems=[problem.pk for problem in problems],
        terms=Terms(Author.ORGANISATION, organisation, offer.cost, offer=offer.own_work),
        texts={offer.language: offer.text},
        written_in=offer.language,
        actor=actor,
        constructed=organisation.constructed,
    )


def area_of(organisation: Organisation, problems: Sequence[Problem]) -> Area | None:
    """Return the area that all the problems are about, else that of the organisation."""
    areas = {problem.area for problem in problems}
    return areas.pop() if len(areas) == 1 else organisation.area


def say_as_itself(
    *, spokesperson_id: int, words: str, language: str, area: Area | None, place: str = "", key: uuid.UUID
) -> Taken:
    """Say something as an organisation; it is read by a moderator first, as every voice is."""
    with transaction.atomic():
        organisation, actor = speaking_now(spokesperson_id)
    said = Said(
        words=words,
        language=language,
        channel=Channel.WEB,
        key=key,
        area=area,
        place=place,
        organisation=organisation,
        constructed=organisation.constructed,
    )
    return say_voice(said=said, recorded_by=actor)
