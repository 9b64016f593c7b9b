"""What every page knows of the site: the programme's name and contact, kept until records change."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from bokal.programme.history.services import kept
from bokal.programme.initiatives.models import GrantCall
from bokal.programme.programmes.models import Programme
from bokal.web.ui.addresses import address_of, view_at
from bokal.web.ui.page_cache import IN_MENU

GRANTS = "public:grant-list"
MENU = (
    ("public:start", "start"),
    ("public:area-list", "areas"),
    ("public:map", "map"),
    ("public:voice-list", "voices"),
    ("public:initiative-list", "initiatives"),
    (GRANTS, "grants"),
    ("public:ranking-latest", "ranking"),
    ("report:report-list", "reports"),
)
WORK_MENU = (
    ("workspace:desk", "desk"),
    ("workspace:voice-queue", "voices"),
    ("recorder:page", "recorder"),
    ("workspace:update-start", "report"),
    ("workspace:update-queue", "updates"),
    ("workspace:problem-list", "problems"),
    ("workspace:proposal-list", "proposals"),
    ("workspace:promise-list", "promises"),
    ("workspace:organisation-list", "organisations"),
    ("workspace:decision-list", "decisions"),
    ("workspace:initiative-list", "initiatives"),
    ("workspace:money-list", "money"),
    ("workspace:grant-list", "grants"),
    ("workspace:import-start", "import"),
    ("workspace:indicator-list", "indicators"),
    ("workspace:area-list", "areas"),
    ("workspace:run-list", "rankings"),
    ("workspace:selection-list", "selection"),
    ("workspace:report-list", "reports"),
    ("workspace:programme", "programme"),
    ("workspace:people", "people"),
)

PARTNER_MENU = (
    ("partner:desk", "organisation"),
    ("partner:promise-list", "promises"),
    ("partner:initiative-list", "taking-part"),
    ("partner:promise-new", "promise"),
    ("partner:proposal-new", "propose"),
    ("partner:voice-new", "say"),
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


def current_site() -> Site:
    """Return the programme's name and contact."""
    return kept(("site",), read_site, of=("programmes.programme",))


def read_site() -> Site:
    """Read the programme's name and contact from the records."""
    programme = Programme.objects.first()
    if programme is None:
        return Site({}, "", {}, "", {}, False)
    return Site(
        name=programme.name,
        city=programme.city,
        contact=programme.contact,
        phone=programme.phone,
        visit=programme.visit,
        constructed=programme.constructed,
    )


def public_menu() -> list[tuple[str, str]]:
    """Return the pages of the public menu; small grants once a call has opened, and as long as it is read."""
    return [(name, word) for name, word in MENU if name != GRANTS or has_grant_calls()]


def has_grant_calls() -> bool:
    """Tell whether a call for small grants is open, or was."""
    today = timezone.localdate()
    return kept(
        ("grant-calls", today),
        lambda: GrantCall.objects.filter(opens_on__lte=today).exists(),
        of=(IN_MENU,),
    )


def is_within(name: str, path: str) -> bool:
    """Tell whether a menu entry leads to the page or to one above it."""
    address = address_of(name)
    if not address:
        return False
    return path == address if address == f"/{get_language()}/" else path.startswith(address)


def may_open(address: str, account: Any) -> bool:
    """Tell whether somebody may open a page, by the guard on its view."""
    view = view_at(address)
    return view is not None and bool(view.allowed_by(account))


def own_desk(account: Any) -> str:
    """Return the desk of whoever has signed in: the workspace, or the portal of an organisation."""
    desks = (reverse("workspace:desk"), reverse("partner:desk"))
    return next((desk for desk in desks if may_open(desk, account)), desks[0])
