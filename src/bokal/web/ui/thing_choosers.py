"""Problems, proposals and decisions to choose from where there are very many, found by how they are put."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext

from bokal.programme.decisions.models import Decision, Ruling
from bokal.programme.voices.models import Problem, Proposal, Wording
from bokal.programme.voices.services.read import latest_wording
from bokal.web.ui.choosing import ManyField, OneField
from bokal.web.ui.formats import day, in_language

type Areas = frozenset[str] | None


def title_of(thing: Problem | Proposal) -> str:
    """Return how a problem or proposal is put to the reader, else its address."""
    wordings = list(thing.wordings.all())
    return latest_wording(wordings, get_language() or "sv").title if wordings else thing.slug


def among[T: (Problem, Proposal)](rows: QuerySet[T], areas: Areas, stages: Any) -> QuerySet[T]:
    """Keep what is written as far as asked for in some areas, everywhere with None; the newest first."""
    found = rows.filter(stage__in=stages)
    found = found if areas is None else found.filter(area__code__in=areas)
    return found.prefetch_related("wordings").order_by("-made_at", "-pk")


def problems_among(areas: Areas, stages: Any) -> QuerySet[Problem]:
    """Return the problems to choose from."""
    return among(Problem.objects.filter(joined_into__isnull=True), areas, stages)


def proposals_among(areas: Areas, stages: Any) -> QuerySet[Proposal]:
    """Return the proposals to choose from."""
    return among(Proposal.objects.all(), areas, stages)


def worded(kind: str, words: str) -> Any:
    """Return the numbers of the problems or proposals that were ever put with some words."""
    found = Wording.objects.filter(**{f"{kind}__isnull": False}, title__icontains=words).order_by()
    return found.values(kind)


def decided(words: str, way: str = "") -> Q:
    """Return the condition by which decisions fit some words: by title in any language, or by case."""
    fits = Q(**{f"{way}reference__icontains": words})
    for code, _name in settings.LANGUAGES:
        fits |= Q(**{f"{way}title__{code}__icontains": words})
    return fits


class ProblemsField(ManyField):
    """Some of the problems, by how they are put."""

    def among(self, areas: Areas, stages: Any, *, held: Collection[int] = ()) -> None:
        """Offer the problems of some areas that are written as far as asked for, and those held already."""
        rows = problems_among(None, stages)
        rows = rows if areas is None else rows.filter(Q(area__code__in=areas) | Q(pk__in=held))
        self.offer(rows, lambda words: Q(pk__in=worded("problem", words)))

    def label_from_instance(self, obj: Problem) -> str:
        return title_of(obj)


class ProblemField(OneField):
    """One of the problems, by how it is put."""

    def among(self, areas: Areas, stages: Any, *, but: int | None = None) -> None:
        """Offer the problems of some areas that are written as far as asked for, without one of them."""
        rows = problems_among(areas, stages).exclude(pk__in=[but] if but else [])
        self.offer(rows, lambda words: Q(pk__in=worded("problem", words)))

    def label_from_instance(self, obj: Problem) -> str:
        return title_of(obj)


class ProposalsField(ManyField):
    """Some of the proposals, by how they are put."""

    def among(self, areas: Areas, stages: Any) -> None:
        """Offer the proposals of some areas that are written as far as asked for."""
        self.offer(proposals_among(areas, stages), lambda words: Q(pk__in=worded("proposal", words)))

    def label_from_instance(self, obj: Proposal) -> str:
        return title_of(obj)


class RulingsField(ManyField):
    """Some of what was decided: by the decision, its day, and what it rules on."""

    def among(self, areas: Areas, known: Any) -> None:
        """Offer what decisions in force rule in some areas; what is known already, corrected or not."""
        rows = Ruling.objects.filter(Q(decision__corrected_by__isnull=True) | Q(pk__in=known))
        rows = rows if areas is None else rows.filter(decision__area__code__in=areas)
        rows = rows.select_related("decision__corrected_by", "withdrawal", "problem", "proposal")
        rows = rows.prefetch_related("problem__wordings", "proposal__wordings")
        self.offer(rows.order_by("-decision__decided_on", "-pk"), self.fits)

    @staticmethod
    def fits(words: str) -> Q:
        """Return the condition by which rulings fit some words."""
        of_thing = Q(problem__in=worded("problem", words)) | Q(proposal__in=worded("proposal", words))
        return decided(words, "decision__") | of_thing

    def label_from_instance(self, obj: Ruling) -> str:
        thing = obj.problem or obj.proposal
        since = [gettext("corrected since")] if hasattr(obj.decision, "corrected_by") else []
        since = [gettext("taken back since")] if hasattr(obj, "withdrawal") else since
        what = [title_of(thing)] if thing else []
        return " · ".join((decision_words(obj.decision), *what, *since))


class DecisionField(OneField):
    """One of the decisions in force, or none."""

    def among(self, rows: QuerySet[Decision]) -> None:
        """Offer some decisions, the newest first."""
        self.offer(rows.order_by("-decided_on", "-pk"), decided)

    def label_from_instance(self, obj: Decision) -> str:
        return decision_words(obj)


def decision_words(decision: Decision) -> str:
    """Name a decision by its day and title."""
    return f"{day(decision.decided_on)} {in_language(decision.title)}"
