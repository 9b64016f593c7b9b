"""Money at work: lists, one line with its forms, who pays, and the ledger with a preview."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.documents.models import Document
from bokal.programme.initiatives.enums import EntryKind
from bokal.programme.initiatives.models import BudgetEntry, BudgetLine
from bokal.programme.initiatives.services.money import pay_money
from bokal.programme.initiatives.services.wait_ledger import WAITS, forget_ledgers
from bokal.programme.queue.models import Job
from bokal.programme.queue.services import work_off
from bokal.web.ui.choosing import SHOWN
from bokal.web.workspace import ledger
from tests.factories.accounts import make_account
from tests.factories.initiatives import make_initiative, owner
from tests.factories.money import make_line, today
from tests.factories.programmes import make_unit

pytestmark = pytest.mark.django_db
FIXTURE = Path(__file__).parents[2] / "programme" / "initiatives" / "fixtures" / "ledger.se"
REAL = FIXTURE.read_bytes()


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(make_account(Role.COORDINATOR))
    return client


def money(client: Client, name: str = "list", **query: object) -> str:
    answer = client.get(reverse(f"workspace:money-{name}"), query)
    assert answer.status_code == 200
    return b"".join(answer).decode() if answer.streaming else answer.text


def enter(client: Client, line: BudgetLine, act: str, **fields: object) -> int:
    address = reverse(f"workspace:money-{act}", kwargs={"number": line.pk})
    sent = {"on": today().isoformat()} | {name.replace("__", "-"): value for name, value in fields.items()}
    return client.post(address, sent).status_code


def test_a_line_is_opened_and_everything_can_be_entered_on_its_page(officer: Client) -> None:
    initiative = make_initiative()
    sent = {
        "initiative": initiative.pk,
        "unit": owner().code,
        "funder": "Malmö stad",
        "account": "4600",
        "object_code": "6:1203",
        "year": today().year,
        "amount": "1 250,50",
    }
    assert officer.post(reverse("workspace:money-new"), sent).status_code == 302
    line = BudgetLine.objects.get()
    other = make_line(initiative, account="5010")
    assert (line.planned, line.object_code) == (1250_50, "6:1203")
    assert officer.post(reverse("workspace:money-new"), sent).status_code == 422
    acts = [
        ("plan", {"amount": "100"}),
        ("revise", {"amount": "\N{MINUS SIGN}50,50", "because": "Sparkrav"}),
        ("commit", {"amount": "400", "text": "Lampor"}),
        ("release", {"amount": "100"}),
        ("pay", {"amount": "300.33", "releases": "300", "text": "Lampor"}),
        ("reallocate", {"amount": "200", "to": other.pk, "because": "Mer arbete", "decided": "§ 4"}),
        ("carry-over", {"amount": "99", "to_year": today().year + 1, "because": "Försenat"}),
    ]
    for act, fields in acts:
        assert enter(officer, line, act, **fields) == 302, act
    paid = BudgetEntry.objects.get(kind=EntryKind.PAY)
    assert enter(officer, line, "correct", entry=paid.pk, amount="300", because="Öret") == 302
    line.refresh_from_db()
    sums = (line.planned, line.revised, line.committed, line.actual)
    assert sums == (1350_50, 1001_00, 0, 300_00)
    page = officer.get(reverse("workspace:money-line", kwargs={"number": line.pk})).text
    assert "Sparkrav" in page


def test_an_overrun_is_explained_and_the_words_are_shown_as_long_as_it_lasts(officer: Client) -> None:
    line = make_line(planned=100_00)
    assert enter(officer, line, "explain", because_sv="Regnet") == 422
    assert enter(officer, line, "commit", amount="150", overrun_sv="Regnet") == 302
    assert enter(officer, line, "explain", because_sv="Marken var sämre") == 302

    def pages() -> list[str]:
        return [officer.get(reverse("workspace:money-line", args=[line.pk])).text, money(officer)]

    assert all("Marken var sämre" in page for page in pages())
    assert 'id="explain"' in pages()[0]
    assert enter(officer, line, "release", amount="50") == 302
    assert not any("Marken var sämre" in page for page in pages())
    assert 'id="explain"' not in pages()[0]


def test_a_line_whose_plan_is_refused_is_not_opened_either(officer: Client) -> None:
    sent = {
        "initiative": make_initiative().pk,
        "unit": owner().code,
        "funder": "Malmö stad",
        "account": "4600",
        "year": today().year + 11,
        "amount": "100",
    }
    answer = officer.post(reverse("workspace:money-new"), sent)
    assert (answer.status_code, BudgetLine.objects.count()) == (422, 0)
    assert f"This line is of {today().year + 11}." in answer.text


def test_what_is_refused_goes_back_into_its_form_and_changes_nothing(officer: Client) -> None:
    line = make_line(planned=1000_00)
    assert enter(officer, line, "pay", amount="1000,01") == 422
    assert enter(officer, line, "pay", amount="12,345") == 422
    assert enter(officer, line, "pay", amount="-5") == 422
    assert enter(officer, line, "pay", amount="1000,01", overrun_sv="Regnet") == 302
    assert BudgetEntry.objects.filter(kind=EntryKind.PAY).count() == 1


def test_the_list_is_narrowed_down_and_its_sums_are_those_of_what_is_shown(officer: Client) -> None:
    line = make_line(planned=1000_00)
    make_line(planned=2000_00, funder="Boverket", unit=make_unit("parks"))
    pay_money(line_id=line.pk, amount=333_33, on=today(), actor=None)
    assert "3,000 kronor" in money(officer)
    only = money(officer, funder="Boverket", year=today().year)
    assert "2,000 kronor" in only
    assert "333.33 kronor" not in only
    assert "As everybody sees it" in money(officer, initiative=line.initiative.slug)
    assert "No budget line here" in money(officer, year="1999")
    table = money(officer, "lines", unit="parks")
    assert [row.split(",")[2] for row in table.splitlines()[1:]] == ["Boverket"]
    assert len(money(officer, "entries").splitlines()) == 4
    pays = money(officer, "who-pays")
    assert "333.33 kronor of 1,000 kronor" in pays
    assert "333.33 kronor of 3,000 kronor" in pays
    cells = list(csv.DictReader(io.StringIO(money(officer, "who-pays-table"))))
    assert {row["funder"]: (row["revised"], row["actual"]) for row in cells} == {
        "Boverket": ("200000", "0"),
        line.funder: ("100000", "33333"),
    }
    assert "Boverket" not in money(officer, "who-pays-table", funder=line.funder)


def test_a_role_in_one_area_sees_the_money_of_that_area_alone(client: Client) -> None:
    line = make_line(planned=1000_00)
    code = line.initiative.area.code
    for area, status in ((code, 200), ("elsewhere", 404)):
        client.force_login(make_account(Role.RECORDER, area_code=area))
        assert client.get(reverse("workspace:money-line", kwargs={"number": line.pk})).status_code == status
        assert ("1,000 kronor" in money(client)) is (status == 200)


def hand_in(client: Client, content: bytes) -> object:
    file = SimpleUploadedFile("ledger.se", content)
    return client.post(reverse("workspace:money-ledger"), {"file": file})


def test_an_extract_is_looked_at_chosen_for_and_read_in_once(officer: Client) -> None:
    line = make_line(year=2026, planned=100_000_00)
    rent = make_line(year=2026, account="5020", planned=1)
    assert hand_in(officer, REAL).status_code == 302
    preview = officer.get(reverse("workspace:money-ledger-preview"))
    ((group, _lines),) = preview.context["groups"]
    assert "98,750 kronor" in preview.text
    address = reverse("workspace:money-ledger-apply")
    chosen = {"group": group.key, "line": rent.pk, "do": "look"}
    again = officer.post(address, chosen)
    assert "2,800 kronor" in again.text
    assert f'name="group" value="{group.key}"' in again.text
    assert not BudgetEntry.objects.filter(kind=EntryKind.PAY).exists()
    assert officer.post(address, chosen | {"do": "enter"}).status_code == 409
    done = officer.post(address, chosen | {"do": "enter", "overrun_sv": "Hyran kom till"})
    assert (done.status_code, done.context["look"].new) == (200, 3)
    line.refresh_from_db()
    assert line.actual == 98_750_00
    hand_in(officer, REAL)
    assert officer.post(address, {"do": "enter"}).context["look"].new == 0


def test_the_page_says_of_each_row_why_it_is_asked_about(officer: Client) -> None:
    make_line(year=2026, planned=100_000_00)
    make_line(year=2026, object_code="6:1204", planned=100_000_00)
    head = "company,voucher,date,account,object,amount\n"
    row = "%s,%s,2026-01-15,4600,%s,%s\n"
    hand_in(officer, (head + row % ("X", "A7", "6:1203", 5)).encode())
    address = reverse("workspace:money-ledger-apply")
    assert officer.post(address, {"do": "enter"}).context["look"].new == 1
    hand_in(officer, (head + row % ("X", "a-07", "6:1203", 5) + row % ("X", "8", "6:1204", -5)).encode())
    page = officer.get(reverse("workspace:money-ledger-preview"))
    assert "Voucher a-07 may be here already" in page.text
    assert "Voucher 8 would pay back more than was paid from the line" in page.text
    assert "this company is known" not in page.text
    hand_in(officer, (head + row % ("Y", "7", "6:1203", 5)).encode())
    assert "this company is known for its unit" in officer.get(page.request["PATH_INFO"]).text


def test_an_answer_that_is_taken_back_counts_no_more(officer: Client) -> None:
    make_line(year=2026, planned=100_000_00)
    rent = make_line(year=2026, account="5020", planned=3_000_00)
    hand_in(officer, REAL)
    ((group, _lines),) = officer.get(reverse("workspace:money-ledger-preview")).context["groups"]
    address = reverse("workspace:money-ledger-apply")
    taken_back = {"group": [group.key, group.key], "line": [rent.pk, ""], "do": "look"}
    assert [one.key for one, _lines in officer.post(address, taken_back).context["groups"]] == [group.key]


def many_lines(count: int = 60, **fields: object) -> list[BudgetLine]:
    """Return lines of very many objects."""
    initiative = make_initiative("many", title={"sv": "Tusen träd", "en": "A thousand trees"})
    return [make_line(initiative, object_code=f"6:9{place:03}", **fields) for place in range(count)]


def test_of_very_many_lines_a_few_are_offered_and_the_rest_is_found_by_words(officer: Client) -> None:
    make_line(year=2026, planned=100_000_00)
    rent = make_line(year=2026, account="5020", planned=3_000_00)
    lines = many_lines(year=2026, account="7000", planned=3_000_00)
    hand_in(officer, REAL)
    preview = officer.get(reverse("workspace:money-ledger-preview"))
    ((group, offered),) = preview.context["groups"]
    assert (offered.more, offered.drawn.count("<option")) == (True, SHOWN)
    assert f'value="{lines[50].pk}"' not in preview.text
    address = reverse("workspace:money-ledger-apply")
    sent = {"group": group.key, "line": "", "words": "trees 9050", "do": "find"}
    found = officer.post(address, sent).text
    assert f'value="{lines[50].pk}"' in found
    assert 'value="trees 9050"' in found
    assert f'value="{lines[49].pk}"' not in found
    # What was chosen before somebody searches is not lost.
    kept = officer.post(address, sent | {"line": rent.pk, "words": "nothing like it"})
    assert f'name="group" value="{group.key}"><input type="hidden" name="line" value="{rent.pk}"' in kept.text
    assert "2,800 kronor" in kept.text


@pytest.mark.usefixtures("large")
def test_a_search_for_lines_does_not_read_a_large_extract_again(officer: Client) -> None:
    make_line(year=2026, planned=100_000_00)
    rent = make_line(year=2026, account="5020", planned=3_000_00)
    many_lines(year=2026, account="7000")
    looked = in_background(officer, hand_in(officer, REAL))
    ((group, _lines),) = looked.context["groups"]
    address = reverse("workspace:money-ledger-apply")
    sent = {"group": group.key, "line": "", "words": "9050", "do": "find"}
    found = officer.post(address, sent, follow=True)
    assert found.context["groups"][0][1].drawn.count("<option") == 1
    assert not Job.objects.filter(state="ready").exists()
    chosen = in_background(officer, officer.post(address, sent | {"line": rent.pk}))
    assert "2,800 kronor" in chosen.text


def test_money_moves_to_a_line_that_is_found_by_words(officer: Client) -> None:
    line = make_line(planned=1000_00)
    lines = many_lines()
    other = make_line(funder="Vinnova", account="4601")
    address = reverse("workspace:money-line", kwargs={"number": line.pk})
    page = officer.get(address).text
    offered = [one for one in lines if f'name="to" value="{one.pk}"' in page]
    assert len(offered) == SHOWN
    fields = {"amount": "200", "because": "Mer arbete", "decided": "§ 4", "on": today().isoformat()}
    search = fields | {"find": "to", "to-words": "träd 9050", "to": lines[3].pk}
    found = officer.post(f"{address}reallocate/", search)
    assert found.status_code == 200
    assert f'name="to" value="{lines[50].pk}"' in found.text
    assert re.search(f'name="to" value="{lines[3].pk}"[^>]* checked', found.text)
    assert f'name="to" value="{lines[4].pk}"' not in found.text
    assert 'value="Mer arbete"' in found.text
    assert not BudgetEntry.objects.filter(kind=EntryKind.REALLOCATE).exists()
    assert officer.post(f"{address}reallocate/", fields | {"to": other.pk}).status_code == 422
    assert officer.post(f"{address}reallocate/", fields | {"to": lines[50].pk}).status_code == 302
    assert BudgetEntry.objects.filter(kind=EntryKind.REALLOCATE, line=lines[50]).get().amount == 200_00


def test_a_broken_extract_is_refused_with_its_lines(officer: Client) -> None:
    answer = hand_in(officer, REAL.replace(b"-98750.33", b"-98750,33"))
    assert answer.status_code == 422
    assert "This is not an amount." in answer.text
    assert officer.get(reverse("workspace:money-ledger-preview")).status_code == 302


def in_background(client: Client, answer: object) -> object:
    """Follow a large file: its progress, the work itself, and the page that it leads to."""
    assert answer.status_code == 302
    assert "outcome" not in client.get(answer.url).text
    assert work_off() == 1
    outcome = client.get(answer.url).text
    found = re.search(r'href="([^"]+/ledger/outcome/[^"]+)"', outcome)
    return client.get(found[1])


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read every file in the background."""
    monkeypatch.setattr(ledger, "AT_ONCE", 0)


