"""What may be refused about money and small grants."""

from django.utils.translation import gettext_lazy as _

from bokal.programme.initiatives.errors.places import InitiativeRefused


class SumMissing(InitiativeRefused):
    message = _("Give an amount above zero.")


class NothingNegative(InitiativeRefused):
    message = _("This is more than there is on the line. No sum may fall below zero.")


class Overspent(InitiativeRefused):
    message = _("This is more than the line has. Say why, or change the plan first.")


class NotOverrun(InitiativeRefused):
    message = _("No more is paid and committed than planned. Explain it when that is so.")


class OtherYear(InitiativeRefused):
    message = _("Money moves to another year only by carrying it over, and is paid in the year of its line.")


class PaidInFuture(InitiativeRefused):
    message = _("The day has not come yet. Enter the payment when it is made.")


class EnteredInFuture(InitiativeRefused):
    message = _("The day has not come yet. Give the day on which this was decided, today at the latest.")


class FarFromYear(InitiativeRefused):
    """A day that cannot belong to the line; its year is named, and from when to when days may be."""

    def __init__(self, year: int, first: int, last: int) -> None:
        words = _(
            "This line is of %(year)s. Give a day in the years %(first)s to %(last)s, "
            "or choose the line of another year."
        )
        super().__init__(words % {"year": year, "first": first, "last": last})


class NoPayment(InitiativeRefused):
    message = _("Only a payment can be corrected. Choose one.")


class LineKnown(InitiativeRefused):
    message = _("There is a line for this account, unit, funder and year already. Change that one.")


class UnitEnded(InitiativeRefused):
    """A unit has no money in a year in which it does not exist; both are named."""

    def __init__(self, unit: str, year: int) -> None:
        words = _("%(unit)s had ceased before %(year)s. Choose the unit that took over, or an earlier year.")
        super().__init__(words % {"unit": unit, "year": year})


class LedgerRefused(InitiativeRefused):
    message = _("The ledger was not read in. Nothing was changed.")


class LedgerOverruns(LedgerRefused):
    message = _("The ledger has more than some lines were given. Say why before it is read in.")


class LedgerMoved(LedgerRefused):
    message = _("Somebody changed the lines in the same moment. Look at the file again.")


class CallClosed(InitiativeRefused):
    message = _("This call is not open. Look at the days it is open.")


class TooManyWords(InitiativeRefused):
    message = _("This is too long. Write it shorter.")


class GrantTooLarge(InitiativeRefused):
    message = _("This is more than the call has. Look at the largest sum and at what is left.")


class OtherApplication(InitiativeRefused):
    message = _("This form was sent before with other words. Open it again and send it anew.")


class GrantSettled(InitiativeRefused):
    message = _("This is settled already. It is not changed any more.")


class ReasonNotRead(InitiativeRefused):
    message = _("Write the reason in the language of those who applied too.")


class VotesMissing(InitiativeRefused):
    message = _("The call is decided by a vote, and this application has no votes. Enter the count first.")


class NotGranted(InitiativeRefused):
    message = _("This was not granted. Decide on it first.")


class NotPaidYet(InitiativeRefused):
    message = _("This was not paid yet. Report back when it is.")


class OtherInitiative(InitiativeRefused):
    message = _("The line belongs to another initiative. Choose one of the initiative that pays.")


class GrantCodeUnknown(InitiativeRefused):
    message = _("No application has this code. Look at your slip and write it again.")


class CallAnswered(InitiativeRefused):
    message = _("Somebody has applied already. What they read stays as it is.")


class NotDecided(InitiativeRefused):
    message = _("This is not decided yet. Decide on it.")


class DecidedTooEarly(InitiativeRefused):
    message = _("This day is before what is decided about. Look at the day again.")


class NotByVote(InitiativeRefused):
    message = _("This call is decided by a panel. There is no vote to count.")


class VotedTooEarly(InitiativeRefused):
    message = _("On this day one could still apply. A vote is about everything that came in.")


class VoteIncomplete(InitiativeRefused):
    message = _("Say how many had a vote, how many voted, and for how many applications each could vote.")


class MoreVotedThanCould(InitiativeRefused):
    message = _("More voted than had a vote. Look at both numbers again.")


class NotOnBallot(InitiativeRefused):
    message = _("There are votes for an application that does not wait for a decision. Open the page again.")


class BallotTooLong(InitiativeRefused):
    """A ballot nobody could read through; how long it may be is said."""

    def __init__(self, most: int) -> None:
        words = _("At most %(most)s applications are put to a vote. Decide on the others first.")
        super().__init__(words % {"most": most})


class TooManyEach(InitiativeRefused):
    """Nobody votes for more than a ballot holds; how many that is is said."""

    def __init__(self, most: int) -> None:
        words = _("At most %(most)s applications are put to a vote, so nobody votes for more than that.")
        super().__init__(words % {"most": most})


class MoreVotesThanVoters(InitiativeRefused):
    """One application has more votes than people voted; which one is named."""

    def __init__(self, number: int, votes: int, voted: int) -> None:
        self.number = number
        words = _("Application %(number)s has %(votes)s votes, but only %(voted)s voted.")
        super().__init__(words % {"number": number, "votes": votes, "voted": voted})


class MoreVotesThanGiven(InitiativeRefused):
    """All votes together are more than could be given; both numbers are named."""

    def __init__(self, votes: int, most: int) -> None:
        words = _("Together these are %(votes)s votes. Those who voted could give %(most)s at most.")
        super().__init__(words % {"votes": votes, "most": most})


class VoteAnswered(InitiativeRefused):
    message = _("Decisions rest on this count. Take them up again before you enter it anew.")


class VoteSaysOtherwise(InitiativeRefused):
    message = _(
        "By the votes and with what is left, this one does not get the money. Decide first on those with "
        "more votes that still wait."
    )


class TieNotTold(InitiativeRefused):
    message = _("Others have as many votes, and the sum is not enough for all. Say how the tie was broken.")


class VoteNotFollowed(InitiativeRefused):
    message = _(
        "The votes are enough for this one. Say for everybody why they are not followed: it stands on the "
        "page of the vote."
    )


class DecidedBeforeVote(InitiativeRefused):
    message = _("On this day nobody had voted yet. A decision by vote comes after the vote.")
