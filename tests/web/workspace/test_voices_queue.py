"""The queues of voices at work: drawn once and kept, for those who may see the same, until it changes."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Membership
from bokal.programme.areas.models import Area
from bokal.programme.history.services.marks import kinds_of
from bokal.programme.programmes.models import Unit
from bokal.programme.voices.enums import Act, Doubt, HeldReason
from bokal.programme.voices.models import Case
from bokal.programme.voices.services import (
    appeal_moderation,
    assign_case,
    decide_appeal,
    doubt_translation,
    doubts_to_look_at,
    moderate_voice,
    settle_doubts,
    withdraw_voice,
)
from bokal.web.workspace.voices_queue import (
    APPEALS_REST_ON,
    DOUBTS_REST_ON,
    PAGE_SIZE,
    RESTS_ON,
    Wanted,
    draw,
    read_appeals,
)
from tests.factories.accounts import make_account
from tests.factories.programmes import make_unit
from tests.factories.translations import make_translation
from tests.factories.voices import make_area, make_voice

# Inside a transaction nothing is kept from one request to the next, so these tests write for good.
pytestmark = pytest.mark.django_db(transaction=True)
QUEUE = "/en/workspace/voices/"
QUEUES = ("", "?queue=owed", "?queue=all")
TABLE = re.compile(r'"([a-z]+_[a-z]+)"\.')


def at_work(role: Role = Role.COORDINATOR, area: str = "") -> Client:
    """Return a browser in which somebody with a role is signed in."""
    client = Client()
    client.force_login(make_account(role, area_code=area))
    return client


def asked_by(client: Client, address: str) -> tuple[str, set[str]]:
    """Return a page and the tables that were read for it."""
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)
    assert page.status_code == 200
    return page.text, {table for query in asked for table in TABLE.findall(query["sql"])}


def same_for_all(page: str) -> str:
    """Return a page without what guards its forms, which is new each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_a_page_looks_the_same_kept_and_drawn() -> None:
    client = at_work()
    for number in range(3):
        make_voice(words=f"Röst {number}", published=number == 1)
    make_translation(make_voice(words="الإنارة معطلة", language="ar", published=True).voice.pk, "en", "Dark.")
    withdraw_voice(voice_id=make_voice(words="Borta.").voice.pk)
    for query in QUEUES:
        drawn, read = asked_by(client, QUEUE + query)
        kept, again = asked_by(client, QUEUE + query)
        assert "voices_words" in read
        assert "voices_words" not in again
        assert same_for_all(kept) == same_for_all(drawn)
        assert "<tbody>" in drawn


def test_nobody_is_given_the_table_of_somebody_who_may_read_other_areas() -> None:
    make_voice(words="Här.")
    make_voice(words="Där.", area=make_area("holma"))
    make_voice(words="Ingenstans.", area=None)
    both = at_work(area="herrgarden")
    account = Membership.objects.get().account
    Membership.objects.create(
        account=account, role=Role.RECORDER, area_code="holma", valid_from=datetime.date(2026, 1, 1)
    )
    readers = [
        (at_work(), {"Här.", "Där.", "Ingenstans."}),
        (at_work(area="herrgarden"), {"Här."}),
        (at_work(area="holma"), {"Där."}),
        (both, {"Här.", "Där."}),
        (at_work(Role.AUDITOR), {"Här.", "Där.", "Ingenstans."}),
    ]
    for _again in range(2):
        for client, words in [*readers, *reversed(readers)]:
            for query in QUEUES:
                page = client.get(QUEUE + query).text
                assert {word for word in ("Här.", "Där.", "Ingenstans.") if word in page} == words, query


def test_who_may_not_write_problems_is_given_a_table_without_boxes_to_tick() -> None:
    make_voice()
    writes, reads = at_work(), at_work(Role.AUDITOR)
    for _again in range(2):
        assert 'type="checkbox"' in writes.get(QUEUE).text
        assert 'type="checkbox"' not in reads.get(QUEUE).text


def test_a_role_that_ends_takes_the_table_along() -> None:
    make_voice(words="Där.", area=make_area("holma"))
    client = at_work(area="holma")
    assert "Där." in client.get(QUEUE).text
    Membership.objects.update(area_code="herrgarden")
    assert "Där." not in client.get(QUEUE).text


def test_each_language_has_a_table_of_its_own() -> None:
    client, voice = at_work(), make_voice(words="الإنارة معطلة", language="ar", published=True).voice
    make_translation(voice.pk, "sv", "Lamporna är trasiga.")
    for _again in range(2):
        assert "Lamporna är trasiga." in client.get("/sv/workspace/voices/?queue=all").text
        assert "Lamporna är trasiga." not in client.get(f"{QUEUE}?queue=all").text
        assert f"Voice {voice.pk}" in client.get(f"{QUEUE}?queue=all").text
        assert f"Voice {voice.pk}" not in client.get("/ar/workspace/voices/?queue=all").text


def test_no_kept_table_holds_what_guards_the_forms_of_one_reader() -> None:
    make_voice()
    today = timezone.localdate()
    table = draw(Wanted("all", None, 1, may_write=True, language="en", today=today))
    assert "csrf" not in table
    client = at_work()
    tokens = {
        re.search(r'csrfmiddlewaretoken" value="([^"]+)"', client.get(QUEUE).text)[1]  # type: ignore[index]
        for _each in range(2)
    }
    assert len(tokens) == 2