@pytest.mark.usefixtures("large")
def test_a_large_extract_is_read_in_the_background_and_ends_at_the_same_pages(officer: Client) -> None:
    line = make_line(year=2026, planned=100_000_00)
    rent = make_line(year=2026, account="5020", planned=1)
    looked = in_background(officer, hand_in(officer, REAL))
    ((group, _lines),) = looked.context["groups"]
    assert "98,750 kronor" in looked.text
    address = reverse("workspace:money-ledger-apply")
    chosen = {"group": group.key, "line": rent.pk, "do": "look"}
    again = in_background(officer, officer.post(address, chosen))
    assert "2,800 kronor" in again.text
    assert f'name="group" value="{group.key}"' in again.text
    assert not BudgetEntry.objects.filter(kind=EntryKind.PAY).exists()
    enter = chosen | {"do": "enter"}
    assert in_background(officer, officer.post(address, enter)).status_code == 409
    done = in_background(officer, officer.post(address, enter | {"overrun_sv": "Hyran kom till"}))
    assert (done.status_code, done.context["look"].new) == (200, 3)
    line.refresh_from_db()
    assert line.actual == 98_750_00
    assert officer.post(address, enter).url == reverse("workspace:money-ledger")
    in_background(officer, hand_in(officer, REAL))
    assert in_background(officer, officer.post(address, {"do": "enter"})).context["look"].new == 0
    assert BudgetEntry.objects.filter(kind=EntryKind.PAY).count() == 3


