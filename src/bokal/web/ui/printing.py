"""What stands below a printed page: its address, and the same as a code for the camera of a phone.

The code is drawn into the page. It weighs half a kilobyte as it travels, is drawn once an address, and is
there when the page is printed, also offline: browsers do not wait for a picture that only print shows.
"""

from dataclasses import dataclass
from functools import lru_cache

import segno
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

LONGEST = 300
"""More letters than this make a code too fine to be read from paper; then the address stands alone."""

# Any of the eight masks can be read. Trying them all takes most of the time, so one is chosen.
MASK = 2


@dataclass(frozen=True, slots=True)
class PrintedAddress:
    """The address of a page, and its code or nothing."""

    text: str
    code: SafeString


def printed_address(request: HttpRequest) -> PrintedAddress:
    """Return what stands below the page when it is printed."""
    address = request.build_absolute_uri()
    return PrintedAddress(address, code_of(address) if len(address) <= LONGEST else SafeString(""))


@lru_cache(maxsize=4096)
def code_of(address: str) -> SafeString:
    """Draw a QR code; whoever listens hears the address beside it instead."""
    drawn = segno.make_qr(address, error="m", boost_error=False, mask=MASK)
    size = drawn.symbol_size()[0]
    path = drawn.svg_inline(omitsize=True, svgclass=None, lineclass=None)
    inside = path[path.index(">") + 1 : path.rindex("<")]
    picture = f'<svg class="print-code" viewBox="0 0 {size} {size}" aria-hidden="true" focusable="false">'
    return mark_safe(f"{picture}{inside}</svg>")  # noqa: S308 drawn from numbers alone
