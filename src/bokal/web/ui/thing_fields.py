"""Form fields that name problems, proposals and dialogues by how they are put."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bokal.programme.voices.models import Dialogue
from bokal.programme.voices.services import About, listed, problems_listed, proposals_listed
from bokal.web.ui.formats import day, in_language

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Any]
else:
    ModelChoiceField = forms.ModelChoiceField


class AboutField(forms.ChoiceField):
    """One problem, proposal or dialogue that something is promised on; none, where that is allowed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.things: dict[str, About] = {}

    def offer(self, stages: Collection[str], areas: frozenset[str] | None = None) -> None:
        """Offer what is written as far as asked for in some areas, everywhere with None."""
        language = get_language() or "sv"
        problems, proposals, dialogues = (
            problems_listed(stages),
            proposals_listed(stages),
            Dialogue.objects.all(),
        )
        if areas is not None:
            problems = problems.filter(area__code__in=areas)
            proposals = proposals.filter(area__code__in=areas)
            dialogues = dialogues.filter(area__code__in=areas)
        groups: list[tuple[Any, list[tuple[str, str]]]] = [
            (_("Problems"), self.things_of("problem", listed(problems, language))),
            (_("Proposals"), self.things_of("proposal", listed(proposals, language))),
            (_("Dialogues"), self.dialogues_of(dialogues)),
        ]
        first = ("", _("Choose …") if self.required else _("None of these"))
        self.choices = [first, *((name, choices) for name, choices in groups if choices)]

    def things_of(self, kind: str, found: Collection[Any]) -> list[tuple[str, str]]:
        """Return the choices of one kind, and know what each stands for."""
        self.things |= {f"{kind}-{one.thing.pk}": About(**{kind: one.thing}) for one in found}
        return [
            (f"{kind}-{one.thing.pk}", one.wording.title if one.wording else one.thing.slug) for one in found
        ]

    def dialogues_of(self, found: QuerySet[Dialogue]) -> list[tuple[str, str]]:
        """Return the choices of dialogues, with their day."""
        self.things |= {f"dialogue-{one.pk}": About(dialogue=one) for one in found}
        return [(f"dialogue-{one.pk}", f"{in_language(one.title)}, {day(one.starts_at)}") for one in found]

    def clean(self, value: Any) -> About | None:
        return self.things.get(super().clean(value))
