"""The form by which it is said what an initiative answers."""

from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from bokal.programme.initiatives.models import Initiative
from bokal.programme.voices.services import READ_AT_WORK
from bokal.web.ui.thing_choosers import ProblemsField, ProposalsField, RulingsField
from bokal.web.workspace.programme_forms import TextsForm


class AnswersForm(TextsForm):
    """What an initiative answers; without anything, why."""

    texts = (("because", _("If it answers none of these: why it is done all the same"), False),)
    problems = ProblemsField(label=_("Problems"), required=False)
    proposals = ProposalsField(label=_("Proposals"), required=False)
    rulings = RulingsField(label=_("Decisions"), required=False)

    def __init__(
        self, *args: Any, areas: frozenset[str] | None, ruled: Collection[int] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["problems"].among(areas, READ_AT_WORK)  # type: ignore[attr-defined]
        self.fields["proposals"].among(areas, READ_AT_WORK)  # type: ignore[attr-defined]
        # What was corrected since can still be unticked.
        self.fields["rulings"].among(areas, ruled)  # type: ignore[attr-defined]

    @classmethod
    def of(cls, initiative: Initiative, data: Any, areas: frozenset[str] | None) -> "AnswersForm":
        """Return the form, ticked as it stands."""
        origins = list(initiative.origins.all())
        ticked = {
            "problems": [one.problem_id for one in origins if one.problem_id],
            "proposals": [one.proposal_id for one in origins if one.proposal_id],
            "rulings": [one.ruling_id for one in origins if one.ruling_id],
        }
        known: dict[str, dict[str, str]] = {
            "because": next((one.because for one in origins if one.because), {})
        }
        return cls(data, initial=ticked, known=known, areas=areas, ruled=ticked["rulings"])

    def unseen(self, initiative: Initiative) -> list[int]:
        """Return the origins by number that the form does not offer; nobody can have unticked them."""
        found = initiative.origins.filter(because={})
        for name, field in (("problems", "problem"), ("proposals", "proposal"), ("rulings", "ruling")):
            offered = self.fields[name].queryset.order_by().values("pk")  # type: ignore[attr-defined]
            found = found.exclude(**{f"{field}__in": offered})
        return [one.pk for one in found]

    def answers(self) -> Sequence[Any]:
        """Return everything that was ticked."""
        return [one for name in ("problems", "proposals", "rulings") for one in self.cleaned_data[name]]
