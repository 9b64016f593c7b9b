"""An organisation acts itself: by the person who speaks for it, while both terms hold, and for no other."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.errors import WholeProgrammeOnly
from bokal.programme.accounts.models import Membership
from bokal.programme.accounts.perms import has_any_role
from bokal.programme.accounts.services import deactivate_account, grant_membership
from bokal.programme.history.models import Entry
from bokal.programme.voices import errors
from bokal.programme.voices.enums import Author, PromiseFilter, PromiseState, Stage, Standing
from bokal.programme.voices.models import Case, Organisation, Promise, Spokesperson
from bokal.programme.voices.perms import can_speak_for_organisation, speaks_for
from bokal.programme.voices.services import (
    About,
    Offer,
    Text,
    end_spokesperson,
    invite_spokesperson,
    organisations_listed,
    promise_as_itself,
    promises_listed,
    propose_as_itself,
    reword_problem,
    say_as_itself,
    settle_as_itself,
    spokespeople_of,
    what_concerns,
)
from tests.factories.accounts import make_account, many_writers, together
from tests.factories.organisations import in_days, make_organisation, make_own_promise, make_spokesperson
from tests.factories.programmes import make_unit
from tests.factories.voices import make_area, make_dialogue, make_problem, make_voice

pytestmark = pytest.mark.django_db
TEXT = {"ar": "نفتح القاعة."}


def invite(organisation: Organisation, email: str = "anna@example.org", **fields: object) -> Spokesperson:
    facts = {"organisation_id": organisation.pk, "email": email, "actor": None}
    return invite_spokesperson(**(facts | fields))  # type: ignore[arg-type]


def test_somebody_is_invited_to_speak_for_one_organisation_and_does_not_work_here() -> None:
    house, other = make_organisation(), make_organisation("other")
    speaker = invite(house, name="Anna", valid_to=in_days(30))
    account = speaker.membership.account
    assert (account.name, speaker.membership.role) == ("Anna", Role.PARTNER)
    assert speaks_for(account) == speaker
    assert not has_any_role(account)
    assert list(spokespeople_of(house)) == [speaker]
    assert not spokespeople_of(other).exists()
    with pytest.raises(errors.SpeaksAlready):
        invite(other)
    assert Entry.objects.filter(verb="spokesperson.invited").count() == 1


def test_who_is_not_looked_into_gets_nobody_to_speak() -> None:
    with pytest.raises(errors.OrganisationNotVerified):
        invite(make_organisation(verified=False))
    assert not Membership.objects.exists()


def test_the_database_holds_the_link() -> None:
    speaker = make_spokesperson()
    with pytest.raises(IntegrityError), transaction.atomic():
        Spokesperson.objects.create(membership=speaker.membership, organisation=make_organisation("other"))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_account(Role.PARTNER, area_code="A1")
    with pytest.raises(WholeProgrammeOnly):
        grant_membership(account_id=make_account().pk, role=Role.PARTNER, area_code="A1", actor=None)


def test_speaking_ends_with_the_role_the_account_or_the_term_of_the_organisation() -> None:
    ended, closed, over = (make_spokesperson(make_organisation(name)) for name in ("a", "b", "c"))
    end_spokesperson(spokesperson_id=ended.pk, actor=None)
    deactivate_account(account_id=closed.membership.account_id, actor=None)
    past = datetime.date(2020, 1, 1)
    Organisation.objects.filter(slug="c").update(verified_on=past, valid_to=timezone.localdate())
    for speaker in (ended, closed, over):
        account = type(speaker.membership.account).objects.get(pk=speaker.membership.account_id)
        assert not can_speak_for_organisation(account)
        with pytest.raises(errors.SpeaksNoMore):
            promise_as_itself(spokesperson_id=speaker.pk, text=TEXT, due_on=in_days(1))
    assert not Promise.objects.exists()
    # One who was invited today is taken back whole, and can be invited again.
    fresh = invite(make_organisation("d"))
    end_spokesperson(spokesperson_id=fresh.pk, actor=None)
    assert not Spokesperson.objects.filter(pk=fresh.pk).exists()
    assert speaks_for(invite(Organisation.objects.get(slug="d")).membership.account) is not None


def test_an_organisation_promises_on_what_everybody_reads_and_says_once_what_came_of_it() -> None:
    speaker, other = make_spokesperson(), make_spokesperson(make_organisation("other"))
    draft = make_problem([make_voice().voice.pk])
    by = {"spokesperson_id": speaker.pk, "text": TEXT}
    with pytest.raises(errors.NotInPublic):
        promise_as_itself(**by, due_on=in_days(3), about=About(problem=draft))
    with pytest.raises(errors.DayOver):
        promise_as_itself(**by, due_on=in_days(-1))
    with pytest.raises(errors.PromiseEmpty):
        promise_as_itself(spokesperson_id=speaker.pk, text={"sv": " "}, due_on=in_days(3))
    published = make_problem([], slug="published", stage="published")
    promise = promise_as_itself(**by, due_on=in_days(0), about=About(problem=published))
    assert (promise.organisation, promise.problem) == (speaker.organisation, published)
    assert Entry.objects.get(verb="promise.made").actor == str(speaker.membership.account_id)
    outcome = {"state": PromiseState.CHANGED, "outcome": {"sv": "En annan dag."}}
    with pytest.raises(errors.NotOwnPromise):
        settle_as_itself(spokesperson_id=other.pk, promise_id=promise.pk, **outcome)
    settle_as_itself(spokesperson_id=speaker.pk, promise_id=promise.pk, **outcome)
    promise.refresh_from_db()
    assert (promise.state, promise.settled_on) == (PromiseState.CHANGED, timezone.localdate())
    with pytest.raises(errors.PromiseOver):
        settle_as_itself(spokesperson_id=speaker.pk, promise_id=promise.pk, **outcome)


def test_a_promise_is_about_one_thing_at_most() -> None:
    problem, dialogue = make_problem([], stage="published"), make_dialogue()
    by = {"spokesperson_id": make_spokesperson().pk, "text": TEXT, "due_on": in_days(3)}
    with pytest.raises(IntegrityError), transaction.atomic():
        promise_as_itself(**by, about=About(problem=problem, dialogue=dialogue))
    assert promise_as_itself(**by, about=About(dialogue=dialogue)).dialogue == dialogue


def test_a_proposal_of_an_organisation_is_a_draft_that_the_office_shows_first() -> None:
    speaker = make_spokesperson()
    draft, published = make_problem([], slug="draft"), make_problem([], slug="out", stage="published")
    offer = Offer(Text("نفتح القاعة"), "ar", [published.pk], cost=125_050, own_work="Vi målar.")
    proposal = propose_as_itself(spokesperson_id=speaker.pk, offer=offer)
    assert (proposal.stage, proposal.author) == (Stage.DRAFT, Author.ORGANISATION)
    assert (proposal.organisation, proposal.area) == (speaker.organisation, make_area())
    assert (proposal.cost, proposal.offer) == (125_050, "Vi målar.")
    assert [(one.language, one.translated_from) for one in proposal.wordings.all()] == [("ar", "")]
    with pytest.raises(errors.NotInPublic):
        propose_as_itself(spokesperson_id=speaker.pk, offer=Offer(Text("Nej"), "sv", [draft.pk]))
    with pytest.raises(errors.ProblemsMissing):
        propose_as_itself(spokesperson_id=speaker.pk, offer=Offer(Text("Nej"), "sv", []))


def test_a_voice_of_an_organisation_waits_to_be_read_and_counts_once() -> None:
    speaker, key = make_spokesperson(), uuid.uuid4()
    facts = {"words": "Vi saknar lampor.", "language": "sv", "area": make_area(), "key": key}
    first = say_as_itself(spokesperson_id=speaker.pk, **facts)
    again = say_as_itself(spokesperson_id=speaker.pk, **facts)
    assert (first.new, again.new, again.voice) == (True, False, first.voice)
    assert first.voice.organisation == speaker.organisation
    assert Case.objects.get(voice=first.voice).standing == Standing.WAITING


def test_what_concerns_an_organisation_names_it_or_was_promised_on() -> None:
    house = make_organisation(name="BID")
    named = make_problem([], slug="named", stage="published", sv="BIDs portar är låsta")
    promised = make_problem([], slug="promised", stage="published", sv="Mörkt på gården")
    make_problem([], slug="other", stage="published", sv="Ingen bidrar med något")
    make_problem([], slug="unseen", sv="BID svarar inte")
    old = make_problem([], slug="old", stage="published", sv="BID igen")
    reword_problem(problem_id=old.pk, texts={"sv": Text("Någon igen")}, written_in="sv", actor=None)
    make_own_promise(house)
    Promise.objects.update(problem=promised)
    found = {one.thing for one in what_concerns(house, "sv").problems}
    assert found == {named, promised}


def test_a_list_of_promises_keeps_what_is_open_due_overdue_or_settled() -> None:
    house = make_organisation()
    for days in (-1, 0, 30, 31):
        make_own_promise(house, f"{days}", days=days)
    settled = make_own_promise(house, "kept", days=-2)
    Promise.objects.filter(pk=settled.pk).update(state=PromiseState.KEPT, settled_on=timezone.localdate())
    kept = {one: [promise.text["sv"] for promise in promises_listed(one)] for one in ("", *PromiseFilter)}
    assert kept == {
        "": ["kept", "-1", "0", "30", "31"],
        PromiseFilter.OPEN: ["-1", "0", "30", "31"],
        PromiseFilter.DUE: ["0", "30"],
        PromiseFilter.OVERDUE: ["-1"],
        PromiseFilter.KEPT: ["kept"],
        PromiseFilter.NOT_KEPT: [],
        PromiseFilter.CHANGED: [],
    }
    (one,) = organisations_listed()
    assert (one.kept, one.not_kept, one.open, one.overdue) == (1, 0, 3, 1)


def test_promises_are_of_an_area_by_what_they_are_about_or_who_made_them() -> None:
    unit, area = make_unit("streets"), make_area()
    here = make_problem([], stage="published")
    mine = Promise.objects.create(unit=unit, text=TEXT, due_on=in_days(3), problem=here)
    own = make_own_promise(make_organisation(area=area))
    Promise.objects.create(unit=unit, text=TEXT, due_on=in_days(3))
    assert set(promises_listed(areas=frozenset({area.code}))) == {mine, own}
    assert promises_listed(areas=None).count() == 3


@many_writers
@pytest.mark.django_db(transaction=True)
def test_two_who_settle_at_once_do_not_both_succeed() -> None:
    speaker = make_spokesperson()
    promise = make_own_promise(speaker.organisation)

    def settle(state: PromiseState) -> object:
        return settle_as_itself(
            spokesperson_id=speaker.pk, promise_id=promise.pk, state=state, outcome={"sv": "Så."}
        )

    refused = together([lambda: settle(PromiseState.KEPT), lambda: settle(PromiseState.NOT_KEPT)])
    assert sorted(type(one).__name__ for one in refused) == ["NoneType", "PromiseOver"]
