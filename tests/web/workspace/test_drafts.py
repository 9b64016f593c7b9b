"""Drafts: what is written into a form is kept until it is handed in, for its writer alone."""

import datetime

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account, Draft
from bokal.programme.accounts.services import deactivate_account, save_draft, sweep_drafts
from bokal.programme.areas.models import Area
from bokal.programme.areas.services import ChoiceOf, select_areas
from bokal.programme.history.models import Entry
from bokal.web.ui.drafts import fill_from_draft, names_to_keep
from tests.factories.accounts import make_account
from tests.factories.areas import make_geography
from tests.factories.programmes import make_programme
from tests.factories.reports import CODES, make_city_with_figures, make_report, make_run

pytestmark = pytest.mark.django_db
INVITE = "/en/workspace/people/invite/"
NAMES = "email name role area_code valid_to"
WRITTEN = {"email": "anna@exam", "name": "Anna", "role": "board", "draft-fields": NAMES, "draft": "save"}
SCRIPT = {"Accept": "application/json"}
NOTICE = "This is your draft of"


@pytest.fixture
def administrator(client: Client) -> Account:
    # Long enough to have had the role on the day that some of these tests take place.
    account = make_account(Role.ADMINISTRATOR, days=9999)
    client.force_login(account)
    return account


def test_a_script_saves_a_draft_and_is_told_when(client: Client, administrator: Account) -> None:
    with freeze_time("2026-11-27 13:03:00"):
        answer = client.post(INVITE, WRITTEN, headers=SCRIPT)
    assert answer.json() == {"said": "Saved 14:03"}
    assert Draft.objects.get().fields == {"email": ["anna@exam"], "name": ["Anna"], "role": ["board"]}
    assert Account.objects.count() == 1


def test_without_script_a_button_saves_it_and_the_form_goes_on_from_there(
    client: Client, administrator: Account
) -> None:
    assert 'name="draft" value="save"' in client.get(INVITE).text
    with freeze_time("2026-11-27 13:03:00"):
        page = client.post(INVITE, WRITTEN, follow=True)
    assert page.redirect_chain == [(INVITE, 302)]
    assert f"{NOTICE} 2026-11-27, 14:03." in page.text
    assert 'value="anna@exam"' in page.text
    assert '<option value="board" selected>' in page.text
    assert "error-summary" not in page.text


def test_saving_again_replaces_the_draft(client: Client, administrator: Account) -> None:
    for name in ("A", "An", "Anna"):
        client.post(INVITE, WRITTEN | {"name": name}, headers=SCRIPT)
    assert Draft.objects.get().fields["name"] == ["Anna"]


def test_a_draft_can_be_discarded(client: Client, administrator: Account) -> None:
    client.post(INVITE, WRITTEN)
    page = client.post(INVITE, {"draft": "discard"}, follow=True)
    assert NOTICE not in page.text
    assert "anna@exam" not in page.text
    assert not Draft.objects.exists()


def test_a_draft_falls_away_when_the_form_succeeds_and_not_before(
    client: Client, administrator: Account
) -> None:
    client.post(INVITE, WRITTEN)
    refused = client.post(INVITE, {"email": "anna@exam", "role": "board"})
    assert refused.status_code == 422
    assert NOTICE not in refused.text
    assert Draft.objects.exists()
    assert client.post(INVITE, {"email": "anna@example.org", "role": "board"}).status_code == 302
    assert not Draft.objects.exists()


def test_a_draft_is_seen_by_its_writer_alone(client: Client, administrator: Account) -> None:
    client.post(INVITE, WRITTEN)
    client.force_login(make_account(Role.ADMINISTRATOR))
    assert NOTICE not in client.get(INVITE).text
    client.post(INVITE, WRITTEN | {"name": "Another"})
    assert sorted(draft.fields["name"][0] for draft in Draft.objects.all()) == ["Anna", "Another"]


@pytest.mark.parametrize("role", [Role.BOARD, Role.COORDINATOR])
def test_who_may_not_open_the_form_may_not_save_a_draft_of_it(client: Client, role: Role) -> None:
    client.force_login(make_account(role))
    assert client.post(INVITE, WRITTEN, headers=SCRIPT).status_code == 403
    client.logout()
    assert "/account/login/" in client.post(INVITE, WRITTEN, headers=SCRIPT)["Location"]
    assert not Draft.objects.exists()


