"""Who may speak as an organisation, and which person does so for it."""

import datetime

from django.db import transaction
from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.errors import AlreadyMember
from bokal.programme.accounts.models import Account, Membership
from bokal.programme.accounts.services import end_membership, invite_account
from bokal.programme.history.services import record
from bokal.programme.voices.errors import OrganisationNotVerified, SpeaksAlready
from bokal.programme.voices.models import Organisation, Spokesperson, SpokespersonQuerySet


def require_speaking(organisation: Organisation) -> None:
    """Refuse an organisation that is not verified or no longer speaks here."""
    if not Organisation.objects.speaking_on(timezone.localdate()).filter(pk=organisation.pk).exists():
        raise OrganisationNotVerified


@transaction.atomic
def invite_spokesperson(
    *,
    organisation_id: int,
    email: str,
    actor: Account | None,
    name: str = "",
    valid_to: datetime.date | None = None,
) -> Spokesperson:
    """Let somebody sign in and speak for an organisation, and for no other, while both terms hold."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation_id)
    require_speaking(organisation)
    try:
        account = invite_account(email=email, role=Role.PARTNER, name=name, valid_to=valid_to, actor=actor)
    except AlreadyMember as refusal:
        raise SpeaksAlready from refusal
    membership = Membership.objects.valid_on(timezone.localdate()).get(account=account, role=Role.PARTNER)
    spokesperson = Spokesperson.objects.create(membership=membership, organisation=organisation)
    record(actor=actor, verb="spokesperson.invited", subject=spokesperson, organisation=organisation.pk)
    return spokesperson


@transaction.atomic
def end_spokesperson(*, spokesperson_id: int, actor: Account | None) -> None:
    """End that somebody speaks for an organisation; what was said and promised stays."""
    spokesperson = Spokesperson.objects.select_for_update(of=("self",)).get(pk=spokesperson_id)
    record(actor=actor, verb="spokesperson.ended", subject=spokesperson)
    end_membership(membership_id=spokesperson.membership_id, actor=actor)


def spokespeople_of(organisation: Organisation) -> SpokespersonQuerySet:
    """Return those who speak for an organisation today, if it speaks, by name."""
    speaking = Spokesperson.objects.speaking_on(timezone.localdate()).filter(organisation=organisation)
    return speaking.select_related("membership__account").order_by("membership__account__name", "pk")
