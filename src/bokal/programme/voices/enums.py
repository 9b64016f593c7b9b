from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    """The way a voice came in; it changes who is heard, so it is never lost."""

    WEB = "web", _("Web")
    CARD = "card", _("Receipt card")
    PAPER = "paper", _("Paper sheet")
    DOORSTEP = "doorstep", _("At the door")
    MEETING = "meeting", _("Meeting")
    MESSAGE = "message", _("Text message")
    PHONE = "phone", _("Phone")
    OPEN311 = "open311", _("Another system (Open311)")
    IMPORT = "import", _("Imported")


class Placing(models.TextChoices):
    """How the place was said; none is better than another."""

    WHOLE_AREA = "whole_area", _("The whole area")
    NAMED = "named", _("A place by name")
    PIN = "pin", _("A point on the map")


class Standing(models.TextChoices):
    """Whether the words of a voice may be read by everybody."""

    WAITING = "waiting", pgettext_lazy("voice", "Waiting to be read")
    PUBLISHED = "published", pgettext_lazy("voice", "Published")
    HELD = "held", pgettext_lazy("voice", "Not published")
    WITHDRAWN = "withdrawn", pgettext_lazy("voice", "Withdrawn")


class Status(models.TextChoices):
    """What has come of a voice so far, in fixed words."""

    RECEIVED = "received", pgettext_lazy("status", "Received")
    LOOKING = "looking", pgettext_lazy("status", "Being looked at")
    UNDER_WAY = "under_way", pgettext_lazy("status", "Under way")
    LATER = "later", pgettext_lazy("status", "Later")
    NO = "no", pgettext_lazy("status", "No, because …")
    DONE = "done", pgettext_lazy("status", "Done according to the city")
    CONFIRMED = "confirmed", pgettext_lazy("status", "Confirmed by those who raised it")
    REOPENED = "reopened", pgettext_lazy("status", "Opened again")


class HeldReason(models.TextChoices):
    """Why words are not published; the person is told which."""

    PERSONAL_DATA = "personal_data", _("It names or points out a person.")
    THREAT = "threat", _("It threatens somebody.")
    HATE = "hate", _("It attacks a group of people.")
    UNLAWFUL = "unlawful", _("It breaks the law.")
    ADVERTISING = "advertising", _("It is advertising.")
    ELSEWHERE = "elsewhere", _("It is not about this programme.")
    MACHINE = "machine", _("A machine seems to have written it.")
    AT_SOURCE = "at_source", _("It was held back where it was first said.")


class Act(models.TextChoices):
    """One step of moderation."""

    PUBLISH = "publish", pgettext_lazy("moderation", "Publish")
    PUBLISH_MASKED = "publish_masked", pgettext_lazy("moderation", "Publish without what points out a person")
    HOLD = "hold", pgettext_lazy("moderation", "Do not publish")


class Question(models.TextChoices):
    """What may be asked about who speaks; each is answered or left out."""

    AGE = "age", _("Age")
    GENDER = "gender", _("Gender")


class AgeBand(models.TextChoices):
    """Ages as the population is counted."""

    UNDER_16 = "0-15", _("15 or younger")
    FROM_16 = "16-24", _("16 to 24")
    FROM_25 = "25-44", _("25 to 44")
    FROM_45 = "45-64", _("45 to 64")
    FROM_65 = "65-", _("65 or older")


class Gender(models.TextChoices):
    """As the person says it."""

    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    OTHER = "other", _("Other")


class Ladder(models.TextChoices):
    """How much those who take part can change, lowest first."""

    INFORMATION = "information", pgettext_lazy("ladder", "Information")
    CONSULTATION = "consultation", pgettext_lazy("ladder", "Consultation")
    DIALOGUE = "dialogue", pgettext_lazy("ladder", "Dialogue")
    INFLUENCE = "influence", pgettext_lazy("ladder", "Influence")
    CO_DECISION = "co_decision", pgettext_lazy("ladder", "Deciding together")


