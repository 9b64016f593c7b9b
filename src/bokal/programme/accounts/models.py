from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from bokal.programme.accounts.enums import Role
from bokal.programme.history.services import tracked


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, **fields: Any) -> Account:
        """Create an account that can sign in by e-mailed code; it has no password."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_unusable_password()
        account.save(using=self._db)
        return account


@tracked(hidden=frozenset({"email", "name", "password"}), ignored=frozenset({"last_login"}))
class Account(AbstractBaseUser):
    """Someone who can sign in. What they may do is said by memberships alone."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="email_is_lower_case", condition=Q(email=Lower("email"))),
        ]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def valid_on(self, day: datetime.date) -> MembershipQuerySet:
        """Keep the memberships in force on ``day``."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


@tracked()
class Membership(models.Model):
    """A role somebody has for a time, in the whole programme or in one area."""

    account = models.ForeignKey(Account, related_name="memberships", on_delete=models.PROTECT)
    role = models.CharField(max_length=20, choices=Role)
    area_code = models.CharField(max_length=40, blank=True, help_text="Empty for the whole programme.")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="First day it no longer holds.")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["account", "role", "area_code"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_membership_per_role_and_area",
                fields=["account", "role", "area_code"],
                condition=Q(valid_to__isnull=True),
            ),
            models.CheckConstraint(name="membership_role_is_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="an_administrator_is_one_everywhere",
                condition=~Q(role=Role.ADMINISTRATOR) | Q(area_code=""),
            ),
            models.CheckConstraint(
                name="a_partner_is_one_everywhere",
                condition=~Q(role=Role.PARTNER) | Q(area_code=""),
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.area_code}".strip()


class DraftQuerySet(models.QuerySet["Draft"]):
    def untouched_since(self, moment: datetime.datetime) -> DraftQuerySet:
        """Keep the drafts that nobody has gone on with after ``moment``."""
        return self.filter(saved_at__lt=moment)


class Draft(models.Model):
    """What somebody has written into a form and not yet handed in; nobody else ever sees it."""

    account = models.ForeignKey(Account, related_name="drafts", on_delete=models.CASCADE)
    key = models.CharField(max_length=160, help_text="Names the form, in whatever language it is shown.")
    address = models.TextField(help_text="Where the form is opened again.")
    fields = models.JSONField(default=dict, help_text="The values of each field, as they were typed.")
    saved_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="one_draft_per_account_and_form", fields=["account", "key"]),
        ]
        indexes = [models.Index(name="draft_by_age", fields=["saved_at"])]

    def __str__(self) -> str:
        return f"{self.key} {self.saved_at:%Y-%m-%d %H:%M}"
