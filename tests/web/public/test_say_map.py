"""A place is pointed at by pressing a picture, without script; words do just as well."""

import re
import uuid
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest
from django.test import Client

from bokal.programme.areas.models import Boundary
from bokal.programme.voices.enums import Act, Placing
from bokal.programme.voices.models import Voice
from bokal.programme.voices.services import moderate_voice
from bokal.web.public.say_forms import new_token
from bokal.web.ui.map_ground import SIDE, Ground
from tests.factories.accounts import make_account
from tests.factories.voices import WORDS, make_voice
from tests.web.public.city import make_city

pytestmark = pytest.mark.django_db
SAY, GROUND = "/en/say/", "/en/say/ground.svg"


def sent(**fields: Any) -> dict[str, Any]:
    return {"words": WORDS, "language": "sv", "may_publish": "on", "token": new_token()} | fields


def hidden(page: str, name: str) -> str:
    (value,) = re.findall(rf'name="{name}" value="([^"]*)"', page)
    return str(value)


def press(client: Client, page: str = "", *, at: tuple[int, int] = (140, 140), **fields: Any) -> str:
    """Press the map where it stands in a page, as a browser does."""
    known = {name: hidden(page, name) for name in ("view", "point") if f'name="{name}" value=' in page}
    answer = client.post(SAY, sent(**known, **fields) | {"pick.x": str(at[0]), "pick.y": str(at[1])})
    assert answer.status_code == 200
    return answer.text


@pytest.fixture(autouse=True)
def _city() -> None:
    make_city()


def test_the_map_is_closed_until_somebody_wants_it(client: Client) -> None:
    page = client.get(SAY).text
    assert 'type="image"' not in page
    opened = client.post(SAY, sent(map="open")).text
    assert 'type="image"' in opened
    assert "No place is marked yet." in opened
    assert WORDS in opened
    assert not Voice.objects.exists()


def test_who_points_sends_the_place_with_the_words(client: Client) -> None:
    page = press(client, client.post(SAY, sent(map="open")).text)
    assert "The place is marked." in page
    near = press(client, page, at=(10, 200))
    assert hidden(near, "point") != hidden(page, "point")
    assert hidden(near, "view") == hidden(page, "view"), "once near, only the mark moves"
    point = hidden(near, "point")
    assert client.post(SAY, sent(point=point)).status_code == 200
    voice = Voice.objects.get()
    assert voice.placing == Placing.PIN
    assert f"{voice.pin.longitude},{voice.pin.latitude}" == point


def test_nothing_that_was_chosen_is_lost_by_pointing(client: Client) -> None:
    page = press(client, place="by the school", language="ar", may_publish="")
    assert 'value="by the school"' in page
    assert '<option value="ar" selected>' in page
    again = client.post(SAY, {k: v for k, v in sent(map="open").items() if k != "may_publish"}).text
    assert re.search(r'name="may_publish"[^>]*checked', page)
    assert not re.search(r'name="may_publish"[^>]*checked', again)


def test_a_mark_is_taken_away_and_the_map_closed(client: Client) -> None:
    page = press(client)
    bare = client.post(SAY, sent(map="none", view=hidden(page, "view"), point=hidden(page, "point"))).text
    assert "No place is marked yet." in bare
    assert "A place is marked" not in bare
    closed = client.post(SAY, sent(map="away", point=hidden(page, "point"))).text
    assert 'type="image"' not in closed
    assert "A place is marked on the map." in closed


def test_closer_and_wider_keep_the_mark_in_the_middle(client: Client) -> None:
    page = press(client)
    view, point = hidden(page, "view"), hidden(page, "point")
    wider = client.post(SAY, sent(map="wider", view=view, point=point)).text
    before, after = Ground.read(view), Ground.read(hidden(wider, "view"))
    assert before is not None
    assert after is not None
    assert after.size == 2 * before.size
    assert hidden(wider, "point") == point


