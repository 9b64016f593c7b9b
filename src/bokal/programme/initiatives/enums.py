from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What an initiative changes: what is built, or what people do together."""

    PHYSICAL = "physical", pgettext_lazy("initiative", "Physical")
    SOCIAL = "social", pgettext_lazy("initiative", "Social")


class Phase(models.TextChoices):
    """How far an initiative has come."""

    IDEA = "idea", pgettext_lazy("initiative", "Idea")
    DROPPED = "dropped", pgettext_lazy("initiative", "Not tried")
    PILOT = "pilot", pgettext_lazy("initiative", "Being tried out")
    RUNNING = "running", pgettext_lazy("initiative", "Going on")
    STOPPED = "stopped", pgettext_lazy("initiative", "Stopped by decision")
    HANDED_OVER = "handed_over", pgettext_lazy("initiative", "Handed over")
    CLOSED = "closed", pgettext_lazy("initiative", "Closed")
    UNKNOWN = "unknown", pgettext_lazy("initiative", "Not known what became of it")


# What an initiative is in once it has started; the database wants its measure before any of these.
STARTED = (Phase.PILOT, Phase.RUNNING, Phase.STOPPED, Phase.HANDED_OVER, Phase.CLOSED)
NOT_AN_IDEA = tuple(phase for phase in Phase if phase is not Phase.IDEA)
NEVER_STARTED = (Phase.IDEA, Phase.DROPPED)
UNDER_WAY = (Phase.PILOT, Phase.RUNNING)


class Grade(models.TextChoices):
    """How much an assumption rests on."""

    GUESS = "guess", pgettext_lazy("assumption", "A guess")
    EXPERIENCE = "experience", pgettext_lazy("assumption", "Experience from here")
    STUDY = "study", pgettext_lazy("assumption", "A study from elsewhere")
    TESTED = "tested", pgettext_lazy("assumption", "Tested here")


class Held(models.TextChoices):
    """What has become of an assumption."""

    OPEN = "open", pgettext_lazy("assumption", "Not known yet")
    HOLDS = "holds", pgettext_lazy("assumption", "It holds so far")
    FALSE = "false", pgettext_lazy("assumption", "It was wrong")


class MeasureUnit(models.TextChoices):
    """What a measure counts in."""

    PERSONS = "persons", _("persons")
    HOUSEHOLDS = "households", _("households")
    DWELLINGS = "dwellings", _("dwellings")
    JOBS = "jobs", _("jobs")
    VISITS = "visits", _("visits")
    EVENTS = "events", _("occasions")
    HOURS = "hours", _("hours")
    METRES = "metres", _("metres")
    SQUARE_METRES = "square_metres", _("square metres")
    PERCENT = "percent", _("per cent")
    OTHER = "other", _("units")


class Accumulation(models.TextChoices):
    """How the values of several periods make one."""

    FLOW = "flow", pgettext_lazy("measure", "Each period adds to the sum")
    STOCK = "stock", pgettext_lazy("measure", "The last value stands")
    CUMULATIVE = "cumulative", pgettext_lazy("measure", "Each value is the sum so far")


class UpdateState(models.TextChoices):
    """How far a report from the work has come."""

    DRAFT = "draft", pgettext_lazy("update", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("update", "Sent in")
    RETURNED = "returned", pgettext_lazy("update", "Sent back")
    APPROVED = "approved", pgettext_lazy("update", "Approved")


class GateKind(models.TextChoices):
    """Where a decision on an initiative is due."""

    PILOT = "pilot", pgettext_lazy("gate", "From idea to trial")
    CONTINUE = "continue", pgettext_lazy("gate", "Continue, adapt or stop")
    HANDOVER = "handover", pgettext_lazy("gate", "Hand over")
    CLOSE = "close", pgettext_lazy("gate", "Close")


class GateRuling(models.TextChoices):
    """What was decided at a gate."""

    START = "start", pgettext_lazy("gate", "Try it out")
    CONTINUE = "continue", pgettext_lazy("gate", "Continue")
    ADAPT = "adapt", pgettext_lazy("gate", "Adapt and continue")
    STOP = "stop", pgettext_lazy("gate", "Stop")
    HAND_OVER = "hand_over", pgettext_lazy("gate", "Hand over")
    CLOSE = "close", pgettext_lazy("gate", "Close")
    WAIT = "wait", pgettext_lazy("gate", "Not yet")


ENDING = (GateRuling.HAND_OVER, GateRuling.STOP)
"""After these an initiative is handed over, or what becomes of it after the stop is settled."""

# What can be decided at each gate; stopping can be decided at any.
RULINGS = {
    GateKind.PILOT: (GateRuling.START, GateRuling.WAIT, GateRuling.STOP),
    GateKind.CONTINUE: (GateRuling.CONTINUE, GateRuling.ADAPT, GateRuling.WAIT, GateRuling.STOP),
    GateKind.HANDOVER: (GateRuling.HAND_OVER, GateRuling.WAIT, GateRuling.STOP),
    GateKind.CLOSE: (GateRuling.CLOSE, GateRuling.WAIT, GateRuling.STOP),
}


# What can be decided on in each phase; nothing is decided on what is over.
GATES_IN = {
    Phase.IDEA: (GateKind.PILOT,),
    Phase.PILOT: (GateKind.CONTINUE, GateKind.HANDOVER, GateKind.CLOSE),
    Phase.RUNNING: (GateKind.CONTINUE, GateKind.HANDOVER, GateKind.CLOSE),
    Phase.HANDED_OVER: (GateKind.CLOSE,),
}
# What can be in the calendar: an idea may have its later gates there already.
GATES_AHEAD = {**GATES_IN, Phase.IDEA: tuple(GateKind)}


USUAL_CADENCE = 3
"""Months between two values of a measure where nobody says otherwise."""

LONGEST_CADENCE = 60
"""Months between two values of a measure at most."""


class EntryKind(models.TextChoices):
    """What an entry of a budget line says."""

    PLAN = "plan", pgettext_lazy("money", "Planned")
    REVISE = "revise", pgettext_lazy("money", "Plan changed")
    REALLOCATE = "reallocate", pgettext_lazy("money", "Moved between lines")
    CARRY_OVER = "carry_over", pgettext_lazy("money", "Carried over to another year")
    COMMIT = "commit", pgettext_lazy("money", "Committed")
    RELEASE = "release", pgettext_lazy("money", "Commitment ended")
    PAY = "pay", pgettext_lazy("money", "Paid")
    CORRECT = "correct", pgettext_lazy("money", "Payment corrected")


class GrantState(models.TextChoices):
    """What has become of an application for a small grant."""

    SUBMITTED = "submitted", pgettext_lazy("grant", "Received")
    GRANTED = "granted", pgettext_lazy("grant", "Granted")
    DECLINED = "declined", pgettext_lazy("grant", "Declined")
    PAID = "paid", pgettext_lazy("grant", "Paid")
    REPORTED = "reported", pgettext_lazy("grant", "Reported back")


# What has its money, or a claim to it.
GIVEN = (GrantState.GRANTED, GrantState.PAID, GrantState.REPORTED)


class GrantRule(models.TextChoices):
    """Who decides on small grants."""

    PANEL = "panel", pgettext_lazy("grant", "A panel of residents")
    VOTE = "vote", pgettext_lazy("grant", "A vote")


class ByVotes(models.TextChoices):
    """What a vote says about an application, as far as the sum reaches."""

    FITS = "fits", pgettext_lazy("vote", "Gets the money")
    TIED = "tied", pgettext_lazy("vote", "Tied: as many votes as others, and the sum is not enough for all")
    WAITS = "waits", pgettext_lazy("vote", "Waits until the tie is broken")
    BEYOND = "beyond", pgettext_lazy("vote", "Costs more than what is left")
    NO_VOTES = "no_votes", pgettext_lazy("vote", "Nobody voted for it")


class WorkKind(models.TextChoices):
    """What is built."""

    NEW_BUILD = "new_build", pgettext_lazy("work", "New homes")
    DENSIFICATION = "densification", pgettext_lazy("work", "More homes between houses")
    PARK = "park", pgettext_lazy("work", "Park")
    PATH = "path", pgettext_lazy("work", "Foot and cycle path")
    GARDEN = "garden", pgettext_lazy("work", "Garden")
    SQUARE = "square", pgettext_lazy("work", "Square")
    LIGHTING = "lighting", pgettext_lazy("work", "Lighting")
    MEETING_PLACE = "meeting_place", pgettext_lazy("work", "Meeting place")
    RENOVATION = "renovation", pgettext_lazy("work", "Renovation")


class WorkStep(models.TextChoices):
    """A step in the life of a work."""

    PLANNING = "planning", pgettext_lazy("work", "Planning")
    PROCUREMENT = "procurement", pgettext_lazy("work", "Procurement")
    CONSTRUCTION = "construction", pgettext_lazy("work", "Construction")
    IN_USE = "in_use", pgettext_lazy("work", "In use")


class Moment(models.TextChoices):
    """Before or after a work."""

    BEFORE = "before", pgettext_lazy("work", "Before")
    AFTER = "after", pgettext_lazy("work", "After")


class Afterlife(models.TextChoices):
    """What is decided to become of an initiative after the programme."""

    MAINSTREAM = "mainstream", pgettext_lazy("handover", "Ordinary operations go on with it")
    ADAPT = "adapt", pgettext_lazy("handover", "It goes on in another form")
    SCALE = "scale", pgettext_lazy("handover", "It spreads to more places")
    MERGE = "merge", pgettext_lazy("handover", "It becomes part of something else")
    STOP = "stop", pgettext_lazy("handover", "It ends")


class Carried(models.TextChoices):
    """What must be settled before a handover is complete."""

    BUDGET = "budget", pgettext_lazy("handover", "Budget line, and from when")
    STAFF = "staff", pgettext_lazy("handover", "Staff")
    DOCUMENTS = "documents", pgettext_lazy("handover", "Documents")
    SYSTEMS = "systems", pgettext_lazy("handover", "Systems")
    DATA_OWNER = "data_owner", pgettext_lazy("handover", "Who owns the data")
    AGREEMENTS = "agreements", pgettext_lazy("handover", "Agreements")


class Found(models.TextChoices):
    """What is left when somebody looks again."""

    AS_IS = "as_is", pgettext_lazy("look back", "As it was")
    ADAPTED = "adapted", pgettext_lazy("look back", "In another form")
    MERGED = "merged", pgettext_lazy("look back", "Part of something else")
    ENDED = "ended", pgettext_lazy("look back", "Ended by decision")
    FADED = "faded", pgettext_lazy("look back", "Faded away")


# To end by a decision is no failure: somebody looked and chose. To fade away is one.
FAILED = (Found.FADED,)


class Remains(models.TextChoices):
    """What is left of an initiative that was handed over, as far as anybody has looked."""

    AS_IS = "as_is", pgettext_lazy("what lives on", "Lives on as it was")
    ADAPTED = "adapted", pgettext_lazy("what lives on", "Lives on in another form")
    MERGED = "merged", pgettext_lazy("what lives on", "Lives on as part of something else")
    UNSEEN = "unseen", pgettext_lazy("what lives on", "Handed over, not looked at since")
    UNDER_WAY = "under_way", pgettext_lazy("what lives on", "Being handed over")
    ENDED = "ended", pgettext_lazy("what lives on", "Ended by decision")
    FADED = "faded", pgettext_lazy("what lives on", "Faded away")
