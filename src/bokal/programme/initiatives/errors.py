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


class PlaceRefused(InitiativeRefused):
    """Where a work lies cannot be kept as it was given."""


class PlaceUnreadable(PlaceRefused):
    message = _("The place cannot be read. Give GeoJSON, or one point a line: latitude, longitude.")


class PlaceOfWrongKind(PlaceRefused):
    message = _("A place is one point, one line or one polygon. Make a work of each part.")


class RingOpen(PlaceRefused):
    message = _("The outline is not closed: its last corner must be its first, with two others between.")


class LineTooShort(PlaceRefused):
    message = _("A line needs two different points, and an outline three different corners.")


class OutlineCrossed(PlaceRefused):
    message = _("The outline crosses itself. Draw it once around without crossing.")


class OutsideWorld(PlaceRefused):
    message = _("These are no degrees of the globe. Save the place in WGS 84: longitude, then latitude.")


class PlaceTurned(PlaceRefused):
    message = _("Latitude stands before longitude. In GeoJSON longitude comes first.")


class FarFromCity(PlaceRefused):
    message = _("The place lies far from the city. Check its coordinates.")


class PlaceTooLarge(PlaceRefused):
    message = _("The place is too large: a work is at most 20 kilometres across, with at most 2,000 corners.")


class PlaceTooSmall(PlaceRefused):
    message = _("The outline is smaller than a metre. Mark a point instead.")


class DayNotCome(InitiativeRefused):
    message = _("The day has not come yet. Write it as planned; what came of it is written when it has.")


class EndsBeforeStart(InitiativeRefused):
    message = _("It ends before it begins. The last date is the first day after it.")


class NothingKnown(InitiativeRefused):
    message = _("Nothing is filled in. Give at least one of the figures or dates.")


class AmountMissing(InitiativeRefused):
    message = _("Say what there is so much of, in which unit, and a number that is not below zero.")


class TurnoverNeedsBoth(InitiativeRefused):
    message = _("Turnover needs two numbers: how many homes changed hands in the year, of how many homes.")


class SourceMissing(InitiativeRefused):
    message = _("The source is missing. Say where the figures come from.")


class WorkTaken(InitiativeRefused):
    message = _("Another work has this address. Choose another.")


class PhotoThere(InitiativeRefused):
    message = _("This picture is already there.")


class PictureUnsaid(InitiativeRefused):
    message = _("Say what the picture shows, for those who do not see it, in at least one language.")


class WorksMoved(InitiativeRefused):
    message = _("The records changed while you looked at the file. Look at it once more.")


class NotUnderWay(InitiativeRefused):
    message = _("Only what is being tried out or going on is reported on. Correct an earlier report instead.")


class NothingReported(InitiativeRefused):
    message = _("Nothing is reported yet. Give a number, a sentence or a picture.")


class ValueMissing(InitiativeRefused):
    message = _("Give the number, or say why there is none. Nought is a number.")


class ValueOrReason(InitiativeRefused):
    message = _("There is a number and a reason for having none. Keep one of them.")


class ValueNegative(InitiativeRefused):
    message = _("A number cannot be below nought. Correct the earlier report if it said too much.")


class PartTooLarge(InitiativeRefused):
    message = _("The first number of a share cannot be larger than the second. Check both.")


class PeriodBackwards(InitiativeRefused):
    message = _("The last day comes before the first. Change one of them.")


class PeriodAhead(InitiativeRefused):
    message = _("The time is not over yet. Report on days up to today.")


class PeriodOverlaps(InitiativeRefused):
    """Two values for the same days would be counted twice; the other time is named."""

    def __init__(self, first: object, last: object) -> None:
        words = _(
            "There is a number for %(first)s to %(last)s already, and these days would count twice. "
            "Choose other days, or correct that report."
        )
        super().__init__(words % {"first": first, "last": last})


class WrongGroup(InitiativeRefused):
    message = _("This group is not one the measure is divided into.")


class PortionsDoNotAddUp(InitiativeRefused):
    """The parts of a value leave a rest; how much is said, and where it belongs."""

    def __init__(self, rest: object) -> None:
        words = _(
            "The groups do not add up to the number: %(rest)s is left over. "
            "Put those whose group you do not know under “not known”."
        )
        super().__init__(words % {"rest": rest})


class SumFalls(InitiativeRefused):
    message = _("A sum so far gets less than the one before it. Check the number, or say why it gets less.")


class NotADraft(InitiativeRefused):
    message = _("This report was sent in and no longer changes. It can be sent back to you.")


class NotSubmitted(InitiativeRefused):
    message = _("This report does not wait for an approval.")


class OwnReport(InitiativeRefused):
    message = _("You reported this yourself. Somebody else must approve it.")


class NotApproved(InitiativeRefused):
    message = _("Only an approved report is corrected. Change this one instead.")


class AlreadyCorrected(InitiativeRefused):
    message = _("This report is corrected already. Correct the correction instead.")


class GroupsTooMany(InitiativeRefused):
    message = _("The groups make more than all who took part. Check the numbers.")


class StepUnknown(InitiativeRefused):
    message = _("This is none of the steps that are offered.")


class OutcomeTooLarge(InitiativeRefused):
    message = _("Those who reached it and those nobody knows about are more than those who began.")


class CountMissing(InitiativeRefused):
    message = _("Say how many came, or why nobody counted.")


class SumMissing(InitiativeRefused):
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