@pytest.mark.usefixtures("large")
def test_a_large_extract_that_is_wrong_is_refused_with_its_lines_and_not_kept(officer: Client) -> None:
    answer = in_background(officer, hand_in(officer, REAL.replace(b"-98750.33", b"-98750,33")))
    assert answer.status_code == 422
    assert "This is not an amount." in answer.text
    assert not Document.objects.exists()


@pytest.mark.usefixtures("large")
def test_an_extract_waits_for_whoever_handed_it_in_and_for_a_day(officer: Client) -> None:
    make_line(year=2026, planned=100_000_00)
    progress = hand_in(officer, REAL).url
    work_off()
    job = Job.objects.get(task__endswith="look_at_waiting_ledger")
    outcome = reverse("workspace:money-ledger-outcome", kwargs={"public_id": job.public_id})
    assert outcome in officer.get(progress).text
    other = Client()
    other.force_login(make_account(Role.COORDINATOR))
    assert other.get(outcome).status_code == 404
    assert other.get(reverse("workspace:money-ledger-preview")).url == reverse("workspace:money-ledger")
    assert officer.get(outcome).status_code == 200
    assert forget_ledgers() == 0
    Document.objects.update(added_at=timezone.now() - WAITS)
    assert forget_ledgers() == 1
    assert officer.get(outcome).url == reverse("workspace:money-ledger")
    assert not Document.objects.exists()


