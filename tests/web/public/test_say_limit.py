"""Too many voices at once: nobody loses a word, and work or a minute lets them through."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from bokal.programme.voices.models import Voice
from bokal.web.public import say
from tests.factories.programmes import make_programme
from tests.factories.voices import WORDS, make_area, make_picture
from tests.web.public.test_voices import CODE, SAY, sent
from tests.web.ui.test_work import solved

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_a_minute(settings: Any) -> None:
    settings.VOICES_PER_MINUTE = 1
    cache.clear()


def hidden(page: str, name: str) -> str:
    (value,) = re.findall(rf'name="{name}" value="([^"]+)"', page)
    return value


def refused(client: Client, **fields: Any) -> tuple[dict[str, Any], str]:
    """Say one thing, then another that is too much; return what was sent and the page that came back."""
    assert client.post(SAY, sent()).status_code == 200
    fields = sent(**fields)
    answer = client.post(SAY, fields)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"
    assert Voice.objects.count() == 1
    return fields, answer.text


def test_beyond_the_limit_every_word_stays_and_the_page_says_what_to_do(client: Client) -> None:
    make_programme()
    fields, page = refused(client, area=make_area().code, place="Vid skolan", age="16-24")
    assert escape(WORDS) in page
    assert 'value="Vid skolan"' in page
    assert '<option value="16-24" selected>' in page
    assert hidden(page, "token") == fields["token"]
    assert "Wait one minute, then press Send." in page
    assert "paper sheet" in page
    assert "data-work-with hidden" in page
    assert "<script>" not in page
    assert "Choose your pictures again" not in page


def test_after_a_minute_the_same_form_goes_through_without_script(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields, _page = refused(client)
    monkeypatch.setattr("bokal.web.ui.tries.this_minute", lambda: 30_000_001)
    assert CODE.findall(client.post(SAY, fields).text)
    assert Voice.objects.count() == 2


def test_work_lets_one_voice_through_and_no_other(client: Client) -> None:
    fields, page = refused(client)
    work = {"work": hidden(page, "work")}
    work["proof"] = solved(work["work"])
    (code,) = CODE.findall(client.post(SAY, fields | work).text)
    assert Voice.objects.count() == 2
    # Sent again, it is the same voice; for another voice the same work is worth nothing.
    assert CODE.findall(client.post(SAY, fields | work).text) == [code]
    assert client.post(SAY, sent(**work)).status_code == 429
    assert client.post(SAY, fields | work | {"words": "Other words"}).status_code == 422
    assert Voice.objects.count() == 2


def test_unfinished_work_is_asked_for_anew(client: Client) -> None:
    fields, page = refused(client)
    old = hidden(page, "work")
    again = client.post(SAY, fields | {"work": old, "proof": "1 2 3 4 5 6 7 8"})
    assert again.status_code == 429
    assert hidden(again.text, "work") != old
    assert Voice.objects.count() == 1


def test_the_same_voice_sent_again_is_never_too_much(client: Client) -> None:
    fields = sent()
    codes = {CODE.findall(client.post(SAY, fields).text)[0] for _each in range(5)}
    assert len(codes) == Voice.objects.count() == 1


def test_pictures_are_asked_for_again_where_they_are_lost(client: Client) -> None:
    photo = SimpleUploadedFile("photo.jpg", make_picture(), "image/jpeg")
    _fields, page = refused(client, photos=[photo])
    assert "Choose your pictures again" in page


def test_another_address_is_not_held_up_until_everybody_together_is_too_many() -> None:
    def status(number: int) -> int:
        return Client(REMOTE_ADDR=f"192.0.2.{number}").post(SAY, sent()).status_code

    assert [status(number) for number in range(say.TOGETHER)] == [200] * say.TOGETHER
    assert status(99) == 429
