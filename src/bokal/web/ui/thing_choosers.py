"""What to choose from where there is very much of it, found by how it is put."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from bokal.programme.decisions.models import Decision, Ruling
from bokal.programme.initiatives.models import Initiative
from bokal.programme.voices.models import Dialogue, Problem, Promise, Proposal, Wording
from bokal.programme.voices.services import About
from bokal.programme.voices.services.read import latest_wording
from bokal.web.ui.choosing import SHOWN, FindingOne, Fits, ManyField, OneField
from bokal.web.ui.formats import day, in_language
from bokal.web.ui.sent_numbers import number_in

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
        self.offer(rows, problem_worded)

    def label_from_instance(self, obj: Problem) -> str:
        return title_of(obj)


class ProblemField(OneField):
    """One of the problems, by how it is put."""

    def among(self, areas: Areas, stages: Any, *, but: int | None = None) -> None:
        """Offer the problems of some areas that are written as far as asked for, without one of them."""
        rows = problems_among(areas, stages).exclude(pk__in=[but] if but else [])
        self.offer(rows, problem_worded)

    def label_from_instance(self, obj: Problem) -> str:
        return title_of(obj)


class ProposalsField(ManyField):
    """Some of the proposals, by how they are put."""

    def among(self, areas: Areas, stages: Any) -> None:
        """Offer the proposals of some areas that are written as far as asked for."""
        self.offer(proposals_among(areas, stages), proposal_worded)

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


@dataclass(frozen=True, slots=True)
class Offered:
    """One kind of thing that can be chosen: the records, by which words they are found, how each is named."""

    rows: Any
    fits: Fits
    name: Callable[[Any], str]


class FindingAbout(FindingOne):
    """One thing of several kinds, each named by its kind and number, such as ``problem-7``."""

    kinds: dict[str, Offered]
    empty_label: Any = ""

    def offered(self, value: list[str]) -> list[tuple[str, str]]:
        """Return what is drawn: none where that can be chosen, what is chosen, and the first others."""
        shown: list[tuple[str, str]] = []
        self.more, self.found = False, 0
        for kind, offered in self.kinds.items():
            numbers = [number for word in value if (number := number_of(kind, word)) is not None]
            chosen, others = self.first_of(offered.rows, offered.fits, numbers)
            self.more, self.found = self.more or len(others) > SHOWN, self.found + len(others[:SHOWN])
            drawn = [(f"{kind}-{one.pk}", offered.name(one)) for one in (*chosen, *others[:SHOWN])]
            shown = [*drawn, *shown] if chosen else [*shown, *drawn]
        return [("", str(self.empty_label)), *shown] if self.empty_label else shown


def number_of(kind: str, word: str) -> int | None:
    """Return the number of a thing of one kind, or None when the word names no such thing."""
    return number_in(word.removeprefix(f"{kind}-")) if word.startswith(f"{kind}-") else None


class AboutField(forms.Field):
    """One problem, proposal or dialogue that something is promised on; none, where that is allowed."""

    widget = FindingAbout

    def among(self, areas: Areas, stages: Any) -> None:
        """Offer what is written as far as asked for in some areas, everywhere with None."""
        dialogues = Dialogue.objects.order_by("-starts_at", "-pk")
        dialogues = dialogues if areas is None else dialogues.filter(area__code__in=areas)
        self.widget.empty_label = "" if self.required else _("None of these")
        self.widget.kinds = {
            "problem": Offered(problems_among(areas, stages), problem_worded, problem_named),
            "proposal": Offered(proposals_among(areas, stages), proposal_worded, proposal_named),
            "dialogue": Offered(dialogues, titled_only, dialogue_named),
        }

    def clean(self, value: Any) -> About | None:
        """Return what was chosen, if that is still offered."""
        super().clean(value)
        if not value:
            return None
        for kind, offered in self.widget.kinds.items():
            number = number_of(kind, str(value))
            found = None if number is None else offered.rows.filter(pk=number).first()
            if found is not None:
                return About(**{kind: found})
        raise ValidationError(_("Choose one of those that are offered."), "invalid_choice")


def problem_worded(words: str) -> Q:
    """Return the condition by which problems fit some words."""
    return Q(pk__in=worded("problem", words))


def proposal_worded(words: str) -> Q:
    """Return the condition by which proposals fit some words."""
    return Q(pk__in=worded("proposal", words))


def problem_named(problem: Problem) -> str:
    """Name a problem where it stands beside other things."""
    return f"{gettext('Problem')} · {title_of(problem)}"


def proposal_named(proposal: Proposal) -> str:
    """Name a proposal where it stands beside other things."""
    return f"{gettext('Proposal')} · {title_of(proposal)}"


def dialogue_named(dialogue: Dialogue) -> str:
    """Name a dialogue by its title and day."""
    return f"{pgettext('ladder', 'Dialogue')} · {in_language(dialogue.title)}, {day(dialogue.starts_at)}"


def titled_only(words: str) -> Q:
    """Return the condition by which things fit some words by their title in any language."""
    fits = Q()
    for code, _name in settings.LANGUAGES:
        fits |= Q(**{f"title__{code}__icontains": words})
    return fits


def titled(words: str) -> Q:
    """Return the condition by which initiatives fit some words: by title in any language, or by address."""
    return Q(slug__icontains=words) | titled_only(words)


class InitiativeField(OneField):
    """One of the initiatives that are run here, by title."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.offer(Initiative.objects.filter(documented=False).order_by("-pk"), titled)

    def label_from_instance(self, obj: Initiative) -> str:
        return in_language(obj.title)


class PromiseField(OneField):
    """One of the promises that organisations have made, by who promised what."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        rows = Promise.objects.filter(organisation__isnull=False).select_related("organisation")
        self.offer(rows.order_by("-due_on", "-pk"), promised)

    def label_from_instance(self, obj: Promise) -> str:
        who = obj.organisation.name if obj.organisation else ""
        return f"{who} · {day(obj.due_on)} · {in_language(obj.text)}"


def promised(words: str) -> Q:
    """Return the condition by which promises fit some words: by what is promised, or by whom."""
    fits = Q(organisation__name__icontains=words)
    for code, _name in settings.LANGUAGES:
        fits |= Q(**{f"text__{code}__icontains": words})
    return fits


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
