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


class AmountMissing(InitiativeRefused):
    message = _("Give an amount above zero.")


class NothingNegative(InitiativeRefused):
    message = _("This is more than there is on the line. No sum may fall below zero.")


class Overspent(InitiativeRefused):
    message = _("This is more than the line has. Say why, or change the plan first.")


class NotFree(InitiativeRefused):
    message = _("Only money that is neither paid nor committed can be moved.")


class SameLine(InitiativeRefused):
    message = _("Money moves between two lines. Choose another line.")


class OtherYear(InitiativeRefused):
    message = _("Money moves to another year only by carrying it over, and is paid in the year of its line.")


class OtherFunder(InitiativeRefused):
    message = _("What a funder gives stays with it. Change the plan of each line instead.")


class DecisionMissing(InitiativeRefused):
    message = _("Money moves between lines by a decision. Choose it, or write who decided and when.")


class PaidInFuture(InitiativeRefused):
    message = _("The day has not come yet. Enter the payment when it is made.")


class NoPayment(InitiativeRefused):
    message = _("Only a payment can be corrected. Choose one.")


class LineKnown(InitiativeRefused):
    message = _("There is a line for this account, unit, funder and year already. Change that one.")


class LedgerRefused(InitiativeRefused):
    message = _("The ledger was not read in. Nothing was changed.")


class LedgerOverruns(LedgerRefused):
    message = _("The ledger has more than some lines were given. Say why before it is read in.")


class LedgerMoved(LedgerRefused):
    message = _("Somebody changed the lines in the same moment. Look at the file again.")


class CallClosed(InitiativeRefused):
    message = _("This call is not open. Look at the days it is open.")


class TooManyWords(InitiativeRefused):
    message = _("This is too long. Write it shorter.")


class GrantTooLarge(InitiativeRefused):
    message = _("This is more than the call has. Look at the largest sum and at what is left.")


class OtherApplication(InitiativeRefused):
    message = _("This form was sent before with other words. Open it again and send it anew.")


class GrantSettled(InitiativeRefused):
    message = _("This is settled already. It is not changed any more.")


class ReasonNotRead(InitiativeRefused):
    message = _("Write the reason in the language of those who applied too.")


class VotesMissing(InitiativeRefused):
    message = _("The call is decided by a vote. Give the number of votes.")


class NotGranted(InitiativeRefused):
    message = _("This was not granted. Decide on it first.")


class NotPaidYet(InitiativeRefused):
    message = _("This was not paid yet. Report back when it is.")


class OtherInitiative(InitiativeRefused):
    message = _("The line belongs to another initiative. Choose one of the initiative that pays.")


class GrantCodeUnknown(InitiativeRefused):
    message = _("No application has this code. Look at your slip and write it again.")
