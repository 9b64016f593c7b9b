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
