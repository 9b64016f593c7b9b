"""A vote on small grants: its count, checked as a whole, and what it says about each application."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.decisions.services.decide import written
from bokal.programme.history.services import record
from bokal.programme.initiatives.enums import GIVEN, ByVotes, GrantRule, GrantState
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
from bokal.programme.initiatives.services.plan import Texts
from bokal.programme.initiatives.services.rank_votes import Polled, Ranked, rank_votes
from bokal.programme.initiatives.services.read_grants import GrantShown, shown
from bokal.programme.programmes.services import require_days
from bokal.programme.voices.services import FEWEST

BALLOT_MOST = 200
"""Nobody reads through more on a ballot."""
LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Counted:
    """A vote as it was counted; ``votes`` by the number of the application in the call."""

    on: datetime.date
    way: Texts
    entitled: int
    voted: int
    each: int
    votes: Mapping[int, int]
    because: Texts = field(default_factory=dict)

    def require_sums(self) -> None:
        """Refuse numbers that cannot all be true."""
        if min(self.entitled, self.voted, self.each) < 1 or self.entitled > LARGEST:
            raise VoteIncomplete
        if self.each > BALLOT_MOST:
            raise TooManyEach(BALLOT_MOST)
        if self.voted > self.entitled:
            raise MoreVotedThanCould
        if not self.votes or min(self.votes.values()) < 0:
            raise VotesMissing
        if len(self.votes) > BALLOT_MOST:
            raise BallotTooLong(BALLOT_MOST)
        for number, votes in self.votes.items():
            if votes > self.voted:
                raise MoreVotesThanVoters(number, votes, self.voted)
        given, most = sum(self.votes.values()), self.voted * self.each
        if given > most:
            raise MoreVotesThanGiven(given, most)


@transaction.atomic
def count_votes(*, call_id: int, counted: Counted, actor: Account | None) -> GrantVote:
    """Enter the count of a vote; one that was entered wrongly is entered anew while nothing rests on it."""
    call = GrantCall.objects.select_for_update(of=("self",)).get(pk=call_id)
    if call.rule != GrantRule.VOTE:
        raise NotByVote
    known = GrantVote.objects.filter(call=call).first()
    require_time(call, counted.on)
    if not written(counted.way) or (known is not None and not written(counted.because)):
        raise ReasonMissing
    counted.require_sums()
    waiting = call.applications.select_for_update(of=("self",)).filter(state=GrantState.SUBMITTED)
    on_ballot = {one.number: one for one in waiting.order_by("number")}
    if call.applications.filter(votes__isnull=False).exclude(state=GrantState.SUBMITTED).exists():
        raise VoteAnswered
    if not counted.votes.keys() <= on_ballot.keys():
        raise NotOnBallot
    vote = known or GrantVote(call=call)
    vote.on, vote.way, vote.because = counted.on, written(counted.way), written(counted.because)
    vote.entitled, vote.voted, vote.each = counted.entitled, counted.voted, counted.each
    vote.by = actor
    vote.save()
    for number, application in on_ballot.items():
        if application.votes != counted.votes.get(number):
            application.votes = counted.votes.get(number)
            application.save(update_fields=["votes"])
    record(actor=actor, verb="grant.votes_counted", subject=vote, voted=vote.voted, entitled=vote.entitled)
    return vote


def require_time(call: GrantCall, on: datetime.date) -> None:
    """Refuse a vote of a day to come, and one held while others could still apply."""
    require_days(on)
    if on > timezone.localdate():
        raise DecidedInFuture
    if on < call.closes_on:
        raise VotedTooEarly


def vote_of(call: GrantCall) -> GrantVote | None:
    """Return the count of a call, when there is one."""
    return GrantVote.objects.filter(call=call).first()


def polled(call: GrantCall, *, decided: bool) -> list[Polled]:
    """Return what was put to the vote; ``decided`` with what has been decided on it since."""
    found = call.applications.filter(votes__isnull=False).order_by("number")
    rows = []
    for number, votes, amount, state in found.values_list("number", "votes", "amount", "state"):
        settled = None if not decided or state == GrantState.SUBMITTED else state in GIVEN
        rows.append(Polled(number, int(votes or 0), amount, settled))
    return rows


def by_votes_now(call: GrantCall) -> dict[int, Ranked]:
    """Return what the votes say about each application, with what was decided on others so far."""
    return rank_votes(polled(call, decided=True), call.total)


def require_voted(
    call: GrantCall, application: GrantApplication, *, granted: bool, told: bool, on: datetime.date
) -> bool:
    """Refuse what goes against the count, and what it leaves open or is not followed in, in silence.

    ``told`` says whether something was told about the votes; returns whether something had to be.
    """
    if call.rule != GrantRule.VOTE:
        return False
    if application.votes is None:
        if granted:
            raise VotesMissing
        return False
    if on < GrantVote.objects.get(call=call).on:
        raise DecidedBeforeVote
    says = by_votes_now(call)[application.number].says
    if says is ByVotes.TIED and not told:
        raise TieNotTold
    if granted and says not in {ByVotes.FITS, ByVotes.TIED}:
        raise VoteSaysOtherwise
    not_followed = says is ByVotes.FITS and not granted
    if not_followed and not told:
        raise VoteNotFollowed
    return says is ByVotes.TIED or not_followed


def vote_on(application: GrantApplication) -> GrantVote | None:
    """Return the vote an application was put to, for whoever has its code; none where too few voted."""
    if application.votes is None:
        return None
    return GrantVote.objects.filter(call=application.call_id, voted__gte=FEWEST).first()


def tell_tie(application: GrantApplication) -> None:
    """Keep with all that are tied how that was broken by a decision that is about to be written down.

    What the votes leave open changes with every later decision; what was told then does not.
    """
    ranked = by_votes_now(application.call)
    tied = [number for number, one in ranked.items() if one.says is ByVotes.TIED]
    if application.number in tied:
        level = GrantApplication.objects.filter(call=application.call_id, number__in=tied)
        level.update(about_tie=application.about_votes)


def open_tie(application: GrantApplication) -> None:
    """Forget how a tie was broken that is open again, where a decision is still to come.

    Who was decided on meanwhile goes on reading it: that decision rested on it.
    """
    level = GrantApplication.objects.filter(call=application.call_id, votes=application.votes)
    told = level.exclude(about_tie={}).exclude(state=GrantState.SUBMITTED)
    if not any(one.about_votes == one.about_tie for one in told):
        level.filter(state=GrantState.SUBMITTED).update(about_tie={})


def told_about(application: GrantApplication) -> Texts:
    """Return what was told about the votes for an application, or how the tie was broken that it was in.

    Why the votes were not followed for another one is no word about this one.
    """
    told: Texts = application.about_votes or application.about_tie
    return told


@dataclass(frozen=True, slots=True)
class Row:
    """An application in the table of a vote: what the count alone says, and what was decided."""

    application: GrantApplication
    title: str
    place: int
    shared: bool
    says: ByVotes

    @property
    def told(self) -> list[Texts]:
        """What is told about the votes: how the tie was broken that it was in, then what came of it."""
        tie, since = self.application.about_tie, self.application.about_votes
        return [told for told in (tie, since if since != tie else {}) if told]


@dataclass(frozen=True, slots=True)
class Result:
    """A vote as everybody reads it; without rows where so few voted that it would tell how each did."""

    vote: GrantVote
    rows: list[Row]

    @property
    def told(self) -> bool:
        """Whether the votes are shown."""
        return self.vote.voted >= FEWEST

    @property
    def said(self) -> list[GrantShown]:
        """What was said about the votes for everybody to read, which tells no count."""
        said = self.vote.call.applications.exclude(about_votes={})
        return [shown(one) for one in said.order_by("number")]

    @property
    def not_voted_on(self) -> int:
        """How many applications were not put to the vote."""
        return self.vote.call.applications.filter(votes__isnull=True).count()


def result_of(call: GrantCall) -> Result | None:
    """Return the vote of a call as everybody reads it."""
    vote = vote_of(call)
    if vote is None:
        return None
    vote.call = call
    if vote.voted < FEWEST:
        return Result(vote, [])
    ranked = rank_votes(polled(call, decided=False), call.total)
    places = [one.place for one in ranked.values()]
    rows = [
        Row(
            application,
            application.title if application.words_shown else "",
            ranked[application.number].place,
            places.count(ranked[application.number].place) > 1,
            ranked[application.number].says or ByVotes.NO_VOTES,
        )
        for application in call.applications.filter(votes__isnull=False).order_by("-votes", "number")
    ]
    return Result(vote, rows)
