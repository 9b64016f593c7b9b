"""How the content of each kind of report is made up: its parts, and which numbers follow from others.

What works on any content (figures, comparison, what somebody has seen) asks here, so that it knows no kind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bokal.programme.reports.enums import Section

type Content = Mapping[str, Any]


def no_datasets(content: Content) -> tuple[str, ...]:
    """Stand in where each number names its own source."""
    return ()


@dataclass(frozen=True, slots=True)
class Shape:
    """The make-up of one kind of report.

    Attributes
    ----------
    parts
        The parts of its content, as they are called where one of them has changed.
    computed
        Parts whose plain numbers are computed of others.
    computed_within
        Names below which a number is computed, wherever they stand.
    whole
        Parts without figures, which are compared whole: the outlines of a map.
    alone
        Parts that are one thing known by its code, and no list of them.
    datasets
        The sources that its computed numbers rest on.
    needs_approval
        Whether another person must approve an edition before it is published.
    """

    parts: Mapping[str, str | Promise]
    computed: frozenset[str] = frozenset()
    computed_within: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    datasets: Callable[[Content], tuple[str, ...]] = field(default=no_datasets)
    needs_approval: bool = False


COMMON: dict[str, str | Promise] = {
    "profile": _("the kind of report"),
    "subject": _("what it rests on"),
    "programme": _("the programme"),
    "sources": _("sources"),
    "edition": _("number or title of the edition, or the program"),
}


def datasets_of_domains(content: Content) -> tuple[str, ...]:
    """Return the datasets of all indicators."""
    return tuple(sorted({slug for domain in content["domains"] for slug in domain["datasets"]}))


WELFARE_RANKING = Shape(
    parts=COMMON
    | {
        "title": _("the title of the ranking"),
        "year": _("the year"),
        "geography": _("the geography"),
        "run": _("how the ranking is made"),
        "domains": _("indicators and weights"),
        "city": _("figures of the city"),
        "areas": _("names or figures of the zones"),
        "composites": _("programme areas"),
        "certainty": _("how sure the ranking is"),
        "selection": _("the choice of areas"),
        "map": _("the map"),
    },
    computed=frozenset({"areas", "certainty"}),
    computed_within=frozenset({"inside"}),
    whole=frozenset({"map"}),
    alone=frozenset({"city"}),
    datasets=datasets_of_domains,
)

STATUS_REPORT = Shape(
    parts=COMMON
    | {section.value: section.label for section in Section}
    | {
        "period": _("the period"),
        "area": _("the area"),
        "funder": _("who pays"),
        "constructed": _("whether something in it is made up"),
        "texts": _("the texts"),
    },
    needs_approval=True,
)

SHAPES: dict[str, Shape] = {"welfare-ranking": WELFARE_RANKING, "status-report": STATUS_REPORT}

UNKNOWN = Shape(parts=COMMON)


def shape_of(content: Content) -> Shape:
    """Return the make-up of a content by the kind it says it is of; of an unknown kind, a plain one."""
    return SHAPES.get(content["profile"], UNKNOWN)
