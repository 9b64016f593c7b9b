"""How often something may be tried: from one address or by one sender, and by everybody together."""

import time

from allauth.core.internal.httpkit import get_client_ip
from django.core.cache import cache
from django.http import HttpRequest

from bokal.programme.history.services import keyed_fingerprint

EACH_MINUTE = 20
TOGETHER = 600


def this_minute() -> int:
    """Return the number of this minute, which counts start anew with."""
    return int(time.time() // 60)


def counted(name: str, minute: int) -> int:
    """Count one more in this minute."""
    key = f"tries:{name}:{minute}"
    cache.add(key, 0, 120)
    return cache.incr(key)


def may_try(request: HttpRequest) -> bool:
    """Tell whether another code may be tried now; addresses are counted by a keyed mark and forgotten."""
    minute = this_minute()
    mark = keyed_fingerprint("tries", minute, get_client_ip(request)).hex()
    return counted(mark, minute) <= EACH_MINUTE and counted("all", minute) <= TOGETHER


def may_happen(name: str, most: int) -> bool:
    """Tell whether something may happen once more in this minute; its name is kept as a keyed mark alone."""
    minute = this_minute()
    mark = keyed_fingerprint("happens", minute, name).hex()
    return counted(mark, minute) <= most


def may_act(request: HttpRequest, name: str, *, each: int, together: int) -> bool:
    """Tell whether something may be done once more in this minute, from one address and by everybody."""
    here = f"{name}:{get_client_ip(request)}"
    return may_happen(here, each) and may_happen(name, together)
