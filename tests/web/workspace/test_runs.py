"""Rankings: described, checked, computed and read in the browser without script."""

from typing import Any

import pytest
from django.test import Client

from bokal.programme.accounts.enums import Role
from bokal.programme.areas.models import Area, Definition, Geography, IndexRun
from bokal.programme.queue.models import Job
from bokal.programme.queue.services import work_off
from bokal.web.workspace import runs
from tests.factories.accounts import make_account
from tests.factories.areas import make_geography
from tests.factories.reports import make_city_with_figures, make_run

pytestmark = pytest.mark.django_db
HERE = "/en/workspace/runs/"
NEW = f"{HERE}new/?geography=zones&year=2024"


@pytest.fixture
def coordinator(client: Client) -> None:
    client.force_login(make_account(Role.COORDINATOR))


@pytest.fixture
def definitions() -> dict[str, Definition]:
    return make_city_with_figures()


def answers(definitions: dict[str, Definition], **changes: Any) -> dict[str, Any]:
    weights = {f"weight_{definition.pk}": "50" for definition in definitions.values()}
    titles = {"title_sv": "Två mått", "title_en": "Two measures", "title_ar": "مقياسان"}
    rest = {"slug": "two", "method": "exponential", "rank_rule": "(N-r+1)/N", "draws": "50", "left_out": ""}
    return weights | titles | rest | changes


def test_without_a_ranking_the_list_says_what_to_do(client: Client, coordinator: None) -> None:
    assert "There is no ranking yet" in client.get(HERE).text


def test_a_ranking_is_checked_before_it_is_computed(
    client: Client, coordinator: None, definitions: dict[str, Definition]
) -> None:
    form = answers(definitions, left_out="Z24: Nobody lives there: yet")
    check = client.post(NEW, form)
    assert check.status_code == 200
    assert "Check your answers" in check.text
    assert "Z24: Nobody lives there: yet" in check.text
    assert check.text.count("50.0&nbsp;%") == 2
    assert not IndexRun.objects.exists()
    done = client.post(NEW, form | {"confirm": "1"}, follow=True)
    assert done.redirect_chain == [(f"{HERE}two/", 302)]
    run = IndexRun.objects.get()
    assert run.title == {"sv": "Två mått", "en": "Two measures", "ar": "مقياسان"}
    assert run.results.count() == 23
    assert run.parameters["left_out"] == {"Z24": "Nobody lives there: yet"}


def test_answers_are_carried_back_to_be_changed(
    client: Client, coordinator: None, definitions: dict[str, Definition]
) -> None:
    page = client.post(NEW, answers(definitions, change="1"))
    assert page.status_code == 200
    assert 'value="Two measures"' in page.text
    assert 'type="hidden" name="slug"' not in page.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"draws": "3"}, "greater than or equal to 20"),
        ({"title_ar": ""}, "Write this: Title in Arabic."),
        ({"left_out": "Z01"}, "is not a code, a colon and a reason"),
        ({"left_out": "Z99: gone"}, "There are no areas with the codes Z99"),
    ],
)
def test_a_refused_answer_is_named_and_nothing_is_kept(
    client: Client,
    coordinator: None,
    definitions: dict[str, Definition],
    changes: dict[str, str],
    said: str,
) -> None:
    page = client.post(NEW, answers(definitions, confirm="1", **changes))
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert said in page.text
    assert 'value="Two measures"' in page.text
    assert not IndexRun.objects.exists()


def test_weights_are_needed(client: Client, coordinator: None, definitions: dict[str, Definition]) -> None:
    nothing = {f"weight_{definition.pk}": "0" for definition in definitions.values()}
    page = client.post(NEW, answers(definitions, **nothing))
    assert page.status_code == 422
    assert "A run needs at least one indicator." in page.text


def test_a_neutral_indicator_is_asked_which_way_it_points(
    client: Client, coordinator: None, definitions: dict[str, Definition]
) -> None:
    poor = definitions["poor"]
    poor.indicator.direction = "neutral"
    poor.indicator.save()
    assert f'name="kind_{poor.pk}"' in client.get(NEW).text
    assert "says neither better nor worse" in client.post(NEW, answers(definitions)).text
    check = client.post(NEW, answers(definitions, **{f"kind_{poor.pk}": "score"}))
    assert "Higher is worse" in check.text
    client.post(NEW, answers(definitions, confirm="1", **{f"kind_{poor.pk}": "score"}))
    assert [domain["kind"] for domain in IndexRun.objects.get().parameters["domains"]].count("score") == 1


