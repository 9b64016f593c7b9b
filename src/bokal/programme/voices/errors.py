from django.utils.translation import gettext_lazy as _

from bokal.programme.history.errors import Refused


class VoiceRefused(Refused):
    """A voice was not taken in, or something about it was not changed."""


class AddressJustTaken(VoiceRefused):
    message = _(
        "In the same moment something else of this name was saved. Look whether it is yours already; if not, "
        "send this again."
    )


class NothingSaid(VoiceRefused):
    message = _("Nothing is written yet. Write what you want to say.")


class TooLong(VoiceRefused):
    """Words that would fill a book are better handed in as several voices."""

    def __init__(self, length: int, limit: int) -> None:
        words = _("This is %(length)s signs long, and %(limit)s fit. Send it in parts, or write it shorter.")
        super().__init__(words % {"length": length, "limit": limit})


class TooManyPhotos(VoiceRefused):
    message = _("No more than three pictures fit with one voice. Take out the others and send it again.")


class NoPicture(VoiceRefused):
    message = _("One of the files is no picture. Choose pictures in JPEG, PNG or WebP.")


class PointMissing(VoiceRefused):
    message = _(
        "No point is chosen on the map. Choose one, write the name of a place, or take the whole area."
    )


class PlaceTooLong(VoiceRefused):
    message = _("The name of the place is longer than 200 signs. Write it shorter.")


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


class NotRecorded(VoiceRefused):
    """What came is not what a recorder writes."""

    def __init__(self, field: str) -> None:
        self.field = field
        words = _("“%(field)s” is missing or cannot be understood. Look at it in the form and save again.")
        super().__init__(words % {"field": field})


class ImportMoved(VoiceRefused):
    message = _("Somebody brought in some of these voices in the same moment. Import the file again.")


class CodeUnknown(VoiceRefused):
    message = _("There is no voice with this code. Look at each sign again; A, I, L, O and U are never used.")


class CardUnknown(VoiceRefused):
    message = _("There is no card with this address. Scan it again, or send the voice without a card.")


class TooManyCards(VoiceRefused):
    """A batch is as large as somebody can hand out."""

    def __init__(self, limit: int) -> None:
        words = _("A batch has from 1 to %(limit)s cards. Make several batches for more.")
        super().__init__(words % {"limit": limit})


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


class TranslationsMissing(VoiceRefused):
    """Whoever cannot read an answer is named before it goes out."""

    def __init__(self, languages: str) -> None:
        words = _(
            "Some who spoke read other languages: %(languages)s. Add the answer in each, "
            "or tick that it is not translated yet."
        )
        super().__init__(words % {"languages": languages})


class TranslatedAlready(VoiceRefused):
    message = _("The answer is there in this language already.")


class AnswerTakenBack(VoiceRefused):
    message = _("The answer was taken back. It needs no translation.")


class TranslationRefused(VoiceRefused):
    """A translation was not written."""


class TranslationEmpty(TranslationRefused):
    message = _("The translation is empty. Write it, then keep it.")


class SameLanguage(TranslationRefused):
    message = _("The words are in this language already. Choose another one.")


class LanguageUnknown(TranslationRefused):
    message = _("This language is not in the list. Choose one of those.")


class NotPublished(TranslationRefused):
    message = _("The words are not published. Only what everybody may read is translated.")


class TranslationMoved(TranslationRefused):
    message = _("Somebody else changed the translation, or the words, meanwhile. Look at it again.")


class TranslatedByHand(TranslationRefused):
    message = _("Somebody translated this by hand. A service does not write over that; correct it by hand.")


class NoService(TranslationRefused):
    message = _("No translation service is set, so nothing was sent. Translate by hand.")


class ServiceRefused(TranslationRefused):
    """The translation service did not give what was asked for, and asking again would not help."""


class ServiceBusy(TranslationRefused):
    """The translation service may answer if it is asked again."""


