"""Pictures of voices: unseen until a moderator lets each through, and gone everywhere when the words go."""

import datetime
import io
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from PIL import Image

from bokal.programme.accounts.enums import Role
from bokal.programme.documents.models import Document
from bokal.programme.history.errors import Refused
from bokal.programme.voices.enums import Act, HeldReason
from bokal.programme.voices.models import Photo, ShownPhoto, Voice
from bokal.programme.voices.services import moderate_pictures, moderate_voice, withdraw_voice
from tests.factories.accounts import make_account
from tests.factories.voices import make_area, make_voice

pytestmark = pytest.mark.django_db
MARKED = re.compile(r"\d pictures?\b")
SEEN = re.compile(r'<img src="(/data/voices/pictures/[^"]+)"[^>]*alt="([^"]*)"')


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cache.clear()


def picture(colour: str, size: tuple[int, int] = (1600, 1200)) -> bytes:
    """Return a photo that knows where and by what it was taken."""
    stream, exif = io.BytesIO(), Image.Exif()
    exif.get_ifd(0x8825)[2] = (55.0, 35.0, 0.0)
    exif[0x010F] = "Constructed camera"
    Image.new("RGB", size, colour).save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def make_pictured(**fields: Any) -> tuple[Voice, list[int]]:
    """Return a voice with two pictures, and their numbers."""
    photos = (picture("green"), picture("brown"))
    voice = make_voice(**({"photos": photos, "published": True} | fields)).voice
    return voice, list(Photo.objects.filter(voice=voice).order_by("position").values_list("pk", flat=True))


def seen(client: Client, voice: Voice) -> list[tuple[str, str]]:
    cache.clear()
    return SEEN.findall(client.get(f"/en/voices/{voice.pk}/").text)


def media_of(client: Client, voice: Voice) -> str:
    (request,) = client.get(f"/open311/v2/requests/{voice.pk}.json").json()
    return str(request["media_url"])


def test_no_picture_is_shown_before_somebody_let_it_through(client: Client) -> None:
    voice, _photos = make_pictured()
    assert seen(client, voice) == []
    assert media_of(client, voice) == ""
    assert not MARKED.search(client.get("/en/voices/").text)


def test_each_picture_is_let_through_by_itself_and_is_small_and_bare(client: Client) -> None:
    voice, (_first, second) = make_pictured()
    moderate_pictures(voice_id=voice.pk, shown={second}, actor=make_account())
    ((address, alt),) = seen(client, voice)
    assert alt == "Picture sent with the voice"
    assert "1 picture" in client.get("/en/voices/").text
    assert media_of(client, voice) == f"http://testserver{address}"
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    drawn = Image.open(io.BytesIO(answer.content))
    assert drawn.size == (640, 480)
    assert not drawn.getexif()
    assert len(answer.content) < 60_000
    assert answer["Cache-Control"] == "no-cache"
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_what_was_let_through_can_be_taken_from_sight_again(client: Client) -> None:
    voice, photos = make_pictured()
    moderate_pictures(voice_id=voice.pk, shown=photos, actor=None)
    (first, _alt), (second, _alt) = seen(client, voice)
    moderate_pictures(voice_id=voice.pk, shown=photos[1:], actor=None)
    assert [address for address, _alt in seen(client, voice)] == [second]
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


@pytest.mark.parametrize("how", ["withdrawn", "held"])
def test_a_picture_goes_with_its_words(client: Client, how: str) -> None:
    voice, photos = make_pictured()
    moderate_pictures(voice_id=voice.pk, shown=photos, actor=None)
    addresses = [address for address, _alt in seen(client, voice)]
    if how == "withdrawn":
        withdraw_voice(voice_id=voice.pk)
    else:
        moderate_voice(voice_id=voice.pk, act=Act.HOLD, reason=HeldReason.THREAT, actor=None)
    cache.clear()
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert client.get(f"/open311/v2/requests/{voice.pk}.json").status_code == 404
    assert not MARKED.search(client.get("/en/voices/").text)
    assert not SEEN.findall(client.get(f"/en/voices/{voice.pk}/").text)


def test_withdrawing_removes_the_bytes_themselves_also_for_staff(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    voice, photos = make_pictured()
    moderate_pictures(voice_id=voice.pk, shown=photos, actor=None)
    other = make_voice(photos=(picture("brown"),)).voice
    documents = {one.sha256 for one in Document.objects.all()}
    assert len(documents) == 4
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_voice(voice_id=voice.pk)
    # The same picture sent with another voice stays there, and nothing else.
    (left,) = Document.objects.all()
    assert left.pk == Photo.objects.get(voice=other).document_id
    stored = {one for one in documents if default_storage.exists(f"{one[:2]}/{one}")}
    assert stored == {left.sha256}
    assert not ShownPhoto.objects.exists()


def test_without_consent_no_picture_is_let_through() -> None:
    voice, photos = make_pictured(may_publish=False, published=False)
    with pytest.raises(Refused, match="did not allow"):
        moderate_pictures(voice_id=voice.pk, shown=photos, actor=None)
    assert not ShownPhoto.objects.exists()


def test_a_picture_that_was_let_through_waits_for_its_words(client: Client) -> None:
    voice, photos = make_pictured(published=False)
    moderate_pictures(voice_id=voice.pk, shown=photos, actor=None)
    address = reverse("data:voice-picture", kwargs={"key": ShownPhoto.objects.first().key})  # type: ignore[union-attr]
    assert client.get(address).status_code == 404
    moderate_voice(voice_id=voice.pk, act=Act.PUBLISH, actor=None)
    assert client.get(address).status_code == 200


def test_the_file_itself_is_no_public_document(client: Client) -> None:
    voice, photos = make_pictured()
    moderate_pictures(voice_id=voice.pk, shown=photos, actor=None)
    assert [client.get(f"/data/documents/{one.sha256}/x").status_code for one in Document.objects.all()] == [
        404
    ] * 4


def test_a_moderator_decides_on_the_page_of_the_voice_and_a_recorder_only_looks(client: Client) -> None:
    voice, (first, second) = make_pictured(area=make_area())
    page, act = f"/en/workspace/voices/{voice.pk}/", f"/en/workspace/voices/{voice.pk}/pictures/"
    client.force_login(make_account(Role.RECORDER))
    assert "Not shown" in client.get(page).text
    assert client.post(act, {"shown": first}).status_code == 403
    client.force_login(make_account(Role.COORDINATOR))
    assert f'name="shown" value="{first}"' in client.get(page).text
    foreign = Photo.objects.get(voice=make_voice(photos=(picture("red"),)).voice).pk
    assert client.post(act, {"shown": [second, foreign, "9" * 30, "x"]}).status_code == 302
    assert [one.photo_id for one in ShownPhoto.objects.all()] == [second]
    assert f'value="{second}" checked' in client.get(page).text


def test_the_list_asks_no_more_for_many_pictures(client: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        voice = make_voice(
            words=f"Mörkt {number}", photos=(picture("green", (40 + number, 30)),), published=True
        ).voice
        photo = Photo.objects.get(voice=voice).pk
        moderate_pictures(voice_id=voice.pk, shown=[photo], actor=None)
    with django_assert_max_num_queries(15):
        assert client.get("/en/voices/").text.count("1 picture") == 12
    with django_assert_max_num_queries(8):
        start = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)).isoformat()
        found = client.get("/open311/v2/requests.json", {"start_date": start}).json()
    assert all(request["media_url"] for request in found)
