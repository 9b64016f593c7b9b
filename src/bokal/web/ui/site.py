"""What every page knows of the site: the programme's name and contact, kept until records change."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import get_language, override

from bokal.programme.history.services import history_mark
from bokal.programme.programmes.models import Programme

MENU = (
    ("public:start", "start"),
    ("public:area-list", "areas"),
    ("public:map", "map"),
    ("public:voice-list", "voices"),
    ("public:ranking-latest", "ranking"),
    ("report:report-list", "reports"),
)
WORK_MENU = (
    ("workspace:desk", "desk"),
    ("workspace:voice-queue", "voices"),
    ("recorder:page", "recorder"),
    ("workspace:problem-list", "problems"),
    ("workspace:proposal-list", "proposals"),
    ("workspace:organisation-list", "organisations"),
    ("workspace:import-start", "import"),
    ("workspace:indicator-list", "indicators"),
    ("workspace:area-list", "areas"),
    ("workspace:run-list", "rankings"),
    ("workspace:selection-list", "selection"),
    ("workspace:report-list", "reports"),
    ("workspace:programme", "programme"),
    ("workspace:people", "people"),
)


@dataclass(frozen=True, slots=True)
class Site:
    """The programme as header and footer show it."""

    name: dict[str, str]
    city: str
    contact: dict[str, str]
    phone: str
    visit: dict[str, str]
    constructed: bool


def current_site(mark: str = "") -> Site:
    """Return the programme's name and contact; ``mark`` is that of the history, where it is known already."""
    key = f"site:{mark or history_mark()}"
    kept: Site | None = cache.get(key)
    if kept is None:
        programme = Programme.objects.first()
        kept = Site({}, "", {}, "", {}, False)
        if programme is not None:
            kept = Site(
                name=programme.name,
                city=programme.city,
                contact=programme.contact,
                phone=programme.phone,
                visit=programme.visit,
                constructed=programme.constructed,
            )
        cache.set(key, kept, 3600)
    return kept


def address_in(language: str, path: str, query: str = "") -> str:
    """Return the same page in another language."""
    try:
        match = resolve(path)
        with override(language):
            address = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    except Exception:  # noqa: BLE001 - a page that does not resolve still needs a way to the start page
        address = f"/{language}/"
    return f"{address}?{query}" if query else address


def is_within(name: str, path: str) -> bool:
    """Tell whether a menu entry leads to the page or to one above it."""
    address = address_of(name)
    if not address:
        return False
    return path == address if address == f"/{get_language()}/" else path.startswith(address)


def address_of(name: str, **kwargs: Any) -> str:
    """Return the address of a page, or nothing when there is none of that name."""
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""


def may_open(address: str, account: Any) -> bool:
    """Tell whether somebody may open a page, by the guard on its view."""
    try:
        return bool(resolve(address.partition("?")[0]).func.allowed_by(account))  # type: ignore[attr-defined]
    except Resolver404:
        return False
