"""A status report is written, sent back, approved by another person and published, all without script."""

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from bokal.programme.accounts.enums import Role
from bokal.programme.history.errors import day_words
from bokal.programme.initiatives.enums import EntryKind, Held
from bokal.programme.initiatives.models import Assumption, BudgetEntry, Initiative
from bokal.programme.initiatives.services import settle_assumption
from bokal.programme.initiatives.services.money import correct_payment
from bokal.programme.initiatives.services.social import count_session
from bokal.programme.queue.services import work_off
from bokal.programme.reports.models import Report, Review, Snapshot
from bokal.programme.reports.services import preview_report, verify_snapshot
from bokal.web.report.wording import day, range_words
from tests.factories.accounts import make_account
from tests.factories.history import entered_at
from tests.factories.initiatives import make_decision
from tests.factories.status import (
    DAY,
    SLUG,
    make_programme_at_work,
    make_status_report,
    make_status_subject,
    publish,
    publish_next,
)
from tests.factories.voices import make_problem

pytestmark = pytest.mark.django_db
AT = f"/en/workspace/reports/{SLUG}/"


@pytest.fixture(autouse=True)
def _own_store_and_one_language(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.LANGUAGES = [("sv", "Svenska"), ("en", "English")]


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(make_account(role))
    return client


def seen_on(page: str) -> str:
    (seen,) = re.findall(r'name="seen" value="([^"]+)"', page)
    return str(seen)


def not_written(content: dict[str, Any]) -> set[str]:
    """Return the ways to what the report has no row for: counts of which all are zero."""
    counts = {"overview/kinds", "overview/phases", "works/steps", "promises/states"}
    at = {way: content[way.split("/")[0]][way.split("/")[1]] for way in counts}
    return {f"figures/{way}/" for way, entries in at.items() if not any(e["count"]["value"] for e in entries)}


def require_ways(snapshot: Snapshot, page: str) -> None:
    """See that a page leads to each number of an edition, and that each of them opens."""
    links = set(re.findall(r'href="(figures/[^"]+/)"', page))
    ways = {"/".join(one["address"].split("/")[:2]) for one in snapshot.content["figures"]}
    assert links == {f"figures/{way}/" for way in ways} - not_written(snapshot.content)
    for link in links:
        assert Client().get(f"/en/reports/{snapshot.report.slug}/1/{link}").status_code == 200, link


def figures() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = preview_report(slug=SLUG).content["figures"]
    return found


def test_a_status_report_is_prepared_by_form() -> None:
    client = signed_in(Role.COORDINATOR)
    days = {"period_from": "2026-01-01", "last_day": "2026-06-30", "known_on": "2026-07-20"}
    answer = client.post(
        "/en/workspace/reports/new/status/", {"slug": SLUG, "title_sv": "Lägesrapport", "area": ""} | days
    )
    assert (answer.status_code, answer["Location"]) == (302, f"{AT}write/")
    subject = Report.objects.get(slug=SLUG).subject
    assert (subject["period_from"], subject["period_to"]) == ("2026-01-01", "2026-07-01")
    again = client.post(
        "/en/workspace/reports/new/status/",
        {"slug": "other", "title_sv": "X", "area": ""} | days | {"last_day": "2025-01-01"},
    )
    assert again.status_code == 422
    assert "The last day is before the first." in again.text
    unknown = {"slug": "other", "title_sv": "X", "area": ""} | days | {"known_on": "2025-12-31"}
    again = client.post("/en/workspace/reports/new/status/", unknown)
    assert list(again.context["form"].errors) == ["known_on"]


def test_a_report_that_would_know_less_than_the_one_before_it_is_refused_at_its_day() -> None:
    make_programme_at_work(1)
    today = timezone.localdate()
    make_status_report(period_to=(today - 5 * DAY).isoformat())
    publish()
    days = {
        "period_from": today - 5 * DAY,
        "last_day": today - 3 * DAY,
        "known_on": today - DAY,
    }
    about = {"slug": "next", "title_sv": "Nästa", "area": "", **days}
    client = signed_in(Role.COORDINATOR)
    answer = client.post("/en/workspace/reports/new/status/", about)
    assert answer.status_code == 422
    words = f"tells what was recorded until {day_words(today)}"
    assert words in answer.context["form"].errors["known_on"][0]
    assert words in answer.text
    taken = client.post("/en/workspace/reports/new/status/", about | {"known_on": today})
    assert taken.status_code == 302


def test_days_that_a_later_report_told_of_are_refused_at_the_first_of_them() -> None:
    make_programme_at_work(1)
    today = timezone.localdate()
    earliest, after, later = ((today - days * DAY).isoformat() for days in (90, 60, 30))
    make_status_report("before", period_from=earliest, period_to=after)
    publish("before")
    make_status_report(period_from=later)
    publish()
    days = {"period_from": today - 60 * DAY, "last_day": today - 31 * DAY, "known_on": today}
    about = {"slug": "between", "title_sv": "Mellan", "area": "", **days}
    answer = signed_in(Role.COORDINATOR).post("/en/workspace/reports/new/status/", about)
    assert answer.status_code == 422
    (words,) = answer.context["form"].errors["period_from"]
    assert f"The report on the time from {day_words(today - 30 * DAY)} was published before" in words


def test_days_that_are_put_right_keep_the_texts_and_those_of_another_time_begin_without() -> None:
    make_programme_at_work(1)
    today = timezone.localdate()
    texts = {"voices": {"en": "Many wrote about light."}}
    make_status_report(texts=texts)
    publish()
    client, written = signed_in(Role.COORDINATOR), []
    about = {"slug": SLUG, "title_sv": "Lägesrapport", "area": "", "known_on": today}
    for first, last, kept in ((90, 30, texts), (29, 0, {})):
        days = {"period_from": today - first * DAY, "last_day": today - last * DAY}
        days |= {"mends_days": "on"} if kept else {}
        answer = client.post(f"/en/workspace/reports/new/status/?report={SLUG}", about | days)
        assert answer.status_code == 302
        subject = Report.objects.get(slug=SLUG).subject
        assert (subject["texts"], subject["address"]) == (kept, SLUG)
        form = client.get(f"/en/workspace/reports/new/status/?report={SLUG}").context["form"]
        assert form["mends_days"].initial is False, "asked anew each time"
        written.append(client.get(f"{AT}write/").text)
        assert "The period<br><small>" in client.get(f"{AT}publish/").text, (
            "parts that differ are named in words"
        )
        publish()
    pages = [client.get(f"/en/reports/{SLUG}/{edition}/").text for edition in (1, 2, 3)]
    wrong = range_words(day(today - 180 * DAY), day(today))
    words = f"The last edition was about {wrong}. This one takes its place."
    assert [words in page for page in pages] == [False, True, False]
    assert [words in page for page in written] == [True, False]


def test_an_author_is_prompted_with_numbers_and_puts_one_into_the_text() -> None:
    make_programme_at_work(2)
    make_status_report()
    client = signed_in(Role.COORDINATOR)
    page = client.get(f"{AT}write/initiatives/").text
    assert "{{initiatives:initiative-00:measures:1:value}}" in page
    text = "We reached {{initiative:initiative-00:measure:1:value}} people."
    assert client.post(f"{AT}write/initiatives/", {"text_en": text}).status_code == 302
    assert page.count("0 of 250 words") == 2
    page = client.get(f"{AT}write/initiatives/").text
    assert "4 of 250 words" in page
    wrong = client.post(f"{AT}write/initiatives/", {"text_en": "{{initiative:nobody:measure:1:value}}"})
    assert wrong.status_code == 422
    assert "{{initiative:nobody:measure:1:value}}" in wrong.text
    long = client.post(f"{AT}write/money/", {"text_en": "word " * 251})
    assert (long.status_code, "has 251 words" in long.text) == (422, True)
    assert "251 of 250 words, 1 too many" in long.text


def test_each_saved_draft_says_how_many_words_it_has() -> None:
    make_programme_at_work(1)
    make_status_report()
    client, at = signed_in(Role.COORDINATOR), f"{AT}write/money/"
    kept = {"draft": "save", "draft-fields": "text_sv text_en", "text_sv": "Lamporna – tolv – lyser."}
    page = client.post(at, kept | {"text_en": "word " * 262}, follow=True).text
    assert "3 of 250 words<" in page
    assert "262 of 250 words, 12 too many<" in page
    answer = client.post(at, kept | {"text_en": "word " * 231}, headers={"Accept": "application/json"})
    assert answer.json()["told"] == {"text_sv": "3 of 250 words", "text_en": "231 of 250 words"}


def test_it_comes_back_to_its_sender_with_the_numbers_untouched() -> None:
    make_programme_at_work(2)
    make_status_report()
    author, approver = signed_in(Role.COORDINATOR), signed_in(Role.APPROVER)
    before = figures()
    author.post(f"{AT}send-in/", {"seen": seen_on(author.get(f"{AT}write/").text)})
    # What was sent in is not changed any more, and not by its own author approved.
    refused = author.post(f"{AT}write/money/", {"text_en": "Another text."})
    assert (refused.status_code, "Send it back first" in refused.text) == (422, True)
    own = author.post(f"{AT}approve/", {"seen": preview_report(slug=SLUG).seen})
    assert (own.status_code, "Another person must approve it" in own.text) == (409, True)
    assert approver.post(f"{AT}send-back/", {"because": ""}).status_code == 422
    assert approver.post(f"{AT}send-back/", {"because": "Write about money."}).status_code == 302
    page = author.get(f"{AT}write/").text
    assert "Write about money." in page
    assert "Its numbers are untouched." in page
    assert figures() == before
    assert author.post(f"{AT}write/money/", {"text_en": "Paid: {{money:total:actual}}."}).status_code == 302
    assert figures() == before


def test_what_another_person_approved_is_published_and_nothing_else() -> None:
    make_programme_at_work(2)
    make_status_report(texts={"money": {"en": "Paid: {{money:total:actual}}."}})
    author, approver = signed_in(Role.COORDINATOR), signed_in(Role.APPROVER)
    waiting = author.post(f"{AT}publish/", {"seen": preview_report(slug=SLUG).seen})
    assert (waiting.status_code, "Another person must approve" in waiting.text) == (409, True)
    author.post(f"{AT}send-in/", {"seen": seen_on(author.get(f"{AT}write/").text)})
    approver.post(f"{AT}approve/", {"seen": seen_on(approver.get(f"{AT}write/").text)})
    assert list(Review.objects.values_list("step", flat=True)) == ["sent_in", "approved"]
    answer = author.post(f"{AT}publish/", {"seen": seen_on(author.get(f"{AT}publish/").text)})
    assert answer.status_code == 302
    assert work_off() == 1
    snapshot = Snapshot.objects.get()
    page = Client().get(f"/en/reports/{SLUG}/1/").text
    total = next(one for one in snapshot.content["figures"] if one["address"] == "money/total/actual")
    kronor = f"{total['value'] / 100:,.2f} kronor"
    assert f"Paid: {kronor}." in page
    (silent,) = snapshot.content["initiatives"][0]["measures"][0]["without_value"]
    after = datetime.date.fromisoformat(silent["period_to"])
    assert f"{silent['period_from']}–{after - DAY}: {silent['because']}" in page
    # Each number opens, those that are one alone too, and the page leads there.
    require_ways(snapshot, page)
    opened = Client().get(f"/en/reports/{SLUG}/1/figures/money/total/").text
    assert kronor in opened
    rows = Client().get(f"/en/reports/{SLUG}/1/figures.csv").content.decode("utf-8-sig")
    assert f"money/total/actual,Money: Paid,{make_status_subject()['period_from']}" in rows
    for name in re.findall(r'href="(tables/[^"]+)" download', page):
        assert Client().get(f"/en/reports/{SLUG}/1/{name}").status_code == 200


def found_late(initiative: Initiative, day: datetime.date) -> None:
    texts = {"text": {"en": "Many come."}, "wrong_when": {"en": "Few come."}}
    assumed = Assumption.objects.create(initiative=initiative, unit=initiative.unit, **texts)
    settle_assumption(
        assumption_id=assumed.pk, held=Held.FALSE, found={"en": "Nobody came."}, actor=None, on=day
    )


def test_what_came_late_stands_in_the_next_report_by_itself_and_opens() -> None:
    with freeze_time(timezone.now()) as clock:
        with entered_at(timezone.now()):
            initiative = make_programme_at_work(5)[4]
        today = timezone.localdate()
        make_status_report()
        publish()
        clock.tick(2 * DAY)
        cohort, actor = initiative.cohorts.get(), make_account(Role.COORDINATOR)
        count_session(cohort_id=cohort.pk, on=today - 15 * DAY, came=20, actor=actor)
        make_decision(make_problem([], slug="wet"), slug="late", decided_on=today - 9 * DAY)
        with entered_at(timezone.now()):
            found_late(initiative, today - 9 * DAY)
        following = publish_next(today + DAY, today + 3 * DAY)
        page = Client().get("/en/reports/next/1/").text
        before = Client().get(f"/en/reports/{SLUG}/1/").text
    require_ways(following, page)
    words = (
        "Before the period, counted since the last report",
        "late: before the period",
        "Nobody came. (late",
    )
    assert [[word in text for word in words] for text in (before, page)] == [[False] * 3, [True] * 3]


def test_days_that_no_report_was_about_are_named_and_what_happened_then_is_told() -> None:
    with freeze_time(timezone.now()) as clock:
        with entered_at(timezone.now()):
            initiative = make_programme_at_work(5)[4]
        today = timezone.localdate()
        make_status_report()
        publish()
        clock.tick(6 * DAY)
        cohort, actor = initiative.cohorts.get(), make_account(Role.COORDINATOR)
        count_session(cohort_id=cohort.pk, on=today + 2 * DAY, came=20, actor=actor)
        following = publish_next(today + 4 * DAY, today + 6 * DAY)
        page = Client().get("/en/reports/next/1/").text
        before = Client().get(f"/en/reports/{SLUG}/1/").text
    assert following.content["people"]["visits_late"]["value"] == 20
    between = range_words(day(today + DAY), day(today + 3 * DAY))
    words = f"What happened on {between} is told here as well"
    assert [words in text for text in (before, page)] == [False, True]
    assert verify_snapshot(following).agrees


def test_a_report_says_the_day_it_closed_where_that_came_before_the_one_that_was_chosen() -> None:
    with freeze_time("2026-06-10 12:00") as clock:
        with entered_at(timezone.now()):
            make_programme_at_work(1)
        today = timezone.localdate()
        make_status_report(known_on=(today + 9 * DAY).isoformat())
        publish()
        clock.tick(20 * DAY)
        publish_next(today + DAY, today + 15 * DAY)
        Report.objects.filter(slug=SLUG).update(title={"en": "Put right"})
        publish()
        pages = [Client().get(f"/en/reports/{SLUG}/{edition}/").text for edition in (1, 2)]
    assert ["as they were known on 2026-06-10" in page for page in pages] == [True, True]


def test_an_author_is_told_which_report_is_to_be_published_again_after_one_that_came_before_it() -> None:
    make_programme_at_work(1)
    today = timezone.localdate()
    make_status_report()
    publish()
    days = {"period_from": today - 200 * DAY, "period_to": today - 180 * DAY}
    make_status_report("before", **{name: on.isoformat() for name, on in days.items()})
    client = signed_in(Role.COORDINATOR)
    pages = [client.get(f"/en/workspace/reports/{slug}/write/").text for slug in ("before", SLUG)]
    words = f"There is a report on the time from {day(today - 180 * DAY)} that was published before this one."
    assert [words in page for page in pages] == [True, False]


def test_a_report_on_days_of_which_another_tells_says_so() -> None:
    make_programme_at_work(1)
    make_status_report()
    first = publish()
    today = timezone.localdate()
    make_status_report("year", period_from=(today - 360 * DAY).isoformat())
    year = publish("year")
    pages = [Client().get(f"/en/reports/{slug}/1/").text for slug in (SLUG, "year")]
    words = "Other reports tell of these days too, or of some."
    assert [words in page for page in pages] == [False, True]
    assert verify_snapshot(first).agrees
    assert verify_snapshot(year).agrees


def test_what_changed_after_it_was_approved_is_not_published() -> None:
    make_programme_at_work(1)
    make_status_report()
    author, approver = signed_in(Role.COORDINATOR), signed_in(Role.APPROVER)
    author.post(f"{AT}send-in/", {"seen": seen_on(author.get(f"{AT}write/").text)})
    approver.post(f"{AT}approve/", {"seen": seen_on(approver.get(f"{AT}write/").text)})
    Report.objects.update(title={"en": "Another title"})
    answer = author.post(f"{AT}publish/", {"seen": preview_report(slug=SLUG).seen})
    assert answer.status_code == 409
    assert "number or title of the edition" in answer.text
    assert not Snapshot.objects.exists()
    # Both pages say so, and the way out leads to a new approval.
    pages = [author.get(f"{AT}{name}/").text for name in ("publish", "write")]
    assert ["The approval no longer holds" in page for page in pages] == [True, True]
    assert ["records have changed since you looked" in page for page in pages] == [False, False]
    assert f'href="{AT}write/#send-back"' in pages[0]
    assert 'id="send-back"' in pages[1]
    assert "can be published" not in pages[1]
    assert f'href="{AT}publish/"' not in pages[1]
    author.post(f"{AT}send-back/", {"because": "The title has changed."})
    author.post(f"{AT}send-in/", {"seen": seen_on(author.get(f"{AT}write/").text)})
    approver.post(f"{AT}approve/", {"seen": seen_on(approver.get(f"{AT}write/").text)})
    assert "It is approved and can be published." in author.get(f"{AT}write/").text
    answer = author.post(f"{AT}publish/", {"seen": seen_on(author.get(f"{AT}publish/").text)})
    assert answer.status_code == 302


def test_money_that_differs_is_said_in_kronor_and_of_what_it_is() -> None:
    make_programme_at_work(1)
    make_status_report()
    publish()
    paid, today = BudgetEntry.objects.get(kind=EntryKind.PAY), timezone.localdate()
    correct_payment(entry_id=paid.pk, amount=200_000, because="Fel belopp.", on=today, actor=None)
    page = signed_in(Role.COORDINATOR).post(f"{AT}1/verify/").text
    assert re.search(r">2,000.33 kronor</td><td [^>]+>2,000 kronor</td>", page)
    line = paid.line
    assert f"Initiative 0, {line.year}, {line.unit.name['en']}, {line.funder}: Paid" in page


def test_a_sign_that_no_address_has_is_left_out_of_what_is_asked_for() -> None:
    make_status_report()
    page = signed_in(Role.COORDINATOR).get(f"/en/workspace/reports/new/status/?report={SLUG}%00")
    assert page.context["form"].known.slug == SLUG
