"""Who may speak as an organisation."""

from django.utils import timezone

from bokal.programme.voices.errors import OrganisationNotVerified
from bokal.programme.voices.models import Organisation


def require_speaking(organisation: Organisation) -> None:
    """Refuse an organisation that is not verified or no longer speaks here."""
    if not Organisation.objects.speaking_on(timezone.localdate()).filter(pk=organisation.pk).exists():
        raise OrganisationNotVerified
