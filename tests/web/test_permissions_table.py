"""Who gets what answer at every address; an address that is not in the table fails."""

import datetime
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from bokal.programme.accounts.enums import WORKING_HERE, Role
from bokal.programme.accounts.models import Account, Membership
from bokal.programme.reports.services import publish_report
from bokal.programme.voices.models import Organisation
from bokal.web.ui.site import may_open
from tests.factories.accounts import make_account
from tests.factories.organisations import make_organisation, make_own_promise, make_spokesperson
from tests.factories.programmes import make_programme
from tests.factories.reports import CODES, make_city_with_figures, make_report, make_run
from tests.factories.voices import make_voice

EVERYBODY, SIGNED_IN = "everybody", "signed in"
C, E, B, A = ({role} for role in (Role.COORDINATOR, Role.EVALUATOR, Role.BOARD, Role.ADMINISTRATOR))
R, U, P = {Role.RECORDER}, {Role.AUDITOR}, {Role.PARTNER}
AP, F, AG = {Role.APPROVER}, {Role.FINANCE}, {Role.AGREEMENT_MANAGER}
ALL = set(WORKING_HERE)
WORKING = ALL - {Role.PARTNER, Role.MATCHER}

SAYING = (
    "public:say",
    "public:card",
    "public:follow",
    "public:follow-withdraw",
    "public:follow-appeal",
    "public:look-again",
    "public:ground",
    "public:follow-confirm",
    "public:voice-list",
    "public:voice",
    "public:translation-doubt",
)
FOLLOWING_UP = (
    "public:follow-outcome",
    "public:problem-list",
    "public:problem",
    "public:proposal",
    "public:organisation",
    "public:organisation-list",
    "public:promise-list",
    "public:answers",
    "public:answers-feed",
    "public:heard",
    "public:heard-area",
    "public:heard-picture",
    "public:heard-area-picture",
    "data:heard-table",
    "data:voices",
    "data:voice-picture",
    "data:answer-table",
    "data:promises",
)
WORKS = ("work-list", "work", "work-place", "work-sheet", "works-map", "works-geojson", "works-table")
WORKS_CHANGED = (
    *(f"work-{act}" for act in ("new", "change", "place", "ground", "phase", "quantity", "rent", "noise")),
    "work-drop",
    *(f"works-{act}" for act in ("import", "preview", "apply", "problems")),
)
GRANTS = (
    *("list", "new", "call", "paper", "application", "decide", "pay", "show", "change", "take-back"),
    *("reopen", "vote", "calls-table", "applications-table"),
)
GRANTS_READ = (
    *("list", "call", "apply", "follow", "report"),
    *("votes", "table", "call-table", "votes-table"),
)
MONEY_READ = ("list", "lines", "entries", "who-pays", "who-pays-table", "line")
MONEY_ENTERED = (
    *("new", "plan", "revise", "commit", "release", "pay", "correct", "reallocate", "carry-over", "explain"),
    *("ledger", "ledger-preview", "ledger-apply", "ledger-outcome"),
)
VOICES_READ = (
    "workspace:voice-queue",
    "workspace:voice",
    "workspace:problem-list",
    "workspace:problem-table",
    "workspace:problem",
    "workspace:proposal-list",
    "workspace:proposal-table",
    "workspace:proposal",
    "workspace:promise-list",
    "workspace:promise-table",
    "workspace:organisation-list",
    "workspace:organisation",
    "workspace:translation-list",
    "workspace:voice-translations",
)
DOING = (
    *("public:initiative-list", "public:initiative", "public:decision-list", "public:decision"),
    "public:decision-table",
    *("public:thread", "public:thread-data", "public:thread-picture"),
    *("public:lives-on", "public:lives-on-table"),
    *("public:goal-list", "public:goal-list-table", "public:goal", "public:goal-table"),
    *("public:initiative-calendar", "public:initiative-calendar-of-area"),
)
INITIATIVES_READ = ("workspace:initiative-list", "workspace:initiative-table", "workspace:initiative")
STEPS = (
    "new",
    "change",
    "answers",
    "assume",
    "found",
    "measure",
    "drop",
    "waive",
    "approve",
    "goals",
    "withdraw",
)
INITIATIVES_PLANNED = (
    *(f"workspace:initiative-{step}" for step in (*STEPS, "withdraw", "partner", "learn")),
    *(f"workspace:gate-{step}" for step in ("new", "change", "open", "pass", "minutes")),
    *(f"workspace:initiatives-{act}" for act in ("import", "preview", "apply", "problems")),
    *("workspace:initiatives-template", "workspace:initiatives-template-book"),
    "workspace:handover-propose",
)
PORTFOLIO = (
    *("workspace:board", "workspace:board-money", "workspace:board-rows", "workspace:week"),
    *("workspace:board-money-table", "workspace:board-rows-table"),
)
HANDOVERS_SETTLED = (
    *("workspace:handover-settle", "workspace:handover-waive"),
    *("workspace:look-back", "workspace:look-back-new"),
)
PORTAL = (
    "partner:desk",
    "partner:initiative-list",
    "partner:initiative-table",
    "partner:promise-list",
    "partner:promise-table",
    "partner:promise-new",
    "partner:promise",
    "partner:proposal-new",
    "partner:voice-new",
    "partner:voice",
)
ACTS = ("word", "show", "publish", "assign", "answer", "translate")
VOICES_WRITTEN = (
    *(f"workspace:voice-{act}" for act in ("moderate", "pictures", "assign", "answer")),
    *(f"workspace:problem-{act}" for act in (*ACTS, "new", "gather", "take-out", "split", "join", "undo")),
    *(f"workspace:proposal-{act}" for act in (*ACTS, "new", "terms")),
    *(f"workspace:organisation-{act}" for act in ("new", "verify", "promise", "invite", "end-speaker")),
    "workspace:promise-new",
    "workspace:promise",
    *(f"workspace:translation-{act}" for act in ("write", "ask", "ask-many", "settle")),
)

