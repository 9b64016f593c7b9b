from django.utils.translation import gettext_lazy as _

from bokal.programme.history.errors import Refused


class JobIsOver(Refused):
    message = _("This job is already over. Nothing was changed.")


class LeaseLost(Exception):
    """The job now belongs to another worker or was cancelled; what this one does no longer counts."""


class Interrupted(BaseException):
    """The worker must stop now; the job goes back untouched.

    Not an ``Exception``, so that a task that catches every error still lets go.
    """
