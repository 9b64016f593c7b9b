"""Dialogues at work: planned with what is open, counted, cut into voices, closed with a promise."""

from typing import Any

import pytest
from django.test import Client

from bokal.programme.accounts.enums import Role
from bokal.programme.voices.models import Dialogue, HeadCount, Promise, Voice
from bokal.programme.voices.services import write_minutes
from tests.factories.accounts import make_account
from tests.factories.programmes import make_unit
from tests.factories.voices import make_area, make_dialogue

pytestmark = pytest.mark.django_db
PLACE = "/en/workspace/dialogues/"


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(make_account(Role.COORDINATOR))
    return client


def planned(**fields: Any) -> dict[str, Any]:
    return {
        "slug": "the-square",
        "area": make_area().code,
        "ladder": "influence",
        "starts_at": "2031-05-04T18:00",
        "ends_at": "2031-05-04T20:00",
        "place": "Biblioteket",
        "title_sv": "Torget",
        "open_to_influence_sv": "Vad som ska stå på torget",
        "already_decided_sv": "Att torget byggs om",
        "languages": ["sv", "ar"],
        "interpreted": ["ar"],
        "follow_up_on": "2031-09-01",
    } | fields


def cut(*texts: str) -> dict[str, str]:
    """Return what a browser sends to cut minutes."""
    sent = {"may_publish": "on"}
    for place, text in enumerate(texts, start=1):
        sent |= {f"paragraph-{place}-text": text, f"paragraph-{place}-part": "own"}
    return sent


def test_a_dialogue_is_planned_and_changed_until_it_is_closed(coordinator: Client) -> None:
    assert "No dialogue is planned yet" in coordinator.get(PLACE).text
    assert coordinator.post(f"{PLACE}new/", planned()).status_code == 302
    dialogue = Dialogue.objects.get()
    assert dialogue.open_to_influence == {"sv": "Vad som ska stå på torget"}
    page = coordinator.get(f"{PLACE}the-square/").text
    for said in ("Vad som ska stå på torget", "Att torget byggs om", "Influence", "with an interpreter"):
        assert said in page
    assert 'value="2031-05-04T18:00"' in coordinator.get(f"{PLACE}the-square/change/").text
    assert coordinator.post(f"{PLACE}the-square/change/", planned(place="Skolan")).status_code == 302
    dialogue.refresh_from_db()
    assert dialogue.place == "Skolan"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"open_to_influence_sv": ""}, "Write this in at least one language."),
        ({"ends_at": "2031-05-04T17:00"}, "A dialogue ends after it starts."),
        ({"slug": "evening"}, "Another dialogue has this address."),
        ({"slug": "new"}, "This word has a page of its own."),
    ],
)
def test_what_is_wrong_with_a_plan_is_said_and_no_other_dialogue_changes(
    coordinator: Client, wrong: dict[str, str], said: str
) -> None:
    before = make_dialogue()
    answer = coordinator.post(f"{PLACE}new/", planned(**wrong))
    assert answer.status_code == 422
    assert said in answer.text
    assert Dialogue.objects.get().place == before.place


def test_heads_are_counted_and_an_empty_field_is_not_nought(coordinator: Client) -> None:
    make_dialogue()
    sent = {"all": "34", "age-16-24": "0", "gender-woman": ""}
    assert coordinator.post(f"{PLACE}evening/heads/", sent).status_code == 302
    assert set(HeadCount.objects.values_list("question", "answer", "people")) == {
        ("", "", 34),
        ("age", "16-24", 0),
    }
    assert "34 people came." in coordinator.get(f"{PLACE}evening/").text
    assert coordinator.post(f"{PLACE}evening/heads/", {"all": "-1"}).status_code == 422


def test_minutes_become_voices_paragraph_by_paragraph(coordinator: Client) -> None:
    make_dialogue()
    text = "Lamporna är trasiga.\n\nBussen går för sällan.\n\nMötet slutade klockan 20."
    sent = {"language": "sv", "text": text}
    assert coordinator.post(f"{PLACE}evening/minutes/", sent).status_code == 302
    page = coordinator.get(f"{PLACE}evening/minutes/1/").text
    assert page.count("<fieldset>") == 3
    paragraphs = text.split("\n\n")
    sent = cut(*paragraphs) | {"paragraph-2-part": "joined", "paragraph-3-part": "left_out"}
    assert coordinator.post(f"{PLACE}evening/minutes/1/", sent).status_code == 302
    voice = Voice.objects.get()
    assert voice.words.text == "Lamporna är trasiga.\n\nBussen går för sällan."
    assert voice.may_publish
    assert voice.recorded_by is not None
    assert "1 voice comes from this dialogue." in coordinator.get(f"{PLACE}evening/").text


def test_a_word_that_was_changed_is_refused_at_its_paragraph(coordinator: Client) -> None:
    dialogue = make_dialogue()
    write_minutes(dialogue_id=dialogue.pk, text="Ett.\n\nTvå.", language="sv", actor=None)
    answer = coordinator.post(f"{PLACE}evening/minutes/1/", cut("Ett.", "Tre."))
    assert answer.status_code == 422
    assert 'href="#id_paragraph-2-text"' in answer.text
    assert "Tre." in answer.text
    assert coordinator.post(f"{PLACE}evening/minutes/1/", {}).status_code == 422
    assert not Voice.objects.exists()
    assert coordinator.get(f"{PLACE}evening/minutes/2/").status_code == 404


def test_a_dialogue_closes_only_with_answers_promised_and_a_day_to_hear_of_it(coordinator: Client) -> None:
    make_dialogue()
    unit = make_unit("parks")
    sent = {"unit": unit.code, "answers_due_on": "2031-08-01"}
    refused = coordinator.post(f"{PLACE}evening/close/", sent)
    assert refused.status_code == 422
    assert "when do those who came hear of it?" in refused.text
    make_dialogue(follow_up_on="2031-09-01")
    assert coordinator.post(f"{PLACE}evening/close/", {"unit": unit.code}).status_code == 422
    assert coordinator.post(f"{PLACE}evening/close/", sent).status_code == 302
    assert Promise.objects.get().unit == unit
    page = coordinator.get(f"{PLACE}evening/").text
    assert "parks, by 2031-08-01" in page
    assert "Keep the minutes" not in page
    assert coordinator.post(f"{PLACE}evening/minutes/", {"language": "sv", "text": "Mer."}).status_code == 422


def test_who_records_writes_minutes_and_plans_nothing(client: Client) -> None:
    client.force_login(make_account(Role.RECORDER, area_code="herrgarden"))
    make_dialogue()
    make_dialogue("there", area=make_area("holma"))
    assert "evening" in client.get(PLACE).text
    assert "there" not in client.get(PLACE).text
    assert client.post(f"{PLACE}evening/minutes/", {"language": "sv", "text": "Ord."}).status_code == 302
    assert "Close the dialogue" not in client.get(f"{PLACE}evening/").text
    assert client.post(f"{PLACE}new/", planned()).status_code == 403
    assert client.post(f"{PLACE}evening/close/", {}).status_code == 403
    assert client.get(f"{PLACE}there/").status_code == 404