UPDATES_READ = (
    *("workspace:update-list", "workspace:update-list-table", "workspace:update"),
    *("workspace:measure", "workspace:measure-table", "workspace:cohort-list", "workspace:cohort"),
    "workspace:cohort-sessions",
)
UPDATES_WRITTEN = (
    *(f"workspace:update-{act}" for act in ("start", "report", "change", "correct", "remove", "drop")),
    *(f"workspace:cohort-{act}" for act in ("new", "change", "session", "outcome")),
)
UPDATES_DECIDED = (
    *(f"workspace:update-{act}" for act in ("queue", "table", "approve", "return", "hide")),
    *("workspace:recount", "workspace:recount-renew"),
)

TABLE: dict[str, Any] = {
    "language": EVERYBODY,
    "healthz": EVERYBODY,
    "robots": EVERYBODY,
    "sitemap": EVERYBODY,
    "security": EVERYBODY,
    "favicon": EVERYBODY,
    "data:document": EVERYBODY,
    "data:observations": EVERYBODY,
    "data:observations-metadata": EVERYBODY,
    "data:area": EVERYBODY,
    "data:area-metadata": EVERYBODY,
    "data:map-table": EVERYBODY,
    "data:map-table-metadata": EVERYBODY,
    "data:ranking-sensitivity": EVERYBODY,
    "data:ranking-sensitivity-metadata": EVERYBODY,
    "data:ranking-methods": EVERYBODY,
    "data:ranking-methods-metadata": EVERYBODY,
    "data:ranking-metadata": EVERYBODY,
    "data:ranking": EVERYBODY,
    "data:ranking-levels": EVERYBODY,
    "data:ranking-spec": EVERYBODY,
    "data:ranks": EVERYBODY,
    "data:boundaries": EVERYBODY,
    "data:map": EVERYBODY,
    "api:messages": EVERYBODY,
    "open311:discovery": EVERYBODY,
    "open311:services": EVERYBODY,
    "open311:service": EVERYBODY,
    "open311:requests": EVERYBODY,
    "open311:request": EVERYBODY,
    "public:start": EVERYBODY,
    "public:area-list": EVERYBODY,
    "public:area-geography": EVERYBODY,
    "public:area": EVERYBODY,
    "public:area-picture": EVERYBODY,
    "public:area-indicator": EVERYBODY,
    "public:indicator-picture": EVERYBODY,
    "public:map": EVERYBODY,
    "public:indicator-list": EVERYBODY,
    "public:indicator": EVERYBODY,
    "public:ranking-latest": EVERYBODY,
    "public:ranking": EVERYBODY,
    "public:method": EVERYBODY,
    "public:selection": EVERYBODY,
    "public:say-add": EVERYBODY,
    "public:say": EVERYBODY,
    "public:card": EVERYBODY,
    "public:follow": EVERYBODY,
    "public:follow-withdraw": EVERYBODY,
    "public:follow-appeal": EVERYBODY,
    "public:follow-confirm": EVERYBODY,
    "public:voice-list": EVERYBODY,
    "public:voice": EVERYBODY,
    "public:notice-board": EVERYBODY,
    "public:dialogue-list": EVERYBODY,
    "public:dialogue-calendar": EVERYBODY,
    "public:about": EVERYBODY,
    "public:accessibility": EVERYBODY,
    "public:privacy": EVERYBODY,
    "public:open-data": EVERYBODY,
    **dict.fromkeys(SAYING, EVERYBODY),
    **dict.fromkeys(FOLLOWING_UP, EVERYBODY),
    **dict.fromkeys((f"public:{name}" for name in WORKS), EVERYBODY),
    "report:report-list": EVERYBODY,
    "report:report-latest": EVERYBODY,
    "report:report-edition": EVERYBODY,
    "report:report-pdf": EVERYBODY,
    "report:report-figures": EVERYBODY,
    "report:report-table": EVERYBODY,
    "report:report-picture": EVERYBODY,
    "report:report-figure": EVERYBODY,
    "styleguide": EVERYBODY,
    "workspace:desk": ALL,
    "workspace:voice-queue": R | C | U | A,
    "workspace:voice": R | C | U | A,
    "workspace:voice-moderate": C | A,
    "workspace:voice-assign": C | A,
    "workspace:voice-answer": C | A,
    "recorder:page": R | C | A,
    "recorder:manifest": EVERYBODY,
    "recorder:worker": EVERYBODY,
    "recorder:session": R | C | A,
    "recorder:take": R | C | A,
    "workspace:import-start": C | E | A,
    "workspace:import-preview": C | E | A,
    "workspace:import-problems": C | E | A,
    "workspace:import-apply": C | E | A,
    "workspace:import-done": C | E | A,
    "workspace:import-outcome": C | E | A,
    "workspace:indicator-list": ALL,
    "workspace:indicator": ALL,
    "workspace:area-list": ALL,
    "workspace:run-list": ALL,
    "workspace:run-new": C | E | A,
    "workspace:run": ALL,
    "workspace:run-show": C | E | A,
    "workspace:selection-list": ALL,
    "workspace:selection-new": C | B | A,
    "workspace:selection-revise": C | B | A,
    "workspace:report-list": ALL,
    "workspace:report-new": C | E | A,
    "workspace:report-publish": C | E | A,
    "workspace:report-draft": C | E | AP | A,
    "workspace:report-status-new": C | E | A,
    "workspace:report-write": C | E | AP | A,
    "workspace:report-text": C | E | A,
    "workspace:report-send-in": C | E | A,
    "workspace:report-return": C | E | AP | A,
    "workspace:report-approve": C | E | AP | A,
    "workspace:report-verify": ALL,
    "workspace:card-list": R | C | A,
    "workspace:card-new": R | C | A,
    "workspace:card-cards": R | C | A,
    "workspace:card-sheets": R | C | A,
    "workspace:dialogue-list": R | C | A,
    "workspace:dialogue-new": C | A,
    "workspace:dialogue": R | C | A,
    "workspace:dialogue-change": C | A,
    "workspace:dialogue-heads": R | C | A,
    "workspace:dialogue-minutes": R | C | A,
    "workspace:dialogue-split": R | C | A,
    "workspace:dialogue-close": C | A,
    "workspace:paper": R | C | A,
    "workspace:paper-sheets": R | C | A,
    **dict.fromkeys(VOICES_READ, R | C | U | A),
    **dict.fromkeys(VOICES_WRITTEN, C | A),
    "public:initiative-measures": EVERYBODY,
    "public:initiative-measure": EVERYBODY,
    "public:initiative-measure-table": EVERYBODY,
    "public:initiative-measure-picture": EVERYBODY,
    **dict.fromkeys(UPDATES_READ, ALL - {Role.PARTNER, Role.MATCHER}),
    **dict.fromkeys(UPDATES_WRITTEN, R | C | A),
    **dict.fromkeys(UPDATES_DECIDED, C | A),
    **dict.fromkeys(DOING, EVERYBODY),
    **dict.fromkeys(INITIATIVES_READ, R | C | AG | AP | F | E | B | U | A),
    **dict.fromkeys(INITIATIVES_PLANNED, C | A),
    **dict.fromkeys(PORTFOLIO, R | C | AG | AP | F | E | B | U | A),
    **dict.fromkeys(HANDOVERS_SETTLED, C | AP | A),
    "workspace:handover-accept": AP | A,
    "workspace:attachment-list": WORKING,
    "workspace:attachment-new": C | A,
    "workspace:attachment-change": C | A,
    "workspace:decision-list": C | AP | B | U | A,
    "workspace:decision-new": C | A,
    "workspace:decision-correct": C | A,
    "workspace:decision-minutes": C | A,
    **dict.fromkeys(PORTAL, P),
    **dict.fromkeys((f"workspace:{name}" for name in ("work-list", "work")), WORKING),
    **dict.fromkeys((f"workspace:{name}" for name in WORKS_CHANGED), C | A),
    "workspace:work-photo": R | C | A,
    "workspace:theme-list": C | A,
    **{f"public:grant-{name}": EVERYBODY for name in GRANTS_READ},
    **{f"workspace:grant-{name}": C | {Role.FINANCE} | A for name in GRANTS},
    **{f"workspace:money-{name}": WORKING for name in MONEY_READ},
    **{f"workspace:money-{name}": C | {Role.FINANCE} | A for name in MONEY_ENTERED},
    "workspace:programme": ALL,
    "workspace:programme-describe": C | A,
    "workspace:programme-goals": C | A,
    "workspace:programme-unit": C | A,
    "workspace:programme-reorganise": C | A,
    "workspace:programme-open": C | A,
    "workspace:programme-close": C | A,
    "workspace:people": A,
    "workspace:people-table": A,
    "workspace:people-invite": A,
    "workspace:person": A,
    "workspace:person-close": A,
    "workspace:person-end-role": A,
    "workspace:person-identity": A,
    "workspace:person-forget-identity": A,
    "workspace:job-list": ALL,
    "workspace:job-progress": ALL,
    "workspace:job-cancel": C | E | A,
    "account_login": EVERYBODY,
    "account_request_login_code": EVERYBODY,
    "account_confirm_login_code": EVERYBODY,
    "account_logout": EVERYBODY,
    "account_inactive": EVERYBODY,
    "account_signup": EVERYBODY,
    "mfa_authenticate": EVERYBODY,
    "socialaccount_login_cancelled": EVERYBODY,
    "socialaccount_login_error": EVERYBODY,
    "openid_connect_login": EVERYBODY,
    "openid_connect_callback": EVERYBODY,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
}
# Reauthentication leads away unless a second step is on; that is tested with the second step.
TESTED_ELSEWHERE = {"mfa_reauthenticate"}
FILLED: dict[str, Any] = {
    "year": 2026,
    "carried": "budget",
    "geography": "zones",
    "code": CODES[0],
    "indicator": "poor",
    "run": "lowest",
    "slug": "where-is-welfare-lowest",
    "edition": 1,
    "block": "map",
    "number": 999,
    "mark": "2222222222",
    "batch": 999,
    "version": 1,
    "form": "json",
    "service": "voice",
    "membership": 999,
    "speaker": 999,
    "public_id": "00000000-0000-4000-8000-000000000000",
    "sha256": "0" * 64,
    "name": "map",
    "language": "sv",
    "kind": "svg",
    "key": "zones.1.2024",
    "show": "poor",
    "part": "ranking",
    "question": "age",
    "day": datetime.date(2026, 12, 24),
    "area": CODES[0],
    "work": "path",
    "provider_id": "city",
    "step": "initiative",
    "section": "money",
    "position": 1,
}
# 401 is how the library says that a provider did not answer as it should.
OPEN = {200, 302, 304, 401, 404, 405}


