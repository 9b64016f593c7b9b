from django.utils.translation import gettext_lazy as _

from bokal.programme.history.errors import Refused


class DecisionRefused(Refused):
    """A decision was not recorded."""


class NothingDecided(DecisionRefused):
    message = _("The decision names no problem and no proposal. Choose what it is about.")


class DecidedTwice(DecisionRefused):
    message = _("The decision names the same problem or proposal twice. Name it once.")


class ReasonMissing(DecisionRefused):
    message = _("The reason is missing. Those who spoke are told why, whatever was decided.")


class DayMissing(DecisionRefused):
    message = _("“Later” needs a day on which it is taken up again. Give the day.")


class DecidedInFuture(DecisionRefused):
    message = _("The day of the decision has not come yet. Record the decision when it is made.")


class CorrectedAlready(DecisionRefused):
    message = _("This decision was corrected already. Correct the newest one.")


class ThingLeftOut(DecisionRefused):
    """What a correction says nothing of would keep an answer that no decision in force gives."""

    def __init__(self, titles: str) -> None:
        words = _(
            "The decision that is corrected ruled on this too: %(titles)s. Rule on it again, or take back "
            "what was ruled on it and say why."
        )
        super().__init__(words % {"titles": titles})


class NotRuledOn(DecisionRefused):
    """Only what the earlier decision ruled on can be taken back."""

    def __init__(self, titles: str) -> None:
        words = _("No decision that this one corrects ruled on this, so nothing is taken back: %(titles)s.")
        super().__init__(words % {"titles": titles})


class JoinedSince(DecisionRefused):
    """A problem that became part of another one has nobody left who would read another ruling on it."""

    def __init__(self, titles: str) -> None:
        words = _(
            "This is part of another problem since it was ruled on: %(titles)s. Undo the joining, correct "
            "the decision, and join them again. Or take back what was ruled on it, and name the other "
            "problem too."
        )
        super().__init__(words % {"titles": titles})
