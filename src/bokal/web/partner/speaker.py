"""For whom somebody acts in the portal: behind its doors there is one organisation and no other."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from bokal.programme.voices.models import Spokesperson
from bokal.programme.voices.perms import speaks_for


def speaker_of(request: HttpRequest) -> Spokesperson:
    """Return who speaks and for which organisation; refuse whose term ended since the door was opened."""
    speaker = speaks_for(request.user)
    if speaker is None:
        raise PermissionDenied
    return speaker
