"""Accounts: by invitation, with roles for a time, and never without an administrator."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
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
from bokal.programme.accounts.models import Account, Membership
from bokal.programme.accounts.perms import can_manage_people, has_role_in_area, has_role_somewhere
from bokal.programme.accounts.services import (
    deactivate_account,
    end_membership,
    forget_identities,
    grant_membership,
    invite_account,
    register_identity,
    subject_fingerprint,
)
from bokal.programme.history.models import Entry
from tests.factories.accounts import make_account, many_writers, together

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return list(Entry.objects.filter(kind="event").order_by("pk").values_list("verb", flat=True))


def test_an_invited_person_has_the_role_from_today() -> None:
    account = invite_account(email=" Anna@Example.org ", role=Role.RECORDER, area_code="A1", actor=None)
    assert account.email == "anna@example.org"
    assert not account.has_usable_password()
    assert has_role_in_area(account, [Role.RECORDER], "A1")
    assert not has_role_in_area(account, [Role.RECORDER], "A2")
    assert verbs() == ["account.invited", "membership.granted"]


def test_the_history_names_nobody() -> None:
    invite_account(email="anna@example.org", role=Role.RECORDER, name="Anna Andersson", actor=None)
    entries = Entry.objects.order_by("pk")
    told = " ".join(f"{entry.details} {entry.before} {entry.after}" for entry in entries)
    assert entries.exists()
    assert "anna" not in told.lower()


def test_inviting_twice_gives_one_account_and_says_that_the_role_is_there() -> None:
    invite_account(email="anna@example.org", role=Role.RECORDER, actor=None)
    with pytest.raises(AlreadyMember):
        invite_account(email="ANNA@example.org", role=Role.RECORDER, actor=None)
    invite_account(email="anna@example.org", role=Role.BOARD, actor=None)
    assert Account.objects.count() == 1


@pytest.mark.parametrize("address", ["", "anna", "anna@", "a b@example.org"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UnusableAddress):
        invite_account(email=address, role=Role.RECORDER, actor=None)
    assert not Account.objects.exists()


def test_a_closed_account_is_given_no_role_and_opens_by_a_new_invitation() -> None:
    account = make_account(Role.RECORDER, email="anna@example.org")
    deactivate_account(account_id=account.pk, actor=None)
    with pytest.raises(AccountClosed):
        grant_membership(account_id=account.pk, role=Role.BOARD, actor=None)
    assert invite_account(email="anna@example.org", role=Role.BOARD, actor=None).is_active


def test_nobody_is_administrator_of_one_area() -> None:
    with pytest.raises(WholeProgrammeOnly):
        invite_account(email="anna@example.org", role=Role.ADMINISTRATOR, area_code="A1", actor=None)
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    "written", [{"role": "emperor"}, {"role": "administrator"}, {"role": "", "area_code": ""}]
)
def test_the_database_itself_refuses_a_role_there_is_not_and_an_administrator_of_one_area(
    written: dict[str, str],
) -> None:
    make_account(Role.RECORDER, area_code="A1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.update(**written)


def test_an_ended_role_no_longer_holds_and_is_not_ended_twice() -> None:
    account = make_account(Role.COORDINATOR)
    membership = account.memberships.get()
    end_membership(membership_id=membership.pk, actor=None)
    membership.refresh_from_db()
    assert membership.valid_to == timezone.localdate()
    assert not has_role_somewhere(Role.COORDINATOR)(Account.objects.get(pk=account.pk))
    with pytest.raises(MembershipOver):
        end_membership(membership_id=membership.pk, actor=None)


def test_a_role_given_and_ended_on_one_day_never_held() -> None:
    account = invite_account(email="anna@example.org", role=Role.BOARD, actor=None)
    end_membership(membership_id=account.memberships.get().pk, actor=None)
    assert not Membership.objects.exists()
    assert verbs()[-1] == "membership.withdrawn"


def test_the_last_administrator_can_neither_be_ended_nor_closed() -> None:
    account = make_account(Role.ADMINISTRATOR)
    with pytest.raises(LastAdministrator):
        end_membership(membership_id=account.memberships.get().pk, actor=account)
    with pytest.raises(LastAdministrator):
        deactivate_account(account_id=account.pk, actor=account)
    assert can_manage_people(Account.objects.get(pk=account.pk))


def test_a_closed_administrator_does_not_count_as_another() -> None:
    first, second = make_account(Role.ADMINISTRATOR), make_account(Role.ADMINISTRATOR)
    deactivate_account(account_id=second.pk, actor=first)
    with pytest.raises(LastAdministrator):
        deactivate_account(account_id=first.pk, actor=first)


def test_closing_ends_every_role_and_keeps_the_account() -> None:
    account = make_account(Role.COORDINATOR, Role.BOARD)
    grant_membership(account_id=account.pk, role=Role.RECORDER, area_code="A1", actor=None)
    closed = deactivate_account(account_id=account.pk, actor=None)
    assert not closed.is_active
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    assert not Membership.objects.valid_on(tomorrow).exists()
    assert Membership.objects.count() == 2


def test_a_role_given_until_a_day_no_longer_holds_on_it() -> None:
    today = timezone.localdate()
    account, tomorrow = make_account(), today + datetime.timedelta(days=1)
    with pytest.raises(EndsBeforeToday):
        grant_membership(account_id=account.pk, role=Role.BOARD, valid_to=today, actor=None)
    membership = grant_membership(account_id=account.pk, role=Role.BOARD, valid_to=tomorrow, actor=None)
    assert list(Membership.objects.valid_on(today)) == [membership]
    assert not Membership.objects.valid_on(tomorrow).exists()
    with pytest.raises(AlreadyMember):
        grant_membership(account_id=account.pk, role=Role.BOARD, actor=None)


def test_an_administrator_for_a_time_does_not_count_as_another() -> None:
    stays, leaves = make_account(Role.ADMINISTRATOR), make_account()
    next_week = timezone.localdate() + datetime.timedelta(days=7)
    grant_membership(account_id=leaves.pk, role=Role.ADMINISTRATOR, valid_to=next_week, actor=None)
    with pytest.raises(LastAdministrator):
        deactivate_account(account_id=stays.pk, actor=leaves)


@many_writers
@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_other_at_once_leave_one() -> None:
    keys = [make_account(Role.ADMINISTRATOR).memberships.get().pk for _one in range(2)]
    refusals = together([lambda key=key: end_membership(membership_id=key, actor=None) for key in keys])
    assert sorted(type(refusal) for refusal in refusals if refusal) == [LastAdministrator]
    assert Membership.objects.filter(valid_to__isnull=True).count() == 1


@many_writers
@pytest.mark.django_db(transaction=True)
def test_two_invitations_of_one_address_at_once_make_one_account() -> None:
    def invite(role: Role) -> Account:
        return invite_account(email="anna@example.org", role=role, actor=None)

    roles = (Role.BOARD, Role.AUDITOR)
    assert together([lambda role=role: invite(role) for role in roles]) == [None, None]
    account = Account.objects.get()
    assert set(account.memberships.values_list("role", flat=True)) == set(roles)


def test_an_identity_signs_in_as_one_person_and_is_kept_as_a_fingerprint_alone() -> None:
    one, other = make_account(), make_account()
    identity = register_identity(account_id=one.pk, subject=" 19121212-1212 ", actor=None)
    assert identity.uid == subject_fingerprint("city", "19121212-1212")
    assert register_identity(account_id=one.pk, subject="19121212-1212", actor=None) == identity
    with pytest.raises(IdentityTaken):
        register_identity(account_id=other.pk, subject="19121212-1212", actor=None)
    assert verbs() == ["identity.registered"]
    forget_identities(account_id=one.pk, actor=None)
    forget_identities(account_id=one.pk, actor=None)
    assert verbs() == ["identity.registered", "identity.forgotten"]
    register_identity(account_id=other.pk, subject="19121212-1212", actor=None)


def test_a_fingerprint_says_nothing_without_the_key(settings: Any) -> None:
    before = subject_fingerprint("city", "19121212-1212")
    assert before != subject_fingerprint("other", "19121212-1212")
    settings.SECRET_KEY = "another key"
    assert before != subject_fingerprint("city", "19121212-1212")


def test_a_closed_account_is_given_no_identity() -> None:
    account = make_account(Role.BOARD)
    deactivate_account(account_id=account.pk, actor=None)
    with pytest.raises(AccountClosed):
        register_identity(account_id=account.pk, subject="a", actor=None)