class Part(models.TextChoices):
    """What becomes of a paragraph of minutes."""

    OWN = "own", pgettext_lazy("minutes", "A voice of its own")
    JOINED = "joined", pgettext_lazy("minutes", "Goes with the one above")
    LEFT_OUT = "left_out", pgettext_lazy("minutes", "No voice, leave it out")


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    ASSOCIATION = "association", _("Association")
    PROPERTY = "property", _("Property company")
    BUSINESS = "business", _("Business")
    FAITH = "faith", _("Faith community")
    SCHOOL = "school", _("School")
    PUBLIC = "public", _("Public body")


class Author(models.TextChoices):
    """Who stands behind a proposal."""

    RESIDENTS = "residents", _("Residents")
    ORGANISATION = "organisation", _("An organisation")
    CITY = "city", _("The city")


class Stage(models.TextChoices):
    """How far a problem or a proposal has been written."""

    DRAFT = "draft", pgettext_lazy("wording", "Draft")
    SHOWN = "shown", pgettext_lazy("wording", "Shown to those who spoke")
    PUBLISHED = "published", pgettext_lazy("wording", "Published")


class Reply(models.TextChoices):
    """What somebody who spoke says of a wording."""

    YES = "yes", _("Yes, that is what I meant")
    NOT_QUITE = "not_quite", _("Not quite")


class Feasibility(models.TextChoices):
    """Whether a proposal can be carried out, as far as is known."""

    UNKNOWN = "unknown", pgettext_lazy("feasibility", "Not looked into")
    POSSIBLE = "possible", pgettext_lazy("feasibility", "Possible")
    CONDITIONS = "conditions", pgettext_lazy("feasibility", "Possible on conditions")
    IMPOSSIBLE = "impossible", pgettext_lazy("feasibility", "Not possible")


class PromiseState(models.TextChoices):
    """What has become of a promise."""

    OPEN = "open", pgettext_lazy("promise", "Promised")
    KEPT = "kept", pgettext_lazy("promise", "Kept")
    NOT_KEPT = "not_kept", pgettext_lazy("promise", "Not kept")
    CHANGED = "changed", pgettext_lazy("promise", "Replaced by another promise")


class PromiseFilter(models.TextChoices):
    """What a list of promises is narrowed down to."""

    OPEN = "open", pgettext_lazy("promise", "Open, overdue ones too")
    DUE = "due", pgettext_lazy("promise", "To be kept within a month")
    OVERDUE = "overdue", pgettext_lazy("promise", "Overdue")
    KEPT = "kept", pgettext_lazy("promise", "Kept")
    NOT_KEPT = "not_kept", pgettext_lazy("promise", "Not kept")
    CHANGED = "changed", pgettext_lazy("promise", "Replaced by another promise")


class Doubt(models.TextChoices):
    """What a reader finds wrong with a translation; a list, so that nothing about a person can be written."""

    MEANING = "meaning", _("It says something else than the words.")
    MISSING = "missing", _("Something is missing.")
    ADDED = "added", _("Something was added.")
    RUDE = "rude", _("It is ruder or softer than the words.")
    UNREADABLE = "unreadable", _("It cannot be understood.")


# Languages people speak here, each named in itself; any other code is kept as it comes.
SPOKEN = (
    ("sv", "Svenska"),
    ("ar", "العربية"),
    ("en", "English"),
    ("so", "Soomaali"),
    ("prs", "دری"),
    ("fa", "فارسی"),
    ("ckb", "کوردیی ناوەندی"),
    ("kmr", "Kurmancî"),
    ("bs", "Bosanski"),
    ("sq", "Shqip"),
    ("da", "Dansk"),
    ("pl", "Polski"),
    ("tr", "Türkçe"),
    ("ro", "Română"),
    ("rom", "Romani"),
    ("ti", "ትግርኛ"),
    ("ur", "اردو"),
    ("es", "Español"),
)
RIGHT_TO_LEFT = frozenset({"ar", "prs", "fa", "ckb", "ur"})
