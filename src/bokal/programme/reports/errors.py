from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from bokal.programme.history.errors import Refused


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
    message = _("Another edition was published while this one was drawn. Publish again.")


class ChangedSinceSeen(ReportRefused):
    """What would be published is not what somebody has looked at."""

    def __init__(self, parts: Sequence[str]) -> None:
        words = _(
            "The records have changed since you looked, so nothing was published. "
            "What is different: %(parts)s. Look at it again, then publish."
        )
        super().__init__(words % {"parts": ", ".join(parts)})


class FiguresAlike(ReportRefused):
    """Two numbers would be opened by one address, so only one of them could be verified."""

    def __init__(self, address: str) -> None:
        words = _("Two figures would have the address “%(address)s”. Give the indicator another code.")
        super().__init__(words % {"address": address})
