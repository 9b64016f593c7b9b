"""Initiatives, gates and decisions at work: planned, started, decided, refused with a sentence."""

import pytest
from django.test import Client
from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.decisions.models import Decision
from bokal.programme.history.models import Entry
from bokal.programme.history.services import forget_kept
from bokal.programme.initiatives.enums import Phase
from bokal.programme.initiatives.errors import Over
from bokal.programme.initiatives.models import Gate, HandoverLine, Initiative, Measure, Waiver
from bokal.programme.initiatives.perms import can_accept_handover, can_plan_initiatives, can_settle_handover
from bokal.programme.initiatives.services import (
    answer_with,
    approve_waiver,
    missing_before_start,
    waive_measure,
)
from bokal.programme.initiatives.services.amend import amend_initiative
from bokal.programme.voices.models import Problem, Proposal
from tests.factories.accounts import make_account
from tests.factories.documents import keep
from tests.factories.initiatives import (
    DAY,
    make_idea,
    make_initiative,
    make_measure,
    make_ready,
    owner,
    start,
)
from tests.factories.programmes import make_programme, make_unit
from tests.factories.voices import make_area, make_problem, make_voice
from tests.factories.whole import answers_and_serves, correct_decision, make_whole

pytestmark = pytest.mark.django_db
HOME = "/sv/workspace/initiatives/"
COLD = 15


@pytest.fixture
def coordinator(client: Client) -> Client:
    make_programme()
    client.force_login(make_account(Role.COORDINATOR))
    return client


def plan() -> dict[str, str]:
    today = timezone.localdate()
    return {
        "title_sv": "Ljus längs stigen",
        "if_we_sv": "sätter upp lampor",
        "then_sv": "går fler där",
        "because_sv": "de ser vem de möter",
        "kind": "physical",
        "area": make_area().code,
        "unit": owner().code,
        "starts_on": today.isoformat(),
        "decide_on": (today + 180 * DAY).isoformat(),
    }


def test_an_empty_list_says_what_to_do(coordinator: Client) -> None:
    assert "empty" in coordinator.get(HOME).content.decode()
    assert coordinator.get("/sv/workspace/decisions/").status_code == 200
    assert coordinator.get("/sv/workspace/decisions/new/").status_code == 200


def test_from_a_plan_to_a_start_step_by_step(coordinator: Client) -> None:
    problem = make_problem([make_voice().voice.pk], stage="published")
    assert coordinator.post(f"{HOME}new/", plan()).status_code == 302
    idea = Initiative.objects.get()
    here = f"{HOME}{idea.slug}/"
    assert len(coordinator.get(here).context["missing"]) == 3
    coordinator.post(f"{here}answers/", {"problems": [problem.pk]})
    coordinator.post(
        f"{here}assumptions/", {"text_sv": "Mörkret.", "wrong_when_sv": "ljus inte hjälper", "grade": "guess"}
    )
    measure = {
        "name_sv": "Förbipasserande",
        "comparator_sv": "En annan stig",
        "no_baseline_because_sv": "Ingen har räknat.",
        "unit": "persons",
        "direction": "better",
        "accumulation": "flow",
        "target": "500",
        "target_on": (timezone.localdate() + 365 * DAY).isoformat(),
        "owner": owner().code,
        "every_months": "3",
    }
    assert coordinator.post(f"{here}measures/", measure).status_code == 302
    assert coordinator.get(here).context["missing"] == []
    coordinator.post(
        f"{here}gates/",
        {"kind": "pilot", "due_on": timezone.localdate().isoformat(), "criterion1_sv": "Pengar finns"},
    )
    gate = Gate.objects.get()
    assert coordinator.post(f"{here}gates/{gate.pk}/open/").status_code == 302
    decided = {
        "met_0": "yes",
        "ruling": "start",
        "decided_on": timezone.localdate().isoformat(),
        "body_sv": "Styrgruppen",
        "reason_sv": "Värt att pröva.",
    }
    assert coordinator.post(f"{here}gates/{gate.pk}/decide/", decided).status_code == 302
    idea.refresh_from_db()
    assert idea.phase == Phase.PILOT
    assert coordinator.get(f"/sv/initiatives/{idea.slug}/").status_code == 200