def addresses(patterns: list[Any], space: str = "", kept: frozenset[str] = frozenset()) -> Iterator[Any]:
    """Yield the full name of each address and what it takes."""
    for pattern in patterns:
        taken = kept | set(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inner, taken)
        else:
            assert isinstance(pattern, URLPattern)
            yield f"{space}{pattern.name}", taken


TAKES = dict(addresses(get_resolver().url_patterns))


def address_of(name: str) -> str:
    filled = FILLED | ({"code": "poor"} if "indicator" in name else {})
    filled |= {"key": "00000000-0000-4000-8000-000000000000"} if name == "data:voice-picture" else {}
    filled |= {"slug": "lowest"} if name == "workspace:run" else {}
    return reverse(name, kwargs={word: filled[word] for word in TAKES[name]})


@pytest.fixture
def city(db: None) -> None:
    report = make_report(make_run(make_city_with_figures()))
    publish_report(report_id=report.pk, actor=None)


def test_every_address_is_in_the_table_and_no_other() -> None:
    assert set(TABLE) | TESTED_ELSEWHERE == set(TAKES)


def answer_to(client: Client, name: str) -> str:
    """Say in a word how an address answers."""
    answer = client.get(address_of(name))
    if answer.status_code == 403:
        return "refused"
    assert answer.status_code in OPEN, (name, answer.status_code)
    sent_to_sign_in = answer.status_code == 302 and "/account/login/?next=" in answer["Location"]
    return "sign in" if sent_to_sign_in else "open"


