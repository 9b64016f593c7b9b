"""One test for each fault that other systems of this kind had to mend (participation, security list).

Some of them are held where the code is tested: what staff write is text in every file and on every page by
``test_what_staff_write_is_run_by_nothing_that_reads_it``, what is taken back by
``test_what_is_taken_back_is_in_no_table_no_file_and_on_no_page``, the sign-in that tells nothing by
``test_an_unknown_or_closed_address_gets_the_same_page_and_no_mail``, an address that looks like another
(FixMyStreet 1.5.5) by ``test_an_address_that_looks_like_anothers_gets_no_code``, hidden places in pictures by
``test_a_photo_loses_its_place_and_stands_upright``.
"""

import datetime
import io
import itertools
import json
import re
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from freezegun import freeze_time
from PIL import Image

from bokal.programme.accounts.enums import Role
from bokal.programme.areas.models import Area
from bokal.programme.documents.services import document_bytes
from bokal.programme.history.models import Entry
from bokal.programme.queue.services import work_off
from bokal.programme.queue.services.recur import RHYTHMS, enqueue_recurring
from bokal.programme.voices.enums import Act, Channel, HeldReason, OrganisationKind
from bokal.programme.voices.errors import CodeUnknown, Withdrawn
from bokal.programme.voices.models import Photo, SupportMark, Voice
from bokal.programme.voices.services import (
    VOICE_COLUMNS,
    add_organisation,
    add_support,
    make_promise,
    moderate_voice,
    verify_organisation,
    voice_of_code,
    withdraw_voice,
)
from tests.factories.accounts import make_account
from tests.factories.heard import everybody, settle, speak
from tests.factories.paper import pages_of
from tests.factories.queue import PATIENCE, ROOT, surroundings, wait_until
from tests.factories.reports import make_city_with_figures, make_report, make_run
from tests.factories.voices import make_area, make_picture, make_problem, make_voice
from tests.web.public.test_heard import rows_of
from tests.web.test_permissions_table import EVERYBODY, SIGNED_IN, TABLE, address_of

pytestmark = pytest.mark.django_db
SECRET = "Hemligheten i brevlådan"
SCRIPT = '"><script>alert(1)</script>'
NUMBER = "+46 70-174 06 05"
DIGITS = "701740605"
MAKE_VOICE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.factories.voices import make_voice
print(make_voice(published=True).voice.pk)
"""
ENDORSE = """
import os, pathlib, sys, threading, time, uuid
from bokal.programme.voices.enums import Channel
from bokal.programme.voices.services import add_support
number, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
start = threading.Barrier(5)
def endorse():
    start.wait(900)
    # One write holds the answer and its end of line: two printed at a time can stand on one line.
    told = add_support(voice_id=number, key=uuid.uuid4(), channel=Channel.WEB, fingerprint="same")
    os.write(1, f"{told}\\n".encode())
people = [threading.Thread(target=endorse) for _person in range(4)]
for one in people:
    one.start()
(folder / f"ready-{os.getpid()}").touch()
end = time.monotonic() + 800
while not (folder / "go").exists() and time.monotonic() < end:
    time.sleep(0.005)
