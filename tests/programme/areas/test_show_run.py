"""A computed run is a trial until somebody shows it or publishes a report on it."""

import pytest
from django.db import DatabaseError, transaction

from bokal.programme.accounts.enums import Role
from bokal.programme.areas.enums import Occasion
from bokal.programme.areas.models import Area, Definition, Geography, IndexRun, Showing
from bokal.programme.areas.services import run_page, run_shown_first, runs_shown, show_run
from bokal.programme.areas.services.describe_place import standing_of
from bokal.programme.history.models import Entry
from bokal.programme.reports.services import publish_report
from tests.factories.accounts import make_account
from tests.factories.reports import make_city_with_figures, make_report, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def definitions() -> dict[str, Definition]:
    return make_city_with_figures()


@pytest.fixture
def run(definitions: dict[str, Definition]) -> IndexRun:
    return make_run(definitions)


def test_a_run_that_was_only_computed_is_not_the_answer_of_the_city(run: IndexRun) -> None:
    assert run_shown_first() is None
    assert standing_of(Area.objects.get(geography__code="zones", code="Z01")) is None
    page = run_page(run)
    assert (page.public, page.first) == (False, False)


def test_a_trial_after_the_shown_run_changes_nothing(
    run: IndexRun, definitions: dict[str, Definition]
) -> None:
    show_run(slug=run.slug, actor=None)
    trial = make_run(definitions, slug="trial", method="zscore")
    assert run_shown_first() == run
    standing = standing_of(Area.objects.get(geography__code="zones", code="Z01"))
    assert standing is not None
    assert standing.slug == run.slug
    assert run_page(run).others == ()
    show_run(slug=trial.slug, actor=None)
    assert run_shown_first() == trial
    assert run_page(trial).others == (run,)


def test_showing_is_recorded_once_with_who_and_when(run: IndexRun) -> None:
    account = make_account(Role.COORDINATOR)
    first = show_run(slug=run.slug, actor=account)
    assert show_run(slug=run.slug, actor=None) == first
    (entry,) = Entry.objects.filter(verb="run.shown_first")
    assert (entry.actor, entry.subject_id) == (str(account.pk), str(run.pk))
    assert (first.shown_by, first.occasion) == (account, Occasion.CHOSEN)


def test_what_was_shown_cannot_be_unsaid(run: IndexRun) -> None:
    show_run(slug=run.slug, actor=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Showing.objects.all().delete()


def test_without_a_choice_the_run_of_the_newest_report_is_shown(
    run: IndexRun, definitions: dict[str, Definition]
) -> None:
    publish_report(report_id=make_report(run).pk, actor=None)
    assert run_shown_first() == run
    make_run(definitions, slug="trial", method="zscore")
    assert run_shown_first() == run


def test_a_report_does_not_push_aside_what_was_chosen(
    run: IndexRun, definitions: dict[str, Definition]
) -> None:
    other = make_run(definitions, slug="other", method="mean_rank")
    show_run(slug=other.slug, actor=None)
    publish_report(report_id=make_report(run).pk, actor=None)
    assert runs_shown() == [other.pk, run.pk]
    assert run_shown_first() == other


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_between_readers_gives_way_to_another_choice_at_once(
    run: IndexRun, definitions: dict[str, Definition]
) -> None:
    show_run(slug=run.slug, actor=None)
    other = make_run(definitions, slug="other", method="zscore")
    assert (run_shown_first(), run_page(other).first) == (run, False)
    show_run(slug=other.slug, actor=None)
    assert (run_shown_first(), run_page(other).first) == (other, True)


def test_each_geography_has_a_run_that_is_shown_first(run: IndexRun) -> None:
    show_run(slug=run.slug, actor=None)
    assert run_shown_first(Geography.objects.get(code="zones")) == run
    assert run_shown_first(Geography.objects.get(code="city")) is None
