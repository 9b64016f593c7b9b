from django.utils.translation import gettext_lazy as _

from bokal.programme.history.errors import Refused


class VoiceRefused(Refused):
    """A voice was not taken in, or something about it was not changed."""


class NothingSaid(VoiceRefused):
    message = _("Nothing is written yet. Write what you want to say.")


class TooLong(VoiceRefused):
    """Words that would fill a book are better handed in as several voices."""

    def __init__(self, length: int, limit: int) -> None:
        words = _("This is %(length)s signs long, and %(limit)s fit. Send it in parts, or write it shorter.")
        super().__init__(words % {"length": length, "limit": limit})


class TooManyPhotos(VoiceRefused):
    message = _("No more than three pictures fit with one voice. Take out the others and send it again.")


class PointMissing(VoiceRefused):
    message = _(
        "No point is chosen on the map. Choose one, write the name of a place, or take the whole area."
    )


class PlaceMissing(VoiceRefused):
    message = _("The place is empty. Write its name, or take the whole area.")


class SaidInFuture(VoiceRefused):
    message = _(
        "The voice has a time that has not come yet. Set the clock of the device right and send again."
    )


class SheetTaken(VoiceRefused):
    """A sheet is typed in once."""

    def __init__(self, sheet: str) -> None:
        words = _("Sheet %(sheet)s is typed in already. Look at the number again.")
        super().__init__(words % {"sheet": sheet})


class OtherVoice(VoiceRefused):
    message = _("Another voice has this mark of its device already. Send it as a new one.")


class CodeUnknown(VoiceRefused):
    message = _("There is no voice with this code. Look at each sign again; A, I, L, O and U are never used.")


class CardUsed(VoiceRefused):
    message = _("This card belongs to a voice already. Take a new card, or send the voice without one.")


class Withdrawn(VoiceRefused):
    message = _("The words were taken back by the one who said them. Nothing can be changed about them.")


class ReasonMissing(VoiceRefused):
    message = _("The reason is missing. Choose one, so that the person can be told.")


class MaskChangesWords(VoiceRefused):
    message = _(
        "The text says something else than the words. Leave parts out with […], and change nothing else."
    )


class MayNotPublish(VoiceRefused):
    message = _("The person did not allow the words to be published. They can be answered, and not shown.")


class NothingToAppeal(VoiceRefused):
    message = _("These words are not held back, so there is nothing to look at again.")


class AppealedAlready(VoiceRefused):
    message = _("Somebody is looking at this again already. The outcome will stand here.")


class SameModerator(VoiceRefused):
    message = _("You decided this the first time. Somebody else must look at it now.")


class AnswerEmpty(VoiceRefused):
    message = _("The answer is empty. Write it, then send it.")


class WrongLanguage(VoiceRefused):
    """An answer that the person cannot read is none."""

    def __init__(self, language: str) -> None:
        words = _("The voice is in another language (%(language)s). Add a translation of the answer into it.")
        super().__init__(words % {"language": language})


class DayMissing(VoiceRefused):
    message = _("“Later” needs a day on which more will be said. Choose one.")


class UnitGone(VoiceRefused):
    message = _("The unit does not exist any more. Choose the one that took over.")
