"""What may be refused about handovers."""

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from bokal.programme.history.errors import day_words
from bokal.programme.initiatives.errors.places import InitiativeRefused


class NotDocumented(InitiativeRefused):
    message = _("This initiative is run here. Hand it over step by step instead.")


class HandoverNotDecided(InitiativeRefused):
    message = _("It is not decided to hand this over or to stop it. Decide that at a gate first.")


class AfterlifeNotDecided(InitiativeRefused):
    message = _("That was not decided at the gate. What was stopped ends; what is handed over goes on.")


class ReceiverMissing(InitiativeRefused):
    message = _("Say who takes it on: one unit of the city, or somebody outside it, and from which day.")


class ReceiverGone(InitiativeRefused):
    """A unit that does not exist on the day cannot take anything on; its successors are named."""

    def __init__(self, unit: str, day: datetime.date, successors: Sequence[str]) -> None:
        self.successors = tuple(successors)
        facts = {"unit": unit, "day": day_words(day), "successors": ", ".join(successors)}
        if successors:
            words = _("%(unit)s does not exist on %(day)s. Instead of it there is: %(successors)s.")
        else:
            words = _(
                "%(unit)s does not exist on %(day)s, and nobody took over from it. Choose another unit."
            )
        super().__init__(words % facts)


class HandedOverBefore(InitiativeRefused):
    """Nothing is taken over before it began; the day it began is named."""

    def __init__(self, day: datetime.date) -> None:
        words = _("The initiative began on %(day)s. Others take it over on that day or later: mend the day.")
        super().__init__(words % {"day": day_words(day)})


class HandoverAccepted(InitiativeRefused):
    message = _("The handover is accepted already. Who takes it on no longer changes.")


class AcceptedByProposer(InitiativeRefused):
    message = _("You proposed this handover. Somebody else must accept it.")


class NobodyReceives(InitiativeRefused):
    message = _("It ends, so nobody takes it on. Settle or waive each line.")


class HandoverComplete(InitiativeRefused):
    message = _("The handover is complete. What was settled no longer changes.")


class LineIncomplete(InitiativeRefused):
    message = _("Say what was settled. For the budget, give the account and from which day.")


class SeenInFuture(InitiativeRefused):
    message = _("That day has not come yet. Write down what you find when you look.")


class NothingToLookAt(InitiativeRefused):
    message = _("Nothing is handed over yet, so there is nothing to look back at.")


class ChangeUntold(InitiativeRefused):
    message = _("Say in a sentence what has changed, and who decided it when it ended.")
