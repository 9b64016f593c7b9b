"""What those who work here write is text for every reader, on every page and in every file that bears it.

Whoever works for one area is no author of HTML (Decidim CVE-2026-44282), of formulas or of what draws a PDF.
Each field that they fill in gets a text of its own that would be all three; then every address that a page
leads to is opened, as anybody and as staff, and each text must have been met.
"""

import csv
import datetime
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from html import unescape
from typing import Any

import icalendar
import openpyxl
import pytest
from django.test import Client
from django.utils.html import escape

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area
from bokal.programme.areas.services import ChoiceOf, select_areas
from bokal.programme.documents.services.disarm import ARMED
from bokal.programme.programmes.models import Unit
from bokal.programme.programmes.services import add_unit, set_goals
from bokal.programme.reports.services import publish_report
from bokal.programme.voices.enums import Author, OrganisationKind, PromiseState, Status
from bokal.programme.voices.models import Organisation, Problem, Proposal
from bokal.programme.voices.services import (
    About,
    Terms,
    Text,
    add_organisation,
    answer_thing,
    answer_voice,
    draft_problem,
    draft_proposal,
    make_cards,
    make_promise,
    publish_wording,
    settle_promise,
    show_wording,
    translate_answer,
    verify_organisation,
    write_minutes,
)
from tests.factories.accounts import make_account
from tests.factories.paper import pages_of
from tests.factories.programmes import STARTS, make_programme
from tests.factories.reports import make_city_with_figures, make_report, make_run
from tests.factories.translations import make_translation
from tests.factories.voices import make_dialogue, make_voice
from tests.web.test_permissions_table import TABLE, TESTED_ELSEWHERE, address_of

LINK = re.compile(r'(?:href|src)="(/(?:en|data|open311)/[^"#]*)"')
WRITTEN = re.compile(r"alert\('(\w+)'\)")
DAY = datetime.date(2031, 5, 1)
PUBLIC_FILES = ("/open311/v2/requests.json", "/open311/v2/requests.xml", "/en/answers/feed/")
BOARD = "/en/voices/notice-board/P.pdf"
# One of the 24 zones is enough: nothing is written about any of them.
ANOTHER_ZONE = re.compile(r"/Z(?!01)\d\d")
MOST = 600


def armed(field: str) -> str:
    """Return a text that a spreadsheet, a browser or Typst would run, with the name of its field."""
    return f"=1+1\"><script>alert('{field}')</script>#panic()"


def every(field: str) -> dict[str, str]:
    """Return such a text in both languages that are read here."""
    return {"en": armed(field), "sv": armed(field)}


FIELDS = {
    *("programme_name", "programme_summary", "programme_contact", "programme_visit", "goal", "goal_source"),
    *("unit", "problem_title", "problem_text", "proposal_title", "proposal_text", "offer"),
    *("answer", "answer_translated", "answer_to_voice", "dialogue_title", "open", "decided", "place"),
    *("invited", "minutes", "organisation", "organisation_role", "organisation_contact", "verified"),
    *("promise", "outcome", "translation", "cards", "selection", "decided_by", "reasons", "reason"),
    *("run", "person", "words"),
}


def write_programme() -> Unit:
    """Describe the programme, its goals and one unit."""
    facts = {name: every(f"programme_{name}") for name in ("name", "summary", "contact", "visit")}
    make_programme(**facts)
    set_goals(goals=[(every("goal"), armed("goal_source"))], actor=None)
    return add_unit(code="streets", name=every("unit"), valid_from=STARTS, actor=None)


def write_organisation() -> Organisation:
    organisation = add_organisation(
        slug="club",
        name=armed("organisation"),
        kind=OrganisationKind.ASSOCIATION,
        actor=None,
        role=every("organisation_role"),
        contact=armed("organisation_contact"),
    )
    return verify_organisation(organisation_id=organisation.pk, how=armed("verified"), actor=None)


def write_things(voices: list[int], area: Area, club: Organisation) -> tuple[Problem, Proposal]:
    """Word a problem and a proposal, and let everybody read them."""

    def texts(kind: str) -> dict[str, Text]:
        return {code: Text(armed(f"{kind}_title"), armed(f"{kind}_text")) for code in ("sv", "en")}

    shared: dict[str, Any] = {"area": area, "written_in": "sv", "actor": None}
    problem = draft_problem(slug="dark", voices=voices, texts=texts("problem"), **shared)
    terms = Terms(author=Author.ORGANISATION, organisation=club, offer=armed("offer"))
    about = {"problems": [problem.pk], "terms": terms, "texts": texts("proposal")}
    proposal = draft_proposal(slug="light", **about, **shared)
    for thing in (problem, proposal):
        show_wording(thing=thing, actor=None)
        publish_wording(thing=thing, actor=None)
    return problem, proposal


def write_answers(voice: int, problem: Problem, unit: Unit) -> None:
    said: dict[str, Any] = {"status": Status.UNDER_WAY, "written_in": "sv", "unit": unit, "actor": None}
    (answer,) = answer_thing(thing=problem, texts={"sv": armed("answer")}, **said)
    translate_answer(answer_id=answer.pk, language="en", text=armed("answer_translated"), actor=None)
    answer_voice(voice_id=voice, texts={"sv": armed("answer_to_voice")}, **said)