def test_who_is_not_signed_in_sees_what_is_public_and_is_sent_to_sign_in_elsewhere(city: None) -> None:
    answers = {name: answer_to(Client(), name) for name in TABLE}
    assert answers == {name: "open" if who == EVERYBODY else "sign in" for name, who in TABLE.items()}


def somebody(role: Role) -> Account:
    """Return an account with a role; a partner speaks for an organisation."""
    return make_spokesperson().membership.account if role is Role.PARTNER else make_account(role)


def test_a_role_opens_what_the_table_says_and_nothing_else(city: None) -> None:
    for role in Role:
        account = somebody(role)
        answers = {}
        for name in TABLE:
            client = Client()
            client.force_login(account)
            answers[name] = answer_to(client, name)
        expected = {
            name: "open" if who in (EVERYBODY, SIGNED_IN) or role in who else "refused"
            for name, who in TABLE.items()
        }
        assert answers == expected, role


def test_without_a_role_the_workspace_is_closed(city: None) -> None:
    client = Client()
    client.force_login(make_account())
    closed = [name for name, who in TABLE.items() if isinstance(who, set)]
    assert {name: answer_to(client, name) for name in closed} == dict.fromkeys(closed, "refused")


def closed_doors(account: Account) -> dict[str, str]:
    """Return how the portal answers somebody."""
    client = Client()
    client.force_login(account)
    return {name: answer_to(client, name) for name in PORTAL}