def test_one_of_two_answers_is_unticked_after_the_start_and_the_last_one_stays(coordinator: Client) -> None:
    dark, wet = make_problem([], stage="published"), make_problem([], slug="wet", stage="published")
    trial = make_initiative()
    address = f"{HOME}{trial.slug}/answers/"
    coordinator.post(address, {"problems": [dark.pk, wet.pk]})
    assert coordinator.post(address, {"problems": [wet.pk]}).status_code == 302
    assert [one.problem for one in trial.origins.all()] == [wet]
    assert coordinator.post(address, {"sent": "yes"}).status_code == 422
    assert [one.problem for one in trial.origins.all()] == [wet]
    because = {"because_sv": "Det löstes av sig självt; vi prövar ändå."}
    assert coordinator.post(address, because).status_code == 302
    assert [one.problem for one in trial.origins.all()] == [None]


@pytest.mark.parametrize("started", [False, True])
def test_answers_of_other_areas_stay_when_somebody_who_does_not_see_them_says_what_it_answers(
    client: Client, *, started: bool
) -> None:
    make_programme()
    here, there = make_problem([], stage="published"), make_problem([], slug="far", stage="published")
    Problem.objects.filter(pk=there.pk).update(area=make_area("elsewhere"))
    initiative = make_initiative() if started else make_idea()
    answer_with(initiative_id=initiative.pk, answers=[here, there], actor=None)
    client.force_login(make_account(Role.COORDINATOR, area_code=make_area().code))
    assert client.post(f"{HOME}{initiative.slug}/answers/", {"sent": "yes"}).status_code == 302
    assert [one.problem for one in initiative.origins.all()] == [there]


def test_name_unit_and_end_change_under_way_and_what_it_is_judged_by_does_not(coordinator: Client) -> None:
    trial = make_initiative()
    address = f"{HOME}{trial.slug}/plan/"
    assert "if_we_sv" not in coordinator.get(address).context["form"].fields
    words = {"title_sv": "Ljus vid skolan", "unit": make_unit("parks").code, "then_sv": "något annat"}
    ends_on = timezone.localdate() + 300 * DAY
    assert coordinator.post(address, words | {"ends_on": trial.starts_on.isoformat()}).status_code == 422
    assert coordinator.post(address, words | {"ends_on": ends_on.isoformat()}).status_code == 302
    now = Initiative.objects.get()
    assert (now.title, now.unit.code, now.ends_on) == ({"sv": "Ljus vid skolan"}, "parks", ends_on)
    assert now.then == trial.then
    assert Entry.objects.filter(verb="initiative.amended").exists()
    Initiative.objects.update(phase=Phase.CLOSED)
    with pytest.raises(Over):
        amend_initiative(
            initiative_id=now.pk, title=now.title, summary={}, unit=now.unit, ends_on=None, actor=None
        )


def test_a_start_without_a_measure_is_refused_on_the_page_and_names_what_is_missing(
    coordinator: Client,
) -> None:
    idea = make_ready(measures=0)
    here = f"{HOME}{idea.slug}/gates/"
    assert (
        f'href="/sv/workspace/initiatives/{idea.slug}/gates/"' in coordinator.get(f"{HOME}{idea.slug}/").text
    )
    today = timezone.localdate().isoformat()
    coordinator.post(here, {"kind": "pilot", "due_on": today, "criterion1_sv": "Pengar finns"})
    gate = Gate.objects.get()
    coordinator.post(f"{here}{gate.pk}/open/")
    decided = {"met_0": "yes", "ruling": "start", "decided_on": today, "body_sv": "S", "reason_sv": "R"}
    answer = coordinator.post(f"{here}{gate.pk}/decide/", decided)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    idea.refresh_from_db()
    assert idea.phase == Phase.IDEA


def test_a_gate_is_not_set_for_a_mistyped_year(coordinator: Client) -> None:
    here = f"{HOME}{make_ready().slug}/gates/"
    refused = coordinator.post(here, {"kind": "pilot", "due_on": "9999-12-31", "criterion1_sv": "Pengar"})
    assert refused.status_code == 422
    assert not Gate.objects.exists()


def test_what_cannot_be_measured_needs_a_second_person(coordinator: Client, client: Client) -> None:
    idea = make_ready(measures=0)
    here = f"{HOME}{idea.slug}/"
    coordinator.post(f"{here}unmeasured/", {"because_sv": "Det sker en enda gång."})
    waiver = Waiver.objects.get()
    refused = coordinator.post(f"{here}unmeasured/{waiver.pk}/")
    assert refused.status_code == 409
    client.force_login(make_account(Role.COORDINATOR))
    assert client.post(f"{here}unmeasured/{waiver.pk}/").status_code == 302
    assert client.get(here).context["missing"] == []


