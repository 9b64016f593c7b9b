r"""Take a line of SIE apart: fields between blanks, texts in quotes with \" inside, objects in braces."""

import re

from django.utils.translation import gettext as _

BLANK = " \t"
PAST_BLANKS = re.compile(r"[ \t]*")
NO_TEXT = re.compile(r"[\x00-\x1f\x7f]")
# Nearly every text is one of these: read at once, and sign by sign only where there is more to say of it.
QUOTED = re.compile(r'"([^"\\]*)"')
BARE = re.compile(r'([^ \t{}"\\]+)(?=[ \t{}]|\Z)')
type Field = str | tuple[str, ...]


class NotSplit(Exception):
    """A line cannot be taken apart."""

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason, self.remedy = reason, remedy
        super().__init__(reason)


def split_fields(line: str) -> list[Field]:
    """Return the fields of a line; objects in braces are one field, a tuple of texts."""
    fields: list[Field] = []
    place = 0
    while (place := past_blanks(line, place)) < len(line):
        if line[place] == "{":
            inside, place = objects_from(line, place + 1)
            fields.append(inside)
        elif line[place] == "}":
            raise NotSplit(_("A brace closes in the line where none was open."), _("Write it in pairs."))
        else:
            text, place = text_from(line, place)
            fields.append(text)
    return fields


def past_blanks(line: str, place: int) -> int:
    """Return the place of the next sign that is no blank."""
    found = PAST_BLANKS.match(line, place)
    return found.end() if found else place


def objects_from(line: str, place: int) -> tuple[tuple[str, ...], int]:
    """Read what stands in braces; return it and the place behind them."""
    inside: list[str] = []
    while (place := past_blanks(line, place)) < len(line):
        if line[place] == "}":
            return tuple(inside), place + 1
        if line[place] == "{":
            break
        text, place = text_from(line, place)
        inside.append(text)
    raise NotSplit(_("A brace that opens in the line does not close."), _("Have the ledger write it again."))


def text_from(line: str, place: int) -> tuple[str, int]:
    """Read one text, in quotes or up to the next blank or brace; return it and the place behind it."""
    quoted = line[place] == '"'
    whole = (QUOTED if quoted else BARE).match(line, place)
    if whole is not None:
        return plain(whole[1]), whole.end()
    place += quoted
    signs: list[str] = []
    while place < len(line):
        sign = line[place]
        if sign == "\\" and line[place + 1 : place + 2] == '"':
            signs.append('"')
            place += 2
            continue
        if sign == '"' if quoted else sign in BLANK + "{}":
            return plain("".join(signs)), place + quoted
        if sign == '"':
            raise NotSplit(_("A quote stands in the middle of a text."), _('Write it as \\" there.'))
        signs.append(sign)
        place += 1
    if quoted:
        raise NotSplit(_("A text that begins with a quote does not end."), _("Close it in the same line."))
    return plain("".join(signs)), place


def plain(text: str) -> str:
    """Return a text without signs that no text has."""
    if NO_TEXT.search(text):
        raise NotSplit(_("A text holds signs that no text has."), _("Have the ledger write it again."))
    return text
