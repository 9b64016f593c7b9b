"""The recorder at the site: what it keeps without network, what it may send, and each voice once."""

import base64
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.voices.models import GroupAnswer, Photo, Voice, Words
from bokal.programme.voices.services import MOST_SPARE, spare_codes, voice_of_code
from tests.factories.accounts import make_account
from tests.factories.voices import WORDS, make_area, make_picture

pytestmark = pytest.mark.django_db
PAGE, TAKE, SESSION = "/en/recorder/", "/en/recorder/take/", "/en/recorder/session/"


def recorded(**fields: Any) -> dict[str, Any]:
    """Return what a device sends."""
    facts: dict[str, Any] = {
        "key": str(uuid.uuid4()),
        "words": WORDS,
        "language": "sv",
        "channel": "doorstep",
        "area": make_area().code,
        "place": "",
        "said_at": timezone.now().isoformat(),
        "photos": [],
        "age": "25-44",
        "gender": "",
        "may_publish": True,
    }
    return facts | fields


@pytest.fixture
def recorder(client: Client) -> Client:
    client.force_login(make_account(Role.RECORDER))
    return client


def take(client: Client, content: object) -> Any:
    text = content if isinstance(content, bytes) else json.dumps(content)
    return client.post(TAKE, text, content_type="application/json")


def test_the_page_is_the_same_for_whoever_records(client: Client) -> None:
    make_area()
    pages = set()
    for role in (Role.RECORDER, Role.COORDINATOR):
        account = make_account(role)
        client.force_login(account)
        answer = client.get(PAGE)
        assert answer.status_code == 200
        assert "csrfmiddlewaretoken" not in answer.text
        assert account.name not in answer.text
        pages.add(answer.text)
    assert len(pages) == 1


def test_the_worker_lies_beside_the_page_and_changes_with_what_it_keeps(recorder: Client) -> None:
    before = recorder.get("/ar/recorder/worker.js")
    assert before["Content-Type"].startswith("text/javascript")
    first = before.text.partition("\n")[0]
    facts = json.loads(first.removeprefix("const BOKAL = ").removesuffix(";"))
    assert facts["shell"][0] == "/ar/recorder/"
    for address in facts["shell"]:
        if address.startswith("/static/"):
            assert finders.find(address.removeprefix("/static/")), address
        else:
            assert recorder.get(address).status_code == 200, address
    make_area()
    assert recorder.get("/ar/recorder/worker.js").text != before.text
    assert recorder.get("/ar/recorder/manifest.webmanifest").json()["scope"] == "/ar/recorder/"


def test_every_script_is_kept_for_opening_without_network(recorder: Client) -> None:
    from bokal.web.workspace import recorder as views

    folder = Path(str(finders.find(views.WORKER))).parent
    kept = {views.FIRST, views.WORKER, *(f"js/recorder/{name}.js" for name in views.MODULES)}
    assert {f"js/recorder/{path.name}" for path in folder.iterdir()} == kept


def test_a_voice_is_taken_in_once_with_its_pictures_and_who_wrote_it_down(recorder: Client) -> None:
    sent = recorded(photos=[base64.b64encode(make_picture()).decode()])
    first, again = take(recorder, sent).json(), take(recorder, sent).json()
    assert (first["new"], again["new"]) == (True, False)
    assert first["key"] == again["key"] == sent["key"]
    assert first["code"] == again["code"]
    voice = Voice.objects.get()
    assert voice_of_code(first["code"]) == voice.pk
    assert voice.recorded_by is not None
    assert voice.channel == "doorstep"
    assert Photo.objects.count() == GroupAnswer.objects.count() == 1


def test_a_code_that_was_handed_out_without_network_leads_to_the_voice(recorder: Client) -> None:
    answer = recorder.get(f"{SESSION}?codes=57").json()
    assert len(answer["codes"]) == 3
    spare = answer["codes"][0]
    assert take(recorder, recorded(key=spare["key"])).json()["code"] == spare["code"]