@pytest.mark.parametrize("pressed", [("0", "0"), ("999", "10"), ("x", "1"), ("", ""), ("-3", "5")])
def test_what_is_no_place_marks_none(client: Client, pressed: tuple[str, str]) -> None:
    page = client.post(SAY, sent() | {"pick.x": pressed[0], "pick.y": pressed[1]}).text
    assert "No place is marked yet." in page
    assert not Voice.objects.exists()


@pytest.mark.parametrize("point", ["13.0", "190.5,55.1", "13.1,95.5", "a,b", "13.1,55.2,1", "nan,1.0"])
def test_a_place_that_cannot_be_read_is_refused_and_the_words_stay(client: Client, point: str) -> None:
    answer = client.post(SAY, sent(point=point))
    assert answer.status_code == 422
    assert "cannot be read" in answer.text
    assert WORDS in answer.text
    assert not Voice.objects.exists()


@pytest.mark.parametrize("point", ["105.0,0.0", "-75.0,0.0"])
def test_a_place_that_our_maps_do_not_reach_stops_nothing(client: Client, point: str) -> None:
    page = client.post(SAY, sent(map="open", point=point))
    assert (page.status_code, "No place is marked yet." in page.text) == (200, True)
    longitude, latitude = map(float, point.split(","))
    voice = make_voice(published=True, point=(longitude, latitude), key=uuid.uuid4()).voice
    shown = client.get(f"/en/voices/{voice.pk}/")
    assert (shown.status_code, "ground.svg" in shown.text) == (200, False)


def test_a_press_beyond_the_earth_marks_nothing(client: Client) -> None:
    page = client.post(SAY, sent(view="99999999,99999999,64000") | {"pick.x": "50", "pick.y": "50"}).text
    assert "No place is marked yet." in page
    assert "inf,inf" not in page


def test_the_ground_is_a_picture_with_a_name(client: Client) -> None:
    picture = client.get(GROUND)
    assert picture["Content-Type"] == "image/svg+xml"
    assert ElementTree.fromstring(picture.content).get("role") == "img"
    marked = client.get(GROUND, {"view": "0,1000,1000", "mark": "500,500"}).text
    assert '<circle fill="#1b1b1b" cx="1500" cy="1500"' in marked
    assert "script" not in marked


@pytest.mark.parametrize("view", ["x", "1,2", "0,0,3", "99999999999,0,500", "0,0,500;"])
def test_a_view_that_is_none_shows_the_whole_programme(client: Client, view: str) -> None:
    assert client.get(GROUND, {"view": view}).text == client.get(GROUND).text


def test_pixels_and_metres_agree() -> None:
    ground = Ground.around((1_000, 2_000), 1_000)
    assert ground.pressed(0, 0) == (ground.west + 2, ground.north - 2)
    assert ground.pressed(SIDE - 1, SIDE - 1) == (ground.west + 998, ground.north - 998)
    assert Ground.read(str(ground)) == ground


def test_without_outlines_no_map_is_offered(client: Client) -> None:
    Boundary.objects.all().delete()
    assert 'name="map"' not in client.get(SAY).text
    assert client.get(GROUND).status_code == 404


def test_the_place_is_shown_with_the_published_words_and_not_when_masked(client: Client) -> None:
    point = (13.000357, 55.596616)
    plain = make_voice(published=True, point=point, key=uuid.uuid4()).voice
    shown = client.get(f"/en/voices/{plain.pk}/").text
    assert "mark=374000,6163000" in shown
    assert 'alt="Map of the place that was pointed at"' in shown
    masked = make_voice(point=point, key=uuid.uuid4()).voice
    moderate_voice(voice_id=masked.pk, act=Act.PUBLISH_MASKED, actor=make_account(), text=f"{WORDS[:9]}[…]")
    assert "ground.svg" not in client.get(f"/en/voices/{masked.pk}/").text