def test_a_reason_for_no_measure_is_asked_about_only_while_there_is_none(coordinator: Client) -> None:
    idea = make_ready(measures=0)
    here = f"{HOME}{idea.slug}/"
    coordinator.post(f"{here}unmeasured/", {"because_sv": "Det sker en enda gång."})
    waiver = Waiver.objects.get()
    assert coordinator.get(here).context["waivers"] == [(waiver, True)]
    make_measure(idea)
    assert coordinator.get(here).context["waivers"] == []
    start(idea)
    assert coordinator.get(here).context["waivers"] == []


def test_a_reason_for_no_measure_is_withdrawn_and_a_new_one_is_written(
    coordinator: Client, client: Client
) -> None:
    idea = make_ready(measures=0)
    here = f"{HOME}{idea.slug}/"
    coordinator.post(f"{here}unmeasured/", {"because_sv": "Det sker en enda gång."})
    waiver = Waiver.objects.get()
    client.force_login(make_account(Role.COORDINATOR))
    client.post(f"{here}unmeasured/{waiver.pk}/")
    address = f"{here}unmeasured/{waiver.pk}/withdraw/"
    assert address in coordinator.get(here).text
    assert coordinator.post(address, {"because_sv": ""}).status_code == 422
    assert coordinator.post(address, {"because_sv": "Det går att räkna."}).status_code == 302
    page = coordinator.get(here)
    assert page.context["waivers"] == []
    assert "enda gång" not in page.text
    assert len(page.context["missing"]) == 1
    assert coordinator.get(address).status_code == 404
    coordinator.post(f"{here}unmeasured/", {"because_sv": "Ingen får räknas där."})
    assert [one.because for one, _own in coordinator.get(here).context["waivers"]] == [
        {"sv": "Ingen får räknas där."}
    ]


def test_the_reason_of_a_started_initiative_cannot_be_withdrawn(coordinator: Client) -> None:
    idea = make_ready(measures=0)
    waiver = waive_measure(initiative_id=idea.pk, because={"sv": "En gång."}, actor=make_account())
    approve_waiver(waiver_id=waiver.pk, actor=make_account())
    start(idea)
    address = f"{HOME}{idea.slug}/unmeasured/{waiver.pk}/withdraw/"
    refused = coordinator.post(address, {"because_sv": "För sent."})
    assert refused.status_code == 422
    assert refused.context["form"].non_field_errors()


def test_a_measure_of_an_idea_can_be_taken_out_and_of_a_trial_cannot(coordinator: Client) -> None:
    idea = make_ready()
    assert coordinator.post(f"{HOME}{idea.slug}/measures/1/drop/").status_code == 302
    assert not Measure.objects.filter(initiative=idea).exists()
    trial = make_initiative("trial")
    assert coordinator.post(f"{HOME}{trial.slug}/measures/1/drop/").status_code == 409


def test_whoever_works_in_another_area_neither_sees_nor_changes_it(client: Client) -> None:
    make_programme()
    idea = make_idea()
    client.force_login(make_account(Role.COORDINATOR, area_code="elsewhere"))
    assert client.get(f"{HOME}{idea.slug}/").status_code == 403
    assert client.post(f"{HOME}{idea.slug}/plan/", plan()).status_code == 403
    assert "/initiatives/light/" not in client.get(HOME).content.decode()
    table = client.get(f"{HOME}initiatives.csv")
    assert table["Cache-Control"] == "private, no-cache"
    assert b"light" not in b"".join(table)


def test_a_decision_is_recorded_on_what_was_chosen_and_read_by_everybody(coordinator: Client) -> None:
    problem = make_problem([make_voice().voice.pk], stage="published")
    mark = f"problem-{problem.pk}"
    address = f"/sv/workspace/decisions/new/?things={mark}"
    assert coordinator.get(address).status_code == 200
    words = {
        "title_sv": "Belysning",
        "body_sv": "Tekniska nämnden",
        "scope_sv": "Vilka stigar",
        "reason_sv": "Pengarna räcker.",
        "decider": "board",
        "unit": owner().code,
        "decided_on": timezone.localdate().isoformat(),
        "written_in": "sv",
        f"ruled_{mark}": "later",
    }
    refused = coordinator.post(address, words)
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {f"why_{mark}_sv", f"next_on_{mark}"}
    next_on = (timezone.localdate() + 30 * DAY).isoformat()
    words |= {f"why_{mark}_sv": "Vi väntar på budgeten.", f"next_on_{mark}": next_on}
    assert coordinator.post(address, words).status_code == 302
    decision = Decision.objects.get()
    page = coordinator.get(f"/sv/decisions/{decision.slug}/").content.decode()
    assert "Vi väntar på budgeten." in page


