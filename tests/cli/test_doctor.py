"""What the doctor says of an installation that is really broken."""

import datetime
import json
import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from bokal.cli.doctor import as_text, installation, records
from bokal.cli.doctor.findings import Check, Finding, Grade, findings_of
from bokal.config.mail import mailer
from bokal.programme.documents.enums import Access
from bokal.programme.documents.services import keep_document
from bokal.programme.history.services import install_triggers, remove_triggers
from bokal.programme.queue.enums import JobState
from bokal.programme.queue.models import Worker
from tests.factories.programmes import make_programme
from tests.factories.queue import bokal, make_job, make_running_job


def only(check: Check, subject: str) -> Finding:
    """Return the one finding about a subject."""
    (found,) = [finding for finding in findings_of(check) if finding.subject == subject]
    return found


def grades(check: Check) -> set[Grade]:
    return {finding.grade for finding in findings_of(check)}


def test_an_unwritable_data_folder_is_named(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "good"
    assert grades(installation.check_data_folder) == {Grade.GOOD}
    (tmp_path / "file").touch()
    settings.DATA_DIR = tmp_path / "file" / "below"
    found = only(installation.check_data_folder, "data folder")
    assert found.grade == Grade.BROKEN
    assert "BOKAL_DATA_DIR" in found.remedy


def test_a_missing_browser_file_is_named(settings: Settings, tmp_path: Path) -> None:
    static, pages = tmp_path / "static", tmp_path / "pages"
    pages.mkdir()
    (static / "vendor").mkdir(parents=True)
    (pages / "base.html").write_text("{% load static %}{% static 'vendor/theme.css' %}")
    settings.STATICFILES_DIRS = [static]
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [pages]}]
    found = only(installation.check_browser_files, "browser files")
    assert found.grade == Grade.BROKEN
    assert "vendor/theme.css" in found.sentence
    (static / "vendor" / "theme.css").touch()
    assert grades(installation.check_browser_files) == {Grade.GOOD}


def test_texts_not_compiled_are_named(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").touch()
    settings.LOCALE_PATHS = [tmp_path]
    assert "ar" in only(installation.check_translations, "translations").sentence
    (folder / "django.mo").touch()
    assert grades(installation.check_translations) == {Grade.GOOD}
    os.utime(folder / "django.mo", (0, 0))
    assert grades(installation.check_translations) == {Grade.BROKEN}


def test_a_mail_server_that_does_not_answer_is_named(settings: Settings) -> None:
    backend = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"host": "127.0.0.1", "port": 1}}}
    found = only(installation.check_mail, "mail")
    assert found.grade == Grade.BROKEN
    assert "127.0.0.1:1" in found.sentence


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "development", "made_up", "grade"),
    [
        ("console:", False, False, Grade.LOOK),
        ("console:", True, False, Grade.GOOD),
        ("console:", False, True, Grade.GOOD),
        ("file:/mail", False, False, Grade.LOOK),
    ],
)
def test_codes_that_are_printed_for_whoever_reads_the_output_are_named(
    settings: Settings, address: str, development: bool, made_up: bool, grade: Grade
) -> None:
    make_programme(constructed=made_up)
    settings.MAILERS, settings.DEVELOPMENT = {"default": mailer(address)}, development
    found = only(installation.check_mail, "mail")
    assert found.grade == grade
    warned = grade is Grade.LOOK and address == "console:"
    assert ("printed in the output of the server" in found.sentence) is warned
    assert ("sign in as anybody" in found.remedy) is warned


@pytest.mark.parametrize(
    ("key", "hosts", "grade"),
    [
        ("insecure-local-abc", ["localhost"], Grade.GOOD),
        ("insecure-local-abc", ["bokal.example.org"], Grade.BROKEN),
        ("short", ["bokal.example.org"], Grade.LOOK),
        ("q8Zr2mVx7LpT0sWc4NkY9hBd3FgJ6aEuR1oXi5Mt", ["bokal.example.org"], Grade.GOOD),
    ],
)
def test_a_key_not_fit_for_a_site_that_others_reach_is_named(
    settings: Settings, key: str, hosts: list[str], grade: Grade
) -> None:
    settings.DEVELOPMENT, settings.SECRET_KEY, settings.ALLOWED_HOSTS = False, key, hosts
    assert only(installation.check_secret, "secret key").grade == grade


