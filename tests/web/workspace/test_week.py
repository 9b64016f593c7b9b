"""My week: what is due or overdue in one's own areas, first on the desk."""

import datetime
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.initiatives.enums import GateKind, GateRuling, UpdateState
from bokal.programme.initiatives.models import Gate, Initiative, Update
from bokal.programme.initiatives.services.updates import (
    Report,
    approve_update,
    correct_update,
    return_update,
    send_update,
)
from bokal.programme.initiatives.services.week import Reach, week_of
from bokal.programme.voices.models import Case
from bokal.programme.voices.services import make_promise
from tests.factories.accounts import make_account
from tests.factories.initiatives import (
    DAY,
    decide_gate,
    make_complete,
    make_handover,
    make_initiative,
    owner,
)
from tests.factories.programmes import make_programme
from tests.factories.voices import make_voice

pytestmark = pytest.mark.django_db
LISTS = ("answers", "returned", "updates", "gates", "handovers", "lessons", "promises", "look_backs")


def something_of_everything(today: datetime.date) -> None:
    """Let one thing of each kind be due."""
    make_voice()
    Case.objects.update(due_on=today)
    trial = make_initiative("trial")
    Gate.objects.filter(initiative=trial, opening=None).update(due_on=today - DAY)
    Update.objects.create(
        initiative=trial,
        period_from=today - DAY,
        period_to=today,
        sentence="Tolv lampor lyser.",
        state=UpdateState.SUBMITTED,
        submitted_at=timezone.now(),
    )
    make_handover("path")
    Gate.objects.filter(initiative__slug="path", opening=None).delete()
    decide_gate(make_initiative("stopped"), GateKind.CONTINUE, GateRuling.STOP)
    Initiative.objects.filter(slug="stopped").update(lesson_due_on=today + DAY)
    make_promise(by=owner(), text={"sv": "Lampor före jul"}, due_on=today + DAY, actor=None)
    make_complete("garden", from_day=today - 366 * DAY)


def test_each_thing_that_is_due_stands_in_the_week_and_on_the_desk(client: Client) -> None:
    make_programme()
    something_of_everything(timezone.localdate())
    client.force_login(make_account(Role.COORDINATOR))
    page = client.get("/sv/workspace/week/")
    counts = {name: getattr(page.context["week"], name).count for name in LISTS}
    assert counts == dict.fromkeys(LISTS, 1) | {"returned": 0}
    text = page.content.decode()
    for slug in ("trial", "path", "stopped", "garden"):
        assert f"/sv/workspace/initiatives/{slug}/" in text, slug
    assert "Lampor före jul" in text
    led = re.findall(r'href="(/sv/workspace/initiatives/[^"#]+)#?([^"]*)"', text)
    assert {mark.partition("-")[0] for _page, mark in led} >= {"gate", "handover", "lesson", "look"}
    assert any("/updates/" in there for there, _mark in led)
    for there, mark in led:
        answer = client.get(there)
        assert answer.status_code == 200, there
        assert not mark or f'id="{mark}"' in answer.text, (there, mark)
    with CaptureQueriesContext(connection) as asked:
        desk = client.get("/sv/workspace/")
    assert desk.context["week"] == counts
    assert "/sv/workspace/week/#gates" in desk.text
    assert len(asked) <= 15


def test_what_lies_in_other_areas_or_weeks_is_not_there(client: Client) -> None:
    make_programme()
    today = timezone.localdate()
    something_of_everything(today)
    client.force_login(make_account(Role.COORDINATOR, area_code="elsewhere"))
    page = client.get("/sv/workspace/week/")
    assert page.context["week"].count == 0
    assert client.get("/sv/workspace/").context["week"] == {}
    assert "empty" in page.content.decode()
    assert week_of(today - 400 * DAY, Reach()).gates.count == 0


def test_who_works_with_no_voices_is_shown_no_answers(client: Client) -> None:
    make_programme()
    something_of_everything(timezone.localdate())
    client.force_login(make_account(Role.FINANCE))
    assert client.get("/sv/workspace/week/").context["week"].answers.count == 0


@pytest.mark.parametrize(
    ("role", "there"),
    [
        *((Role.COORDINATOR, 1), (Role.ADMINISTRATOR, 1), (Role.RECORDER, 0), (Role.FINANCE, 0)),
        *((Role.BOARD, 0), (Role.AUDITOR, 0), (Role.APPROVER, 0)),
    ],
)
def test_reports_to_approve_wait_for_those_alone_who_may_approve_them(
    client: Client, role: Role, there: int
) -> None:
    make_programme()
    something_of_everything(timezone.localdate())
    client.force_login(make_account(role))
    page = client.get("/sv/workspace/week/")
    assert page.context["week"].updates.count == there
    assert ('href="/sv/workspace/updates/"' in page.text.partition("<main")[2]) == bool(there)
    desk = client.get("/sv/workspace/")
    assert desk.context["week"]["updates"] == there
    assert client.get("/sv/workspace/updates/").status_code == (200 if there else 403)


def test_a_report_that_was_sent_back_reaches_its_sender_alone(client: Client) -> None:
    make_programme()
    trial, today, sender = make_initiative("trial"), timezone.localdate(), make_account(Role.RECORDER)
    report = Report(today - DAY, today, trial.measures.get(), Decimal(3), sentence="Lampor")
    update = send_update(initiative_id=trial.pk, report=report, actor=sender)
    client.force_login(sender)
    assert client.get("/sv/workspace/").context["week"].get("returned", 0) == 0
    return_update(update_id=update.pk, because="Vilken stig?", actor=None)
    with CaptureQueriesContext(connection) as asked:
        desk = client.get("/sv/workspace/").text
    assert 'href="/sv/workspace/week/#returned"' in desk
    with CaptureQueriesContext(connection) as asked_of_week:
        week = client.get("/sv/workspace/week/").text
    assert max(len(asked), len(asked_of_week)) <= 15
    (there,) = re.findall(rf'href="(/sv/workspace/initiatives/trial/updates/{update.pk}/[^"]*)"', week)
    assert 'id="returned"' in week
    assert "Vilken stig?" in week
    page = client.get(there)
    assert (page.status_code, "Vilken stig?" in page.text) == (200, True)
    for role in (Role.RECORDER, Role.COORDINATOR):
        client.force_login(make_account(role))
        assert client.get("/sv/workspace/week/").context["week"].returned.count == 0


def test_a_removal_that_was_sent_back_leads_to_its_own_page(client: Client) -> None:
    make_programme()
    trial, today, sender = make_initiative("trial"), timezone.localdate(), make_account(Role.RECORDER)
    report = Report(today - DAY, today, trial.measures.get(), Decimal(3))
    update = send_update(initiative_id=trial.pk, report=report, actor=sender)
    approve_update(update_id=update.pk, actor=None)
    removal = correct_update(update_id=update.pk, because="Fel stig", actor=sender)
    return_update(update_id=removal.pk, because="Nej", actor=None)
    client.force_login(sender)
    page = f"/sv/workspace/initiatives/trial/updates/{removal.pk}/"
    assert f'href="{page}"' in client.get("/sv/workspace/week/").text
    assert client.get(page).status_code == 200


def test_a_long_list_is_cut_and_counted() -> None:
    for _number in range(12):
        make_voice()
    today = timezone.localdate()
    Case.objects.update(due_on=today)
    answers = week_of(today, Reach()).answers
    assert (len(answers.first), answers.count) == (10, 12)