def test_a_figure_that_is_missing_is_said_after_the_check(
    client: Client, coordinator: None, definitions: dict[str, Definition]
) -> None:
    Area.objects.create(geography=Geography.objects.get(code="zones"), code="Z25", name="New zone")
    page = client.post(NEW, answers(definitions, confirm="1"))
    assert page.status_code == 422
    assert "New zone" in page.text
    assert not IndexRun.objects.exists()


def test_an_address_is_taken_once(
    client: Client, coordinator: None, definitions: dict[str, Definition]
) -> None:
    make_run(definitions, slug="two")
    page = client.post(NEW, answers(definitions, confirm="1", method="mean_rank"))
    assert page.status_code == 422
    assert "already another run with this address" in page.text


def test_many_areas_are_ranked_in_the_background(
    client: Client, coordinator: None, definitions: dict[str, Definition], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "AT_ONCE", 23)
    client.post(NEW, answers(definitions, confirm="1"))
    job = Job.objects.get()
    here = f"/en/workspace/jobs/{job.public_id}/"
    assert "See what it made" not in client.get(here).text
    assert work_off() == 1
    assert f"{HERE}two/" in client.get(here).text
    client.post(NEW, answers(definitions, confirm="1", method="zscore"))
    assert work_off() == 1
    refused = Job.objects.exclude(pk=job.pk).get()
    assert "already another run" in client.get(f"/en/workspace/jobs/{refused.public_id}/").text


def test_a_run_shows_what_it_rests_on_and_how_sure_it_is(
    client: Client, coordinator: None, definitions: dict[str, Definition]
) -> None:
    run = make_run(definitions)
    page = client.get(f"{HERE}{run.slug}/")
    assert run.input_sha256 in page.text
    assert page.text.count('<th scope="row"><bdi lang="sv">Area Z') == runs.LOWEST
    for title in (
        "How sure the ranks are",
        "What if one indicator is left out?",
        "Three methods side by side",
    ):
        assert title in page.text
    assert "/en/ranking/" in page.text
    assert "Constructed office" in page.text
    assert "have been corrected" not in page.text


def test_a_place_without_figures_says_so(client: Client, coordinator: None) -> None:
    make_geography("empty")
    assert "There are no figures" in client.get(f"{HERE}new/?geography=empty&year=2024").text
    assert client.get(f"{HERE}new/?geography=none&year=x").status_code == 422
    assert client.get(f"{HERE}new/").status_code == 200
    assert client.get(f"{HERE}missing/").status_code == 404


def test_who_may_not_rank_reads_alone(client: Client, definitions: dict[str, Definition]) -> None:
    assert client.get(HERE).status_code == 302
    client.force_login(make_account(Role.BOARD))
    make_run(definitions)
    assert "Make a ranking" not in client.get(HERE).text
    assert client.get(f"{HERE}lowest/").status_code == 200
    assert client.post(NEW, answers(definitions, confirm="1")).status_code == 403


def test_a_ranking_is_a_trial_until_somebody_shows_it_first(
    client: Client, definitions: dict[str, Definition]
) -> None:
    account = make_account(Role.COORDINATOR)
    client.force_login(account)
    run = make_run(definitions)
    here = f"{HERE}{run.slug}/"
    assert "This ranking is a trial" in client.get(here).text
    assert "This ranking is a trial" in client.get(f"/en/ranking/{run.slug}/").text
    assert "No area has been ranked yet" in client.get("/en/ranking/").text
    page = client.post(f"{here}show/", follow=True).text
    assert "Everyone sees this ranking first" in page
    assert "Chosen to be shown first: " in page
    assert account.name in page
    assert "Show this ranking first" not in page
    assert "Everyone, first" in client.get(HERE).text
    assert "Where is welfare lowest?" in client.get("/en/ranking/").text
    assert "This ranking is a trial" not in client.get(f"/en/ranking/{run.slug}/").text


def test_who_may_not_show_a_ranking_sees_no_button(
    client: Client, definitions: dict[str, Definition]
) -> None:
    client.force_login(make_account(Role.BOARD))
    run = make_run(definitions)
    assert "Show this ranking first" not in client.get(f"{HERE}{run.slug}/").text
    assert client.post(f"{HERE}{run.slug}/show/").status_code == 403
    client.force_login(make_account(Role.COORDINATOR))
    assert client.get(f"{HERE}{run.slug}/show/").status_code == 405
    assert client.post(f"{HERE}missing/show/").status_code == 404
