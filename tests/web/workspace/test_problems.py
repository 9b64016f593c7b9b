"""Problems at work: ticked, looked at, worded, shown, published, answered, split, joined and undone."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bokal.programme.accounts.enums import Role
from bokal.programme.voices.enums import Reply, Stage, Status
from bokal.programme.voices.models import Answer, Case, Grouping, Problem
from bokal.programme.voices.services import confirm_wording, withdraw_voice
from tests.factories.accounts import make_account
from tests.factories.programmes import make_unit
from tests.factories.voices import make_area, make_problem, make_voice

pytestmark = pytest.mark.django_db
LIST = "/en/workspace/problems/"


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(make_account(Role.COORDINATOR))
    return client


def say(*languages: str, **fields: Any) -> list[int]:
    return [
        make_voice(words=f"Ord {number}", language=language, **fields).voice.pk
        for number, language in enumerate(languages)
    ]


def act_on(client: Client, problem: Problem, what: str, **fields: object) -> int:
    return client.post(
        reverse(f"workspace:problem-{what}", kwargs={"number": problem.pk}), fields
    ).status_code


def parts(problem: Problem) -> set[int]:
    return set(Grouping.objects.now().filter(problem=problem).values_list("voice_id", flat=True))


def test_ticked_voices_are_looked_at_before_anything_is_written(coordinator: Client) -> None:
    voices = say("sv", "ar", "so")
    queue = coordinator.get("/en/workspace/voices/?queue=all").text
    assert all(f'name="voices" value="{number}"' in queue for number in voices)
    page = coordinator.get(f"{LIST}new/", {"voices": voices}).text
    assert "3 voices are chosen. Nothing has been done yet." in page
    assert "Ord 2" in page
    assert 'name="title_so"' in page
    assert not Problem.objects.exists()
    assert "No voice is chosen" in coordinator.get(f"{LIST}new/?voices=x&voices=99999").text


def test_a_problem_goes_from_ticked_voices_to_everybody_and_is_answered(coordinator: Client) -> None:
    voices, unit = say("sv", "ar"), make_unit("streets")
    sent = {"voices": voices, "area": make_area().code, "written_in": "sv"}
    refused = coordinator.post(f"{LIST}new/", sent | {"text_ar": "الطريق مظلم"})
    assert refused.status_code == 422
    assert refused.text.count('role="alert"') == 1
    answer = coordinator.post(f"{LIST}new/", sent | {"title_sv": "Det är mörkt", "title_ar": "الطريق مظلم"})
    problem = Problem.objects.get()
    assert answer["Location"] == f"{LIST}{problem.pk}/"
    assert (problem.slug, parts(problem)) == ("det-ar-morkt", set(voices))
    assert act_on(coordinator, problem, "publish") == 422
    assert act_on(coordinator, problem, "show") == 302
    for number in voices:
        confirm_wording(wording_id=problem.wordings.first().pk, voice_id=number, reply=Reply.YES)
    assert act_on(coordinator, problem, "publish") == 302
    problem.refresh_from_db()
    assert problem.stage == Stage.PUBLISHED
    page = coordinator.get(f"{LIST}{problem.pk}/").text
    assert "2 of 2 who replied said: yes, that is what I meant." in page
    facts = {"unit": unit.code, "status": "done", "written_in": "sv", "answer_sv": "Lamporna är bytta."}
    assert act_on(coordinator, problem, "answer", **facts) == 422
    assert act_on(coordinator, problem, "answer", **facts, missing_ar="on") == 302
    assert [case.voice_id for case in Case.objects.owed()] == [voices[1]]
    original = Answer.objects.get()
    page = coordinator.get(f"{LIST}{problem.pk}/").text
    assert "Not translated yet into:" in page
    late = {"answer": original.pk, "language": "ar", "text": "تم تغيير المصابيح."}
    assert act_on(coordinator, problem, "translate", **late | {"text": ""}) == 422
    assert act_on(coordinator, problem, "translate", **late | {"language": "so"}) == 404
    assert act_on(coordinator, problem, "translate", **late) == 302
    assert not Case.objects.owed().exists()
    assert set(Case.objects.values_list("status", flat=True)) == {Status.DONE}


def test_other_words_are_a_new_version_and_a_unit_is_named(coordinator: Client) -> None:
    problem, unit = make_problem(say("sv")), make_unit("streets")
    assert act_on(coordinator, problem, "word", written_in="sv", title_sv="Det är mörkt i tunneln") == 302
    assert act_on(coordinator, problem, "word", written_in="en", title_sv="Mörkt") == 422
    assert list(problem.wordings.values_list("version", flat=True)) == [1, 2]
    assert act_on(coordinator, problem, "assign", unit=unit.code, due_on="2031-01-01") == 302
    assert "streets owes the next step by 2031-01-01." in coordinator.get(f"{LIST}{problem.pk}/").text


def test_voices_are_added_taken_out_split_and_joined_and_all_of_it_is_undone(coordinator: Client) -> None:
    one, two, three, four = voices = say("sv", "sv", "sv", "sv")
    problem, other = make_problem(voices[:3]), make_problem([four], slug="other")

    def undo(act: object) -> int:
        return act_on(coordinator, problem, "undo", act=str(act))

    into = {"voices": [four], "into": problem.pk}
    assert coordinator.post(f"{LIST}gather/", into | {"into": ""}).status_code == 422
    assert coordinator.post(f"{LIST}gather/", into)["Location"] == f"{LIST}{problem.pk}/"
    assert parts(problem) == set(voices)
    page = coordinator.get(f"{LIST}{problem.pk}/").text
    assert "1 voice came in" in page
    assert page.count(">Undo<") == 2
    assert undo(Grouping.objects.get(problem=problem, voice=four).act) == 302
    assert parts(problem) == {one, two, three}

    assert act_on(coordinator, problem, "take-out", voices=[]) == 422
    assert act_on(coordinator, problem, "take-out", voices=[one]) == 302
    act = Grouping.objects.get(problem=problem, voice=one).ended_by_act
    assert undo(act) == 302
    assert undo(act) == 422
    assert parts(problem) == {one, two, three}

    assert act_on(coordinator, problem, "split", voices=[four]) == 422
    assert act_on(coordinator, problem, "split", voices=[one, two]) == 302
    new = Problem.objects.get(slug="dark-2")
    assert (parts(problem), parts(new)) == ({three}, {one, two})
    assert "Not worded yet" in coordinator.get(f"{LIST}{new.pk}/").text
    assert act_on(coordinator, new, "show") == 422
    assert undo(Grouping.objects.get(problem=new, voice=one).act) == 302
    assert parts(problem) == {one, two, three}

    assert act_on(coordinator, problem, "join", into=other.pk) == 302
    problem.refresh_from_db()
    assert problem.joined_into == other
    page = coordinator.get(f"{LIST}{problem.pk}/").text
    assert "This is part of another problem now:" in page
    assert (
        act_on(
            coordinator,
            problem,
            "answer",
            unit=make_unit("u").code,
            status="no",
            written_in="sv",
            answer_sv="Nej.",
        )
        == 422
    )
    assert undo(problem.joined_by_act) == 302
    assert (parts(problem), parts(other)) == ({one, two, three}, {four})
    assert undo("nonsense") == 404
    assert undo("00000000-0000-4000-8000-000000000000") == 404


def test_the_list_is_narrowed_down_and_taken_along(coordinator: Client) -> None:
    make_problem(say("sv"), slug="dark", stage="draft")
    make_problem(say("sv"), slug="wet", sv='=HYPERLINK("x")')
    page = coordinator.get(LIST).text
    assert "Det är mörkt" in page
    assert "HYPERLINK" in page
    page = coordinator.get(f"{LIST}?stage=draft&status=nothing&q=mörkt&area={make_area().code}").text
    assert "Det är mörkt" in page
    assert "HYPERLINK" not in page
    answer = coordinator.get(f"{LIST}problems.csv?stage=shown")
    (row,) = csv.DictReader(io.StringIO(b"".join(answer).decode()))
    assert (row["slug"], row["voices"]) == ("wet", "1")
    assert row["title"].startswith("'=")


def test_the_list_asks_little_however_long_it_is(
    coordinator: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        make_problem(say("sv"), slug=f"dark-{number}")
    with django_assert_max_num_queries(15):
        assert coordinator.get(LIST).status_code == 200


def test_a_withdrawn_voice_stays_counted_and_says_nothing(coordinator: Client) -> None:
    voices = say("sv", "sv")
    problem = make_problem(voices)
    withdraw_voice(voice_id=voices[0])
    page = coordinator.get(f"{LIST}{problem.pk}/").text
    assert "2 voices" in page
    assert "Ord 0" not in page


def test_what_lies_outside_somebodys_area_is_not_there(client: Client) -> None:
    client.force_login(make_account(Role.COORDINATOR, area_code="herrgarden"))
    own, far = say("sv"), say("sv", area=make_area("holma"))
    inside, outside = make_problem(own), make_problem(far, slug="far")
    Problem.objects.filter(pk=outside.pk).update(area=make_area("holma"))
    page = client.get(LIST).text
    assert f"{LIST}{inside.pk}/" in page
    assert f"{LIST}{outside.pk}/" not in page
    assert client.get(f"{LIST}{inside.pk}/").status_code == 200
    assert client.get(f"{LIST}{outside.pk}/").status_code == 404
    acts = ("word", "show", "publish", "assign", "answer", "translate", "take-out", "split", "join", "undo")
    assert {act: act_on(client, outside, act) for act in acts} == dict.fromkeys(acts, 404)
    assert "No voice is chosen" in client.get(f"{LIST}new/", {"voices": far}).text
    assert client.post(f"{LIST}gather/", {"voices": own, "into": outside.pk}).status_code == 422
    sent = {"voices": own, "written_in": "sv", "title_sv": "Trångt"}
    assert client.post(f"{LIST}new/", sent).status_code == 422
    assert client.post(f"{LIST}new/", sent | {"area": "holma"}).status_code == 422
    assert client.post(f"{LIST}new/", sent | {"area": "herrgarden"}).status_code == 302
    elsewhere = make_problem(far, slug="elsewhere")
    Problem.objects.filter(pk=elsewhere.pk).update(area=make_area("holma"))
    other = Client()
    other.force_login(make_account(Role.COORDINATOR))
    assert act_on(other, inside, "join", into=elsewhere.pk) == 302
    inside.refresh_from_db()
    assert act_on(client, inside, "undo", act=str(inside.joined_by_act)) == 404


def test_a_recorder_reads_and_changes_nothing(client: Client) -> None:
    client.force_login(make_account(Role.RECORDER))
    problem = make_problem(say("sv"))
    page = client.get(f"{LIST}{problem.pk}/").text
    assert "Det är mörkt" in page
    assert "<button" not in page.split("<main", 1)[1].split("</main>")[0]
    assert act_on(client, problem, "publish") == 403
    assert 'name="voices"' not in client.get("/en/workspace/voices/").text