def write_dialogue(area: Area) -> None:
    dialogue = make_dialogue(
        area=area,
        title=every("dialogue_title"),
        open_to_influence=every("open"),
        already_decided=every("decided"),
        place=armed("place"),
        invited_how=armed("invited"),
    )
    write_minutes(dialogue_id=dialogue.pk, text=armed("minutes"), language="sv", actor=None)


def write_selection(area: Area, run: Any) -> None:
    select_areas(
        slug="choice",
        title=every("selection"),
        run=run,
        decided_by=armed("decided_by"),
        decided_on=datetime.date(2025, 1, 1),
        reasons=every("reasons"),
        choices=[ChoiceOf(area, chosen=True, reason=every("reason"))],
        actor=None,
    )


@pytest.fixture
def staff(db: None) -> Account:
    """Fill in every field with a text of its own; return who may open everything."""
    definitions = make_city_with_figures()
    unit, club, area = write_programme(), write_organisation(), Area.objects.get(code="P")
    run = make_run(definitions, title=every("run"))
    publish_report(report_id=make_report(run).pk, actor=None)
    write_selection(area, run)
    voice = make_voice(words=armed("words"), area=area, published=True).voice.pk
    make_translation(voice, "en", armed("translation"))
    problem, proposal = write_things([voice], area, club)
    write_answers(voice, problem, unit)
    write_dialogue(area)
    for by, about in ((club, About(problem=problem)), (club, About(proposal=proposal))):
        promise = make_promise(by=by, text=every("promise"), due_on=DAY, actor=None, about=about)
    settle_promise(promise_id=promise.pk, state=PromiseState.KEPT, outcome=every("outcome"), actor=None)
    make_cards(title=armed("cards"), area=area, languages=["sv"], count=1, actor=None)
    Account.objects.filter(pk=make_account().pk).update(name=armed("person"))
    return make_account(*Role)


def check(address: str, answer: Any) -> str:
    """Fail where a text would be run by what reads this answer; return the answer as text."""
    content = b"".join(answer) if answer.streaming else answer.content
    kind = answer.get("Content-Type", "").partition(";")[0]
    assert answer.get("X-Content-Type-Options") == "nosniff", address
    if kind == "application/pdf":
        return "".join(text for _picture, text in pages_of(content))
    if kind.startswith("image/") and kind != "image/svg+xml":
        return ""
    if kind.endswith("spreadsheetml.sheet"):
        sheets = openpyxl.load_workbook(io.BytesIO(content))
        cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"], address
        return " ".join(str(cell.value) for cell in cells)
    text = str(content, "utf-8")
    if kind in {"text/html", "image/svg+xml"}:
        assert "<script>alert" not in text, address
    elif kind == "text/csv":
        lines = io.StringIO(text.removeprefix("\ufeff"))
        assert not [cell for row in csv.reader(lines) for cell in row if runs(cell)], address
    elif kind.endswith("json"):
        json.loads(text)
    elif kind.endswith("xml"):
        parts = list(ElementTree.fromstring(text).iter())
        assert not [part for part in parts if part.tag.rpartition("}")[2] == "script"], address
        # A feed says which of its texts are HTML.
        as_html = [part.text or "" for part in parts if part.get("type") == "html"]
        assert not [part for part in as_html if "<script" in part], address
    elif kind == "text/calendar":
        icalendar.Calendar.from_ical(content)
    else:
        assert "alert(" not in text, (address, kind)
    return text


def runs(cell: str) -> bool:
    return cell.startswith(ARMED) and "alert" in cell


def met(client: Client, first: list[str]) -> set[str]:
    """Open addresses and all that their pages lead to; return the fields whose text was met."""
    waiting, seen, found = list(first), set(first), set[str]()
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address)
        if answer.status_code != 200:
            continue
        text = check(address, answer)
        found |= set(WRITTEN.findall(unescape(text)))
        if "html" in answer["Content-Type"]:
            new = {unescape(one) for one in LINK.findall(text)} - seen
            new = {one for one in new if "?" not in one and not ANOTHER_ZONE.search(one)}
            waiting += sorted(new)
            seen |= new
    assert len(seen) < MOST
    return found


def start_of(reader: str) -> list[str]:
    """Return every address of the table, for those who read."""
    skipped = {name for name in TABLE if name.startswith(("account_", "mfa_", "openid", "socialaccount"))}
    return [address_of(name) for name in sorted(set(TABLE) - skipped - TESTED_ELSEWHERE) if reader in name]


def test_what_staff_write_is_run_by_nothing_that_reads_it(staff: Account) -> None:
    anybody, office = Client(), Client()
    office.force_login(staff)
    for_all = met(anybody, ["/en/", *PUBLIC_FILES, BOARD, "/en/dialogues/dialogues.ics", *start_of(":")])
    at_work = met(office, ["/en/workspace/", *start_of("workspace")])
    assert for_all | at_work == FIELDS
    assert {"organisation_contact", "verified", "minutes"} & for_all == set()
    on_the_board = check(BOARD, anybody.get(BOARD))
    assert {"words", "unit", "answer_translated", "promise"} <= set(WRITTEN.findall(on_the_board)), (
        on_the_board
    )
    assert escape(armed("problem_title")) in anybody.get("/en/problems/dark/").text