@pytest.mark.parametrize(("had", "got"), [("", MOST_SPARE), ("60", 0), ("999999999", MOST_SPARE), ("-1", 60)])
def test_a_device_gets_no_more_codes_than_it_can_hold(recorder: Client, had: str, got: int) -> None:
    assert len(recorder.get(SESSION, {"codes": had}).json()["codes"]) == got


def test_a_code_that_a_voice_has_already_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from bokal.programme.voices.services import spare

    (key, _code) = spare_codes(1)[0]
    client = Client()
    client.force_login(make_account(Role.RECORDER))
    assert take(client, recorded(key=str(key))).status_code == 200
    monkeypatch.setattr(spare.uuid, "uuid4", lambda: key)
    assert spare_codes(2) == []


def test_sending_needs_the_mark_of_the_session() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_account(Role.RECORDER))
    assert take(strict, recorded()).status_code == 403
    token = strict.get(SESSION).json()["token"]
    answer = strict.post(TAKE, recorded(), content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 200
    assert Voice.objects.count() == 1


def test_a_session_that_ended_is_sent_to_sign_in_and_nothing_is_taken(client: Client) -> None:
    for answer in (client.get(SESSION), take(client, recorded())):
        assert answer.status_code == 302
        assert "/account/login/" in answer["Location"]
    assert not Voice.objects.exists()


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"key": "7"}, "key"),
        ({"key": None}, "key"),
        ({"words": 7}, "words"),
        ({"words": "a\x00b"}, "words"),
        ({"words": "half \ud83d a sign"}, "words"),
        ({"language": "Svenska språket"}, "language"),
        ({"channel": "web"}, "channel"),
        ({"channel": "import"}, "channel"),
        ({"area": "nowhere"}, "area"),
        ({"said_at": "yesterday"}, "said_at"),
        ({"said_at": "2026-11-24T10:00:00"}, "said_at"),
        ({"said_at": "0001-01-01T00:00:00+14:00"}, "said_at"),
        ({"photos": "no list"}, "photos"),
        ({"photos": ["not base64!"]}, "photos"),
        ({"age": "old"}, "age"),
        ({"gender": "x"}, "gender"),
        ({"may_publish": "yes"}, "may_publish"),
        ({"recorded_by": 1}, "recorded_by"),
        ({"constructed": True}, "constructed"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(
    recorder: Client, fields: dict[str, Any], named: str
) -> None:
    answer = take(recorder, recorded(**fields))
    assert answer.status_code == 422
    assert f"“{named}”" in answer.json()["problem"]
    assert not Voice.objects.exists()


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"key": 1e999}'])
def test_what_is_no_voice_at_all_is_refused(recorder: Client, content: bytes) -> None:
    assert take(recorder, content).status_code == 422


@pytest.mark.parametrize(
    "fields",
    [
        {"words": "  "},
        {"words": "x" * 4001},
        {"said_at": "2999-01-01T00:00:00+00:00"},
        {"place": "x" * 201},
        {"photos": [base64.b64encode(b"%PDF-1.7 no picture").decode()]},
        {"photos": [base64.b64encode(b"nothing").decode()]},
        {"photos": [base64.b64encode(make_picture()).decode()] * 4},
    ],
)
def test_the_rules_of_every_channel_hold_here_too(recorder: Client, fields: dict[str, Any]) -> None:
    answer = take(recorder, recorded(**fields))
    assert answer.status_code == 422
    assert answer.json()["problem"]
    assert not Voice.objects.exists()


def test_the_same_key_with_other_words_is_refused_and_the_first_words_stay(recorder: Client) -> None:
    sent = recorded()
    take(recorder, sent)
    assert take(recorder, sent | {"words": "Något annat."}).status_code == 422
    assert Words.objects.get().text == WORDS


def test_a_recorder_of_one_area_may_write_down_what_is_said_of_another(client: Client) -> None:
    client.force_login(make_account(Role.RECORDER, area_code="elsewhere"))
    assert take(client, recorded()).status_code == 200