def test_a_payment_is_corrected_from_where_it_stands_and_not_from_a_list_of_all(officer: Client) -> None:
    line = make_line(planned=900_00)
    paid = [
        pay_money(line_id=line.pk, amount=n, on=today(), actor=None, text=f"no {n}") for n in (1_00, 2_00)
    ]
    address = reverse("workspace:money-line", kwargs={"number": line.pk})
    page = officer.get(address).text
    assert 'name="entry"' not in page
    assert all(f"?payment={one.pk}#correct" in page for one in paid)
    chosen = officer.get(address, {"payment": paid[0].pk}).text
    assert f'name="entry" value="{paid[0].pk}"' in chosen
    assert 'name="entry"' not in officer.get(address, {"payment": "0"}).text


def test_what_the_ledger_says_otherwise_leads_to_the_payment(officer: Client) -> None:
    line = make_line(planned=200_000_00, year=2026)
    hand_in(officer, REAL)
    officer.post(reverse("workspace:money-ledger-apply"), {"do": "enter"})
    paid = BudgetEntry.objects.get(voucher__contains="/A/1/")
    hand_in(officer, REAL.replace(b"98750.33", b"98751.33"))
    page = money(officer, "ledger-preview")
    assert f"/{line.pk}/?payment={paid.pk}#correct" in page


def test_a_payment_shows_its_voucher_as_the_ledger_writes_it(officer: Client) -> None:
    line = make_line(planned=900_00)
    for voucher in ("000000-0000/2026/A/1%2F7%25/4600/6:1203//100.00/1", "Faktura 7/12"):
        line.entries.create(kind=EntryKind.PAY, amount=1_00, on=today(), voucher=voucher)
    page = officer.get(reverse("workspace:money-line", kwargs={"number": line.pk})).text
    assert all(f'<bdi dir="ltr">{number}</bdi>' in page for number in ("A 1/7%", "Faktura 7/12"))
    assert "%2F" not in page
