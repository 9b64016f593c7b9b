"""One test for each fault that other systems of this kind had to mend (participation, security list).

Some of them are held where the code is tested: parallel endorsements (CVE-2023-47634) by
``test_parallel_endorsements_count_once``, the sign-in that tells nothing by
``test_an_unknown_or_closed_address_gets_the_same_page_and_no_mail``, an address that looks like another
(FixMyStreet 1.5.5) by ``test_an_address_that_looks_like_anothers_gets_no_code``, hidden places in pictures by
``test_a_photo_loses_its_place_and_stands_upright``.
"""

import datetime
import io
import re
import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from freezegun import freeze_time
from PIL import Image

from bokal.programme.accounts.enums import Role
from bokal.programme.documents.services import document_bytes
from bokal.programme.history.models import Entry
from bokal.programme.queue.services import work_off
from bokal.programme.queue.services.recur import RHYTHMS, enqueue_recurring
from bokal.programme.voices.enums import Act, Channel, HeldReason
from bokal.programme.voices.errors import CodeUnknown, Withdrawn
from bokal.programme.voices.models import Photo, SupportMark, Voice
from bokal.programme.voices.services import (
    VOICE_COLUMNS,
    add_support,
    moderate_voice,
    voice_of_code,
    withdraw_voice,
)
from tests.factories.accounts import make_account
from tests.factories.reports import make_city_with_figures, make_report, make_run
from tests.factories.voices import make_area, make_picture, make_problem, make_voice
from tests.web.test_permissions_table import EVERYBODY, SIGNED_IN, TABLE, address_of

pytestmark = pytest.mark.django_db
SECRET = "Hemligheten i brevlådan"
SCRIPT = '"><script>alert(1)</script>'
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


def test_pabulib_open_voices_say_nothing_of_the_groups_a_person_is_in() -> None:
    """Age, sex and a small district point a person out; they are only counted, never beside the words."""
    names = {column if isinstance(column, str) else column.name for column in VOICE_COLUMNS}
    assert not names & {"age", "gender", "sex", "group", "recorded_by", "sheet", "key"}
