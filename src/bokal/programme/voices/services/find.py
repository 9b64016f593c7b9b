"""Find a voice by its code, in the same way whether there is one or not."""

from bokal.programme.voices.errors import CodeUnknown
from bokal.programme.voices.models import Receipt
from bokal.programme.voices.services.codes import as_typed, code_fingerprint

NO_CODE = "0" * 10


def voice_of_code(text: str) -> int:
    """Return the voice that a code leads to.

    A code that cannot be one is looked up like any other, so that the time taken tells nothing.

    Raises
    ------
    CodeUnknown
        There is no such code; nobody is told whether it was mistyped or never given out.
    """
    code = as_typed(text)
    found = Receipt.objects.filter(fingerprint=code_fingerprint(code or NO_CODE)).first()
    if found is None:
        raise CodeUnknown
    return found.voice_id
