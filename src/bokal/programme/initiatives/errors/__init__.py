"""What may be refused of an initiative: planning, starting, deciding."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from bokal.programme.initiatives.errors.places import InitiativeRefused


class Started(InitiativeRefused):
    message = _("The initiative has started. What it expects and how it is measured no longer changes.")


class NotStarted(InitiativeRefused):
    message = _("The initiative has not started yet. Decide to try it out first.")


class Over(InitiativeRefused):
    message = _("The initiative is over. Nothing more is decided on it.")


class WrongGate(InitiativeRefused):
    message = _("This gate leads nowhere from where the initiative is now. Choose another one.")


class NotReady(InitiativeRefused):
    """An initiative cannot start while something is missing; each missing thing is named."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        words = _("The initiative cannot start yet. Missing: %(missing)s.")
        super().__init__(words % {"missing": ", ".join(str(one) for one in missing)})


class Documented(InitiativeRefused):
    message = _("This initiative is known from sources alone. Nothing is decided or reported on it here.")


class TitleMissing(InitiativeRefused):
    message = _("The title is missing. Write what it is about in a few words.")


class TooManyMeasures(InitiativeRefused):
    message = _("An initiative has one to three measures. Choose those that tell most.")


class ShareNeedsBoth(InitiativeRefused):
    message = _("A share needs two numbers: how many, of how many. Give both.")


class BaselineMissing(InitiativeRefused):
    message = _("Say where it stands now and on which day, or why that is not known.")


class BaselineAhead(InitiativeRefused):
    message = _("Where it stands now is of a day that was, today at the latest. Mend the day it was counted.")


class TargetBeforeBaseline(InitiativeRefused):
    message = _(
        "The target is due before the day on which it was seen where it stands. Mend one of the days."
    )


class CadenceWrong(InitiativeRefused):
    message = _("A value is due every 1 to 60 months. Change the number.")


class ApprovedByOneself(InitiativeRefused):
    message = _("You wrote that this cannot be measured. Somebody else must approve it.")


class WaiverWithdrawn(InitiativeRefused):
    message = _("This reason was withdrawn. Write a new one if it still cannot be measured.")


class ReasonMissing(InitiativeRefused):
    message = _("The reason is missing. Write it in a sentence.")


class GateOpen(InitiativeRefused):
    message = _("The gate is open. What it is judged by was settled before, and no longer changes.")


class GateNotOpen(InitiativeRefused):
    message = _("The gate is not open yet. Open it, so that what it is judged by stands fast.")


class GatePassed(InitiativeRefused):
    message = _("This gate is decided. A new decision needs a new gate.")


class WrongRuling(InitiativeRefused):
    message = _("This cannot be decided at this gate. Choose one of the decisions that it lists.")


class CriteriaMissing(InitiativeRefused):
    message = _("Say what the gate is judged by before you open it: at least one criterion.")


class CriteriaUnanswered(InitiativeRefused):
    message = _("Say for each criterion whether it is met: yes, no or not known.")


class DayMissing(InitiativeRefused):
    message = _("A condition needs a day by which it is met. Give the day.")


class DecidedInFuture(InitiativeRefused):
    message = _("The day of the decision has not come yet. Record it when it is made.")


class FollowsBefore(InitiativeRefused):
    message = _("What follows comes after the day of the decision. Give later days.")


class SourceMissing(InitiativeRefused):
    message = _("Name the source that says so.")


class NotFree(InitiativeRefused):
    message = _("Only money that is neither paid nor committed can be moved.")


class SameLine(InitiativeRefused):
    message = _("Money moves between two lines. Choose another line.")


class OtherFunder(InitiativeRefused):
    message = _("What a funder gives stays with it. Change the plan of each line instead.")


class DecisionMissing(InitiativeRefused):
    message = _("Money moves between lines by a decision. Choose it, or write who decided and when.")


class AttachmentThere(InitiativeRefused):
    message = _("This document is attached already.")
