from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from bokal.programme.history.errors import Refused


class InitiativeRefused(Refused):
    """Something about an initiative was not changed."""


class Started(InitiativeRefused):
    message = _("The initiative has started. What it expects and how it is measured no longer changes.")


class NotStarted(InitiativeRefused):
    message = _("The initiative has not started yet. Decide to try it out first.")


class Over(InitiativeRefused):
    message = _("The initiative is over. Nothing more is decided on it.")


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


class ApprovedByOneself(InitiativeRefused):
    message = _("You wrote that this cannot be measured. Somebody else must approve it.")


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


class NotDocumented(InitiativeRefused):
    message = _("This initiative is run here. Hand it over step by step instead.")


class SourceMissing(InitiativeRefused):
    message = _("Name the source that says so.")


class HandoverNotDecided(InitiativeRefused):
    message = _("It is not decided to hand this over or to stop it. Decide that at a gate first.")


class AfterlifeNotDecided(InitiativeRefused):
    message = _("That was not decided at the gate. What was stopped ends; what is handed over goes on.")


class ReceiverMissing(InitiativeRefused):
    message = _("Say who takes it on: one unit of the city, or somebody outside it, and from which day.")


class ReceiverGone(InitiativeRefused):
    """A unit that does not exist on the day cannot take anything on; its successors are named."""

    def __init__(self, unit: str, day: str, successors: Sequence[str]) -> None:
        self.successors = tuple(successors)
        facts = {"unit": unit, "day": day, "successors": ", ".join(successors)}
        if successors:
            words = _("%(unit)s does not exist on %(day)s. Instead of it there is: %(successors)s.")
        else:
            words = _(
                "%(unit)s does not exist on %(day)s, and nobody took over from it. Choose another unit."
            )
        super().__init__(words % facts)


class HandoverAccepted(InitiativeRefused):
    message = _("The handover is accepted already. Who takes it on no longer changes.")


class AcceptedByProposer(InitiativeRefused):
    message = _("You proposed this handover. Somebody else must accept it.")


class NobodyReceives(InitiativeRefused):
    message = _("It ends, so nobody takes it on. Settle or waive each line.")


class HandoverComplete(InitiativeRefused):
    message = _("The handover is complete. What was settled no longer changes.")


class LineIncomplete(InitiativeRefused):
    message = _("Say what was settled. For the budget, give the account and from which day.")


class SeenInFuture(InitiativeRefused):
    message = _("That day has not come yet. Write down what you find when you look.")


class NothingToLookAt(InitiativeRefused):
    message = _("Nothing is handed over yet, so there is nothing to look back at.")


class ChangeUntold(InitiativeRefused):
    message = _("Say in a sentence what has changed, and who decided it when it ended.")
