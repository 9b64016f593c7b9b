"""Works at work: added, drawn by pressing a picture, pasted, brought in by a file, followed step by step."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bokal.programme.accounts.enums import Role
from bokal.programme.documents.models import Document
from bokal.programme.initiatives.models import Displacement, Initiative, Quantity, Work, WorkPhase, WorkPhoto
from bokal.web.ui.map_corners import MOST, corners_in
from bokal.web.ui.map_ground import SIDE, Ground
from tests.factories.accounts import make_account
from tests.factories.initiative_files import let_in, mark_on
from tests.factories.initiatives import make_idea
from tests.factories.voices import make_picture
from tests.factories.works import LINE, POINT, SQUARE, collection, feature, make_ground, make_known, make_work

pytestmark = pytest.mark.django_db
HERE = "/en/workspace/initiatives/light/works/"
FILES = "/en/workspace/works/import/"


@pytest.fixture
def idea(db: None) -> Initiative:
    make_ground(herrgarden=800)
    return make_idea()


@pytest.fixture
def coordinator(client: Client, idea: Initiative) -> Client:
    client.force_login(make_account(Role.COORDINATOR, area_code="herrgarden"))
    return client


def hidden(page: str, name: str) -> str:
    (value,) = re.findall(rf'name="{name}" value="([^"]*)"', page)
    return str(value)


def press(client: Client, page: str, at: tuple[int, int] | None = None, **sent: str) -> str:
    """Press the map where it stands in a page, or one of its buttons, as a browser does."""
    known = {name: hidden(page, name) for name in ("view", "corners")}
    shape = re.findall(r'name="shape" value="(\w+)" checked', page)[0]
    pressed = {"pick.x": str(at[0]), "pick.y": str(at[1])} if at else {}
    answer = client.post(f"{HERE}path/place/", {"shape": shape, **known, **pressed, **sent})
    assert answer.status_code == 200
    return answer.text


def save(client: Client, page: str, **sent: str) -> int:
    known = {name: hidden(page, name) for name in ("view", "corners")}
    shape = re.findall(r'name="shape" value="(\w+)" checked', page)[0]
    return client.post(f"{HERE}path/place/", {"shape": shape, "save": "1", **known, **sent}).status_code


def test_a_work_is_added_and_its_place_asked_for_next(coordinator: Client) -> None:
    sent = {"kind": "park", "name_sv": "Parken", "place_sv": "Vid skolan"}
    answer = coordinator.post(f"{HERE}new/", sent)
    assert answer["Location"] == f"{HERE}parken/place/"
    work = Work.objects.get()
    assert (work.name, work.constructed, work.outline) == ({"sv": "Parken"}, True, None)
    assert coordinator.post(f"{HERE}new/", {"kind": "park"}).status_code == 422
    assert "Parken" in coordinator.get(HERE).text


def test_what_is_said_of_a_work_is_changed_and_its_place_stays(coordinator: Client, idea: Initiative) -> None:
    make_work(idea, about=True)
    coordinator.post(f"{HERE}path/change/", {"kind": "garden", "name_en": "Garden", "source": "Plan"})
    work = Work.objects.get()
    assert (work.kind, work.name, work.geometry, work.about) == ("garden", {"en": "Garden"}, POINT, True)


def test_a_line_is_drawn_press_by_press_and_the_last_press_is_taken_back(
    coordinator: Client, idea: Initiative
) -> None:
    make_work(idea, geometry=None)
    page = press(coordinator, coordinator.get(f"{HERE}path/place/").text, (140, 140))
    near = Ground.read(hidden(page, "view"))
    assert near is not None
    assert near.size <= 2_000, "the first press brings one near"
    assert "There are too few for this shape yet." in page
    page = press(coordinator, page, (100, 100))
    page = press(coordinator, page, (20, 20))
    assert "3 points are marked." in page
    page = press(coordinator, page, map="undo")
    assert "2 points are marked." in page
    assert save(coordinator, page, about="on") == 302
    work = Work.objects.get()
    assert work.about
    assert work.geometry is not None
    assert work.geometry["type"] == "LineString"
    assert (work.outline or [])[0][2:] == list(near.pressed(100, 100))


def test_an_outline_needs_three_corners_and_closes_by_itself(coordinator: Client, idea: Initiative) -> None:
    make_work(idea, geometry=None)
    page = press(coordinator, coordinator.get(f"{HERE}path/place/").text, (140, 140), shape="area")
    page = press(coordinator, page, (60, 140))
    assert save(coordinator, page) == 422
    assert save(coordinator, press(coordinator, page, (60, 60))) == 302
    geometry = Work.objects.get().geometry
    assert geometry is not None
    assert geometry["type"] == "Polygon"
    assert geometry["coordinates"][0][0] == geometry["coordinates"][0][-1]


def test_a_point_moves_where_it_is_pressed_again(coordinator: Client, idea: Initiative) -> None:
    make_work(idea)
    page = coordinator.get(f"{HERE}path/place/").text
    assert hidden(page, "corners").count(";") == 1, "what is there already is where drawing begins"
    page = press(coordinator, page, (SIDE - 1, SIDE - 1))
    assert hidden(page, "corners").count(";") == 1
    assert save(coordinator, page) == 302
    assert Work.objects.get().geometry != POINT


def test_a_crossed_outline_is_refused_in_words(coordinator: Client, idea: Initiative) -> None:
    make_work(idea, geometry=None)
    page = press(coordinator, coordinator.get(f"{HERE}path/place/").text, (140, 140), shape="area")
    for corner in ((200, 200), (200, 140), (140, 200)):
        page = press(coordinator, page, corner)
    known = {name: hidden(page, name) for name in ("view", "corners")}
    answer = coordinator.post(f"{HERE}path/place/", {"shape": "area", "save": "1", **known})
    assert answer.status_code == 422
    assert "The outline crosses itself." in answer.text


@pytest.mark.parametrize("corners", ["99999999,1;", "-9999999,-9999999;"])
def test_a_corner_beyond_all_maps_is_refused_in_words(
    coordinator: Client, idea: Initiative, corners: str
) -> None:
    make_work(idea, geometry=None)
    page = coordinator.get(f"{HERE}path/place/").text
    known = {"view": hidden(page, "view"), "corners": corners}
    answer = coordinator.post(f"{HERE}path/place/", {"shape": "point", "save": "1", **known})
    assert answer.status_code == 422


@pytest.mark.parametrize("text", ["x", "1,2", "1,2;" * (MOST + 1), "999999999,1;", "١,٢;"])
def test_corners_that_are_none_are_left_out(text: str) -> None:
    assert corners_in(text) == ()


def test_the_ground_shows_what_was_pressed(coordinator: Client) -> None:
    asked = {"view": "370000,6166000,2000", "shape": "area", "corners": "370500,6165500;370600,6165500;"}
    answer = coordinator.get(f"{HERE}ground.svg", asked)
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Cache-Control"].startswith("private")
    less = coordinator.get(f"{HERE}ground.svg", asked | {"corners": ""})
    assert len(answer.content) > len(less.content)
    assert coordinator.get(f"{HERE}ground.svg", {"view": "<svg>"}).status_code == 200


def test_a_place_is_pasted_or_sent_as_a_file(coordinator: Client, idea: Initiative) -> None:
    make_work(idea, geometry=None)
    address = f"{HERE}path/place/"
    assert coordinator.post(address, {"given": "1", "text": "55.6, 13.0"}).status_code == 302
    assert Work.objects.get().geometry == POINT
    file = SimpleUploadedFile("a.geojson", collection([feature(SQUARE)]))
    assert coordinator.post(address, {"given": "1", "file": file}).status_code == 302
    assert Work.objects.get().geometry == SQUARE
    refused = coordinator.post(address, {"given": "1", "text": "59.33, 18.06"})
    assert (refused.status_code, "far from the city" in refused.text) == (422, True)
    assert coordinator.post(address, {"given": "1"}).status_code == 422
    assert coordinator.post(address, {"unknown": "1"}).status_code == 302
    assert Work.objects.get().geometry is None


def test_steps_amounts_pictures_rents_and_noise_are_kept_and_taken_out(
    coordinator: Client, idea: Initiative
) -> None:
    make_work(idea)
    photo = SimpleUploadedFile("a.jpg", make_picture(), "image/jpeg")
    sent: dict[str, dict[str, Any]] = {
        "phase": {"step": "construction", "from_day": "2012-01-01", "to_day": "2013-01-01"},
        "quantity": {"what_sv": "Lampor", "value": "12.5", "unit": "st"},
        "rent": {"moment": "before", "on": "2012-01-01", "rent": "950.50", "source": "A list"},
        "photo": {"file": photo, "moment": "before", "taken_on": "2012-01-01", "alt_sv": "En väg."},
        "noise": {"noise_sv": "Pålning vardagar."},
    }
    for name, fields in sent.items():
        assert coordinator.post(f"{HERE}path/{name}/", fields).status_code == 302, name
    assert Displacement.objects.get().rent == 95_050
    page = coordinator.get(f"{HERE}path/").text
    for words in ("2012-01-01–2012-12-31", "12.5 st", "950.50 kronor", 'alt="En väg."', "Pålning vardagar."):
        assert words in page, words
    for name, value in (
        ("phase", "construction"),
        ("quantity", str(Quantity.objects.get().pk)),
        ("photo", str(WorkPhoto.objects.get().pk)),
    ):
        coordinator.post(f"{HERE}path/drop/", {name: value})
    assert not WorkPhase.objects.exists()
    assert not Quantity.objects.exists()
    assert not WorkPhoto.objects.exists()


@pytest.mark.parametrize(
    ("name", "fields", "told"),
    [
        ("phase", {"step": "in_use"}, "Nothing is filled in."),
        ("phase", {"step": "in_use", "from_day": "2099-01-01"}, "The day has not come yet."),
        ("phase", {}, "Choose one: Step."),
        ("quantity", {"what_sv": "A", "value": "-1", "unit": "m"}, "greater than or equal to 0"),
        ("rent", {"moment": "after", "on": "2012-01-01", "source": "A", "moved": "3"}, "two numbers"),
        ("photo", {"moment": "after", "taken_on": "2012-01-01"}, "Choose a file: Picture."),
    ],
)
def test_what_is_refused_is_said_at_its_form(
    coordinator: Client, idea: Initiative, name: str, fields: dict[str, str], told: str
) -> None:
    make_work(idea)
    answer = coordinator.post(f"{HERE}path/{name}/", fields)
    assert answer.status_code == 422
    assert told in answer.text
    assert "<details open>" in answer.text


def test_a_work_of_another_initiative_or_area_is_not_reached(coordinator: Client, idea: Initiative) -> None:
    other = make_idea("far", area=None)
    make_work(other, "elsewhere")
    assert coordinator.get(f"{HERE}elsewhere/").status_code == 404
    assert coordinator.get(HERE.replace("light", "far")).status_code == 403


def test_what_is_known_from_sources_is_read_and_not_changed(client: Client, db: None) -> None:
    Work.objects.create(initiative=make_known(), slug="old", kind="park", name={"sv": "Park"})
    client.force_login(make_account(Role.COORDINATOR))
    here = HERE.replace("light", "known")
    page = client.get(f"{here}old/").text
    assert "known from sources alone" in page
    assert 'method="post" action="/en/workspace/initiatives' not in page
    noise = client.post(f"{here}old/noise/", {"noise_sv": "A"})
    assert (noise.status_code, "known from sources alone" in noise.text) == (422, True)


def file_of(*features: Any) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("works.geojson", collection(features))}


def test_a_file_is_previewed_and_then_brought_in(coordinator: Client) -> None:
    answer = coordinator.post(FILES, file_of(feature(LINE, slug="a"), feature(slug="b")))
    assert answer["Location"] == f"{FILES}preview/"
    assert not Work.objects.exists()
    assert "2 new" in coordinator.get(f"{FILES}preview/").text
    assert let_in(coordinator, FILES)["Location"] == FILES
    assert Work.objects.count() == 2
    assert "2 new" in coordinator.get(FILES).text
    assert not Document.objects.exists(), "what is brought in waits no longer"
    coordinator.post(FILES, file_of(feature(LINE, slug="a"), feature(slug="b")))
    assert "The file changes nothing" in coordinator.get(f"{FILES}preview/").text


def test_what_somebody_changed_since_the_preview_is_shown_before_anything_is_written(
    coordinator: Client,
) -> None:
    coordinator.post(FILES, file_of(feature(LINE, slug="a")))
    let_in(coordinator, FILES)
    coordinator.post(FILES, file_of(feature(LINE, slug="a", kind="park")))
    seen = mark_on(coordinator.get(f"{FILES}preview/").text)
    Work.objects.update(name={"sv": "Somebody else"})
    moved = coordinator.post(f"{FILES}apply/", seen)
    assert moved.status_code == 409
    assert "The records, or the file that waits, changed since you looked." in moved.text
    told = re.search(r"<li><bdi[^>]*>a</bdi>: (.*)</li>", moved.text)
    assert told is not None
    assert re.findall(r">(\w+)</bdi>", told[1]) == ["kind", "name"]
    assert Work.objects.get().name == {"sv": "Somebody else"}
    assert coordinator.post(f"{FILES}apply/", mark_on(moved.text)).status_code == 302, "now it was shown"
    assert (Work.objects.get().kind, Work.objects.get().name) == ("park", {"sv": "Gångvägen"})


def test_what_is_wrong_with_a_file_is_told_line_by_line_and_can_be_taken_along(coordinator: Client) -> None:
    make_idea("far", area=None)
    answer = coordinator.post(FILES, file_of(feature(kind="castle"), feature(initiative="far")))
    assert answer.status_code == 422
    assert "2 things are wrong with the file" in answer.text
    assert "You have no role where this initiative is." in answer.text
    table = coordinator.get(f"{FILES}problems.csv").text
    assert table.count("\r\n") == 3
    assert coordinator.post(f"{FILES}apply/")["Location"] == FILES
    assert not Work.objects.exists()
    broken = {"file": SimpleUploadedFile("works.geojson", b'{"type": ')}
    assert coordinator.post(FILES, broken).status_code == 422
