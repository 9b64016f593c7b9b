"""What was promised, as pages and files show it: by whom, about what, by when, and what came of it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from bokal.programme.voices.enums import PromiseFilter, PromiseState
from bokal.programme.voices.models import Organisation, Problem, Promise, PromiseQuerySet, Proposal
from bokal.programme.voices.services.read import READ_BY_ALL, latest_wording
from bokal.programme.voices.services.show import Listed, listed, problems_listed, proposals_listed

FIRST = ("sv", "en", "ar")
PROMISE_COLUMNS = (
    *("number", "by", "code", "name", "language", "text", "due_on", "state", "settled_on", "outcome"),
    *("about", "about_code", "area", "constructed"),
)


def promises_listed(keep: str = "", *, areas: frozenset[str] | None = None) -> PromiseQuerySet:
    """Return promises by the day they are to be kept, narrowed down as asked."""
    today, found = timezone.localdate(), Promise.objects.within(areas)
    if keep == PromiseFilter.OPEN:
        found = found.open()
    elif keep == PromiseFilter.DUE:
        found = found.due_on(today)
    elif keep == PromiseFilter.OVERDUE:
        found = found.overdue_on(today)
    elif keep:
        found = found.filter(state=keep)
    with_who = found.select_related(
        "organisation__area", "unit", "problem__area", "proposal__area", "dialogue__area"
    )
    wordings = ("problem__wordings", "proposal__wordings")
    return with_who.prefetch_related(*wordings).order_by("due_on", "pk")


@dataclass(frozen=True, slots=True)
class PromisedAbout:
    """What a promise is about, as it is put in one language; a dialogue has its title by language."""

    kind: str
    slug: str
    title: str
    language: str


def abouts_of(
    promises: Collection[Promise], language: str, stages: Collection[str] = READ_BY_ALL
) -> dict[int, PromisedAbout]:
    """Return by promise what it is about, where that may be read."""
    found = {promise.pk: about_of(promise, language, stages) for promise in promises}
    return {number: about for number, about in found.items() if about is not None}


def about_of(promise: Promise, language: str, stages: Collection[str]) -> PromisedAbout | None:
    """Return what a promise is about, if it is written as far as asked for."""
    if promise.dialogue is not None:
        own, title = one_text(promise.dialogue.title, language)
        return PromisedAbout("dialogue", promise.dialogue.slug, title, own)
    for kind, thing in (("problem", promise.problem), ("proposal", promise.proposal)):
        if thing is None or thing.stage not in stages:
            continue
        wordings = list(thing.wordings.all())
        if wordings:
            wording = latest_wording(wordings, language)
            return PromisedAbout(kind, thing.slug, wording.title, wording.language)
    return None


def one_text(texts: Mapping[str, str], language: str = "") -> tuple[str, str]:
    """Return a text with its language: the one asked for, else the first of those there are."""
    order = [language, *FIRST, *sorted(texts)]
    return next(((one, texts[one]) for one in order if texts.get(one)), ("", ""))


def promise_rows(promises: QuerySet[Promise]) -> Iterator[Sequence[object]]:
    """Yield a row for each promise; what it is about is named when everybody may read it."""
    for promise in promises.iterator(chunk_size=500):
        language, text = one_text(promise.text)
        about = about_of(promise, language, READ_BY_ALL)
        thing = promise.problem or promise.proposal or promise.dialogue or promise.organisation
        area = thing.area if thing is not None else None
        yield (
            *(promise.pk, *who_promised(promise, language)),
            *(language, text, promise.due_on, promise.state, promise.settled_on),
            one_text(promise.outcome, language)[1],
            *(about.kind if about else "", about.slug if about else "", area.code if area else ""),
            int(promise.constructed),
        )


def who_promised(promise: Promise, language: str) -> tuple[str, str, str]:
    """Return what kind of actor promised, its code and its name."""
    if promise.organisation is not None:
        return "organisation", promise.organisation.slug, promise.organisation.name
    assert promise.unit is not None
    return "unit", promise.unit.code, one_text(promise.unit.name, language)[1]


def organisations_listed() -> QuerySet[Organisation]:
    """Return the organisations that were looked into, with how their promises stand, by name."""
    state, today = "promises__state", timezone.localdate()
    still = Q(promises__state=PromiseState.OPEN)
    counted = {
        "kept": Count("promises", filter=Q(**{state: PromiseState.KEPT})),
        "not_kept": Count("promises", filter=Q(**{state: PromiseState.NOT_KEPT})),
        "open": Count("promises", filter=still & Q(promises__due_on__gte=today)),
        "overdue": Count("promises", filter=still & Q(promises__due_on__lt=today)),
    }
    found = Organisation.objects.filter(verified_on__isnull=False).select_related("area")
    return found.annotate(**counted).order_by("name", "pk")


@dataclass(frozen=True, slots=True)
class Concern:
    """What residents said that concerns an organisation: published, and naming it or promised on."""

    problems: Sequence[Listed[Problem]]
    proposals: Sequence[Listed[Proposal]]


def what_concerns(organisation: Organisation, language: str) -> Concern:
    """Gather the published problems and proposals of others that name an organisation, or that it acts on."""
    promised = organisation.promises.order_by()
    problems = problems_listed().filter(
        Q(pk__in=promised.filter(problem__isnull=False).values("problem_id"))
        | Q(pk__in=organisation.proposals.filter(purposes__ended_at__isnull=True).values("purposes__problem"))
        | Q(pk__in=naming(Problem.objects.filter(stage__in=READ_BY_ALL), organisation.name))
    )
    proposals = proposals_listed().filter(
        Q(pk__in=promised.filter(proposal__isnull=False).values("proposal_id"))
        | Q(pk__in=naming(Proposal.objects.filter(stage__in=READ_BY_ALL), organisation.name))
    )
    others = proposals.exclude(organisation=organisation)
    return Concern(listed(problems, language), listed(others, language))


def naming(things: QuerySet[Problem] | QuerySet[Proposal], name: str) -> list[int]:
    """Return the things whose wording now names somebody, as a whole word or in the genitive."""
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?:[’':]?s)?(?!\w)", re.IGNORECASE)
    told = Q(wordings__title__icontains=name) | Q(wordings__text__icontains=name)
    found = things.filter(told).order_by("pk").distinct().prefetch_related("wordings")
    return [thing.pk for thing in found if any(whole.search(words) for words in words_now(thing))]


def words_now(thing: Problem | Proposal) -> list[str]:
    """Return how a thing is put now, in every language."""
    wordings = list(thing.wordings.all())
    newest = max(wording.version for wording in wordings)
    return [f"{one.title}\n{one.text}" for one in wordings if one.version == newest]