def test_whose_own_term_or_that_of_the_organisation_is_over_speaks_no_more(city: None) -> None:
    today, refused = timezone.localdate(), dict.fromkeys(PORTAL, "refused")
    assert closed_doors(make_account(Role.PARTNER)) == refused
    ended = make_spokesperson(make_organisation("ended"))
    assert set(closed_doors(ended.membership.account).values()) == {"open"}
    Membership.objects.filter(pk=ended.membership_id).update(valid_to=today)
    assert closed_doors(Account.objects.get(pk=ended.membership.account_id)) == refused
    over = make_spokesperson(make_organisation("over"))
    Organisation.objects.filter(slug="over").update(verified_on="2020-01-01", valid_to=today)
    assert closed_doors(over.membership.account) == refused
    closed = make_spokesperson(make_organisation("closed"))
    Account.objects.filter(pk=closed.membership.account_id).update(is_active=False)
    sent_away = closed_doors(Account.objects.get(pk=closed.membership.account_id))
    assert "open" not in sent_away.values()


def test_what_another_organisation_promised_and_said_is_not_there(city: None) -> None:
    own, other = make_organisation("own"), make_organisation("other")
    voice = make_voice(organisation=other).voice
    places = (f"promises/{make_own_promise(other).pk}/", f"voices/{voice.pk}/")
    for organisation, answer in ((own, 404), (other, 200)):
        client = Client()
        client.force_login(make_spokesperson(organisation).membership.account)
        answers = {place: client.get(f"/en/partner/{place}").status_code for place in places}
        assert answers == dict.fromkeys(places, answer)