class DoubtGone(VoiceRefused):
    message = _("This translation was corrected or taken away meanwhile. Look at the one that stands now.")


class OutcomeNotAsked(VoiceRefused):
    message = _("The city has not called this done, or has said something new since. Look at it again.")


class DayMissing(VoiceRefused):
    message = _("“Later” needs a day on which more will be said. Choose one.")


class UnitGone(VoiceRefused):
    message = _("The unit does not exist any more. Choose the one that took over.")


class WordingRefused(VoiceRefused):
    """A problem, a proposal or its wording was not changed."""


class TitleMissing(WordingRefused):
    message = _("The title is missing. Put in one sentence what is wrong, or what would help.")


class NoVoices(WordingRefused):
    message = _("No voice is chosen. Choose the voices that the problem is written from.")


class JoinedAlready(WordingRefused):
    message = _("This problem is part of another one now. Open that one, or undo the joining first.")


class JoinedWithItself(WordingRefused):
    message = _("A problem cannot be joined with itself. Choose another one.")


class NothingToUndo(WordingRefused):
    message = _("This was undone already, or changed since. Look at the links as they are now.")


class NotShownYet(WordingRefused):
    message = _("Nobody who spoke has seen this wording yet. Show it to them first.")


class NotPart(WordingRefused):
    message = _("This voice is not part of it, so nothing can be said about it from here.")


class BecauseMissing(WordingRefused):
    message = _("Say what is not quite right, so that it can be put better.")


class ProblemsMissing(WordingRefused):
    message = _("A proposal answers at least one problem. Choose which.")


class OrganisationNotVerified(VoiceRefused):
    message = _("The organisation is not verified, or its term is over. Verify it first.")


class SpeaksAlready(VoiceRefused):
    message = _("This person speaks for an organisation already. End that first.")


class SpeaksNoMore(VoiceRefused):
    message = _("You do not speak for this organisation any more. Ask the office of the programme.")


class NotOwnPromise(VoiceRefused):
    message = _("Somebody else made this promise, and says what came of it.")


class PromiseEmpty(VoiceRefused):
    message = _("The promise is empty. Write what you promise.")


class DayOver(VoiceRefused):
    message = _("This day is over. Choose the day by which it will be kept.")


class NotInPublic(VoiceRefused):
    message = _("Nobody can read that yet. Promise something on what is published.")


class VerifiedHowMissing(VoiceRefused):
    message = _("Say what was looked at to verify the organisation, such as a register or a meeting.")


class PromiseOver(VoiceRefused):
    message = _("What came of this promise is recorded already.")


class OutcomeMissing(VoiceRefused):
    message = _("Say in a sentence what came of the promise.")


class DialogueRefused(VoiceRefused):
    """A dialogue was not changed."""


class ScopeMissing(DialogueRefused):
    message = _("Say what is open to influence before anybody is invited.")


class EndsBeforeStart(DialogueRefused):
    message = _("A dialogue ends after it starts. Look at the two times again.")


class AnswersNotPromised(DialogueRefused):
    message = _("Who answers, by which day, and when do those who came hear of it? Say so, then close.")


class DialogueClosed(DialogueRefused):
    message = _("The dialogue is closed. What was promised there stands under promises.")


class MinutesChanged(DialogueRefused):
    message = _("The minutes have other paragraphs than this page. Open it again and cut anew.")


class CutChangesWords(DialogueRefused):
    """Where minutes are cut may change; what was written down may not."""

    def __init__(self, place: int) -> None:
        words = _(
            "Paragraph %(place)s has other words than the minutes. Put empty lines where it is cut, and "
            "change no word."
        )
        super().__init__(words % {"place": place})
        self.place = place


class NothingKept(DialogueRefused):
    message = _("Every paragraph is left out. Keep at least one as a voice.")


class AddressTaken(DialogueRefused):
    message = _("Another dialogue has this address. Choose another, or open that dialogue.")