def test_what_changes_is_on_the_page_at_once() -> None:
    client, streets = at_work(), make_unit("streets")
    voice = make_voice(words="Den gamla.").voice
    assert "Den gamla." in client.get(QUEUE).text
    make_voice(words="Den nya.")
    assert "Den nya." in client.get(QUEUE).text
    assign_case(voice_id=voice.pk, unit=streets, due_on=datetime.date(2031, 1, 2), actor=make_account())
    page = client.get(QUEUE).text
    assert ("2031-01-02" in page, '<td data-label="Unit">streets</td>' in page) == (True, True)
    Unit.objects.filter(pk=streets.pk).update(name={"en": "Streets and parks"})
    assert "Streets and parks" in client.get(QUEUE).text
    Area.objects.filter(code="herrgarden").update(name="Nya Herrgården")
    assert "Nya Herrgården" in client.get(QUEUE).text
    moderate_voice(voice_id=voice.pk, act=Act.PUBLISH, actor=None)
    assert "Den gamla." not in client.get(QUEUE).text
    assert "By hand" not in client.get(f"{QUEUE}?queue=all").text
    make_translation(voice.pk, "en", "By hand.")
    assert "By hand." in client.get(f"{QUEUE}?queue=all").text
    withdraw_voice(voice_id=voice.pk)
    page = client.get(f"{QUEUE}?queue=all").text
    assert ("Den gamla." in page, "By hand." in page, "Withdrawn" in page) == (False, False, True)


def test_remarks_and_appeals_come_and_go_at_once_for_those_whose_area_it_is() -> None:
    everywhere, here, there = at_work(), at_work(area="herrgarden"), at_work(area="holma")
    remark, appeal = "1 remark on a translation", "To be looked at again"

    def told(words: str) -> tuple[bool, ...]:
        return tuple(words in client.get(QUEUE).text for client in (everywhere, here, there, everywhere))

    voice, held = make_voice(published=True, language="so").voice, make_voice().voice
    translation = make_translation(voice.pk)
    moderate_voice(voice_id=held.pk, act=Act.HOLD, reason=HeldReason.ELSEWHERE, actor=make_account())
    assert (told(remark), told(appeal)) == ((False,) * 4, (False,) * 4)
    doubt_translation(voice_id=voice.pk, translation_id=translation.pk, reason=Doubt.MEANING)
    waiting = appeal_moderation(voice_id=held.pk, because="Det gäller torget.")
    assert (told(remark), told(appeal)) == ((True, True, False, True), (True, True, False, True))
    settle_doubts(voice_id=voice.pk, language="sv", actor=make_account())
    decide_appeal(appeal_id=waiting.pk, act=Act.PUBLISH, actor=make_account())
    assert (told(remark), told(appeal)) == ((False,) * 4, (False,) * 4)


def test_what_becomes_late_overnight_is_late_in_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    account = make_account(Role.COORDINATOR)
    Case.objects.filter(voice=make_voice().voice).update(due_on=timezone.localdate())
    client = Client()
    client.force_login(account)
    assert "<strong>Late</strong>" not in client.get(QUEUE).text
    # A day and an hour: the day on which the clocks go back is that long.
    tomorrow = timezone.now() + datetime.timedelta(days=1, hours=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    client.force_login(account)
    assert "<strong>Late</strong>" in client.get(QUEUE).text


def test_a_full_page_asks_little_drawn_and_less_when_it_is_kept(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = at_work()
    for number in range(PAGE_SIZE + 3):
        make_voice(words=f"Röst {number}")
    for query, rows in (("", 50), ("?queue=owed", 50), ("?queue=all", 50), ("?queue=all&page=2", 3)):
        with django_assert_max_num_queries(15):
            page = client.get(QUEUE + query).text
        assert page.count('<th scope="row">') == rows
        with django_assert_max_num_queries(6):
            assert same_for_all(client.get(QUEUE + query).text) == same_for_all(page)


@pytest.mark.parametrize(
    ("work_out", "rests_on"),
    [
        (lambda areas: draw(Wanted("unread", areas, 1, True, "en", timezone.localdate())), RESTS_ON),
        (lambda areas: draw(Wanted("owed", areas, 1, True, "en", timezone.localdate())), RESTS_ON),
        (lambda areas: draw(Wanted("all", areas, 1, True, "en", timezone.localdate())), RESTS_ON),
        (lambda areas: doubts_to_look_at(areas).count(), DOUBTS_REST_ON),
        (read_appeals, APPEALS_REST_ON),
    ],
)
def test_what_is_kept_is_read_from_the_records_it_says_it_rests_on(
    work_out: Callable[[frozenset[str] | None], object], rests_on: tuple[str, ...]
) -> None:
    make_voice()
    for areas in (None, frozenset({"herrgarden"})):
        with CaptureQueriesContext(connection) as asked:
            work_out(areas)
        read = {table.replace("_", ".", 1) for query in asked for table in TABLE.findall(query["sql"])}
        assert read
        assert read <= set(kinds_of(rests_on))
