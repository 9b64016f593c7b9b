"""What may be refused about money and small grants."""

from django.utils.translation import gettext_lazy as _

from bokal.programme.initiatives.errors.places import InitiativeRefused


class SumMissing(InitiativeRefused):
    message = _("Give an amount above zero.")


class NothingNegative(InitiativeRefused):
    message = _("This is more than there is on the line. No sum may fall below zero.")


class Overspent(InitiativeRefused):
    message = _("This is more than the line has. Say why, or change the plan first.")


class OtherYear(InitiativeRefused):
    message = _("Money moves to another year only by carrying it over, and is paid in the year of its line.")


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


class CallAnswered(InitiativeRefused):
    message = _("Somebody has applied already. What they read stays as it is.")