start.wait(900)
"""
PUBLIC = [name for name, who in TABLE.items() if who == EVERYBODY]
AT_WORK = [name for name, who in TABLE.items() if isinstance(who, set)]


@pytest.fixture
def city() -> None:
    make_report(make_run(make_city_with_figures()))


def unread() -> Iterator[Voice]:
    """Yield a voice that waits, one that is held and one that was taken back, all with the secret."""
    waiting, held, back = (
        make_voice(words=f"{SECRET} {number}", key=uuid.uuid4()).voice for number in range(3)
    )
    moderate_voice(voice_id=held.pk, act=Act.HOLD, actor=make_account(), reason=HeldReason.HATE)
    moderate_voice(voice_id=back.pk, act=Act.PUBLISH, actor=make_account())
    withdraw_voice(voice_id=back.pk)
    yield from (waiting, held, back)


def test_decidim_cve_2026_45414_a_code_leads_to_its_own_voice_and_no_other(client: Client) -> None:
    """A token of one tenant was accepted by another; ours is bound to one voice."""
    mine = make_voice(words="Min röst.", key=uuid.uuid4(), area=make_area("one"))
    other = make_voice(words="En annans röst.", key=uuid.uuid4(), area=make_area("two"))
    assert voice_of_code(mine.code) == mine.voice.pk
    page = client.post("/en/follow/", {"code": mine.code, "voice": str(other.voice.pk)}).text
    assert "Min röst." in page
    assert "En annans röst." not in page


def test_decidim_cve_2026_45378_an_address_alone_opens_no_picture_of_an_unread_voice(
    client: Client,
) -> None:
    """Scanned papers could be fetched by anybody with the address; each of ours asks who reads."""
    voice = make_voice(photos=[make_picture()]).voice
    document = Photo.objects.get(voice=voice).document
    address = reverse("data:document", kwargs={"sha256": document.sha256, "name": document.name})
    assert client.get(address).status_code == 404
    client.force_login(make_account())
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("change", [lambda code: code[:-1], lambda code: code + "2", lambda code: code[1:]])
def test_decidim_cve_2025_65017_a_cut_or_padded_code_is_nobody_elses(change: object) -> None:
    """An identifier cut to a number opened the export of another; a code of ours fits whole or not."""
    taken = make_voice()
    with pytest.raises(CodeUnknown):
        voice_of_code(change(taken.code))  # type: ignore[operator]


def test_decidim_cve_2026_45086_without_a_role_no_page_of_the_workspace_takes_anything(city: None) -> None:
    """A participant opened the editor of questions; reading is held by the table, this is writing."""
    before = Entry.objects.count()
    account = make_account()
    made = Entry.objects.count() - before
    for name in AT_WORK:
        client = Client()
        client.force_login(account)
        assert client.post(address_of(name), {"sure": "yes"}).status_code in {403, 405}, name
        away = Client().post(address_of(name), {"sure": "yes"})
        assert away.status_code == 405 or "/account/login/" in away["Location"], name
    assert Entry.objects.count() == before + made


def test_decidim_cve_2026_44282_what_staff_write_is_text_for_every_reader(client: Client) -> None:
    """An administrator of one area stored a script; what staff write is escaped, and the policy runs none."""
    voice = make_voice(published=True).voice
    problem = make_problem([voice.pk], stage="published", sv=SCRIPT, en=SCRIPT)
    page = client.get(f"/en/problems/{problem.slug}/")
    assert "<script>alert" not in page.text
    assert escape(SCRIPT) in page.text
    policy = page["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_decidim_cve_2024_27090_words_nobody_may_read_are_in_no_representation(city: None) -> None:
    """Unpublished items were shown by the embedding page; here every public address is read."""
    numbers = [voice.pk for voice in unread()]
    client = Client()
    addresses = [address_of(name) for name in PUBLIC]
    addresses += [f"/en/voices/{number}/" for number in numbers]
    addresses += ["/en/voices/?q=Hemligheten", f"/open311/v2/requests.xml?service_request_id={numbers[0]}"]
    addresses += [f"/en/voices/notice-board/{make_area().code}.pdf"]
    for address in addresses:
        answer = client.get(address, follow=True)
        content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert b"Hemligheten i" not in content, address


def test_fixmystreet_3_0_what_stands_in_an_address_is_text_on_the_page(client: Client) -> None:
    """Page numbers and searches came back as script."""
    make_voice(published=True)
    for query in ("page", "q", "area", "language", "status"):
        page = client.get("/en/voices/", {query: SCRIPT}).text
        assert "<script>alert" not in page, query


def test_fixmystreet_1_8_4_the_facts_for_other_sites_are_escaped(client: Client) -> None:
    """OpenGraph carried what people had written as it was."""
    voice = make_voice(words=SCRIPT, published=True).voice
    head = client.get(f"/en/voices/{voice.pk}/").text.partition("</head>")[0]
    assert "alert(1)" not in re.sub(re.escape(escape(SCRIPT)), "", head)


def test_fixmystreet_1_8_2_a_picture_is_drawn_anew_and_its_name_is_never_a_path(client: Client) -> None:
    """An uploaded image ran commands; ours is drawn anew, so that nothing but the picture is left."""
    stream = io.BytesIO()
    Image.new("RGB", (20, 20)).save(stream, "JPEG", comment=b"<?php system('id') ?><script>alert(1)</script>")
    voice = make_voice(photos=[stream.getvalue()]).voice
    document = Photo.objects.get(voice=voice).document
    kept = document_bytes(document)
    assert b"php" not in kept
    assert b"<script>" not in kept
    assert "/" not in document.name


def test_fixmystreet_1_5_2_a_refused_moderation_tells_nothing_of_the_words(client: Client) -> None:
    """The answer to a moderation without its token held the hidden report."""
    voice = make_voice(words=SECRET, area=make_area("one")).voice
    client.force_login(make_account(Role.COORDINATOR, area_code="two"))
    for address in (f"/en/workspace/voices/{voice.pk}/", f"/en/workspace/voices/{voice.pk}/moderate/"):
        for answer in (client.get(address), client.post(address, {"act": "publish"})):
            assert answer.status_code in {403, 404, 405}, address
            assert SECRET not in answer.text


def test_fixmystreet_6_0_looking_at_an_address_changes_nothing(city: None) -> None:
    """Scanners of mail opened confirmation links; here no address that is only read changes a record."""
    make_voice(published=True)
    staff = Client()
    staff.force_login(make_account(*Role))
    before = Entry.objects.count()
    for name in TABLE:
        if TABLE[name] != SIGNED_IN and not name.startswith("account_"):
            Client().get(address_of(name))
            staff.get(address_of(name))
    assert Entry.objects.count() == before


@pytest.mark.parametrize("place", range(3), ids=["waiting", "held", "taken back"])
def test_polis_445_nobody_adds_themselves_to_words_that_are_not_shown(place: int) -> None:
    """Statements that nobody had moderated could be voted on."""
    voice = list(unread())[place]
    with pytest.raises(Withdrawn):
        add_support(voice_id=voice.pk, key=uuid.uuid4(), channel=Channel.WEB, fingerprint="f" * 64)


def test_your_priorities_what_holds_off_abuse_is_apart_and_forgotten_in_a_day() -> None:
    """Addresses and browsers stood on nearly every row; ours are keyed marks that a job forgets."""
    voice = make_voice(published=True).voice
    add_support(voice_id=voice.pk, key=uuid.uuid4(), channel=Channel.WEB, fingerprint="f" * 64)
    fields = {field.name for model in (Voice, SupportMark) for field in model._meta.get_fields()}
    assert not fields & {"ip", "ip_address", "address", "user_agent", "agent", "browser"}
    assert "bokal.programme.voices.tasks.forget_browsers" in RHYTHMS
    with freeze_time(timezone.now() + datetime.timedelta(days=1, minutes=5)):
        enqueue_recurring()
        work_off()
    assert not SupportMark.objects.exists()


@pytest.mark.slow
def test_decidim_cve_2023_47634_endorsements_at_one_moment_count_once(tmp_path: Path) -> None:
    """Parallel requests counted several times; here four processes, each with four people, try at once."""
    environment = {**surroundings(), "BOKAL_DATA_DIR": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "bokal.config.settings"

    def start(script: str, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", f"import django\ndjango.setup()\n{script}", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE)

    made = start(MAKE_VOICE)
    number = made.communicate(timeout=PATIENCE)[0].split()[-1]
    voters = [start(ENDORSE, number, str(tmp_path)) for _process in range(4)]
    try:
        wait_until(lambda: len(list(tmp_path.glob("ready-*"))) == len(voters))
        (tmp_path / "go").touch()
        told = [answer for voter in voters for answer in voter.communicate(timeout=PATIENCE)[0].split()]
    finally:
        for voter in voters:
            with voter:
                voter.kill()
    assert sorted(told) == ["False"] * 15 + ["True"]
    with closing(sqlite3.connect(tmp_path / "bokal.sqlite3")) as records:
        for table in ("voices_support", "voices_supportmark"):
            assert records.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)


def test_fixmystreet_2_4_no_telephone_number_is_shown(city: None, settings: Any) -> None:
    """A number leaked at sign-in; ours come from gateways, other systems and organisations."""
    settings.GATEWAY_SECRET, settings.OPEN311_KEYS = "a-long-secret-of-the-gateway", ["a-key"]
    area, client = Area.objects.get(code="P"), Client()
    text = {"id": f"{NUMBER}-1", "text": "Ljus, tack.", "from": NUMBER, "may_publish": True}
    bearer = {"Authorization": f"Bearer {settings.GATEWAY_SECRET}"}
    sms = client.post("/api/messages/", json.dumps(text), content_type="application/json", headers=bearer)
    sent = {"api_key": "a-key", "service_code": "voice", "description": "Ljus.", "phone": NUMBER}
    request = client.post("/open311/v2/requests.json", sent | {"attribute[may_publish]": "yes"})
    assert (sms.status_code, request.status_code) == (201, 201)
    for voice in Voice.objects.order_by("pk"):
        moderate_voice(voice_id=voice.pk, act=Act.PUBLISH, actor=make_account())
    club = add_organisation(
        slug="club", name="Klubben", kind=OrganisationKind.ASSOCIATION, actor=None, contact=NUMBER
    )
    verify_organisation(organisation_id=club.pk, how="Stadgar", actor=None)
    make_promise(by=club, text={"sv": "Lampor"}, due_on=timezone.localdate(), actor=None)

    shown = {address for address in everything_public(area) if DIGITS in digits_of(Client(), address)}
    assert shown == set()
    assert DIGITS not in re.sub(r"\D", "", sms.text + request.text)
    staff = Client()
    staff.force_login(make_account(*Role))
    at_work = {name for name in AT_WORK if DIGITS in digits_of(staff, address_of(name))}
    assert at_work == set()
    assert NUMBER in staff.get(f"/en/workspace/organisations/{club.pk}/").text


def everything_public(area: Area) -> list[str]:
    """Return every public address, with a page of each voice and of the organisation, and the board."""
    found = [address_of(name) for name in PUBLIC]
    found += [f"/en/voices/{number}/" for number in Voice.objects.values_list("pk", flat=True)]
    return [*found, "/en/organisations/club/", f"/en/voices/notice-board/{area.code}.pdf"]


def digits_of(client: Client, address: str) -> str:
    """Return the digits on a page, however they are parted."""
    answer = client.get(address, follow=True)
    content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if answer.get("Content-Type") == "application/pdf":
        return re.sub(r"\D", "", "".join(text for _page, text in pages_of(content)))
    return re.sub(r"\D", "", content.decode("latin-1"))


def test_decidim_cve_2026_45378_a_scanned_sheet_is_for_those_who_work_here_alone() -> None:
    """A sheet in handwriting points a person out, and stays closed when its words are published."""
    sheet = make_voice(channel=Channel.PAPER, sheet="H-014", photos=[make_picture()], published=True).voice
    scan = Photo.objects.get(voice=sheet).document
    address = reverse("data:document", kwargs={"sha256": scan.sha256, "name": scan.name})
    readers = {"anybody": Client(), "resident with an account": Client(), "staff": Client()}
    readers["resident with an account"].force_login(make_account())
    readers["staff"].force_login(make_account(Role.RECORDER))
    answers = {who: client.get(address) for who, client in readers.items()}
    assert {who: answer.status_code for who, answer in answers.items()} == {
        "anybody": 404,
        "resident with an account": 404,
        "staff": 200,
    }
    assert answers["staff"]["Cache-Control"] == "private, no-store"
    for public in ("/en/voices/", f"/en/voices/{sheet.pk}/", "/data/voices.csv", "/open311/v2/requests.json"):
        answer = Client().get(public)
        content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert scan.sha256.encode() not in content, public
        assert b"H-014" not in content, public


def test_pabulib_a_small_number_cannot_be_worked_out_from_all_that_is_shown(client: Client) -> None:
    """Three people are hidden; whoever tries every number that fits what is shown is left with many."""
    settle(make_area(), everybody(100))
    for gender, people in {"woman": 14, "man": 6, "other": 3, "": 7}.items():
        speak(people, gender=gender)
    rows = [row for row in rows_of(client) if row["area"] == "herrgarden" and row["question"] == "gender"]
    told = {row["group"]: int(row["voices"]) if row["voices"] else None for row in rows}
    assert told["other"] is None
    everyone = 30
    fitting = {
        numbers[2]
        for numbers in itertools.product(range(everyone + 1), repeat=3)
        if sum(numbers) <= everyone
        and all(
            told[group] in {None, number}
            for group, number in zip(("woman", "man", "other"), numbers, strict=True)
        )
        and told["silent"] in {None, everyone - sum(numbers)}
    }
    assert fitting >= set(range(1, 7))
    page = client.get("/en/heard/herrgarden/").text
    assert "not shown" in page
    cells = [re.sub(r"<[^>]+>|\s", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)]
    assert cells
    assert "3" not in cells


def test_pabulib_open_voices_say_nothing_of_the_groups_a_person_is_in() -> None:
    """Age, sex and a small district point a person out; they are only counted, never beside the words."""
    names = {column if isinstance(column, str) else column.name for column in VOICE_COLUMNS}
    assert not names & {"age", "gender", "sex", "group", "recorded_by", "sheet", "key"}
