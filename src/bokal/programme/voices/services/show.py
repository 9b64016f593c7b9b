"""What a page of a problem, a proposal or an organisation shows: wording, voices, answers and promises."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from bokal.programme.voices.enums import Channel, PromiseState, Status
from bokal.programme.voices.models import (
    Answer,
    Organisation,
    Problem,
    Promise,
    Proposal,
    Purpose,
    Wording,
)
from bokal.programme.voices.services.outcome import Better, outcome_so_far
from bokal.programme.voices.services.reach import Thing, cases_in, cases_to_answer, kind_of
from bokal.programme.voices.services.read import READ_AT_WORK, READ_BY_ALL, latest_wording
from bokal.programme.voices.services.word import Confirmed, confirmed


@dataclass(frozen=True, slots=True)
class Listed[T: (Problem, Proposal)]:
    """A problem or proposal in a list, as it is put in one language; a new half of a split has no wording."""

    thing: T
    wording: Wording | None
    voices: int


def problems_listed(stages: Collection[str] = READ_BY_ALL) -> QuerySet[Problem]:
    """Return problems that are not part of another one, with how many voices are in each, newest first."""
    held = Count("groupings", filter=Q(groupings__ended_at__isnull=True))
    found = Problem.objects.filter(stage__in=stages, joined_into__isnull=True).annotate(voices=held)
    return found.select_related("area", "unit").prefetch_related("wordings").order_by("-made_at", "-pk")


def proposals_listed(stages: Collection[str] = READ_BY_ALL) -> QuerySet[Proposal]:
    """Return proposals with how many voices stand behind the problems they answer, newest first."""
    answered = Q(purposes__ended_at__isnull=True, purposes__problem__groupings__ended_at__isnull=True)
    held = Count("purposes__problem__groupings__voice", filter=answered, distinct=True)
    found = Proposal.objects.filter(stage__in=stages).annotate(voices=held)
    with_who = found.select_related("area", "unit", "organisation")
    return with_who.prefetch_related("wordings").order_by("-made_at", "-pk")


def listed[T: (Problem, Proposal)](things: Collection[T] | QuerySet[T], language: str) -> list[Listed[T]]:
    """Put each of a page of problems or proposals in one language."""
    return [in_one_language(thing, list(thing.wordings.all()), language) for thing in things]


def listed_together(
    problems: QuerySet[Problem], proposals: QuerySet[Proposal], language: str
) -> tuple[list[Listed[Problem]], list[Listed[Proposal]]]:
    """Put problems and proposals in one language, as ``listed`` does, with one question for all the words."""
    found, offered = list(problems.prefetch_related(None)), list(proposals.prefetch_related(None))
    words = list(Wording.objects.filter(Q(problem__in=found) | Q(proposal__in=offered)))
    worded = [[one for one in words if one.problem_id == thing.pk] for thing in found]
    put = [[one for one in words if one.proposal_id == thing.pk] for thing in offered]
    return (
        [in_one_language(*pair, language) for pair in zip(found, worded, strict=True)],
        [in_one_language(*pair, language) for pair in zip(offered, put, strict=True)],
    )


def in_one_language[T: (Problem, Proposal)](
    thing: T, wordings: Sequence[Wording], language: str
) -> Listed[T]:
    """Put a problem or proposal in one language."""
    wording = latest_wording(wordings, language) if wordings else None
    return Listed(thing, wording, getattr(thing, "voices", 0))


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """An answer as a reader sees it: in their language, or as it was written; ``others`` in the rest."""

    original: Answer
    shown: Answer
    others: Sequence[Answer]
    missing: Sequence[str]


def answers_shown(thing: Thing, language: str) -> list[AnswerShown]:
    """Return the answers to a problem or proposal, oldest first, each once."""
    found = Answer.objects.filter(**{kind_of(thing): thing}).select_related("unit", "retraction")
    rows = list(found.order_by("at", "pk"))
    shown = []
    for original in (row for row in rows if row.translation_of_id is None):
        texts = [original, *(row for row in rows if row.translation_of_id == original.pk)]
        own = next((row for row in texts if row.language == language), original)
        others = [row for row in texts if row is not own]
        there = {row.language for row in texts}
        missing = [] if original.taken_back else original.missing
        shown.append(AnswerShown(original, own, others, [one for one in missing if one not in there]))
    return shown


@dataclass(frozen=True, slots=True)
class ThingPage:
    """Everything that a page of a problem or proposal shows; ``original`` is there beside a translation."""

    thing: Thing
    wording: Wording | None
    original: Wording | None
    wordings: Sequence[Wording]
    confirmed: Confirmed
    voices: int
    channels: Sequence[tuple[str, int]]
    answers: Sequence[AnswerShown]
    better: Better | None
    promises: Sequence[Promise]
    problems: Sequence[Listed[Problem]]
    proposals: Sequence[Listed[Proposal]]

    @property
    def is_problem(self) -> bool:
        """Whether it is a problem; else it is a proposal."""
        return isinstance(self.thing, Problem)


def latest_version(wordings: Sequence[Wording]) -> list[Wording]:
    """Return the newest version in all its languages."""
    newest = max((wording.version for wording in wordings), default=0)
    return [wording for wording in wordings if wording.version == newest]


def thing_page(thing: Thing, *, language: str, at_work: bool = False) -> ThingPage:
    """Gather what a page shows; beside it stand published things alone, unless it is read at work."""
    stages = READ_AT_WORK if at_work else READ_BY_ALL
    wordings = list(thing.wordings.order_by("version", "pk"))
    current = latest_version(wordings)
    wording = latest_wording(current, language) if current else None
    written = [one for one in current if not one.translated_from]
    by_channel = cases_in(thing).order_by().values("voice__channel").annotate(voices=Count("pk"))
    counted = {row["voice__channel"]: row["voices"] for row in by_channel}
    answers = answers_shown(thing, language)
    last = answers[-1].original if answers else None
    done = last is not None and last.status == Status.DONE
    about = Promise.objects.filter(**{kind_of(thing): thing}).select_related("organisation", "unit")
    links = Purpose.objects.now().filter(**{kind_of(thing): thing})
    problems, proposals = problems_listed(stages), proposals_listed(stages)
    if isinstance(thing, Problem):
        problems, proposals = problems.none(), proposals.filter(pk__in=links.values("proposal_id"))
    else:
        problems, proposals = problems.filter(pk__in=links.values("problem_id")), proposals.none()
    return ThingPage(
        thing=thing,
        wording=wording,
        original=written[0] if wording and wording.translated_from else None,
        wordings=wordings,
        confirmed=confirmed(current) if current else Confirmed(0, 0, 0),
        voices=sum(counted.values()),
        channels=[(str(one.label), counted[one.value]) for one in Channel if one.value in counted],
        answers=answers,
        better=outcome_so_far(last, cases_to_answer(thing)) if last is not None and done else None,
        promises=list(about.order_by("due_on", "pk")),
        problems=listed(problems, language),
        proposals=listed(proposals, language),
    )


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """What an organisation promised and proposed; how many of its promises were kept."""

    organisation: Organisation
    promises: Sequence[Promise]
    kept: int
    not_kept: int
    open: int
    overdue: int
    proposals: Sequence[Listed[Proposal]]


def organisation_page(
    organisation: Organisation, *, language: str, at_work: bool = False
) -> OrganisationPage:
    """Gather what an organisation promised, and what came of it."""
    about = ("problem", "proposal", "dialogue", "organisation")
    made = organisation.promises.select_related(*about).order_by("due_on", "pk")
    promises = list(made.prefetch_related("problem__wordings", "proposal__wordings"))
    states = [promise.state for promise in promises]
    overdue = sum(promise.overdue for promise in promises)
    stages = READ_AT_WORK if at_work else READ_BY_ALL
    return OrganisationPage(
        organisation=organisation,
        promises=promises,
        kept=states.count(PromiseState.KEPT),
        not_kept=states.count(PromiseState.NOT_KEPT),
        open=states.count(PromiseState.OPEN) - overdue,
        overdue=overdue,
        proposals=listed(proposals_listed(stages).filter(organisation=organisation), language),
    )
