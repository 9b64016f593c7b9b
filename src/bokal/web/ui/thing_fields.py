"""Form fields that name problems, proposals and dialogues by how they are put."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bokal.programme.voices.models import Problem
from bokal.programme.voices.services import listed, problems_listed

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Any]
    ModelMultipleChoiceField = forms.ModelMultipleChoiceField[Any]
else:
    ModelChoiceField = forms.ModelChoiceField
    ModelMultipleChoiceField = forms.ModelMultipleChoiceField


class ProblemField(ModelChoiceField):
    """One of the problems, by how it is put."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Problem.objects.none(), empty_label=_("Choose …"), **options)

    def label_from_instance(self, obj: Problem) -> str:
        return title_of(obj)


class ProblemsField(ModelMultipleChoiceField):
    """Some of the problems, by how they are put."""

    def label_from_instance(self, obj: Problem) -> str:
        return title_of(obj)


def title_of(problem: Problem) -> str:
    """Return how a problem is put, else its address."""
    (one,) = listed([problem], "sv")
    return one.wording.title if one.wording else problem.slug


def problems_to_choose(areas: frozenset[str] | None, stages: Mapping[str, Any] | Any) -> Any:
    """Return the problems of some areas as forms offer them."""
    found = problems_listed(stages)
    return found if areas is None else found.filter(area__code__in=areas)
