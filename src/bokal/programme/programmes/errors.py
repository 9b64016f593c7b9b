from django.utils.translation import gettext_lazy as _

from bokal.programme.history.errors import Refused


class ProgrammeRefused(Refused):
    """A change of the programme was refused."""


class DayFarOff(ProgrammeRefused):
    message = _("Check the year: give a day from 1900 to 2100.")


class EndsBeforeStart(ProgrammeRefused):
    message = _("The last day must come after the first day.")


class UnitGone(ProgrammeRefused):
    message = _("The unit does not exist on that day. Choose a day on which it does.")


class UnitDescribedOtherwise(ProgrammeRefused):
    message = _("Another unit has this code. Choose another.")


class SucceedsItself(ProgrammeRefused):
    message = _("A unit cannot take over from itself, nor from one that comes after it.")


class SucceededOnAnotherDay(ProgrammeRefused):
    message = _("The unit took over, or was taken over from, on another day. Choose a day that fits both.")


class NotOpen(ProgrammeRefused):
    message = _("This is not open. It can only be closed while it is open.")


class OpenedLater(ProgrammeRefused):
    message = _("The stage was opened after that time already. Choose a later time.")


class GoalServed(ProgrammeRefused):
    message = _("Initiatives serve a goal that would fall away. Say on their pages what they serve instead.")
