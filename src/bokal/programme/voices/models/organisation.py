from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account, Membership
from bokal.programme.areas.models import Area
from bokal.programme.history.services import tracked
from bokal.programme.voices.enums import OrganisationKind


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def speaking_on(self, day: datetime.date) -> OrganisationQuerySet:
        """Keep the organisations that are verified and in their term on ``day``."""
        in_term = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
        return self.filter(in_term, verified_on__lte=day)


@tracked(hidden=frozenset({"contact"}))
class Organisation(models.Model):
    """Somebody who speaks and promises as an organisation; who they are was looked into."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=11, choices=OrganisationKind)
    role = models.JSONField(default=dict, help_text="What it does in the area, by language code.")
    area = models.ForeignKey(
        Area, null=True, blank=True, related_name="organisations", on_delete=models.PROTECT
    )
    contact = models.CharField(
        max_length=300, blank=True, help_text="How the office is reached; not published."
    )
    verified_by = models.ForeignKey(
        Account, null=True, blank=True, related_name="verified_organisations", on_delete=models.PROTECT
    )
    verified_on = models.DateField(null=True, blank=True)
    verified_how = models.CharField(max_length=200, blank=True, help_text="What was looked at.")
    valid_to = models.DateField(null=True, blank=True, help_text="First day it no longer speaks here.")
    constructed = models.BooleanField(default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="organisation_kind_is_known", condition=Q(kind__in=OrganisationKind.values)
            ),
            models.CheckConstraint(
                name="verified_organisation_says_how",
                condition=Q(verified_on__isnull=True) | ~Q(verified_how=""),
            ),
            models.CheckConstraint(
                name="organisation_ends_after_it_was_verified",
                condition=Q(valid_to__isnull=True)
                | Q(verified_on__isnull=True)
                | Q(valid_to__gt=F("verified_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SpokespersonQuerySet(models.QuerySet["Spokesperson"]):
    def speaking_on(self, day: datetime.date) -> SpokespersonQuerySet:
        """Keep those whose role and whose organisation's term hold on ``day``."""
        held = Membership.objects.valid_on(day).filter(role=Role.PARTNER, account__is_active=True)
        speaking = Organisation.objects.speaking_on(day)
        return self.filter(
            membership__in=held.order_by().values("pk"), organisation__in=speaking.order_by().values("pk")
        )


@tracked()
class Spokesperson(models.Model):
    """For which one organisation somebody speaks; the role as partner says from when until when."""

    membership = models.OneToOneField(Membership, related_name="spokesperson", on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, related_name="spokespeople", on_delete=models.PROTECT)

    objects = SpokespersonQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "membership"]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.organisation_id}"
