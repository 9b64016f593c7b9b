import datetime
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from bokal.programme.history.errors import Refused, day_words
from bokal.programme.voices.enums import SPOKEN


class ReportRefused(Refused):
    """A report could not be built or published."""


class UnknownProfile(ReportRefused):
    message = _("There is no such kind of report.")


class SubjectMissing(ReportRefused):
    message = _("The report names an index run that does not exist. Choose a run and try again.")


class NothingNew(ReportRefused):
    message = _("Nothing has changed since the last edition, so there is nothing new to publish.")


class InputsChanged(ReportRefused):
    message = _("The figures behind the index run have changed since. Make a new run first, then publish.")


class PublishedMeanwhile(ReportRefused):
    message = _(
        "Another edition or report was published while this one was drawn. Look at it again, then publish."
    )


class PartsChanged(ReportRefused):
    """Parts of what would be published are not as somebody knew them; they are named."""

    def __init__(self, parts: Sequence[str]) -> None:
        super().__init__(self.message % {"parts": ", ".join(parts)})


class ChangedSinceSeen(PartsChanged):
    """What would be published is not what somebody has looked at."""

    message = _(
        "The records have changed since you looked, so nothing was published. "
        "What is different: %(parts)s. Look at it again, then publish."
    )


class ApprovalLapsed(PartsChanged):
    """What would be published is not what another person has approved."""

    message = _(
        "The approval no longer holds, because records have changed since it was given. "
        "What is different: %(parts)s. Send the report back, then it can be sent in and approved again."
    )


class FiguresAlike(ReportRefused):
    """Two numbers would be opened by one address, so only one of them could be verified."""

    def __init__(self, address: str) -> None:
        words = _("Two figures would have the address “%(address)s”. Give the indicator another code.")
        super().__init__(words % {"address": address})


class PeriodWrong(ReportRefused):
    message = _(
        "Give the first and the last day of the period and the day on which facts are known, between the "
        "years 1900 and 2200. The last day comes after the first, and facts are known on the first or later."
    )


class PeriodAhead(ReportRefused):
    message = _("The period has not begun yet, so there is nothing to publish about it.")


class OutOfLine(ReportRefused):
    """A report and others on the time before or after it would tell the same, or leave something out.

    ``other`` is the day that names the other report, ``day`` the last of which something counts for it.
    """

    def __init__(self, *, other: datetime.date, day: datetime.date) -> None:
        self.day = day
        super().__init__(self.message % {"other": day_words(other), "day": day_words(day)})


class KnowsLess(OutOfLine):
    """A report would know less than the one before it, which told of things that came late."""

    message = _(
        "The report on the time until %(other)s tells what was recorded until %(day)s. "
        "Give that day or a later one under “Facts as known on”."
    )


class DayKept(OutOfLine):
    """A report would know more or less than fits before one on the time after it."""

    message = _(
        "There is a report on the time from %(other)s already, so this one can only tell what was recorded "
        "until %(day)s. Give that day under “Facts as known on”."
    )


class PeriodTold(ReportRefused):
    """A report on the time after was published first, and told of these days as well."""

    def __init__(self, *, other: datetime.date) -> None:
        words = _(
            "The report on the time from %(other)s was published before there was one on these days, and "
            "tells of them as from before its own. Choose other days."
        )
        super().__init__(words % {"other": day_words(other)})


class NoSuchArea(ReportRefused):
    message = _("The report names an area that does not exist. Choose an area and try again.")


class TextTooLong(ReportRefused):
    """A text of a section has more words than a section may have."""

    def __init__(self, *, section: str, language: str, words: int, most: int) -> None:
        told = _(
            "The text of “%(section)s” in “%(language)s” has %(words)s words. At most %(most)s fit: "
            "leave out %(over)s."
        )
        named = dict(SPOKEN).get(language, language)
        values = {"section": section, "language": named, "words": words, "most": most}
        super().__init__(told % (values | {"over": words - most}))


class NoSuchFigure(ReportRefused):
    """A text asks for numbers that the report does not have."""

    def __init__(self, placeholders: Sequence[str]) -> None:
        words = _(
            "The report has no number for %(placeholders)s. Write the address of a number that is in it."
        )
        super().__init__(words % {"placeholders": ", ".join(placeholders)})


class NoSuchSection(ReportRefused):
    message = _("There is no such section.")


class NotBeingWritten(ReportRefused):
    message = _("The report was sent in. Send it back first, then it can be changed.")


class NotSentIn(ReportRefused):
    message = _("The report was not sent in, so there is nothing to approve or send back.")


class OwnSubmission(ReportRefused):
    message = _("You sent this report in yourself. Another person must approve it.")


class ReasonWanted(ReportRefused):
    message = _("Write why it is sent back, so that the author knows what to do.")


class NotApproved(ReportRefused):
    message = _("Another person must approve the report before it is published.")