def test_a_draft_needs_the_token_of_the_form(administrator: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(administrator)
    assert strict.post(INVITE, WRITTEN, headers=SCRIPT).status_code == 403


def test_the_same_form_about_something_else_has_a_draft_of_its_own(client: Client) -> None:
    make_geography("zones", areas=("A1", "A2"))
    client.force_login(make_account(Role.COORDINATOR))
    one, other = (f"/en/workspace/selections/new/?geography=zones&area={code}" for code in ("A1", "A2"))
    client.post(one, {"slug": "first", "draft-fields": "slug", "draft": "save"})
    assert 'value="first"' in client.get(one).text
    assert 'value="first"' in client.get(one.replace("/en/", "/sv/")).text
    assert 'value="first"' not in client.get(other).text


def test_the_history_says_nothing_of_drafts(client: Client, administrator: Account) -> None:
    before = Entry.objects.count()
    client.post(INVITE, WRITTEN)
    client.post(INVITE, {"draft": "discard"})
    assert Entry.objects.count() == before


def test_drafts_are_swept_after_90_days_and_fall_away_with_the_account(administrator: Account) -> None:
    writer = make_account(Role.BOARD)
    now = timezone.now()
    for days in (89, 91):
        with freeze_time(now - datetime.timedelta(days=days)):
            save_draft(account=writer, key=f"form:{days}", address="/en/", fields={})
    assert sweep_drafts() == 1
    assert [draft.key for draft in Draft.objects.all()] == ["form:89"]
    deactivate_account(account_id=writer.pk, actor=administrator)
    assert not Draft.objects.exists()


def test_a_sign_that_no_database_keeps_is_left_out(client: Client, administrator: Account) -> None:
    client.post(INVITE, WRITTEN | {"name": "An\x00na"})
    assert Draft.objects.get().fields["name"] == ["Anna"]


class SecretForm(forms.Form):
    """A form with all that a draft must never hold."""

    words = forms.CharField()
    file = forms.FileField()
    password = forms.CharField(widget=forms.PasswordInput)
    code = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}))
    subject = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "off"}))


def test_files_passwords_and_codes_that_hold_once_are_never_named() -> None:
    assert names_to_keep(SecretForm(prefix="a")) == ["a-words"]


def test_what_the_page_does_not_name_is_never_kept(client: Client, administrator: Account) -> None:
    client.post(INVITE, WRITTEN | {"draft-fields": "name", "password": "secret"})
    assert Draft.objects.get().fields == {"name": ["Anna"]}


class ManyKindsForm(forms.Form):
    """A form with a field of each kind."""

    ticked = forms.BooleanField(required=False, initial=True)
    several = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], initial=["a"])
    number = forms.IntegerField(initial=7)
    untouched = forms.CharField(initial="as it was")


def test_every_kind_of_field_starts_from_its_draft_and_a_new_one_from_its_own_value() -> None:
    data = QueryDict("x-several=b&x-number=twelve")
    fields = {name: data.getlist(name) for name in data}
    form = ManyKindsForm(prefix="x")
    fill_from_draft(form, Draft(fields=fields))
    drawn = {field.name: field.value() for field in form}
    assert drawn == {"ticked": False, "several": ["b"], "number": "twelve", "untouched": "as it was"}


def test_the_desk_leads_back_to_what_is_not_handed_in_in_any_language(
    client: Client, administrator: Account
) -> None:
    client.post(f"{INVITE}?from=desk", WRITTEN)
    page = client.get("/en/workspace/").text
    assert f'<a href="{INVITE}?from=desk">Invite somebody</a>' in page
    assert 'href="/sv/workspace/people/invite/?from=desk"' in client.get("/sv/workspace/").text


def test_the_desk_leaves_out_what_is_closed_by_now_or_gone(client: Client) -> None:
    account = make_account(Role.BOARD)
    client.force_login(account)
    for address in (INVITE, "/en/workspace/once/there/"):
        save_draft(account=account, key=address, address=address, fields={})
    assert "Not handed in yet" not in client.get("/en/workspace/").text


@pytest.fixture
def city() -> None:
    make_report(make_run(make_city_with_figures()))
    make_programme()
    facts = {"title": {"en": "Chosen"}, "decided_by": "Nobody", "decided_on": datetime.date(2024, 5, 1)}
    choices = [ChoiceOf(Area.objects.get(code=CODES[0]), True, {"en": "It is the first."})]
    select_areas(slug="chosen", run=None, reasons={"en": "So."}, choices=choices, actor=None, **facts)


@pytest.mark.parametrize(
    "address",
    [
        "runs/new/?geography=zones&year=2024",
        f"selections/new/?geography=zones&area={CODES[0]}",
        "selections/chosen/revise/?area=" + CODES[0],
        "reports/new/",
        "programme/describe/",
        "programme/goals/",
        "programme/units/new/",
        "programme/units/reorganise/",
        "people/invite/",
    ],
)
def test_every_longer_form_keeps_drafts(
    client: Client, administrator: Account, city: None, address: str
) -> None:
    page = client.get(f"/en/workspace/{address}")
    assert page.status_code == 200
    for part in ("data-draft>", 'name="draft-fields"', 'value="save"', "data-draft-status", "js/draft.js"):
        assert part in page.text, part
    names = page.text.partition('name="draft-fields" value="')[2].partition('"')[0].split()
    sent = {names[0]: "kept words", "draft-fields": names[0], "draft": "save"}
    assert NOTICE in client.post(f"/en/workspace/{address}", sent, follow=True).text
