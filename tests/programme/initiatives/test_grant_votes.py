"""A vote on small grants is counted as a whole: what cannot be true is refused, and the count binds."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from bokal.programme.history.models import Entry
from bokal.programme.initiatives.enums import ByVotes, GrantRule
from bokal.programme.initiatives.errors import DecidedInFuture, ReasonMissing
from bokal.programme.initiatives.errors.money import (
    BallotTooLong,
    DecidedBeforeVote,
    MoreVotedThanCould,
    MoreVotesThanGiven,
    MoreVotesThanVoters,
    NotByVote,
    NotOnBallot,
    TieNotTold,
    TooManyEach,
    VoteAnswered,
    VotedTooEarly,
    VoteIncomplete,
    VoteNotFollowed,
    VoteSaysOtherwise,
    VotesMissing,
)
from bokal.programme.initiatives.models import GrantApplication, GrantCall, GrantVote
from bokal.programme.initiatives.services.change_grants import reopen_grant, take_back_grant
from bokal.programme.initiatives.services.grant_votes import (
    BALLOT_MOST,
    Counted,
    by_votes_now,
    count_votes,
    result_of,
    told_about,
    vote_on,
)
from bokal.programme.initiatives.services.grants import Settled, decide_grant
from bokal.programme.programmes.errors import DayFarOff
from tests.factories.initiatives import DAY
from tests.factories.money import make_application, make_call, today

pytestmark = pytest.mark.django_db
WHY = {"sv": "Så föll rösterna"}


@pytest.fixture
def call() -> GrantCall:
    """A call that has closed, with three applications of 8 000, 7 000 and 7 000 for 15 000 kronor."""
    made = make_call(
        rule=GrantRule.VOTE, opens_on=today() - 9 * DAY, closes_on=today() - 3 * DAY, decides_on=today()
    )
    for amount in (8_000_00, 7_000_00, 7_000_00):
        make_application(made, amount=amount)
    return made


def count(call: GrantCall, votes: dict[int, int], **fields: object) -> GrantVote:
    facts = {"on": today(), "way": {"sv": "På biblioteket"}, "entitled": 90, "voted": 30, "each": 2}
    return count_votes(call_id=call.pk, counted=Counted(votes=votes, **(facts | fields)), actor=None)


def decide(call: GrantCall, number: int, *, granted: bool = True, **fields: object) -> GrantApplication:
    told = {"reason": WHY, "decided_by": {"sv": "Rösträknarna"}, "on": today()} | fields
    application = call.applications.get(number=number)
    settled = Settled(granted=granted, **told)
    return decide_grant(application_id=application.pk, settled=settled, actor=None)


@pytest.mark.parametrize(
    ("votes", "fields", "refusal"),
    [
        ({1: 31}, {}, MoreVotesThanVoters),
        ({1: 30, 2: 30, 3: 1}, {}, MoreVotesThanGiven),
        ({1: 20, 2: 11}, {"each": 1}, MoreVotesThanGiven),
        ({1: 3}, {"voted": 91}, MoreVotedThanCould),
        ({1: 3}, {"voted": 0}, VoteIncomplete),
        ({1: 3}, {"each": 0}, VoteIncomplete),
        ({1: 3}, {"entitled": 2**31}, VoteIncomplete),
        ({1: 3}, {"each": BALLOT_MOST + 1}, TooManyEach),
        ({1: 3}, {"each": 2**15}, TooManyEach),
        ({}, {}, VotesMissing),
        ({1: -1}, {}, VotesMissing),
        ({4: 1}, {}, NotOnBallot),
        (dict.fromkeys(range(BALLOT_MOST + 1), 0), {}, BallotTooLong),
        ({1: 3}, {"way": {"sv": " "}}, ReasonMissing),
        ({1: 3}, {"on": DAY}, DecidedInFuture),
        ({1: 3}, {"on": -4 * DAY}, VotedTooEarly),
        ({1: 3}, {"on": datetime.date(9999, 12, 31)}, DayFarOff),
    ],
)
def test_a_count_that_cannot_be_true_is_refused_and_leaves_nothing(
    call: GrantCall, votes: dict[int, int], fields: dict[str, object], refusal: type[Exception]
) -> None:
    # Days are counted from the day of the test: the one on which tests are collected may be over.
    on = fields.get("on")
    moved = {"on": today() + on} if isinstance(on, datetime.timedelta) else {}
    with pytest.raises(refusal):
        count(call, votes, **(fields | moved))
    assert not GrantVote.objects.exists()
    assert not call.applications.filter(votes__isnull=False).exists()


def test_the_database_refuses_that_more_voted_than_had_a_vote(call: GrantCall) -> None:
    vote = count(call, {1: 3})
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantVote.objects.filter(pk=vote.pk).update(voted=91)


def test_a_panel_has_no_vote_to_count() -> None:
    with pytest.raises(NotByVote):
        count(make_call(), {1: 3})


def test_nothing_is_granted_before_the_count_or_against_it(call: GrantCall) -> None:
    with pytest.raises(VotesMissing):
        decide(call, 1)
    count(call, {1: 9, 2: 20})
    with pytest.raises(VotesMissing):
        decide(call, 3)
    assert decide(call, 3, granted=False).votes is None
    with pytest.raises(DecidedBeforeVote):
        decide(call, 2, on=today() - DAY)
    call.total = 10_000_00
    call.save()
    with pytest.raises(VoteSaysOtherwise):
        decide(call, 1)
    decide(call, 2, granted=False, about_votes={"sv": "De har ändrat sig"})
    assert decide(call, 1).state == "granted"


def test_a_tie_is_not_broken_in_silence(call: GrantCall) -> None:
    count(call, {1: 20, 2: 11, 3: 11})
    said = [one.says for one in by_votes_now(call).values()]
    assert said == [ByVotes.FITS, ByVotes.TIED, ByVotes.TIED]
    for granted in (True, False):
        with pytest.raises(TieNotTold):
            decide(call, 3, granted=granted)
    assert decide(call, 3, about_votes={"sv": "Lottad inför alla"}).about_votes == {"sv": "Lottad inför alla"}
    with pytest.raises(VoteSaysOtherwise):
        decide(call, 2)
    result = result_of(call)
    assert [(row.application.number, row.place, row.shared, row.says) for row in result.rows] == [
        (1, 1, False, ByVotes.FITS),
        (2, 2, True, ByVotes.TIED),
        (3, 2, True, ByVotes.TIED),
    ]


def test_what_the_votes_are_enough_for_is_not_declined_in_silence(call: GrantCall) -> None:
    count(call, {1: 20, 2: 11, 3: 11})
    with pytest.raises(VoteNotFollowed):
        decide(call, 1, granted=False)
    why = {"sv": "De som sökte har flyttat"}
    assert decide(call, 1, granted=False, about_votes=why).about_votes == why
    assert {one.says for one in by_votes_now(call).values()} == {None, ByVotes.FITS}
    assert decide(call, 2, about_votes={"sv": "Sägs inte, för ingen frågade"}).about_votes == {}


def test_a_grant_that_the_votes_gave_is_not_taken_back_in_silence(call: GrantCall) -> None:
    count(call, {1: 20, 2: 11, 3: 11})
    drawn, why = {"sv": "Lottad"}, {"sv": "De som sökte har flyttat"}
    application = decide(call, 2, about_votes=drawn)
    told = {"reason": WHY, "decided_by": {"sv": "Rösträknarna"}, "on": today(), "actor": None}
    with pytest.raises(VoteNotFollowed):
        take_back_grant(application_id=application.pk, **told)
    assert take_back_grant(application_id=application.pk, about_votes=why, **told).about_votes == why
    assert [one.about_votes for one in application.earlier.all()] == [drawn]


def test_who_lost_a_tie_reads_how_it_was_broken_and_nobody_after_it_was_taken_up_again(
    call: GrantCall,
) -> None:
    count(call, {1: 20, 2: 11, 3: 11})
    drawn = {"sv": "Lottad"}
    won = decide(call, 2, about_votes=drawn)
    lost, other = call.applications.get(number=3), call.applications.get(number=1)
    assert (told_about(won), told_about(lost), told_about(other)) == (drawn, drawn, {})
    reopen_grant(application_id=won.pk, because=WHY, actor=None)
    lost.refresh_from_db()
    assert told_about(lost) == {}
    assert [one.about_votes for one in won.earlier.all()] == [drawn]


def test_why_the_votes_are_not_followed_for_one_is_told_of_no_other(call: GrantCall) -> None:
    call.total = 30_000_00
    call.save()
    count(call, {1: 20, 2: 11, 3: 11})
    why = {"sv": "De som sökte har flyttat"}
    gone, other = decide(call, 2, granted=False, about_votes=why), decide(call, 3)
    assert (told_about(gone), told_about(other)) == (why, {})


def take_back(application: GrantApplication) -> None:
    told = {"reason": WHY, "decided_by": {"sv": "Rösträknarna"}, "on": today(), "actor": None}
    gone = {"sv": "De som sökte har flyttat"}
    take_back_grant(application_id=application.pk, about_votes=gone, **told)


def test_who_lost_a_tie_reads_how_it_was_broken_also_when_the_grant_was_taken_back_and_given_again(
    call: GrantCall,
) -> None:
    count(call, {1: 20, 2: 11, 3: 11})
    drawn = {"sv": "Lottad"}
    won, lost = decide(call, 2, about_votes=drawn), decide(call, 3, granted=False)
    take_back(won)
    assert told_about(call.applications.get(number=3)) == drawn
    reopen_grant(application_id=won.pk, because=WHY, actor=None)
    decide(call, 2)
    assert told_about(call.applications.get(number=3)) == drawn
    reopen_grant(application_id=lost.pk, because=WHY, actor=None)
    assert [one.about_votes for one in lost.earlier.all()] == [drawn]


def test_how_a_tie_was_broken_is_told_also_when_there_would_be_none_any_more(call: GrantCall) -> None:
    count(call, {1: 20, 2: 11, 3: 11})
    drawn = {"sv": "Lottad"}
    more, _won, lost = decide(call, 1), decide(call, 2, about_votes=drawn), decide(call, 3, granted=False)
    take_back(more)
    assert told_about(call.applications.get(pk=lost.pk)) == drawn


def test_who_waits_is_told_of_no_tie_that_is_open_again(call: GrantCall) -> None:
    count(call, {1: 20, 2: 11, 3: 11})
    take_back(decide(call, 2, about_votes={"sv": "Lottad"}))
    assert told_about(call.applications.get(number=3)) == {}


def test_who_was_not_in_a_tie_is_told_of_none(call: GrantCall) -> None:
    make_application(call, amount=8_000_00)
    count(call, {1: 20, 2: 11, 3: 11, 4: 11})
    decide(call, 2, about_votes={"sv": "Lottad"})
    assert told_about(call.applications.get(number=4)) == {}


def test_a_count_is_entered_anew_with_a_reason_until_a_decision_rests_on_it(call: GrantCall) -> None:
    count(call, {1: 20, 2: 11, 3: 11})
    with pytest.raises(ReasonMissing):
        count(call, {1: 20, 2: 11, 3: 12})
    count(call, {1: 20, 2: 12}, because={"sv": "Två sedlar låg kvar"})
    assert list(call.applications.order_by("number").values_list("votes", flat=True)) == [20, 12, None]
    kept = Entry.objects.filter(subject_type="initiatives.grantapplication").values_list("before", flat=True)
    assert any(row and row.get("votes") == 11 for row in kept)
    application = decide(call, 1)
    with pytest.raises(VoteAnswered):
        count(call, {2: 12}, because={"sv": "Igen"})
    reopen_grant(application_id=application.pk, because={"sv": "Fel räknat"}, actor=None)
    count(call, {1: 1, 2: 12, 3: 2}, because={"sv": "Igen"})
    assert vote_on(call.applications.get(number=1)).because == {"sv": "Igen"}


def test_where_few_voted_the_votes_are_told_to_nobody(call: GrantCall) -> None:
    count(call, {1: 4, 2: 0, 3: 0}, voted=4)
    result = result_of(call)
    assert (result.told, result.rows) == (False, [])
    assert vote_on(call.applications.get(number=1)) is None
    count(call, {1: 5, 2: 0, 3: 0}, voted=5, because=WHY)
    assert result_of(call).told
    assert vote_on(call.applications.get(number=1)).voted == 5
