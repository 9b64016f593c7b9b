"""Reports from the work: sent from a phone, approved, sent back, corrected, found, taken along."""

import io
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account
from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document
from bokal.programme.initiatives.enums import Accumulation, MeasureUnit, UpdateState
from bokal.programme.initiatives.errors.reports import NotSubmitted, ReportMoved
from bokal.programme.initiatives.models import Measure, Recount, Total, Update
from bokal.programme.initiatives.services import add_measure
from bokal.programme.initiatives.services.totals import recount_totals
from tests.factories.accounts import make_account
from tests.factories.initiatives import make_measured, make_ready, start
from tests.factories.updates import gardener, make_approved, make_running, make_update

pytestmark = pytest.mark.django_db
LIST = "/en/workspace/initiatives/light/updates/"
QUEUE = "/en/workspace/updates/"


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def picture() -> io.BytesIO:
    """Return a picture that knows where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (55.0, 35.0, 0.0)
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "JPEG", exif=exif)
    file.seek(0)
    file.name = "IMG_1234.jpg"
    return file


def report(client: Client, measure: Measure, *, language: str = "en", **fields: object) -> object:
    """Send the form of a report with the days it begins with."""
    address = f"/{language}/workspace/initiatives/light/report/"
    form = client.get(address).context["form"]
    begin = {name: form[name].value() for name in ("first_day", "last_day", "language")}
    return client.post(address, begin | {"value": "1", "sentence": ""} | fields)


def page_of(update: Update, act: str = "") -> str:
    slug = update.initiative.slug
    return reverse(f"workspace:update{act and '-'}{act}", kwargs={"slug": slug, "number": update.pk})


def decide(client: Client, update: Update, act: str, fields: dict[str, str] | None = None) -> object:
    """Approve a report or send it back, from its page as it is now."""
    page = client.get(page_of(update)).content.decode()
    read = re.search(r'name="read" value="([^"]*)"', page)
    return client.post(page_of(update, act), {"read": read[1] if read else ""} | (fields or {}))


def test_a_gardener_reports_a_number_a_sentence_and_a_picture_in_one_form() -> None:
    measure, writer = make_running(), gardener()
    said = {"value": "١٢٫٥", "sentence": "زرعنا الورود", "photo": picture()}
    answer = report(signed_in(writer), measure, language="ar", **said)
    assert answer.status_code == 302
    update = Update.objects.get()
    assert (update.value, update.sentence, update.language) == (Decimal("12.5"), "زرعنا الورود", "ar")
    assert (update.state, update.by) == (UpdateState.SUBMITTED, writer)
    assert (update.photo.access, update.photo.name) == (Access.STAFF, "report.jpg")


@pytest.mark.parametrize("written", ["1 200,5", "1200.5", "۱۲۰۰٫۵"])
def test_numbers_are_read_as_people_write_them(written: str) -> None:
    report(signed_in(gardener()), make_running(), value=written)
    assert Update.objects.get().value == Decimal("1200.5")


def test_nought_is_a_number_and_an_empty_field_is_asked_about() -> None:
    measure, client = make_running(), signed_in(gardener())
    refused = report(client, measure, value="")
    assert refused.status_code == 422
    assert "Nought is a number" in refused.content.decode()
    assert report(client, measure, value="0").status_code == 302
    assert Update.objects.get().value == 0


def test_the_form_asks_for_what_the_measure_needs_and_nothing_else() -> None:
    share = {"target": Decimal(3), "target_of": Decimal(4), "baseline": Decimal(1), "baseline_of": Decimal(4)}
    initiative = make_ready(measures=0)
    facts = {"unit": MeasureUnit.PERCENT, "groups": ("woman",), **share}
    add_measure(initiative_id=initiative.pk, measured=make_measured(**facts), actor=None)
    so_far = make_measured(accumulation=Accumulation.CUMULATIVE)
    add_measure(initiative_id=initiative.pk, measured=so_far, actor=None)
    start(initiative)
    client, address = signed_in(gardener()), "/en/workspace/initiatives/light/report/"
    assert "What do you report on?" in client.get(address).content.decode()
    fields = client.get(f"{address}?measure=1").context["form"].fields
    assert list(fields)[:4] == ["value", "value_of", "group_woman", "whole_woman"]
    assert list(fields)[4:6] == ["group_unknown", "whole_unknown"]
    assert "falls_because" not in fields
    fields = client.get(f"{address}?measure=2").context["form"].fields
    assert "falls_because" in fields
    assert "value_of" not in fields
    assert "value" not in client.get(f"{address}?measure=0").context["form"].fields


def test_a_report_begins_where_the_last_one_ended() -> None:
    measure = make_running()
    earlier = make_approved(measure, 3, months_ago=2)
    form = signed_in(gardener()).get("/en/workspace/initiatives/light/report/").context["form"]
    assert form["first_day"].value() == earlier.period_to


def test_a_draft_of_a_report_is_kept_without_its_picture() -> None:
    make_running()
    client, address = signed_in(gardener()), "/en/workspace/initiatives/light/report/"
    kept = {"draft": "save", "draft-fields": "value sentence", "value": "7", "sentence": "Halva raden"}
    assert client.post(address, kept).status_code == 302
    assert "Halva raden" in client.get(address).content.decode()
    assert not Update.objects.exists()


def test_a_coordinator_sends_a_report_back_and_the_writer_sees_why_and_sends_it_again() -> None:
    measure, writer, coordinator = make_running(), gardener(), make_account(Role.COORDINATOR)
    report(signed_in(writer), measure, value="12")
    update, desk = Update.objects.get(), signed_in(coordinator)
    assert "12 persons" in desk.get(QUEUE).content.decode()
    assert decide(desk, update, "return", {"because": ""}).status_code == 422
    answer = decide(desk, update, "return", {"because": "Both sides?"})
    assert answer["Location"] == QUEUE
    client = signed_in(writer)
    assert "Both sides?" in client.get(LIST).content.decode()
    change = page_of(update, "change")
    form = client.get(change).context["form"]
    assert form["value"].value() == "12"
    days = {name: form[name].value() for name in ("first_day", "last_day", "language")}
    assert client.post(change, days | {"value": "24", "sentence": ""}).status_code == 302
    assert decide(desk, update, "approve").status_code == 302
    assert Total.objects.get().value == 24


def test_nobody_is_offered_to_approve_what_is_their_own() -> None:
    measure, coordinator = make_running(), make_account(Role.COORDINATOR)
    client = signed_in(coordinator)
    report(client, measure)
    update = Update.objects.get()
    page = client.get(page_of(update))
    assert not page.context["may_decide"]
    assert "Somebody else must approve it" in page.content.decode()
    assert decide(client, update, "approve").status_code == 422


def test_everybody_sees_the_picture_only_when_the_coordinator_says_so() -> None:
    measure, desk = make_running(), signed_in(make_account(Role.COORDINATOR))
    report(signed_in(gardener()), measure, sentence="Roses", photo=picture())
    update = Update.objects.get()
    address = reverse("data:document", kwargs={"sha256": update.photo.sha256, "name": update.photo.name})
    assert Client().get(address).status_code == 404
    decide(desk, update, "approve", {"show_photo": "on"})
    assert Client().get(address).status_code == 200
    assert Document.objects.filter(sha256=update.photo.sha256).count() == 2
    assert address in Client().get("/en/initiatives/light/measures/").content.decode()


def test_a_picture_that_nobody_let_out_is_not_on_the_public_page() -> None:
    measure = make_running()
    report(signed_in(gardener()), measure, sentence="Roses", photo=picture())
    decide(signed_in(make_account(Role.COORDINATOR)), Update.objects.get(), "approve")
    page = Client().get("/en/initiatives/light/measures/").content.decode()
    assert "Roses" in page
    assert "report-photo" not in page


def test_an_approved_report_is_corrected_and_removed_from_its_page() -> None:
    measure, writer, desk = make_running(), gardener(), signed_in(make_account(Role.COORDINATOR))
    update, client = make_approved(measure, 5), signed_in(writer)
    form = client.get(page_of(update, "correct")).context["form"]
    sent = {name: form[name].value() for name in ("first_day", "last_day", "language")}
    refused = client.post(page_of(update, "correct"), sent | {"value": "6", "sentence": ""})
    assert refused.status_code == 422
    client.post(page_of(update, "correct"), sent | {"value": "6", "sentence": "", "because": "Miscounted"})
    right = Update.objects.get(corrects=update)
    decide(desk, right, "approve")
    assert Total.objects.get().value == 6
    client.post(page_of(right, "remove"), {"because": "Another park"})
    decide(desk, Update.objects.get(corrects=right), "approve")
    assert Total.objects.get().value is None
    page = client.get("/en/workspace/initiatives/light/measures/1/").content.decode()
    assert "Miscounted" in page
    assert "Another park" in page
    assert page.count("<s>") == 2


def test_a_report_that_was_sent_back_can_be_thrown_away() -> None:
    update = make_update(make_running(), 5)
    decide(signed_in(make_account(Role.COORDINATOR)), update, "return", {"because": "No."})
    assert signed_in(gardener()).post(page_of(update, "drop")).status_code == 302
    assert not Update.objects.exists()


def test_the_queue_is_narrowed_sorted_and_taken_along_as_it_is_shown() -> None:
    measure = make_running()
    make_update(measure, 3, sentence="Alfa")
    make_update(measure, 4, months_ago=6, sentence="=Beta()")
    make_approved(measure, 5, months_ago=8)
    desk = signed_in(make_account(Role.COORDINATOR))
    assert [one.value for one, _words in desk.get(QUEUE).context["rows"]] == [3, 4]
    assert [one.value for one, _words in desk.get(f"{QUEUE}?late=late").context["rows"]] == [4]
    assert [one.value for one, _words in desk.get(f"{QUEUE}?q=alf").context["rows"]] == [3]
    found = desk.get(f"{QUEUE}?state=all&sort=period").context["rows"]
    assert [one.value for one, _words in found] == [3, 4, 5]
    assert [one.value for one, _words in desk.get(f"{QUEUE}?state=approved").context["rows"]] == [5]
    table = b"".join(desk.get(f"{QUEUE}updates.csv?late=late").streaming_content).decode()
    assert len(table.splitlines()) == 2
    assert "'=Beta()" in table


def test_a_coordinator_of_one_area_sees_the_reports_from_there_alone() -> None:
    make_update(make_running(), 3)
    area = Update.objects.get().initiative.area.code
    here = signed_in(make_account(Role.COORDINATOR, area_code=area))
    elsewhere = signed_in(make_account(Role.COORDINATOR, area_code="elsewhere"))
    assert len(here.get(QUEUE).context["rows"]) == 1
    assert elsewhere.get(QUEUE).context["rows"] == []
    assert elsewhere.post(page_of(Update.objects.get(), "approve")).status_code == 403
    assert elsewhere.get("/en/workspace/initiatives/light/report/").status_code == 403


def test_the_queue_asks_the_database_as_often_for_many_reports_as_for_few(
    django_assert_max_num_queries: object,
) -> None:
    measure = make_running()
    for month in range(1, 30):
        make_update(measure, 3, months_ago=month)
    desk = signed_in(make_account(Role.COORDINATOR))
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        desk.get(QUEUE)
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        desk.get(LIST)


def test_the_recount_is_shown_with_what_differs_and_set_right() -> None:
    make_approved(make_running(), 5)
    desk = signed_in(make_account(Role.COORDINATOR))
    Total.objects.update(value=6)
    desk.post("/en/workspace/updates/totals/")
    page = desk.get("/en/workspace/updates/totals/").content.decode()
    assert "6.000" in page
    assert "5.000" in page
    desk.post("/en/workspace/updates/totals/light/1/")
    assert "Every total agrees." in desk.get("/en/workspace/updates/totals/").content.decode()
    assert Recount.objects.count() == 2
    assert recount_totals().differences == []


def test_a_measure_is_drawn_told_and_taken_along_with_its_corrections() -> None:
    measure = make_running()
    make_approved(measure, 5, months_ago=2)
    make_approved(measure, None, no_value_because="Rain", months_ago=1)
    client = signed_in(gardener())
    page = client.get("/en/workspace/initiatives/light/measures/1/").content.decode()
    assert "no value, because: Rain" in page
    assert page.count('class="bar"') == 2
    assert "does not say what would have happened anyway" in page
    address = "/en/workspace/initiatives/light/measures/1/values.csv"
    table = b"".join(client.get(address).streaming_content).decode().splitlines()
    assert len(table) == 3
    assert "Rain" in table[2]


def test_whoever_reports_finds_what_is_going_on_where_they_work_and_what_came_back() -> None:
    update = make_update(make_running(), 5)
    decide(signed_in(make_account(Role.COORDINATOR)), update, "return", {"because": "Both sides?"})
    start_page = "/en/workspace/updates/report/"
    page = signed_in(update.by).get(start_page).content.decode()
    assert "/workspace/initiatives/light/report/" in page
    assert "Both sides?" in page
    elsewhere = signed_in(make_account(Role.RECORDER, area_code="elsewhere"))
    assert "Nothing is going on here" in elsewhere.get(start_page).content.decode()


def test_a_picture_that_should_not_have_been_seen_is_taken_back() -> None:
    measure, desk = make_running(), signed_in(make_account(Role.COORDINATOR))
    report(signed_in(gardener()), measure, sentence="Roses", photo=picture())
    update = Update.objects.get()
    address = reverse("data:document", kwargs={"sha256": update.photo.sha256, "name": update.photo.name})
    decide(desk, update, "approve", {"show_photo": "on"})
    assert "Take the picture back" in desk.get(page_of(update)).content.decode()
    assert desk.post(page_of(update, "hide")).status_code == 302
    assert Client().get(address).status_code == 404
    assert desk.get(address).status_code == 200
    page = Client().get("/en/initiatives/light/measures/").content.decode()
    assert "Roses" in page
    assert "report-photo" not in page


def shown_report(desk: Client) -> tuple[Update, str]:
    """Return a report with a picture that everybody sees, and the address of the picture."""
    report(signed_in(gardener()), make_running(), sentence="Roses", photo=picture())
    update = Update.objects.get()
    decide(desk, update, "approve", {"show_photo": "on"})
    facts = {"sha256": update.photo.sha256, "name": update.photo.name}
    return update, reverse("data:document", kwargs=facts)


def correct(update: Update, **fields: object) -> Update:
    """Send a correction of a report as its form begins, and return it."""
    client = signed_in(gardener())
    form = client.get(page_of(update, "correct")).context["form"]
    sent = {name: form[name].value() for name in ("first_day", "last_day", "language", "sentence")}
    answer = client.post(page_of(update, "correct"), sent | {"value": "2", "because": "Miscounted"} | fields)
    assert answer.status_code == 302
    return Update.objects.get(corrects=update)


def test_a_correction_keeps_the_picture_and_who_may_see_it() -> None:
    desk = signed_in(make_account(Role.COORDINATOR))
    update, address = shown_report(desk)
    right = correct(update)
    approve = desk.get(page_of(right)).context["forms"]["approve"]
    assert approve["show_photo"].value() is True
    decide(desk, right, "approve", {"show_photo": "on"})
    assert address in Client().get("/en/initiatives/light/measures/").content.decode()
    assert Client().get(address).status_code == 200


@pytest.mark.parametrize("fields", [{"drop_photo": "on"}, {}])
def test_a_picture_that_a_correction_does_not_show_is_taken_back(fields: dict[str, str]) -> None:
    desk = signed_in(make_account(Role.COORDINATOR))
    update, address = shown_report(desk)
    right = correct(update, **fields)
    assert Client().get(address).status_code == 200
    assert bool(right.photo) is not bool(fields)
    decide(desk, right, "approve", {})
    assert address not in Client().get("/en/initiatives/light/measures/").content.decode()
    assert Client().get(address).status_code == 404


def test_a_picture_is_taken_back_at_once_though_a_correction_waits_with_it() -> None:
    desk = signed_in(make_account(Role.COORDINATOR))
    update, address = shown_report(desk)
    right = correct(update)
    assert right.photo is not None
    assert desk.post(page_of(update, "hide")).status_code == 302
    assert Client().get(address).status_code == 404
    assert desk.get(page_of(right)).context["forms"]["approve"]["show_photo"].value() is False


def test_the_picture_of_a_report_that_was_sent_back_is_taken_away() -> None:
    client, desk = signed_in(gardener()), signed_in(make_account(Role.COORDINATOR))
    report(client, make_running(), sentence="Roses", photo=picture())
    update = Update.objects.get()
    assert "drop_photo" not in client.get("/en/workspace/initiatives/light/report/").context["form"].fields
    decide(desk, update, "return", {"because": "A face is seen"})
    form = client.get(page_of(update, "change")).context["form"]
    sent = {name: form[name].value() for name in ("first_day", "last_day", "language", "sentence")}
    sent |= {"value": "1", "drop_photo": "on"}
    assert client.post(page_of(update, "change"), sent).status_code == 302
    update.refresh_from_db()
    assert (update.photo, update.state) == (None, UpdateState.SUBMITTED)


def pictured() -> tuple[Client, Update, dict[str, str]]:
    """Return somebody who reports, a report with a picture that was sent back, and its form filled in."""
    client = signed_in(gardener())
    report(client, make_running(), value="10", photo=picture())
    update = Update.objects.get()
    decide(signed_in(make_account(Role.COORDINATOR)), update, "return", {"because": "Both sides?"})
    form = client.get(page_of(update, "change")).context["form"]
    begin = {name: form[name].value() for name in ("first_day", "last_day", "language")}
    return client, update, begin | {"value": "9999", "sentence": "Roses"}


@pytest.mark.parametrize(
    ("act", "fields"), [("approve", {"show_photo": "on"}), ("return", {"because": "A tree?"})]
)
def test_a_report_is_decided_on_as_it_was_read_or_not_at_all(act: str, fields: dict[str, str]) -> None:
    desk = signed_in(make_account(Role.COORDINATOR))
    client = signed_in(gardener())
    report(client, make_running(), value="10")
    update = Update.objects.get()
    read = re.search(r'name="read" value="([^"]+)"', desk.get(page_of(update)).content.decode())[1]
    decide(signed_in(make_account(Role.COORDINATOR)), update, "return", {"because": "Both sides?"})
    early = desk.post(page_of(update, act), {"read": read} | fields)
    assert early.status_code == 422
    assert str(NotSubmitted.message) in early.content.decode()
    assert fields.get("because", "") in early.content.decode(), "what was written is not lost"
    form = client.get(page_of(update, "change")).context["form"]
    sent = {name: form[name].value() for name in ("first_day", "last_day", "language")}
    sent |= {"value": "9999", "photo": picture()}
    assert client.post(page_of(update, "change"), sent).status_code == 302
    refused = desk.post(page_of(update, act), {"read": read} | fields)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert str(ReportMoved.message) in page
    assert "9,999" in page.replace("\u202f", ",")
    assert fields.get("because", "") in page
    assert refused.context["forms"]["approve"]["show_photo"].value() is False
    update.refresh_from_db()
    assert update.state == UpdateState.SUBMITTED
    assert desk.post(page_of(update, act), fields).status_code == 422, "nothing says what was read"
    assert decide(desk, update, act, fields).status_code == 302


def test_the_picture_of_a_report_that_is_refused_is_kept_nowhere() -> None:
    measure = make_running()
    refused = report(signed_in(gardener()), measure, last_day="2090-01-01", photo=picture())
    assert refused.status_code == 422
    assert not Document.objects.exists()


def test_a_picture_that_another_replaces_or_that_is_thrown_away_is_forgotten() -> None:
    client, update, sent = pictured()
    first = update.photo.sha256
    other = io.BytesIO()
    Image.new("RGB", (50, 30), "red").save(other, "JPEG")
    other.seek(0)
    other.name = "other.jpg"
    assert client.post(page_of(update, "change"), sent | {"photo": other}).status_code == 302
    assert Document.objects.get().sha256 != first
    decide(signed_in(make_account(Role.COORDINATOR)), update, "return", {"because": "No."})
    assert client.post(page_of(update, "drop")).status_code == 302
    assert not Document.objects.exists()


def test_a_correction_with_another_picture_leaves_that_of_the_report_it_corrects() -> None:
    desk = signed_in(make_account(Role.COORDINATOR))
    update, address = shown_report(desk)
    other = io.BytesIO()
    Image.new("RGB", (50, 30), "red").save(other, "JPEG")
    other.seek(0)
    other.name = "other.jpg"
    right = correct(update, photo=other)
    assert right.photo.sha256 != update.photo.sha256
    assert Client().get(address).status_code == 200


def test_a_mistyped_year_of_the_last_day_is_asked_about() -> None:
    measure = make_running()
    refused = report(signed_in(gardener()), measure, last_day="9999-12-31")
    assert refused.status_code == 422
    assert "give a day from 1900 to 2100" in refused.content.decode()
    assert not Update.objects.exists()
