"""The doors to voices."""

from bokal.programme.voices.services.answer import answer_voice, assign_case
from bokal.programme.voices.services.board import Answered, Board, board_of
from bokal.programme.voices.services.codes import as_typed, grouped
from bokal.programme.voices.services.find import voice_of_code
from bokal.programme.voices.services.flags import personal_data_in, without_flagged
from bokal.programme.voices.services.group import (
    group_voices,
    join_problems,
    split_problem,
    undo_grouping,
    ungroup_voices,
)
from bokal.programme.voices.services.import_voices import Brought, import_voices
from bokal.programme.voices.services.languages import language_of
from bokal.programme.voices.services.meanings import learn_meanings
from bokal.programme.voices.services.meet import (
    Invitation,
    close_dialogue,
    count_heads,
    plan_dialogue,
    say_from_minutes,
    write_minutes,
)
from bokal.programme.voices.services.messages import message_in
from bokal.programme.voices.services.moderate import appeal_moderation, decide_appeal, moderate_voice
from bokal.programme.voices.services.organise import (
    About,
    add_organisation,
    make_promise,
    settle_promise,
    verify_organisation,
)
from bokal.programme.voices.services.print import Printed, make_cards, mark_of_sheet, printed_cards
from bokal.programme.voices.services.read import (
    Numbers,
    Part,
    Thread,
    areas_to_speak_about,
    numbers_of_voices,
    readable_cases,
    support_of,
    thread_of,
)
from bokal.programme.voices.services.read_voices import Origin, point_of
from bokal.programme.voices.services.recorded import CHANNELS as RECORDED_CHANNELS
from bokal.programme.voices.services.recorded import clean_text as read_clean
from bokal.programme.voices.services.recorded import language_of as read_language
from bokal.programme.voices.services.recorded import said_in
from bokal.programme.voices.services.say import MOST_PHOTOS, Said, Taken, say_voice
from bokal.programme.voices.services.spare import MOST_SPARE, spare_codes
from bokal.programme.voices.services.split import Cut, paragraphs_of, take_in_minutes, voices_in
from bokal.programme.voices.services.suggest import (
    Suggestion,
    added_today,
    similar_at_work,
    similar_published,
    themes_of_area,
)
from bokal.programme.voices.services.support import add_support, browser_fingerprint, forget_browsers
from bokal.programme.voices.services.typed import Typed, typed_lately
from bokal.programme.voices.services.withdraw import withdraw_voice
from bokal.programme.voices.services.word import (
    Confirmed,
    Terms,
    Text,
    confirm_wording,
    confirmed,
    draft_problem,
    draft_proposal,
    publish_wording,
    reword_problem,
    reword_proposal,
    show_wording,
)

__all__ = [
    "MOST_PHOTOS",
    "MOST_SPARE",
    "RECORDED_CHANNELS",
    "About",
    "Answered",
    "Board",
    "Brought",
    "Confirmed",
    "Cut",
    "Invitation",
    "Numbers",
    "Origin",
    "Part",
    "Printed",
    "Said",
    "Suggestion",
    "Taken",
    "Terms",
    "Text",
    "Thread",
    "Typed",
    "add_organisation",
    "add_support",
    "added_today",
    "answer_voice",
    "appeal_moderation",
    "areas_to_speak_about",
    "as_typed",
    "assign_case",
    "board_of",
    "browser_fingerprint",
    "close_dialogue",
    "confirm_wording",
    "confirmed",
    "count_heads",
    "decide_appeal",
    "draft_problem",
    "draft_proposal",
    "forget_browsers",
    "group_voices",
    "grouped",
    "import_voices",
    "join_problems",
    "language_of",
    "learn_meanings",
    "make_cards",
    "make_promise",
    "mark_of_sheet",
    "message_in",
    "moderate_voice",
    "numbers_of_voices",
    "paragraphs_of",
    "personal_data_in",
    "plan_dialogue",
    "point_of",
    "printed_cards",
    "publish_wording",
    "read_clean",
    "read_language",
    "readable_cases",
    "reword_problem",
    "reword_proposal",
    "said_in",
    "say_from_minutes",
    "say_voice",
    "settle_promise",
    "show_wording",
    "similar_at_work",
    "similar_published",
    "spare_codes",
    "split_problem",
    "support_of",
    "take_in_minutes",
    "themes_of_area",
    "thread_of",
    "typed_lately",
    "undo_grouping",
    "ungroup_voices",
    "verify_organisation",
    "voice_of_code",
    "voices_in",
    "withdraw_voice",
    "without_flagged",
    "write_minutes",
]
