"""Organisations, and who speaks for them; all of them constructed."""

import datetime
from typing import Any

from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.voices.enums import OrganisationKind
from bokal.programme.voices.models import Organisation, Promise, Spokesperson
from bokal.programme.voices.services import add_organisation, make_promise, verify_organisation
from tests.factories.accounts import make_account


def make_organisation(slug: str = "house", *, verified: bool = True, **fields: Any) -> Organisation:
    """Return an organisation; one that was looked into speaks here from today on."""
    facts: dict[str, Any] = {"name": f"Constructed {slug}", "kind": OrganisationKind.PROPERTY, "actor": None}
    organisation = add_organisation(slug=slug, **(facts | fields))
    if verified:
        organisation = verify_organisation(
            organisation_id=organisation.pk, how="Constructed register", actor=None
        )
    return organisation


def make_spokesperson(organisation: Organisation | None = None, **fields: Any) -> Spokesperson:
    """Return somebody who has spoken for an organisation for some days."""
    account = make_account(Role.PARTNER, **fields)
    return Spokesperson.objects.create(
        membership=account.memberships.get(), organisation=organisation or make_organisation()
    )


def in_days(days: int) -> datetime.date:
    """Return the day that is so many days from now."""
    return timezone.localdate() + datetime.timedelta(days=days)


def make_own_promise(organisation: Organisation, text: str = "Vi tänder.", *, days: int = 5) -> Promise:
    """Return a promise of an organisation, due in some days."""
    return make_promise(by=organisation, text={"sv": text}, due_on=in_days(days), actor=None)
