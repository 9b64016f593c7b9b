"""Put problems and proposals into words: each wording is a version, shown first to those who spoke."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Model
from django.utils import timezone
from django.utils.text import slugify

from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area
from bokal.programme.history.services import record
from bokal.programme.voices.enums import Author, Feasibility, Reply, Stage, Standing
from bokal.programme.voices.errors import (
    AddressJustTaken,
    BecauseMissing,
    NotPart,
    NotShownYet,
    ProblemsMissing,
    TitleMissing,
    Withdrawn,
)
from bokal.programme.voices.models import (
    Case,
    Confirmation,
    Grouping,
    Organisation,
    Problem,
    Proposal,
    Purpose,
    Wording,
)
from bokal.programme.voices.services.dated import moment_for
from bokal.programme.voices.services.group import link, locked_problem
from bokal.programme.voices.services.reach import Thing, kind_of, problems_in
from bokal.programme.voices.services.speak_for import require_speaking

RESERVED = frozenset({"new", "gather"})
"""Words that stand where the address of a thing stands, and mean a page."""


@dataclass(frozen=True, slots=True)
class Text:
    """A wording in one language."""

    title: str
    text: str = ""


def free_slug(kind: type[Model], title: str) -> str:
    """Return an address for a title that nothing of the kind has yet; also for titles in other scripts."""
    stem = slugify(title)[:60].strip("-") or kind._meta.model_name or ""
    taken = set(kind._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in count(2))
    return next(slug for slug in chain([stem], numbered) if slug not in taken | RESERVED)


def make_at[M: Model](kind: type[M], slug: str, /, **facts: Any) -> M:
    """Write a thing at its address; when somebody took it in the same moment, refuse."""
    try:
        with transaction.atomic():
            return kind._default_manager.create(slug=slug, **facts)
    except IntegrityError as broken:
        if kind._default_manager.filter(slug=slug).exists():
            raise AddressJustTaken from broken
        raise


def write_wording(
    thing: Thing,
    texts: Mapping[str, Text],
    written_in: str,
    actor: Account | None,
    *,
    at: datetime.datetime | None = None,
) -> list[Wording]:
    """Write the next version in each language; those it was not written in are marked as translations."""
    if written_in not in texts or not all(text.title.strip() for text in texts.values()):
        raise TitleMissing
    of = {kind_of(thing): thing}
    moment = moment_for(at, constructed=thing.constructed)
    last = Wording.objects.filter(**of).aggregate(last=Max("version"))["last"] or 0
    return [
        Wording.objects.create(
            **of,
            version=last + 1,
            language=language,
            translated_from="" if language == written_in else written_in,
            title=text.title.strip(),
            text=text.text.strip(),
            by=actor,
            at=moment,
        )
        for language, text in texts.items()
    ]


@transaction.atomic
def draft_problem(
    *,
    slug: str,
    area: Area | None,
    voices: Sequence[int],
    texts: Mapping[str, Text],
    written_in: str,
    actor: Account | None,
    constructed: bool = False,
    at: datetime.datetime | None = None,
) -> Problem:
    """Write a first draft of a problem from voices; ``at`` dates an example back, and only that."""
    moment = moment_for(at, constructed=constructed)
    problem = Problem.objects.create(slug=slug, area=area, constructed=constructed, made_at=moment)
    write_wording(problem, texts, written_in, actor, at=at)
    act = Grouping._meta.get_field("act").get_default()
    grouping = link(problem, list(dict.fromkeys(voices)), act, at=at)
    record(actor=actor, verb="problem.drafted", subject=problem, voices=len(grouping))
    return problem


@transaction.atomic
def reword_problem(
    *,
    problem_id: int,
    texts: Mapping[str, Text],
    written_in: str,
    actor: Account | None,
    at: datetime.datetime | None = None,
) -> list[Wording]:
    """Put a problem in other words; the old ones stay, with what was said about them."""
    problem = locked_problem(problem_id)
    wordings = write_wording(problem, texts, written_in, actor, at=at)
    record(actor=actor, verb="problem.reworded", subject=problem, version=wordings[0].version)
    return wordings


@dataclass(frozen=True, slots=True)
class Terms:
    """Who stands behind a proposal, what it costs, and what they offer to do; ``cost`` is in öre."""

    author: Author
    organisation: Organisation | None = None
    cost: int | None = None
    feasibility: Feasibility = Feasibility.UNKNOWN
    offer: str = ""


@transaction.atomic
def draft_proposal(
    *,
    slug: str,
    area: Area | None,
    problems: Sequence[int],
    terms: Terms,
    texts: Mapping[str, Text],
    written_in: str,
    actor: Account | None,
    constructed: bool = False,
    at: datetime.datetime | None = None,
) -> Proposal:
    """Write a first draft of a proposal, with the problems it answers; made-up ones make it so too."""
    if not problems:
        raise ProblemsMissing
    if terms.organisation is not None:
        require_speaking(terms.organisation)
    held = [locked_problem(pk) for pk in sorted(set(problems))]
    made_up = constructed or any(problem.constructed for problem in held)
    moment = moment_for(at, constructed=made_up)
    proposal = Proposal.objects.create(
        slug=slug,
        area=area,
        author=terms.author,
        organisation=terms.organisation,
        cost=terms.cost,
        feasibility=terms.feasibility,
        offer=terms.offer.strip(),
        constructed=made_up,
        made_at=moment,
    )
    Purpose.objects.bulk_create(
        Purpose(proposal=proposal, problem=problem, made_at=moment) for problem in held
    )
    write_wording(proposal, texts, written_in, actor, at=at)
    record(actor=actor, verb="proposal.drafted", subject=proposal, problems=len(held))
    return proposal


@transaction.atomic
def reword_proposal(
    *, proposal_id: int, texts: Mapping[str, Text], written_in: str, actor: Account | None
) -> list[Wording]:
    """Put a proposal in other words; the old ones stay."""
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal_id)
    wordings = write_wording(proposal, texts, written_in, actor)
    record(actor=actor, verb="proposal.reworded", subject=proposal, version=wordings[0].version)
    return wordings


@transaction.atomic
def reconsider_proposal(
    *, proposal_id: int, problems: Sequence[int], terms: Terms, actor: Account | None
) -> Proposal:
    """Change what a proposal costs, whether it can be done, what is offered, and what it answers."""
    if not problems:
        raise ProblemsMissing
    if terms.organisation is not None:
        require_speaking(terms.organisation)
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal_id)
    wanted = {pk for pk in sorted(set(problems)) if locked_problem(pk)}
    fields = ["author", "organisation", "cost", "feasibility", "offer"]
    for field in fields:
        setattr(proposal, field, getattr(terms, field))
    proposal.save(update_fields=fields)
    held = Purpose.objects.now().filter(proposal=proposal)
    held.exclude(problem__in=wanted).update(ended_at=timezone.now())
    new = wanted - set(held.values_list("problem_id", flat=True))
    Purpose.objects.bulk_create(Purpose(proposal=proposal, problem_id=pk) for pk in sorted(new))
    record(actor=actor, verb="proposal.reconsidered", subject=proposal, problems=len(wanted))
    return proposal


@transaction.atomic
def show_wording(*, thing: Thing, actor: Account | None) -> None:
    """Show the latest wording to those who spoke; each finds it under the code of their voice."""
    move(thing, Stage.SHOWN, "shown", actor)


@transaction.atomic
def publish_wording(*, thing: Thing, actor: Account | None) -> None:
    """Let everybody read the latest wording, with the share of those who confirmed it."""
    if type(thing).objects.get(pk=thing.pk).stage == Stage.DRAFT:
        raise NotShownYet
    move(thing, Stage.PUBLISHED, "published", actor)


def move(thing: Thing, stage: Stage, done: str, actor: Account | None) -> None:
    """Take a problem or proposal to a stage; where it is there already nothing changes."""
    held = type(thing).objects.select_for_update(of=("self",)).get(pk=thing.pk)
    if held.stage in {stage, Stage.PUBLISHED}:
        return
    if not held.wordings.exists():
        raise TitleMissing
    held.stage = stage
    held.save(update_fields=["stage"])
    record(actor=actor, verb=f"{kind_of(thing)}.{done}", subject=held)


def problems_of(wording: Wording) -> list[int]:
    """Return the problems whose voices may speak about a wording."""
    thing = wording.problem or wording.proposal
    return [] if thing is None else problems_in(thing)


@transaction.atomic
def confirm_wording(*, wording_id: int, voice_id: int, reply: Reply, because: str = "") -> Confirmation:
    """Say of a wording “that is what I meant” or “not quite, because …”; the last word counts."""
    if reply is Reply.NOT_QUITE and not because.strip():
        raise BecauseMissing
    wording = Wording.objects.select_related("problem", "proposal").filter(pk=wording_id).first()
    if wording is None:
        raise NotPart
    thing = wording.problem or wording.proposal
    if thing is None or thing.stage == Stage.DRAFT:
        raise NotShownYet
    part = Grouping.objects.now().filter(problem__in=problems_of(wording), voice_id=voice_id)
    if not part.exists():
        raise NotPart
    # Held until the end, so that no reason is written while the words are taken back.
    if Case.objects.select_for_update(of=("self",)).get(voice_id=voice_id).standing == Standing.WITHDRAWN:
        raise Withdrawn
    said = {"reply": reply, "because": because.strip() if reply is Reply.NOT_QUITE else ""}
    confirmation, _new = Confirmation.objects.update_or_create(
        wording=wording, voice_id=voice_id, defaults=said
    )
    record(actor=None, verb="wording.replied", subject=wording, reply=str(reply))
    return confirmation


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How those who spoke see a wording: of ``asked`` voices, ``yes`` and ``not_quite`` replied."""

    asked: int
    yes: int
    not_quite: int

    @property
    def replied(self) -> int:
        """How many have replied."""
        return self.yes + self.not_quite


def confirmed(wordings: Sequence[Wording]) -> Confirmed:
    """Count the replies to one version in all its languages; a voice counts once."""
    asked = Grouping.objects.now().filter(problem__in=problems_of(wordings[0]))
    replies = Confirmation.objects.filter(wording__in=wordings).order_by("voice_id", "at", "pk")
    latest = dict(replies.values_list("voice_id", "reply"))
    said = list(latest.values())
    return Confirmed(
        asked.values("voice_id").distinct().count(), said.count(Reply.YES), said.count(Reply.NOT_QUITE)
    )
