"""What may be refused about reports from the work, and those who take part."""

import datetime

from django.utils.translation import gettext_lazy as _

from bokal.programme.history.errors import day_words
from bokal.programme.initiatives.errors.places import InitiativeRefused


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
    """Two values for the same days would be counted twice; the other time is named.

    A report that ``waits`` for an approval is corrected by nobody before it is sent back.
    """

    def __init__(self, first: datetime.date, last: datetime.date, *, waits: bool = False) -> None:
        words = _(
            "There is a number for %(first)s to %(last)s already, and these days would count twice. "
            "Choose other days, or correct that report."
        )
        if waits:
            words = _(
                "A number for %(first)s to %(last)s waits for approval already, and these days would count "
                "twice. Choose other days, or ask for that report to be sent back."
            )
        super().__init__(words % {"first": day_words(first), "last": day_words(last)})


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


class BeforeGroup(InitiativeRefused):
    """Nobody comes to a group that has not begun; its first day is named."""

    def __init__(self, first: datetime.date) -> None:
        words = _("The group began on %(first)s. Give a later day, or set right when it began.")
        super().__init__(words % {"first": day_words(first)})


class MetBefore(InitiativeRefused):
    """A group that met had begun; the day on which it met first is named."""

    def __init__(self, day: datetime.date) -> None:
        words = _("The group met on %(day)s already. Give a first day that is no later.")
        super().__init__(words % {"day": day_words(day)})


class StepMoved(InitiativeRefused):
    message = _(
        "Somebody counted at a step that would move or go. Leave it in its place, perhaps with other words, "
        "and write new steps at the end."
    )


class StepUnknown(InitiativeRefused):
    message = _("This is none of the steps that are offered.")


class OutcomeTooLarge(InitiativeRefused):
    message = _("Those who reached it and those nobody knows about are more than those who began.")


class CountMissing(InitiativeRefused):
    message = _("Say how many came, or why nobody counted.")


class ReportMoved(InitiativeRefused):
    message = _("The report was changed since you read it. Look at what it says now.")
