"""The doors to accounts: invite, give and end roles, know an identity, close an account, keep drafts."""

import datetime
from collections.abc import Mapping, Sequence

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.errors import (
    AccountClosed,
    AlreadyMember,
    EndsBeforeToday,
    IdentityTaken,
    LastAdministrator,
    MembershipOver,
    UnusableAddress,
    WholeProgrammeOnly,
)
from bokal.programme.accounts.models import Account, Draft, Membership
from bokal.programme.history.services import keyed_fingerprint, record

DRAFTS_KEPT = datetime.timedelta(days=90)


def usable_address(email: str) -> str:
    """Return an address as it is kept: in lower case, without space around it."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as wrong:
        raise UnusableAddress from wrong
    return address


@transaction.atomic
def invite_account(
    *,
    email: str,
    role: Role,
    actor: Account | None,
    name: str = "",
    area_code: str = "",
    valid_to: datetime.date | None = None,
) -> Account:
    """Make an account that can sign in with a code by e-mail, and give it a role; a closed one opens."""
    fresh = {"name": name.strip(), "password": make_password(None)}
    account, new = Account.objects.select_for_update().get_or_create(
        email=usable_address(email), defaults=fresh
    )
    if new:
        record(actor=actor, verb="account.invited", subject=account)
    elif not account.is_active:
        account.is_active = True
        account.save(update_fields=["is_active"])
        record(actor=actor, verb="account.reopened", subject=account)
    grant_membership(account_id=account.pk, role=role, area_code=area_code, valid_to=valid_to, actor=actor)
    return account


@transaction.atomic
def grant_membership(
    *,
    account_id: int,
    role: Role,
    actor: Account | None,
    area_code: str = "",
    valid_to: datetime.date | None = None,
) -> Membership:
    """Give somebody a role from today, for a time or for good, in the whole programme or in one area."""
    if role in {Role.ADMINISTRATOR, Role.PARTNER} and area_code:
        raise WholeProgrammeOnly
    account = Account.objects.select_for_update().get(pk=account_id)
    if not account.is_active:
        raise AccountClosed
    today = timezone.localdate()
    if valid_to is not None and valid_to <= today:
        raise EndsBeforeToday
    there = account.memberships.filter(role=role, area_code=area_code)
    if there.valid_on(today).exists() or there.filter(valid_to__isnull=True).exists():
        raise AlreadyMember
    membership = Membership.objects.create(
        account=account, role=role, area_code=area_code, valid_from=today, valid_to=valid_to
    )
    record(actor=actor, verb="membership.granted", subject=membership, role=str(role), area=area_code)
    return membership


def administrators_besides(account: Account, day: datetime.date) -> bool:
    """Tell whether somebody else is administrator on a day, and with no end in sight."""
    others = Membership.objects.valid_on(day).filter(role=Role.ADMINISTRATOR, valid_to__isnull=True)
    return others.filter(account__is_active=True).exclude(account=account).exists()


@transaction.atomic
def end_membership(*, membership_id: int, actor: Account | None) -> Membership:
    """End a role today; the last administrator keeps it."""
    # Two administrators who end each other at once must not both succeed.
    list(Membership.objects.select_for_update().filter(role=Role.ADMINISTRATOR).order_by("pk"))
    membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("account").get(pk=membership_id)
    )
    today = timezone.localdate()
    if membership.valid_to is not None and membership.valid_to <= today:
        raise MembershipOver
    if membership.role == Role.ADMINISTRATOR and not administrators_besides(membership.account, today):
        raise LastAdministrator
    if membership.valid_from >= today:
        record(actor=actor, verb="membership.withdrawn", subject=membership, role=membership.role)
        membership.delete()
        return membership
    membership.valid_to = today
    membership.save(update_fields=["valid_to"])
    record(actor=actor, verb="membership.ended", subject=membership, role=membership.role)
    return membership


@transaction.atomic
def deactivate_account(*, account_id: int, actor: Account | None) -> Account:
    """Close an account and end its roles; what it did stays in the history under its number."""
    list(Membership.objects.select_for_update().filter(role=Role.ADMINISTRATOR).order_by("pk"))
    account = Account.objects.select_for_update().get(pk=account_id)
    today = timezone.localdate()
    is_administrator = account.memberships.valid_on(today).filter(role=Role.ADMINISTRATOR).exists()
    if is_administrator and not administrators_besides(account, today):
        raise LastAdministrator
    account.memberships.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today), valid_from__lt=today).update(
        valid_to=today
    )
    account.memberships.filter(valid_from__gte=today).delete()
    account.drafts.all().delete()
    account.is_active = False
    account.save(update_fields=["is_active"])
    record(actor=actor, verb="account.closed", subject=account)
    return account


def subject_fingerprint(provider: str, subject: str) -> str:
    """Return a keyed fingerprint of a subject; without the key it says nothing."""
    return keyed_fingerprint(provider, subject).hex()


@transaction.atomic
def register_identity(*, account_id: int, subject: str, actor: Account | None) -> SocialAccount:
    """Let a subject of the identity provider sign in; of the subject only a keyed fingerprint is kept.

    A broker of electronic identities often knows no address that an invitation could be found by.
    """
    account = Account.objects.select_for_update().get(pk=account_id)
    if not account.is_active:
        raise AccountClosed
    identity, new = SocialAccount.objects.get_or_create(
        provider=settings.OIDC_PROVIDER,
        uid=subject_fingerprint(settings.OIDC_PROVIDER, subject.strip()),
        defaults={"user": account},
    )
    if identity.user_id != account.pk:
        raise IdentityTaken
    if new:
        record(actor=actor, verb="identity.registered", subject=account)
    return identity


@transaction.atomic
def forget_identities(*, account_id: int, actor: Account | None) -> None:
    """Forget every identity that signs in as this account; a code by e-mail still does."""
    account = Account.objects.select_for_update().get(pk=account_id)
    forgotten, _each = SocialAccount.objects.filter(user=account).delete()
    if forgotten:
        record(actor=actor, verb="identity.forgotten", subject=account)


def save_draft(*, account: Account, key: str, address: str, fields: Mapping[str, Sequence[str]]) -> Draft:
    """Keep what somebody has written so far, in place of what was kept for this form before.

    It is no change of the programme, so the history says nothing of it.
    """
    # PostgreSQL keeps no text with a null in it.
    kept = {name: [value.replace("\x00", "") for value in values] for name, values in fields.items()}
    told = {"address": address, "fields": kept, "saved_at": timezone.now()}
    draft, _new = Draft.objects.update_or_create(account=account, key=key, defaults=told)
    return draft


def find_draft(*, account: Account, key: str) -> Draft | None:
    """Return what somebody has written into a form so far, if anything."""
    return Draft.objects.filter(account=account, key=key).first()


def drop_draft(*, account: Account, key: str) -> None:
    """Forget a draft: the form was handed in, or its writer starts again."""
    Draft.objects.filter(account=account, key=key).delete()


def forget_drafts(*, field: str, beginning: str) -> int:
    """Forget everybody's drafts in which a field begins so: what they were written about is gone."""
    removed, _each = Draft.objects.filter(**{f"fields__{field}__0__startswith": beginning}).delete()
    return removed


def sweep_drafts() -> int:
    """Forget the drafts that nobody has gone on with for long, and return how many."""
    removed, _each = Draft.objects.untouched_since(timezone.now() - DRAFTS_KEPT).delete()
    return removed