LED_TO = re.compile(r'(?:href|action)="(/(?:en|data)/[^"#]*)"')


def places_offered(page: str) -> set[str]:
    """Return the pages in the language of a page that it leads to by a link or a button."""
    return {html.unescape(address) for address in LED_TO.findall(page)}


def pages_for(role: Role, client: Client) -> dict[str, set[str]]:
    """Open every page of the workspace that is there for a role; return where each leads."""
    names = [name for name, who in TABLE.items() if isinstance(who, set) and role in who]
    answers = {name: client.get(address_of(name)) for name in names}
    return {
        name: places_offered(answer.text)
        for name, answer in answers.items()
        if answer.status_code == 200 and "html" in answer["Content-Type"]
    }


def test_a_role_is_led_only_where_it_may_go(city: None) -> None:
    make_programme()
    for role in Role:
        account, client = somebody(role), Client()
        client.force_login(account)
        pages = pages_for(role, client)
        own = {"partner:desk"} if role is Role.PARTNER else {"workspace:desk", "workspace:run"}
        assert set(pages) >= own
        closed = {(name, place) for name in pages for place in pages[name] if not may_open(place, account)}
        assert closed == set(), role


def test_a_page_that_is_closed_or_gone_is_told_from_an_open_one(db: None) -> None:
    board, administrator = make_account(Role.BOARD), make_account(Role.ADMINISTRATOR)
    assert not may_open("/en/workspace/people/?q=a", board)
    assert may_open("/en/workspace/people/?q=a", administrator)
    assert not may_open("/en/nothing/here/at/all/", administrator)


def test_the_menu_names_what_a_role_may_open(city: None) -> None:
    menus = {}
    for role in (Role.BOARD, Role.EVALUATOR, Role.ADMINISTRATOR):
        client = Client()
        client.force_login(make_account(role))
        menus[role] = places_offered(client.get("/en/workspace/").text)
    closed_to_some = {"/en/workspace/import/", "/en/workspace/people/"}
    assert menus[Role.BOARD] & closed_to_some == set()
    assert menus[Role.EVALUATOR] & closed_to_some == {"/en/workspace/import/"}
    assert menus[Role.ADMINISTRATOR] & closed_to_some == closed_to_some


PUBLIC = [name for name in TABLE if TABLE[name] == EVERYBODY and "account_" not in name]
READ = [name for name in PUBLIC if not name.startswith(("openid", "mfa", "socialaccount"))]


@pytest.mark.parametrize("signed_in", [False, True])
def test_public_pages_set_no_cookie_and_are_the_same_for_everybody(city: None, signed_in: bool) -> None:
    client = Client()
    if signed_in:
        client.force_login(make_account(Role.BOARD))
    found = 0
    for name in READ:
        answer = client.get(address_of(name))
        assert not answer.cookies, name
        assert "cookie" not in answer.get("Vary", "").lower(), name
        found += answer.status_code == 200
    assert found >= 25