@pytest.mark.parametrize(
    "act", ["plan", "answers", "assumptions", "measures", "unmeasured", "goals", "partners"]
)
def test_each_form_opens_and_asks_again_when_it_is_sent_empty(coordinator: Client, act: str) -> None:
    idea = make_idea()
    address = f"{HOME}{idea.slug}/{act}/"
    assert coordinator.get(address).status_code == 200
    expected = {302} if act == "goals" else {422}
    assert coordinator.post(address, {"sent": "yes"}).status_code in expected


def test_a_sign_that_no_area_has_is_left_out_of_what_is_asked_for(coordinator: Client) -> None:
    initiative = make_initiative()
    assert initiative.area is not None
    page = coordinator.get(f"{HOME}?area={initiative.area.code}%00")
    assert [one.pk for one in page.context["page"]] == [initiative.pk]


@pytest.mark.parametrize("decision", ["lamps", "lamps-right"])
def test_the_page_of_an_initiative_with_everything_on_it_asks_few_questions_cold(
    coordinator: Client, django_assert_max_num_queries, decision: str
) -> None:
    whole = make_whole()
    settled = HandoverLine.objects.filter(handover__initiative=whole, carried="budget")
    assert settled.update(document=keep(b"%PDF-1.7 account", name="account.pdf")) == 1
    if decision == "lamps-right":
        correct_decision()
    forget_kept()
    with django_assert_max_num_queries(COLD):
        page = coordinator.get(f"{HOME}light/").text
    for words in ("Det är mörkt", "Sätt upp lampor", "Trygga gator", "Brev", "6:1203", "account.pdf"):
        assert words in page, words
    assert f"/decisions/{decision}/" in page


def test_the_page_of_an_idea_with_everything_on_it_asks_few_questions_cold(
    coordinator: Client, django_assert_max_num_queries
) -> None:
    idea = make_ready(measures=0)
    answers_and_serves(idea)
    for because in ("För litet", "För dyrt"):
        waiver = waive_measure(initiative_id=idea.pk, because={"sv": because}, actor=make_account())
    forget_kept()
    with django_assert_max_num_queries(COLD):
        answer = coordinator.get(f"{HOME}light/")
    assert answer.context["missing"] == missing_before_start(idea) != []
    assert answer.context["waivers"][0] == (waiver, False)
    assert len(answer.context["waivers"]) == 2
    approve_waiver(waiver_id=waiver.pk, actor=make_account())
    assert coordinator.get(f"{HOME}light/").context["missing"] == []


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.APPROVER, Role.RECORDER])
@pytest.mark.parametrize("area", ["", "here", "elsewhere"])
def test_an_initiative_at_hand_is_allowed_to_whom_its_address_is(role: Role, area: str) -> None:
    for initiative in (make_idea("whole", area=None), make_idea("light", area=make_area("here"))):
        account = make_account(role, area_code=area)
        for allowed in (can_plan_initiatives, can_accept_handover, can_settle_handover):
            by_address = allowed(account, slug=initiative.slug)
            assert allowed(account, at_hand=initiative) is by_address


@pytest.mark.parametrize(("role", "status"), [(Role.COORDINATOR, 200), (Role.FINANCE, 403)])
def test_what_it_answers_is_named_and_leads_on_where_that_is_open(
    client: Client, role: Role, status: int
) -> None:
    make_programme()
    answers_and_serves(make_initiative())
    client.force_login(make_account(role))
    text = client.get(f"{HOME}light/").text
    things = (
        ("problem", Problem.objects.all(), "Det är mörkt"),
        ("proposal", Proposal.objects.all(), "Sätt"),
    )
    for kind, found, name in things:
        assert name in text
        for one in found:
            page = f"/sv/workspace/{kind}s/{one.pk}/"
            assert client.get(page).status_code == status
            assert (f'href="{page}"' in text) == (status == 200)