def test_an_open_door_is_named(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.DEBUG = True
    found = {finding.subject: finding.grade for finding in findings_of(installation.check_addresses)}
    assert found == {"debugging": Grade.LOOK, "host names": Grade.BROKEN, "HTTPS": Grade.LOOK}


def test_https_without_a_proxy_is_named(settings: Settings) -> None:
    settings.HTTPS = True
    assert only(installation.check_addresses, "proxy").remedy.startswith("Set BOKAL_BEHIND_PROXY")


@pytest.mark.django_db(transaction=True)
def test_a_change_the_database_lacks_is_named() -> None:
    assert grades(records.check_migrations) == {Grade.GOOD}
    call_command("migrate", "queue", "zero", verbosity=0)
    try:
        found = only(records.check_migrations, "database changes")
        broken = grades(records.check_worker)
    finally:
        call_command("migrate", "queue", verbosity=0)
    assert found.grade == Grade.BROKEN
    assert "lacks 1 change" in found.sentence
    assert broken == {Grade.BROKEN}, "a check that breaks is itself a finding"


@pytest.mark.django_db(transaction=True)
def test_a_dropped_trigger_of_the_history_is_named() -> None:
    assert grades(records.check_history) == {Grade.GOOD}
    remove_triggers()
    try:
        found = only(records.check_history, "history")
    finally:
        install_triggers()
    assert found.grade == Grade.BROKEN
    assert "triggers" in found.sentence


@pytest.mark.django_db
def test_a_lost_file_and_a_stray_file_are_named(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert grades(records.check_documents) == {Grade.GOOD}
    document = keep_document(content=b"a;b\n1;2\n", name="table.csv", access=Access.STAFF, actor=None)
    assert grades(records.check_documents) == {Grade.GOOD}
    stray_file = tmp_path / document.sha256[:2] / "stray"
    (tmp_path / document.sha256[:2] / document.sha256).rename(stray_file)
    os.utime(stray_file, (0, 0))
    gone, stray = findings_of(records.check_documents)
    assert (gone.grade, stray.grade) == (Grade.BROKEN, Grade.LOOK)
    assert document.sha256 in gone.sentence
    assert "stray" in stray.sentence


@pytest.mark.django_db
def test_a_missing_worker_and_stuck_jobs_are_named() -> None:
    long_ago = timezone.now() - datetime.timedelta(hours=3)
    make_job(run_after=long_ago)
    make_running_job(started_at=long_ago)
    make_job(state=JobState.FAILED, finished_at=timezone.now())
    sentences = " ".join(finding.sentence for finding in findings_of(records.check_worker))
    for said in ("Nobody works", "waited over ten minutes", "over two hours", "failed within a week"):
        assert said in sentences


@pytest.mark.django_db
def test_a_worker_at_work_is_good() -> None:
    Worker.objects.create(name="here")
    assert grades(records.check_worker) == {Grade.GOOD}
    Worker.objects.update(seen_at=timezone.now() - datetime.timedelta(minutes=5))
    assert grades(records.check_worker) == {Grade.LOOK}


@pytest.mark.django_db
def test_a_clock_that_was_set_back_is_named() -> None:
    assert grades(records.check_clock) == {Grade.GOOD}
    Worker.objects.create(name="tomorrow", seen_at=timezone.now() + datetime.timedelta(days=1))
    assert only(records.check_clock, "clock").grade == Grade.BROKEN


@pytest.mark.django_db
def test_the_database_of_the_tests_is_well_set() -> None:
    assert records.database_answers().grade == Grade.GOOD
    assert grades(records.check_database_settings) <= {Grade.GOOD}


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="is about SQLite")
def test_transactions_that_lock_each_other_out_are_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", {"transaction_mode": "DEFERRED"})
    assert grades(records.check_database_settings) == {Grade.BROKEN}


def test_the_text_gives_each_remedy_and_counts() -> None:
    text = as_text(
        [Finding("clock", Grade.BROKEN, "It is off.", "Set it."), Finding("x", Grade.GOOD, "Fine.")]
    )
    assert text.splitlines() == [
        "BROKEN  clock: It is off.",
        "        → Set it.",
        "ok      x: Fine.",
        "1 of 2 things are broken.",
    ]


@pytest.mark.slow
def test_the_command_answers_one_when_the_database_is_away(tmp_path: Path) -> None:
    environment = {"BOKAL_DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql://127.0.0.1:1/none"}
    answer = bokal("doctor", "--json", environment={**environment, "BOKAL_DEVELOPMENT": "0"})
    assert answer.returncode == 1
    found = {finding["subject"]: finding for finding in json.loads(answer.stdout)}
    assert found["database"]["grade"] == "broken"
    assert "DATABASE_URL" in found["database"]["remedy"]
    assert "worker" not in found
    assert "printed in the output" in found["mail"]["sentence"]
